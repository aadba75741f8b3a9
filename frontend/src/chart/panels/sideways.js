// Bars that lie: from left to right, one row a category.
import { TEXT, block, round, wrap } from "../dom.js";
import { FOOT, axisName, drawing, patch, scale, ticksAcross, tone } from "../frame.js";
import { line } from "../outlines.js";
import { choose, sheet, standing, straight, takePoints } from "../place.js";
import { svg } from "../shapes.js";
import { isCut, rulesAt, segments, textOf } from "./segments.js";

const THICK = 30;
const THIN = 22; // where several stand side by side
const GAP = 18;
const BESIDE = 7; // px beside a number in its piece
const SAMPLE = 16; // px for the sample before a number that stands outside its piece

const lanesOf = (panel) => (panel.stacked ? 1 : panel.series.length);
const thickness = (panel) => (lanesOf(panel) === 1 ? THICK : THIN);
const above = (panel) => (panel.rules.length ? 22 : 6);

export const sidewaysBody = ({ panel }) =>
  above(panel) + (thickness(panel) * lanesOf(panel) + GAP) * panel.categories.length;

const roomOf = ({ panel, width, measure }) => Math.min(width * 0.38, Math.max(...panel.categories.map((c) => measure(c))) + 10);
const namesOf = (context) => context.panel.categories.map((name) => wrap(name, roomOf(context) - 10, context.measure));

export function sidewaysLeast(context) {
  const lines = Math.max(...namesOf(context).map((name) => name.length));
  return above(context.panel) + Math.max(lines * (TEXT + 2) + 4, 16 * lanesOf(context.panel) + 5) * context.panel.categories.length;
}

function layout(context, top) {
  const { panel, width, measure } = context;
  const room = roomOf(context);
  const written = segments(context).map((piece) => measure(textOf(piece, context), 600));
  const beyond = panel.stacked ? 18 : Math.max(0, ...written) + 20; // a cut bar's arrow stands before its number
  const start = top + above(panel);
  const bottom = top + context.body;
  const rowHeight = (bottom - start) / panel.categories.length;
  const thick = Math.min(thickness(panel) * 1.4, (rowHeight - Math.min(GAP, rowHeight * 0.3)) / lanesOf(panel));
  const x = scale(panel.value_range, [room, width - beyond]);
  const rowTop = (category) => start + rowHeight * category + (rowHeight - thick * lanesOf(panel)) / 2;
  return { room, end: width - beyond, start, bottom, rowHeight, thick, x, rowTop };
}

function axis(context, { room, end, start, bottom, x }) {
  const { panel, width, measure } = context;
  const marks = ticksAcross(panel.value_range, Math.max(2, Math.round((width - room) / 80)), { x, format: panel.fmt, measure });
  const ground = x(Math.max(0, panel.value_range[0]));
  return [
    ...marks.map(({ value, at, text }) => svg("g", { class: "df-tick", "data-x": value },
      line([at, start], [at, bottom], { class: "df-grid" }),
      svg("text", { x: round(at), y: bottom + 18, "text-anchor": "middle" }, text))),
    line([ground, start], [ground, bottom], { class: "df-base" }),
    axisName(panel.value_label, [room, end], bottom + 37, context),
  ];
}

// The pieces on the drawing: [{piece, left, right, top, middle}].
function place(context, { x, rowTop, thick }) {
  const { panel } = context;
  const [low, high] = panel.value_range;
  return segments(context).map((piece) => {
    const inside = (value) => Math.min(Math.max(value, low), high);
    const [left, right] = [x(inside(Math.min(piece.from, piece.to))), x(inside(Math.max(piece.from, piece.to)))];
    const top = rowTop(piece.category) + piece.lane * thick;
    return { piece, left, right, top, middle: top + thick / 2 };
  });
}

// The number at the end of a bar; clear of a reference line, if need be inside the bar.
function valueAtEnd({ piece, left, right, middle }, context, paper) {
  const text = textOf(piece, context);
  const width = context.measure(text, 600);
  const after = right + (isCut(piece, context.panel) ? 12 : 6);
  const beyondRules = rulesAt(context).map(({ at }) => context.x(at) + 5).filter((at) => at > after);
  const places = [[after, middle, 1], ...(right - left > width + 12 ? [[right - 7, middle, -1]] : []),
    ...beyondRules.map((at) => [at, middle, 1])];
  const chosen = choose(places, width, paper);
  const plain = context.alone || tone(context.panel.series[piece.k], piece.k) === 1;
  const inside = chosen.anchor < 0 ? (plain ? "df-on df-value" : "df-halo df-value") : "df-value";
  return svg("text", { ...standing(chosen), class: inside }, text);
}

// The numbers of a stack: in their pieces, else behind the stack, each after a sample of its piece.
function valuesOfStack(row, context) {
  const { panel, width, measure, id } = context;
  const nodes = [];
  const small = [];
  for (const one of row) {
    const text = textOf(one.piece, context);
    const y = round(one.middle + 4);
    if (!text) continue;
    if (measure(text, 600) + 2 * BESIDE < one.right - one.left) {
      nodes.push(svg("text", { x: round((one.left + one.right) / 2), y, "text-anchor": "middle", class: "df-halo df-value" }, text));
    } else small.push({ ...one, text, y });
  }
  let x = Math.max(...row.map(({ right }) => right)) + (row.some(({ piece }) => isCut(piece, panel)) ? 14 : 7);
  const needed = small.reduce((sum, { text }) => sum + SAMPLE + measure(text, 600) + 8, 0);
  if (x + needed > width) return nodes; // the table has them
  for (const { piece, text, y, middle } of small) {
    const sample = patch(id, tone(panel.series[piece.k], piece.k), { x: round(x), y: round(middle - 5), width: 10, height: 10 });
    nodes.push(svg("g", { class: "df-legend" }, sample), svg("text", { x: round(x + SAMPLE - 2), y, class: "df-value" }, text));
    x += SAMPLE + measure(text, 600) + 8;
  }
  return nodes;
}

function rulesAcross(context, { x, start, bottom }, paper) {
  const found = rulesAt(context);
  return found.map(({ label, at }) => {
    const [across, y] = [round(x(at)), start - 8];
    const chosen = choose([[across + 5, y, 1], [across - 5, y, -1]], context.measure(label), paper);
    return svg("g", { class: "df-rule" }, line([across, start - 14], [across, bottom]),
      svg("text", { ...standing(chosen), class: "df-halo" }, label));
  });
}

export function sideways(context, names) {
  const { panel, width, id, alone } = context;
  const plan = layout(context, names.bottom);
  const paper = sheet({ left: 0, right: width, top: names.bottom, bottom: plan.bottom });
  for (const { at } of rulesAt(context)) takePoints(paper, straight([plan.x(at), plan.start], [plan.x(at), plan.bottom]));
  const pieces = place(context, plan);
  const rows = panel.categories.map((_, k) => pieces.filter(({ piece }) => piece.category === k));
  const shapes = pieces.map(({ piece, left, right, top, middle }) => svg("g", { "data-series": panel.series[piece.k].label },
    patch(id, tone(panel.series[piece.k], piece.k),
      { x: round(left), y: round(top + 1), width: round(Math.max(right - left, 0)), height: round(plan.thick - 2) }, alone),
    isCut(piece, panel) ? svg("path", { d: `M${round(right) + 1},${round(middle) - 6} l7,6 l-7,6 z`, class: "df-cut" }) : null));
  const atEnd = (one) => valueAtEnd(one, { ...context, x: plan.x }, paper);
  const ofRow = (row) => (alone ? row.filter(({ piece }) => textOf(piece, context)).map(atEnd) : valuesOfStack(row, context));
  const texts = panel.stacked
    ? rows.map((row) => svg("g", {}, ...(row.length ? ofRow(row) : []))) // what a row gains or loses leaves others as they are
    : pieces.map(atEnd);
  const lines = rulesAcross(context, plan, paper);
  return drawing(context, plan.bottom + FOOT, names.node, ...axis(context, plan),
    ...namesOf(context).map((name, k) => block(name, plan.room - 10,
      plan.start + plan.rowHeight * (k + 0.5), { "text-anchor": "end" })),
    ...shapes, ...lines, ...texts);
}
