/* Notebooks and tables, saved from a book that was opened from its folder: there the browser would show them as text. Beside each
   such file lies a script that calls bookDownload with its text. */
(() => {
  "use strict";

  if (location.protocol !== "file:") return;

  let name = "";
  globalThis.bookDownload = (text) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: name.endsWith(".csv") ? "text/csv" : "application/x-ipynb+json" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href$=".ipynb"]:not([data-lab], .btn-lab-button), a[href$=".csv"]');
    if (!link?.href.startsWith("file:")) return;
    event.preventDefault();
    name = decodeURIComponent(link.href.split("/").at(-1));
    const script = document.createElement("script");
    script.src = `${link.href}.js`;
    script.addEventListener("load", () => script.remove());
    script.addEventListener("error", () => { location.href = link.href; });
    document.head.append(script);
  });
})();
