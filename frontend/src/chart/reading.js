// Values read off a chart: by the pointer where it stands, by the arrow keys one after another.
import { element } from "./dom.js";
import { line } from "./outlines.js";
import { create } from "./shapes.js";

const edge = (drawn, name) => Number(drawn.getAttribute(name));

// From a coordinate in the drawing to a value of an axis, by two of the axis's own ticks.
function inverse(drawing, axis) {
  const ticks = [...drawing.querySelectorAll(`.df-tick[data-${axis}]`)].map((node) => {
    return [edge(node.querySelector("line"), `${axis}1`), Number(node.dataset[axis])];
  });
  const [[from, low], [to, high]] = [ticks[0], ticks.at(-1)];
  return { value: (at) => low + ((at - from) / (to - from)) * (high - low), at: (value) => from + ((value - low) / (high - low)) * (to - from) };
}

const nearest = (count, distance) => {
  let best = -1;
  for (let k = 0; k < count; k += 1) {
    if (Number.isFinite(distance(k)) && (best < 0 || distance(k) < distance(best))) best = k;
  }
  return best;
};

function alongX({ panel, get }, drawing, x) {
  const axis = inverse(drawing, "x");
  const xs = get(panel.x);
  const row = nearest(xs.length, (k) => Math.abs(xs[k] - axis.value(x)));
  return row < 0 ? null : { row, guide: axis.at(xs[row]) };
}

function inSlots({ panel }, drawing, x, y) {
  const [at, axis] = panel.horizontal ? [y, "y"] : [x, "x"];
  const [from, to] = [1, 2].map((k) => edge(drawing.querySelector(".df-tick line"), `${axis}${k}`));
  const share = (at - from) / (to - from);
  const row = Math.floor(share * panel.categories.length);
  return row >= 0 && row < panel.categories.length ? { row } : null;
}

function closestPoint({ panel, get }, drawing, x, y) {
  const [across, up] = [inverse(drawing, "x"), inverse(drawing, "y")];
  const points = panel.points.flatMap((cloud) => {
    const ys = get(cloud.y);
    return get(cloud.x).map((px, k) => [px, ys[k]]).filter((point) => !point.some(Number.isNaN));
  });
  const far = (k) => Math.hypot(across.at(points[k][0]) - x, up.at(points[k][1]) - y);
  const row = nearest(points.length, far);
  return row >= 0 && far(row) < 40 ? { row } : null;
}

const UNDER = { lines: alongX, area: alongX, bars: inSlots, scatter: closestPoint };

const words = ({ columns, rows }, row) => rows[row].map((text, k) => (k ? `${columns[k]}: ${text}` : text)).join("; ");
const named = (panel, text) => (panel.kind === "lines" || panel.kind === "area" ? `${panel.x_label}: ${text}` : text);

// Lets the panel in `box` be read; `look` gives its context, columns and rows at the present setting.
export function reading(box, panel, { reading: hint }, look) {
  box.tabIndex = 0;
  box.dataset.lmSuppressShortcuts = "true"; // else JupyterLab takes the arrow keys
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", `${panel.title}. ${hint}`);
  const said = element("p", { class: "df-reading" });
  const spoken = element("p", { class: "df-spoken", "aria-live": "polite" });
  let row = -1;
  const clear = () => {
    row = -1;
    said.remove();
    spoken.remove();
    box.querySelector(".df-guide")?.remove();
    document.removeEventListener("pointerdown", elsewhere);
  };
  // Before a control moves, for one: what is said would not be true any more. A finger on a slider takes no focus.
  const elsewhere = ({ target }) => {
    if (!box.contains(target)) clear();
  };
  const show = (shown, found, { aloud = false } = {}) => {
    row = found.row;
    said.textContent = named(panel, words(shown, row));
    if (!said.isConnected) box.append(said, spoken);
    document.addEventListener("pointerdown", elsewhere);
    if (aloud) spoken.textContent = said.textContent;
    box.querySelector(".df-guide")?.remove();
    if (found.guide === undefined) return;
    const drawing = box.querySelector("svg");
    const foot = edge(drawing.querySelector(".df-tick[data-x] line"), "y1");
    const roof = inverse(drawing, "y").at(shown.context.panel.y_range[1]);
    drawing.append(create(line([found.guide, roof], [found.guide, foot], { class: "df-guide" })));
  };
  const under = (event) => {
    const drawing = box.querySelector("svg");
    if (!UNDER[panel.kind] || !drawing) return;
    const edge = drawing.getBoundingClientRect();
    const shown = look();
    const found = UNDER[panel.kind](shown.context, drawing, event.clientX - edge.left, event.clientY - edge.top);
    if (found) show(shown, found);
    else clear();
  };
  box.addEventListener("pointermove", under);
  box.addEventListener("pointerdown", under); // a finger does not hover: it taps, is gone, and what it tapped stays said
  box.addEventListener("pointerleave", ({ pointerType }) => pointerType !== "touch" && clear());
  box.addEventListener("pointercancel", clear); // it scrolled
  box.addEventListener("blur", clear);
  box.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") clear();
    if (!step || event.target !== box) return;
    event.preventDefault();
    const shown = look();
    const next = Math.min(Math.max(row < 0 ? 0 : row + step, 0), shown.rows.length - 1);
    const found = { row: next };
    if (UNDER[panel.kind] === alongX) {
      const xs = shown.context.get(panel.x);
      if (next < xs.length) found.guide = inverse(box.querySelector("svg"), "x").at(xs[next]);
    }
    show(shown, found, { aloud: true });
  });
}
