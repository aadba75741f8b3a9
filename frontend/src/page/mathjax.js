// The controls typeset their labels through MathJax 2's queue; pages have MathJax 3, or none. The build lets the
// bundle see this object in place of window.MathJax, so nothing of the page is changed.
globalThis.digitalFactoryMathJax = {
  Hub: {
    Queue([, , node]) {
      if (node?.textContent.includes("\\(")) globalThis.MathJax?.typesetPromise?.([node]);
    },
  },
};
