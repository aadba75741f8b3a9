// The sentence of a setting, and when it is spoken.
import { element } from "./dom.js";
import { format } from "./numbers.js";

const PAUSE = 700; // ms without a move, after which a reader is taken to have arrived

// Shows a sentence at once and lets screen readers say it when the reader pauses: while a control moves the region is
// off, so that no setting on the way is spoken; at rest it is polite, and the sentence is put in once more, to be said.
export function announcer(box) {
  let waiting = null;
  return (parts) => {
    const first = waiting === null && !box.hasChildNodes();
    box.replaceChildren(...parts());
    if (first) return;
    box.setAttribute("aria-live", "off");
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      box.setAttribute("aria-live", "polite");
      box.replaceChildren(...parts());
    }, PAUSE);
  };
}

// A template that Python chose for the setting, its places filled: texts and elements.
export function sentence(spec, at, get, words, template = null) {
  const { templates, pick } = spec.readout;
  const texts = Object.fromEntries(spec.controls.map((control, k) => [control.name, control.texts[at[k]]]));
  const text = templates[template ?? (pick === null ? 0 : get(pick))].replace(/\{(\w+)(?::([^}]*))?\}/g, (_, name, pattern) => {
    if (name in texts) return texts[name];
    const { labels } = spec.arrays[name];
    return labels ? labels[get(name)] : format(get(name), pattern, words);
  });
  // Every second part stood between ** and **.
  return text.split("**").map((part, k) => (k % 2 ? element("strong", {}, part) : part));
}

// Keeps the height of the longest sentence at this width, so that the charts below stand still when it grows.
export function roomFor(box, spec, get, words) {
  const trial = box.cloneNode(false);
  trial.style.cssText = `position: absolute; visibility: hidden; min-height: 0; width: ${box.clientWidth}px`;
  trial.removeAttribute("data-case-readout");
  trial.removeAttribute("aria-live");
  box.after(trial);
  const longest = spec.controls.map(({ texts }) => texts.reduce((best, text, k) => (text.length > texts[best].length ? k : best), 0));
  const heights = spec.readout.templates.map((_, k) => {
    trial.replaceChildren(...sentence(spec, longest, get, words, k));
    return trial.offsetHeight;
  });
  trial.remove();
  box.style.minHeight = `${Math.max(...heights)}px`;
}
