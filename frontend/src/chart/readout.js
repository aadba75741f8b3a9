// The sentence: a template that Python chose for the setting, its places filled.
import { element } from "./dom.js";
import { format } from "./numbers.js";

export function tell(box, spec, at, get, words) {
  const { templates, pick } = spec.readout;
  const texts = Object.fromEntries(spec.controls.map((control, k) => [control.name, control.texts[at[k]]]));
  const sentence = templates[pick === null ? 0 : get(pick)].replace(/\{(\w+)(?::([^}]*))?\}/g, (_, name, pattern) => {
    if (name in texts) return texts[name];
    const { labels } = spec.arrays[name];
    return labels ? labels[get(name)] : format(get(name), pattern, words);
  });
  // Every second part stood between ** and **.
  box.replaceChildren(...sentence.split("**").map((part, k) => (k % 2 ? element("strong", {}, part) : part)));
}
