// The search of the published folder: words come from search-words.js beside it, nothing is asked of any server.
(function () {
  "use strict";
  const form = document.getElementById("find");
  const list = document.getElementById("found");
  const said = document.getElementById("found-count");
  const rows = window.DUBAN_WORDS;
  if (!form || !rows) return;
  const most = 200;
  const texts = rows.map(function (row) { return (row[1] + "\n" + row[4]).toLowerCase(); });

  function search() {
    const wanted = form.elements.q.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    list.textContent = "";
    said.textContent = "";
    if (!wanted.length) return;
    const found = rows.filter(function (_row, at) {
      return wanted.every(function (word) { return texts[at].includes(word); });
    });
    said.textContent = form.dataset.said.replace("{n}", String(found.length));
    found.slice(0, most).forEach(function (row) {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = row[0];
      link.textContent = row[1];
      item.append(link, document.createTextNode("　" + row[2] + "　" + row[3]));
      list.append(item);
    });
  }

  form.hidden = false;
  form.addEventListener("submit", function (event) { event.preventDefault(); search(); });
  form.elements.q.addEventListener("input", search);
})();
