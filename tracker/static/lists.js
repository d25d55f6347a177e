// Rows by keyboard: j and k go down and up, enter opens, x ticks. Every list works without this file.
"use strict";

const rows = [...document.querySelectorAll("[data-rows] tbody tr:not(.group)")];
let at = -1;

function go(to) {
  if (!rows.length) return;
  rows[at]?.classList.remove("at");
  at = Math.max(0, Math.min(rows.length - 1, to));
  rows[at].classList.add("at");
  rows[at].querySelector("a")?.focus({ preventScroll: true });
  rows[at].scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]")) return;
  if (event.key === "j") go(at + 1);
  else if (event.key === "k") go(at - 1);
  else if (event.key === "x" && at >= 0) rows[at].querySelector("input[type=checkbox]")?.click();
  else if (event.key === "Enter" && at >= 0 && event.target === document.body) rows[at].querySelector("a")?.click();
  else return;
  event.preventDefault();
});

// On a task, j and k go on in the list that one came from.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || rows.length) return;
  if (event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select")) return;
  document.querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
});
