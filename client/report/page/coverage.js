// Owns how students come from the roll to an agreement, and what each group still lacks.
import { h } from "./dom.js";
import { amount, shown } from "./format.js";
import { card, section } from "./section.js";
import { table } from "./table.js";
import { w } from "./words.js";

const STUDENTS = ["students", "in_need", "covered"];
const PAIRINGS = ["pairings", "agreements"];

function step(model, name, before, first) {
  const figure = model.figure(name);
  const value = amount(figure, "numerator");
  const last = amount(before, "numerator");
  const share = last > 0 && value !== null ? `${(value * 100 / last).toFixed(1)}%` : null;
  const width = first > 0 && value !== null ? value * 100 / first : 0;
  return h("li", { "data-figure": name },
    h("span.name", null, w(name)),
    h("span.track", { "aria-hidden": "true" }, h("span.fill", { style: `width:${width}%` })),
    h("span.count", null, shown(figure, "numerator")),
    h("span.share", null, share && w("of_before", { share })));
}

function steps(model, list, names) {
  const first = amount(model.figure(names[0]), "numerator");
  return names.every((name) => model.figure(name)) && h(list, null, names.map((name, i) =>
    step(model, name, i > 0 ? model.figure(names[i - 1]) : undefined, first)));
}

function funnel(model) {
  return card(w("funnel"), steps(model, "ol.funnel", STUDENTS),
    steps(model, "ol.funnel.second", PAIRINGS));
}

function groupRow(model, group) {
  const needs = model.figure("needs", "", "group", group);
  const paired = model.figure("group_coverage", "", "group", group);
  const waiting = model.figure("waiting", "", "group", group);
  const short = model.figure("shortage", "", "group", group);
  return [w(group), { text: shown(needs, "numerator"), sort: amount(needs, "numerator") },
    shown(paired, "numerator"), shown(waiting, "numerator"),
    { text: shown(paired), bar: amount(paired) },
    { text: shown(short, "numerator"), kind: amount(short, "numerator") > 0 ? "alert" : null }];
}

function groupTable(model) {
  const columns = [{ title: w("group") }, ...["needs", "paired", "waiting", "coverage", "shortage"]
    .map((name) => ({ title: w(name), numeric: true }))];
  const present = model.groups.filter((group) => model.figure("needs", "", "group", group));
  return card(w("groups"),
    table({ caption: w("groups"), columns, rows: present.map((g) => groupRow(model, g)) }),
    h("p.note", null, w("shortage_note", { cap: model.cap })));
}

// Which campus waits in which group; what is small is a sign here, and no nought.
function gapRow(model, groups, campus) {
  const count = (name, by, part) => {
    const figure = model.figure(name, campus.code, by, part);
    return { text: figure ? shown(figure, "numerator") : "0", sort: amount(figure, "numerator") };
  };
  const short = count("shortage");
  return [campus.name, ...groups.map((group) => count("waiting", "group", group)),
    count("waiting"), { ...short, kind: short.sort > 0 ? "alert" : null }];
}

function gaps(model) {
  if (!model.isDistrict) return null;
  const groups = model.groups.filter((group) => model.figure("needs", "", "group", group));
  const columns = [{ title: w("campus") }, ...groups.map((g) => ({ title: w(g), numeric: true })),
    { title: w("all_waiting"), numeric: true }, { title: w("shortage"), numeric: true }];
  return card(w("gaps"), table({ caption: w("gaps"), columns, sortable: true,
    rows: model.campuses.map((campus) => gapRow(model, groups, campus)) }));
}

export function coverage(model) {
  return section("coverage", "coverage_section", w("funnel_lead"),
    h("div.columns", null, funnel(model), groupTable(model)), gaps(model));
}
