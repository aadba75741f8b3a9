"use strict";
const byId = (id) => document.getElementById(id);
let answers = [];
let shown = []; // of the chosen task
let at = 0;
let named = false;
let saving = false;
let warned; // of which answer it was said that something typed is not saved
let asked = 0; // so that an answer that comes late is not shown

const most = () => Number(byId("task").selectedOptions[0].dataset.points);

async function ask(path, content) {
  const options = content && { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(content) };
  const answer = await fetch(path, options);
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return text;
}

function say(error) {
  byId("said").textContent = error ? error.message : "";
}

function progress() {
  const waiting = shown.filter((one) => one.waits).length;
  byId("progress").textContent = `${at + 1} of ${shown.length}, ${waiting} waiting`;
}

function press() {
  for (const step of byId("steps").children) step.ariaPressed = String(step.value === byId("points").value);
}

function steps() {
  const size = most() <= 4 ? 0.5 : 1;
  const count = Math.min(20, Math.floor(most() / size));
  const buttons = Array.from({ length: count + 1 }, (_, number) => {
    const step = document.createElement("button");
    step.type = "button";
    step.value = step.textContent = String(number * size);
    step.addEventListener("click", () => {
      byId("points").value = step.value;
      press();
    });
    return step;
  });
  byId("steps").replaceChildren(...buttons);
}

function who() {
  const one = shown[at];
  byId("who").textContent = named ? one.name : one.alias;
}

async function show() {
  const one = shown[at];
  progress();
  who();
  byId("points").value = one.score ?? "";
  byId("comment").value = one.comment;
  press();
  const number = ++asked;
  byId("answer").textContent = "…";
  try {
    const html = await ask(`answer/${one.key}`);
    if (number === asked) byId("answer").innerHTML = html; // cleaned by the server, and the page's policy lets nothing run
  } catch (error) {
    say(error);
  }
}

function choose() {
  const task = byId("task").value;
  shown = answers.filter((one) => one.task === task);
  for (const rubric of document.querySelectorAll(".rubric")) rubric.hidden = rubric.dataset.task !== task;
  byId("most").textContent = String(most());
  byId("points").max = String(most());
  steps();
  const first = shown.findIndex((one) => one.waits);
  at = Math.max(first, 0);
  return show();
}

/** Whether something typed would be lost by going on: said once, then the next press goes on. */
function unsaved() {
  const one = shown[at];
  const changed = byId("points").value !== String(one.score ?? "") || byId("comment").value !== one.comment;
  if (!changed || warned === one) return false;
  warned = one;
  say(new Error("What you typed here is not saved. Save it, or press again to leave it."));
  return true;
}

function move(by) {
  if (unsaved()) return undefined;
  say();
  at = (at + by + shown.length) % shown.length;
  return show();
}

/** To the next answer that waits, in this task or the next one that has such. */
function goOn() {
  const later = [...shown.keys()].map((step) => (at + 1 + step) % shown.length);
  const next = later.find((place) => shown[place].waits);
  if (next !== undefined) {
    at = next;
    return show();
  }
  const waiting = answers.find((one) => one.waits);
  if (!waiting) return move(1);
  byId("task").value = waiting.task;
  return choose();
}

async function save() {
  if (saving) return; // a second key press, while the first is on its way
  saving = true;
  try {
    await saveOne();
  } finally {
    saving = false;
  }
}

async function saveOne() {
  const one = shown[at];
  const points = byId("points").valueAsNumber;
  if (!(points >= 0 && points <= most())) {
    say(new Error(`Points are a number from 0 to ${most()}.`));
    return;
  }
  const comment = byId("comment").value;
  try {
    await ask(`answer/${one.key}`, { points, comment });
  } catch (error) {
    say(error);
    return;
  }
  Object.assign(one, { score: points, comment, waits: false });
  say();
  byId("answer").focus({ preventScroll: true }); // so that the next key gives points, and does not write on
  scrollTo(0, 0);
  void goOn(); // not waited for: the next mark may be saved before its answer has come
}

byId("mark").addEventListener("submit", (event) => {
  event.preventDefault();
  void save();
});
byId("points").addEventListener("input", press);
byId("back").addEventListener("click", () => void move(-1));
byId("next").addEventListener("click", () => void move(1));
byId("task").addEventListener("change", () => void choose());
byId("names").addEventListener("click", () => {
  named = !named;
  byId("names").ariaPressed = String(named);
  who();
});
byId("done").addEventListener("click", async () => {
  try {
    await ask("done", {});
    byId("bye").hidden = false;
    byId("mark").hidden = true;
  } catch (error) {
    say(error);
  }
});
document.addEventListener("keydown", (event) => {
  const writing = event.target === byId("comment") || event.target === byId("task");
  if (event.key === "Escape") document.activeElement.blur();
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && writing) {
    event.preventDefault();
    void save();
  }
  if (writing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (/^[0-9]$/.test(event.key) && event.target !== byId("points")) {
    event.preventDefault();
    byId("points").value = event.key;
    byId("points").focus();
    press();
  } else if (event.target.tagName === "INPUT") return; // there, arrows change the number and Enter sends the form
  else if (event.key === "Enter" && [document.body, byId("answer")].includes(event.target)) void save();
  else if (event.key === "ArrowLeft") void move(-1);
  else if (event.key === "ArrowRight") void move(1);
  else if (event.key === "n") byId("names").click();
  else if (event.key === "c") {
    event.preventDefault();
    byId("comment").focus();
  }
});

try {
  answers = JSON.parse(await ask("answers.json"));
  const first = answers.find((one) => one.waits);
  if (first) byId("task").value = first.task;
  await choose();
} catch (error) {
  say(error);
}
