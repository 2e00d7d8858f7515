"use strict";
(() => {
  const { series, colour, figure, base, chart, element } = bitwright;
  const data = JSON.parse(document.getElementById("explorer-data").textContent);
  const state = { baseline: data.baseline, section: 0 };

  const entry = (section, label) => section.entries.find(one => one.label === label);
  const energyOf = one => Object.values(one.energyPj).reduce((sum, part) => sum + part, 0);
  const ratio = (a, b) => a > 0 && b > 0 ? a / b : null;
  const factor = value => value === null || value === undefined ? "–" : value.toFixed(2) + "×";

  function mean(values) {
    const known = values.filter(value => value !== null);
    return known.length ? Math.exp(known.reduce((sum, value) => sum + Math.log(value), 0) / known.length) : null;
  }

  function speedUp(section, label) {
    const [own, reference] = [entry(section, label), entry(section, state.baseline)];
    return own && reference ? ratio(reference.milliseconds, own.milliseconds) : null;
  }

  /** Energies are compared under one table only. */
  function energy(section, label) {
    const [own, reference] = [entry(section, label), entry(section, state.baseline)];
    return own && reference && own.energyTable === reference.energyTable ? ratio(energyOf(own), energyOf(reference)) : null;
  }

  const valueAxis = common => ({ ...common.axis, type: "value", axisLabel: { ...common.axis.axisLabel, formatter: value => value + "×" } });

  function bars(names, valuesOf, formatter) {
    const common = base();
    return {
      ...common,
      legend: { type: "scroll", top: 0, textStyle: { color: colour("--quiet") } },
      grid: { left: 10, right: 20, top: 40, bottom: names.length > 30 ? 60 : 20, containLabel: true },
      tooltip: { ...common.tooltip, trigger: "axis", axisPointer: { type: "shadow" }, valueFormatter: formatter },
      xAxis: { ...common.axis, type: "category", data: names, axisLabel: { ...common.axis.axisLabel, rotate: names.length > 6 ? 45 : 0, interval: names.length > 40 ? "auto" : 0 } },
      yAxis: valueAxis(common),
      dataZoom: names.length > 30 ? [{ type: "slider", bottom: 5 }] : [],
      series: data.labels.map((label, i) => ({
        type: "bar", name: label, data: valuesOf(label), itemStyle: { color: series[i % series.length] },
        markLine: i ? undefined : { silent: true, symbol: "none", label: { show: false }, data: [{ yAxis: 1 }], lineStyle: { color: colour("--quiet") } },
      })),
    };
  }

  const speedOption = () => bars(
    [...data.sections.map(section => section.title), "geometric mean"],
    label => {
      const factors = data.sections.map(section => speedUp(section, label));
      return [...factors, mean(factors)];
    }, factor);

  const layersOption = () => {
    const section = data.sections[state.section];
    const reference = entry(section, state.baseline);
    return bars(section.layers, label => {
      const own = entry(section, label);
      return section.layers.map((_, i) => own && reference ? ratio(reference.layerMilliseconds[i], own.layerMilliseconds[i]) : null);
    }, factor);
  };

  function energyOption() {
    const common = base();
    const entries = data.sections[state.section].entries;
    const components = [...new Set(entries.flatMap(one => Object.keys(one.energyPj)))].sort();
    return {
      ...common,
      legend: { type: "scroll", top: 0, textStyle: { color: colour("--quiet") } },
      grid: { left: 10, right: 40, top: 40, bottom: 20, containLabel: true },
      tooltip: { ...common.tooltip, trigger: "axis", axisPointer: { type: "shadow" }, valueFormatter: figure },
      xAxis: { ...common.axis, type: "value", axisLabel: { ...common.axis.axisLabel, formatter: figure } },
      yAxis: { ...common.axis, type: "category", inverse: true, data: entries.map(one => one.label) },
      series: components.map(name => ({
        type: "bar", stack: "energy", name, data: entries.map(one => one.energyPj[name] ?? 0), barMaxWidth: 26,
      })),
    };
  }

  function table() {
    const header = ["design", ...data.sections.flatMap(section => [section.title, section.title + " energy"]), "mean speed-up", "mean energy"];
    const rows = data.labels.map(label => {
      const speeds = data.sections.map(section => speedUp(section, label));
      const energies = data.sections.map(section => energy(section, label));
      return [label, ...data.sections.flatMap((_, i) => [factor(speeds[i]), factor(energies[i])]), factor(mean(speeds)), factor(mean(energies))];
    });
    const caption = `Speed-up and energy over ${state.baseline}; means are geometric`;
    document.getElementById("speed-table").replaceChildren(element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
      element("table", {}, element("caption", {}, caption),
        element("thead", {}, element("tr", {}, ...header.map((name, i) => element("th", { scope: "col", ...(i ? {} : { class: "label" }) }, name)))),
        element("tbody", {}, ...rows.map(cells => element("tr", cells[0] === state.baseline ? { class: "total" } : {},
          ...cells.map((cell, i) => i ? element("td", {}, cell) : element("th", { scope: "row", class: "label" }, cell))))))));
  }

  document.getElementById("explorer").hidden = false;
  const charts = [chart("speed", speedOption, 360), chart("layers", layersOption, 400),
    chart("energy", energyOption, 90 + 34 * data.labels.length)];

  function draw() {
    charts.forEach(one => one.draw());
    table();
  }

  function choice(label, id, options, chosen, take) {
    return element("label", {}, label, element("select", { id, onchange: event => { take(event.target.value); draw(); } },
      ...options.map(([value, name]) => element("option", { value, selected: value === chosen }, name))));
  }

  document.getElementById("controls").append(
    choice("baseline", "choose-baseline", data.labels.map(label => [label, label]), state.baseline, value => { state.baseline = value; }),
    choice("workload", "choose-workload", data.sections.map((section, i) => [String(i), section.title]), "0", value => { state.section = Number(value); }));
  draw();
})();
