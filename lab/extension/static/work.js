// What is done with a learner's notebook, as plain functions on its JSON: no page, no kernel.

const EXPORTED = { name: "python3", display_name: "Python 3", language: "python" };
const HERE = { name: "python", display_name: "Python", language: "python" };

const gradeId = (cell) => cell.metadata?.nbgrader?.grade_id;
const isAnswer = (cell) => Boolean(cell.metadata?.nbgrader?.solution);
const isOpen = (cell) => !cell.metadata?.nbgrader && cell.cell_type === "code"; // may be written in, and is not graded
const text = (cell) => (Array.isArray(cell.source) ? cell.source.join("") : cell.source);
const key = (cell) => gradeId(cell) ?? cell.id;
const isCell = (cell) => ["code", "markdown", "raw"].includes(cell.cell_type) && typeof text(cell) === "string";
const blank = (cell) => {
  const whole = { ...cell, metadata: cell.metadata ?? {} }; // a file may have been written by any program
  return cell.cell_type === "code" ? { ...whole, outputs: [], execution_count: null } : whole;
};

/** Parse a file; null unless it is a notebook. */
export function parseNotebook(content) {
  try {
    const notebook = JSON.parse(content);
    const whole = Array.isArray(notebook.cells) && notebook.nbformat >= 4;
    return whole && notebook.cells.every(isCell) ? notebook : null;
  } catch {
    return null;
  }
}

/** Whether `saved` has an answer to a task of `fresh`. */
export function sharesTasks(saved, fresh) {
  const tasks = new Set(fresh.cells.filter(isAnswer).map(gradeId));
  return saved.cells.some((cell) => tasks.has(gradeId(cell)));
}

/** Whether `current` has an answer or a cell of the learner's own that is neither in `other` nor the exercise's own text: it would be lost for `other`. */
export function hasMore(current, other, fresh) {
  const written = (notebook) => new Map(notebook.cells.filter((cell) => isAnswer(cell) || !cell.metadata?.nbgrader).map((cell) => [key(cell), text(cell)]));
  const [kept, released] = [written(other), written(fresh)];
  return [...written(current)].some(([name, source]) => source.trim() && source !== kept.get(name) && source !== released.get(name));
}

/**
 * Move a learner's answers into another version of the exercise.
 *
 * Answers are found by their grade id. Cells of the learner's own follow the cell that they followed; answers to tasks that
 * the new version has not stand at its end under `heading`. Returns the notebook and whether there were such answers.
 */
export function carryOver(saved, fresh, heading) {
  const known = new Set(fresh.cells.map(key));
  const released = new Set(saved.metadata?.course?.cells ?? fresh.cells.map((cell) => cell.id));
  const words = new Set(fresh.cells.map(text)); // programs of other people drop the ids of cells
  const byKey = new Map(saved.cells.map((cell) => [key(cell), cell]));
  const cells = fresh.cells.map((cell) => {
    const old = byKey.get(key(cell));
    const takes = old && old.cell_type === cell.cell_type && (isAnswer(cell) || isOpen(cell));
    return takes ? blank({ ...cell, source: old.source }) : cell;
  });
  const orphans = [];
  let place = 0;
  for (const cell of saved.cells) {
    if (known.has(key(cell))) place = cells.findIndex((one) => key(one) === key(cell)) + 1;
    else if (isAnswer(cell)) orphans.push(plain(cell));
    else if (!gradeId(cell) && !released.has(cell.id) && !words.has(text(cell)) && text(cell).trim()) {
      cells.splice(place, 0, blank(cell));
      place += 1;
    }
  }
  if (orphans.length > 0) cells.push({ cell_type: "markdown", id: "earlier-answers", metadata: {}, source: heading }, ...orphans);
  return { notebook: { ...fresh, cells }, leftOver: orphans.length > 0 };
}

// Without nbgrader's mark: two versions of one task would have the same.
const plain = (cell) => blank({ ...cell, id: `earlier-${gradeId(cell)}`.slice(0, 64), metadata: {} });

/** The notebook as a trainer's tools expect it. */
export const forDownload = (notebook) => ({ ...notebook, metadata: { ...notebook.metadata, kernelspec: EXPORTED } });

/**
 * The notebook with the learner's id and a digest of its cells in its metadata, as the course's hand-in cell writes it.
 * Without a secure context a browser cannot compute the digest, which is then left out.
 */
export async function forHandIn(notebook, exercise, student) {
  const cells = notebook.cells.map((cell) => `${cell.cell_type}\n${text(cell).replaceAll("\r\n", "\n")}`).join("\0");
  const digest = await globalThis.crypto.subtle?.digest("SHA-256", new TextEncoder().encode(cells));
  const sha256 = digest && Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const mark = { student, assignment: exercise, sha256, written: `${new Date().toISOString().slice(0, 19).replace("T", " ")} UTC` };
  const shown = forDownload(notebook);
  return { ...shown, metadata: { ...shown.metadata, hand_in: mark } };
}

/** Whether a learner's id can be part of a file's name. */
export const isId = (id) => /^(?![.\s])[^\p{Cc}/\\:*?"<>|+]{1,128}$/u.test(id) && !id.endsWith(".");

/** The notebook as this site's kernel expects it. */
export const forHere = (notebook) => ({ ...notebook, metadata: { ...notebook.metadata, kernelspec: HERE } });

/** What one graded cell is worth, by its task's grade id and number: `passed` is null for an answer marked by hand. */
export function grade(cell) {
  const { grade: graded, points, grade_id: id } = cell.metadata?.nbgrader ?? {};
  if (!graded) return null;
  const taskId = id.replace(/-test$/, "");
  const task = taskId.replace(/^.*-/, ""); // wall-3 is task 3
  if (cell.cell_type !== "code") return { taskId, task, points, passed: null };
  const failed = (cell.outputs ?? []).some((output) => output.output_type === "error");
  return { taskId, task, points, passed: cell.execution_count !== null && !failed };
}

/** Points whose check has passed, points of all checks, points marked by hand, and the tasks that are left. */
export function tally(cells) {
  const grades = cells.map(grade).filter((one) => one !== null);
  const checked = grades.filter((one) => one.passed !== null);
  const sum = (list) => list.reduce((total, one) => total + one.points, 0);
  return {
    have: sum(checked.filter((one) => one.passed)),
    all: sum(checked),
    byHand: sum(grades.filter((one) => one.passed === null)),
    left: checked.filter((one) => !one.passed).map((one) => one.task),
  };
}
