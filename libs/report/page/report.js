// Draws the charts of a report from the embedded report.json. Needs dygraphs; everything else is here.
(function () {
  "use strict";
  const report = JSON.parse(document.getElementById("report").textContent);
  const perSecond = report.series.per_second;
  const samples = report.series.samples;
  const duration = Math.max(1, report.length_s);
  const axisWidth = 62;
  const rightMargin = 56;
  const minute = 60;
  const hour = 60 * minute;
  const day = 24 * hour;
  const long = duration > hour;
  const charts = [];
  let range = [0, duration];
  let busy = false;

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  }

  function tone(phase) {
    const ratio = phase.core.goodput_ratio;
    if (ratio === null) return "none";
    return ratio <= 0.5 ? "bad" : ratio < 0.95 ? "warn" : "good";
  }

  function compact(value) {
    const size = Math.abs(value);
    if (size >= 1e6) return +(value / 1e6).toFixed(1) + "M";
    if (size >= 1e4) return +(value / 1e3).toFixed(1) + "k";
    if (size >= 100 || Number.isInteger(value)) return String(Math.round(value));
    return String(+value.toPrecision(3));
  }

  // A moment on the drill's clock: seconds in a short run, "3 d 04:15" in a long one.
  function moment(at) {
    if (!long) return (+at).toFixed(1) + " s";
    const minutes = Math.floor(at / minute);
    const two = (number) => String(number).padStart(2, "0");
    return Math.floor(minutes / 1440) + " d " + two(Math.floor(minutes / 60) % 24) + ":" + two(minutes % 60);
  }

  // Ticks of a long run at whole minutes, hours or days, as many as have room.
  function longTicks(from, until, pixels) {
    const steps = [1, 2, 5, 10, 15, 30].map((n) => n * minute)
      .concat([1, 2, 3, 6, 12].map((n) => n * hour), [1, 2, 3, 5, 7, 10, 14].map((n) => n * day));
    const room = Math.max(1, Math.floor(pixels / 80));
    const step = steps.find((length) => (until - from) / length <= room) || steps[steps.length - 1];
    const ticks = [];
    for (let at = Math.ceil(from / step) * step; at <= until; at += step) {
      const days = Math.floor(at / day);
      const time = moment(at).split(" d ")[1];
      const label = duration <= 2 * day ? days * 24 + +time.slice(0, 2) + time.slice(2) :
        at % day === 0 ? days + " d" : step >= hour ? days + " d " + +time.slice(0, 2) + " h" : moment(at);
      ticks.push({ v: at, label: label });
    }
    return ticks;
  }

  // Phase bands and step lines, drawn under every chart.
  function underlay(canvas, area, graph) {
    for (const phase of report.phases) {
      const kind = tone(phase);
      if (kind === "none") continue;
      const left = Math.max(area.x, graph.toDomXCoord(phase.start_s));
      const right = Math.min(area.x + area.w, graph.toDomXCoord(phase.end_s));
      if (right <= left) continue;
      canvas.fillStyle = colour("band-" + kind);
      canvas.fillRect(left, area.y, right - left, area.h);
    }
    stepLines(canvas, area, (at) => graph.toDomXCoord(at));
  }

  function stepLines(canvas, area, toX) {
    canvas.save();
    canvas.strokeStyle = colour("muted");
    canvas.setLineDash([3, 3]);
    canvas.lineWidth = 1;
    for (const step of report.steps) {
      if (step.started_s === null) continue;
      const x = Math.round(toX(step.started_s)) + 0.5;
      if (x < area.x || x > area.x + area.w) continue;
      canvas.beginPath();
      canvas.moveTo(x, area.y);
      canvas.lineTo(x, area.y + area.h);
      canvas.stroke();
    }
    canvas.restore();
  }

  function legend(data) {
    const time = data.x === undefined ? "" : "<span>" + moment(data.x) + "</span>";
    return time + data.series.map(function (series) {
      const swatch = '<i style="background:' + series.color + '"></i>';
      const value = data.x === undefined || series.y === undefined || series.y === null ? "" :
        " <b>" + compact(series.y) + "</b>";
      return "<span>" + swatch + series.labelHTML + value + "</span>";
    }).join("");
  }

  // Zooming one chart zooms all; pointing at one shows the values of all.
  function onDraw(graph, initial) {
    if (initial || busy) return;
    const next = graph.xAxisRange();
    if (next[0] === range[0] && next[1] === range[1]) return;
    range = next;
    busy = true;
    for (const other of charts) if (other !== graph) other.updateOptions({ dateWindow: range });
    busy = false;
    drawStrip();
    drawHeat();
  }

  function nearestRow(graph, x) {
    let low = 0;
    let high = graph.numRows() - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (graph.getValue(middle, 0) < x) low = middle + 1; else high = middle;
    }
    if (low > 0 && x - graph.getValue(low - 1, 0) < graph.getValue(low, 0) - x) return low - 1;
    return low;
  }

  function onHighlight(graph, x) {
    if (busy) return;
    busy = true;
    for (const other of charts) if (other !== graph) other.setSelection(nearestRow(other, x));
    busy = false;
  }

  function onUnhighlight(graph) {
    if (busy) return;
    busy = true;
    for (const other of charts) if (other !== graph) other.clearSelection();
    busy = false;
  }

  function rows(at, columns) {
    return at.map((x, index) => [x].concat(columns.map((column) => column[index])));
  }

  function draw(id, labels, at, columns, options) {
    const element = document.getElementById(id);
    if (at.length === 0) {
      element.textContent = "no data";
      element.className += " note";
      return;
    }
    const rightAxis = options.axes && options.axes.y2;
    const axes = {
      x: Object.assign({ axisLabelFormatter: (x) => +(+x).toFixed(1) + " s", axisLineColor: colour("line"),
        drawGrid: false }, long ? { ticker: longTicks } : {}),
      y: { axisLabelFormatter: compact, axisLabelWidth: axisWidth - 6, axisLineColor: colour("line") },
      y2: Object.assign({ axisLabelFormatter: compact, axisLabelWidth: rightMargin - 6, drawGrid: false,
        axisLineColor: colour("line") }, rightAxis || {}),
    };
    const settings = Object.assign({
      labels: ["s"].concat(labels), labelsDiv: id + "-legend", legend: "always", legendFormatter: legend,
      dateWindow: range.slice(), gridLineColor: colour("grid"), strokeWidth: 1.8, connectSeparatedPoints: false,
      includeZero: true, highlightCircleSize: 3, rightGap: rightAxis ? 0 : rightMargin,
      underlayCallback: underlay, drawCallback: onDraw, animatedZooms: false,
      highlightCallback: function (event, x) { onHighlight(this, x); },
      unhighlightCallback: function () { onUnhighlight(this); },
      zoomCallback: function () {},
    }, options, { axes: axes });
    charts.push(new Dygraph(element, rows(at, columns), settings));
  }

  function owners(id, waiting) {
    const names = Object.keys(waiting).filter((name) => waiting[name].some((count) => count > 0));
    const shown = names.length > 0 ? names : ["core"];
    const palette = { core: "c2", browse: "c5", phone_home: "c6", analytics: "c3", outbox: "c4", ops: "muted" };
    draw(id, shown, samples.at_s, shown.map((name) => waiting[name]), {
      colors: shown.map((name) => colour(palette[name] || "muted")), stackedGraph: true, strokeWidth: 1, fillAlpha: 0.45,
    });
  }

  function plotArea() {
    if (charts.length > 0) return charts[0].getArea();
    return { x: axisWidth, w: document.getElementById("strip").clientWidth - axisWidth - rightMargin };
  }

  function toX(at, area) {
    return area.x + (at - range[0]) / (range[1] - range[0]) * area.w;
  }

  function piece(className, text, left, width, title) {
    const element = document.createElement("div");
    element.className = className;
    element.textContent = text;
    element.title = title;
    element.style.left = left + "px";
    element.style.width = Math.max(0, width) + "px";
    return element;
  }

  function drawStrip() {
    const strip = document.getElementById("strip");
    const area = plotArea();
    strip.replaceChildren();
    for (const phase of report.phases) {
      const left = Math.max(area.x, toX(phase.start_s, area));
      const right = Math.min(area.x + area.w, toX(phase.end_s, area));
      if (right - left < 4) continue;
      const ratio = phase.core.goodput_ratio;
      const share = ratio === null ? "" : " " + +(ratio * 100).toFixed(ratio > 0.9 ? 1 : 0) + "%";
      const room = right - left > 7 * (phase.name.length + share.length) + 16;
      strip.append(piece("phase " + tone(phase), room ? phase.name + share : phase.name, left + 1, right - left - 2,
        phase.name + ": core goodput" + (share || " unknown")));
    }
    const steps = report.steps.filter((step) => step.started_s !== null);
    steps.forEach(function (step, index) {
      const left = toX(step.started_s, area);
      if (left < area.x - 1 || left > area.x + area.w) return;
      const next = index + 1 < steps.length ? toX(steps[index + 1].started_s, area) : area.x + area.w;
      strip.append(piece("step", step.name, left, Math.min(next, area.x + area.w + rightMargin) - left - 2,
        moment(step.started_s) + ": " + step.outcome));
    });
  }

  function mix(low, high, share) {
    return "rgb(" + low.map((value, index) => Math.round(value + (high[index] - value) * share)).join(",") + ")";
  }

  // Latency heat map: a column for a window or several, a row per half power of two, shaded by the logarithm of the count.
  function drawHeat() {
    const box = document.getElementById("heat");
    let canvas = box.querySelector("canvas");
    if (!canvas) {
      canvas = document.createElement("canvas");
      canvas.className = "cells";
      box.append(canvas);
    }
    const scale = window.devicePixelRatio || 1;
    canvas.width = box.clientWidth * scale;
    canvas.height = box.clientHeight * scale;
    const context = canvas.getContext("2d");
    context.scale(scale, scale);
    context.clearRect(0, 0, box.clientWidth, box.clientHeight);

    const used = perSecond.heat.filter((cells) => cells !== null);
    let lowest = perSecond.heat_edges_ms.length - 1;
    let highest = 0;
    let most = 1;
    for (const cells of used) {
      cells.forEach(function (count, row) {
        if (count === 0) return;
        lowest = Math.min(lowest, row);
        highest = Math.max(highest, row);
        most = Math.max(most, count);
      });
    }
    for (const count of perSecond.heat_failed) most = Math.max(most, count || 0);
    if (highest < lowest) { lowest = 0; highest = 12; }

    const area = plotArea();
    const bottom = box.clientHeight - 20;
    const failedHeight = 14;
    const top = failedHeight + 6;
    const rowHeight = (bottom - top) / (highest - lowest + 1);
    const low = colour("heat-low").split(",").map(Number);
    const high = colour("heat-high").split(",").map(Number);
    const shade = (count) => Math.log(1 + count) / Math.log(1 + most);

    context.save();
    context.beginPath();
    context.rect(area.x, 0, area.w, bottom);
    context.clip();
    const columnWidth = toX(perSecond.heat_column_s, area) - toX(0, area);
    perSecond.heat_at_s.forEach(function (at, column) {
      const left = toX(at, area) - columnWidth / 2;
      const cells = perSecond.heat[column];
      if (cells === null || left > area.x + area.w || left + columnWidth < area.x) return;
      for (let row = lowest; row <= highest; ++row) {
        if (cells[row] === 0) continue;
        context.fillStyle = mix(low, high, shade(cells[row]));
        context.fillRect(left, bottom - (row - lowest + 1) * rowHeight, columnWidth + 0.5, rowHeight + 0.5);
      }
      const failed = perSecond.heat_failed[column];
      if (failed > 0) {
        context.globalAlpha = 0.25 + 0.75 * shade(failed);
        context.fillStyle = colour("bad");
        context.fillRect(left, 0, columnWidth + 0.5, failedHeight);
        context.globalAlpha = 1;
      }
    });
    stepLines(context, { x: area.x, y: 0, w: area.w, h: bottom }, (at) => toX(at, area));
    context.restore();

    context.fillStyle = colour("soft");
    context.font = "12px system-ui, sans-serif";
    context.textAlign = "right";
    context.textBaseline = "middle";
    context.fillText("failed", area.x - 6, failedHeight / 2 + 1);
    const every = Math.max(1, Math.ceil(18 / rowHeight / 2) * 2);
    for (let row = lowest; row <= highest; row += every) {
      const edge = perSecond.heat_edges_ms[row];
      const label = edge >= 1000 ? compact(edge / 1000) + " s" : compact(edge) + " ms";
      context.fillText(label, area.x - 6, bottom - (row - lowest + 0.5) * rowHeight);
    }
    context.strokeStyle = colour("line");
    context.strokeRect(area.x - 0.5, bottom + 0.5, area.w, 0);
  }

  function latency() {
    const ms = (value) => value >= 1000 ? compact(value / 1000) + " s" : compact(value);
    draw("latency", ["p50", "p99"], perSecond.at_s, [perSecond.core_p50_ms, perSecond.core_p99_ms], {
      colors: [colour("c1"), colour("c2")], logscale: true, includeZero: false, drawPoints: true, pointSize: 1.5,
    });
    charts[charts.length - 1].updateOptions({ axes: { y: { axisLabelFormatter: ms } } });
  }

  function drawAll() {
    while (charts.length > 0) charts.pop().destroy();
    draw("goodput", ["planned", "ok"], perSecond.at_s, [perSecond.core_planned_per_s, perSecond.core_ok_per_s], {
      colors: [colour("muted"), colour("c1")], strokeWidth: 2,
      series: { planned: { strokePattern: [5, 4], strokeWidth: 1.5 }, ok: { fillGraph: true } }, fillAlpha: 0.12,
    });
    latency();
    draw("backlog", ["backlog", "oldest, s"], samples.at_s, [samples.backlog, samples.oldest_age_s], {
      colors: [colour("c3"), colour("c4")], series: { "oldest, s": { axis: "y2" }, backlog: { fillGraph: true } },
      fillAlpha: 0.12, axes: { y2: { independentTicks: true } },
    });
    draw("workers", ["running", "asked for"], samples.at_s, [samples.workers, samples.workers_target], {
      colors: [colour("c5"), colour("muted")], stepPlot: true,
      series: { "asked for": { strokePattern: [5, 4], strokeWidth: 1.5 } },
    });
    draw("connections", ["open"], samples.at_s, [samples.store_connections], { colors: [colour("c3")], stepPlot: true });
    draw("memory", ["MiB"], samples.at_s, [samples.resident_mib], { colors: [colour("c6")] });
    draw("rates", ["accepted", "applied"], perSecond.at_s, [perSecond.accepted_per_s, perSecond.applied_per_s], {
      colors: [colour("c4"), colour("c1")],
    });
    owners("pool", samples.pool_waiting);
    owners("writer", samples.writer_waiting);
    draw("waste", ["retries/s", "wasted/s"], perSecond.at_s, [perSecond.retries_per_s, perSecond.wasted_per_s], {
      colors: [colour("c6"), colour("c2")],
    });
    drawStrip();
    drawHeat();
  }

  drawAll();
  window.addEventListener("resize", function () { drawStrip(); drawHeat(); });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
})();
