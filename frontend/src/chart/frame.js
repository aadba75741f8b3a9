// What panels share: the drawing with its title and description, axes, legend, textures, reference lines.
import { ticks } from "d3-array";
import { TEXT, round, wrap } from "./dom.js";
import { tick } from "./numbers.js";
import { box, line } from "./outlines.js";
import { anywhere, around, choose, drawnLine, find, leader, sheet, standing, straight, take, takeBox, takeMark, takePoints } from "./place.js";
import { svg } from "./shapes.js";

export const DASHES = [null, "7 4", "2 3", "9 3 2 3", "14 4", "5 2 1 2 1 2"];
export const tone = (one, k) => one.tone ?? k + 1;

// The whole drawing of a panel, `height` high; screen readers get the title and the description.
export function drawing({ panel, id, width, fills }, height, ...children) {
  const heading = svg("title", { id: `${id}-t` }, panel.title);
  const more = svg("desc", { id: `${id}-d` }, panel.description);
  const attributes = {
    class: "df-chart", role: "img", "aria-labelledby": `${id}-t`, "aria-describedby": `${id}-d`,
    viewBox: `0 0 ${width} ${height}`, width, height,
  };
  return svg("svg", attributes, heading, more, fills, ...children);
}

const HEAD = 12.5 / TEXT; // how much larger a heading is set than other texts

// The heading as drawn, above everything else; returns its bottom edge.
function heading({ panel, width, measure }) {
  const lines = wrap(panel.title, width - 2, (text) => measure(text, 600) * HEAD);
  const text = svg("text", { class: "df-head" },
    ...lines.map((line, k) => svg("tspan", { x: 0, y: TEXT + 2 + k * (TEXT + 3) }, line)));
  return { node: text, bottom: 8 + lines.length * (TEXT + 3) };
}

// Heading and legend. `entries` are {label, sample, used}; room is kept for those not in use, so that nothing jumps.
// `context.head`, if set, is how far down the header of the neighbour reaches.
export function header(context, entries) {
  const title = heading(context);
  const whole = legend(entries, title.bottom, context);
  const bottom = Math.max(whole.bottom, context.head ?? 0);
  const used = entries.filter((entry) => entry.used);
  const names = used.length === entries.length ? whole : legend(used, title.bottom, context);
  return { node: svg("g", {}, title.node, names.node), bottom };
}

// Fills that can be told apart without colour: plain, stripes, dots, ...
const TEXTURES = {
  2: ["M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4", 1.6],
  3: ["M2,2 h.01 M6,6 h.01", 2.4],
  4: ["M0,2 h8 M0,6 h8", 1.2],
  5: ["M0,0 l8,8 M0,8 l8,-8", 1],
  6: ["M2,0 v8 M6,0 v8", 1.2],
};

export function textures(id) {
  const one = ([number, [path, width]]) =>
    svg("pattern", { id: `${id}-p${number}`, width: 8, height: 8, patternUnits: "userSpaceOnUse" },
      svg("rect", { width: 8, height: 8, class: `df-pale df-tone-${number}` }),
      svg("path", { d: path, "stroke-width": width, "stroke-linecap": "round", class: `df-line df-tone-${number}` }));
  return svg("defs", {}, ...Object.entries(TEXTURES).map(one));
}

// A texture or a dash tells things apart; what stands alone at this setting needs none. `used` says of each series whether it is
// drawn at all.
export const isAlone = (used) => used.filter(Boolean).length < 2;
export const fill = (id, number, alone = false) => ({
  class: `df-patch df-tone-${number}`, ...(number > 1 && !alone ? { style: `fill: url(#${id}-p${number})` } : {}),
});
export const patch = (id, number, edges, alone) => box(edges, fill(id, number, alone));

// Marks that can be told apart without colour, about 9 px wide: where each begins from its middle, and the way around.
const MARKS = [
  [-4.5, 0, "a4.5,4.5 0 1,0 9,0a4.5,4.5 0 1,0 -9,0"],
  [-4, -4, "h8v8h-8z"],
  [0, -5, "l5,9h-10z"],
  [0, -5.5, "l5.5,5.5l-5.5,5.5l-5.5,-5.5z"],
  [0, 5, "l5,-9h-10z"],
  [-1.6, -5, "h3.2v3.4h3.4v3.2h-3.4v3.4h-3.2v-3.4h-3.4v-3.2h3.4z"],
];

// The outlines of one mark at each of [[x, y]]. None is moved by a transform: a browser would paint each by itself.
export const marks = (number, places) => {
  const [right, down, around] = MARKS[number - 1];
  return places.map(([x, y]) => `M${round(x + right)},${round(y + down)}${around}`).join("");
};
export const mark = (number, x, y) => svg("path", { d: marks(number, [[x, y]]), class: `df-mark df-tone-${number}` });

// Names of what is drawn, in rows from `top`; each entry brings a sample 22 px wide drawn around (0, 0).
function legend(entries, top, { width, measure }) {
  if (entries.length === 0) return { node: null, bottom: top };
  let x = 0;
  let y = top + 8;
  const nodes = entries.map(({ label, sample }) => {
    const needed = 28 + measure(label) + 16;
    if (x > 0 && x + needed - 16 > width) {
      x = 0;
      y += 19;
    }
    const node = svg("g", { transform: `translate(${round(x)},${y})` },
      svg("g", { transform: "translate(11,0)" }, sample),
      svg("text", { x: 28, y: TEXT * 0.35 }, label));
    x += needed;
    return node;
  });
  return { node: svg("g", { class: "df-legend" }, ...nodes), bottom: y + 14 };
}

export const stroke = (number, alone = false) => ({ class: `df-line df-tone-${number}`, "stroke-dasharray": alone ? null : DASHES[number - 1] });
export const sampleLine = (number, alone) => line([-11, 0], [11, 0], stroke(number, alone));
export const samplePatch = (id, number, alone) => patch(id, number, { x: -9, y: -6, width: 18, height: 12 }, alone);

export const scale = ([low, high], [from, to]) => (value) => from + ((value - low) / (high - low)) * (to - from);

// The numbers of an axis, about `asked` of them: [{value, text}].
export function ticksOf(range, asked, format) {
  const values = ticks(...range, asked);
  const step = values.length > 1 ? values[1] - values[0] : Math.abs(values[0]) || 1;
  return values.map((value) => ({ value, text: tick(value, step, format) }));
}

const APART = 8; // px between two numbers of a horizontal axis

// Where a horizontal axis has its numbers, about `asked` of them, fewer where they would not stand apart: [{value, at, text}].
export function ticksAcross(range, asked, { x, format, measure }) {
  const marked = ticksOf(range, asked, format).map((one) => ({ ...one, at: x(one.value) }));
  const isFree = ({ at, text }, k) => k === 0 || at - marked[k - 1].at > (measure(text) + measure(marked[k - 1].text)) / 2 + APART;
  if (asked <= 1 || marked.every(isFree)) return marked;
  const fewer = ticksAcross(range, asked - 1, { x, format, measure });
  return fewer.length > 1 ? fewer : marked; // what is read off a chart is reckoned from two of them
}

const BESIDE = 9; // px between the numbers of a vertical axis and the plot, where a marker may stand on the edge
export const FOOT = 44; // px under a horizontal axis for its numbers and its name

// How high a plane is drawn, from under its header to its horizontal axis.
export const planeBody = ({ width }) => Math.round(Math.min(262, Math.max(186, width * 0.62 - 68)));
export const planeLeast = () => 130;

// On a narrow phone a name that is a little too long is set closer.
const squeezed = (text, { width, measure }) =>
  (measure(text) > width ? { textLength: round(width - 2), lengthAdjust: "spacingAndGlyphs" } : {});

// The name of a horizontal axis, under the middle of it as far as the drawing allows.
export function axisName(text, [left, right], y, { width, measure }) {
  const half = Math.min(measure(text), width) / 2;
  const x = Math.max(half, Math.min((left + right) / 2, width - half));
  return svg("text", { x: round(x), y, "text-anchor": "middle", class: "df-axis", ...squeezed(text, { width, measure }) }, text);
}

const MARGIN = 16; // px behind a plot

// Axes with their grid between `top` and `bottom`; `right` is the room to leave for labels at the lines' ends.
export function axes(context, { top, bottom, right: asked = MARGIN }) {
  const { panel, width, id, measure } = context;
  const lastText = tick(panel.x_range[1], (panel.x_range[1] - panel.x_range[0]) / 5, panel.x_fmt);
  const right = Math.max(asked, measure(lastText) / 2 + 3);
  const rows = Math.max(3, Math.round((bottom - top) / 46));
  const yTicks = ticksOf(panel.y_range, rows, panel.y_fmt);
  const left = 4 + BESIDE + Math.max(...yTicks.map(({ text }) => measure(text)));
  const x = scale(panel.x_range, [left, width - right]);
  const y = scale(panel.y_range, [bottom, top + 24]);
  const columns = Math.max(2, Math.round((width - right - left) / 70));
  const xTicks = ticksAcross(panel.x_range, columns, { x, format: panel.x_fmt, measure });
  const nodes = [
    svg("text", { x: 0, y: top + 10, class: "df-axis", ...squeezed(panel.y_label, context) }, panel.y_label),
    ...yTicks.map(({ value, text }) => svg("g", { class: "df-tick", "data-y": value },
      line([left, y(value)], [width - right, y(value)], { class: "df-grid" }),
      svg("text", { x: left - BESIDE, y: round(y(value)) + 4, "text-anchor": "end" }, text))),
    ...xTicks.map(({ value, at, text }) => svg("g", { class: "df-tick", "data-x": value },
      line([at, bottom], [at, bottom + 5], { class: "df-base" }),
      svg("text", { x: round(at), y: bottom + 18, "text-anchor": "middle" }, text))),
    line([left, bottom], [width - right, bottom], { class: "df-base" }),
    axisName(panel.x_label, [left, width - right], bottom + 37, context),
    svg("clipPath", { id: `${id}-c` },
      svg("rect", { x: left, y: top + 16, width: width - right - left, height: bottom - top - 16 + 1 })),
  ];
  // Names may pass the end of the plot where no line's name stands behind it.
  const paper = sheet({ left: left + 2, right: asked > MARGIN ? width - right : width - 1, top: top + 2, bottom: bottom - 1 });
  takeBox(paper, { left: 0, right: measure(panel.y_label) + 4, top: top - 2, bottom: top + 14 });
  return { node: svg("g", {}, ...nodes), x, y, left, right: width - right, top: top + 24, bottom, paper };
}

const halo = (attributes, text) => svg("text", { class: "df-halo", ...attributes }, text);

// The reference lines inside the axes: [{label, value, upright, ends: [[x, y], [x, y]]}].
function rulesOf({ panel, get }, plot) {
  return panel.rules.flatMap(({ label, at, axis }) => {
    const value = typeof at === "string" ? get(at) : at;
    const upright = axis === "x";
    const [low, high] = upright ? panel.x_range : panel.y_range;
    if (!(value >= low && value <= high)) return [];
    const x = round(plot.x(upright ? value : panel.x_range[0]));
    const y = round(plot.y(upright ? panel.y_range[1] : value));
    return [{ label, upright, ends: upright ? [[x, plot.top - 6], [x, plot.bottom]] : [[plot.left, y], [plot.right, y]] }];
  });
}

const FAR = 12; // px between a line and its name, from which a reader looks for what joins them

// Beside an upright line from its top downwards; above and below a level one from its ends inwards.
function besideRule({ upright, ends: [[x, y], [right, bottom]] }) {
  if (upright) {
    const heights = Array.from({ length: Math.floor((bottom - y) / 12) }, (_, k) => y + 7 + 12 * k);
    return heights.flatMap((at) => [[x - 5, at, -1], [x + 5, at, 1]]);
  }
  const middles = Array.from({ length: 15 }, (_, k) => x + ((right - x) * (k + 2)) / 18);
  const along = [[x + 5, 1], [right - 5, -1], ...middles.map((at) => [at, 0])];
  return [9, 24, 40].flatMap((away) => along.flatMap(([at, anchor]) => [[at, y - away, anchor], [at, y + away + 1, anchor]]));
}

// From an upright line to its name where that stands away from it: level, as far as the name.
const toRule = ({ upright, ends: [[x]] }) => ({ left, right, top, bottom }) => {
  const near = Math.min(Math.max(x, left), right);
  const y = (top + bottom) / 2;
  return upright && Math.abs(near - x) > FAR ? [[x, y], [near + 3 * Math.sign(x - near), y]] : null;
};

export function rules(context, plot) {
  const found = rulesOf(context, plot);
  for (const { ends } of found) takePoints(plot.paper, straight(...ends));
  const lines = found.map(({ ends }) => line(...ends));
  const write = () => found.map((rule) => {
    const needed = context.measure(rule.label);
    const further = () => (rule.upright ? anywhere(...rule.ends[0], needed, plot.paper) : []);
    const place = choose(besideRule(rule), needed, plot.paper, further, toRule(rule));
    return svg("g", {}, place.line && drawnLine(place.line), halo(standing(place), rule.label));
  });
  return { lines: svg("g", { class: "df-rule" }, ...lines), write: () => svg("g", { class: "df-rule" }, ...write()) };
}

// Beyond an axis by more than can be seen: numbers travel rounded, so the largest may pass its own edge by a hair.
export const past = (value, [low, high]) => value > high + (high - low) / 200;

// The first of `names` for which there is room; the last one takes what there is.
function named(names, x, y, measure, paper) {
  const [text, ...shorter] = names;
  const needed = measure(text, 600) + 2;
  const place = find(around(x, y), needed, paper, () => anywhere(x, y, needed, paper), leader(x, y));
  if (place.price === 0 || shorter.length === 0) return { text, place };
  return named(shorter, x, y, measure, paper);
}

// "You are here": on the point, or on the edge of the plot with an arrow where the point lies beyond.
export function here({ panel, get, measure, words }, plot) {
  if (!panel.marker) return null;
  const [px, py] = [get(panel.marker.x), get(panel.marker.y)];
  const right = past(px, panel.x_range);
  const up = Number.isNaN(py) || past(py, panel.y_range);
  const clamp = (value, [low, high]) => Math.min(Math.max(Number.isNaN(value) ? high : value, low), high);
  const x = round(plot.x(clamp(px, panel.x_range)));
  const y = round(plot.y(clamp(py, panel.y_range)));
  const names = [panel.marker.label];
  if (right || up) names.unshift(words.beyond.replace("{label}", panel.marker.label));
  const turn = right && up ? 45 : right ? 90 : 0;
  takeMark(plot.paper, x, y, 7);
  const { text, place } = named(names, x, y, measure, plot.paper);
  take(place, plot.paper);
  const point = right || up
    ? svg("path", { d: "M0,-8 l6,11 h-12 z", transform: `translate(${x},${y}) rotate(${turn})` })
    : svg("circle", { cx: x, cy: y, r: 5.5 });
  return svg("g", { class: "df-here" },
    place.line && drawnLine(place.line), point, halo(standing(place), text));
}
