// Where the learner's work is kept: saved soon after each change, and a sentence where the browser keeps nothing.
import { TEXT } from "./text.js";

const SAVE_AFTER = 1500; // ms without a change
const WORKER_AFTER = 10000; // ms
const LAB = new URL("../../../", import.meta.url);

/** Save soon after each change, and when the page is left: JupyterLab alone waits for two minutes. */
export function keepWork(context, bar) {
  let timer;
  let warned;
  const save = () => {
    clearTimeout(timer);
    if (context.model.dirty && !context.isDisposed) void context.save().catch(() => {});
  };
  context.model.contentChanged.connect(() => {
    clearTimeout(timer);
    // JupyterLab tells of a failure in a window: not after each change, then, but as often as it saves by itself.
    if (!warned) timer = setTimeout(save, SAVE_AFTER);
  });
  addEventListener("visibilitychange", () => document.visibilityState === "hidden" && save());
  addEventListener("pagehide", save);
  context.saveState.connect((_, state) => {
    if (state === "failed") warned ??= bar.notice(TEXT.notSaved);
    if (state !== "completed") return;
    warned?.();
    warned = undefined;
  });
}

/**
 * Let one save end before the next begins. JupyterLab compares what it saved last with what is stored: of two saves at a time
 * on a slow machine, the second takes the first for somebody else's, and asks the learner what to do about it.
 */
export function saveInTurn(context) {
  const save = context.save.bind(context);
  let running = Promise.resolve();
  let waiting = null; // one is enough: it saves what is there when it begins
  context.save = () => {
    waiting ??= running
      .catch(() => {}) // whoever asked for that save has been told
      .then(() => {
        [running, waiting] = [waiting, null];
        return save();
      });
    return waiting;
  };
}

/** Let a notebook be opened where the browser has no room left: JupyterLab keeps a copy first, and gives up if it cannot. */
export function openWithoutRoom(contents) {
  const create = contents.createCheckpoint.bind(contents);
  contents.createCheckpoint = (path) =>
    create(path).catch(() => ({ id: "none", last_modified: new Date().toISOString() }));
}

/** Whether this browser keeps anything of this site, be it full. */
export function keepsAnything() {
  return new Promise((answer) => {
    try {
      const request = indexedDB.open("digital-factories-probe");
      request.onsuccess = () => {
        request.result.close();
        answer(true);
      };
      request.onerror = () => answer(request.error?.name === "QuotaExceededError"); // full: saving says so
    } catch {
      answer(false);
    }
  });
}

/** Say it when this browser will keep nothing, or when input() cannot work. */
export async function warnOfStorage(bar) {
  if (!(await keepsAnything())) bar.notice(TEXT.noStorage);
  // JupyterLite registers its own worker when it starts; some browsers have none, or refuse.
  await new Promise((later) => setTimeout(later, WORKER_AFTER));
  const worker = await navigator.serviceWorker?.getRegistration(LAB).catch(() => null);
  if (!worker) bar.notice(TEXT.noWorker);
}
