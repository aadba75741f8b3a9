// What the official controls lack for keyboard and screen reader: names, values in words, arrow keys on buttons.

const watched = { attributes: true, subtree: true, attributeFilter: ["aria-valuetext", "contenteditable", "class"] };

const put = (node, name, value) => {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value); // equal values would wake the observer again
};

export function dress(root, spec) {
  spec.controls.forEach((control, k) => {
    const box = root.querySelector(`.df-control-${k}`);
    if (!box || box.matches(".df-native")) return; // the chart alone was displayed, or beside the browser's own controls
    const select = box.querySelector("select");
    if (select) {
      put(select, "aria-label", control.label);
      put(select, "data-lm-suppress-shortcuts", "true");
      return;
    }
    const apply = () => (box.querySelector(".noUi-handle") ? slider(box, control) : buttons(box, control));
    apply();
    if (!box.dfWatched) {
      box.dfWatched = new MutationObserver(apply); // the controls write their own values back on every move
      box.dfWatched.observe(box, watched);
    }
  });
}

function slider(box, control) {
  const handle = box.querySelector(".noUi-handle");
  put(handle, "aria-label", control.label);
  put(handle, "aria-valuetext", control.texts[Math.round(Number(handle.getAttribute("aria-valuenow")))]);
  put(handle, "data-lm-suppress-shortcuts", "true"); // else JupyterLab takes the arrow keys
  const readout = box.querySelector(".widget-readout");
  put(readout, "contenteditable", "false"); // it looks editable to the Tab key and ignores what is typed
  put(readout, "aria-hidden", "true"); // the handle says the same
}

function buttons(box, control) {
  const all = [...box.querySelectorAll(".widget-toggle-button")];
  const group = all[0].parentElement;
  put(group, "role", "radiogroup");
  put(group, "aria-label", control.label);
  all.forEach((button, place) => {
    const on = button.classList.contains("mod-active");
    put(button, "role", "radio");
    put(button, "aria-checked", String(on));
    put(button, "aria-label", control.texts[place]);
    put(button, "tabindex", on ? "0" : "-1");
    put(button, "data-lm-suppress-shortcuts", "true");
  });
  if (!box.dfKeys) {
    box.dfKeys = (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      const now = [...box.querySelectorAll(".widget-toggle-button")];
      const from = now.indexOf(event.target);
      if (!step || from < 0) return;
      event.preventDefault();
      const next = now[(from + step + now.length) % now.length];
      next.focus();
      next.click();
    };
    box.addEventListener("keydown", box.dfKeys);
  }
}
