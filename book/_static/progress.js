/* The page "My progress": what this browser remembers, chapter by chapter; saved as a file, loaded, erased. */
(() => {
  "use strict";

  // Every string a reader sees from this script. Another edition of the course translates this table and nothing else.
  const TEXT = {
    nothing: "Nothing yet. Read a chapter, and it is listed here.",
    keepsNothing: "This browser lets nothing be stored, so it does not remember what you read. Everything else works.",
    columns: ["Chapter", "Sections read", "Your guess", "Quiz"],
    sections: (read, all) => `${read} of ${all}`,
    quiz: (right, checked) => `${right} right of ${checked} checked`,
    none: "–",
    save: "Save as a file",
    load: "Load a file",
    erase: "Erase everything",
    sure: "Erase it for good?",
    keep: "No, keep it",
    file: "my-progress.json",
    loaded: (count) => `Loaded: ${count} ${count === 1 ? "entry" : "entries"}.`,
    notOurs: "This is no file of this page: one was expected that “Save as a file” has written. Nothing has changed.",
    notKept: "This browser does not let anything be stored. Nothing has changed.",
    erased: "Erased. This browser remembers nothing of this course.",
  };
  const FORMAT = "making-digital-factories-work/progress/1";
  const LARGEST = 1_000_000; // bytes; a reader of the whole course has some ten thousand

  const make = (tag, attributes = {}, ...children) => {
    const node = document.createElement(tag);
    Object.assign(node, attributes);
    node.append(...children);
    return node;
  };

  const chapters = () => [...document.querySelectorAll(".bd-links a[href]")]
    .map((link) => ({ name: link.getAttribute("href").match(/((?:\d\d|wrap-up)-[\w-]+)\.html/)?.[1], title: link.firstChild.textContent.trim(), href: link.href }))
    .filter(({ name }) => name);

  const row = (store, { name, title, href }) => {
    const read = store.sections(name);
    const { said } = store.guess(name);
    const answers = Object.values(store.answers(name));
    if (read.ids.length === 0 && !said && answers.length === 0) return null;
    const right = answers.filter((one) => one?.right === true).length;
    return make("tr", {},
      make("th", { scope: "row" }, make("a", { href }, title)),
      make("td", {}, read.of ? TEXT.sections(read.ids.length, read.of) : TEXT.none),
      make("td", {}, said || TEXT.none),
      make("td", {}, answers.length ? TEXT.quiz(right, answers.length) : TEXT.none));
  };

  const show = (place) => {
    const rows = chapters().map((one) => row(globalThis.bookReader, one)).filter(Boolean);
    if (rows.length === 0) {
      place.replaceChildren(make("p", {}, globalThis.bookReader.keeps() ? TEXT.nothing : TEXT.keepsNothing));
      return;
    }
    const head = make("tr", {}, ...TEXT.columns.map((text) => make("th", { scope: "col" }, text)));
    place.replaceChildren(make("table", { className: "table progress-table" }, make("thead", {}, head), make("tbody", {}, ...rows)));
  };

  const save = () => {
    const text = JSON.stringify({ format: FORMAT, entries: globalThis.bookReader.all() }, null, 1);
    const link = make("a", { href: URL.createObjectURL(new Blob([text], { type: "application/json" })), download: TEXT.file });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };

  /** Returns what to say. Each entry must be JSON, as this book writes it; the file may be anybody's. */
  const load = async (file) => {
    let entries = [];
    if (file.size > LARGEST) return TEXT.notOurs;
    try {
      const found = JSON.parse(await file.text());
      if (found.format !== FORMAT) return TEXT.notOurs;
      entries = Object.entries(found.entries);
      for (const [key, value] of entries) {
        if (!/^(read|guess|quiz|where|case):[\w-]+$/.test(key)) return TEXT.notOurs;
        JSON.parse(value);
      }
    } catch {
      return TEXT.notOurs;
    }
    if (!globalThis.bookReader.keeps()) return TEXT.notKept;
    const before = globalThis.bookReader.all();
    try {
      globalThis.bookReader.put(entries);
    } catch { // full in the middle of it
      globalThis.bookReader.erase();
      globalThis.bookReader.put(Object.entries(before));
      return TEXT.notKept;
    }
    return TEXT.loaded(entries.length);
  };

  const button = (text, act, className = "book-button") => {
    const node = make("button", { type: "button", className }, text);
    node.addEventListener("click", act);
    return node;
  };

  document.addEventListener("DOMContentLoaded", () => {
    const host = document.querySelector(".my-progress");
    if (!host) return;
    const place = make("div");
    const said = make("p", { className: "progress-said" });
    said.setAttribute("role", "status");
    const input = make("input", { type: "file", accept: ".json,application/json", hidden: true });
    const again = (text) => {
      said.textContent = text;
      show(place);
    };
    input.addEventListener("change", async () => {
      if (input.files.length) again(await load(input.files[0]));
      input.value = "";
    });
    const buttons = make("p", { className: "progress-buttons" });
    const usual = () => {
      buttons.replaceChildren(button(TEXT.save, save), button(TEXT.load, () => input.click(), "book-button is-quiet"), button(TEXT.erase, ask, "book-button is-quiet"));
    };
    const ask = () => {
      buttons.replaceChildren(button(TEXT.sure, () => {
        globalThis.bookReader.erase();
        usual();
        again(TEXT.erased);
        buttons.firstChild.focus();
      }), button(TEXT.keep, () => {
        usual();
        buttons.lastChild.focus();
      }, "book-button is-quiet"));
      buttons.firstChild.focus();
    };
    usual();
    for (const one of host.querySelectorAll(":scope > :not(.admonition-title)")) one.remove();
    host.append(place, buttons, input, said);
    show(place);
    addEventListener("storage", () => show(place)); // a chapter is open beside it
  });
})();
