// What lying and upright bars share: their pieces in units of value, and what stands at each.
import { format } from "../numbers.js";
import { past } from "../frame.js";

// Pieces of the bars: [{category, k, value, from, to, lane}]; k counts the series, lanes share a category.
export function segments({ panel, get }) {
  const found = [];
  panel.categories.forEach((_, category) => {
    let up = 0;
    let down = 0;
    panel.series.forEach((one, k) => {
      const value = get(one.values)[category];
      if (Number.isNaN(value)) return;
      const start = panel.stacked ? (value < 0 ? down : up) : 0;
      found.push({ category, k, value, from: start, to: start + value, lane: panel.stacked ? 0 : k });
      if (value < 0) down += value;
      else up += value;
    });
  });
  return found;
}

// Whether a piece runs out of the chart and gets an arrow.
export const isCut = ({ from, to }, { value_range: range }) => past(Math.max(from, to), range) && Math.min(from, to) < range[1];

// The number of a piece; none where nothing is drawn that a reader could look for.
export function textOf({ value }, { panel, words }) {
  const text = format(value, panel.fmt, words);
  return panel.stacked && text === format(0, panel.fmt, words) ? "" : text;
}

export const rulesAt = ({ panel, get }) => panel.rules
  .map(({ label, at }) => ({ label, at: typeof at === "string" ? get(at) : at }))
  .filter(({ at }) => at >= panel.value_range[0] && at <= panel.value_range[1]);
