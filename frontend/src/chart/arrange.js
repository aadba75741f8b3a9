// How high each chart is drawn: charts that stand side by side begin and end on the same heights, so that they can be read
// across, and all of them together fit the screen where they can.
import { header } from "./frame.js";

const ALIKE = 2; // bodies are drawn equally high up to this ratio; beyond, stretching would look empty
const STEPS = 20; // between the heights that look best and the least that can be read
const GAP = 12; // px between two rows

// The neighbours of each panel: places in `boxes` of those on the same row.
export const rowsOf = (boxes) => boxes.map((box) =>
  boxes.flatMap((other, k) => (other.offsetTop === box.offsetTop ? [k] : [])));

// For each panel {head, body}: how far the headers of its row reach, and how high it draws below.
function aligned(sizes, rows) {
  return sizes.map(({ body }, k) => {
    const row = rows[k].map((place) => sizes[place]);
    const tallest = Math.max(...row.map((one) => one.body));
    return { head: Math.max(...row.map(({ head }) => head)), body: tallest <= body * ALIKE ? tallest : body };
  });
}

// The same, no higher in all than `most` px as long as everything can be read. It depends on the width, not on the setting.
export function arrange(contexts, rows, kinds, most) {
  const sizes = contexts.map((context) => {
    const kind = kinds[context.panel.kind];
    const body = kind.body(context);
    return { head: header(context, kind.entries(context)).bottom, body, least: Math.min(body, kind.least(context)) };
  });
  const best = aligned(sizes, rows);
  if (most === Infinity) return best;
  // What stands under the body, such as the numbers of an axis, has the same height whatever the body's.
  const feet = contexts.map((context, k) =>
    kinds[context.panel.kind].draw({ ...context, ...best[k] }).attributes.height - best[k].head - best[k].body);
  const firsts = rows.flatMap((row, k) => (row[0] === k ? [row] : []));
  const height = (plan) => firsts.reduce((sum, row) =>
    sum + GAP + Math.max(...row.map((k) => plan[k].head + plan[k].body + feet[k])), -GAP);
  let plan = best;
  for (let step = STEPS - 1; step >= 0 && height(plan) > most; step -= 1) {
    plan = aligned(sizes.map((one) => ({ ...one, body: Math.round(one.least + ((one.body - one.least) * step) / STEPS) })), rows);
  }
  return plan;
}
