// Owns the heat map of duties: what was required and met, by campus.
import { h } from "./dom.js";
import { amount, fraction, shown } from "./format.js";
import { card, section } from "./section.js";
import { table } from "./table.js";
import { month, w } from "./words.js";

const DUTIES = ["meeting", "home_feedback", "tutoring", "tutoring_full_weeks", "agreements",
  "evaluation"];

const LEVELS = [40, 50, 60, 70, 75, 80, 85, 90, 95];

// Darker is fuller; the figure stands in the cell, so that no colour has to be told apart.
function heat(figure, name, place) {
  const value = amount(figure);
  const level = LEVELS.filter((from) => value >= from).length;
  return { text: shown(figure), sort: value, kind: value === null ? "heat" : `heat heat-${level}`,
    label: `${place}, ${name}: ${shown(figure)} (${fraction(figure)})` };
}

function ramp() {
  return h("ul.ramp", { "aria-hidden": "true" }, [0, ...LEVELS].map((from, level) =>
    h(`li.heat-${level}`, null, level === 0 ? `<${LEVELS[0]}%` : `≥${from}`)));
}

function placesOf(model) {
  if (!model.isDistrict) return [[model.campuses[0].name, ""]];
  return [...model.campuses.map((c) => [c.name, c.code]), [w("district_sum"), ""]];
}

function map(model, duties) {
  return table({
    caption: w("compliance"), sortable: model.isDistrict,
    columns: [{ title: w("campus") },
      ...duties.map((d) => ({ title: w(d), numeric: true, centred: true }))],
    rows: placesOf(model).map(([name, code]) =>
      [name, ...duties.map((duty) => heat(model.figure(duty, code), w(duty), name))]),
  });
}

function totals(model, duties) {
  return table({
    caption: w("compliance_sums"),
    columns: [{ title: w("duty") },
      ...["required", "done", "percentage"].map((k) => ({ title: w(k), numeric: true }))],
    rows: duties.map((duty) => {
      const figure = model.figure(duty);
      return [w(duty), shown(figure, "denominator"), shown(figure, "numerator"),
        { text: shown(figure), bar: amount(figure) }];
    }),
  });
}

// What was met up to the end of each month, so that a campus's row reads from left to right.
function overMonths(model) {
  const places = placesOf(model);
  const days = model.months.filter((on) => places.some(([, code]) =>
    amount(model.figureOn(on, "meeting", code)) !== null));
  return days.length > 1 && card(w("heat_months"), table({
    caption: w("heat_months"),
    columns: [{ title: w("campus") }, ...days.map((on) => ({ title: month(on), centred: true }))],
    rows: places.map(([name, code]) => [name, ...days.map((on) =>
      heat(model.figureOn(on, "meeting", code), month(on), name))]),
  }), ramp());
}

export function compliance(model) {
  const duties = DUTIES.filter((duty) => model.figure(duty));
  if (duties.length === 0) return null;
  return section("compliance", "compliance", w("compliance_lead"),
    model.isDistrict
      ? card(w("heat_map"), map(model, duties), ramp())
      : card(w("compliance_sums"), totals(model, duties)),
    overMonths(model));
}
