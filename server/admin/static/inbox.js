// The inbox: X chooses a row, ? shows the keys, the bar for many records stands only while rows are chosen.
"use strict";
(() => {
  const table = document.querySelector("table.hd");
  const help = document.getElementById("phim-tat");
  const boxes = table ? [...table.querySelectorAll("input[name=id]")] : [];
  const all = document.getElementById("tat-ca");
  const bar = document.getElementById("thanh-chon");
  const update = () => {
    const n = boxes.filter((b) => b.checked).length;
    for (const b of boxes) b.closest("tr").classList.toggle("chon-roi", b.checked);
    if (all) { all.checked = n > 0 && n === boxes.length; all.indeterminate = n > 0 && n < boxes.length; }
    if (!bar) return;
    bar.hidden = n === 0;
    const label = bar.querySelector("[data-count]");
    label.textContent = label.dataset.count.replace("%d", n);
  };
  if (all) { all.hidden = false; all.addEventListener("change", () => { for (const b of boxes) b.checked = all.checked; update(); }); }
  for (const b of boxes) b.addEventListener("change", update);
  document.getElementById("bang")?.addEventListener("reset", () => setTimeout(update));
  update();
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const el = document.activeElement;
    if (e.key === "Escape" && help?.open) { help.open = false; help.querySelector("summary").focus(); return; }
    if (el && (/^(TEXTAREA|SELECT)$/.test(el.tagName) || el.tagName === "INPUT" && !/^(radio|checkbox)$/.test(el.type))) return;
    if (e.key === "?" && help) { e.preventDefault(); help.open = !help.open; if (help.open) help.querySelector("summary").focus(); }
    if ((e.key === "x" || e.key === "X") && boxes.length) {
      const row = el?.closest?.("tr[data-href]") ?? table.querySelector("tr.dang");
      const box = row?.querySelector("input[name=id]");
      if (box) { e.preventDefault(); box.checked = !box.checked; update(); }
    }
  });
})();
