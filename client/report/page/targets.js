// Owns the map of the plan's targets: a card each, with value, target, last year, verdict, formula.
import { h } from "./dom.js";
import { fraction, mark, minus, number, percent, shown, verdictWord } from "./format.js";
import { section } from "./section.js";
import { language, w } from "./words.js";

const CODES = ["S13", "S14", "S15", "S16", "S17", "S18", "S19"];
const ABOVE = "S14";
const CHANGE = "S16";
const GAIN = "S18";
const MEAN = "S19";

function unit(code, text) {
  if (text === null) return "–";
  return code === MEAN ? number(text) : percent(text);
}

function targetText(code, target) {
  if (code === CHANGE) return w("target_by", { value: `${minus(target)}%` });
  if (code === GAIN) {
    return w("target_by", { value: w("percentage_points", { value: `+${target}` }) });
  }
  return `${code === ABOVE ? ">" : "≥"} ${code === MEAN ? target : `${target}%`}`;
}

// What the targets of change and gain are held against.
function changeOf(row) {
  if (row.change === null || (row.code !== CHANGE && row.code !== GAIN)) return null;
  const value = row.change.startsWith("-") ? minus(row.change) : `+${row.change}`;
  return row.code === CHANGE ? `${value}%` : w("percentage_points", { value });
}

// Where the target lies on the bar's scale; null where it depends on a year that is not here.
function goalOf(row, last) {
  const target = Number(row.target);
  if (row.code === CHANGE) return last === null ? null : last * (100 + target) / 100;
  if (row.code === GAIN) return last === null ? null : last + target;
  return target;
}

function bullet(model, row) {
  const value = row.percent === null ? null : Number(row.percent);
  const last = row.compared_percent === null ? null : Number(row.compared_percent);
  const goal = goalOf(row, model.isLastYear ? last : null);
  const top = row.code === CHANGE ? Math.max(value ?? 0, last ?? 0, goal ?? 0) * 1.15 || 1 : 100;
  const at = (x) => `${Math.min(100, Math.max(0, x * 100 / top)).toFixed(2)}%`;
  return h("div.bullet", { "aria-hidden": "true" },
    value !== null && h("span.bar", { "data-verdict": row.verdict, style: `width:${at(value)}` }),
    goal !== null && h("span.goal", { style: `left:${at(goal)}` }),
    last !== null && h("span.last", { style: `left:${at(last)}` }));
}

function badge(verdict) {
  return h("span.verdict", { "data-verdict": verdict },
    h("span", { "aria-hidden": "true" }, mark(verdict)), " ", verdictWord(verdict));
}

function fact(name, text) {
  return h("div", null, h("dt", null, name), h("dd", null, text));
}

// How many campuses reach it.
function spread(model, row) {
  if (!model.isDistrict) return null;
  const verdicts = model.campuses.map((c) => model.figure(row.figure, c.code)?.verdict);
  const counts = ["met", "not_met", "running"].map((verdict) =>
    [verdict, verdicts.filter((v) => v === verdict).length]).filter(([, n]) => n > 0);
  return counts.length > 0 && h("p.spread", null, w("by_campus"), counts.map(([verdict, n]) =>
    h("span.verdict", { "data-verdict": verdict,
      "aria-label": `${verdictWord(verdict)}: ${n}` }, `${mark(verdict)} ${n}`)));
}

function measure(model, row) {
  const year = model.compareYear;
  return h("div.measure", { "data-kpi": row.figure },
    row.trait && h("h4", null, w(row.figure)),
    h("p.reading", null,
      h("strong", null, row.suppressed ? row.shown : unit(row.code, row.percent)),
      badge(row.verdict)),
    bullet(model, row),
    h("dl.small", null, fact(w("target"), targetText(row.code, row.target)),
      year && fact(w("in_year", { year }), unit(row.code, row.compared_percent)),
      changeOf(row) && fact(w("change"), changeOf(row)),
      fact(w("ratio"), fraction(row))),
    spread(model, row));
}

// The subjects of S13, one beside the other.
function subjects(rows) {
  return rows.length > 0 && h("ul.parts", null, rows.map((row) =>
    h("li", { "data-kpi": `${row.figure}.${row.subject}` },
      h("span", null, row.subject),
      h("b", null, row.suppressed ? row.shown : unit(row.code, row.percent)),
      row.verdict && h("span.verdict", { "data-verdict": row.verdict, role: "img",
        "aria-label": verdictWord(row.verdict) }, mark(row.verdict)))));
}

function formulaOf(model, name) {
  return model.formula(name, language());
}

function targetCard(model, code, rows) {
  const measures = rows.filter((row) => row.subject === null && row.target !== null);
  const beside = rows.filter((row) => row.subject === null && row.target === null);
  return h(measures.length > 1 ? "article.card.target.double" : "article.card.target",
    { "data-target": code },
    h("h3", null, h("span.code", null, code), w(code)),
    h("div.measures", null, measures.map((row) => measure(model, row))),
    subjects(rows.filter((row) => row.subject !== null)),
    beside.length > 0 && h("ul.parts", null, beside.map((row) => h("li", { "data-kpi": row.figure },
      h("span", null, w(row.figure)), h("b", null, shown(row)),
      h("span", null, `(${fraction(row)})`)))),
    h("details.formula", null, h("summary", null, w("formula")),
      [...measures, ...beside].map((row) => h("p", null, formulaOf(model, row.figure)))));
}

export function targets(model) {
  const codes = CODES.filter((code) => model.targets.some((row) => row.code === code));
  return section("targets", "targets", w("targets_lead"), h("div.cards", null, codes.map((code) =>
    targetCard(model, code, model.targets.filter((row) => row.code === code)))));
}
