// Straight shapes, named by their corners: [x, y] in px. All are drawn with attributes that no style sheet can set (`points`,
// `x1`): when `d` of a path or `width` of a rect changes, a browser works out the styles of the element anew, which took
// Chromium 156 some fifteen times as long (fifty of them changed, styles and layout timed).
import { round } from "./dom.js";
import { svg } from "./shapes.js";

const written = (corners) => corners.map(([x, y]) => `${round(x)},${round(y)}`).join(" ");

export const line = ([x1, y1], [x2, y2], attributes) =>
  svg("line", { x1: round(x1), y1: round(y1), x2: round(x2), y2: round(y2), ...attributes });

export const polygon = (corners, attributes) => svg("polygon", { points: written(corners), ...attributes });

// Without height or width there is nothing to see, not even an edge.
export const box = ({ x, y, width, height }, attributes) =>
  polygon(width > 0 && height > 0 ? [[x, y], [x + width, y], [x + width, y + height], [x, y + height]] : [], attributes);

const isThere = (corner) => corner.every(Number.isFinite);

// Corners one after another, with nothing between a missing one (NaN) and its neighbours. A line that is broken is a path.
export function curve(corners, attributes) {
  const [first, last] = [corners.findIndex(isThere), corners.findLastIndex(isThere)];
  const whole = first < 0 ? [] : corners.slice(first, last + 1);
  if (whole.every(isThere)) return svg("polyline", { points: written(whole), ...attributes });
  const d = whole.map((corner, k) => (isThere(corner) ? `${k > 0 && isThere(whole[k - 1]) ? "L" : "M"}${corner.map(round)}` : ""));
  return svg("path", { d: d.join(""), ...attributes });
}
