// Small helps on top of pages that work without it: keys, a note when something new has come, the chosen card's button.
"use strict";
(() => {
  const $ = (q, el = document) => el.querySelector(q);
  const all = (q, el = document) => [...el.querySelectorAll(q)];
  const typing = (el) => el && (el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName) && !/^(radio|checkbox|submit|button)$/.test(el.type));

  // Inbox: J and K move, Enter opens.
  const rows = all("tr[data-href]");
  let at = -1;
  const mark = (n) => {
    if (!rows.length) return;
    at = Math.max(0, Math.min(rows.length - 1, n));
    rows.forEach((r, i) => r.classList.toggle("dang", i === at));
    const a = $("a", rows[at]);
    a.focus({ preventScroll: true });
    rows[at].scrollIntoView({ block: "nearest" });
  };
  for (const r of rows) r.addEventListener("click", (e) => { if (!e.target.closest("a,input,button,label")) location.href = r.dataset.href; });

  // Record: the fork nearest to the focus is the one that 1, 2, 3 choose in.
  const forks = all("form.nga");
  const fork = () => document.activeElement?.closest?.("form.nga") || forks[0];
  for (const f of forks) {
    const button = $("button[type=submit]", f), reason = $("[name=reason]", f), other = $("[name=value]", f);
    const update = () => {
      const chosen = $("input[name=pick]:checked", f);
      const ready = chosen && reason.value.trim() !== "";
      button.classList.toggle("chinh", !!ready);
      button.classList.toggle("chua", !ready);
      button.textContent = !chosen ? button.dataset.choose : !ready ? button.dataset.reason : button.dataset.ready;
    };
    f.addEventListener("input", update);
    f.addEventListener("change", update);
    other?.addEventListener("input", () => { const r = $("input[value=other]", f); if (r) { r.checked = true; update(); } });
    update();
  }

  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.defaultPrevented) return;
    if (e.key === "Escape") { for (const d of all("details.tha[open]")) { d.open = false; $("summary", d).focus(); } return; }
    if (typing(document.activeElement)) return;
    const press = (q) => { const el = $(q); if (el) { e.preventDefault(); el.click(); } };
    switch (e.key) {
      case "j": case "J": if (rows.length) { e.preventDefault(); mark(at + 1); } else press("a[data-key=J]"); break;
      case "k": case "K": if (rows.length) { e.preventDefault(); mark(at - 1); } else press("a[data-key=K]"); break;
      case "/": { const s = $("input[type=search]"); if (s) { e.preventDefault(); s.focus(); } break; }
      case "1": case "2": case "3": case "4": case "5": case "6": case "7": case "8": case "9": {
        const f = fork();
        const r = f && all("input[name=pick]", f)[Number(e.key) - 1];
        if (r) { e.preventDefault(); r.checked = true; r.focus(); r.dispatchEvent(new Event("change", { bubbles: true })); }
        break;
      }
      case "r": case "R": press("[data-key=R]"); break;
      case "a": case "A": { const el = $("[data-key=A]"); if (el) { e.preventDefault(); el.focus(); if (el.tagName === "SUMMARY") el.click(); } break; }
      case "g": case "G": press("[data-key=G]"); break;
      case "c": case "C": { const el = $("[data-key=C]"); if (el) { e.preventDefault(); el.focus(); } break; }
    }
  });

  // One panel at a time; the first field of an opened one gets the focus.
  for (const d of all("details.tha")) d.addEventListener("toggle", () => {
    if (!d.open) return;
    for (const o of all("details.tha[open]")) if (o !== d) o.open = false;
    $("textarea,input:not([type=hidden]),select", d)?.focus();
  });

  // Something new: ask for the page's mark now and then; the page itself is left as it is.
  const note = $(".moi");
  if (note && note.dataset.mark) {
    const ask = async () => {
      if (document.hidden) return;
      try {
        const r = await fetch(note.dataset.src, { headers: { Accept: "application/json" }, cache: "no-store" });
        if (!r.ok) return;
        const got = await r.json();
        if (String(got.mark) !== note.dataset.mark) { note.hidden = false; clearInterval(timer); }
      } catch { /* no network: nothing to say, the next question will tell */ }
    };
    const timer = setInterval(ask, 5000);
    document.addEventListener("visibilitychange", ask);
  }

  // A form is sent once.
  for (const f of all("form[method=post]")) f.addEventListener("submit", (e) => {
    if (f.dataset.sent) { e.preventDefault(); return; }
    f.dataset.sent = "1";
    setTimeout(() => delete f.dataset.sent, 8000);
  });
  for (const b of all("[data-show]")) {
    b.hidden = false;
    b.addEventListener("click", () => {
      const i = document.getElementById(b.dataset.show);
      const open = i.type === "password";
      i.type = open ? "text" : "password";
      b.textContent = open ? b.dataset.hide : b.dataset.label;
    });
  }
})();
