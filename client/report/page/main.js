// Owns the page's life: reading the data, drawing every part, language, appearance, print.
import { campuses } from "./campuses.js";
import { compliance } from "./compliance.js";
import { coverage } from "./coverage.js";
import { h } from "./dom.js";
import { glance } from "./glance.js";
import { controls, header, navigation } from "./header.js";
import { load } from "./load.js";
import { makeModel } from "./model.js";
import { months } from "./months.js";
import { notes } from "./notes.js";
import { drawAll, forgetAll, recolourAll, resizeAll } from "./plot.js";
import { screening } from "./screening.js";
import { targets } from "./targets.js";
import { trend } from "./trend.js";
import { chooseLanguage, language, w } from "./words.js";

const model = makeModel(JSON.parse(document.getElementById("data").textContent));
const root = document.documentElement;
const place = document.getElementById("page");
const parts = [glance, targets, coverage, trend, campuses, compliance, screening, load,
  months];

function show() {
  forgetAll();
  const sections = parts.map((part) => part(model)).filter(Boolean);
  const settings = controls({ theme: root.dataset.theme ?? "auto", onTheme, onLanguage });
  root.lang = language() === "zh" ? "zh-CN" : "en";
  document.title = `${w(model.isDistrict ? "title_district" : "title_campus")} ${model.asOf}`;
  place.replaceChildren(
    h("a.skip", { href: "#main" }, w("skip")), header(model, settings), navigation(sections),
    h("main", { id: "main", tabindex: "-1" }, sections), notes(model));
  drawAll();
}

function onLanguage() {
  chooseLanguage(language() === "zh" ? "en" : "zh");
  show();
  document.getElementById("language").focus();
}

function onTheme(name) {
  if (name === "auto") delete root.dataset.theme;
  else root.dataset.theme = name;
  recolourAll();
}

// Paper is light and as wide as paper is, whatever the screen was.
function onPrint(isPrinting) {
  root.toggleAttribute("data-paper", isPrinting);
  recolourAll();
  resizeAll();
}

chooseLanguage(model.data.language);
show();
window.addEventListener("resize", resizeAll);
window.addEventListener("beforeprint", () => onPrint(true));
window.addEventListener("afterprint", () => onPrint(false));
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolourAll);
