// Turns the slides by keys, buttons and links; counts them.
(() => {
  "use strict";

  // As dark as the reader's other windows; projectors are mostly set to light.
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const paint = () => {
    document.documentElement.dataset.theme = dark.matches ? "dark" : "light";
  };
  dark.addEventListener("change", paint);
  paint();

  const slides = [...document.querySelectorAll(".slide")];
  const count = document.querySelector(".count");

  const here = () => {
    const middle = innerHeight / 2;
    return Math.max(0, slides.findLastIndex((slide) => slide.getBoundingClientRect().top < middle));
  };
  const show = () => {
    count.textContent = `${here() + 1} / ${slides.length}`;
  };
  const go = (number) => {
    const slide = slides[Math.min(Math.max(number, 0), slides.length - 1)];
    slide.scrollIntoView();
    history.replaceState(null, "", `#${slide.id}`);
  };

  const STEPS = { ArrowRight: 1, PageDown: 1, " ": 1, ArrowLeft: -1, PageUp: -1 }; // up and down scroll a long slide
  const ENDS = { Home: 0, End: slides.length - 1 };

  addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (key === "Escape") target.blur?.();
    if (target.closest?.("input, select, textarea, [role=region]")) return; // there the keys mean something else
    if (key === " " && target.closest?.("summary, button, a")) return;
    const next = key in STEPS ? here() + STEPS[key] : ENDS[key];
    if (next === undefined) return;
    event.preventDefault();
    go(next);
  });
  for (const button of document.querySelectorAll("[data-step]")) {
    button.addEventListener("click", () => go(here() + Number(button.dataset.step)));
  }
  addEventListener("scroll", show, { passive: true });
  addEventListener("resize", show);
  show();
})();
