// Owns the frame of a section: heading, lead, content. Never what is in it.
import { h } from "./dom.js";
import { w } from "./words.js";

export function section(id, title, lead, ...content) {
  return h("section", { id, "aria-labelledby": `${id}-title`, "data-title": w(title) },
    h("h2", { id: `${id}-title` }, w(title)), lead && h("p.lead", null, lead), content);
}

export function card(title, ...content) {
  return h("div.card", null, title && h("h3", null, title), content);
}
