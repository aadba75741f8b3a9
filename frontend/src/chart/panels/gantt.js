import { TEXT, block, round, wrap } from "../dom.js";
import { FOOT, axisName, drawing, fill, header, isAlone, samplePatch, scale, ticksAcross } from "../frame.js";
import { format } from "../numbers.js";
import { line } from "../outlines.js";
import { svg } from "../shapes.js";

function segments({ panel, get }) {
  const [start, end, what] = [get(panel.start), get(panel.end), get(panel.what)];
  return panel.rows.flatMap((_, row) => start[row]
    .map((from, k) => ({ row, from, to: end[row][k], kind: what[row][k] }))
    .filter(({ from, to, kind }) => ![from, to, kind].some(Number.isNaN)));
}

const ROW = 32;
const ABOVE = 8; // px between the header and the first row

const roomOf = ({ panel, width, measure }) => Math.min(width * 0.4, Math.max(...panel.rows.map((row) => measure(row))) + 10);
const namesOf = (context) => context.panel.rows.map((row) => wrap(row, roomOf(context) - 8, context.measure));

// What the longest name needs, of which a narrow phone may make three lines.
const rowLeast = (context) => Math.max(...namesOf(context).map((name) => name.length)) * (TEXT + 2) + 4;

const body = (context) => ABOVE + Math.max(ROW, rowLeast(context)) * context.panel.rows.length;
const least = (context) => ABOVE + rowLeast(context) * context.panel.rows.length;

function usedOf(context) {
  const kinds = new Set(segments(context).map(({ kind }) => kind));
  return context.panel.kinds.map((_, k) => kinds.has(k));
}

function entries(context) {
  const used = usedOf(context);
  return context.panel.kinds.map((label, k) => ({ label, sample: samplePatch(context.id, k + 1, isAlone(used)), used: used[k] }));
}

function draw(context) {
  const { panel, width, id, measure } = context;
  const names = header(context, entries(context));
  const alone = isAlone(usedOf(context));
  const left = roomOf(context);
  const top = names.bottom + ABOVE;
  const bottom = names.bottom + context.body;
  const rowHeight = (bottom - top) / panel.rows.length;
  const apart = Math.min(10, rowHeight * 0.3); // px between two bars
  const x = scale(panel.x_range, [left, width - 12]);
  const marks = ticksAcross(panel.x_range, Math.max(2, Math.round((width - left) / 70)), { x, format: panel.fmt, measure });
  const all = segments(context);
  const bar = ({ row, from, to }) => {
    const [start, end] = [from, Math.min(to, panel.x_range[1])].map((at) => round(x(at)));
    const [roof, high] = [round(top + rowHeight * row + apart / 2), round(rowHeight - apart)];
    return end > start ? `M${start},${roof}H${end}v${high}H${start}z` : "";
  };
  return drawing(context, bottom + FOOT, names.node,
    ...marks.map(({ value, at, text }) => svg("g", { class: "df-tick", "data-x": value },
      line([at, top], [at, bottom], { class: "df-grid" }),
      svg("text", { x: round(at), y: bottom + 17, "text-anchor": "middle" }, text))),
    line([left, bottom], [width - 12, bottom], { class: "df-base" }),
    axisName(panel.x_label, [left, width - 12], bottom + 36, context),
    ...namesOf(context).map((name, k) => block(name, 0, top + rowHeight * (k + 0.5), {})),
    // One path for all bars of a kind: their number changes from setting to setting.
    ...panel.kinds.map((label, kind) => svg("path", {
      d: all.filter((one) => one.kind === kind).map(bar).join(""), ...fill(id, kind + 1, alone), "data-series": label,
    })));
}

function table(context) {
  const { panel, words } = context;
  const write = (value) => format(value, panel.fmt, words);
  return {
    columns: [words.row, words.kind, `${words.from}: ${panel.x_label}`, `${words.to}: ${panel.x_label}`],
    rows: segments(context).map(({ row, from, to, kind }) => [panel.rows[row], panel.kinds[kind], write(from), write(to)]),
  };
}

export const gantt = { body, least, entries, draw, table };
