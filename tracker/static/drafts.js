// What is typed is kept on the server while one types; and a word before the session ends. Every page works without this.
"use strict";

const note = document.querySelector("#leaving");
const PAUSE = 2000; // ms without a key, and it is kept
const APART = 5000; // at least, between two savings
const WARN = 300; // seconds before the end

function say(what) {
  if (!note) return;
  note.hidden = !what;
  for (const line of note.querySelectorAll("[data-said]")) line.hidden = line.dataset.said !== what;
}

// A redirect to the log-in is not followed: it says that the session has ended.
async function ask(address, options) {
  const answer = await fetch(address, { redirect: "manual", ...options });
  if (answer.type === "opaqueredirect") say("over");
  return answer.ok ? answer : null;
}

function words(form) {
  const typed = new FormData(form);
  for (const [name, value] of [...typed]) if (value instanceof File) typed.delete(name);
  typed.set("_address", new URL(form.action).pathname);
  return typed;
}

for (const form of document.querySelectorAll("form[data-draft]")) {
  let changed = false;
  let timer;
  let keptAt = 0;
  const told = document.createElement("p");
  told.className = "quiet";
  told.setAttribute("role", "status");
  form.append(told);
  const keep = async (leaving) => {
    clearTimeout(timer);
    if (!changed) return;
    changed = false;
    keptAt = Date.now();
    try {
      // What is sent on leaving must outlive the page, for which browsers take 64 KB.
      const kept = await ask(form.dataset.draft, { method: "POST", body: words(form), keepalive: leaving === true });
      if (kept) told.textContent = `${form.dataset.kept} ${new Date().toTimeString().slice(0, 5)}`;
    } catch {
      changed = true; // the network may come back
      timer = setTimeout(keep, APART);
    }
  };
  form.addEventListener("input", () => {
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(keep, Math.max(PAUSE, keptAt + APART - Date.now()));
  });
  form.addEventListener("focusout", keep);
  form.addEventListener("submit", () => {
    changed = false;
    clearTimeout(timer);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) keep(true);
  });
  window.addEventListener("pagehide", () => keep(true));
}

// Forms whose page does not show again what was kept, are filled in here.
const answered = (form, name) => [...form.elements].filter((field) => field.name === name);
function refill(form, fields) {
  const said = answered(form, "code")[0];
  if (said && fields.code && fields.code[0] !== said.value) return false; // of another action
  let filled = false;
  for (const [name, values] of Object.entries(fields)) {
    for (const [n, field] of answered(form, name).entries()) {
      if (field.type === "hidden" || field.type === "file" || field.tagName === "BUTTON") continue;
      const box = field.type === "checkbox" || field.type === "radio";
      if (box ? field.checked === values.includes(field.value) : (values[n] ?? "") === field.value) continue;
      if (box) field.checked = values.includes(field.value);
      else field.value = values[n] ?? "";
      filled = true;
    }
  }
  return filled;
}

async function refillAll(forms) {
  const place = forms[0].dataset.draft;
  const kept = await ask(place);
  const addresses = new Set(kept ? (await kept.json()).addresses : []);
  for (const form of forms) {
    const address = new URL(form.action).pathname;
    if (!addresses.has(address)) continue;
    const answer = await ask(`${place}?address=${encodeURIComponent(address)}`);
    if (!answer || !refill(form, (await answer.json()).fields)) continue;
    const line = document.querySelector("template#refilled").content.cloneNode(true);
    line.querySelector("button").value = address;
    form.prepend(line);
    const fold = form.closest("details");
    if (fold) fold.open = true;
  }
}

const unfilled = [...document.querySelectorAll("form[data-refill]")];
if (unfilled.length) refillAll(unfilled).catch(() => {}); // then they are as the page brought them

if (note) {
  let timer;
  const look = async () => {
    let seconds = 60;
    try {
      const answer = await ask(note.dataset.ask);
      if (!answer) return;
      seconds = (await answer.json()).seconds;
    } catch {
      // The server may be busy; the next look will tell.
    }
    plan(seconds);
  };
  const plan = (seconds) => {
    say(seconds <= WARN ? "soon" : "");
    clearTimeout(timer);
    timer = setTimeout(look, Math.max(seconds > WARN ? seconds - WARN : seconds + 1, 1) * 1000);
  };
  note.querySelector("button").addEventListener("click", async () => {
    const token = note.querySelector("[name=csrfmiddlewaretoken]").value;
    const answer = await ask(note.dataset.ask, { method: "POST", headers: { "X-CSRFToken": token } });
    if (answer) plan((await answer.json()).seconds);
  });
  plan(Number(note.dataset.seconds));
}
