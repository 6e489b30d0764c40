// Owns the state of the monthly reports: which campus handed in which month.
import { card, section } from "./section.js";
import { table } from "./table.js";
import { month, w } from "./words.js";

const SIGNS = { submitted: "✓", draft: "✎", missing: "·" };

// A late one is marked whether it came or not.
function stateOf(row) {
  if (!row) return "–";
  const isOut = row.late && row.state !== "submitted";
  const word = w(`month_${isOut ? "overdue" : row.state}`);
  const late = row.late && !isOut ? ` ${w("month_late")}` : "";
  return { text: `${isOut ? "✗" : SIGNS[row.state]} ${word}${late}`, kind: isOut ? "alert" : null };
}

export function months(model) {
  const rows = (model.data.reports?.rows ?? []).filter((r) => r.month <= model.asOf.slice(0, 7));
  const columns = [...new Set(rows.map((r) => r.month))].sort();
  if (columns.length === 0) return null;
  const byKey = new Map(rows.map((r) => [`${r.campus_code} ${r.month}`, r]));
  return section("months", "months_section", null, card(null, table({
    caption: w("months_section"),
    columns: [{ title: w("campus") }, ...columns.map((on) => ({ title: month(on), centred: true }))],
    rows: model.campuses.map((campus) => [campus.name,
      ...columns.map((on) => stateOf(byKey.get(`${campus.code} ${on}`)))]),
  })));
}
