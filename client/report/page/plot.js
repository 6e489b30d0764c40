// Owns the drawing library: what of it is used, its colours, its life. Never knows a figure.
import { BarChart, LineChart } from "echarts/charts";
import {
  AriaComponent, GridComponent, MarkLineComponent, TooltipComponent,
} from "echarts/components";
import * as echarts from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { h } from "./dom.js";
import { w } from "./words.js";

echarts.use([BarChart, LineChart, GridComponent, TooltipComponent, MarkLineComponent, AriaComponent,
  SVGRenderer]);

let waiting = []; // plots whose place is not in the page yet
let drawn = [];

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

// Room for the axes' labels inside the chart, and no more.
export function grid(more) {
  return { left: 4, right: 4, top: 14, bottom: 4, outerBoundsMode: "same",
    outerBoundsContain: "axisLabel", ...more };
}

// Of a chart with a bar for each row; many rows stand closer.
export function heightOf(rows) {
  return 64 + rows * (rows > 20 ? 18 : 26);
}

export function colours() {
  const names = ["ink", "soft", "line", "card", "blue", "orange", "green", "sky", "yellow", "pink"];
  return Object.fromEntries(names.map((name) => [name, colour(name)]));
}

// What all axes share.
export function axis(more) {
  const c = colours();
  return {
    axisLine: { lineStyle: { color: c.line } }, axisTick: { show: false },
    axisLabel: { color: c.soft, fontSize: 12 }, splitLine: { lineStyle: { color: c.line } },
    nameTextStyle: { color: c.soft }, ...more,
  };
}

function common() {
  const c = colours();
  return {
    animation: false, backgroundColor: "transparent",
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: c.ink },
    tooltip: {
      trigger: "axis", backgroundColor: c.card, borderColor: c.line, confine: true,
      textStyle: { color: c.ink, fontSize: 12 },
      axisPointer: { type: "shadow", shadowStyle: { opacity: 0.12 } },
    },
    aria: { enabled: true, label: { enabled: false }, decal: { show: false } },
  };
}

// A chart with its words for who cannot see it, and its table for who would rather read.
// option: a function, so that it is asked again when colours change.
export function plot({ label, height, option, table }) {
  const place = h("div.plot", { role: "img", "aria-label": label, style: `height:${height}px` });
  waiting.push({ place, option });
  return h("figure.chart", null, place,
    table && h("details.data", null, h("summary", null, w("table")), table));
}

export function drawAll() {
  for (const { place, option } of waiting) {
    const chart = echarts.init(place, null, { renderer: "svg" });
    chart.setOption({ ...common(), ...option() });
    drawn.push({ chart, place, option });
  }
  waiting = [];
}

export function recolourAll() {
  for (const { chart, option } of drawn) chart.setOption({ ...common(), ...option() }, true);
}

// At once: before a page goes to paper there is no next frame.
export function resizeAll() {
  for (const { chart } of drawn) {
    chart.resize();
    chart.getZr().flush();
  }
}

export function forgetAll() {
  for (const { chart } of drawn) chart.dispose();
  drawn = [];
  waiting = [];
}

// Another option for the one chart in `figure`.
export function redraw(figure, option) {
  const entry = drawn.find(({ place }) => figure.contains(place));
  if (!entry) return;
  entry.option = option;
  entry.chart.setOption({ ...common(), ...option() }, true);
}
