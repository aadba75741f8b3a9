/* What a chapter page does by itself: the quiz, and names that the renderers leave open.
   It reads the HTML that Sphinx makes of plain MyST admonitions, needs no library and no network, and works from file://.
   Answers are remembered by the reader's own browser: reader.js. */
(() => {
  "use strict";

  // Every string a reader sees from this script. Another edition of the course translates this table and nothing else.
  const TEXT = {
    right: "Right.", // how the explanation of the right option begins in the chapter
    check: "Check",
    chooseFirst: "Choose an answer, then check it.",
    score: (right, checked, all) => `${checked} of ${all} questions checked, ${right} right.`,
    sidebar: "Course",
  };

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
    const check = () => {
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
      state.chosen = entries.indexOf(chosen);
      box.dispatchEvent(new CustomEvent("quiz-checked", { bubbles: true }));
    };
    button.addEventListener("click", check);
    options.addEventListener("change", clear);

    const legend = make("legend", "admonition-title", ...title.childNodes);
    title.remove();
    list.remove();
    const fieldset = make("fieldset", "", legend, ...box.childNodes, options, button, verdict);
    box.append(fieldset);
    box.classList.add("quiz-live");
    state.again = (chosen) => {
      if (!Number.isInteger(chosen) || !entries[chosen]) return; // kept by another version of the page, or come from any file
      entries[chosen].radio.checked = true;
      check();
    };
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
    const reader = globalThis.bookReader;
    const restore = () => {
      const kept = reader.answers();
      for (const [number, state] of states.entries()) if (kept[number]?.chosen !== state.chosen) state.again(kept[number]?.chosen);
    };
    restore(); // as the reader left them
    addEventListener("storage", restore); // in another page, or in this one before it was loaded again: browsers tell it late
    document.addEventListener("quiz-checked", () => {
      show();
      const checked = states.map(({ checked: is, chosen, right }, number) => [number, is, { chosen, right }]).filter(([, is]) => is);
      // What another page of the same chapter has kept meanwhile stays.
      reader.set("quiz", { ...reader.answers(), ...Object.fromEntries(checked.map(([number, , answer]) => [number, answer])) });
    });
    show();
    boxes.at(-1).after(score);
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

  // A link that leads to a fold opens it.
  const openFold = () => {
    const place = location.hash.slice(1);
    let fold = document.getElementById(place);
    try {
      fold ??= document.getElementById(decodeURIComponent(place));
    } catch {} // a link that was cut off, in the middle of a letter
    if (fold?.matches("details")) fold.open = true;
  };

  document.addEventListener("DOMContentLoaded", () => {
    nameParts();
    makeQuiz();
    openFold();
    addEventListener("hashchange", openFold);
  });
})();
