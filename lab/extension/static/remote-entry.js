// The container of module federation that JupyterLab asks of an extension, written by hand: two functions need no bundler.
(() => {
  "use strict";
  const here = document.currentScript.src;
  let scope;
  const get = async () => {
    const { plugin } = await import(new URL("main.js", here));
    return () => ({ __esModule: true, default: plugin(async (name) => (await Object.values(scope[name])[0].get())()) });
  };
  const init = (shared) => {
    scope = shared;
  };
  window._JUPYTERLAB ??= {};
  window._JUPYTERLAB["course-lab"] = { init, get };
})();
