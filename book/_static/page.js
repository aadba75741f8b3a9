/* What a chapter page does by itself: the quiz, the guess, names and columns that the renderers leave open.
   It reads the HTML that Sphinx makes of plain MyST admonitions, needs no library and no network, and works from file://.
   Text that a reader wrote is only ever set as text, never as HTML. */
(() => {
  "use strict";

  // Every string a reader sees from this script. Another edition of the course translates this table and nothing else.
  const TEXT = {
    right: "Right.", // how the explanation of the right option begins in the chapter
    check: "Check",
    chooseFirst: "Choose an answer, then check it.",
    score: (right, checked, all) => `${checked} of ${all} questions checked, ${right} right.`,
    guessLabel: "Your guess",
    keep: "Keep my guess",
    kept: "Kept. You will see it beside the case study.",
    keptHere: "Kept until you leave this page: this browser does not let it be stored.",
    emptied: "No guess is kept.",
    yourGuess: "Your guess:",
    sidebar: "Course",
  };

  const DATE = /^\d{4}-\d\d-\d\d/;
  const NUMBER = /^[-−]?[\d,]*\.?\d+(e[-+]\d+)?( ?%)?$|^(NaN|NaT|inf)$/;

  // From file:// the search page may not read the pages it finds, so it must not try.
  if (location.protocol === "file:" && typeof DOCUMENTATION_OPTIONS !== "undefined") {
    DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
  }

  const make = (tag, className, ...children) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...children);
    return element;
  };

  // ---- the quiz: options with explanations become radio buttons and one verdict

  /** Turn one admonition into a fieldset. Returns what the score needs, or null if the markup is not a question. */
  const makeQuestion = (box, number) => {
    const title = box.querySelector(":scope > .admonition-title");
    const list = box.querySelector(":scope > ul");
    if (!title || !list) return null;

    const state = { checked: false, right: false };
    const name = `quiz-${number}`;
    const options = make("div", "quiz-options");
    // One live region holds all explanations; showing one of them is what a screen reader announces.
    const verdict = make("div", "quiz-verdict");
    verdict.setAttribute("aria-live", "polite");
    const hint = make("p", "quiz-hint", TEXT.chooseFirst);
    hint.hidden = true;
    verdict.append(hint);

    const entries = [...list.children].map((item, index) => {
      const letter = String.fromCharCode(65 + index);
      const quote = item.querySelector(":scope > blockquote");
      const why = make("div", "quiz-why");
      why.dataset.letter = letter;
      why.hidden = true;
      if (quote) {
        why.append(...(quote.querySelector(":scope > div") ?? quote).childNodes);
        quote.remove();
      }
      const right = why.querySelector("strong")?.textContent.trim() === TEXT.right;
      why.classList.add(right ? "quiz-right" : "quiz-wrong");

      const radio = make("input");
      radio.type = "radio";
      radio.name = name;
      const words = make("span", "quiz-option-text");
      for (const child of [...item.childNodes]) {
        words.append(...(child.nodeName === "P" ? child.childNodes : [child]));
      }
      const mark = make("span", "quiz-letter", letter);
      mark.setAttribute("aria-hidden", "true");
      const label = make("label", "quiz-option", radio, mark, words);
      options.append(label);
      verdict.append(why);
      return { radio, label, why, right };
    });

    const clear = () => {
      hint.hidden = true;
      for (const { label, why } of entries) {
        why.hidden = true;
        label.classList.remove("is-right", "is-wrong");
      }
    };
    const button = make("button", "book-button", TEXT.check);
    button.type = "button";
    button.addEventListener("click", () => {
      const chosen = entries.find(({ radio }) => radio.checked);
      clear();
      if (!chosen) {
        hint.hidden = false;
        return;
      }
      chosen.why.hidden = false;
      chosen.label.classList.add(chosen.right ? "is-right" : "is-wrong");
      state.checked = true;
      state.right = chosen.right;
      box.dispatchEvent(new CustomEvent("quiz-checked", { bubbles: true }));
    });
    options.addEventListener("change", clear);

    const legend = make("legend", "admonition-title", ...title.childNodes);
    title.remove();
    list.remove();
    const fieldset = make("fieldset", "", legend, ...box.childNodes, options, button, verdict);
    box.append(fieldset);
    box.classList.add("quiz-live");
    return state;
  };

  const makeQuiz = () => {
    const boxes = [...document.querySelectorAll(".admonition.quiz")];
    const states = boxes.map(makeQuestion).filter((state) => state !== null);
    if (states.length === 0) return;
    const score = make("p", "quiz-score");
    const show = () => {
      const checked = states.filter((state) => state.checked).length;
      const right = states.filter((state) => state.right).length;
      score.textContent = TEXT.score(right, checked, states.length);
    };
    document.addEventListener("quiz-checked", show);
    show();
    boxes.at(-1).after(score);
  };

  // ---- the guess: written before the case study, shown beside it

  // A browser may refuse storage (private windows, some file:// pages); then the guess lives as long as the page.
  const store = {
    get(key) {
      try {
        return localStorage.getItem(key) ?? "";
      } catch {
        return "";
      }
    },
    /** Returns whether the browser kept it. */
    set(key, value) {
      try {
        if (value) localStorage.setItem(key, value);
        else localStorage.removeItem(key);
        return true;
      } catch {
        return false;
      }
    },
  };

  const makeGuess = (box) => {
    const page = location.pathname.split("/").pop().replace(/\.html$/, "");
    const key = `digital-factory-guess:${page}`;

    const field = make("textarea");
    field.rows = 2;
    field.value = store.get(key);
    const label = make("label", "guess-label", make("span", "", TEXT.guessLabel), field);
    const button = make("button", "book-button", TEXT.keep);
    button.type = "button";
    const status = make("p", "guess-status");
    status.setAttribute("aria-live", "polite");
    box.append(make("div", "guess", label, button, status));

    const said = make("span", "guess-said");
    const note = make("p", "guess-note", make("strong", "", TEXT.yourGuess), " ", said);
    const show = (guess) => {
      said.textContent = guess;
      note.hidden = guess === "";
    };
    show(field.value.trim());
    button.addEventListener("click", () => {
      const guess = field.value.trim();
      const stored = store.set(key, guess);
      show(guess);
      status.textContent = guess === "" ? TEXT.emptied : stored ? TEXT.kept : TEXT.keptHere;
    });

    // The case is drawn by the widget's own script, before or after this one runs.
    const place = () => {
      const figure = document.querySelector("[data-case]");
      if (!figure) return false;
      (figure.closest(".cell_output") ?? figure).before(note);
      return true;
    };
    if (!place()) {
      const watch = new MutationObserver(() => place() && watch.disconnect());
      watch.observe(document.querySelector("article") ?? document.body, { childList: true, subtree: true });
    }
  };

  // What the theme and the notebook renderer leave unnamed, or name otherwise than it reads.
  const nameParts = () => {
    for (const summary of document.querySelectorAll("details.hide > summary")) summary.removeAttribute("aria-label");
    // pandas heads its column of row labels with an empty heading, which is no heading.
    for (const corner of document.querySelectorAll(".cell_output thead th:empty")) corner.replaceWith(make("td"));
    const sidebar = document.getElementById("pst-primary-sidebar");
    sidebar?.setAttribute("role", "region");
    sidebar?.setAttribute("aria-label", TEXT.sidebar);
  };

  // pandas names its columns of row labels in a second row of headings; where the first has room, the names go there.
  const liftNames = () => {
    for (const head of document.querySelectorAll(".cell_output table.dataframe thead")) {
      const [above, below] = head.rows;
      if (head.rows.length !== 2 || above.cells.length !== below.cells.length) continue;
      const pairs = [...above.cells].map((cell, column) => [cell, below.cells[column]]);
      if (!pairs.every((pair) => pair.some((cell) => cell.textContent.trim() === ""))) continue;
      for (const [cell, name] of pairs) cell.append(...name.childNodes);
      below.remove();
    }
  };

  // pandas sets every heading to the right and says nothing of its cells; here numbers go right and words left.
  const alignNumbers = () => {
    for (const table of document.querySelectorAll(".cell_output table.dataframe")) {
      for (const cell of table.querySelectorAll("th, td")) {
        cell.classList.toggle("is-date", DATE.test(cell.textContent.trim())); // a date is one word
      }
      const rows = [...table.tBodies].flatMap((body) => [...body.rows]);
      const width = Math.max(0, ...rows.map((row) => row.cells.length));
      // Counted from the right: on the left a label may stand once for several rows.
      const fromRight = (row, column) => row.cells[row.cells.length - column];
      for (let column = 1; column <= width; column += 1) {
        const cells = rows.map((row) => fromRight(row, column)).filter((cell) => cell?.tagName === "TD");
        if (cells.length === 0 || !cells.every((cell) => NUMBER.test(cell.textContent.trim()))) continue;
        const heads = [...(table.tHead?.rows ?? [])].map((row) => fromRight(row, column)).filter((head) => head);
        for (const cell of [...cells, ...heads]) cell.classList.add("is-number");
      }
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    liftNames();
    nameParts();
    alignNumbers();
    makeQuiz();
    const predict = document.querySelector(".admonition.predict");
    if (predict) makeGuess(predict);
  });
})();
