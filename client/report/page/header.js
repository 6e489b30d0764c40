// Owns the head of the page: what it is about, and its settings. Never a figure.
import { h } from "./dom.js";
import { w } from "./words.js";

// 2026-12-19T08:30:12+08:00 → 2026-12-19 08:30
function instant(text) {
  return text.slice(0, 16).replace("T", " ");
}

export function header(model, settings) {
  const { plan, version } = model.data;
  const facts = [
    [w("as_of"), model.asOf],
    [w("plan"), w("plan_version", { year: plan.year, version: model.version })],
    model.computedAt && [w("computed_at"), instant(model.computedAt)],
    model.compareYear && [w("compared_with"), model.compareYear],
    model.isDistrict
      ? [w("campuses"), model.campuses.length]
      : [w("campus"), `${model.campuses[0].name} (${model.campuses[0].code})`],
  ].filter(Boolean);
  return h("header.top", { "data-version": version },
    h("div.heading", null,
      h("h1", null, w(model.isDistrict ? "title_district" : "title_campus")),
      h("p.plan", null, plan.title)),
    settings,
    h("dl.facts", null, facts.map(([name, text]) =>
      h("div", null, h("dt", null, name), h("dd", null, text)))),
    plan.anchors.length > 0 && h("div.anchors", null, h("span", null, w("anchors")),
      h("ul", null, plan.anchors.map((anchor) => h("li", null, anchor.name)))));
}

function themeChoice(theme, choose) {
  return h("label", null, h("span", null, w("theme")),
    h("select", { id: "theme", onchange: (event) => choose(event.target.value) },
      ["auto", "light", "dark"].map((name) =>
        h("option", { value: name, selected: name === theme }, w(`theme_${name}`)))));
}

export function controls({ theme, onTheme, onLanguage }) {
  return h("div.controls", { role: "group", "aria-label": w("controls") },
    h("button", { type: "button", id: "language", onclick: onLanguage,
      lang: w("other_language") === "English" ? "en" : "zh-CN" }, w("other_language")),
    themeChoice(theme, onTheme),
    h("button", { type: "button", id: "print", onclick: () => window.print() }, w("print")));
}

export function navigation(sections) {
  return h("nav.sections", { "aria-label": w("sections") },
    h("ul", null, sections.map((section) =>
      h("li", null, h("a", { href: `#${section.id}` }, section.dataset.title)))));
}
