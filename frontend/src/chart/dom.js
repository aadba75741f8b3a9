// Elements of HTML, texts of several lines, and the width of a text in the chart's own font.
import { svg } from "./shapes.js";

export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export const TEXT = 12; // px, the size of every text in a chart

export function measurer(el) {
  const pen = document.createElement("canvas").getContext("2d");
  const widths = new Map(); // the same texts come again with every move of a control
  let family = null;
  return (text, weight = 400) => {
    const key = `${weight} ${text}`;
    if (!widths.has(key)) {
      // Asked for once: each time, the browser would work out the styles of the whole page anew.
      if (el.isConnected) family ??= getComputedStyle(el).fontFamily;
      pen.font = `${weight} ${TEXT}px ${family || "sans-serif"}`;
      if (family) widths.set(key, pen.measureText(text).width);
      else return pen.measureText(text).width;
    }
    return widths.get(key);
  };
}

// Break a text into lines no wider than `room`, at spaces.
export function wrap(text, room, measure) {
  const lines = [];
  for (const word of text.split(" ")) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && measure(longer) <= room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

// A text of several lines around (x, y), which is the middle of the block.
export function block(lines, x, y, attributes) {
  const top = y - ((lines.length - 1) * (TEXT + 2)) / 2 + TEXT * 0.35;
  return svg("text", attributes,
    ...lines.map((line, k) => svg("tspan", { x, y: top + k * (TEXT + 2) }, line)));
}

export const round = (value) => Math.round(value * 100) / 100;
