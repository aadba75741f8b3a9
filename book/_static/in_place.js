/* Changes a page without moving what the reader looks at. Browsers see to that themselves, but not while they still scroll to the
   place that the address names, and not when the change stands right above. */
globalThis.bookInPlace = (held, change) => {
  const { style } = document.documentElement;
  const before = held.getBoundingClientRect().top;
  style.overflowAnchor = "none"; // else it might be done twice
  change();
  const moved = held.getBoundingClientRect().top - before;
  if (moved) scrollBy({ top: moved, behavior: "instant" });
  style.overflowAnchor = "";
};
