// Ctrl-K: one box that leads to every page of the menu and to whatever the search finds. Everything it offers is a link
// elsewhere on the page or on the search page; without this file nothing is missing.
"use strict";

const find = document.querySelector(".find");
const places = [...document.querySelectorAll(".places a, .nav a, .menu-box a, .quick a, main .head a.button")];

function built() {
  const box = document.createElement("dialog");
  box.className = "palette";
  const field = document.createElement("input");
  const rows = document.createElement("ul");
  field.type = "search";
  field.maxLength = 100;
  field.placeholder = find.querySelector("input[type=search]").placeholder;
  field.setAttribute("aria-label", field.placeholder);
  box.append(field, rows);
  document.body.append(box);
  return { box, field, rows };
}

let palette = null;
let asked = 0;

function words(link) {
  const copy = link.cloneNode(true);
  for (const extra of copy.querySelectorAll(".unseen, .n")) extra.remove();
  return copy.textContent.trim().replace(/\s+/g, " ");
}

function line(text, kind, url) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  const side = document.createElement("span");
  link.href = url;
  link.textContent = text;
  side.textContent = kind;
  link.append(side);
  item.append(link);
  return item;
}

function known(wanted) {
  const seen = new Set();
  return places
    .filter((link) => words(link).includes(wanted) && !seen.has(link.href) && seen.add(link.href))
    .slice(0, 8)
    .map((link) => line(words(link), "", link.href));
}

async function show() {
  const { field, rows } = palette;
  const wanted = field.value.trim();
  const mine = (asked += 1);
  rows.replaceChildren(...known(wanted));
  if (wanted.length < 2) return;
  try {
    const answer = await fetch(`${find.action}?json=1&q=${encodeURIComponent(wanted)}`);
    const { found } = await answer.json();
    const there = new Set([...rows.querySelectorAll("a")].map((link) => link.href));
    const more = found.filter((each) => !there.has(new URL(each.url, window.location).href));
    if (mine === asked) rows.append(...more.map((each) => line(each.words, each.kind, each.url)));
  } catch {
    // Without an answer the pages stay; Enter asks the search page.
  }
}

function move(by) {
  const links = [...palette.rows.querySelectorAll("a")];
  const at = links.indexOf(document.activeElement);
  (links[at + by] ?? (by < 0 ? palette.field : links[0]))?.focus();
}

function open() {
  if (!palette) {
    palette = built();
    palette.field.addEventListener("input", show);
    palette.box.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "ArrowDown") move(1);
      else if (event.key === "ArrowUp") move(-1);
      else if (event.key === "Enter" && event.target === palette.field) {
        const first = palette.rows.querySelector("a");
        window.location.assign(first?.href ?? `${find.action}?q=${encodeURIComponent(palette.field.value)}`);
      } else return;
      event.preventDefault();
    });
    palette.box.addEventListener("click", (event) => {
      if (event.target === palette.box) palette.box.close();
    });
  }
  palette.box.showModal();
  palette.field.select();
  show();
}

document.addEventListener("keydown", (event) => {
  if (!find || event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
  event.preventDefault();
  open();
});
