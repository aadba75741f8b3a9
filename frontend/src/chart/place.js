// Where the words of a chart go: each keeps clear of the curves, the marks and the words that are there already.
import { TEXT, round } from "./dom.js";
import { line } from "./outlines.js";

const HALF = 8; // px: half the height of a line of text
const CURVE = 30; // what it costs to lie on a curve, against 100 for each word or mark, 1000 for leaving the plot
const APART = 3; // px between two texts on one line
const ACROSS = 15; // what it costs if the line to the text runs through anything, besides 1 for each point and thing on it
const MANY = 10; // of which no more are counted
const NEAREST = 9; // px between a point and its name
const CLEAR = 2.5; // px that such a line keeps from curves

const ROW = 8; // px: points are kept by the row they lie in, since a text is asked for at thousands of places, each in few rows
const rowAt = (y) => Math.max(0, Math.floor(y / ROW));

// A plot, `bounds` around it, and what is taken in it: boxes, and points, of each row as x, y, x, y, ... Hundreds of them are made
// with every move of a control; as a list of pairs they would be as many small arrays to clear away.
export const sheet = (bounds) => ({ bounds, boxes: [], rows: [] });

export const takePoints = ({ rows }, points) => {
  for (let k = 0; k < points.length; k += 2) {
    const row = rowAt(points[k + 1]);
    rows[row] ??= [];
    rows[row].push(points[k], points[k + 1]);
  }
};
export const takeBox = (paper, box) => paper.boxes.push(box);
export const takeMark = (paper, x, y, radius) =>
  takeBox(paper, { left: x - radius, right: x + radius, top: y - radius, bottom: y + radius });

function addStraight(points, x0, y0, x1, y1) {
  const steps = Math.min(200, Math.max(1, Math.ceil(Math.hypot(x1 - x0, y1 - y0) / 3)));
  for (let i = 0; i <= steps; i += 1) points.push(x0 + ((x1 - x0) * i) / steps, y0 + ((y1 - y0) * i) / steps);
}

// Points along the straight line between two places, a few pixels apart.
export function straight(from, to) {
  const points = [];
  addStraight(points, ...from, ...to);
  return points;
}

// Points along a curve of values; where one is missing the curve breaks.
export function along(xs, ys, plot) {
  const points = [];
  let [fromX, fromY] = [NaN, NaN];
  for (let k = 0; k < xs.length; k += 1) {
    const [x, y] = [plot.x(xs[k]), plot.y(ys[k])];
    if (Number.isFinite(fromX) && Number.isFinite(fromY) && Number.isFinite(x) && Number.isFinite(y)) addStraight(points, fromX, fromY, x, y);
    [fromX, fromY] = [x, y];
  }
  return points;
}

const overlap = (a, b) => a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;

// How many points between two heights are hit; counted no further than `most`.
function hits({ rows }, top, bottom, isHit, most) {
  let count = 0;
  for (let row = rowAt(top); row <= rowAt(bottom); row += 1) {
    const points = rows[row] ?? [];
    for (let k = 0; k < points.length; k += 2) {
      if (!isHit(points[k], points[k + 1])) continue;
      count += 1;
      if (count > most) return count;
    }
  }
  return count;
}

const covered = ({ left, right, top, bottom }, paper, most) =>
  hits(paper, top + 1, bottom - 1, (x, y) => x > left - 3 && x < right + 3 && y > top + 1 && y < bottom - 1, most);

// What a place costs; one that costs `most` or more, not less than that.
function cost(box, paper, most) {
  const { bounds, boxes } = paper;
  const outside = box.left < bounds.left || box.right > bounds.right || box.top < bounds.top || box.bottom > bounds.bottom;
  const taken = (outside ? 1000 : 0) + 100 * boxes.filter((one) => overlap(box, one)).length;
  if (taken >= most) return taken;
  const count = covered(box, paper, most - taken - CURVE);
  return taken + (count ? CURVE + count : 0);
}

// How many curves, marks and words the line between two places runs through; what lies at its beginning does not count. Counted
// no further than `most`.
function crossed([[fromX, fromY], [toX, toY]], paper, most) {
  const length = Math.hypot(toX - fromX, toY - fromY);
  const [dx, dy] = [(toX - fromX) / length, (toY - fromY) / length];
  let count = 0;
  for (let along = NEAREST; along < length; along += 4) {
    const [x, y] = [fromX + dx * along, fromY + dy * along];
    if (!paper.boxes.some((box) => x > box.left && x < box.right && y > box.top && y < box.bottom)) continue;
    count += 1;
    if (count > most) return count;
  }
  const isNear = (x, y) => {
    const along = (x - fromX) * dx + (y - fromY) * dy;
    return along > NEAREST && along < length - 1 && Math.abs((x - fromX) * dy - (y - fromY) * dx) < CLEAR;
  };
  return count + hits(paper, Math.min(fromY, toY) - CLEAR, Math.max(fromY, toY) + CLEAR, isNear, most - count);
}

// The place for a text `width` wide. A place is [x, y, anchor]: y the middle of the line, anchor 1 for a text that begins at x,
// -1 for one that ends there, 0 for one around it. Of several equally good, the first. `more` gives further places if none is free,
// `line` the two ends of the line that leads to the text, or null if it needs none.
export function find(places, width, paper, more = () => [], line = () => null) {
  const best = cheapest(places, width, paper, line, null);
  return best.price > 0 ? cheapest(more(), width, paper, line, best) : best;
}

// The same, and taken.
export function choose(places, width, paper, more, line) {
  const best = find(places, width, paper, more, line);
  take(best, paper);
  return best;
}

export function take({ box, line }, paper) {
  takeBox(paper, { ...box, left: box.left - APART, right: box.right + APART });
  if (line) takePoints(paper, straight(...line));
}

// The place with the lowest price, `known` being the best so far.
function cheapest(places, width, paper, lineTo, known) {
  let best = known;
  for (const [x, y, anchor] of places) {
    const left = anchor > 0 ? x : anchor < 0 ? x - width : x - width / 2;
    const box = { left, right: left + width, top: y - HALF, bottom: y + HALF };
    const most = best?.price ?? Infinity;
    let price = cost(box, paper, most);
    const line = price < most ? lineTo(box) : null;
    const count = line ? crossed(line, paper, Math.min(MANY, most - price - ACROSS)) : 0;
    if (count) price += ACROSS + Math.min(count, MANY);
    if (price < most) best = { price, x, y, anchor, box, line };
    if (price === 0) break;
  }
  return best;
}

// Attributes of the text that stands at a chosen place.
export const standing = ({ x, y, anchor }) => ({
  x: round(x), y: round(y + TEXT * 0.35), "text-anchor": anchor > 0 ? "start" : anchor < 0 ? "end" : "middle",
});

// Places around a point, the nearest first.
export function around(x, y, radii = [NEAREST, 18, 30, 44, 60, 80]) {
  return radii.flatMap((r) => {
    const up = -Math.max(r, NEAREST + 5);
    return [
      [x + r, y + up * 0.75, 1], [x - r, y + up * 0.75, -1], [x + r, y, 1], [x - r, y, -1],
      [x + r, y - up * 0.75, 1], [x - r, y - up * 0.75, -1], [x, y + up - 4, 0], [x, y - up + 4, 0],
      [x + NEAREST, y + up, 1], [x - NEAREST, y + up, -1], [x + NEAREST, y - up, 1], [x - NEAREST, y - up, -1],
    ];
  });
}

// Places all over the plot for a text `width` wide, those near a point first: where all nearer ones are taken.
export function anywhere(x, y, width, { bounds }) {
  const places = [];
  for (let left = bounds.left + 1; left + width <= bounds.right; left += 9) {
    for (let at = bounds.top + HALF; at <= bounds.bottom - HALF; at += 9) places.push([left, at, 1]);
  }
  const far = ([left, at]) => Math.hypot(Math.max(left - x, x - left - width, 0), at - y);
  return places.sort((a, b) => far(a) - far(b));
}

// From a point to a text that stands away from it: both ends, the second at the text's box, or null where they are neighbours.
export const leader = (x, y) => (box) => {
  const to = [Math.min(Math.max(x, box.left - 2), box.right + 2), Math.min(Math.max(y, box.top), box.bottom)];
  return Math.hypot(to[0] - x, to[1] - y) > NEAREST + 10 ? [[x, y], to] : null;
};

export const drawnLine = (ends) => line(...ends, { class: "df-leader" });
