// "Show the numbers": what a panel draws, as a table.
import { element } from "./dom.js";

// The name of a column: the series and what is measured, once if they are the same words.
export const column = (label, measured) => (label === measured ? label : `${label}: ${measured}`);

export function table({ panel }, { columns, rows }) {
  const cell = (text, k) => (k === 0 ? element("th", { scope: "row" }, text) : element("td", {}, text));
  return element("div", { class: "df-table", tabindex: "0", role: "region", "aria-label": panel.title },
    element("table", {},
      element("caption", {}, panel.title),
      element("thead", {}, element("tr", {}, ...columns.map((text) => element("th", { scope: "col" }, text)))),
      element("tbody", {}, ...rows.map((row) => element("tr", {}, ...row.map(cell)))),
    ));
}
