// Owns screening beside warnings: where few were screened, warnings may be few.
import { h } from "./dom.js";
import { amount, shown } from "./format.js";
import { axis, colours, heightOf, plot } from "./plot.js";
import { card, section } from "./section.js";
import { table } from "./table.js";
import { w } from "./words.js";

const LEVELS = ["red", "orange", "yellow", "blue"];

// Fewer screened and fewer warnings than the district: the warnings may be too few.
function isDoubtful(model, code) {
  const [share, all] = [amount(model.figure("screening", code)), amount(model.figure("screening"))];
  const [rate, mean] = [amount(model.figure("S16", code)), amount(model.figure("S16"))];
  return [share, all, rate, mean].every((x) => x !== null) && share < all && rate < mean;
}

function panels(model) {
  const c = colours();
  const places = [...model.campuses].reverse();
  const below = (index, title, max) => axis({ type: "value", gridIndex: index, name: title, max,
    nameLocation: "middle", nameGap: 28, min: 0, splitNumber: 4,
    interval: max === null ? null : max / 4 });
  const bar = (index, name, colour) => ({
    type: "bar", name: w(name), xAxisIndex: index, yAxisIndex: index, barMaxWidth: 14,
    itemStyle: { color: colour },
    data: places.map((p) => amount(model.figure(name, p.code))),
    label: { show: true, position: "right", color: c.ink,
      formatter: ({ dataIndex }) => shown(model.figure(name, places[dataIndex].code)) },
  });
  const names = places.map((p) => `${isDoubtful(model, p.code) ? "△ " : ""}${p.name}`);
  const label = { color: c.ink, interval: 0, width: 104, overflow: "truncate" };
  return {
    grid: [{ left: 116, right: "50%", top: 4, bottom: 44 },
      { left: "58%", right: 56, top: 4, bottom: 44 }],
    xAxis: [below(0, w("screening"), 100), below(1, w("S16_axis"), null)],
    yAxis: [axis({ type: "category", gridIndex: 0, data: names, axisLabel: label }),
      axis({ type: "category", gridIndex: 1, data: names, axisLabel: { show: false } })],
    series: [bar(0, "screening", c.blue), bar(1, "S16", c.orange)],
  };
}

function campaigns(model) {
  const columns = ["campus", "scale", "dates", "grades"].map((k) => ({ title: w(k) }))
    .concat(["expected", "screened", "screening_coverage", "refused", "withdrawn", "outside_ages"]
      .map((k) => ({ title: w(k), numeric: true })));
  const nameOf = (code) => model.campuses.find((c) => c.code === code)?.name ?? code;
  const rows = model.data.screening.rows.map((r) => [nameOf(r.campus_code), r.scale,
    `${r.from_on} – ${r.until_on}`, r.grades, shown({ numerator: r.expected }, "numerator"),
    shown({ numerator: r.screened }, "numerator"), shown({ percent: r.coverage }),
    shown({ numerator: r.refused }, "numerator"), shown({ numerator: r.withdrawn }, "numerator"),
    shown({ numerator: r.outside_ages }, "numerator")]);
  return rows.length > 0 && card(w("campaigns"), table({ caption: w("campaigns"), columns, rows }));
}

function levels(model) {
  const rows = model.parts("warnings", "level");
  return LEVELS.some((level) => rows.some((r) => r.part === level)) && card(w("by_level"),
    h("ul.parts", null, LEVELS.map((level) => {
      const row = rows.find((r) => r.part === level);
      return h("li", { "data-level": level }, h("span", null, w(`level_${level}`)),
        h("b", null, row ? shown(row, "numerator") : "0"));
    })));
}

function beside(model) {
  const places = model.isDistrict ? model.campuses : [{ ...model.campuses[0], code: "" }];
  return table({ caption: w("screening_section"),
    columns: ["campus", "screening", "warnings", "students"]
      .map((name, i) => ({ title: w(name), numeric: i > 0 })),
    rows: places.map((p) => [p.name, shown(model.figure("screening", p.code)),
      shown(model.figure("S16", p.code), "numerator"),
      shown(model.figure("S16", p.code), "denominator")]) });
}

// Bars only where somebody was screened; a campus's own page has one place and no need of any.
function chart(model) {
  const isDrawn = model.isDistrict &&
    model.campuses.some((p) => amount(model.figure("screening", p.code)) !== null);
  return card(null, isDrawn
    ? plot({ label: w("screening_section"), height: heightOf(model.campuses.length),
      option: () => panels(model), table: beside(model) })
    : beside(model),
  model.campuses.some((p) => isDoubtful(model, p.code)) && h("p.note", null, w("doubtful")));
}

export function screening(model) {
  if (!model.figure("screening") || !model.figure("S16")) return null;
  return section("screening", "screening_section", w("screening_lead"), chart(model),
    levels(model), campaigns(model));
}
