/* What a page does once it has loaded and the browser has nothing else to do, piece by piece, so that the reader never waits for it.
   Parts far from the screen were left out (book.css, "lazy"); each is laid out now, so that the scroll bar, a picture of the whole
   page and a jump to its end are right. Then, what is wider than its box gets a place among what Tab reaches: only a layout tells. */
(() => {
  "use strict";

  const LAZY = "article :is(.lazy-section, .df-case, .admonition.part)";
  const BOXES = "article :is(pre, div.math, .cell_output > .output, .pst-scrollable-table-container)";
  const ENOUGH = 2000; // characters of text that are laid out at once
  const LATER = 300; // ms after the last change of the window's size
  const idle = globalThis.requestIdleCallback ?? ((task) => setTimeout(task, 50));

  // Parts in groups that are not long to lay out.
  const groups = (parts) => {
    let characters = Infinity;
    return parts.reduce((all, part) => {
      if (characters >= ENOUGH) {
        all.push([]);
        characters = 0;
      }
      all.at(-1).push(part);
      characters += Number(part.style.getPropertyValue("--df-characters") || ENOUGH);
      return all;
    }, []);
  };

  const show = (parts) => {
    const read = document.elementFromPoint(innerWidth / 2, innerHeight / 2) ?? document.documentElement;
    bookInPlace(read, () => {
      for (const part of parts) part.style.contentVisibility = "visible";
    });
    return new Promise(requestAnimationFrame);
  };

  const mark = (box) => {
    if (box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  };

  let before = Promise.resolve(); // one task after the other
  const add = (tasks) => {
    for (const task of tasks) before = before.then(() => new Promise(idle)).then(task);
  };
  // What lies in a closed fold has no width, and to ask for it is dear; when the fold opens, it is asked.
  const markIn = (whole) => {
    const boxes = [...whole.querySelectorAll(BOXES)].filter((box) => !box.closest("details:not([open])"));
    add(boxes.map((box) => () => mark(box)));
  };

  addEventListener("load", () => {
    add(groups([...document.querySelectorAll(LAZY)]).map((parts) => () => show(parts)));
    markIn(document);
  });
  document.addEventListener("toggle", ({ target }) => markIn(target), true);
  let waiting = 0;
  addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(markIn, LATER, document);
  });
})();
