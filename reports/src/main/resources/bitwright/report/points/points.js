"use strict";
(() => {
  const { series, colour, figure, base, chart, element } = bitwright;
  const data = JSON.parse(document.getElementById("points-data").textContent);
  const measures = data.measures.map(measure => measure.name);
  const objectives = data.measures.filter(measure => measure.goal !== "NONE").map(measure => measure.name);
  if (data.points.length === 0 || measures.length === 0) return;

  const isNumber = text => text.trim() !== "" && Number.isFinite(Number(text));
  const axes = data.axes.map((name, index) => {
    const texts = [...new Set(data.points.map(point => point.settings[index]))];
    const numeric = texts.every(isNumber);
    texts.sort(numeric ? (a, b) => a - b : undefined);
    return { name, index, texts, numeric };
  });
  const varied = axes.filter(axis => axis.texts.length > 1);
  const columns = [...data.axes, ...measures];
  const value = (point, column) => column < axes.length ? point.settings[column] : point.values[column - axes.length];
  const of = (point, measure) => point.values[measures.indexOf(measure)];

  const state = {
    x: data.leading[0], y: data.leading[1] ?? data.leading[0], colour: varied.length ? varied[0].name : "",
    logX: false, logY: false, frontOnly: false, brushed: null, sort: { column: 0, ascending: true },
    hidden: new Map(axes.map(axis => [axis.name, new Set()])),
  };

  const passes = point => axes.every(axis => !state.hidden.get(axis.name).has(point.settings[axis.index]))
    && (!state.frontOnly || point.front);
  const filtered = () => data.points.filter(passes);
  const shown = () => filtered().filter(point => state.brushed === null || state.brushed.has(point.id));

  // Words from the sweep file end up in markup of tooltips.
  const escaped = text => String(text).replace(/[&<>"']/g, c => "&#" + c.charCodeAt(0) + ";");
  const describe = point => `<strong>point ${point.id}</strong>${point.front ? " (on the front)" : ""}<br/>`
    + axes.map(axis => `${escaped(axis.name)}: ${escaped(point.settings[axis.index])}`).join("<br/>") + "<br/>"
    + measures.map((name, i) => `${escaped(name)}: ${figure(point.values[i])}`).join("<br/>");

  function scatterOption() {
    const common = base();
    const points = shown().filter(point => of(point, state.x) !== null && of(point, state.y) !== null);
    const at = point => ({ value: [of(point, state.x), of(point, state.y)], point });
    const axis = varied.find(one => one.name === state.colour);
    const groups = axis && axis.texts.length <= series.length
      ? axis.texts.map(text => ({ name: `${axis.name} = ${text}`, points: points.filter(p => p.settings[axis.index] === text) }))
      : [{ name: "points", points }];
    const dots = groups.map(group => ({
      type: "scatter", name: group.name, symbolSize: 9, data: group.points.map(at), emphasis: { scale: 1.6 },
      itemStyle: { opacity: 0.85 },
    }));
    const front = points.filter(point => point.front).sort((a, b) => of(a, state.x) - of(b, state.x));
    const edge = {
      type: "line", name: "Pareto front", data: front.map(at), symbol: "circle", symbolSize: 13, z: 1,
      lineStyle: { color: colour("--text"), width: 1.5 },
      itemStyle: { color: "transparent", borderColor: colour("--text"), borderWidth: 1.5 },
    };
    const valueAxis = (name, log) => ({
      ...common.axis, type: log ? "log" : "value", name, scale: true, nameLocation: "middle",
      axisLabel: { ...common.axis.axisLabel, formatter: figure },
    });
    return {
      ...common,
      legend: { type: "scroll", top: 0, textStyle: { color: colour("--quiet") }, pageTextStyle: { color: colour("--quiet") } },
      grid: { left: 46, right: 30, top: 48, bottom: 30, containLabel: true },
      tooltip: { ...common.tooltip, trigger: "item", formatter: item => describe(item.data.point) },
      xAxis: { ...valueAxis(state.x, state.logX), nameGap: 28 },
      yAxis: { ...valueAxis(state.y, state.logY), nameGap: 56 },
      dataZoom: [{ type: "inside", xAxisIndex: 0, filterMode: "none" }, { type: "inside", yAxisIndex: 0, filterMode: "none" }],
      series: [...dots, edge],
    };
  }

  function parallelOption() {
    const common = base();
    const dimensions = [...varied.map(axis => axis.index), ...(objectives.length ? objectives : data.leading)
      .map(name => axes.length + measures.indexOf(name))];
    const points = filtered();
    const line = point => ({ value: dimensions.map(column => value(point, column) ?? "-"), point });
    const lines = (name, chosen, style) => ({ type: "parallel", name, lineStyle: style, data: chosen.map(line) });
    return {
      ...common,
      tooltip: { ...common.tooltip, trigger: "item", formatter: item => describe(item.data.point) },
      legend: { top: 0, textStyle: { color: colour("--quiet") } },
      parallel: {
        left: 40, right: 60, top: 70, bottom: 20,
        parallelAxisDefault: {
          nameTextStyle: { color: colour("--quiet"), fontSize: 11 }, axisLabel: { color: colour("--quiet") },
          axisLine: { lineStyle: { color: colour("--quiet") } },
        },
      },
      parallelAxis: dimensions.map((column, dim) => {
        const axis = column < axes.length ? axes[column] : null;
        const name = columns[column].split(".").pop();
        return axis
          ? { dim, name, type: "category", data: axis.texts }
          : { dim, name, type: "value", scale: true, axisLabel: { color: colour("--quiet"), formatter: figure } };
      }),
      series: [
        lines("other points", points.filter(point => !point.front), { color: series[0], opacity: points.length > 300 ? 0.12 : 0.35, width: 1 }),
        lines("Pareto front", points.filter(point => point.front), { color: series[3], opacity: 0.9, width: 2 }),
      ],
    };
  }

  function bestPoints() {
    const first = objectives[0] ?? measures[0];
    const best = shown().filter(point => point.front && point.energyPj);
    return best.sort((a, b) => of(a, first) - of(b, first)).slice(0, 24);
  }

  function energyOption() {
    const common = base();
    const points = bestPoints();
    const components = [...new Set(points.flatMap(point => Object.keys(point.energyPj)))].sort();
    return {
      ...common,
      legend: { type: "scroll", top: 0, textStyle: { color: colour("--quiet") } },
      grid: { left: 20, right: 40, top: 40, bottom: 30, containLabel: true },
      tooltip: { ...common.tooltip, trigger: "axis", axisPointer: { type: "shadow" }, valueFormatter: figure },
      xAxis: { ...common.axis, type: "value", axisLabel: { ...common.axis.axisLabel, formatter: figure } },
      yAxis: {
        ...common.axis, type: "category", inverse: true,
        data: points.map(point => `${point.id}: ` + varied.map(axis => point.settings[axis.index]).join(", ")),
      },
      series: components.map(name => ({
        type: "bar", stack: "energy", name, data: points.map(point => point.energyPj[name] ?? 0), barMaxWidth: 22,
      })),
    };
  }

  const scatter = chart("scatter", scatterOption, 460);
  const parallel = chart("parallel", parallelOption, 380);
  const energy = chart("energy", energyOption, 100 + 26 * bestPoints().length);

  parallel.drawn.on("axisareaselected", () => {
    const model = parallel.drawn.getModel();
    const chosen = new Set();
    let narrowed = false;
    model.getSeries().forEach((one, i) => {
      const inside = one.getRawIndicesByActiveState("active");
      const outside = one.getRawIndicesByActiveState("inactive");
      narrowed ||= outside.length > 0 || inside.length > 0;
      const points = filtered().filter(point => point.front === (i === 1));
      inside.forEach(index => chosen.add(points[index].id));
    });
    state.brushed = narrowed ? chosen : null;
    draw(false);
  });

  function table() {
    const order = (a, b) => {
      const [u, v] = [value(a, state.sort.column - 1), value(b, state.sort.column - 1)];
      const less = state.sort.column === 0 ? a.id - b.id
        : typeof u === "number" || typeof v === "number" ? (u ?? Infinity) - (v ?? Infinity)
          : isNumber(u) && isNumber(v) ? u - v : u.localeCompare(v);
      return state.sort.ascending ? less : -less;
    };
    let points = shown();
    const all = points.length;
    if (all > data.mostRows) {
      const others = points.filter(point => !point.front);
      points = [...points.filter(point => point.front), ...others].slice(0, data.mostRows);
    }
    points.sort(order);
    const head = ["point", ...columns].map((name, column) => {
      const sorted = state.sort.column === column;
      const button = element("button", {
        type: "button",
        onclick: () => { state.sort = { column, ascending: sorted ? !state.sort.ascending : true }; table(); },
      }, name);
      const label = column <= axes.length ? { class: "label" } : {};
      return element("th", { scope: "col", ...label, ...(sorted ? { "aria-sort": state.sort.ascending ? "ascending" : "descending" } : {}) }, button);
    });
    const rows = points.map(point => element("tr", point.front ? { class: "front" } : {},
      element("th", { scope: "row", class: "label" }, String(point.id)),
      ...point.settings.map(text => element("td", { class: "label" }, text)),
      ...point.values.map(number => element("td", {}, figure(number)))));
    const caption = `${points.length} of ${data.points.length} points; those on the front in bold`;
    document.getElementById("table").replaceChildren(element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
      element("table", {}, element("caption", {}, caption), element("thead", {}, element("tr", {}, ...head)),
        element("tbody", {}, ...rows))));
  }

  const count = element("output", { "aria-live": "polite" });

  function draw(withParallel = true) {
    if (withParallel) {
      state.brushed = null;
      parallel.draw();
    }
    scatter.draw();
    energy.draw();
    energy.resize(100 + 26 * bestPoints().length);
    table();
    count.textContent = `${shown().length} of ${data.points.length} points shown, ${shown().filter(point => point.front).length} on the front`;
  }

  function choice(label, names, key) {
    return element("label", {}, label, element("select", {
      id: "choose-" + key, onchange: event => { state[key] = event.target.value; draw(); },
    }, ...names.map(name => element("option", { value: name, selected: name === state[key] }, name === "" ? "one colour" : name))));
  }

  function check(label, key) {
    return element("label", { class: "check" }, element("input", {
      type: "checkbox", id: "check-" + key, onchange: event => { state[key] = event.target.checked; draw(); },
    }), label);
  }

  function filter(axis) {
    const hidden = state.hidden.get(axis.name);
    const box = text => element("label", { class: "check" }, element("input", {
      type: "checkbox", checked: true, name: axis.name, value: text,
      onchange: event => { event.target.checked ? hidden.delete(text) : hidden.add(text); draw(); },
    }), text);
    return element("fieldset", {}, element("legend", {}, axis.name), ...axis.texts.map(box));
  }

  const controls = document.getElementById("controls");
  controls.append(
    choice("across", measures, "x"), choice("up", measures, "y"), choice("colour by", ["", ...varied.map(axis => axis.name)], "colour"),
    check("log across", "logX"), check("log up", "logY"), check("front only", "frontOnly"),
    element("details", { open: varied.length <= 6 }, element("summary", {}, "Filter"),
      ...varied.filter(axis => axis.texts.length <= 64).map(filter)),
    count);
  controls.hidden = false;
  draw();
})();
