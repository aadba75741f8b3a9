// What `make pictures` runs in a page: moves the controls of a case, and names every text of its charts that cannot be
// read because it lies on another text, a mark, a curve or an edge. Gives an object of functions.
(() => {
  "use strict";

  const SLACK = 1; // px that two things may share
  const TOUCH = 2; // px of a line of text above its capitals and under its letters that nobody misses
  const APART = 3; // px between two texts on one line, and between a number and the ends of the bar it stands in
  const LEAST = 10.9; // px of a text on the screen

  const boxOf = (node) => {
    const { left, right, top, bottom } = node.getBoundingClientRect();
    return { left, right, top, bottom };
  };
  const shrunk = ({ left, right, top, bottom }, x, y) => ({ left: left + x, right: right - x, top: top + y, bottom: bottom - y });
  const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > SLACK
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > SLACK;
  const isTurned = (text) => text.getScreenCTM().b !== 0;
  // Beside each other on one line with less than a space between.
  const touch = (a, b) => Math.max(a.left, b.left) - Math.min(a.right, b.right) < APART
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2 * TOUCH;
  const inside = (a, b) => a.left >= b.left - SLACK && a.right <= b.right + SLACK && a.top >= b.top - SLACK && a.bottom <= b.bottom + SLACK;
  const holds = ({ left, right, top, bottom }, [x, y]) => x > left && x < right && y > top && y < bottom;

  // Every line of text that is drawn.
  const textsOf = (chart) => [...chart.querySelectorAll("text")].flatMap((text) => {
    const lines = [...text.querySelectorAll("tspan")];
    return (lines.length ? lines : [text])
      .filter((line) => line.textContent.trim() !== "")
      .map((line) => ({ node: text, words: line.textContent.trim(), box: boxOf(line) }));
  });

  const isSample = (node) => node.closest("defs, clipPath, .df-legend, symbol") !== null;
  const drawn = (chart, selector) => [...chart.querySelectorAll(selector)].filter((node) => !isSample(node));

  // Points along a path, 3 px apart, in the page's coordinates; those that its clip hides are left out.
  const pointsOf = (path) => {
    const length = path.getTotalLength();
    const matrix = path.getScreenCTM();
    if (!length || !matrix) return [];
    const name = path.closest("[clip-path]")?.getAttribute("clip-path").match(/#([^)"]+)/)?.[1];
    const clip = name && document.getElementById(name)?.querySelector("rect, path");
    const frame = clip ? clipBox(clip, matrix) : null;
    const count = Math.min(2000, Math.ceil(length / 3));
    return Array.from({ length: count + 1 }, (_, k) => path.getPointAtLength((length * k) / count).matrixTransform(matrix))
      .map(({ x, y }) => [x, y])
      .filter((point) => !frame || holds(frame, point));
  };

  const clipBox = (clip, matrix) => {
    const { x, y, width, height } = clip.getBBox();
    const corners = [new DOMPoint(x, y), new DOMPoint(x + width, y + height)].map((one) => one.matrixTransform(matrix));
    return { left: corners[0].x - 1, top: corners[0].y - 1, right: corners[1].x + 1, bottom: corners[1].y + 1 };
  };

  // What may not run through a text: [what it is, its points].
  const strokesOf = (chart) => {
    const live = chart.matches(".df-chart");
    const curves = live ? drawn(chart, ".df-line, [clip-path] > .df-patch, .df-base, .df-rule line, .df-leader") : drawn(chart, "path").filter(isStroke);
    return curves.map((path) => ({
      what: path.dataset.series ?? (path.closest(".df-rule") ? "a reference line" : path.matches(".df-leader") ? "the line to a name" : "a line"), path,
    }));
  };

  // Of matplotlib's paths, those that are curves or edges: drawn, not filled, longer than a tick.
  const isStroke = (path) => {
    const style = getComputedStyle(path);
    const { width, height } = path.getBoundingClientRect();
    return style.stroke !== "none" && style.fill === "none" && Math.max(width, height) > 12 && !path.closest("[data-grid]");
  };

  // One path draws all the marks or bars of a series: the box of each, for which it is drawn by itself for a moment.
  const boxesOfParts = (path) => {
    const alone = path.getAttribute("d").split(/(?=M)/).filter(Boolean).map((d) => {
      const one = path.cloneNode(false);
      one.setAttribute("d", d);
      return one;
    });
    path.after(...alone);
    const boxes = alone.map(boxOf);
    for (const one of alone) one.remove();
    return boxes;
  };

  // What a text lies on altogether or not at all: bars and marks.
  const shapesOf = (chart) => {
    const marks = [
      ...drawn(chart, ".df-mark").flatMap(boxesOfParts).map((box) => shrunk(box, 1, 1)),
      ...drawn(chart, ".df-here > :is(circle, path), .df-cut").map((node) => shrunk(boxOf(node), -2, 1)),
    ].map((box) => ({ what: "a mark", box, whole: false }));
    const bars = drawn(chart, chart.matches(".df-chart") ? ".df-patch:not([clip-path] > *)" : "path[data-bar]")
      .flatMap((node) => {
        const what = `a bar of ${node.closest("[data-series]")?.dataset.series ?? "the chart"}`;
        return (node.matches("path.df-patch") ? boxesOfParts(node) : [boxOf(node)]).map((box) => ({ what, box, whole: true }));
      })
      .filter(({ box }) => box.right - box.left > 1 && box.bottom - box.top > 1);
    return [...marks, ...bars];
  };

  const faultsOf = (chart) => {
    const texts = textsOf(chart);
    const shapes = shapesOf(chart);
    const strokes = strokesOf(chart).map((stroke) => ({ ...stroke, points: pointsOf(stroke.path) }));
    const frame = boxOf(chart);
    const found = [];
    texts.forEach(({ words, box, node }, k) => {
      const tight = shrunk(box, 0, TOUCH);
      const { a, b } = node.getScreenCTM(); // a text may be turned
      const size = parseFloat(getComputedStyle(node).fontSize) * Math.hypot(a, b);
      if (size < LEAST) found.push(`“${words}” is ${size.toFixed(1)} px high`);
      if (!inside(box, { ...frame, bottom: frame.bottom + TOUCH })) found.push(`“${words}” leaves the drawing`);
      for (const other of texts.slice(k + 1)) {
        if (other.node === node) continue;
        if (meet(box, other.box)) found.push(`“${words}” on “${other.words}”`);
        else if (!isTurned(node) && !isTurned(other.node) && touch(box, other.box)) found.push(`“${words}” touches “${other.words}”`);
      }
      if (node.closest(".df-legend")) return;
      for (const shape of shapes) {
        if (meet(tight, shape.box) && !(shape.whole && inside(shrunk(tight, -APART, 0), shape.box))) found.push(`“${words}” on ${shape.what}`);
      }
      const core = shrunk(tight, 0, 1);
      for (const { what, points } of strokes) if (points.some((point) => holds(core, point))) found.push(`“${words}” on ${what}`);
    });
    return found.map((fault) => `${chart.querySelector("title").textContent}: ${fault}`);
  };

  const chartsOf = (root) => [...root.querySelectorAll("svg.df-chart, svg.df-static-chart")].filter((chart) => chart.checkVisibility());

  // Puts each control at a place, by what a hand would do; one that stands there already is not drawn for again.
  const set = (root, places) => places.forEach((place, k) => {
    const box = root.querySelector(`.df-control-${k}`);
    const slider = box.querySelector("[type=range]");
    const list = box.querySelector("select");
    if (slider) {
      if (Number(slider.value) === place) return;
      slider.value = place;
      slider.dispatchEvent(new Event("input", { bubbles: true }));
    } else if (list) {
      if (list.selectedIndex === place) return;
      list.selectedIndex = place;
      list.dispatchEvent(new Event("change", { bubbles: true }));
    } else box.querySelectorAll("[type=radio]")[place].click();
  });

  const faults = (root) => chartsOf(root).flatMap(faultsOf);

  return {
    set,
    faults,
    /** Faults at each of `settings`, which are lists of places: [[settings, fault], ...]. */
    tour: (root, settings) => settings.flatMap((places) => {
      set(root, places);
      return faults(root).map((fault) => [places, fault]);
    }),
  };
})()
