// What panels share: the drawing with its title and description, axes, legend, textures, reference lines.
import { ticks } from "d3-array";
import { TEXT, round, svg, wrap } from "./dom.js";
import { tick } from "./numbers.js";

export const DASHES = [null, "7 4", "2 3", "9 3 2 3", "14 4", "5 2 1 2 1 2"];
export const tone = (one, k) => one.tone ?? k + 1;

// The whole drawing of a panel, `height` high; screen readers get the title and the description.
export function drawing({ panel, id, width }, height, ...children) {
  const heading = svg("title", { id: `${id}-t` }, panel.title);
  const more = svg("desc", { id: `${id}-d` }, panel.description);
  const attributes = {
    class: "df-chart", role: "img", "aria-labelledby": `${id}-t`, "aria-describedby": `${id}-d`,
    viewBox: `0 0 ${width} ${height}`, width, height,
  };
  return svg("svg", attributes, heading, more, textures(id), ...children);
}

// The heading as drawn, above everything else; returns its bottom edge.
export function head({ panel, width, measure }) {
  const lines = wrap(panel.title, width - 4, (text) => measure(text, 600));
  const text = svg("text", { class: "df-head" },
    ...lines.map((line, k) => svg("tspan", { x: 0, y: TEXT + 2 + k * (TEXT + 3) }, line)));
  return { node: text, bottom: 8 + lines.length * (TEXT + 3) };
}

// Fills that can be told apart without colour: plain, stripes, dots, ...
const TEXTURES = {
  2: ["M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4", 1.6],
  3: ["M2,2 h.01 M6,6 h.01", 2.4],
  4: ["M0,2 h8 M0,6 h8", 1.2],
  5: ["M0,0 l8,8 M0,8 l8,-8", 1],
  6: ["M2,0 v8 M6,0 v8", 1.2],
};

function textures(id) {
  const one = ([number, [path, width]]) =>
    svg("pattern", { id: `${id}-p${number}`, width: 8, height: 8, patternUnits: "userSpaceOnUse" },
      svg("rect", { width: 8, height: 8, class: `df-pale df-tone-${number}` }),
      svg("path", { d: path, "stroke-width": width, "stroke-linecap": "round", class: `df-line df-tone-${number}` }));
  return svg("defs", {}, ...Object.entries(TEXTURES).map(one));
}

export const patch = (id, number, attributes) =>
  svg("rect", {
    ...attributes, class: `df-patch df-tone-${number}`,
    ...(number > 1 ? { style: `fill: url(#${id}-p${number})` } : {}),
  });

// Marks that can be told apart without colour, about 9 px wide.
const MARKS = [
  "M-4.5,0 a4.5,4.5 0 1,0 9,0 a4.5,4.5 0 1,0 -9,0",
  "M-4,-4 h8 v8 h-8 z",
  "M0,-5 l5,9 h-10 z",
  "M0,-5.5 l5.5,5.5 l-5.5,5.5 l-5.5,-5.5 z",
  "M0,5 l5,-9 h-10 z",
  "M-1.6,-5 h3.2 v3.4 h3.4 v3.2 h-3.4 v3.4 h-3.2 v-3.4 h-3.4 v-3.2 h3.4 z",
];

export const mark = (number, x, y) =>
  svg("path", {
    d: MARKS[number - 1], transform: `translate(${round(x)},${round(y)})`,
    class: `df-mark df-tone-${number}`,
  });

// Names of what is drawn, in rows from `top`; each entry brings a sample 22 px wide drawn around (0, 0).
export function legend(entries, top, width, measure) {
  let x = 0;
  let y = top + 8;
  const nodes = entries.map(({ label, sample }) => {
    const needed = 28 + measure(label) + 16;
    if (x > 0 && x + needed > width) {
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

export const sampleLine = (number) =>
  svg("path", { d: "M-11,0 h22", class: `df-line df-tone-${number}`, "stroke-dasharray": DASHES[number - 1] });
export const samplePatch = (id, number) => patch(id, number, { x: -9, y: -6, width: 18, height: 12 });

export const scale = ([low, high], [from, to]) => (value) => from + ((value - low) / (high - low)) * (to - from);

const step = (values, value) => (values.length > 1 ? values[1] - values[0] : Math.abs(value) || 1);

// Axes with their grid between `top` and `height`; `right` is the room to leave for labels at the lines' ends.
export function axes({ panel, width, id, measure }, { top, height, right = 16 }) {
  const bottom = height - 44;
  const rows = Math.max(3, Math.round((bottom - top) / 46));
  const yTicks = ticks(...panel.y_range, rows);
  const yText = yTicks.map((v) => tick(v, step(yTicks, v), panel.y_fmt));
  const left = 10 + Math.max(...yText.map((text) => measure(text)));
  const x = scale(panel.x_range, [left, width - right]);
  const y = scale(panel.y_range, [bottom, top + 24]);
  const columns = Math.max(2, Math.round((width - right - left) / 70));
  const xTicks = ticks(...panel.x_range, columns);
  const unit = svg("text", { x: 0, y: top + 10, class: "df-axis" }, panel.y_label);
  const nodes = [
    unit,
    ...yTicks.map((v, k) => svg("g", { class: "df-tick", "data-y": v },
      svg("path", { d: `M${left},${round(y(v))} H${width - right}`, class: "df-grid" }),
      svg("text", { x: left - 6, y: round(y(v)) + 4, "text-anchor": "end" }, yText[k]))),
    ...xTicks.map((v) => svg("g", { class: "df-tick", "data-x": v },
      svg("path", { d: `M${round(x(v))},${bottom} v5`, class: "df-base" }),
      svg("text", { x: round(x(v)), y: bottom + 18, "text-anchor": "middle" }, tick(v, step(xTicks, v), panel.x_fmt)))),
    svg("path", { d: `M${left},${bottom} H${width - right}`, class: "df-base" }),
    svg("text", { x: (left + width - right) / 2, y: bottom + 37, "text-anchor": "middle", class: "df-axis" }, panel.x_label),
    svg("clipPath", { id: `${id}-c` },
      svg("rect", { x: left, y: top + 16, width: width - right - left, height: bottom - top - 16 + 1 })),
  ];
  return { node: svg("g", {}, ...nodes), x, y, left, right: width - right, top: top + 24, bottom, taken: [] };
}

const halo = (attributes, text) => svg("text", { class: "df-halo", ...attributes }, text);

// A label beside (x, y) that stays inside the plot; other labels keep clear of it.
export function beside(text, x, y, plot, measure) {
  const needed = measure(text) + 12;
  const flips = x + needed > plot.right && x - needed > plot.left;
  const inside = Math.min(Math.max(y, plot.top + 4), plot.bottom - 10);
  for (let i = 10; i <= needed; i += 4) plot.taken.push([flips ? x - i : x + i, inside]);
  return { x: flips ? x - 10 : x + 10, y: inside + 4, "text-anchor": flips ? "end" : "start" };
}

// Of the places [x, y, side], y being the middle of the text, the one where it covers the fewest points drawn.
function clearest(places, needed, plot, drawn) {
  const costs = places.map(([x, y, side], rank) => {
    const from = side > 0 ? x : x - needed;
    const outside = from < plot.left || from + needed > plot.right || y < plot.top - 12 || y > plot.bottom - 6;
    const covered = drawn.filter(([px, py]) => px > from - 4 && px < from + needed + 4 && Math.abs(py - y) < TEXT - 2);
    return covered.length + rank * 0.1 + (outside ? 1000 : 0);
  });
  const [x, y, side] = places[costs.indexOf(Math.min(...costs))];
  for (let i = 0; i <= needed; i += 4) plot.taken.push([x + side * i, y]);
  return { x, y: round(y) + 4, "text-anchor": side > 0 ? "start" : "end" };
}

// Points along a line at most a few pixels apart, so that a label can keep clear of it.
export function along(xs, ys, plot) {
  const points = [];
  for (let k = 1; k < xs.length; k += 1) {
    const [x0, y0, x1, y1] = [plot.x(xs[k - 1]), plot.y(ys[k - 1]), plot.x(xs[k]), plot.y(ys[k])];
    const steps = Math.min(200, Math.ceil(Math.hypot(x1 - x0, y1 - y0) / 4));
    for (let i = 0; i <= steps; i += 1) points.push([x0 + ((x1 - x0) * i) / steps, y0 + ((y1 - y0) * i) / steps]);
  }
  return points.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
}

export function rules({ panel, get, measure }, plot, drawn = []) {
  return panel.rules.map(({ label, at, axis }) => {
    const value = typeof at === "string" ? get(at) : at;
    const [low, high] = axis === "x" ? panel.x_range : panel.y_range;
    if (!(value >= low && value <= high)) return null;
    const upright = axis === "x";
    const [x, y] = [round(plot.x(upright ? value : low)), round(plot.y(upright ? panel.y_range[1] : value))];
    const places = upright
      ? [[x - 5, y + 1, -1], [x + 5, y + 1, 1]]
      : [-9, 10].flatMap((down) => [[plot.left + 5, y + down, 1], [plot.right - 5, y + down, -1]]);
    return svg("g", { class: "df-rule" },
      svg("path", { d: upright ? `M${x},${plot.top - 6} V${plot.bottom}` : `M${plot.left},${y} H${plot.right}` }),
      halo(clearest(places, measure(label), plot, [...drawn, ...plot.taken]), label));
  });
}

// Beyond an axis by more than can be seen: numbers travel rounded, so the largest may pass its own edge by a hair.
export const past = (value, [low, high]) => value > high + (high - low) / 200;

// "You are here": on the point, or on the edge of the plot with an arrow where the point lies beyond.
export function here({ panel, get, measure, words }, plot, drawn = []) {
  if (!panel.marker) return null;
  const [px, py] = [get(panel.marker.x), get(panel.marker.y)];
  const right = past(px, panel.x_range);
  const up = Number.isNaN(py) || past(py, panel.y_range);
  const clamp = (value, [low, high]) => Math.min(Math.max(Number.isNaN(value) ? high : value, low), high);
  const x = round(plot.x(clamp(px, panel.x_range)));
  const y = round(plot.y(clamp(py, panel.y_range)));
  const text = right || up ? words.beyond.replace("{label}", panel.marker.label) : panel.marker.label;
  const turn = right && up ? 45 : right ? 90 : 0;
  const places = [-14, 16, 0, -30].flatMap((down) => [1, -1].map((side) => [x + side * 9, y + down, side]));
  const point = right || up
    ? svg("path", { d: "M0,-8 l6,11 h-12 z", transform: `translate(${x},${y}) rotate(${turn})` })
    : svg("circle", { cx: x, cy: y, r: 5.5 });
  return svg("g", { class: "df-here" }, point,
    halo(clearest(places, measure(text, 600), plot, [...drawn, ...plot.taken]), text));
}
