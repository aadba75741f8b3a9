import { round, svg } from "../dom.js";
import { axes, drawing, head, here, legend, rules, samplePatch, tone } from "../frame.js";
import { format } from "../numbers.js";
import { column } from "../table.js";
import { marked } from "./lines.js";

function draw(context) {
  const { panel, get, width, measure, id } = context;
  const title = head(context);
  const entries = panel.series.map((one, k) => ({ label: one.label, sample: samplePatch(id, tone(one, k)) }));
  const names = legend(entries.reverse(), title.bottom, width, measure); // the top layer first
  const height = Math.round(Math.min(330, Math.max(250, width * 0.62))) + names.bottom - title.bottom;
  const plot = axes(context, { top: names.bottom, height });
  const xs = get(panel.x);
  let floor = xs.map(() => 0);
  const layers = panel.series.map((one, k) => {
    const thickness = get(one.values);
    const roof = floor.map((low, i) => low + (Number.isFinite(thickness[i]) ? thickness[i] : 0));
    const corner = (values) => (i) => `${round(plot.x(xs[i]))},${round(plot.y(values[i]))}`;
    const there = xs.map((_, i) => i);
    const d = `M${there.map(corner(roof)).join("L")}L${there.reverse().map(corner(floor)).join("L")}Z`;
    const number = tone(one, k);
    floor = roof;
    return svg("path", {
      d, class: `df-patch df-tone-${number}`, "data-series": one.label,
      ...(number > 1 ? { style: `fill: url(#${id}-p${number})` } : {}),
    });
  });
  return drawing(context, height, title.node, names.node, plot.node,
    svg("g", { "clip-path": `url(#${id}-c)` }, ...layers), ...rules(context, plot), here(context, plot));
}

function table({ panel, get, words }) {
  const layers = panel.series.map((one) => get(one.values));
  const rows = get(panel.x).map((x, k) =>
    [format(x, panel.x_fmt, words), ...layers.map((v) => format(v[k], panel.y_fmt, words))]);
  const columns = [panel.x_label, ...panel.series.map((one) => column(one.label, panel.y_label))];
  return { columns, rows: [...rows, ...marked(panel, get, words)] };
}

export const area = { draw, table };
