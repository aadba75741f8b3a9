import { FOOT, axes, drawing, header, here, mark, marks, rules, sampleLine, stroke, tone } from "../frame.js";
import { format } from "../numbers.js";
import { curve } from "../outlines.js";
import { along, anywhere, around, choose, drawnLine, leader, standing, takeMark, takePoints } from "../place.js";
import { svg } from "../shapes.js";
import { corners, marked } from "./lines.js";

const body = ({ width }) => Math.round(Math.min(310, Math.max(220, width * 0.66 - 70)));
const least = () => 170;

function entries({ panel, get }) {
  return panel.points.map((cloud, k) => {
    const sample = svg("g", {}, cloud.joined ? sampleLine(tone(cloud, k)) : "", mark(tone(cloud, k), 0, 0));
    return { label: cloud.label, sample, used: get(cloud.x).some(Number.isFinite) };
  });
}

// The points of a cloud that lie inside the axes: [{x, y, name}] on the drawing.
function pointsOf(cloud, { panel, get }, plot) {
  const ys = get(cloud.y);
  const within = (value, [low, high]) => value >= low && value <= high;
  return get(cloud.x).flatMap((x, i) => (within(x, panel.x_range) && within(ys[i], panel.y_range)
    ? [{ x: plot.x(x), y: plot.y(ys[i]), name: cloud.names[i] }] : []));
}

function draw(context) {
  const { panel, get, measure, id } = context;
  const names = header(context, entries(context));
  const bottom = names.bottom + context.body;
  const plot = axes(context, { top: names.bottom, bottom, right: 14 });
  const clouds = panel.points.map((cloud, k) => {
    const number = tone(cloud, k);
    const points = pointsOf(cloud, context, plot);
    for (const { x, y } of points) takeMark(plot.paper, x, y, 6);
    const joined = () => curve(corners(get(cloud.x), get(cloud.y), plot), { ...stroke(number), "clip-path": `url(#${id}-c)` });
    if (cloud.joined) takePoints(plot.paper, along(get(cloud.x), get(cloud.y), plot));
    // One path for all: a browser lays out, compares and paints each element anew that a move of a control changes.
    const all = svg("path", { d: marks(number, points.map(({ x, y }) => [x, y])), class: `df-mark df-tone-${number}` });
    return { points, node: svg("g", { "data-series": cloud.label }, cloud.joined ? joined() : null, all) };
  });
  const straightLines = rules(context, plot);
  const marker = here(context, plot);
  const written = clouds.flatMap(({ points }) => points.filter(({ name }) => name).map(({ x, y, name }) => {
    const place = choose(around(x, y), measure(name), plot.paper, () => anywhere(x, y, measure(name), plot.paper), leader(x, y));
    return svg("g", {}, place.line && drawnLine(place.line), svg("text", { class: "df-halo df-small", ...standing(place) }, name));
  }));
  return drawing(context, bottom + FOOT, names.node, plot.node, straightLines.lines,
    ...clouds.map(({ node }) => node), ...written, straightLines.write(), marker);
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

export const scatter = { body, least, entries, draw, table };
