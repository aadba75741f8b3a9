import { header, isAlone, samplePatch, tone } from "../frame.js";
import { format } from "../numbers.js";
import { column } from "../table.js";
import { sideways, sidewaysBody, sidewaysLeast } from "./sideways.js";
import { upright, uprightBody, uprightLeast } from "./upright.js";

const body = (context) => (context.panel.horizontal ? sidewaysBody : uprightBody)(context);
const least = (context) => (context.panel.horizontal ? sidewaysLeast : uprightLeast)(context);

const usedOf = ({ panel, get }) => panel.series.map((one) => get(one.values).some((value) => value !== 0 && !Number.isNaN(value)));

function entries(context) {
  const { series } = context.panel;
  const used = usedOf(context);
  if (series.length < 2) return [];
  return series.map((one, k) => ({ label: one.label, sample: samplePatch(context.id, tone(one, k), isAlone(used)), used: used[k] }));
}

function draw(context) {
  const names = header(context, entries(context));
  return (context.panel.horizontal ? sideways : upright)({ ...context, alone: isAlone(usedOf(context)) }, names);
}

function table({ panel, get, words }) {
  const all = panel.series.map((one) => get(one.values));
  const rows = panel.categories.map((name, k) => [name, ...all.map((v) => format(v[k], panel.fmt, words))]);
  return { columns: [words.row, ...panel.series.map((one) => column(one.label, panel.value_label))], rows };
}

export const bars = { body, least, entries, draw, table };
