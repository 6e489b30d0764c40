// Owns what the replies in the page mean: places, figures, targets, trends. Never draws or rounds.

const GROUPS = ["academic", "psychological", "talent", "general"];
const WHOLE = "";

// What a reply leaves out.
const ABSENT = { campus_code: null, campus_name: null, by: null, part: null, numerator: null,
  denominator: null, percent: null, suppressed: false, compared_numerator: null,
  compared_denominator: null, compared_percent: null, change: null, target: null, verdict: null };

function keyOf(place, figure, by, part) {
  return [place, figure, by ?? "", part ?? ""].join("|");
}

// Rows of a lead's reply are all of the own campus, which is the whole there.
function placeOf(row, isDistrict) {
  return isDistrict ? (row.campus_code ?? WHOLE) : WHOLE;
}

function indexOf(rows, isDistrict) {
  const index = new Map();
  for (const given of rows) {
    const row = { ...ABSENT, ...given };
    index.set(keyOf(placeOf(row, isDistrict), row.figure, row.by, row.part), row);
  }
  return index;
}

function campusesOf(rows) {
  const names = new Map();
  for (const row of rows) {
    if (row.campus_code) names.set(row.campus_code, row.campus_name);
  }
  return [...names].map(([code, name]) => ({ code, name }));
}

// S15.emotion → target S15, part emotion; a subject of S13 is a part of it, too.
function targetOf(row) {
  const [code, trait] = row.figure.split(".");
  return { ...row, code, trait: trait ?? null, subject: row.by === "subject" ? row.part : null };
}

// The points of one figure's trend at one place.
function pointsOf(trend, place, isDistrict) {
  return (trend?.rows ?? []).map((row) => ({ ...ABSENT, ...row }))
    .filter((row) => placeOf(row, isDistrict) === place);
}

function planNumber(plan, name) {
  const row = plan.rows.find((r) => r.name === name);
  return row ? Number(row.value) : null;
}

export function makeModel(data) {
  const { figures, plan } = data;
  const isDistrict = data.scope === "district";
  const index = indexOf(figures.rows, isDistrict);
  const monthly = new Map((data.months ?? []).map((reply) =>
    [reply.as_of, indexOf(reply.rows, isDistrict)]));
  const isTarget = (row) => /^S1[3-9]/.test(row.figure) &&
    placeOf(row, isDistrict) === WHOLE && (row.by ?? "subject") === "subject";
  return {
    data, plan, isDistrict, groups: GROUPS,
    campuses: campusesOf(figures.rows),
    asOf: figures.as_of, computedAt: figures.computed_at, version: figures.plan_version,
    compareYear: figures.compare_year ?? null,
    isLastYear: figures.compare_year === plan.year - 1,
    cap: planNumber(plan, "cap"),
    targets: [...index.values()].filter(isTarget).map(targetOf),
    // A figure of the whole (place "") or of a campus; undefined when there is none.
    figure: (name, place = WHOLE, by = null, part = null) =>
      index.get(keyOf(place, name, by, part)),
    parts: (name, by, place = WHOLE) => [...index.values()].filter((row) =>
      row.figure === name && row.by === by && placeOf(row, isDistrict) === place),
    months: [...monthly.keys()],
    // The same as of a month's end.
    figureOn: (on, name, place = WHOLE) => monthly.get(on).get(keyOf(place, name)),
    // The words of a figure's formula in a language.
    formula: (name, language) => data.formulas?.[name]?.[language] ?? null,
    trend: (name, place = WHOLE) => pointsOf(data.trends?.[name], place, isDistrict),
  };
}
