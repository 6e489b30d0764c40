// Owns the mentors' load: how many mentors serve how many students, and how full the places are.
import { h } from "./dom.js";
import { amount, fraction, shown } from "./format.js";
import { axis, colours, grid, plot } from "./plot.js";
import { card, section } from "./section.js";
import { table } from "./table.js";
import { w } from "./words.js";

// Every number of students up to the highest there is, with nought mentors where there are none.
function levels(model) {
  const rows = new Map(model.parts("mentors_by_load", "level").map((r) => [Number(r.part), r]));
  const top = Math.max(-1, ...rows.keys());
  return Array.from({ length: top + 1 }, (_, n) =>
    rows.get(n) ?? { part: String(n), numerator: "0", suppressed: false });
}

function histogram(rows) {
  const c = colours();
  return {
    grid: grid({ top: 24, bottom: 22 }),
    xAxis: axis({ type: "category", data: rows.map((r) => r.part), name: w("load_axis"),
      nameLocation: "middle", nameGap: 28, axisLabel: { color: c.ink } }),
    yAxis: axis({ type: "value", minInterval: 1, axisLine: { show: false }, splitNumber: 4 }),
    series: [{ type: "bar", barMaxWidth: 56, itemStyle: { color: c.blue },
      data: rows.map((r) => amount(r, "numerator")),
      label: { show: true, position: "top", color: c.ink,
        formatter: ({ dataIndex }) => shown(rows[dataIndex], "numerator") } }],
  };
}

// A hidden count has no bar, so it is named beside the chart too.
function chart(model) {
  const rows = levels(model);
  if (rows.length === 0) return null;
  const columns = [{ title: w("load_axis") }, { title: w("mentors"), numeric: true }];
  const hidden = rows.filter((r) => r.suppressed);
  const words = rows.map((r) => `${r.part}: ${shown(r, "numerator")}`).join(", ");
  return card(w("mentors_by_load"), plot({
    label: `${w("mentors_by_load")}: ${words}`,
    height: 230, option: () => histogram(rows),
    table: table({ caption: w("mentors_by_load"), columns,
      rows: rows.map((r) => [r.part, shown(r, "numerator")]) }) }),
  hidden.length > 0 && h("p.note", null, w("hidden_bars"), " ",
    hidden.map((r) => `${r.part}: ${r.shown}`).join(" · ")));
}

function places(model) {
  const list = model.isDistrict ? model.campuses.map((c) => [c.name, c.code]) : [];
  const cells = (code) => {
    const used = model.figure("mentor_load", code);
    return [{ text: shown(model.figure("mentors", code), "numerator"),
      sort: amount(model.figure("mentors", code), "numerator") },
    { text: fraction(used), sort: amount(used, "numerator") },
    { text: shown(used), sort: amount(used), bar: amount(used) },
    { text: shown(model.figure("free_places", code), "numerator"),
      sort: amount(model.figure("free_places", code), "numerator") }];
  };
  const columns = [{ title: w("campus") },
    ...["mentors", "load_of_places", "load_share", "free_places"]
      .map((name) => ({ title: w(name), numeric: true }))];
  const own = w(model.isDistrict ? "district_sum" : "campus");
  const whole = [own, ...cells("")];
  return card(w("places"), table({ caption: w("places"), columns, sortable: list.length > 1,
    rows: list.length > 0 ? list.map(([name, code]) => [name, ...cells(code)]) : [whole],
    foot: list.length > 0 ? whole : null }));
}

export function load(model) {
  return model.figure("mentor_load") &&
    section("load", "load_section", null, h("div.columns", null, chart(model), places(model)));
}
