import { FOOT, axes, drawing, fill, header, here, isAlone, planeBody, planeLeast, rules, samplePatch, tone } from "../frame.js";
import { format } from "../numbers.js";
import { polygon } from "../outlines.js";
import { along, takePoints } from "../place.js";
import { svg } from "../shapes.js";
import { column } from "../table.js";
import { between, marked } from "./lines.js";

const usedOf = ({ panel, get }) => panel.series.map((one) => get(one.values).some((value) => value > 0));

// The top layer first, as it is seen.
function entries(context) {
  const used = usedOf(context);
  return context.panel.series.map((one, k) => ({
    label: one.label, sample: samplePatch(context.id, tone(one, k), isAlone(used)), used: used[k],
  })).reverse();
}

function draw(context) {
  const { panel, get, id } = context;
  const names = header(context, entries(context));
  const bottom = names.bottom + context.body;
  const plot = axes(context, { top: names.bottom, bottom });
  const xs = get(panel.x);
  let floor = xs.map(() => 0);
  const alone = isAlone(usedOf(context));
  const layers = panel.series.map((one, k) => {
    const thickness = get(one.values);
    const roof = floor.map((low, i) => low + (Number.isFinite(thickness[i]) ? thickness[i] : 0));
    const layer = between(xs, floor, roof, plot);
    takePoints(plot.paper, along(xs, roof, plot));
    floor = roof;
    return polygon(layer, { ...fill(id, tone(one, k), alone), "data-series": one.label });
  });
  const straightLines = rules(context, plot);
  const marker = here(context, plot);
  return drawing(context, bottom + FOOT, names.node, plot.node,
    svg("g", { "clip-path": `url(#${id}-c)` }, ...layers), straightLines.lines, straightLines.write(), marker);
}

function table({ panel, get, words }) {
  const layers = panel.series.map((one) => get(one.values));
  const rows = get(panel.x).map((x, k) =>
    [format(x, panel.x_fmt, words), ...layers.map((v) => format(v[k], panel.y_fmt, words))]);
  const columns = [panel.x_label, ...panel.series.map((one) => column(one.label, panel.y_label))];
  return { columns, rows: [...rows, ...marked(panel, get, words)] };
}

export const area = { body: planeBody, least: planeLeast, entries, draw, table };
