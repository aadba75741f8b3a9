// Notebooks that leave the browser and that come back: downloads, the file to hand in, a file of the learner's.
import { TEXT } from "./text.js";
import { carryOver, forDownload, forHandIn, hasMore, isId, parseNotebook, sharesTasks } from "./work.js";

const LEARNER = "digital-factories-learner"; // where the browser keeps the learner's id

/** Give the learner a notebook as a file. */
export function download(notebook, name) {
  const blob = new Blob([JSON.stringify(forDownload(notebook), null, 1)], { type: "application/x-ipynb+json" });
  const anchor = document.createElement("a");
  anchor.href = URL.createObjectURL(blob);
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 10000);
}

/** Give the learner the file to hand in; the id is kept by the browser, and shown each time. */
export async function handIn(bar, notebook, exercise, { InputDialog }) {
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

/** Take the answers of a file that the learner chooses; asks before any that are written here are lost. */
export function openFile({ bar, released, saveAs, current, confirm }) {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = ".ipynb";
  input.addEventListener("change", async () => {
    const [file] = input.files;
    if (file) bar.notice(await take(file, { released, saveAs, current, confirm }));
  });
  input.click();
}

/** Take the answers of `file`; return a sentence that says what has been done. */
async function take(file, { released, saveAs, current, confirm }) {
  const notebook = parseNotebook(await file.text().catch(() => ""));
  const fresh = await released();
  if (fresh === null) return TEXT.notReached;
  if (notebook === null) return TEXT.notANotebook(file.name);
  if (!sharesTasks(notebook, fresh)) return TEXT.otherExercise(file.name);
  const loses = hasMore(current(), notebook, fresh);
  if (loses && !(await confirm(TEXT.askOpenTitle, TEXT.askOpenBody(file.name), TEXT.askOpenYes))) return TEXT.notOpened(file.name);
  const taken = carryOver(notebook, fresh, TEXT.earlierAnswers);
  await saveAs(taken.notebook);
  return TEXT.opened + (taken.leftOver ? TEXT.newVersionLeftOver : "");
}
