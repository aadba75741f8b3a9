/* The two menus of a page's header, "Launch" and "Download": a button that shows a list and hides it again. */
(() => {
  "use strict";

  const show = (button, open) => {
    const list = button.nextElementSibling;
    button.setAttribute("aria-expanded", String(open));
    list.classList.toggle("show", open);
    list.classList.add("dropdown-menu-end");
    list.dataset.bsPopper = "static"; // the theme's own sign for a list that its style sheet places
  };

  document.addEventListener("DOMContentLoaded", () => {
    const buttons = [...document.querySelectorAll('[data-bs-toggle="dropdown"]')];
    for (const button of buttons) {
      show(button, false);
      button.addEventListener("click", () => show(button, button.getAttribute("aria-expanded") === "false"));
      button.parentElement.addEventListener("keydown", (event) => {
        if (event.key !== "Escape") return;
        show(button, false);
        button.focus();
      });
      // Elsewhere the reader goes on: by a click, or by the Tab key.
      for (const kind of ["click", "focusin"]) {
        document.addEventListener(kind, ({ target }) => {
          if (!button.parentElement.contains(target)) show(button, false);
        });
      }
    }
  });
})();
