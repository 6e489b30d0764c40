// Owns the notes at the page's end: signs, hidden counts, sums.
import { h } from "./dom.js";
import { mark, verdictWord } from "./format.js";
import { w } from "./words.js";

export function notes(model) {
  const verdicts = ["met", "not_met", "running", "n/a"];
  return h("footer.notes", { "aria-labelledby": "notes-title" },
    h("h2", { id: "notes-title" }, w("legend")),
    h("ul.signs", null, verdicts.map((verdict) => h("li", null,
      h("span.verdict", { "data-verdict": verdict },
        h("span", { "aria-hidden": "true" }, mark(verdict)), " ", verdictWord(verdict))))),
    h("ul", null,
      ["legend_small", "legend_hidden", "legend_sums", "legend_exact", "legend_aggregates"]
        .map((key) => h("li", null, w(key)))),
    h("p.made", null, w("made_by", { version: model.data.version }), " · ", model.asOf));
}
