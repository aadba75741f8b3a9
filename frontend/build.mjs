// Builds what the package commits: the chart that travels with each widget, the page's script, the official manager.
// Usage: node build.mjs PACKAGE_STATIC, the folder to write.
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const [packageStatic] = process.argv.slice(2);
if (!packageStatic) {
  console.error("Name a folder: node build.mjs PACKAGE_STATIC");
  process.exit(1);
}
const source = (...parts) => join(here, "src", ...parts);
const common = { bundle: true, minify: true, charset: "utf8", legalComments: "none", logLevel: "warning", write: false };

// anywidget is published as an AMD module only; its last line becomes an export.
const anywidgetAsModule = {
  name: "anywidget-as-module",
  setup(builder) {
    builder.onLoad({ filter: /anywidget[\\/]dist[\\/]index\.js$/ }, async ({ path }) => {
      const code = await readFile(path, "utf8");
      const contents = code.replace(/define\(\["@jupyter-widgets\/base"\], (\w+)\);\s*$/, "export default $1;\n");
      if (contents === code) throw new Error(`${path} no longer ends in define([...], ...): look at its new form.`);
      return { contents, loader: "js" };
    });
  },
};

// Names the folders of the npm packages whose files went into the bundle.
async function bundle(name, options) {
  const { outputFiles, metafile } = await build({ ...common, ...options, metafile: true, absWorkingDir: here });
  const [{ contents }] = outputFiles;
  await writeFile(join(packageStatic, name), contents);
  return Object.keys(metafile.inputs)
    .map((path) => path.match(/^(?:[\w-]+:)?((?:node_modules\/(?:@[^/]+\/)?[^/]+\/)+)/)?.[1]) // not those left out
    .filter(Boolean);
}

// What the licences of those packages ask of whoever passes their code on: to pass their text on as well.
async function licences(folders) {
  const texts = [...new Set(folders)].sort().map(async (folder) => {
    const root = join(here, folder);
    const { name, version, license, author } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
    const file = (await readdir(root)).sort().find((entry) => /^(licen[cs]e|copying)/i.test(entry));
    const text = file ? await readFile(join(root, file), "utf8") : `${license}, by ${author?.name ?? author}\n`;
    return `${name} ${version}\n${"=".repeat(60)}\n${text.replace(/\r\n/g, "\n").trimEnd()}\n`;
  });
  return (await Promise.all(texts)).join("\n\n");
}

await mkdir(packageStatic, { recursive: true });
const chart = await bundle("case-chart.js", { entryPoints: [source("chart", "index.js")], format: "esm", target: "es2022" });
await bundle("case-chart.css", { entryPoints: [source("chart", "case-chart.css")] });

await bundle("case-controls.css", { entryPoints: [source("page", "page.css")] });

// The official manager carries its styles as text, so that pages without it load none of them. It would hand labels to
// a script for formulas, which no page has.
const styles = {
  name: "styles-as-text",
  setup(builder) {
    builder.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { outputFiles } = await build({ ...common, entryPoints: [path], loader: { ".svg": "dataurl" } });
      return { contents: outputFiles[0].text, loader: "text" };
    });
  },
};
const page = { format: "iife", target: "es2022" };
const runtime = await bundle("case-runtime.js", { ...page, entryPoints: [source("page", "runtime.js")] });
const manager = await bundle("widget-manager.js", {
  ...page,
  entryPoints: [source("page", "manager.js")],
  define: { "window.MathJax": "undefined", "process.env.NODE_ENV": '"production"' },
  plugins: [anywidgetAsModule, styles],
});

await writeFile(join(packageStatic, "case-LICENSES.txt"), await licences([...chart, ...runtime, ...manager]));
