import { round } from "../dom.js";
import { FOOT, axes, drawing, header, here, isAlone, planeBody, planeLeast, rules, sampleLine, stroke, tone } from "../frame.js";
import { format } from "../numbers.js";
import { curve, polygon } from "../outlines.js";
import { along, takePoints } from "../place.js";
import { svg } from "../shapes.js";
import { column } from "../table.js";

// The corners of a line of values on the drawing.
export const corners = (xs, ys, plot) => xs.map((value, k) => [plot.x(value), plot.y(ys[k])]);

// The corners of what lies between two lines, where both are known.
export function between(xs, low, high, plot) {
  const known = xs.map((_, k) => k).filter((k) => Number.isFinite(low[k]) && Number.isFinite(high[k]));
  const corner = (values) => (k) => [plot.x(xs[k]), plot.y(values[k])];
  return [...known.map(corner(high)), ...known.reverse().map(corner(low))];
}

// Names at the right ends of the lines, pushed apart where they would touch.
function endLabels(series, xs, all, plot) {
  const labels = series.flatMap((one, k) => {
    const last = all[k].findLastIndex((v, i) => Number.isFinite(v) && Number.isFinite(xs[i]));
    if (last < 0) return [];
    const y = Math.min(Math.max(plot.y(all[k][last]), plot.top), plot.bottom);
    return [{ text: one.label, number: tone(one, k), y }];
  }).sort((a, b) => a.y - b.y);
  labels.forEach((label, k) => {
    if (k) label.y = Math.max(label.y, labels[k - 1].y + 16);
  });
  const over = labels.length ? labels.at(-1).y - plot.bottom : 0;
  if (over > 0) labels.forEach((label) => { label.y -= over; });
  return labels.map(({ text, number, y }) =>
    svg("text", { x: plot.right + AFTER, y: round(y) + 4, class: `df-end df-tone-${number}` }, text));
}

const AFTER = 13; // px from the end of a line to its name: room for a marker's arrow

// How much room the names take at the ends of the lines, or null where a legend takes less.
function ends({ panel, width, measure }) {
  const room = AFTER + 4 + Math.max(...panel.series.map((one) => measure(one.label, 600)));
  return panel.series.length > 1 && room < width * 0.3 ? room : null;
}

const usedOf = ({ panel, get }) => panel.series.map((one) => get(one.values).some(Number.isFinite));

function entries(context) {
  const { panel } = context;
  const used = usedOf(context);
  if (panel.series.length < 2 || ends(context) !== null) return [];
  return panel.series.map((one, k) => ({ label: one.label, sample: sampleLine(tone(one, k), isAlone(used)), used: used[k] }));
}

function draw(context) {
  const { panel, get, id } = context;
  const { series } = panel;
  const names = header(context, entries(context));
  const room = ends(context);
  const bottom = names.bottom + context.body;
  const plot = axes(context, { top: names.bottom, bottom, right: room ?? undefined });
  const xs = get(panel.x);
  const all = series.map((one) => get(one.values));
  const alone = isAlone(usedOf(context));
  const drawn = series.flatMap((one, k) => [
    one.low && polygon(between(xs, get(one.low), get(one.high), plot), { class: `df-band df-tone-${tone(one, k)}` }),
    curve(corners(xs, all[k], plot), { ...stroke(tone(one, k), alone), "data-series": one.label }),
  ]);
  for (const ys of all) takePoints(plot.paper, along(xs, ys, plot));
  const straightLines = rules(context, plot);
  const marker = here(context, plot);
  return drawing(context, bottom + FOOT, names.node, plot.node,
    svg("g", { "clip-path": `url(#${id}-c)` }, ...drawn.filter(Boolean)),
    straightLines.lines, ...(room !== null ? endLabels(series, xs, all, plot) : []), straightLines.write(), marker);
}

function table({ panel, get, words }) {
  const write = (value) => format(value, panel.y_fmt, words);
  const columns = panel.series.flatMap((one) => [
    [one.label, get(one.values)],
    ...(one.low ? [[words.low.replace("{label}", one.label), get(one.low)],
      [words.high.replace("{label}", one.label), get(one.high)]] : []),
  ]);
  const rows = get(panel.x).map((x, k) => [format(x, panel.x_fmt, words), ...columns.map(([, v]) => write(v[k]))]);
  return { columns: [panel.x_label, ...columns.map(([label]) => column(label, panel.y_label))], rows: [...rows, ...marked(panel, get, words)] };
}

// The labelled point as a last row.
export function marked(panel, get, words) {
  if (!panel.marker) return [];
  const value = format(get(panel.marker.y), panel.y_fmt, words);
  return [[`${panel.marker.label}: ${format(get(panel.marker.x), panel.x_fmt, words)}`, value]];
}

export const lines = { body: planeBody, least: planeLeast, entries, draw, table };
