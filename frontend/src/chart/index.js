// The chart of every case study: reads the numbers Python computed, selects the chosen setting, draws.
// It computes no result of a model. Runs in the built page and in JupyterLab alike.
import { dress } from "./access.js";
import { arrange, rowsOf } from "./arrange.js";
import { element, measurer } from "./dom.js";
import { textures } from "./frame.js";
import { reader } from "./numbers.js";
import { area } from "./panels/area.js";
import { bars } from "./panels/bars.js";
import { funnel } from "./panels/funnel.js";
import { gantt } from "./panels/gantt.js";
import { lines } from "./panels/lines.js";
import { network } from "./panels/network.js";
import { scatter } from "./panels/scatter.js";
import { reading } from "./reading.js";
import { rehearse } from "./rehearsal.js";
import { announcer, roomFor, sentence } from "./readout.js";
import { create, update as redraw } from "./shapes.js";
import { table } from "./table.js";

const KINDS = { area, bars, funnel, gantt, lines, network, scatter };

// The panel with its vertical axis for the present setting.
const placed = (panel, get) => (panel.y_between ? { ...panel, y_range: panel.y_between.map(get) } : panel);

// How high the charts in `row` may be, in px. A page says how much of its screen other things take, where the charts stand
// beside the controls; elsewhere the reader scrolls.
function roomOnScreen(row) {
  const others = Number(getComputedStyle(row).getPropertyValue("--df-around"));
  return others ? innerHeight - others : Infinity;
}

function render({ model, el }) {
  const spec = model.get("spec");
  const words = model.get("words");
  const { read, same, span } = reader(spec.arrays, model.get("values"), spec.controls.map((control) => control.texts.length));
  const unique = `df-${Math.random().toString(36).slice(2)}`; // two views of a page must not share ids
  const measure = measurer(el);

  const readout = element("p", { "data-case-readout": "", "aria-live": "polite" });
  const tell = announcer(readout);
  const panels = spec.panels.map((panel, k) => ({
    panel,
    id: `${unique}-${k}`,
    fills: textures(`${unique}-${k}`), // one description for all settings: nothing of it is ever compared
    box: element("div", { class: panel.wide ? "df-panel df-wide" : "df-panel" }),
  }));
  const tables = element("div", { class: "df-tables" });
  const details = element("details", { class: "df-numbers" }, element("summary", {}, words.numbers), tables);
  const row = element("div", { class: "df-panels" }, ...panels.map(({ box }) => box));
  el.append(element("div", { class: "df-readout" }, readout), row, details);

  let width = 0;
  let widths = []; // of each panel; asked for when they change, since each time the page is laid out
  let plan = []; // of each panel, how high it is drawn
  let most = 0; // px for all of them
  let root = null;
  const settings = () => spec.controls.map((_, k) => model.get(`i${k}`));
  // The numbers of a setting, each list made once: panels ask for the same one again and again.
  const numbers = (at) => {
    const known = new Map();
    return (name) => {
      if (!known.has(name)) known.set(name, read(name, at));
      return known.get(name);
    };
  };
  const context = ({ panel, id, fills }, k, get) => ({ panel: placed(panel, get), words, measure, get, width: widths[k], id, fills });
  const contexts = () => {
    const get = numbers(settings());
    return panels.map((one, k) => context(one, k, get));
  };
  // Draws each panel whose numbers are others than it was drawn with; `anew` draws all.
  const draw = ({ anew = false } = {}) => {
    if (!width) return; // not laid out yet: a panel needs its width
    const at = settings();
    const get = numbers(at);
    panels.forEach((one, k) => {
      if (!anew && one.drawn && [...one.asked].every((name) => same(name, one.at, at))) return;
      const asked = new Set();
      const noted = (name) => {
        asked.add(name);
        return get(name);
      };
      const drawing = KINDS[one.panel.kind].draw({ ...context(one, k, noted), ...plan[k] });
      one.box.querySelector(".df-guide")?.remove();
      if (one.drawn) redraw(one.drawn, drawing); // a value being read stays below it
      else one.box.append(create(drawing));
      Object.assign(one, { drawn: drawing, asked, at });
    });
  };
  const elsewhere = (one, k, step) => {
    if (!width) return null;
    const at = settings().map((now, control) => (now + step) % spec.controls[control].texts.length);
    return KINDS[one.panel.kind].draw({ ...context(one, k, numbers(at)), ...plan[k] });
  };
  const tabulate = () => {
    if (!details.open) return;
    const hint = element("p", {}, words.hint);
    tables.replaceChildren(hint, ...contexts().map((c) => table(c, KINDS[c.panel.kind].table(c))));
  };
  const update = () => {
    const at = settings();
    tell(sentence(spec, at, (name) => read(name, at), words));
    draw();
    tabulate();
    if (root) dress(root, spec);
  };

  // The view is put into the page after this function has run; its first size says that it is there.
  const fit = () => {
    if (!el.isConnected) return;
    if (!root) {
      root = el.closest(".df-explorer") ?? el;
      if (!el.closest("[data-case]")) root.dataset.case = spec.name;
      dress(root, spec);
    }
    const room = roomOnScreen(row);
    if (row.clientWidth === width && room === most) return;
    const isFirst = width === 0;
    most = room;
    width = row.clientWidth;
    widths = panels.map(({ box }) => box.clientWidth);
    plan = arrange(contexts(), rowsOf(panels.map(({ box }) => box)), KINDS, most);
    roomFor(readout, spec, span, words);
    draw({ anew: true });
    if (isFirst && width > 0) rehearse(panels, elsewhere);
  };
  const sizes = new ResizeObserver(fit);
  sizes.observe(row);
  addEventListener("resize", fit);
  for (const [k, { box, panel }] of panels.entries()) {
    reading(box, panel, words, () => {
      const shown = contexts()[k];
      return { context: shown, ...KINDS[panel.kind].table(shown) };
    });
  }
  details.addEventListener("toggle", tabulate);
  for (const k of spec.controls.keys()) model.on(`change:i${k}`, update);
  update();
  return () => {
    sizes.disconnect();
    removeEventListener("resize", fit);
    for (const k of spec.controls.keys()) model.off(`change:i${k}`, update);
  };
}

export default { render };
