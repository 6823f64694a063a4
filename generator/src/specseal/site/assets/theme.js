// The theme: the reader's choice, kept under the name that Scalar uses, or that of the system.
(function () {
  "use strict";
  const dark = globalThis.matchMedia("(prefers-color-scheme: dark)");
  function kept() {
    try { return globalThis.localStorage.getItem("colorMode"); } catch (error) { return null; }
  }
  let chosen = kept();
  function isDark() { return chosen === "dark" || (chosen !== "light" && dark.matches); }
  function show() {
    document.documentElement.dataset.theme = isDark() ? "dark" : "light";
    const button = document.getElementById("theme");
    if (button) {
      button.textContent = isDark() ? "Light theme" : "Dark theme";
      button.hidden = false;
    }
    document.dispatchEvent(new CustomEvent("theme"));
  }
  globalThis.siteTheme = isDark;
  dark.addEventListener("change", show);
  show();
  document.addEventListener("DOMContentLoaded", function () {
    show();
    document.getElementById("theme").addEventListener("click", function () {
      chosen = isDark() ? "light" : "dark";
      try { globalThis.localStorage.setItem("colorMode", chosen); } catch (error) { /* for this page alone */ }
      show();
    });
    const menu = document.getElementById("menu");
    if (menu && globalThis.matchMedia("(min-width: 60rem)").matches) { menu.open = true; }
  });
})();
