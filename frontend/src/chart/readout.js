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
    if (waiting === null) box.setAttribute("aria-live", "off");
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      waiting = null;
      box.setAttribute("aria-live", "polite");
      box.replaceChildren(...made(said));
    }, PAUSE);
  };
}

// The template with its places filled: `control` gives the text for the name of a control, `number` that for the name of an
// array and a pattern. Every second part stood between ** and **: [{text, strong}].
function filled(template, { control, number }) {
  const text = template.replace(/\{(\w+)(?::([^}]*))?\}/g, (_, name, pattern) => control(name) ?? number(name, pattern));
  return text.split("**").map((part, k) => ({ text: part, strong: k % 2 === 1 }));
}

// The sentence that Python chose for the setting: [{text, strong}].
export function sentence({ readout, controls, arrays }, at, get, words) {
  const texts = Object.fromEntries(controls.map((control, k) => [control.name, control.texts[at[k]]]));
  return filled(readout.templates[readout.pick === null ? 0 : get(readout.pick)], {
    control: (name) => texts[name],
    number: (name, pattern) => arrays[name].labels?.[get(name)] ?? format(get(name), pattern, words),
  });
}

const longest = (texts) => texts.reduce((best, text) => (text.length > best.length ? text : best));

// No sentence of the case is longer than the longest of these, one a template: each place has its longest text. `span` gives
// the outermost values of an array over all settings.
function longestSentences({ readout, controls, arrays }, span, words) {
  const texts = Object.fromEntries(controls.map((control) => [control.name, longest(control.texts)]));
  return readout.templates.map((template) => filled(template, {
    control: (name) => texts[name],
    number: (name, pattern) => longest(arrays[name].labels ?? span(name).map((value) => format(value, pattern, words))),
  }));
}

// Gives the box the height of the longest sentence at this width, so that the charts below stand still when it grows, and a
// browser lays out the sentence alone when it changes.
export function roomFor(box, spec, span, words) {
  const trial = box.cloneNode(false);
  trial.style.cssText = `position: absolute; visibility: hidden; width: ${box.clientWidth}px`;
  trial.classList.remove("df-still");
  trial.removeAttribute("data-case-readout");
  trial.removeAttribute("aria-live");
  box.after(trial);
  const heights = longestSentences(spec, span, words).map((parts) => {
    trial.replaceChildren(...made(parts));
    return trial.offsetHeight;
  });
  trial.remove();
  box.style.height = `${Math.max(...heights)}px`;
  box.classList.add("df-still");
}
