// Imports in Pyodide what every exercise imports, and keeps the bytecode: node compile.mjs KERNEL_FOLDER WARM_UP.py OUT.zip PACKAGE...
// The folder has pyodide.mjs, the wheels and their lock. An import that fails here would fail in the browser: it ends the build.
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { join, resolve } from "node:path";

const [folder, warmUp, out, ...packages] = process.argv.slice(2);
const home = resolve(folder);
const env = { HOME: "/home/pyodide", PYTHONNODEBUGRANGES: "1" };

try {
  const { loadPyodide } = await import(pathToFileURL(join(home, "pyodide.mjs")));
  const pyodide = await loadPyodide({ indexURL: `${home}/`, packageCacheDir: home, stdout: () => {}, env });
  await pyodide.loadPackage(packages, { messageCallback: () => {} });
  await pyodide.runPythonAsync(readFileSync(warmUp, "utf-8"));
  writeFileSync(out, pyodide.FS.readFile("/tmp/bytecode.zip"));
} catch (error) {
  console.error(error.message); // the stack would quote Pyodide's minified source
  process.exitCode = 1;
}
