// Shapes of SVG: described first, then put into the page. What is there already stays, and only what differs from the last
// description is touched: a browser lays out and paints anew what it is given anew.
const NAMESPACE = "http://www.w3.org/2000/svg";
const isThere = (one) => one !== null && one !== undefined;

export const svg = (tag, attributes = {}, ...children) => ({ tag, attributes, children: children.filter(isThere) });

export function create(shape) {
  if (typeof shape !== "object") return document.createTextNode(shape);
  const node = document.createElementNS(NAMESPACE, shape.tag);
  for (const [name, value] of Object.entries(shape.attributes)) if (isThere(value)) node.setAttribute(name, value);
  node.append(...shape.children.map(create));
  return node;
}

function change(node, before, after) {
  for (const name of Object.keys(before)) if (!isThere(after[name])) node.removeAttribute(name);
  for (const [name, value] of Object.entries(after)) if (isThere(value) && value !== before[name]) node.setAttribute(name, value);
}

// Makes `node`, which shows the shape `before`, show the shape `after`.
export function update(node, before, after) {
  if (before === after) return;
  if (typeof before !== "object" && typeof after !== "object") node.data = after;
  else if (before.tag !== after.tag) node.replaceWith(create(after)); // a text has no tag
  else {
    change(node, before.attributes, after.attributes);
    const children = [...node.childNodes];
    for (const child of children.slice(after.children.length)) child.remove();
    after.children.forEach((child, k) => {
      if (k < before.children.length) update(children[k], before.children[k], child);
      else node.append(create(child));
    });
  }
}
