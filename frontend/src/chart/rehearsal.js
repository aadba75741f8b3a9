// The first moves of a control are the slowest: a browser compiles code when it first runs, and makes it fast when it has run
// often. So, when it has nothing else to do, panels are drawn at other settings, and redrawn, outside the page.
import { create, update } from "./shapes.js";

const SETTINGS = 8; // from there on, more of them made no first move faster
const idle = globalThis.requestIdleCallback ?? ((task) => setTimeout(task, 50));

// `draw` gives the drawing of a panel, `step` settings away from the present one: (panel, its place, step) -> drawing; or null
// where the panels are not laid out any more, on paper for instance: then that is all.
export function rehearse(panels, draw) {
  const last = new Map();
  const tasks = Array.from({ length: SETTINGS }, (_, step) => panels.map((panel, k) => () => {
    const drawing = draw(panel, k, step + 1);
    if (!drawing) return false;
    if (last.has(panel)) update(last.get(panel), drawing);
    else create(drawing);
    last.set(panel, drawing);
    return true;
  })).flat();
  const next = () => {
    if (tasks.shift()() && tasks.length > 0) idle(next);
  };
  idle(next);
}
