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
