// Brings what Python needs while the browser still reads JupyterLab's own scripts, which come first where the line is narrow.
// What the browser has is left as it is: the kernel asks whether it is still good, and a second question would cost what has been compiled.
(async () => {
  "use strict";
  const CHAINS = 2; // files at a time
  const lab = new URL("../../../", document.currentScript.src);
  try {
    const { first } = await (await fetch(new URL("status.json", lab))).json();
    const waiting = [...first];
    const chain = async () => {
      for (let path = waiting.shift(); path; path = waiting.shift()) {
        const answer = await fetch(new URL(path, lab), { priority: "low", cache: "force-cache" });
        await answer.arrayBuffer();
      }
    };
    await Promise.all(Array.from({ length: CHAINS }, chain));
  } catch {
    // The kernel asks for the same files and says what is wrong with them.
  }
})();
