// The widgets of a page as Python left them: their state, and the links by which one follows another.

const REFERENCE = "IPY_MODEL_";
const CHART = "digital_factory.explorer.widget.CaseChart";
const LINKS = ["LinkModel", "DirectionalLinkModel"];

class Model {
  constructor(id, name, state) {
    Object.assign(this, { id, name, state, listeners: new Map() });
  }

  get(key) {
    return this.state[key];
  }

  set(key, value) {
    if (this.state[key] === value) return;
    this.state[key] = value;
    for (const listener of this.listeners.get(`change:${key}`) ?? []) listener();
  }

  save_changes() {} // anywidget's word for telling a kernel; a page has none

  on(event, listener) {
    this.listeners.set(event, [...(this.listeners.get(event) ?? []), listener]);
  }

  off(event, listener) {
    this.listeners.set(event, (this.listeners.get(event) ?? []).filter((one) => one !== listener));
  }
}

const named = (reference) => (typeof reference === "string" && reference.startsWith(REFERENCE)
  ? reference.slice(REFERENCE.length) : null);

// A chart of ours is drawn by the code in this bundle, whichever copy of it travels in the state.
const kind = ({ model_name: name, state }) =>
  (name === "AnyModel" && state._anywidget_id === CHART ? "CaseChartModel" : name);

// Reads the states of a page. `drawable` says which kinds this script draws.
export function readModels(states, drawable) {
  const models = new Map();
  for (const { state } of states) {
    for (const [id, entry] of Object.entries(state)) {
      const model = new Model(id, kind(entry), entry.state);
      model.buffers = entry.buffers ?? [];
      models.set(id, model);
    }
  }
  const find = (reference) => models.get(named(reference) ?? reference);
  const children = (model) => (model.get("children") ?? []).map(find);
  const canDraw = (model) => Boolean(model) && model.name in drawable && children(model).every(canDraw);
  link(models, find);
  return { find, children, canDraw };
}

function link(models, find) {
  for (const one of models.values()) {
    if (!LINKS.includes(one.name)) continue;
    const [source, from] = [find(one.get("source")[0]), one.get("source")[1]];
    const [target, to] = [find(one.get("target")[0]), one.get("target")[1]];
    if (!source || !target) continue;
    source.on(`change:${from}`, () => target.set(to, source.get(from)));
    if (one.name === "LinkModel") target.on(`change:${to}`, () => source.set(from, target.get(to)));
  }
}
