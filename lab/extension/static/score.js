// What has been reached: the points of each check that has passed, their sum in the bar and at the end of the notebook.
import { make } from "./bar.js";
import { TEXT } from "./text.js";
import { grade, tally } from "./work.js";

/** Show points as the notebook changes; `offer` is called for each graded cell with what it is worth. */
export function keepScore(panel, bar, offer) {
  const end = make("p", "course-total");
  const update = () => {
    const cells = [...panel.content.widgets];
    const sums = tally(cells.map((cell) => cell.model.toJSON()));
    bar.showScore(sums);
    if (sums.all > 0) {
      end.textContent = `${TEXT.total} ${TEXT.score(sums)}.${TEXT.totalByHand(sums.byHand)} ${TEXT.totalHandIn}`;
      const last = cells.at(-1).node;
      if (end.parentNode !== last) last.append(end);
    }
    for (const cell of cells) {
      const own = grade(cell.model.toJSON());
      if (own?.passed) cell.node.dataset.coursePoints = TEXT.cellPoints(own.points);
      else delete cell.node.dataset.coursePoints;
      if (own) offer(cell, own);
    }
  };
  let timer;
  panel.context.model.contentChanged.connect(() => {
    clearTimeout(timer);
    timer = setTimeout(update, 100);
  });
  update();
}
