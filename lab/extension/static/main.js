// The course's part of the lab: one plugin of JupyterLab. It adds a bar to the notebook view, keeps the learner's work, moves it into
// a newer version of the exercise, and starts Python while the learner reads.
import { modelAnswers } from "./answers.js";
import { makeBar } from "./bar.js";
import { watchRuns, warmUp } from "./kernel.js";
import { keepScore } from "./score.js";
import { TEXT } from "./text.js";
import { carryOver, forDownload, forHandIn, forHere, isId, parseNotebook, sharesTasks } from "./work.js";

const SAVE_AFTER = 1500; // ms without a change
const LEARNER = "digital-factories-learner"; // where the browser keeps the learner's id
const WORKER_AFTER = 10000; // ms
const here = new URL(".", import.meta.url);

export function plugin(load) {
  return {
    id: "course-lab:plugin",
    autoStart: true,
    async activate(app) {
      if (document.body.dataset.notebook !== "notebooks") return; // JupyterLab itself stays as its users know it
      const [{ INotebookTracker, NotebookActions }, { PageConfig }, apputils] = await Promise.all(
        ["@jupyterlab/notebook", "@jupyterlab/coreutils", "@jupyterlab/apputils"].map(load),
      );
      const tracker = await app.resolveRequiredService(INotebookTracker);
      const base = new URL(PageConfig.getBaseUrl(), location.href);
      const documents = await (await fetch(new URL("documents.json", here))).json();
      addStyle();
      const seen = (panel) => {
        const entry = documents[panel.context.path];
        if (entry) void setUp({ panel, entry, documents, base, apputils, executed: NotebookActions.executed });
      };
      tracker.forEach(seen);
      tracker.widgetAdded.connect((_, panel) => seen(panel));
    },
  };
}

async function setUp({ panel, entry, documents, base, apputils, executed }) {
  const { context } = panel;
  const path = context.path;
  // The exercise of a chapter, or the chapter of an exercise.
  const siblings = Object.keys(documents).filter((one) => one !== path && documents[one].page === entry.page);
  const released = () => fetch(new URL(`files/${path}`, base), { cache: "no-cache" }).then((answer) => answer.json());
  const saveAs = (notebook) => {
    context.model.fromJSON(forHere(notebook));
    return context.save();
  };
  const bar = makeBar({
    title: entry.title,
    page: new URL(`../${entry.page}`, base),
    other: siblings.length > 0 && new URL(`notebooks/index.html?path=${siblings[0]}`, base),
    jupyterlab: new URL(`lab/index.html?path=${encodeURIComponent(path)}`, base),
    isExercise: path.startsWith("exercises/"),
    download: () => download(forDownload(context.model.toJSON()), path.split("/").pop()),
    handIn: () => handIn(bar, context.model.toJSON(), path.split("/").pop().replace(/\.ipynb$/, ""), apputils),
    open: async () => openFile(bar, await released(), saveAs, () => context.model.toJSON()),
    startAgain: async () => {
      const { Dialog, showDialog } = apputils;
      const buttons = [Dialog.cancelButton({ label: TEXT.askAgainNo }), Dialog.warnButton({ label: TEXT.askAgainYes })];
      const answer = await showDialog({ title: TEXT.askAgainTitle, body: TEXT.askAgainBody, buttons });
      if (!answer.button.accept) return;
      await saveAs(await released());
      await context.sessionContext.restartKernel();
    },
  });
  place(bar.node);

  warmUp(context.sessionContext, bar);
  watchRuns(panel, bar);
  void warnOfStorage(bar);
  await context.ready;
  await bringUpToDate(context, bar, await released(), saveAs);
  keepWork(context, bar);
  const answers = entry.answers && new URL(entry.answers, base);
  keepScore(panel, bar, answers ? modelAnswers(panel, executed, answers) : () => {});
}

/** Put the bar above JupyterLab's window. */
function place(node) {
  document.body.prepend(node);
  const main = document.getElementById("main");
  new ResizeObserver(() => {
    main.style.top = `${node.offsetHeight}px`;
    dispatchEvent(new Event("resize")); // JupyterLab lays itself out again
  }).observe(node);
}

function addStyle() {
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = new URL("style.css", here);
  document.head.append(sheet);
}

/** If what the browser kept is of another version than the site's, move the answers into the site's. */
async function bringUpToDate(context, bar, fresh, saveAs) {
  const saved = context.model.toJSON();
  if (saved.metadata.course?.version === fresh.metadata.course.version) return;
  if (!sharesTasks(saved, fresh)) {
    bar.notice(TEXT.newChapter);
    return;
  }
  const { notebook, leftOver } = carryOver(saved, fresh, TEXT.earlierAnswers);
  await saveAs(notebook);
  bar.notice(TEXT.newVersion + (leftOver ? TEXT.newVersionLeftOver : ""));
}

/** Save soon after each change, and when the page is left: JupyterLab alone waits for two minutes. */
function keepWork(context, bar) {
  let timer;
  let warned;
  const save = () => {
    clearTimeout(timer);
    if (context.model.dirty && !context.isDisposed) void context.save().catch(() => {});
  };
  context.model.contentChanged.connect(() => {
    clearTimeout(timer);
    timer = setTimeout(save, SAVE_AFTER);
  });
  addEventListener("visibilitychange", () => document.visibilityState === "hidden" && save());
  addEventListener("pagehide", save);
  context.saveState.connect((_, state) => {
    if (state === "failed" && !warned) warned = bar.notice(TEXT.notSaved);
  });
}

function download(notebook, name) {
  const blob = new Blob([JSON.stringify(notebook, null, 1)], { type: "application/x-ipynb+json" });
  const anchor = document.createElement("a");
  anchor.href = URL.createObjectURL(blob);
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 10000);
}

/** Give the learner the file to hand in; the id is kept by the browser, and shown each time. */
async function handIn(bar, notebook, exercise, { InputDialog }) {
  let kept = "";
  try {
    kept = localStorage.getItem(LEARNER) ?? "";
  } catch {
    // a private window keeps nothing: the learner types the id again
  }
  const asked = { title: TEXT.handInTitle, label: TEXT.handInLabel, text: kept, okLabel: TEXT.handInYes };
  const answer = await InputDialog.getText(asked);
  if (!answer.button.accept) return;
  const student = (answer.value ?? "").trim();
  if (!isId(student)) {
    bar.notice(TEXT.handInBadId);
    return;
  }
  try {
    localStorage.setItem(LEARNER, student);
  } catch {
    // the same
  }
  const name = `${exercise}-${student}.ipynb`;
  download(await forHandIn(notebook, exercise, student), name);
  bar.notice(TEXT.handInDone(name));
}

function openFile(bar, fresh, saveAs) {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = ".ipynb";
  input.addEventListener("change", async () => {
    const [file] = input.files;
    if (!file) return;
    const notebook = parseNotebook(await file.text());
    if (notebook === null) bar.notice(TEXT.notANotebook(file.name));
    else if (!sharesTasks(notebook, fresh)) bar.notice(TEXT.otherExercise(file.name));
    else {
      await saveAs(carryOver(notebook, fresh, TEXT.earlierAnswers).notebook);
      bar.notice(TEXT.opened);
    }
  });
  input.click();
}

/** Say it when this browser will keep nothing, or when input() cannot work. */
async function warnOfStorage(bar) {
  const opens = await new Promise((answer) => {
    try {
      const request = indexedDB.open("digital-factories-probe");
      request.onsuccess = () => {
        request.result.close();
        answer(true);
      };
      request.onerror = () => answer(false);
    } catch {
      answer(false);
    }
  });
  if (!opens) bar.notice(TEXT.noStorage);
  // JupyterLite registers its own worker when it starts; some browsers have none, or refuse.
  await new Promise((later) => setTimeout(later, WORKER_AFTER));
  const worker = await navigator.serviceWorker?.getRegistration(new URL("../../../", here)).catch(() => null);
  if (!worker) bar.notice(TEXT.noWorker);
}
