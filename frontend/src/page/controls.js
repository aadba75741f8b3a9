// ipywidgets' controls as the browser's own: its keyboard, its touch, its words to a screen reader.
import { element } from "../chart/dom.js";

let count = 0;
const fresh = () => {
  count += 1;
  return `df-c${count}`;
};
const classes = (model, own) => [own, ...(model.get("_dom_classes") ?? [])].join(" ");
const labelled = (model, id) => element("label", { class: "df-label", for: id }, model.get("description") || "");

// Shows the model's value whenever it changes, be it through a link.
function follow(model, key, show) {
  model.on(`change:${key}`, show);
  show();
}

// What an end of a slider is called: its number without the unit, which the value above has; else its words.
const end = (text) => text.match(/^[-\u2212]?[\d.,]+(?: ?%)?(?= |$)/)?.[0] ?? text;

// `widest`, the longest of its texts, keeps its room: no slider moves away under the hand that moves it. The value and the
// slider are blocks of their own in that room, so that a browser lays out them alone when they change.
function slider(model, { key, limits, text, widest, read = Number }) {
  const id = fresh();
  const input = element("input", { type: "range", id, ...limits });
  const words = element("span", { class: "df-words" });
  const shown = element("span", { class: "df-shown", "aria-hidden": "true", "data-widest": widest }, words); // the input says the same
  if (model.get("disabled")) input.disabled = true;
  input.addEventListener("input", () => model.set(key, read(input.value)));
  const said = words.appendChild(document.createTextNode(""));
  follow(model, key, () => {
    const value = model.get(key);
    if (Number(input.value) !== value) input.value = value; // the hand that moves it has set it already
    said.data = text(value);
    input.setAttribute("aria-valuetext", said.data);
    const { min, max } = limits;
    input.style.setProperty("--df-share", max > min ? (value - min) / (max - min) : 0);
  });
  const ends = element("span", { class: "df-ends", "aria-hidden": "true" }, // the input says them as its limits
    ...[limits.min, limits.max].map((limit) => element("span", {}, end(text(limit)))));
  return element("div", { class: classes(model, "df-native") }, labelled(model, id), shown, element("div", { class: "df-rail" }, input), ends);
}

const labelsOf = (model) => model.get("_options_labels");

const selectionSlider = (model) => slider(model, {
  key: "index",
  limits: { min: 0, max: labelsOf(model).length - 1, step: 1 },
  text: (index) => labelsOf(model)[index],
  widest: labelsOf(model).reduce((longest, label) => (label.length > longest.length ? label : longest)),
});

const numberSlider = (model) => slider(model, {
  key: "value",
  limits: { min: model.get("min"), max: model.get("max"), step: model.get("step") ?? 1 },
  text: (value) => String(Math.round(value * 1e6) / 1e6),
  widest: String(model.get("max")),
});

function choice(model) {
  const name = fresh();
  const radios = labelsOf(model).map((text, index) => {
    const input = element("input", { type: "radio", name });
    if (model.get("disabled")) input.disabled = true;
    input.addEventListener("change", () => model.set("index", index));
    return { input, label: element("label", { class: "df-choice" }, input, element("span", {}, text)) };
  });
  follow(model, "index", () => radios.forEach(({ input }, k) => { input.checked = k === model.get("index"); }));
  const legend = element("span", { class: "df-label", id: `${name}-l` }, model.get("description") || "");
  const row = element("div", { class: "df-choices" }, ...radios.map(({ label }) => label));
  return element("div", { class: classes(model, "df-native"), role: "radiogroup", "aria-labelledby": `${name}-l` }, legend, row);
}

function select(model) {
  const id = fresh();
  const input = element("select", { id }, ...labelsOf(model).map((text) => element("option", {}, text)));
  if (model.get("disabled")) input.disabled = true;
  input.addEventListener("change", () => model.set("index", input.selectedIndex));
  follow(model, "index", () => { input.selectedIndex = model.get("index") ?? -1; });
  return element("div", { class: classes(model, "df-native") }, labelled(model, id), input);
}

function checkbox(model) {
  const input = element("input", { type: "checkbox" });
  if (model.get("disabled")) input.disabled = true;
  input.addEventListener("change", () => model.set("value", input.checked));
  follow(model, "value", () => { input.checked = model.get("value"); });
  return element("div", { class: classes(model, "df-native") },
    element("label", { class: "df-choice" }, input, element("span", {}, model.get("description") || "")));
}

function html(model) {
  const box = element("div", { class: classes(model, "df-html") });
  follow(model, "value", () => { box.innerHTML = model.get("value"); }); // written by the chapter's author
  return box;
}

function label(model) {
  const box = element("div", { class: classes(model, "df-html") });
  follow(model, "value", () => { box.textContent = model.get("value"); });
  return box;
}

const box = (own) => (model, draw, { children }) => {
  const views = children(model).map(draw);
  return element("div", { class: classes(model, own) }, ...views);
};

export const CONTROLS = {
  BoxModel: box("df-box"),
  VBoxModel: box("df-vbox"),
  HBoxModel: box("df-hbox"),
  SelectionSliderModel: selectionSlider,
  IntSliderModel: numberSlider,
  FloatSliderModel: numberSlider,
  ToggleButtonsModel: choice,
  RadioButtonsModel: choice,
  DropdownModel: select,
  SelectModel: select,
  CheckboxModel: checkbox,
  HTMLModel: html,
  LabelModel: label,
};
