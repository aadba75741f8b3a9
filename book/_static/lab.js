/* The way into the browser lab. Where the lab cannot open, from a folder or because it was not built, a sentence says why. */
(() => {
  "use strict";

  // Every string a reader sees from this script. Another edition of the course translates this table and nothing else.
  const TEXT = {
    file:
      "The exercise needs a web server, and this page was opened from a folder. Run “make serve” in the course's folder " +
      "and open the address that it prints; or put the folder on any web server.",
    missing: (why) => `This copy of the course has no browser lab. ${why}`,
    notHere: "It was not published with these pages. Whoever publishes them builds it with “make lab”.",
    noAnswer: "The lab does not answer. Check your connection, then press the button again.",
  };

  const LINKS = "a[data-lab], a.btn-lab-button";
  const NEAR = "100%"; // of a window's height
  const LATER = 1000; // ms: who presses the button at once needs the line for the lab itself

  /** Ask whether the lab at `address` was built; null where there is none. */
  const statusOf = async (address) => {
    const answer = await fetch(new URL("../status.json", address), { cache: "no-store" });
    return answer.ok ? answer.json() : null;
  };

  /** Return why the lab at `address` cannot open, or nothing. */
  const whyNot = async (address) => {
    if (location.protocol === "file:") return TEXT.file;
    try {
      const status = await statusOf(address);
      if (status === null) return TEXT.missing(TEXT.notHere);
      return status.ready ? "" : TEXT.missing(status.why);
    } catch {
      return TEXT.noAnswer;
    }
  };

  /** Bring the largest files of the lab into the browser's cache, one after the other. */
  const fetchAhead = async (address) => {
    try {
      const status = await statusOf(address);
      for (const path of status?.first ?? []) {
        const answer = await fetch(new URL(`../${path}`, address), { priority: "low", cache: "force-cache" });
        await answer.arrayBuffer();
      }
    } catch {
      // The button says what is wrong, once it is pressed.
    }
  };

  /** Do so once the reader of a chapter comes near its exercise, unless the connection is slow or paid by its bytes. */
  const prepare = () => {
    const { saveData = false, effectiveType = "4g" } = navigator.connection ?? {};
    const isChapter = document.querySelector("a.btn-lab-button") !== null;
    const link = document.querySelector(".lab-buttons a[data-lab]");
    if (location.protocol === "file:" || saveData || effectiveType !== "4g" || !isChapter || !link) return;
    const later = window.requestIdleCallback ?? setTimeout;
    const watch = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        watch.disconnect();
        setTimeout(() => later(() => fetchAhead(link.href)), LATER);
      },
      { rootMargin: `${NEAR} 0%` },
    );
    watch.observe(link);
  };

  const say = (link, sentence) => {
    document.querySelector(".lab-note")?.remove();
    const note = document.createElement("p");
    note.className = "lab-note";
    note.setAttribute("role", "status");
    note.textContent = sentence;
    const place = link.closest(".lab-buttons") ?? document.querySelector("article h1");
    place.after(note);
    note.scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("click", async (event) => {
    const link = event.target.closest(LINKS);
    if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    const why = await whyNot(link.href);
    if (why) say(link, why);
    else location.assign(link.href);
  });

  if (document.readyState === "complete") prepare();
  else addEventListener("load", prepare);
})();
