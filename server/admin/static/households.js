// Labels are printed by a button where there is JavaScript; else by the browser's own.
for (const b of document.querySelectorAll('[data-print]')) {
  b.hidden = false
  b.addEventListener('click', () => window.print())
}
