// Makes the curves and the sheets of the page move: axes, smoothing, zoom, values, a slider over the steps. Without it, the page
// shows the same curves and all sheets.
"use strict";
(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const WIDTH = 560, HEIGHT = 220, LEFT = 62, RIGHT = 26, TOP = 10, BOTTOM = 30;
  const data = JSON.parse(document.getElementById("curves").textContent);
  const view = { axis: "step", log: false, smooth: 0, from: null, to: null };
  const charts = [];

  const make = (name, attributes, parent, text) => {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    if (text !== undefined) element.textContent = text;
    parent.append(element);
    return element;
  };
  const ticks = (least, most, wanted) => {
    const rough = (most - least) / wanted, power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((f) => f * power).find((s) => s >= rough);
    const found = [];
    // Between numbers that are nearly equal, steps may change nothing.
    const first = Math.ceil(least / step);
    for (let i = 0; i <= 4 * wanted && (first + i) * step <= most; i++) found.push((first + i) * step);
    return found;
  };
  const short = (value) => {
    const size = Math.abs(value);
    if (size >= 1e6) return +(value / 1e6).toPrecision(4) + "M";
    if (size >= 1e4) return +(value / 1e3).toPrecision(4) + "k";
    return String(+value.toPrecision(4));
  };
  // The moving average over so many neighbours on both sides.
  const smoothed = (points, reach) => {
    if (!reach) return points;
    return points.map(([x], i) => {
      const near = points.slice(Math.max(0, i - reach), i + reach + 1);
      return [x, near.reduce((sum, point) => sum + point[1], 0) / near.length];
    });
  };
  const curvesOf = (column) =>
    data.runs.map((run) => {
      const points = [];
      for (let i = 0; i < run[column].length; i++) {
        const x = run[view.axis][i], y = run[column][i];
        if (x !== null && y !== null) points.push([x, y]);
      }
      return smoothed(points, view.smooth).filter(
        ([x, y]) => (view.from === null || (x >= view.from && x <= view.to)) && (!view.log || y > 0));
    });

  function draw(chart) {
    const curves = curvesOf(chart.column), all = curves.flat();
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", chart.label);
    chart.figure.querySelector("svg").replaceWith(svg);
    chart.svg = svg;
    chart.curves = curves;
    if (!all.length) {
      make("text", { x: LEFT, y: HEIGHT / 2 }, svg, view.log ? "nothing above 0 here" : "nothing here");
      return;
    }
    const scale = (y) => (view.log ? Math.log10(y) : y);
    const range = (values) => {
      let least = Infinity, most = -Infinity;
      for (const value of values) { least = Math.min(least, value); most = Math.max(most, value); }
      if (most > least) return [least, most];
      const margin = least === 0 ? 1 : Math.abs(least) / 2;
      return [least - margin, most + margin];
    };
    const [x0, x1] = view.from === null ? range(all.map((p) => p[0])) : [view.from, view.to];
    const [y0, y1] = range(all.map((p) => scale(p[1])));
    chart.across = (x) => LEFT + ((x - x0) / (x1 - x0)) * (WIDTH - LEFT - RIGHT);
    chart.back = (pixel) => x0 + ((pixel - LEFT) / (WIDTH - LEFT - RIGHT)) * (x1 - x0);
    const down = (y) => HEIGHT - BOTTOM - ((scale(y) - y0) / (y1 - y0)) * (HEIGHT - TOP - BOTTOM);
    for (const tick of ticks(y0, y1, 4)) {
      const value = view.log ? 10 ** tick : tick, at = down(value);
      make("line", { class: "rule", x1: LEFT, x2: WIDTH - RIGHT, y1: at, y2: at }, svg);
      make("text", { x: LEFT - 6, y: at, "text-anchor": "end", "dominant-baseline": "middle" }, svg, short(value));
    }
    for (const tick of ticks(x0, x1, 5))
      make("text", { x: chart.across(tick), y: HEIGHT - 10, "text-anchor": "middle" }, svg, short(tick));
    curves.forEach((points, i) => {
      if (points.length === 1)
        make("circle", { class: `curve c${i % 8}`, r: 2, cx: chart.across(points[0][0]), cy: down(points[0][1]) }, svg);
      make("polyline", { class: `curve c${i % 8}`,
        points: points.map(([x, y]) => `${chart.across(x).toFixed(1)},${down(y).toFixed(1)}`).join(" ") }, svg);
    });
    chart.cursor = make("line", { class: "cursor", y1: TOP, y2: HEIGHT - BOTTOM, x1: -9, x2: -9 }, svg);
    chart.zoom = make("rect", { class: "zoom", y: TOP, height: HEIGHT - TOP - BOTTOM, x: 0, width: 0 }, svg);
  }
  const drawAll = () => charts.forEach(draw);

  // Shows the values next to x.
  function point(chart, x) {
    if (!chart.across) return;
    chart.at = x;
    const pixel = chart.across(x);
    chart.cursor.setAttribute("x1", pixel);
    chart.cursor.setAttribute("x2", pixel);
    const told = chart.curves.map((points, i) => {
      if (!points.length) return null;
      const near = points.reduce((best, p) => (Math.abs(p[0] - x) < Math.abs(best[0] - x) ? p : best));
      const name = data.runs.length > 1 ? data.names[i] + ": " : "";
      return `${name}${+near[1].toPrecision(5)} at ${+near[0].toPrecision(7)}`;
    });
    chart.values.textContent = told.filter((text) => text !== null).join("; ");
  }
  function zoomTo(from, to) {
    const whole = from === null || to - from < 1e-9 * Math.max(Math.abs(from), Math.abs(to));
    [view.from, view.to] = whole ? [null, null] : [from, to];
    drawAll();
  }

  for (const figure of document.querySelectorAll("figure[data-column]")) {
    const chart = { figure, column: figure.dataset.column, label: figure.querySelector("svg").getAttribute("aria-label"),
      values: figure.querySelector(".values") };
    charts.push(chart);
    figure.tabIndex = 0;
    const pixelOf = (event) => {
      const box = chart.svg.getBoundingClientRect();
      return ((event.clientX - box.left) / box.width) * WIDTH;
    };
    let start = null;
    figure.addEventListener("pointerdown", (event) => {
      start = event.target.closest("svg") ? pixelOf(event) : null;
      if (start !== null) figure.setPointerCapture(event.pointerId);
    });
    figure.addEventListener("pointercancel", () => { start = null; });
    figure.addEventListener("pointermove", (event) => {
      if (!chart.back || (start === null && !event.target.closest("svg"))) return;
      const pixel = pixelOf(event);
      point(chart, chart.back(pixel));
      if (start === null || !(event.buttons & 1)) return;
      chart.zoom.setAttribute("x", Math.min(start, pixel));
      chart.zoom.setAttribute("width", Math.abs(pixel - start));
    });
    figure.addEventListener("pointerup", (event) => {
      const end = pixelOf(event), [low, high] = [Math.min(start, end), Math.max(start, end)];
      if (chart.back && start !== null && high - low > 8) zoomTo(chart.back(low), chart.back(high));
      start = null;
    });
    figure.addEventListener("dblclick", () => zoomTo(null, null));
    figure.addEventListener("keydown", (event) => {
      const all = [...new Set((chart.curves || []).flat().map((p) => p[0]))].sort((a, b) => a - b);
      if (!all.length) return;
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (event.key === "Escape") zoomTo(null, null);
      if (step === undefined) return;
      event.preventDefault();
      let i = all.findIndex((x) => x >= chart.at);
      if (i < 0) i = chart.at === undefined && step > 0 ? -1 : all.length;
      point(chart, all[Math.min(all.length - 1, Math.max(0, i + step))]);
    });
  }

  const controls = document.getElementById("controls");
  if (controls) {
    controls.hidden = false;
    controls.addEventListener("input", () => {
      const axis = controls.querySelector("select").value;
      if (axis !== view.axis) [view.from, view.to] = [null, null];
      view.axis = axis;
      view.log = controls.querySelector("input[type=checkbox]").checked;
      view.smooth = +controls.querySelector("input[type=range]").value;
      drawAll();
    });
    controls.querySelector("button").addEventListener("click", () => zoomTo(null, null));
    drawAll();
  }

  for (const list of document.querySelectorAll("ol.sheets")) {
    const items = [...list.children];
    if (items.length < 2) continue;
    const slider = document.createElement("input"), label = document.createElement("label");
    Object.assign(slider, { type: "range", min: 0, max: items.length - 1, value: items.length - 1 });
    const show = () => {
      items.forEach((item, i) => { item.hidden = i !== +slider.value; });
      slider.setAttribute("aria-valuetext", items[slider.value].querySelector("figcaption").textContent);
    };
    slider.addEventListener("input", show);
    label.className = "controls";
    label.append("Which step ", slider);
    list.before(label);
    show();
  }
})();
