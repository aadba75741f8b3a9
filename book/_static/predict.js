/* Predict, played through: a guess is typed, locked in, and answered after the first move of the case.
   The chapter holds the answer as a fold in the box of the question: its first words in bold are what the model says.
   Text that a reader wrote is only ever set as text, never as HTML. */
(() => {
  "use strict";

  // Every string a reader sees from this script. Another edition of the course translates this table and nothing else.
  const TEXT = {
    label: "Your guess",
    lock: "Lock it in",
    empty: "Write your guess first.",
    notNumber: "Write a number, such as 4.5.",
    below: "Write 0 or more: what is asked for cannot be below zero.",
    locked: (said) => `You said ${said}. Now move a control of the case.`,
    here: "It is kept until you leave this page: this browser does not let it be stored.",
    answer: (said, model) => `You said ${said}, the model says ${model}.`,
    unguessed: (model) => `You moved before you guessed. The model says ${model}.`,
    again: "Guess again",
    play: "To the case",
    why: "Why?",
  };
  const ANSWER = /^([-−]?[\d,]+(?:\.\d+)?)\s*(.*)$/;

  const make = (tag, className, ...children) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...children);
    return element;
  };

  /** What the chapter says: the model's words, and their unit if they are a number with one. */
  const answerOf = (fold) => {
    const model = fold.querySelector("strong").textContent.replace(/\.$/, "").trim();
    const number = model.match(ANSWER);
    return { model, unit: number?.[2].trim() ?? null };
  };

  const numberOf = (text) => Number(text.replace(/[−]/g, "-").replace(/(\d),(\d{1,2})$/, "$1.$2"));

  /** What is wrong with a guess, or "". Of what is counted there is none below zero; money may be lost. */
  const wrongIn = (said, unit) => {
    if (said === "") return TEXT.empty;
    if (unit === null) return "";
    const number = numberOf(said);
    if (!Number.isFinite(number)) return TEXT.notNumber;
    return number < 0 && unit && !unit.includes("€") ? TEXT.below : "";
  };

  const makeForm = (unit) => {
    const field = make("input", "guess-field");
    field.type = "text";
    field.autocomplete = "off";
    if (unit !== null) field.inputMode = "decimal";
    const after = unit ? make("span", "guess-unit", unit) : "";
    const label = make("label", "guess-label", make("span", "", TEXT.label), make("span", "guess-line", field, after));
    const lock = make("button", "book-button", TEXT.lock);
    lock.type = "submit";
    const status = make("p", "guess-status");
    status.setAttribute("role", "status");
    return { form: make("form", "guess", label, lock, status), field, lock, status };
  };

  const play = (fold, reader) => {
    const { model, unit } = answerOf(fold);
    const { form, field, lock, status } = makeForm(unit);
    const verdict = make("p", "guess-verdict");
    verdict.setAttribute("role", "status");
    const again = make("button", "book-button is-quiet guess-again", TEXT.again);
    again.type = "button";
    const toCase = make("a", "guess-play", TEXT.play);
    toCase.href = "#case";
    const note = make("p", "guess-note");
    const why = make("a", "guess-why", TEXT.why);
    why.href = "#predict";
    why.addEventListener("click", () => { fold.open = true; });
    fold.before(form, verdict);
    fold.after(again);
    let guess = reader.guess();

    const show = () => {
      const isLocked = guess.said !== "";
      const isAnswered = guess.moved;
      form.hidden = isAnswered;
      field.disabled = isLocked;
      lock.hidden = isLocked;
      fold.hidden = !isAnswered;
      again.hidden = !isAnswered;
      verdict.hidden = !isAnswered;
      verdict.textContent = isAnswered ? (isLocked ? TEXT.answer(guess.said, model) : TEXT.unguessed(model)) : "";
      note.hidden = !isLocked && !isAnswered;
      note.replaceChildren(...(isAnswered ? [verdict.textContent, " ", why] : isLocked ? [TEXT.locked(guess.said)] : []));
      if (isLocked && !isAnswered) status.replaceChildren(TEXT.locked(guess.said), " ", toCase);
    };
    const keep = () => reader.set("guess", guess.said || guess.moved ? guess : null);

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const said = field.value.trim();
      const wrong = wrongIn(said, unit);
      if (wrong) {
        status.textContent = wrong;
        field.focus();
        return;
      }
      guess = { said: unit ? `${said} ${unit}` : said, moved: false };
      const stored = keep();
      show();
      if (!stored) status.append(` ${TEXT.here}`);
      toCase.focus();
    });
    again.addEventListener("click", () => {
      guess = { said: "", moved: false };
      keep();
      field.value = "";
      status.textContent = "";
      show();
      field.focus();
    });
    document.addEventListener("case-moved", ({ target }) => {
      if (guess.moved) return;
      guess = { ...guess, moved: true };
      keep();
      bookInPlace(target, show); // the answer stands above the case, the reader's finger is on a control
    });
    field.value = guess.said && unit ? guess.said.replace(` ${unit}`, "") : guess.said;
    show();
    const figure = document.querySelector("[data-case]");
    (figure?.closest(".cell_output") ?? figure)?.before(note);
  };

  document.addEventListener("DOMContentLoaded", () => {
    const box = document.querySelector(".admonition.predict");
    const fold = box?.querySelector("details.answer");
    if (fold) play(fold, globalThis.bookReader);
  });
})();
