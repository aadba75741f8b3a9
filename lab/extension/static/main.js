// The course's part of the lab: one plugin of JupyterLab. It adds a bar to the notebook view, keeps the learner's work, moves it into
// a newer version of the exercise, and starts Python while the learner reads.
import { modelAnswers } from "./answers.js";
import { makeBar, makeMissingBar } from "./bar.js";
import { download, handIn, openFile } from "./files.js";
import { keepsAnything, keepWork, openWithoutRoom, saveInTurn, warnOfStorage } from "./keep.js";
import { watchRuns, warmUp } from "./kernel.js";
import { keepScore } from "./score.js";
import { TEXT } from "./text.js";
import { carryOver, forHere, sharesTasks } from "./work.js";

const here = new URL(".", import.meta.url);

export function plugin(load) {
  return {
    id: "course-lab:plugin",
    autoStart: true,
    async activate(app) {
      const { contents } = app.serviceManager;
      openWithoutRoom(contents);
      if (document.body.dataset.notebook !== "notebooks") {
        void app.restored.then(async () => {
          if (await keepsAnything()) return;
          const { Notification } = await load("@jupyterlab/apputils");
          Notification.warning(TEXT.noStorage, { autoClose: false });
        });
        return; // JupyterLab itself stays as its users know it
      }
      const [{ INotebookTracker, NotebookActions }, { PageConfig }, apputils] = await Promise.all(
        ["@jupyterlab/notebook", "@jupyterlab/coreutils", "@jupyterlab/apputils"].map(load),
      );
      const tracker = await app.resolveRequiredService(INotebookTracker);
      const base = new URL(PageConfig.getBaseUrl(), location.href);
      const documents = await (await fetch(new URL("documents.json", here))).json();
      addStyle();
      void sayWhatIsMissing(contents, documents, base);
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
  const released = async () => {
    try {
      const answer = await fetch(new URL(`files/${path}`, base), { cache: "no-cache" });
      return answer.ok ? await answer.json() : null;
    } catch {
      return null;
    }
  };
  const confirm = async (title, body, yes) => {
    const { Dialog, showDialog } = apputils;
    const buttons = [Dialog.cancelButton({ label: TEXT.askAgainNo }), Dialog.warnButton({ label: yes })];
    return (await showDialog({ title, body, buttons, defaultButton: 0 })).button.accept;
  };
  const saveAs = (notebook) => {
    context.model.fromJSON(forHere(notebook));
    return context.save().catch(() => {}); // keepWork says it
  };
  const bar = makeBar({
    title: entry.title,
    page: new URL(`../${entry.page}`, base),
    other: siblings.length > 0 && new URL(`notebooks/index.html?path=${siblings[0]}`, base),
    jupyterlab: new URL(`lab/index.html?path=${encodeURIComponent(path)}`, base),
    isExercise: path.startsWith("exercises/"),
    download: () => download(context.model.toJSON(), path.split("/").pop()),
    handIn: () => handIn(bar, context.model.toJSON(), path.split("/").pop().replace(/\.ipynb$/, ""), apputils),
    open: () => openFile({ bar, released, saveAs, current: () => context.model.toJSON(), confirm }),
    startAgain: async () => {
      if (!(await confirm(TEXT.askAgainTitle, TEXT.askAgainBody, TEXT.askAgainYes))) return;
      const fresh = await released();
      if (fresh === null) return bar.notice(TEXT.notReached);
      await saveAs(fresh);
      await context.sessionContext.restartKernel();
    },
  });
  place(bar.node);

  saveInTurn(context);
  warmUp(context.sessionContext, bar);
  watchRuns(panel, bar);
  void warnOfStorage(bar);
  await context.ready;
  keepWork(context, bar);
  await bringUpToDate(context, bar, await released(), saveAs);
  const answers = entry.answers && new URL(entry.answers, base);
  keepScore(panel, bar, answers ? modelAnswers(panel, executed, answers) : () => {});
}

/** Where an address names no notebook of the course, nor one of the learner's own, say so and show the way back. */
async function sayWhatIsMissing(contents, documents, base) {
  const path = new URLSearchParams(location.search).get("path") ?? "";
  const isThere = path in documents || (await contents.get(path, { content: false }).then(Boolean, () => false));
  if (!isThere) place(makeMissingBar(path, new URL("../index.html", base)));
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
  if (fresh === null) return; // no connection: go on with what the browser has
  if (saved.metadata.course?.version === fresh.metadata.course.version) return;
  if (!sharesTasks(saved, fresh)) {
    bar.notice(TEXT.newChapter);
    return;
  }
  const { notebook, leftOver } = carryOver(saved, fresh, TEXT.earlierAnswers);
  await saveAs(notebook);
  bar.notice(TEXT.newVersion + (leftOver ? TEXT.newVersionLeftOver : ""));
}
