// What is typed is kept on the server while one types; and a word before the session ends. Every page works without this.
"use strict";

const note = document.querySelector("#leaving");
const EVERY = 20000; // ms between two savings
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
  const told = document.createElement("p");
  told.className = "quiet";
  told.setAttribute("role", "status");
  form.append(told);
  form.addEventListener("input", () => {
    changed = true;
  });
  form.addEventListener("submit", () => {
    changed = false;
  });
  const keep = async () => {
    if (!changed) return;
    changed = false;
    try {
      const kept = await ask(form.dataset.draft, { method: "POST", body: words(form), keepalive: true });
      if (kept) told.textContent = `${form.dataset.kept} ${new Date().toTimeString().slice(0, 5)}`;
    } catch {
      changed = true; // the network may come back
    }
  };
  setInterval(keep, EVERY);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) keep();
  });
  window.addEventListener("pagehide", keep);
}

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
