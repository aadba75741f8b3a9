// Shapes of SVG: described first, then put into the page. What is there already stays, and only what differs from the last
// description is touched: a browser lays out and paints anew what it is given anew.
const NAMESPACE = "http://www.w3.org/2000/svg";
const isThere = (one) => one !== null && one !== undefined;

export const svg = (tag, attributes = {}, ...children) => ({ tag, attributes, children: children.filter(isThere) });

// The node of a shape is kept with it, so that an update need not look for it in the page.
export function create(shape) {
  if (typeof shape !== "object") return document.createTextNode(shape);
  const node = document.createElementNS(NAMESPACE, shape.tag);
  for (const [name, value] of Object.entries(shape.attributes)) if (isThere(value)) node.setAttribute(name, value);
  node.append(...shape.children.map(create));
  shape.node = node;
  return node;
}

function change(node, before, after) {
  for (const name in before) if (!isThere(after[name])) node.removeAttribute(name);
  for (const name in after) if (isThere(after[name]) && after[name] !== before[name]) node.setAttribute(name, after[name]);
}

const isText = (shape) => typeof shape !== "object";
const write = (node, before, after) => {
  if (after !== before) node.data = after;
};

// Makes the node that shows the shape `before` show the shape `after`.
export function update(before, after) {
  if (before === after) return;
  if (before.tag !== after.tag) {
    before.node.replaceWith(create(after));
    return;
  }
  const { node } = before;
  after.node = node;
  change(node, before.attributes, after.attributes);
  for (let k = before.children.length; k > after.children.length; k -= 1) node.childNodes[k - 1].remove();
  after.children.forEach((child, k) => {
    const old = before.children[k];
    if (k >= before.children.length) node.append(create(child));
    else if (!isText(old) && !isText(child)) update(old, child);
    else if (isText(old) && isText(child)) write(node.childNodes[k], old, child);
    else node.childNodes[k].replaceWith(create(child));
  });
}
