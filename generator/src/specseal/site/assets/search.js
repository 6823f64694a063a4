// The search: every word must occur; what begins with the words comes first, then the order of the data.
(function () {
  "use strict";
  const MOST = 30;
  const form = document.getElementById("search");
  const query = document.getElementById("query");
  const count = document.getElementById("count");
  const results = document.getElementById("results");
  const entries = globalThis.SEARCH.map(function (one) {
    return { one: one, title: one.title.toLowerCase(), all: (one.title + " " + one.of + " " + one.text).toLowerCase() };
  });

  function rank(entry, words, whole) {
    if (!words.every(function (word) { return entry.all.includes(word); })) { return -1; }
    if (entry.title === whole) { return 0; }
    if (entry.title.startsWith(whole)) { return 1; }
    return words.every(function (word) { return entry.title.includes(word); }) ? 2 : 3;
  }

  function element(name, text, kind) {
    const made = document.createElement(name);
    made.textContent = text;
    if (kind) { made.className = kind; }
    return made;
  }

  function show() {
    const whole = query.value.trim().toLowerCase();
    const words = whole.split(/\s+/).filter(Boolean);
    results.replaceChildren();
    if (!words.length) { count.textContent = ""; return; }
    const found = entries
      .map(function (entry) { return [rank(entry, words, whole), entry.one]; })
      .filter(function (one) { return one[0] >= 0; })
      .sort(function (left, right) { return left[0] - right[0]; });
    count.textContent = found.length === 1 ? "1 result" : found.length + " results"
      + (found.length > MOST ? ", the first " + MOST + " of them" : "");
    found.slice(0, MOST).forEach(function (ranked) {
      const one = ranked[1];
      const item = element("li", "");
      const link = element("a", one.title);
      link.href = one.href;
      item.append(element("span", one.kind, "kind"), " ", link, " ", element("span", one.of, "small"));
      if (one.text) { item.append(element("p", one.text)); }
      results.append(item);
    });
  }

  form.hidden = false;
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    const first = results.querySelector("a");
    if (first) { globalThis.location.href = first.href; }
  });
  query.addEventListener("input", function () {
    show();
    try { globalThis.history.replaceState(null, "", "?q=" + encodeURIComponent(query.value)); } catch (error) { /* a file */ }
  });
  query.addEventListener("keydown", function (event) {
    if (event.key === "Escape") { query.value = ""; show(); }
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "/" && document.activeElement !== query) { event.preventDefault(); query.focus(); }
  });
  query.value = new URLSearchParams(globalThis.location.search).get("q") || "";
  show();
  if (globalThis.location.hash === "#search") { query.focus(); }
})();
