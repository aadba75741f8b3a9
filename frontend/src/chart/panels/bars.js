import { ticks } from "d3-array";
import { TEXT, block, round, svg, wrap } from "../dom.js";
import { drawing, head, legend, past, patch, samplePatch, scale, tone } from "../frame.js";
import { format, tick } from "../numbers.js";
import { column } from "../table.js";

// Boxes along one direction: [{category, series, from, to, lane}] in units of value; lanes share a category.
function boxes(panel, get) {
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

function draw(context) {
  const { panel, width, measure, id } = context;
  const title = head(context);
  const entries = panel.series.map((one, k) => ({ label: one.label, sample: samplePatch(id, tone(one, k)) }));
  const names = panel.series.length > 1
    ? legend(entries, title.bottom, width, measure)
    : { node: null, bottom: title.bottom };
  return (panel.horizontal ? sideways : upright)(context, title.node, names);
}

const rulesAt = ({ panel, get }) => panel.rules
  .map(({ label, at }) => ({ label, at: typeof at === "string" ? get(at) : at }))
  .filter(({ at }) => at >= panel.value_range[0] && at <= panel.value_range[1]);

function sideways(context, title, names) {
  const { panel, get, width, measure, id, words } = context;
  const room = Math.min(width * 0.38, Math.max(...panel.categories.map((c) => measure(c))) + 10);
  const lanes = panel.stacked ? 1 : panel.series.length;
  const thick = panel.stacked || lanes === 1 ? 30 : 22;
  const rowHeight = thick * lanes + 18;
  const top = names.bottom + (panel.rules.length ? 20 : 6);
  const bottom = top + rowHeight * panel.categories.length;
  const height = bottom + 42;
  const written = boxes(panel, get).map(({ value }) => measure(format(value, panel.fmt, words)));
  const beyond = panel.stacked ? 10 : Math.max(0, ...written) + 18; // a cut bar's arrow stands before its number
  const x = scale(panel.value_range, [room, width - beyond]);
  const marks = ticks(...panel.value_range, Math.max(2, Math.round((width - room) / 80)));
  const step = marks.length > 1 ? marks[1] - marks[0] : 1;
  return drawing(context, height, title, names.node,
    ...marks.map((v) => svg("g", { class: "df-tick", "data-x": v },
      svg("path", { d: `M${round(x(v))},${top} V${bottom}`, class: "df-grid" }),
      svg("text", { x: round(x(v)), y: bottom + 16, "text-anchor": "middle" }, tick(v, step, panel.fmt)))),
    svg("path", { d: `M${round(x(Math.max(0, panel.value_range[0])))},${top} V${bottom}`, class: "df-base" }),
    svg("text", { x: (room + width - beyond) / 2, y: bottom + 35, "text-anchor": "middle", class: "df-axis" }, panel.value_label),
    ...panel.categories.map((name, k) =>
      block(wrap(name, room - 10, measure), room - 10, top + rowHeight * (k + 0.5), { "text-anchor": "end" })),
    ...boxes(panel, get).map(({ category, k, value, from, to, lane }) => {
      const high = panel.value_range[1];
      const [a, b] = [x(Math.min(from, to)), x(Math.min(Math.max(from, to), high))];
      const y = top + rowHeight * category + 9 + lane * thick;
      const text = format(value, panel.fmt, words);
      const fits = measure(text, 600) + 8 < b - a;
      const cut = past(Math.max(from, to), panel.value_range) && Math.min(from, to) < high;
      const label = panel.stacked
        ? fits && svg("text", { x: round((a + b) / 2), y: y + thick / 2 + 4, "text-anchor": "middle", class: "df-halo df-value" }, text)
        : svg("text", { x: round(b) + (cut ? 12 : 6), y: y + thick / 2 + 4, class: "df-value" }, text);
      return svg("g", { "data-series": panel.series[k].label },
        patch(id, tone(panel.series[k], k), { x: round(a), y: y + 1, width: round(Math.max(b - a, 0)), height: thick - 2 }),
        cut ? svg("path", { d: `M${round(b) + 1},${y + thick / 2 - 6} l7,6 l-7,6 z`, class: "df-cut" }) : null,
        label || null);
    }),
    ...rulesAt(context).map(({ label, at }) => {
      const fits = x(at) + measure(label) + 8 < width;
      return svg("g", { class: "df-rule" }, svg("path", { d: `M${round(x(at))},${top - 12} V${bottom}` }),
        svg("text", { x: round(x(at)) + (fits ? 5 : -5), y: top - 4, class: "df-halo", "text-anchor": fits ? "start" : "end" }, label));
    }));
}

function upright(context, title, names) {
  const { panel, get, width, measure, id, words } = context;
  const lanes = panel.stacked ? 1 : panel.series.length;
  const [low, high] = panel.value_range;
  const top = names.bottom + 34;
  const marks = ticks(low, high, 5);
  const step = marks.length > 1 ? marks[1] - marks[0] : 1;
  const texts = marks.map((v) => tick(v, step, panel.fmt));
  const left = 10 + Math.max(...texts.map((text) => measure(text)));
  const slot = (width - left - 6) / panel.categories.length;
  const wrapped = panel.categories.map((name) => wrap(name, slot - 6, measure));
  const foot = 14 + Math.max(...wrapped.map((lines) => lines.length)) * (TEXT + 2);
  const bottom = top + 190;
  const y = scale([low, high], [bottom - (low < 0 ? TEXT + 6 : 0), top]); // room for the numbers under negative bars
  const thick = Math.min(46, (slot * 0.78) / lanes);
  return drawing(context, bottom + foot, title, names.node,
    svg("text", { x: 0, y: names.bottom + 10, class: "df-axis" }, panel.value_label),
    ...marks.map((v, k) => svg("g", { class: "df-tick", "data-y": v },
      svg("path", { d: `M${left},${round(y(v))} H${width}`, class: "df-grid" }),
      svg("text", { x: left - 6, y: round(y(v)) + 4, "text-anchor": "end" }, texts[k]))),
    ...boxes(panel, get).map(({ category, k, value, from, to, lane }) => {
      const [roof, floor] = [y(Math.min(Math.max(from, to), high)), y(Math.max(Math.min(from, to), low))];
      const x = left + slot * (category + 0.5) + (lane - lanes / 2) * thick;
      const text = format(value, panel.fmt, words);
      const inside = panel.stacked ? floor - roof > TEXT + 4 : true;
      const narrow = measure(text, 600) > (panel.stacked ? slot : Math.max(thick, slot / lanes));
      const cut = past(Math.max(from, to), panel.value_range) && Math.min(from, to) < high;
      const at = panel.stacked ? (roof + floor) / 2 + 4 : value < 0 ? floor + TEXT + 2 : roof - (cut ? 12 : 5);
      return svg("g", { "data-series": panel.series[k].label },
        patch(id, tone(panel.series[k], k), { x: round(x) + 1, y: round(roof), width: round(thick) - 2, height: round(Math.max(floor - roof, 0)) }),
        cut ? svg("path", { d: `M${round(x + thick / 2) - 6},${round(roof) - 1} l6,-7 l6,7 z`, class: "df-cut" }) : null,
        inside && !narrow
          ? svg("text", { x: round(x + thick / 2), y: round(at), "text-anchor": "middle", class: "df-halo df-value" }, text)
          : null);
    }),
    svg("path", { d: `M${left},${round(y(Math.max(0, low)))} H${width}`, class: "df-base" }),
    ...wrapped.map((lines, k) => svg("text", { "text-anchor": "middle" }, ...lines.map((line, i) =>
      svg("tspan", { x: round(left + slot * (k + 0.5)), y: bottom + 17 + i * (TEXT + 2) }, line)))),
    ...rulesAt(context).map(({ label, at }) => svg("g", { class: "df-rule" },
      svg("path", { d: `M${left},${round(y(at))} H${width}` }),
      svg("text", { x: width - 2, y: round(y(at)) - 5, "text-anchor": "end", class: "df-halo" }, label))));
}

function table({ panel, get, words }) {
  const all = panel.series.map((one) => get(one.values));
  const rows = panel.categories.map((name, k) => [name, ...all.map((v) => format(v[k], panel.fmt, words))]);
  return { columns: [words.row, ...panel.series.map((one) => column(one.label, panel.value_label))], rows };
}

export const bars = { draw, table };
