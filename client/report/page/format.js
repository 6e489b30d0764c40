// Owns how figures look: signs, decimals, what is hidden. Never computes one.
import { w } from "./words.js";

const MARKS = { met: "✓", not_met: "✗", running: "◔", "n/a": "–" };
const WORDS = { met: "met", not_met: "not_met", running: "running", "n/a": "not_available" };

export function mark(verdict) {
  return MARKS[verdict] ?? "–";
}

export function verdictWord(verdict) {
  return w(WORDS[verdict] ?? "not_available");
}

export function number(value) {
  if (value === null || value === undefined) return "–";
  const [whole, decimals] = String(value).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, "\u202f");
  return decimals === undefined ? grouped : `${grouped}.${decimals}`;
}

export function percent(value) {
  return value === null || value === undefined ? "–" : `${value}%`;
}

// What stands for a figure: its count or percentage, "<5" or "*" where it is hidden.
export function shown(figure, what = "percent") {
  if (figure === undefined) return "–";
  if (figure.suppressed) return figure.shown ?? "<5";
  if (what === "percent") return percent(figure.percent);
  return number(figure[what]);
}

// numerator / denominator as a person reads it.
export function fraction(figure) {
  if (figure === undefined) return "–";
  if (figure.suppressed) return figure.shown ?? "<5";
  return `${number(figure.numerator)} / ${number(figure.denominator)}`;
}

// For drawing alone: a hidden figure has no length.
export function amount(figure, what = "percent") {
  if (figure === undefined || figure.suppressed) return null;
  const raw = figure[what];
  return raw === null || raw === undefined ? null : Number(raw);
}

export function minus(text) {
  return String(text).replace("-", "−");
}
