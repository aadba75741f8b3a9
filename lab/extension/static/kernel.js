// Python behind the notebook: started early, and stopped when it never ends.
import { TEXT } from "./text.js";

const LONG = 20000; // ms
const SLOW = 90000; // ms
const PREPARE = new URL("prepare.py", import.meta.url);

/** Import what every exercise imports as soon as the kernel is there, and each time it has been restarted. */
export function warmUp(session, bar) {
  let warm = null;
  let remove = () => {};
  const timer = setTimeout(() => (remove = bar.notice(TEXT.slow)), SLOW);
  const start = () => {
    const kernel = session.session?.kernel;
    if (!kernel || kernel.id === warm) return;
    warm = kernel.id;
    run(kernel);
  };
  const run = async (kernel) => {
    bar.showKernel(false);
    const code = await (await fetch(PREPARE)).text();
    const request = { code, silent: true, store_history: false, stop_on_error: false };
    await kernel.requestExecute(request).done.catch(() => {});
    clearTimeout(timer);
    remove();
    bar.showKernel(true);
  };
  session.kernelChanged.connect(start);
  session.statusChanged.connect((_, status) => {
    if (status === "restarting" || status === "autorestarting") warm = null;
    if (status === "idle") start();
  });
  start();
}

/** Offer the way out of a cell that runs for long. */
export function watchRuns(panel, bar) {
  const session = panel.context.sessionContext;
  let timer;
  let remove = () => {};
  const isRunning = () => panel.content.widgets.some((cell) => cell.model.executionState === "running");
  const stop = async () => {
    await session.restartKernel();
  };
  const look = () => {
    if (!isRunning()) {
      clearTimeout(timer);
      timer = undefined;
      remove();
    } else if (timer === undefined) {
      timer = setTimeout(() => (remove = bar.notice(TEXT.running, TEXT.stop, stop)), LONG);
    }
  };
  session.statusChanged.connect(() => setTimeout(look, 50));
}
