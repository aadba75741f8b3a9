// Where the browser refuses all storage, JupyterLab ends at its first word to it. Something that forgets stands in for it then,
// before any other script: a learner can work, and keep.js says that nothing is kept.
(() => {
  "use strict";
  try {
    if (window.localStorage) return;
  } catch {
    // refused: what stands in comes below
  }
  const kept = new Map();
  const storage = {
    get length() {
      return kept.size;
    },
    key: (place) => [...kept.keys()][place] ?? null,
    getItem: (name) => kept.get(String(name)) ?? null,
    setItem: (name, value) => void kept.set(String(name), String(value)),
    removeItem: (name) => void kept.delete(String(name)),
    clear: () => kept.clear(),
  };
  Object.defineProperty(window, "localStorage", { value: storage, configurable: true });
})();
