// Owns tables: headings that sort, figures that align, bars in cells. Never reads the data.
import { h } from "./dom.js";

const LONG = 20; // rows from which on a table scrolls by itself on a screen

function compare(a, b, direction) {
  if (a === b) return 0;
  if (a === null) return 1; // what is not there stays last
  if (b === null) return -1;
  const order = typeof a === "number" ? a - b : String(a).localeCompare(String(b), "zh");
  return direction * order;
}

function kindOf(column) {
  if (column.centred) return "centred";
  return column.numeric ? "number" : null;
}

function cell(content, column, isHead) {
  const kind = kindOf(column);
  const tag = isHead ? "th" : "td";
  const bar = content?.bar ?? null;
  return h(tag, { class: [kind, content?.kind].filter(Boolean).join(" ") || null,
    scope: isHead ? "row" : null, style: content?.style ?? null,
    "aria-label": content?.label ?? null },
  bar !== null && h("span.track", { "aria-hidden": "true" },
    h("span.fill", { style: `width:${Math.max(0, Math.min(100, bar))}%` })),
  content?.text ?? content);
}

function heading(column, sort) {
  const title = column.title;
  const inside = sort ? h("button.sort", { type: "button", onclick: sort }, title) : title;
  return h("th", { scope: "col", class: kindOf(column) }, inside);
}

// rows: arrays of cells, each a text or {text, sort, bar, kind, style, label}; the first is the
// row's head.
export function table({ caption, columns, rows, sortable, foot }) {
  const body = h("tbody");
  const heads = [];
  let sorted = { at: -1, direction: 1 };

  function fill(list) {
    body.replaceChildren(...list.map((row) => h("tr", null,
      row.map((content, i) => cell(content, columns[i], i === 0)))));
  }
  function sortBy(at) {
    const first = columns[at].numeric ? -1 : 1;
    const direction = sorted.at === at ? -sorted.direction : first;
    sorted = { at, direction };
    const sortKey = (content) => content?.sort ?? content?.text ?? content ?? null;
    fill([...rows].sort((a, b) => compare(sortKey(a[at]), sortKey(b[at]), direction)));
    heads.forEach((head, i) => {
      if (i === at) head.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
      else head.removeAttribute("aria-sort");
    });
  }

  columns.forEach((column, i) => heads.push(heading(column, sortable && (() => sortBy(i)))));
  fill(rows);
  return h(rows.length > LONG ? "div.scroll.long" : "div.scroll", { tabindex: "0", role: "group", "aria-label": caption },
    h("table", null, h("caption", null, caption), h("thead", null, h("tr", null, heads)), body,
      foot && h("tfoot", null, h("tr", null, foot.map((c, i) => cell(c, columns[i], i === 0))))));
}
