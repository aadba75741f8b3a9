// The bar above the notebook: the way back, what has been reached, and what can be done with one's work.
import { TEXT } from "./text.js";

export const make = (tag, className, ...children) => {
  const element = document.createElement(tag);
  element.className = className;
  element.append(...children);
  return element;
};

const link = (label, hint, href) => {
  const anchor = make("a", "course-link", label);
  anchor.href = href;
  anchor.title = hint;
  return anchor;
};

const button = (label, hint, act) => {
  const element = make("button", "course-button", label);
  element.type = "button";
  element.title = hint;
  element.addEventListener("click", act);
  return element;
};

/** Make the bar. `does` holds the page, the address in JupyterLab, and the functions behind the buttons. */
export function makeBar({ title, page, other, jupyterlab, isExercise, download, handIn, open, startAgain }) {
  const back = link(`← ${TEXT.back(page)}`, title, page);
  back.classList.add("course-back");
  const score = make("span", "course-score");
  score.setAttribute("role", "status");
  const kernel = make("span", "course-kernel", TEXT.starting);
  kernel.setAttribute("role", "status");
  const actions = make("span", "course-actions", button(TEXT.download, TEXT.downloadHint, download));
  if (isExercise) actions.append(button(TEXT.handIn, TEXT.handInHint, handIn));
  if (isExercise) actions.append(button(TEXT.open, TEXT.openHint, open));
  actions.append(button(TEXT.again, TEXT.againHint, startAgain));
  if (other) actions.append(link(TEXT.other[isExercise ? "exercises" : "chapters"], "", other));
  actions.append(link(TEXT.jupyterlab, TEXT.jupyterlabHint, jupyterlab));
  const line = make("div", "course-line", make("span", "course-where", back, score, kernel), actions);
  const notices = make("div", "course-notices");
  notices.setAttribute("aria-live", "polite");
  const node = make("nav", "course-bar", line, notices);
  node.setAttribute("aria-label", TEXT.bar);

  return {
    node,
    showScore(tally) {
      if (tally.all > 0) score.textContent = TEXT.score(tally);
    },
    showKernel(ready) {
      kernel.textContent = ready ? TEXT.ready : TEXT.starting;
      kernel.classList.toggle("course-is-ready", ready);
    },
    /** Show a sentence, with a button if `act` is given; returns a function that takes it away. */
    notice(sentence, label, act) {
      const remove = () => notice.remove();
      const notice = make("p", "course-notice", make("span", "", sentence));
      const removeAndAct = () => {
        remove();
        act();
      };
      if (label) notice.append(button(label, "", removeAndAct));
      const close = button("×", TEXT.close, remove);
      close.setAttribute("aria-label", TEXT.close);
      notice.append(close);
      notices.append(notice);
      return remove;
    },
  };
}

/** Make the bar of a page whose address leads to no notebook. */
export function makeMissingBar(path, home) {
  const back = link(`← ${TEXT.course}`, "", home);
  back.classList.add("course-back");
  const notice = make("p", "course-notice", make("span", "", TEXT.missing(path)));
  notice.setAttribute("role", "alert");
  const node = make("nav", "course-bar", make("div", "course-line", back), notice);
  node.setAttribute("aria-label", TEXT.bar);
  return node;
}
