// The official widgets, for a page that has one which the page's own script does not draw: loaded only then.
import * as base from "@jupyter-widgets/base";
import { ManagerBase } from "@jupyter-widgets/base-manager";
import * as controls from "@jupyter-widgets/controls";
import { Widget } from "@lumino/widgets";
import anywidget from "anywidget";
import styles from "./manager.css";

const STATE = "application/vnd.jupyter.widget-state+json";
const VIEW = "application/vnd.jupyter.widget-view+json";

const MODULES = {
  "@jupyter-widgets/base": base,
  "@jupyter-widgets/controls": controls,
  anywidget: anywidget(base),
};

class PageManager extends ManagerBase {
  async loadClass(className, moduleName) {
    const found = MODULES[moduleName]?.[className];
    if (!found) throw new Error(`The page has no widget ${className} of ${moduleName}.`);
    return found;
  }

  async _get_comm_info() {
    return {}; // no kernel, hence no comm
  }

  async _create_comm() {
    throw new Error("The page has no kernel to talk to.");
  }
}

async function show(manager, script) {
  const { model_id: id } = JSON.parse(script.textContent);
  const view = await manager.create_view(await manager.get_model(id));
  const host = document.createElement("div");
  script.after(host);
  Widget.attach(view.luminoWidget, host);
}

async function start() {
  const states = document.querySelectorAll(`script[type="${STATE}"][data-whole]`);
  const views = document.querySelectorAll(`script[type="${VIEW}"]:not([data-drawn])`);
  const sheet = document.createElement("style");
  sheet.textContent = styles;
  document.head.append(sheet);
  const manager = new PageManager();
  for (const state of states) await manager.set_state(JSON.parse(state.textContent));
  await Promise.all([...views].map((script) => show(manager, script)));
}

start();
