import { svg } from "../dom.js";
import { DASHES, along, axes, beside, drawing, head, here, legend, mark, rules, tone } from "../frame.js";
import { format } from "../numbers.js";
import { marked, path } from "./lines.js";

function draw(context) {
  const { panel, get, width, measure, id } = context;
  const title = head(context);
  const sample = (cloud, k) => svg("g", {},
    cloud.joined ? svg("path", { d: "M-11,0 h22", class: `df-line df-tone-${tone(cloud, k)}`, "stroke-dasharray": DASHES[tone(cloud, k) - 1] }) : "",
    mark(tone(cloud, k), 0, 0));
  const entries = panel.points.map((cloud, k) => ({ label: cloud.label, sample: sample(cloud, k) }));
  const names = legend(entries, title.bottom, width, measure);
  const height = Math.round(Math.min(380, Math.max(290, width * 0.66)));
  const plot = axes(context, { top: names.bottom, height, right: 14 });
  const inside = (x, y) => x >= panel.x_range[0] && x <= panel.x_range[1] && y >= panel.y_range[0] && y <= panel.y_range[1];
  const clouds = panel.points.flatMap((cloud, k) => {
    const [xs, ys] = [get(cloud.x), get(cloud.y)];
    const number = tone(cloud, k);
    const points = xs.flatMap((x, i) => (inside(x, ys[i]) ? [mark(number, plot.x(x), plot.y(ys[i]))] : []));
    const labels = cloud.names.flatMap((name, i) => (inside(xs[i], ys[i])
      ? [svg("text", { class: "df-halo df-small", ...beside(name, plot.x(xs[i]), plot.y(ys[i]), plot, measure) }, name)] : []));
    const joined = cloud.joined
      ? [svg("path", { d: path(xs, ys, plot), class: `df-line df-tone-${number}`, "stroke-dasharray": DASHES[number - 1], "clip-path": `url(#${id}-c)` })]
      : [];
    return [svg("g", { "data-series": cloud.label }, ...joined, ...points, ...labels)];
  });
  const points = panel.points.flatMap((cloud) => along(get(cloud.x), get(cloud.y), plot));
  return drawing(context, height, title.node, names.node, plot.node, ...rules(context, plot, points), ...clouds,
    here(context, plot, points));
}

function table({ panel, get, words }) {
  const rows = panel.points.flatMap((cloud) => {
    const ys = get(cloud.y);
    return get(cloud.x).flatMap((x, k) => (Number.isNaN(x) || Number.isNaN(ys[k]) ? [] : [[
      cloud.names[k] ? `${cloud.label}: ${cloud.names[k]}` : cloud.label,
      format(x, panel.x_fmt, words), format(ys[k], panel.y_fmt, words),
    ]]));
  });
  const point = marked(panel, get, words).map(() => [
    panel.marker.label,
    format(get(panel.marker.x), panel.x_fmt, words), format(get(panel.marker.y), panel.y_fmt, words),
  ]);
  return { columns: [words.row, panel.x_label, panel.y_label], rows: [...rows, ...point] };
}

export const scatter = { draw, table };
