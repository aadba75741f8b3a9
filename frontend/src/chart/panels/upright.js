// Bars that stand, one place a category.
import { TEXT, round, wrap } from "../dom.js";
import { drawing, patch, scale, ticksOf, tone } from "../frame.js";
import { line } from "../outlines.js";
import { choose, sheet, standing, straight, takePoints } from "../place.js";
import { svg } from "../shapes.js";
import { isCut, rulesAt, segments, textOf } from "./segments.js";

const ABOVE = 34; // px for the name of the axis and the number over the highest bar

export const uprightBody = () => ABOVE + 190;
export const uprightLeast = () => ABOVE + 100;

function layout(context, top) {
  const { panel, width, measure } = context;
  const [low, high] = panel.value_range;
  const marks = ticksOf([low, high], 5, panel.fmt);
  const left = 10 + Math.max(...marks.map(({ text }) => measure(text)));
  const slot = (width - left - 6) / panel.categories.length;
  const bottom = top + context.body;
  const y = scale([low, high], [bottom - (low < 0 ? TEXT + 6 : 0), top + ABOVE]); // room for numbers under negative bars
  const lanes = panel.stacked ? 1 : panel.series.length;
  const thick = Math.min(46, (slot * (lanes === 1 ? 0.88 : 0.8)) / lanes);
  const barLeft = ({ category, lane }) => left + slot * (category + 0.5) + (lane - lanes / 2) * thick;
  const wrapped = panel.categories.map((name) => wrap(name, slot - 6, measure));
  const foot = 14 + Math.max(...wrapped.map((lines) => lines.length)) * (TEXT + 2);
  // All numbers or none: some without the others would look like the ones that matter.
  const numbered = segments(context).every((piece) => measure(textOf(piece, context), 600) <= thick - (panel.stacked ? 4 : 0));
  return { marks, left, slot, bottom, y, thick, barLeft, wrapped, foot, numbered };
}

// One piece with its number, where there is room: inside in a stack, else over the bar.
function bar(piece, context, { y, thick, barLeft, numbered }) {
  const { panel, id, alone } = context;
  const [low, high] = panel.value_range;
  const [roof, floor] = [y(Math.min(Math.max(piece.from, piece.to), high)), y(Math.max(Math.min(piece.from, piece.to), low))];
  const x = barLeft(piece);
  const cut = isCut(piece, panel);
  const text = textOf(piece, context);
  const fits = numbered && (!panel.stacked || floor - roof > TEXT + 4);
  const at = panel.stacked ? (roof + floor) / 2 + 4 : piece.value < 0 ? floor + TEXT + 2 : roof - (cut ? 12 : 5);
  return svg("g", { "data-series": panel.series[piece.k].label },
    patch(id, tone(panel.series[piece.k], piece.k),
      { x: round(x) + 1, y: round(roof), width: round(thick) - 2, height: round(Math.max(floor - roof, 0)) }, alone),
    cut ? svg("path", { d: `M${round(x + thick / 2) - 6},${round(roof) - 1} l6,-7 l6,7 z`, class: "df-cut" }) : null,
    text && fits ? svg("text", { x: round(x + thick / 2), y: round(at), "text-anchor": "middle", class: "df-halo df-value" }, text) : null);
}

// Reference lines; a name stands clear of the bars where it can.
function rulesAcross(context, { left, y, bottom }, pieces, top) {
  const { width, measure } = context;
  const paper = sheet({ left, right: width, top, bottom });
  for (const box of pieces) paper.boxes.push(box);
  return rulesAt(context).map(({ label, at }) => {
    const height = round(y(at));
    takePoints(paper, straight([left, height], [width, height]));
    const places = [0.99, 0.02, 0.8, 0.6, 0.4, 0.2].flatMap((share) => {
      const x = left + (width - left) * share;
      const anchor = share > 0.9 ? -1 : share < 0.1 ? 1 : 0;
      return [[x, height - 9, anchor], [x, height + 10, anchor]];
    });
    return svg("g", { class: "df-rule" }, line([left, height], [width, height]),
      svg("text", { ...standing(choose(places, measure(label), paper)), class: "df-halo" }, label));
  });
}

export function upright(context, names) {
  const { panel, width } = context;
  const plan = layout(context, names.bottom);
  const pieces = segments(context);
  const ground = plan.y(Math.max(0, panel.value_range[0]));
  const boxes = pieces.map((piece) => ({
    left: plan.barLeft(piece), right: plan.barLeft(piece) + plan.thick,
    top: plan.y(Math.max(piece.from, piece.to)) - TEXT - 6, bottom: plan.y(Math.min(piece.from, piece.to)),
  }));
  return drawing(context, plan.bottom + plan.foot, names.node,
    svg("text", { x: 0, y: names.bottom + 10, class: "df-axis" }, panel.value_label),
    ...plan.marks.map(({ value, text }) => svg("g", { class: "df-tick", "data-y": value },
      line([plan.left, plan.y(value)], [width, plan.y(value)], { class: "df-grid" }),
      svg("text", { x: plan.left - 6, y: round(plan.y(value)) + 4, "text-anchor": "end" }, text))),
    ...pieces.map((piece) => bar(piece, context, plan)),
    line([plan.left, ground], [width, ground], { class: "df-base" }),
    ...plan.wrapped.map((lines, k) => svg("text", { "text-anchor": "middle" }, ...lines.map((line, i) =>
      svg("tspan", { x: round(plan.left + plan.slot * (k + 0.5)), y: plan.bottom + 17 + i * (TEXT + 2) }, line)))),
    ...rulesAcross(context, plan, boxes, names.bottom + 14));
}
