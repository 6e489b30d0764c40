// Owns the strip of counts at the page's beginning.
import { h } from "./dom.js";
import { fraction, shown } from "./format.js";
import { section } from "./section.js";
import { w } from "./words.js";

function share(figure, whole) {
  if (!figure || !whole || figure.suppressed || whole.suppressed) return null;
  const base = Number(whole.numerator);
  return base > 0 ? `${(Number(figure.numerator) * 100 / base).toFixed(1)}%` : null;
}

function tile(name, text, below) {
  return h("div.tile", { "data-figure": name }, h("dt", null, w(name)), h("dd", null, text),
    below && h("dd.below", null, below));
}

function count(model, name, below) {
  return tile(name, shown(model.figure(name), "numerator"), below);
}

export function glance(model) {
  const ofRoll = share(model.figure("in_need"), model.figure("students"));
  const covered = model.figure("coverage");
  return section("glance", "at_a_glance", null, h("dl.tiles", null,
    count(model, "students"),
    count(model, "in_need", ofRoll && w("of_students", { percent: ofRoll })),
    tile("coverage", shown(covered), fraction(covered)),
    count(model, "waiting"),
    count(model, "mentors"),
    count(model, "free_places"),
    count(model, "records")));
}
