// Owns the campuses side by side: a table that sorts, and bars of one figure.
import { h } from "./dom.js";
import { amount, number, percent, shown } from "./format.js";
import { axis, colours, grid, heightOf, plot, redraw } from "./plot.js";
import { card, section } from "./section.js";
import { table } from "./table.js";
import { w } from "./words.js";

const COUNTS = ["students", "in_need"];
const AFTER = ["waiting", "mentors", "records"];
const SHARES = ["coverage", "meeting", "home_feedback", "evaluation", "screening"];

function countCell(model, name, place) {
  const figure = model.figure(name, place);
  return { text: shown(figure, "numerator"), sort: amount(figure, "numerator") };
}

function shareCell(model, name, place) {
  const figure = model.figure(name, place);
  return { text: shown(figure), sort: amount(figure), bar: amount(figure) };
}

function cells(model, shares, place) {
  return [...COUNTS.map((name) => countCell(model, name, place)),
    ...shares.map((name) => shareCell(model, name, place)),
    ...AFTER.map((name) => countCell(model, name, place))];
}

function overview(model, shares) {
  const columns = [{ title: w("campus") },
    ...[...COUNTS, ...shares, ...AFTER].map((name) => ({ title: w(name), numeric: true }))];
  return table({
    caption: w("campuses_side"), columns, sortable: true,
    rows: model.campuses.map((c) => [c.name, ...cells(model, shares, c.code)]),
    foot: [w("district_sum"), ...cells(model, shares, "")],
  });
}

function bars(model, name) {
  const c = colours();
  const what = SHARES.includes(name) ? "percent" : "numerator";
  const rows = model.campuses.map((campus) => {
    const figure = model.figure(name, campus.code);
    return { name: campus.name, value: amount(figure, what), text: shown(figure, what) };
  });
  rows.sort((a, b) => (a.value ?? -1) - (b.value ?? -1));
  const whole = what === "percent" ? amount(model.figure(name)) : null;
  const names = rows.map((r) => r.name);
  return {
    grid: grid({ top: whole === null ? 8 : 28 }),
    xAxis: axis({ type: "value", min: 0, max: what === "percent" ? 100 : null,
      axisLabel: { color: c.soft, formatter: number } }),
    yAxis: [axis({ type: "category", data: names, axisLabel: { color: c.ink, interval: 0 } }),
      axis({ type: "category", data: rows.map((r) => r.text), position: "right",
        axisLine: { show: false }, axisLabel: { color: c.ink, interval: 0 } })],
    series: [{
      type: "bar", barMaxWidth: 14, data: rows.map((r) => r.value), itemStyle: { color: c.blue },
      markLine: whole === null ? undefined : {
        symbol: "none", silent: true, lineStyle: { color: c.orange, type: "dashed", width: 2 },
        label: { color: c.ink,
          formatter: w("district_line", { value: percent(model.figure(name).percent) }) },
        data: [{ xAxis: whole }],
      },
    }],
  };
}

function label(name) {
  return `${w("campuses_side")}: ${w(name)}`;
}

function comparison(model, names) {
  const figure = plot({ label: label(names[0]), height: heightOf(model.campuses.length),
    option: () => bars(model, names[0]) });
  const choose = (event) => {
    redraw(figure, () => bars(model, event.target.value));
    figure.querySelector(".plot").setAttribute("aria-label", label(event.target.value));
  };
  return card(null, h("label.choice", null, h("span", null, w("show_figure")),
    h("select", { id: "campus-figure", onchange: choose },
      names.map((name) => h("option", { value: name }, w(name))))), figure);
}

export function campuses(model) {
  if (!model.isDistrict) return null;
  const shares = SHARES.filter((name) => model.figure(name));
  const all = [...shares, ...COUNTS, ...AFTER].filter((name) => model.figure(name));
  return section("campuses", "campuses_side", w("sort_hint"),
    card(null, overview(model, shares)), comparison(model, all));
}
