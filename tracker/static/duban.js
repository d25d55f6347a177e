// Small comforts. Every page works without this file.
"use strict";

// A second press sends nothing twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  form.removeAttribute("data-touched");
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// What is wrong with an answer is said above the form, in our words, and all of it at once. Only what the browser could
// not even read (half a date) would be lost on the way: that it says itself.
const complaint = document.body.dataset.unreadable;
for (const form of document.querySelectorAll("form[method=post]:not(.menu-box)")) form.noValidate = Boolean(complaint);
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    const bad = form.noValidate ? [...form.elements].filter((field) => field.validity?.badInput) : [];
    if (!bad.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    for (const field of bad) {
      field.setCustomValidity(complaint);
      field.addEventListener("input", () => field.setCustomValidity(""), { once: true });
    }
    bad[0].reportValidity();
  },
  true,
);

// What is not kept while one types (drafts.js), such as a chosen file, is not lost by a stray click.
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-guard]");
  if (form && (event.target.type === "file" || !form.dataset.draft)) form.setAttribute("data-touched", "");
});
window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-touched]")) event.preventDefault();
});

// The browser passes over `autofocus` where the address names a part of the page.
document.querySelector(".summary[autofocus]")?.focus();

// The menu closes by Escape or a click elsewhere.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// The search box is one key away, and so is help.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  const help = document.querySelector("a[data-help]");
  if (event.key === "?" && !typing && help && !event.ctrlKey && !event.metaKey && !event.altKey) {
    window.location.assign(`${help.href}#keys`);
    return;
  }
  const find = document.querySelector(".find input[type=search]");
  if (event.key !== "/" || typing || !find || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  find.focus();
});

// On a phone the pages of a place may run off to the side: the present one is brought into view.
for (const row of document.querySelectorAll(".nav .wide, .tabs, .quick")) {
  const here = row.querySelector("[aria-current]");
  if (here) row.scrollLeft = here.offsetLeft - row.offsetLeft - (row.clientWidth - here.offsetWidth) / 2;
}

for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A long box of units: the ticked ones first, and a field to find the others.
for (const box of document.querySelectorAll("[data-find]")) {
  const choices = [...box.querySelectorAll(".choice")];
  box.prepend(...choices.filter((choice) => choice.querySelector("input").checked));
  const field = document.createElement("input");
  field.type = "search";
  field.placeholder = box.dataset.find;
  field.setAttribute("aria-label", box.dataset.find);
  field.addEventListener("input", () => {
    const wanted = field.value.trim();
    for (const choice of choices) choice.hidden = !choice.textContent.includes(wanted);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  box.before(field);
}

// One box for all of a name, in its part of the page or on all of it.
for (const all of document.querySelectorAll("input[data-all]")) {
  all.addEventListener("change", () => {
    const part = all.closest("[data-part]") ?? document;
    for (const box of part.querySelectorAll(`input[name="${all.dataset.all}"]`)) box.checked = all.checked;
  });
}

// While the demo clock runs, look every two seconds whether it has arrived.
const clock = document.querySelector("[data-clock]");
if (clock) {
  const look = async () => {
    try {
      const answer = await fetch(clock.dataset.clock, { headers: { Accept: "application/json" } });
      if (answer.ok && !(await answer.json()).wanted && !document.querySelector("form[data-touched]")) {
        window.location.reload();
        return;
      }
    } catch {
      // The server may be busy; the next look will tell.
    }
    setTimeout(look, 2000);
  };
  setTimeout(look, 2000);
}
