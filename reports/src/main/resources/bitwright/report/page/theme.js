"use strict";
// Colours that follow the page's, light or dark, and numbers as the tables write them. Used by every chart of a page.
const bitwright = (() => {
  // Okabe and Ito, told apart by colour-blind readers; the same as in the still charts.
  const series = ["#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9", "#8a8a8a", "#b8a800",
    "#004f7c", "#a16f00", "#006e50", "#954100"];
  const prefixes = ["f", "p", "n", "µ", "m", "", "k", "M", "G", "T", "P", "E"];
  const charts = [];

  const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  /** Four significant digits and an SI prefix; from a thousandth to one a plain number, since most of these are shares. */
  function figure(value) {
    if (value === null || !Number.isFinite(value)) return "–";
    if (value === 0) return "0";
    if (Math.abs(value) >= 1e-3 && Math.abs(value) < 1) return String(Number(value.toPrecision(4)));
    const exponent = Math.floor(Math.log10(Math.abs(Number(value.toPrecision(4)))));
    const step = Math.max(-5, Math.min(6, Math.floor(exponent / 3)));
    return Number((value / 10 ** (3 * step)).toPrecision(4)) + prefixes[step + 5];
  }

  /** What all charts share; a chart's own option is laid over it. */
  function base() {
    const text = colour("--quiet");
    const line = colour("--line");
    const axis = {
      nameTextStyle: { color: text }, axisLabel: { color: text, formatter: undefined },
      axisLine: { lineStyle: { color: line } }, splitLine: { lineStyle: { color: line } },
    };
    return {
      animation: false,
      color: series,
      textStyle: { color: text, fontFamily: getComputedStyle(document.body).fontFamily },
      tooltip: { confine: true, backgroundColor: colour("--back"), borderColor: line, textStyle: { color: colour("--text") } },
      axis,
    };
  }

  /** A chart in an element, drawn anew by a function of nothing whenever the colours or the width change. */
  function chart(id, option, height = 420) {
    const element = document.getElementById(id);
    element.style.height = height + "px";
    const drawn = echarts.init(element, null, { renderer: "svg" });
    const draw = () => drawn.setOption(option(), true);
    charts.push({ drawn, draw });
    draw();
    return { drawn, draw, resize: to => { element.style.height = to + "px"; drawn.resize(); } };
  }

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => charts.forEach(({ draw }) => draw()));
  addEventListener("resize", () => charts.forEach(({ drawn }) => drawn.resize()));

  /** An element with attributes and children. */
  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
      else if (value === true) made.setAttribute(key, "");
      else if (value !== false) made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  }

  return { series, colour, figure, base, chart, element };
})();
