/* Charts, loaded only by pages that have some. What to draw stands in the page as JSON, beside a table that says the same. */
import { init, registerMap, use } from "echarts/core";
import { BarChart, LineChart, MapChart } from "echarts/charts";
import {
  AriaComponent,
  GridComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TooltipComponent,
} from "echarts/components";
import { LabelLayout } from "echarts/features";
import { CanvasRenderer } from "echarts/renderers";
import { bars, trend } from "./plots.js";
import { mapOf, shapes } from "./maps.js";
import { tokens } from "./ink.js";

use([
  AriaComponent,
  BarChart,
  CanvasRenderer,
  GridComponent,
  LabelLayout,
  LineChart,
  MapChart,
  MarkAreaComponent,
  MarkLineComponent,
  TooltipComponent,
]);

const drawn = new Map();
const still = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

export function draw(root) {
  for (const [figure, chart] of drawn) {
    if (figure.isConnected) continue;
    chart.dispose();
    drawn.delete(figure);
  }
  root.querySelectorAll("figure.chart:not(.drawn)").forEach((figure) => begin(figure));
}
document.addEventListener("part:arrived", (event) => draw(event.detail));

async function read(figure) {
  const source = figure.dataset.source;
  if (source.startsWith("#")) {
    const within = figure.querySelector('script[type="application/json"]');
    return JSON.parse((within || document.getElementById(source.slice(1))).textContent);
  }
  const answer = await fetch(source, { headers: { Accept: "application/json" }, credentials: "same-origin" });
  if (!answer.ok) throw new Error(`${source}: ${answer.status}`);
  return answer.json();
}

async function begin(figure) {
  const canvas = figure.querySelector(".chart-canvas");
  const stage = canvas.parentElement;
  try {
    const data = await read(figure);
    if (figure.dataset.chart === "map") await shapes(data, registerMap);
    stage.hidden = false;
    figure.classList.add("drawn");
    const chart = init(canvas, null, { renderer: "canvas" });
    drawn.set(figure, chart);
    chart.on("click", (event) => event.data && event.data.url && window.location.assign(event.data.url));
    show(figure, chart, data);
    figure.addEventListener("chart:data", async () => {
      const fresh = await read(figure);
      if (figure.dataset.chart === "map") await shapes(fresh, registerMap);
      figure.chartData = fresh;
      show(figure, chart, fresh);
    });
    figure.chartData = data;
    let width = canvas.clientWidth;
    new ResizeObserver(() => {
      if (!canvas.clientWidth || canvas.clientWidth === width) return;
      width = canvas.clientWidth;
      chart.resize();
      show(figure, chart, figure.chartData);
    }).observe(canvas);
    toggle(figure, chart);
    if (figure.dataset.chart === "map") byKeys(figure, chart);
  } catch (problem) {
    stage.hidden = true;
    figure.classList.remove("drawn");
    const note = document.createElement("p");
    note.className = "chart-failed";
    note.textContent = "图形没有显示出来，下面的表格是同样的内容。";
    figure.querySelector("figcaption").after(note);
    console.warn(problem); /* a page being left ends its fetches, too */
  }
}

function show(figure, chart, data) {
  const ink = tokens(figure);
  const size = { width: chart.getWidth(), height: chart.getHeight() };
  const title = (figure.querySelector(".chart-title") || {}).textContent || "";
  const kinds = { trend, bar: bars, map: mapOf };
  const option = kinds[figure.dataset.chart](data, ink, size, figure);
  chart.setOption(
    {
      animation: !still(),
      animationDuration: 300,
      animationDurationUpdate: 500,
      textStyle: { fontFamily: ink.font, fontSize: 12 * ink.k, color: ink.ink },
      aria: { enabled: true, label: { description: `${title.trim()}。同样的内容见表格。` } },
      ...option,
      tooltip: {
        renderMode: "richText",
        confine: true,
        backgroundColor: ink.card,
        borderColor: ink.edge,
        borderWidth: 1,
        padding: [8, 12],
        textStyle: { color: ink.ink, fontSize: 13 * ink.k, lineHeight: 20 * ink.k, fontFamily: ink.font },
        ...option.tooltip,
      },
    },
    { notMerge: true },
  );
}

/** A map without a mouse: arrows go to the neighbour that way, Enter opens it. */
function byKeys(figure, chart) {
  const stage = figure.querySelector(".chart-canvas");
  const rows = () => chart.getOption().series[0].data.filter((row) => row.url);
  const place = (row) => chart.convertToPixel({ seriesIndex: 0 }, row.name);
  if (!rows().length) return;
  let at = null;
  stage.tabIndex = 0;
  stage.setAttribute("role", "application");
  stage.setAttribute("aria-roledescription", "地图");
  stage.setAttribute("aria-label", "地图：方向键选择，回车进入。同样的内容见表格。");
  const said = document.createElement("p");
  said.className = "sr";
  said.setAttribute("aria-live", "polite");
  stage.after(said);
  const go = (row) => {
    if (at) chart.dispatchAction({ type: "downplay", seriesIndex: 0, name: at.name });
    at = row;
    if (!row) return chart.dispatchAction({ type: "hideTip" });
    chart.dispatchAction({ type: "highlight", seriesIndex: 0, name: row.name });
    chart.dispatchAction({ type: "showTip", seriesIndex: 0, name: row.name });
    said.textContent = `${row.title} ${row.value === null ? "无数据" : `${Number(row.value).toFixed(1)}%`} ${row.note || ""}`;
  };
  const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  stage.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && at) return window.location.assign(at.url);
    if (event.key === "Escape") return go(null);
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    if (!at) return go(rows()[0]);
    const from = place(at);
    let best = null;
    for (const row of rows()) {
      const [dx, dy] = place(row).map((value, n) => value - from[n]);
      const along = dx * step[0] + dy * step[1];
      const off = Math.abs(dx * step[1]) + Math.abs(dy * step[0]);
      if (along > 1 && (!best || along + 2 * off < best.cost)) best = { row, cost: along + 2 * off };
    }
    if (best) go(best.row);
  });
  /* A live part that is brought up to date takes the focus away and gives it back. */
  stage.addEventListener("blur", () => setTimeout(() => document.activeElement !== stage && go(null), 100));
}

function toggle(figure, chart) {
  const button = figure.querySelector("[data-chart-table]");
  if (!button || !button.hidden) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const table = figure.classList.toggle("as-table");
    button.textContent = table ? "看图形" : "看表格";
    button.setAttribute("aria-pressed", String(table));
    if (!table) chart.resize();
  });
}

/* On paper a chart is as wide as the sheet. */
function fit(width) {
  for (const [figure, chart] of drawn) {
    if (!figure.clientWidth) continue;
    chart.resize({ width: width && figure.clientWidth > width ? width : "auto", animation: { duration: 0 } });
    show(figure, chart, figure.chartData);
  }
}
window.addEventListener("beforeprint", () => fit(620));
window.addEventListener("afterprint", () => fit());
