// The sentence of a setting, and when it is spoken.
import { element } from "./dom.js";
import { format } from "./numbers.js";

const PAUSE = 700; // ms without a move, after which a reader is taken to have arrived

const made = (parts) => parts.map(({ text, strong }) => (strong ? element("strong", {}, text) : document.createTextNode(text)));

// Puts a sentence in the place of the last one; of the same shape, only the words that differ are written.
function rewrite(box, before, after) {
  const alike = before.length === after.length && before.length === box.childNodes.length
    && after.every(({ strong }, k) => strong === before[k].strong);
  if (!alike) {
    box.replaceChildren(...made(after));
    return;
  }
  after.forEach(({ text, strong }, k) => {
    const node = box.childNodes[k];
    if (text !== before[k].text) (strong ? node.firstChild : node).data = text;
  });
}

// Shows a sentence at once and lets screen readers say it when the reader pauses: while a control moves the region is
// off, so that no setting on the way is spoken; at rest it is polite, and the sentence is put in once more, to be said.
export function announcer(box) {
  let waiting = null;
  let said = [];
  return (parts) => {
    const first = !box.hasChildNodes();
    rewrite(box, said, parts);
    said = parts;
    if (first) return;
    if (box.scrollHeight > box.clientHeight) box.style.height = `${box.scrollHeight}px`; // longer than any was taken to be
    if (waiting === null) box.setAttribute("aria-live", "off");
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      waiting = null;
      box.setAttribute("aria-live", "polite");
      box.replaceChildren(...made(said));
    }, PAUSE);
  };
}

// A template that Python chose for the setting, its places filled: [{text, strong}].
export function sentence(spec, at, get, words, template = null) {
  const { templates, pick } = spec.readout;
  const texts = Object.fromEntries(spec.controls.map((control, k) => [control.name, control.texts[at[k]]]));
  const text = templates[template ?? (pick === null ? 0 : get(pick))].replace(/\{(\w+)(?::([^}]*))?\}/g, (_, name, pattern) => {
    if (name in texts) return texts[name];
    const { labels } = spec.arrays[name];
    return labels ? labels[get(name)] : format(get(name), pattern, words);
  });
  // Every second part stood between ** and **.
  return text.split("**").map((part, k) => ({ text: part, strong: k % 2 === 1 }));
}

// Gives the box the height of the longest sentence at this width, so that the charts below stand still when it grows, and a
// browser lays out the sentence alone when it changes.
export function roomFor(box, spec, get, words) {
  const trial = box.cloneNode(false);
  trial.style.cssText = `position: absolute; visibility: hidden; width: ${box.clientWidth}px`;
  trial.classList.remove("df-still");
  trial.removeAttribute("data-case-readout");
  trial.removeAttribute("aria-live");
  box.after(trial);
  const longest = spec.controls.map(({ texts }) => texts.reduce((best, text, k) => (text.length > texts[best].length ? k : best), 0));
  const heights = spec.readout.templates.map((_, k) => {
    trial.replaceChildren(...made(sentence(spec, longest, get, words, k)));
    return trial.offsetHeight;
  });
  trial.remove();
  box.style.height = `${Math.max(...heights)}px`;
  box.classList.add("df-still");
}
