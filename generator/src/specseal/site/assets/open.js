// Opens the interactive reference when the reader asks for it: Scalar's script is large, and takes the place of the text.
// A link into it (`#tag/…`) and `#try` ask for it too; an anchor of the text does not.
(function () {
  "use strict";
  const button = document.getElementById("open");
  const told = document.getElementById("opened");
  const opening = document.getElementById("opening");

  function loaded(address) {
    return new Promise(function (resolve, reject) {
      const script = document.createElement("script");
      script.src = address;
      script.async = false;  // fetched at once, run in order
      script.onload = resolve;
      script.onerror = function () { reject(new Error(address + " cannot be loaded.")); };
      document.head.append(script);
    });
  }

  function open() {
    if (button.disabled) { return; }
    const focused = document.activeElement === button;
    button.disabled = true;
    told.textContent = "Opening …";
    const scripts = button.dataset.scripts.split(" ");
    const drawing = scripts.pop();  // only when all that it needs is there
    Promise.all(scripts.map(loaded)).then(function () { return loaded(drawing); }).then(function () {
      opening.hidden = true;
      if (focused) { document.getElementById("content").focus(); }
    }, function (error) {
      told.textContent = error.message + " The pages below need no script.";
    });
  }

  function follow() {
    const anchor = decodeURIComponent(globalThis.location.hash.slice(1));
    if (anchor === "try") { document.getElementById("try").open = true; }
    if (anchor === "try" || (anchor && !document.getElementById(anchor))) { open(); }
  }
  button.addEventListener("click", open);
  globalThis.addEventListener("hashchange", follow);
  button.hidden = false;
  follow();
})();
