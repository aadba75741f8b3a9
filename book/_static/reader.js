/* What a reader has done, remembered by their own browser and by nothing else: sections read, guesses, quiz answers, the
   place they were at. Each fact is one entry of the browser's store, so that two open pages do not overwrite each other.
   Where the browser stores nothing, everything works until the page is left. */
(() => {
  "use strict";

  const PREFIX = "digital-factory:";
  const CHAPTER = /(?:^|\/)(\d\d-[\w-]+)\.html/;
  const page = location.pathname.split("/").pop().replace(/\.html$/, "");

  // Every string a reader sees from this script. Another edition of the course translates this table and nothing else.
  const TEXT = {
    goOn: (number) => `Go on with chapter ${number}`,
    read: "read",
    begun: "begun",
  };

  // The other scripts of the page read and write through this; beside in_place.js, the one name that the book adds to a page.
  const store = {
    PREFIX,
    page,
    get(kind, name = page) {
      try {
        return JSON.parse(localStorage.getItem(`${PREFIX}${kind}:${name}`));
      } catch {
        return null;
      }
    },
    /** Returns whether the browser kept it; null forgets. */
    set(kind, value, name = page) {
      const key = `${PREFIX}${kind}:${name}`;
      try {
        if (value === null) localStorage.removeItem(key);
        else localStorage.setItem(key, JSON.stringify(value));
        return value === null || localStorage.getItem(key) !== null;
      } catch {
        return false;
      }
    },
    /** The sections read of a chapter, and how many it has; what was kept may have come from anybody's file. */
    sections(name) {
      const read = store.get("read", name);
      const ids = Array.isArray(read?.ids) ? read.ids.filter((id) => typeof id === "string") : [];
      return { ids, of: Math.max(Number.isInteger(read?.of) ? read.of : 0, ids.length) };
    },
    /** What the reader guessed in a chapter, and whether the case has answered. */
    guess(name = page) {
      const guess = store.get("guess", name);
      return { said: typeof guess?.said === "string" ? guess.said : "", moved: guess?.moved === true };
    },
    /** The answers checked in a quiz, by the number of the question: {chosen, right}. */
    answers(name = page) {
      const kept = Object.entries(store.get("quiz", name) ?? {});
      return Object.fromEntries(kept.filter(([number, answer]) => /^\d{1,2}$/.test(number) && Number.isInteger(answer?.chosen)));
    },
    /** Everything kept, by kind and name. */
    all() {
      try {
        const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
        return Object.fromEntries(keys.map((key) => [key.slice(PREFIX.length), localStorage.getItem(key)]));
      } catch {
        return {};
      }
    },
    /** Whether the browser keeps anything. */
    keeps() {
      const kept = store.set("probe", true);
      store.set("probe", null);
      return kept;
    },
    /** Puts entries of `all` in their places; throws where the browser does not let it. */
    put(entries) {
      for (const [key, value] of entries) localStorage.setItem(PREFIX + key, value);
    },
    erase() {
      for (const key of Object.keys(store.all())) localStorage.removeItem(PREFIX + key);
    },
  };
  globalThis.bookReader = store;

  const isChapter = (name) => /^\d\d-/.test(name);

  // ---- which sections have been read: those whose end has been on the screen for a moment

  const watchSections = () => {
    const sections = [...document.querySelectorAll("article section section")]
      .filter((one) => one.parentElement.matches("article > section") && one.id && one.id !== "references");
    if (sections.length === 0) return;
    const keep = (section) => {
      const read = new Set(store.sections(page).ids); // as it is now: another page may have added to it, or erased it
      if (!read.has(section.id)) {
        read.add(section.id);
        store.set("read", { ids: sections.map(({ id }) => id).filter((id) => read.has(id)), of: sections.length });
        tick();
      }
      store.set("where", { page, section: section.id }, "last");
    };
    const waiting = new Map();
    const watch = new IntersectionObserver((seen) => {
      for (const { isIntersecting, target } of seen) {
        clearTimeout(waiting.get(target));
        if (isIntersecting) waiting.set(target, setTimeout(keep, 800, target.bookSection));
      }
    });
    for (const section of sections) {
      const end = document.createElement("span"); // the foot of a section that is higher than the screen
      end.className = "section-end";
      end.bookSection = section;
      section.append(end);
      watch.observe(end);
    }
  };

  // ---- ticks beside the chapters in the sidebar

  const tick = () => {
    for (const link of document.querySelectorAll(".bd-links a[href]")) {
      // The page at which the reader is has a link to "#".
      const name = link.getAttribute("href") === "#" ? page : link.getAttribute("href").match(CHAPTER)?.[1];
      if (!name || !isChapter(name)) continue;
      link.querySelector(".read-mark")?.remove();
      const read = store.sections(name);
      if (read.ids.length === 0) continue;
      const isDone = read.ids.length >= read.of;
      const mark = document.createElement("span");
      mark.className = isDone ? "read-mark is-done" : "read-mark";
      const words = document.createElement("span");
      words.className = "visually-hidden";
      words.textContent = ` (${isDone ? TEXT.read : TEXT.begun})`;
      mark.append(words);
      link.append(mark);
    }
  };

  // ---- the start page's button: where I was

  const goOn = () => {
    const button = document.querySelector(".start-button a");
    const last = store.get("where", "last");
    const isName = (text) => typeof text === "string" && /^[\w-]+$/.test(text);
    if (!button || !isName(last?.page) || !isName(last.section) || !isChapter(last.page)) return;
    const address = `${last.page}.html`;
    if (!document.querySelector(`.bd-links a[href="${address}"]`)) return; // no chapter of this course
    button.textContent = TEXT.goOn(Number(last.page.slice(0, 2)));
    button.href = `${address}#${last.section}`;
  };

  document.addEventListener("DOMContentLoaded", () => {
    if (isChapter(page)) watchSections();
    tick();
    goOn();
  });
  // What another page has kept, the one just left included, whose last words a browser may deliver late.
  addEventListener("storage", () => {
    tick();
    goOn();
  });
})();
