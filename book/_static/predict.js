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
    first: "Before you move a control: ",
    toGuess: "your guess",
    locked: (said) => `You said ${said}. Now move a control of the case.`,
    here: "It is kept until you leave this page: this browser does not let it be stored.",
    answer: (said, model) => `You said ${said}, the model says ${model}.`,
    unguessed: (model) => `You moved before you guessed. The model says ${model}.`,
    inWords: { // where the model answers in a sentence, not in a number
      answer: (said, model) => `You said: ${said}. The model says: ${model}.`,
      unguessed: (model) => `You moved before you guessed. The model says: ${model}.`,
    },
    again: "Guess again",
    play: "To the case",
    why: "Why?",
  };
  const ANSWER = /^([-−]?[\d,]+(?:\.\d+)?)\s*(.*)$/;
  const NUMBER = /^[-−]?(?:\d+|\d{1,3}(?:,\d{3})+)?(?:[.,]\d{1,2}|\.\d+)?$/;
  const LONGEST = 200; // characters of a guess in words

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

  /** What was typed, without the unit: it stands beside the field, and many type it all the same, "1 month" for "months" too. */
  const withoutUnit = (typed, unit) => {
    const words = typed.trim();
    const tail = [unit, unit?.replace(/s$/, "")].find((one) => one && words.toLowerCase().endsWith(one.toLowerCase()));
    return tail ? words.slice(0, -tail.length).trim() : words;
  };
  const withUnit = (said, unit) => (unit ? `${said}${unit === "%" ? "" : " "}${unit}` : said);

  /** What is wrong with a guess, or "". Of what is counted there is none below zero; money may be lost. */
  const wrongIn = (said, unit) => {
    if (said === "") return TEXT.empty;
    if (unit === null) return "";
    if (!NUMBER.test(said) || !/\d/.test(said)) return TEXT.notNumber;
    return /^[-−]/.test(said) && unit && !unit.includes("€") ? TEXT.below : "";
  };

  const makeForm = (unit) => {
    const field = make("input", "guess-field");
    field.type = "text";
    field.autocomplete = "off";
    field.maxLength = LONGEST;
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
    const toGuess = make("a", "guess-first", TEXT.toGuess);
    toGuess.href = "#predict";
    fold.before(form, verdict);
    fold.after(again);
    let guess = reader.guess();
    const { answer, unguessed } = unit === null ? TEXT.inWords : TEXT;

    const show = () => {
      const isLocked = guess.said !== "";
      const isAnswered = guess.moved;
      form.hidden = isAnswered;
      field.disabled = isLocked;
      lock.hidden = isLocked;
      fold.hidden = !isAnswered;
      again.hidden = !isAnswered;
      verdict.textContent = isAnswered ? (isLocked ? answer(guess.said, model) : unguessed(model)) : "";
      note.classList.toggle("is-first", !isLocked && !isAnswered);
      note.replaceChildren(...(isAnswered ? [verdict.textContent, " ", why]
        : isLocked ? [TEXT.locked(guess.said)] : [TEXT.first, toGuess]));
      status.replaceChildren(...(isLocked && !isAnswered ? [TEXT.locked(guess.said), " ", toCase] : []));
    };
    const keep = () => reader.set("guess", guess.said || guess.moved ? guess : null);

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const said = withoutUnit(field.value, unit);
      const wrong = wrongIn(said, unit);
      if (wrong) {
        status.textContent = wrong;
        field.focus();
        return;
      }
      guess = { said: withUnit(said, unit), moved: false };
      field.value = said;
      const stored = keep();
      show();
      if (!stored) status.append(` ${TEXT.here}`);
      toCase.focus();
    });
    again.addEventListener("click", () => {
      guess = { said: "", moved: false };
      keep();
      field.value = "";
      show();
      field.focus();
    });
    document.addEventListener("case-moved", ({ target }) => {
      if (guess.moved) return;
      guess = { ...guess, moved: true };
      keep();
      bookInPlace(target, show); // the answer stands above the case, the reader's finger is on a control
    });
    addEventListener("storage", ({ key }) => { // by another page: the same chapter, or "My progress"
      if (key !== null && key !== `${reader.PREFIX}guess:${reader.page}`) return;
      guess = reader.guess();
      show();
    });
    field.value = withoutUnit(guess.said, unit);
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
