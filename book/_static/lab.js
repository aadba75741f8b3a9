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

  /** Return why the lab at `address` cannot open, or nothing. */
  const whyNot = async (address) => {
    if (location.protocol === "file:") return TEXT.file;
    try {
      const answer = await fetch(new URL("../status.json", address), { cache: "no-store" });
      if (!answer.ok) return TEXT.missing(TEXT.notHere);
      const status = await answer.json();
      return status.ready ? "" : TEXT.missing(status.why);
    } catch {
      return TEXT.noAnswer;
    }
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
    const link = event.target.closest("a[data-lab], a.btn-lab-button");
    if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    const why = await whyNot(link.href);
    if (why) say(link, why);
    else location.assign(link.href);
  });
})();
