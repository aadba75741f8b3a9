// The model answer of a task, where the course was built with its answers open: after its check has passed, or after three tries.
import { make } from "./bar.js";
import { TEXT } from "./text.js";
import { grade } from "./work.js";

const TRIES = 3;

/** Count the tries of each task; return the function that offers a cell's answer once it is due. */
export function modelAnswers(panel, executed, address) {
  const key = `course-lab-tries:${address.pathname}`;
  const tries = remembered(key);
  let asked;
  const all = () => (asked ??= fetch(address).then((answer) => answer.json()));
  const offer = (cell, { taskId, passed }) => {
    const due = passed || tries[taskId] >= TRIES;
    if (!due || passed === null || cell.node.querySelector(".course-answer")) return;
    const box = answerBox(async () => {
      try {
        return (await all())[taskId];
      } catch {
        asked = undefined;
        return null;
      }
    });
    cell.node.append(box);
  };
  executed.connect((_, { notebook, cell }) => {
    const own = notebook === panel.content ? grade(cell.model.toJSON()) : null;
    if (own === null || own.passed === null) return;
    tries[own.taskId] = (tries[own.taskId] ?? 0) + 1;
    remember(key, tries);
    offer(cell, own);
  });
  return offer;
}

/** A closed box that asks for its content when it is opened. */
function answerBox(content) {
  const summary = make("summary", "", TEXT.answer);
  summary.title = TEXT.answerHint;
  const box = make("details", "course-answer", summary);
  box.addEventListener("toggle", async () => {
    if (!box.open) return;
    const found = await content();
    const parts = found ? [make("p", "", ...withCode(found.why)), make("pre", "", found.answer)] : [TEXT.answerMissing];
    box.replaceChildren(summary, ...parts);
  });
  box.addEventListener("keydown", (event) => event.stopPropagation()); // not commands of the notebook
  return box;
}

/** Words between backticks as code. */
const withCode = (text) => text.split("`").map((part, place) => (place % 2 ? make("code", "", part) : part));

// A browser that keeps nothing counts from the start again.
function remembered(key) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? {};
  } catch {
    return {};
  }
}

function remember(key, tries) {
  try {
    localStorage.setItem(key, JSON.stringify(tries));
  } catch {
    return;
  }
}
