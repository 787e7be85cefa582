// The record page on top of what works without it: the thread of the question in hand stands beside it, links go to what is
// on the page already, and a decision waits until the server answers.
"use strict";
(() => {
  const $ = (q, el = document) => el.querySelector(q);
  const all = (q, el = document) => [...el.querySelectorAll(q)];

  // The panel of one question: filled from the line, without a reload.
  const panel = $("#trao-doi");
  const show = (link) => {
    const line = document.getElementById(link.dataset.at);
    if (!panel || !line) return false;
    const form = $("form.cot", panel), done = $("form.xong", panel), saved = $("a.ve-luu", panel);
    $("h2", panel).textContent = panel.dataset.title.replace("§", link.dataset.number);
    $(".cau", panel).textContent = $("[data-label]", link.parentElement)?.textContent ?? "";
    const comments = line.parentElement.querySelector(`.yk[data-of="${CSS.escape(link.dataset.at)}"] .tl`);
    $(".noi", panel).replaceChildren(...(comments ? [comments.cloneNode(true)] : []));
    for (const f of [form, done]) if (f) {
      const to = new URL(f.action);
      to.searchParams.set("at", link.dataset.at);
      f.action = to;
      f.elements.ref.value = link.dataset.ref;
    }
    if (done) { done.hidden = !link.dataset.open; done.elements.dots.value = link.dataset.open ?? ""; }
    saved.parentElement.hidden = !link.dataset.save;
    saved.setAttribute("href", link.dataset.save ?? "#lich-su");
    for (const l of all(".dang-xem")) l.classList.remove("dang-xem");
    link.parentElement.classList.add("dang-xem");
    return true;
  };
  for (const link of all("a.viet[data-at]")) link.addEventListener("click", (e) => {
    if (!show(link)) return;
    e.preventDefault();
    const field = $("textarea", panel);
    panel.scrollIntoView({ block: "nearest" });
    field?.focus({ preventScroll: false });
  });
  // The line that the focus is in is the one in hand.
  $(".so-sanh")?.addEventListener("focusin", (e) => {
    const cell = e.target.closest(".ss > div");
    for (let x = cell; x; x = x.previousElementSibling) {
      const link = $("a.viet[data-at]", x);
      if (link) { if (!link.parentElement.classList.contains("dang-xem") && !e.target.closest("a.viet")) show(link); return; }
      if (x.matches(".k.dich, .nhom-d")) break;
    }
    const next = cell?.nextElementSibling && $("a.viet[data-at]", cell.nextElementSibling);
    if (next && cell.matches(".k")) show(next);
  });
  for (const a of all("a[data-here]")) a.addEventListener("click", (e) => {
    const there = $(a.dataset.here);
    if (!there) return;
    e.preventDefault();
    there.closest("details")?.setAttribute("open", "");
    there.scrollIntoView({ block: "center" });
  });

  // A decision is sent only while the server answers: a page of the browser that says "no connection" leaves nobody sure.
  const bar = $(".mat-mang"), mark = $(".moi")?.dataset.src;
  if (bar && mark) {
    const answers = async () => {
      try { return (await fetch(mark, { cache: "no-store", headers: { Accept: "application/json" } })).ok; } catch { return false; }
    };
    for (const f of all("form[method=post]")) f.addEventListener("submit", async (e) => {
      if (f.dataset.asked) { delete f.dataset.asked; return; }
      if (e.defaultPrevented) return;
      e.preventDefault();
      e.stopImmediatePropagation();
      bar.hidden = await answers();
      if (!bar.hidden) { bar.scrollIntoView({ block: "nearest" }); return; }
      f.dataset.asked = "1";
      f.requestSubmit(e.submitter);
    }, true);
    window.addEventListener("offline", () => { bar.hidden = false; });
    window.addEventListener("online", async () => { bar.hidden = await answers(); });
  }
})();
