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
  const read = reader(spec.arrays, model.get("values"), spec.controls.map((control) => control.texts.length));
  const unique = `df-${Math.random().toString(36).slice(2)}`; // two views of a page must not share ids
  const measure = measurer(el);

  const readout = element("p", { class: "df-readout", "data-case-readout": "", "aria-live": "polite" });
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
  el.append(readout, row, details);

  let width = 0;
  let widths = []; // of each panel; asked for when they change, since each time the page is laid out
  let plan = []; // of each panel, how high it is drawn
  let most = 0; // px for all of them
  let root = null;
  const settings = () => spec.controls.map((_, k) => model.get(`i${k}`));
  const keepRoom = () => roomFor(readout, spec, (name) => read(name, settings()), words);
  // The numbers of the present setting, each list made once: panels ask for the same one again and again.
  const numbers = () => {
    const at = settings();
    const known = new Map();
    return (name) => {
      if (!known.has(name)) known.set(name, read(name, at));
      return known.get(name);
    };
  };
  const contexts = () => {
    const get = numbers();
    return panels.map(({ panel, id, fills }, k) => ({
      panel: placed(panel, get), words, measure, get, width: widths[k], id, fills,
    }));
  };
  const draw = () => {
    if (!width) return; // not laid out yet: a panel needs its width
    contexts().forEach((context, k) => {
      const drawing = KINDS[context.panel.kind].draw({ ...context, ...plan[k] });
      const { box, drawn } = panels[k];
      box.querySelector(".df-guide")?.remove();
      if (drawn) redraw(drawn, drawing); // a value being read stays below it
      else box.append(create(drawing));
      panels[k].drawn = drawing;
    });
  };
  const tabulate = () => {
    if (!details.open) return;
    const hint = element("p", {}, words.hint);
    tables.replaceChildren(hint, ...contexts().map((c) => table(c, KINDS[c.panel.kind].table(c))));
  };
  const update = () => {
    const at = settings();
    tell(() => sentence(spec, at, (name) => read(name, at), words));
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
    most = room;
    width = row.clientWidth;
    widths = panels.map(({ box }) => box.clientWidth);
    plan = arrange(contexts(), rowsOf(panels.map(({ box }) => box)), KINDS, most);
    keepRoom();
    draw();
  };
  const sizes = new ResizeObserver(fit);
  sizes.observe(row);
  addEventListener("resize", fit);
  for (const [k, { box, panel }] of panels.entries()) {
    reading(box, panel, words, () => {
      const context = contexts()[k];
      return { context, ...KINDS[panel.kind].table(context) };
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
