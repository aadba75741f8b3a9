import { TEXT, block, round, wrap } from "../dom.js";
import { drawing, header } from "../frame.js";
import { format } from "../numbers.js";
import { box, polygon } from "../outlines.js";
import { svg } from "../shapes.js";

const BAR = 30;
const NAME = 20; // px for the name of what is counted

const body = ({ panel }) => NAME + 48 * panel.stages.length;
const least = ({ panel }) => NAME + 30 * panel.stages.length;

function draw(context) {
  const { panel, get, width, measure, words } = context;
  const title = header(context, []);
  const values = get(panel.values);
  const top = title.bottom + NAME;
  const row = (context.body - NAME) / panel.stages.length;
  const thick = Math.min(BAR, Math.round(row * 0.66));
  const left = Math.min(width * 0.45, Math.max(...panel.stages.map((stage) => measure(stage))) + 14);
  const wide = (value) => Math.max(2, ((Number.isNaN(value) ? 0 : value) / panel.value_range[1]) * (width - left - 4));
  const middle = left + (width - left) / 2;
  const rows = panel.stages.flatMap((stage, k) => {
    const y = top + k * row;
    const half = wide(values[k]) / 2;
    const text = format(values[k], panel.fmt, words);
    const within = measure(text, 600) + 12 < 2 * half;
    const next = k + 1 < values.length ? wide(values[k + 1]) / 2 : null;
    return [
      next === null ? null : polygon(
        [[middle - half, y + thick], [middle + half, y + thick], [middle + next, y + row], [middle - next, y + row]],
        { class: "df-pale df-tone-1" }),
      box({ x: middle - half, y, width: 2 * half, height: thick }, { class: "df-patch df-tone-1" }),
      block(wrap(stage, left - 14, measure), 0, y + thick / 2, {}),
      svg("text", {
        x: round(within ? middle : middle + half + 7), y: y + thick / 2 + 4, class: within ? "df-on df-value" : "df-value",
        "text-anchor": within ? "middle" : "start",
      }, text),
    ];
  });
  return drawing(context, title.bottom + context.body, title.node,
    svg("text", { x: 0, y: title.bottom + TEXT - 2, class: "df-axis" }, panel.value_label), ...rows);
}

function table({ panel, get, words }) {
  const values = get(panel.values);
  return {
    columns: [words.row, panel.value_label],
    rows: panel.stages.map((stage, k) => [stage, format(values[k], panel.fmt, words)]),
  };
}

export const funnel = { body, least, entries: () => [], draw, table };
