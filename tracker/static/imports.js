// While a document is being read or its tasks are being written, ask how far it is. Without this file the page has a button to refresh.
"use strict";

const waiting = document.querySelector("[data-status]");
if (waiting) {
  const ask = async () => {
    try {
      const answer = await fetch(waiting.dataset.status, { headers: { Accept: "application/json" } });
      if (answer.ok) {
        const now = await answer.json();
        if (now.state !== waiting.dataset.state) {
          window.location.reload();
          return;
        }
        waiting.querySelector("progress").value = now.progress;
        waiting.querySelector("[data-step]").textContent = now.step;
        waiting.querySelector("[data-percent]").textContent = now.progress;
      }
    } catch {
      // The server may be busy; the next question will tell.
    }
    setTimeout(ask, 1500);
  };
  setTimeout(ask, 1000);
}

// On a proposal the keys move and decide. Everything also has its button or link.
const sides = document.querySelector("[data-sides]");
if (sides) {
  const cards = [...sides.querySelectorAll(".proposed")];
  sides.querySelector(".keys").hidden = false;
  let current = null;

  const show = (card) => {
    if (!card) return;
    current?.classList.remove("current");
    current = card;
    card.classList.add("current");
    card.scrollIntoView({ block: "nearest" });
    const place = card.querySelector(".address")?.hash.slice(1);
    document.getElementById(place)?.scrollIntoView({ block: "nearest" });
  };
  const step = (by) => show(cards[current ? cards.indexOf(current) + by : 0]);

  const PLACE = "duban-proposal-place"; // how far a decision goes on: the card after the one decided
  const decide = (key) => {
    const press = current?.querySelector(`[data-key="${key}"]`);
    if (!press) {
      if (key === "y") step(1);
      return;
    }
    if (key === "y" || key === "n") {
      const after = cards[cards.indexOf(current) + 1] ?? current;
      sessionStorage.setItem(PLACE, `${location.pathname} ${after.id}`);
    }
    press.click();
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input:not([type=checkbox], [type=radio]), select, textarea")) return;
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if ("ynsme".includes(event.key) && event.key.length === 1) decide(event.key);
    else return;
    event.preventDefault();
  });

  const [path, id] = (sessionStorage.getItem(PLACE) ?? "").split(" ");
  sessionStorage.removeItem(PLACE);
  const left = path === location.pathname ? document.getElementById(id) : null;
  show(left ?? (location.hash.startsWith("#i") ? document.getElementById(location.hash.slice(1)) : null));
}
