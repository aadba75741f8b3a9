// What the reader has set in a case: kept over a reload, put back, and written into a link.
import { element } from "../chart/dom.js";

const KEPT = "digital-factory:case:"; // and the name of the case
const LINK = "case"; // #case=wall&arrivals=2.1+services+a+month

function stored(name) {
  try {
    return JSON.parse(localStorage.getItem(KEPT + name));
  } catch {
    return null; // nothing may be kept here, or what was kept is not ours
  }
}

function store(name, texts) {
  try {
    if (texts) localStorage.setItem(KEPT + name, JSON.stringify(texts));
    else localStorage.removeItem(KEPT + name);
  } catch {} // then the settings live as long as the page
}

const SOON = 250; // ms: browsers write to their disk, for which no chart shall wait

// Does `task` soon, once for all calls until then, and at the latest when the reader leaves the page.
function soon(task) {
  let waiting = null;
  const now = () => {
    if (waiting === null) return;
    clearTimeout(waiting);
    waiting = null;
    task();
  };
  addEventListener("pagehide", now);
  return () => { waiting ??= setTimeout(now, SOON); };
}

function linked(name) {
  const asked = new URLSearchParams(location.hash.slice(1));
  return asked.get(LINK) === name ? Object.fromEntries(asked) : null;
}

// The chart among the widgets of one case.
export function chartIn(model, children) {
  if (model.name === "CaseChartModel") return model;
  return children(model).map((one) => chartIn(one, children)).find(Boolean) ?? null;
}

// Does `task` once the browser has painted what the reader did: what else a move sets off shall not keep them waiting for it.
function afterPaint(task) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => setTimeout(() => {
      asked = false;
      task();
    }));
  };
}

// Gives the case at `root` its memory; tells the page of each move by the event "case-moved".
export function remember(root, chart) {
  const spec = chart.get("spec");
  const words = chart.get("words");
  const positions = () => spec.controls.map((_, k) => chart.get(`i${k}`));
  const texts = () => Object.fromEntries(spec.controls.map(({ name, texts: all }, k) => [name, all[positions()[k]]]));
  const first = positions();
  const put = (at) => {
    for (const [k, position] of at.entries()) if (position >= 0) chart.set(`i${k}`, position);
  };
  const wanted = (said) => spec.controls.map(({ name, texts: all }) => all.indexOf(said[name]));

  const asked = linked(spec.name);
  const said = asked ?? stored(spec.name);
  if (said && typeof said === "object") put(wanted(said));

  const reset = element("button", { type: "button", class: "df-action" }, words.reset);
  const link = element("button", { type: "button", class: "df-action" }, words.link);
  const status = element("span", { class: "df-action-said", role: "status" });
  const show = () => {
    reset.disabled = positions().every((position, k) => position === first[k]);
    if (status.hasChildNodes()) status.textContent = "";
  };
  const keep = soon(() => store(spec.name, reset.disabled ? null : texts()));
  const tell = afterPaint(() => root.dispatchEvent(new CustomEvent("case-moved", { bubbles: true })));
  const moved = () => {
    show();
    keep();
    tell();
  };
  for (const k of spec.controls.keys()) chart.on(`change:i${k}`, moved);
  reset.addEventListener("click", () => {
    put(first);
    root.querySelector(".df-controls :is(input, select)")?.focus(); // a disabled button cannot hold the focus
  });
  link.addEventListener("click", async () => {
    history.replaceState(null, "", `#${new URLSearchParams({ [LINK]: spec.name, ...texts() })}`);
    try {
      await navigator.clipboard.writeText(location.href);
      status.textContent = words.copied;
    } catch {
      status.textContent = words.address; // no clipboard here: the address is the link
    }
  });
  root.querySelector(".df-controls")?.append(element("div", { class: "df-actions" }, reset, link, status));
  show();
  if (asked) root.scrollIntoView();
}
