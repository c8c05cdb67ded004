"use strict";
(function () {
  document.documentElement.classList.add("js");

  // Colours are CSS variables inside the SVG, so a change to dark or to print needs no new drawing.
  var ink = "var(--ink)", soft = "var(--soft)", rule = "var(--rule)", paper = "var(--paper)";
  var font = getComputedStyle(document.body).fontFamily;
  var colours = {
    incumbent: "var(--incumbent)", reached_win_rate: "var(--reached)", calibrated: "var(--calibrated)",
    moved: "var(--moved)", won: "var(--won)", lost: "var(--lost)", open: "var(--open)"
  };
  var symbols = { incumbent: "diamond", reached_win_rate: "rect", calibrated: "circle" };
  var data = JSON.parse(document.getElementById("chart-data").textContent);

  function percent(value) { return (value * 100).toFixed(1) + "%"; }
  function tick(value) { return Math.round(value * 100) + "%"; }
  function whole(value) { return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ","); }
  function short(value) {
    if (value >= 1e9) return +(value / 1e9).toFixed(2) + "bn";
    if (value >= 1e6) return +(value / 1e6).toFixed(2) + "m";
    if (value >= 1e3) return +(value / 1e3).toFixed(1) + "k";
    return String(value);
  }

  function base() {
    return {
      animation: false,
      textStyle: { fontFamily: font, color: ink },
      legend: {
        top: 0, left: 0, itemWidth: 13, itemHeight: 11, itemGap: 16, selectedMode: false,
        textStyle: { color: soft, fontSize: 12.5 }
      },
      // Text, not HTML: a stage's name can never become markup.
      tooltip: {
        renderMode: "richText", confine: true, backgroundColor: paper, borderColor: soft, borderWidth: 1,
        padding: 9, textStyle: { color: ink, fontSize: 12.5, fontFamily: font }
      }
    };
  }

  function axis(extra) {
    var common = {
      axisLine: { lineStyle: { color: soft } }, axisTick: { show: false },
      splitLine: { lineStyle: { color: rule } },
      axisLabel: { color: soft, fontSize: 12, hideOverlap: true },
      nameTextStyle: { color: soft, fontSize: 12 }
    };
    Object.keys(extra).forEach(function (key) {
      common[key] = key === "axisLabel" ? Object.assign(common.axisLabel, extra[key]) : extra[key];
    });
    return common;
  }

  function still(series) {
    series.emphasis = { disabled: true };
    return series;
  }

  function reliability(chart) {
    var option = base();
    var most = 1;
    chart.series.forEach(function (one) {
      one.points.forEach(function (point) { most = Math.max(most, point[4]); });
    });
    option.grid = { left: 58, right: 24, top: 36, bottom: 46 };
    option.legend.data = chart.series.map(function (one) { return one.name; });
    option.xAxis = axis({
      type: "value", min: 0, max: 1, interval: 0.2, name: "said", nameLocation: "middle", nameGap: 28,
      axisLabel: { formatter: tick }
    });
    option.yAxis = axis({
      type: "value", min: 0, max: 1, interval: 0.2, name: "came true", nameLocation: "middle", nameGap: 42,
      axisLabel: { formatter: tick }
    });
    option.tooltip.formatter = function (item) {
      var v = item.value;
      if (item.seriesType !== "scatter") return "";
      return item.seriesName + "\nsaid " + percent(v[0]) + "\ncame true " + percent(v[1]) +
        (v[2] === null ? "" : " (" + percent(v[2]) + " to " + percent(v[3]) + ")") + "\n" + whole(v[4]) + " deals";
    };
    option.series = [still({
      type: "line", data: [[0, 0], [1, 1]], symbol: "none", silent: true,
      lineStyle: { color: soft, width: 1, type: [5, 4] }, tooltip: { show: false }
    })];
    chart.series.forEach(function (one) {
      var colour = colours[one.role];
      var whiskers = one.points.filter(function (point) { return point[2] !== null && point[3] !== null; });
      option.series.push(still({
        type: "scatter", name: one.name, data: one.points, symbol: symbols[one.role], z: 3,
        symbolSize: function (v) { return 7 + 11 * Math.sqrt(v[4] / most); },
        itemStyle: { color: colour, borderColor: paper, borderWidth: 1 },
        markLine: {
          silent: true, symbol: "none", label: { show: false }, animation: false,
          lineStyle: { color: colour, width: 1.6, type: "solid", opacity: 0.75 },
          data: whiskers.map(function (point) {
            return [{ coord: [point[0], point[2]] }, { coord: [point[0], point[3]] }];
          })
        }
      }));
    });
    return option;
  }

  function funnel(chart, width) {
    var option = base();
    var narrow = width < 560;
    option.grid = { left: narrow ? 104 : 170, right: 24, top: narrow ? 62 : 34, bottom: 30 };
    option.xAxis = axis({ type: "value", minInterval: 1, splitNumber: narrow ? 3 : 6, axisLabel: { formatter: narrow ? short : whole } });
    option.yAxis = axis({
      type: "category", data: chart.labels, inverse: true,
      axisLabel: { color: ink, fontSize: 12.5, width: narrow ? 94 : 158, overflow: "truncate", interval: 0, hideOverlap: false }
    });
    option.tooltip.trigger = "axis";
    option.tooltip.axisPointer = { type: "shadow", shadowStyle: { color: rule, opacity: 0.35 } };
    option.tooltip.formatter = function (items) {
      return chart.labels[items[0].dataIndex] + items.map(function (item) {
        return "\n" + item.seriesName + " " + whole(item.value);
      }).join("");
    };
    option.series = chart.series.map(function (one) {
      return still({
        type: "bar", stack: "deals", name: one.name, data: one.values, barWidth: 20,
        itemStyle: { color: colours[one.role] }
      });
    });
    return option;
  }

  function forecast(chart, width) {
    var option = base();
    var periods = chart.periods;
    var bar = Math.max(10, Math.min(46, (width - 80) / periods.length * 0.5));
    function values(name) { return periods.map(function (period) { return period[name]; }); }
    option.grid = { left: 56, right: 10, top: width < 520 ? 62 : 40, bottom: 28 };
    option.xAxis = axis({ type: "category", data: values("label"), splitLine: { show: false } });
    option.yAxis = axis({ type: "value", min: 0, splitNumber: 4, axisLabel: { formatter: short } });
    option.tooltip.trigger = "axis";
    option.tooltip.axisPointer = { type: "shadow", shadowStyle: { color: rule, opacity: 0.35 } };
    option.tooltip.formatter = function (items) {
      var period = periods[items[0].dataIndex];
      return period.label + "\nexpected " + whole(period.expected) + "\n8 times in 10: " + whole(period.p10) +
        " to " + whole(period.p90) + "\nalready won " + whole(period.closedWon) +
        (period.crm === null ? "" : "\nby CRM percentages " + whole(period.crm)) +
        (period.target === null ? "" : "\ntarget " + whole(period.target));
    };
    // One bar: what is won, an invisible step up to p10, the band up to p90.
    option.series = [
      still({
        type: "bar", stack: "band", name: "Already won", data: values("closedWon"), barWidth: bar,
        itemStyle: { color: colours.won }
      }),
      still({
        type: "bar", stack: "band", barWidth: bar, silent: true, itemStyle: { color: "transparent" },
        data: periods.map(function (period) { return Math.max(0, period.p10 - period.closedWon); })
      }),
      still({
        type: "bar", stack: "band", name: "8 times in 10", barWidth: bar,
        data: periods.map(function (period) {
          return Math.max(0, period.p90 - Math.max(period.p10, period.closedWon));
        }),
        itemStyle: { color: "var(--interval)" }
      }),
      still({
        type: "scatter", name: "Expected", data: values("expected"), symbol: "circle", symbolSize: 10,
        itemStyle: { color: colours.calibrated, borderColor: paper, borderWidth: 1 }, z: 5
      })
    ];
    if (periods.some(function (period) { return period.crm !== null; })) {
      option.series.push(still({
        type: "scatter", name: "By CRM percentages", data: values("crm"), symbol: "diamond", symbolSize: 12,
        itemStyle: { color: paper, borderColor: colours.incumbent, borderWidth: 2 }, z: 4
      }));
    }
    if (periods.some(function (period) { return period.target !== null; })) {
      option.series.push(still({
        type: "scatter", name: "Target", data: values("target"), symbol: "rect", symbolSize: [bar + 10, 2],
        itemStyle: { color: ink }, z: 4
      }));
    }
    option.legend.data = option.series.filter(function (one) { return one.name; }).map(function (one) { return one.name; });
    return option;
  }

  function control(chart) {
    var option = base();
    var months = chart.months;
    function rates(index) { return months.map(function (month) { return month.rates[index]; }); }
    delete option.legend;
    option.grid = { left: 42, right: 26, top: 10, bottom: 24 };
    option.xAxis = axis({
      type: "category", boundaryGap: true, splitLine: { show: false },
      data: months.map(function (month) { return month.label; })
    });
    option.yAxis = axis({ type: "value", min: 0, max: 1, interval: 0.25, axisLabel: { formatter: tick } });
    option.tooltip.trigger = "axis";
    option.tooltip.formatter = function (items) {
      var month = months[items[0].dataIndex], r = month.rates;
      return month.label + (month.partial ? " so far" : "") +
        (r[0] === null ? "\nno deal closed" : "\nwon " + whole(month.won) + " of " + whole(month.closed) + ": " + percent(r[0])) +
        (r[2] === null ? "" : "\nusual " + percent(r[2]) + " to " + percent(r[3])) + (month.signal ? "\nsignal" : "");
    };
    // The band is an area that stands on an invisible one.
    var invisible = { opacity: 0 };
    function step(name, values, area) {
      return still({
        type: "line", step: "middle", stack: "band", name: name, data: values, symbol: "none", silent: true,
        lineStyle: invisible, areaStyle: area
      });
    }
    option.series = [
      step("low", rates(2), invisible),
      step("band", months.map(function (month) {
        return month.rates[2] === null || month.rates[3] === null ? null : month.rates[3] - month.rates[2];
      }), { color: "var(--interval)", opacity: 0.5 }),
      still({
        type: "line", step: "middle", name: "usual", data: rates(1), symbol: "none", silent: true,
        lineStyle: { color: soft, width: 1, type: [4, 3] }
      }),
      still({
        type: "line", name: "won", z: 4, showAllSymbol: true, lineStyle: { color: colours.calibrated, width: 1.5 },
        data: months.map(function (month) {
          return {
            value: month.rates[0], symbol: month.signal ? "diamond" : "circle", symbolSize: month.signal ? 12 : 5,
            itemStyle: month.signal ? { color: "var(--bad)", borderColor: paper, borderWidth: 1 }
              : month.partial ? { color: paper, borderColor: colours.calibrated, borderWidth: 1.5 }
                : { color: colours.calibrated }
          };
        })
      })
    ];
    return option;
  }

  function movement(chart, width) {
    var option = base();
    var bars = chart.bars;
    var narrow = width < 640;
    var fills = { level: colours.calibrated, more: colours.moved, less: colours.lost, won: colours.won };
    delete option.legend;
    option.grid = { left: 56, right: 10, top: 14, bottom: narrow ? 86 : 30 };
    option.xAxis = axis({
      type: "category", splitLine: { show: false }, data: bars.map(function (bar) { return bar.label; }),
      axisLabel: { color: ink, interval: 0, hideOverlap: false, rotate: narrow ? 60 : 0 }
    });
    option.yAxis = axis({ type: "value", min: 0, splitNumber: 4, axisLabel: { formatter: short } });
    option.tooltip.trigger = "axis";
    option.tooltip.axisPointer = { type: "shadow", shadowStyle: { color: rule, opacity: 0.35 } };
    option.tooltip.formatter = function (items) {
      var bar = bars[items[0].dataIndex];
      return bar.label + "\n" + (bar.amount < 0 ? "\u2212" : "") + whole(Math.abs(bar.amount)) + "\n" + whole(bar.deals) + " deals";
    };
    // A bar that hangs stands on an invisible one.
    option.series = [
      still({
        type: "bar", stack: "level", silent: true, itemStyle: { color: "transparent" }, barWidth: "62%",
        data: bars.map(function (bar) { return bar.low; })
      }),
      still({
        type: "bar", stack: "level", barWidth: "62%",
        data: bars.map(function (bar) {
          return { value: bar.high - bar.low, itemStyle: { color: fills[bar.role] } };
        })
      })
    ];
    return option;
  }

  var kinds = { reliability: reliability, funnel: funnel, forecast: forecast, control: control, movement: movement };

  function draw(place) {
    var chart = data[place.dataset.chart];
    var width = place.clientWidth;
    // On paper the screen's drawing is scaled by its view box.
    if (!width || Number(place.dataset.width) === width || matchMedia("print").matches) return;
    place.dataset.width = width;
    var drawing = echarts.getInstanceByDom(place) || echarts.init(place, null, { renderer: "svg" });
    drawing.resize();
    drawing.setOption(kinds[chart.type](chart, width), true);
    // With a view box, print can scale the drawing to the sheet.
    place.querySelector("svg").setAttribute("viewBox", "0 0 " + width + " " + place.clientHeight);
    place.dataset.drawn = "yes";
  }

  var places = Array.prototype.slice.call(document.querySelectorAll("[data-chart]"));
  function drawAll() { places.forEach(draw); }
  drawAll();
  if (window.ResizeObserver) {
    var observer = new ResizeObserver(function (entries) {
      entries.forEach(function (entry) { draw(entry.target); });
    });
    places.forEach(function (place) { observer.observe(place); });
  } else {
    window.addEventListener("resize", drawAll);
  }
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details").forEach(function (details) { details.open = true; });
    drawAll();
  });

  var pipelines = Array.prototype.slice.call(document.querySelectorAll(".pipeline"));
  var choice = document.getElementById("pipeline-switch");
  function show(id) {
    pipelines.forEach(function (pipeline) { pipeline.hidden = id !== "" && pipeline.id !== id; });
  }
  if (choice) {
    choice.addEventListener("change", function () { show(choice.value); });
    document.querySelectorAll("[data-link]").forEach(function (link) {
      link.addEventListener("click", function () {
        if (choice.value !== "" && choice.value !== link.dataset.link) {
          choice.value = link.dataset.link;
          show(choice.value);
        }
      });
    });
  }

  document.querySelectorAll("[data-filters]").forEach(function (form) {
    var table = document.getElementById(form.dataset.filters);
    var rows = Array.prototype.slice.call(table.tBodies[0].rows);
    var text = form.querySelector('[data-filter="text"]');
    var stage = form.querySelector('[data-filter="stage"]');
    var decision = form.querySelector('[data-filter="decision"]');
    var output = form.querySelector("output");
    function filter() {
      var wanted = text.value.trim().toLowerCase();
      var count = 0;
      rows.forEach(function (row) {
        row.hidden = (stage.value !== "" && row.dataset.stage !== stage.value) ||
          (decision.value !== "" && row.dataset.decision !== decision.value) ||
          (wanted !== "" && row.textContent.toLowerCase().indexOf(wanted) < 0);
        if (!row.hidden) count++;
      });
      output.textContent = count === rows.length ? "" : "shows " + count + " of " + rows.length;
    }
    [text, stage, decision].forEach(function (input) { input.addEventListener("input", filter); });
  });

  document.querySelectorAll("table.sortable").forEach(function (table) {
    var body = table.tBodies[0];
    var rows = Array.prototype.slice.call(body.rows);
    var headers = Array.prototype.slice.call(table.tHead.rows[0].cells);
    headers.forEach(function (header, column) {
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = header.textContent;
      header.textContent = "";
      header.appendChild(button);
      button.addEventListener("click", function () {
        var up = header.getAttribute("aria-sort") !== "ascending";
        headers.forEach(function (other) { other.removeAttribute("aria-sort"); });
        header.setAttribute("aria-sort", up ? "ascending" : "descending");
        function key(row) {
          var sort = row.cells[column].getAttribute("data-sort");
          return sort === null ? row.cells[column].textContent : sort === "" ? null : Number(sort);
        }
        rows.map(function (row, index) { return { row: row, index: index, key: key(row) }; })
          .sort(function (a, b) {
            if (a.key === null || b.key === null) return (a.key === null) - (b.key === null) || a.index - b.index;
            var order = typeof a.key === "number" ? a.key - b.key : a.key.localeCompare(b.key);
            return (up ? order : -order) || a.index - b.index;
          })
          .forEach(function (entry) { body.appendChild(entry.row); });
      });
    });
  });
})();
