// Charts that stand side by side begin and end on the same heights, so that they can be read across.
import { header } from "./frame.js";

const ALIKE = 2; // bodies are drawn equally high up to this ratio; beyond, stretching would look empty

// The neighbours of each panel: places in `boxes` of those on the same row.
export const rowsOf = (boxes) => boxes.map((box) =>
  boxes.flatMap((other, k) => (other.offsetTop === box.offsetTop ? [k] : [])));

// Adds to each context how far its header reaches and how high it draws below, as its neighbours do.
export function arrange(contexts, rows, kinds) {
  const sizes = contexts.map((context) => {
    const kind = kinds[context.panel.kind];
    return { head: header(context, kind.entries(context)).bottom, body: kind.body(context) };
  });
  return contexts.map((context, k) => {
    const row = rows[k].map((place) => sizes[place]);
    const tallest = Math.max(...row.map(({ body }) => body));
    const { body } = sizes[k];
    return { ...context, head: Math.max(...row.map(({ head }) => head)), body: tallest <= body * ALIKE ? tallest : body };
  });
}
