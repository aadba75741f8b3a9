import { round } from "../dom.js";
import { DASHES, drawing, header, mark, marks, sampleLine } from "../frame.js";
import { svg } from "../shapes.js";

// Nodes [{k, x, y, state}] and links [{a, b, kind}] that exist at this setting.
function parts({ panel, get }) {
  const states = panel.state ? get(panel.state) : null;
  const nodes = get(panel.places)
    .map(([x, y], k) => ({ k, x, y, state: states ? states[k] : 0 }))
    .filter(({ x }) => !Number.isNaN(x));
  const kinds = panel.link_kind ? get(panel.link_kind) : null;
  const links = get(panel.links)
    .map(([a, b], k) => ({ a, b, kind: kinds ? kinds[k] : 0 }))
    .filter(({ a, kind }) => !Number.isNaN(a) && !Number.isNaN(kind));
  return { nodes, links };
}

const toneOf = (panel, state) => panel.palette[state] ?? state + 1;
const ROUND = 20; // px above and below the network
const body = ({ width }) => Math.min(width - 16, 440) + ROUND;

function entries(context) {
  const { panel } = context;
  const { nodes, links } = parts(context);
  return [
    ...panel.states.map((label, k) =>
      ({ label, sample: mark(toneOf(panel, k), 0, 0), used: nodes.some(({ state }) => state === k) })),
    ...panel.link_kinds.map((label, k) => ({ label, sample: sampleLine(k + 1), used: links.some(({ kind }) => kind === k) })),
  ];
}

function draw(context) {
  const { panel, width } = context;
  const names = header(context, entries(context));
  const side = Math.min(context.body - ROUND, width - 16, 440);
  const top = names.bottom + ROUND / 2;
  const { nodes, links } = parts(context);
  const place = new Map(nodes.map(({ k, x, y }) => [k, [round(width / 2 + (x - 0.5) * side), round(top + y * side)]]));
  const size = nodes.length > 60 ? 0.7 : 1;
  // One path for all links of a kind and for all nodes of a state: a page with hundreds of elements would be slow to redraw.
  const lines = panel.link_kinds.map((label, kind) => svg("path", {
    d: links.filter((link) => link.kind === kind).map(({ a, b }) => `M${place.get(a)}L${place.get(b)}`).join(""),
    class: `df-link df-tone-${kind + 1}`, "stroke-dasharray": DASHES[kind], "data-series": label,
  }));
  const points = panel.states.map((label, state) => {
    const number = toneOf(panel, state);
    const own = nodes.filter((node) => node.state === state).map(({ k }) => place.get(k).map((at) => at / size));
    return svg("path", {
      d: marks(number, own), class: `df-mark df-tone-${number}`, transform: size < 1 ? `scale(${size})` : null, "data-series": label,
    });
  });
  return drawing(context, top + side + ROUND / 2, names.node, ...lines, ...points);
}

function table(context) {
  const { panel, words } = context;
  const { nodes, links } = parts(context);
  const listed = (title, names, items, kind, write) => names.map((name, k) => {
    const own = items.filter((item) => item[kind] === k);
    return [`${title}: ${name}`, String(own.length), own.map(write).join(", ") || words.none];
  });
  return {
    columns: [words.row, words.count, words.which],
    rows: [
      ...listed(words.nodes, panel.states, nodes, "state", ({ k }) => k + 1),
      ...listed(words.links, panel.link_kinds, links, "kind", ({ a, b }) => `${a + 1}\u2013${b + 1}`),
    ],
  };
}

export const network = { body, least: () => 230, entries, draw, table };
