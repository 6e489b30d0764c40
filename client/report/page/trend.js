// Owns how figures went from week to week.
import { h } from "./dom.js";
import { amount, number, shown } from "./format.js";
import { axis, colours, grid, plot } from "./plot.js";
import { card, section } from "./section.js";
import { table } from "./table.js";
import { month, w } from "./words.js";

// A label where a month begins, every second month of a long time.
function monthsAt(points) {
  const monthOf = (i) => points[i].on.slice(0, 7);
  const step = new Set(points.map((_, i) => monthOf(i))).size > 6 ? 2 : 1;
  return (i) => i > 0 && monthOf(i) !== monthOf(i - 1) && Number(monthOf(i).slice(5)) % step === 0;
}

function line(model, name, what) {
  const c = colours();
  const points = model.trend(name);
  const isShare = what === "percent";
  return {
    grid: grid({ right: 14 }),
    xAxis: axis({ type: "category", boundaryGap: false, data: points.map((p) => p.on),
      axisLabel: { color: c.soft, fontSize: 12, hideOverlap: true, interval: monthsAt(points),
        formatter: month } }),
    yAxis: axis({ type: "value", min: 0, max: isShare ? 100 : null, interval: isShare ? 25 : null,
      splitNumber: 4, axisLine: { show: false },
      axisLabel: { color: c.soft, formatter: number } }),
    series: [{
      type: "line", data: points.map((p) => amount(p, what)), showSymbol: false,
      connectNulls: false,
      lineStyle: { color: c.blue, width: 2.5 }, itemStyle: { color: c.blue },
      areaStyle: { color: c.blue, opacity: 0.1 },
    }],
    tooltip: { trigger: "axis", axisPointer: { type: "line" }, confine: true,
      backgroundColor: c.card,
      borderColor: c.line, textStyle: { color: c.ink, fontSize: 12 },
      formatter: ([p]) => `${points[p.dataIndex].on}  ${shown(points[p.dataIndex], what)}` },
  };
}

function chart(model, name) {
  const points = model.trend(name);
  const what = points.some((p) => p.denominator !== null) ? "percent" : "numerator";
  const seen = points.filter((p) => amount(p, what) !== null);
  if (seen.length < 2) return null;
  const last = seen[seen.length - 1];
  const columns = [{ title: w("day") }, { title: w(name), numeric: true }];
  return card(null, h("h3.with", null, w(name), h("b", null, shown(last, what))), plot({
    label: w("trend_label", { name: w(name), from: seen[0].on, first: shown(seen[0], what),
      until: last.on, last: shown(last, what) }),
    height: 190, option: () => line(model, name, what),
    table: table({ caption: w(name), columns, rows: seen.map((p) => [p.on, shown(p, what)]) }),
  }));
}

export function trend(model) {
  const names = Object.keys(model.data.trends ?? {});
  const charts = names.map((name) => chart(model, name)).filter(Boolean);
  return charts.length > 0 &&
    section("trend", "trend", w("trend_lead"), h("div.columns.three", null, charts));
}
