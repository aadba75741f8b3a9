// Brings the case studies of a built page to life without a kernel. It reads the widgets' state that the page carries and
// draws their controls as the browser's own. A page with a widget that it does not know loads the official manager.
import chart from "../chart/index.js";
import { element } from "../chart/dom.js";
import { CONTROLS } from "./controls.js";
import { readModels } from "./models.js";
import { chartIn, remember } from "./settings.js";
import { unpack } from "./unpack.js";

const STATE = "application/vnd.jupyter.widget-state+json";
const VIEW = "application/vnd.jupyter.widget-view+json";
const NEAR = "1200px"; // about one screen before the reader arrives
const here = document.currentScript?.src ?? "";

function caseChart(model) {
  const el = element("div", {});
  chart.render({ model, el });
  return el;
}

const DRAWN = { ...CONTROLS, CaseChartModel: caseChart };

async function withNumbers(model, children) {
  await Promise.all(children(model).map((child) => withNumbers(child, children)));
  if (model.name !== "CaseChartModel") return;
  for (const buffer of model.buffers) model.state[buffer.path[0]] = await unpack(buffer, model.get("spec"));
}

// Draws once: when the reader comes near, or when the browser has nothing else to do.
function whenNear(node, draw) {
  let done = false;
  const once = () => {
    if (done) return;
    done = true;
    watch.disconnect();
    draw();
  };
  const watch = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && once(), { rootMargin: NEAR });
  watch.observe(node);
  const idle = globalThis.requestIdleCallback ?? ((task) => setTimeout(task, 200));
  const later = () => idle(once, { timeout: 2000 });
  if (document.readyState === "complete") later();
  else addEventListener("load", later);
}

async function show(script, model, models) {
  await withNumbers(model, models.children);
  await new Promise((done) => setTimeout(done)); // what else waits goes first: both halves take a while
  const draw = (one) => DRAWN[one.name](one, draw, models);
  script.after(draw(model));
  const root = script.closest(".df-case");
  if (!root) return;
  root.classList.add("df-is-live");
  const chart = chartIn(model, models.children);
  if (chart) remember(root, chart);
}

function loadManager() {
  const manager = element("script", { src: new URL("widget-manager.js", here || location.href) });
  document.head.append(manager);
}

function start() {
  const states = [...document.querySelectorAll(`script[type="${STATE}"]`)].map((script) => JSON.parse(script.textContent));
  const models = readModels(states, DRAWN);
  let unknown = false;
  for (const script of document.querySelectorAll(`script[type="${VIEW}"]`)) {
    const model = models.find(JSON.parse(script.textContent).model_id);
    if (models.canDraw(model)) {
      script.dataset.drawn = "";
      whenNear(script.closest(".df-case") ?? script.parentElement, () => show(script, model, models));
    } else unknown = true;
  }
  if (unknown) loadManager();
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
