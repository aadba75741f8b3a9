import { round, svg } from "../dom.js";
import { DASHES, along, axes, drawing, head, here, legend, rules, sampleLine, tone } from "../frame.js";
import { format } from "../numbers.js";
import { column } from "../table.js";

const heightFor = (width) => Math.round(Math.min(330, Math.max(250, width * 0.62)));

// Corners of a line; a value that is missing breaks it.
export function path(xs, ys, plot) {
  let d = "";
  let open = false;
  xs.forEach((value, k) => {
    if (!Number.isFinite(value) || !Number.isFinite(ys[k])) {
      open = false;
      return;
    }
    const [x, y] = [round(plot.x(value)), round(plot.y(ys[k]))];
    d += `${open ? "L" : "M"}${x},${y}`;
    open = true;
  });
  return d;
}

function band(xs, low, high, plot) {
  const known = xs.map((_, k) => k).filter((k) => Number.isFinite(low[k]) && Number.isFinite(high[k]));
  if (known.length < 2) return null;
  const corner = (values) => (k) => `${round(plot.x(xs[k]))},${round(plot.y(values[k]))}`;
  return `M${known.map(corner(high)).join("L")}L${known.reverse().map(corner(low)).join("L")}Z`;
}

// Names at the right ends of the lines, pushed apart where they would touch.
function endLabels(series, xs, all, plot) {
  const labels = series.map((one, k) => {
    const last = all[k].findLastIndex((v, i) => Number.isFinite(v) && Number.isFinite(xs[i]));
    const y = last < 0 ? plot.bottom : plot.y(all[k][last]);
    return { text: one.label, number: tone(one, k), y: Math.min(Math.max(y, plot.top), plot.bottom) };
  }).sort((a, b) => a.y - b.y);
  labels.forEach((label, k) => {
    if (k) label.y = Math.max(label.y, labels[k - 1].y + 15);
  });
  const over = labels.at(-1).y - plot.bottom;
  if (over > 0) labels.forEach((label) => { label.y -= over; });
  return labels.map(({ text, number, y }) =>
    svg("text", { x: plot.right + 8, y: round(y) + 4, class: `df-end df-tone-${number}` }, text));
}

function draw(context) {
  const { panel, get, width, measure, id } = context;
  const { series } = panel;
  const title = head(context);
  const ends = 14 + Math.max(...series.map((one) => measure(one.label, 600)));
  const direct = series.length > 1 && ends < width * 0.3;
  const names = series.length > 1 && !direct
    ? legend(series.map((one, k) => ({ label: one.label, sample: sampleLine(tone(one, k)) })), title.bottom, width, measure)
    : { node: null, bottom: title.bottom };
  const height = heightFor(width) + names.bottom - title.bottom;
  const plot = axes(context, { top: names.bottom, height, right: direct ? ends : 16 });
  const xs = get(panel.x);
  const all = series.map((one) => get(one.values));
  const drawn = series.flatMap((one, k) => [
    one.low && svg("path", { d: band(xs, get(one.low), get(one.high), plot), class: `df-band df-tone-${tone(one, k)}` }),
    svg("path", {
      d: path(xs, all[k], plot), class: `df-line df-tone-${tone(one, k)}`,
      "stroke-dasharray": DASHES[tone(one, k) - 1], "data-series": one.label,
    }),
  ]);
  const points = all.flatMap((ys) => along(xs, ys, plot));
  return drawing(context, height, title.node, names.node, plot.node,
    svg("g", { "clip-path": `url(#${id}-c)` }, ...drawn.filter(Boolean)),
    ...rules(context, plot, points), ...(direct ? endLabels(series, xs, all, plot) : []),
    here(context, plot, points));
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

export const lines = { draw, table };
