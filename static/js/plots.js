/* Lines over time and sorted bars. */
import { exact, said } from "./ink.js";

const monthly = (labels) => labels.every((label) => /^\d{4}-\d{2}$/.test(label));

/** 2024-01 -> 2024年 at the turn of the year, 7月 in between, everything when there is room. */
function months(labels, width) {
  const room = Math.max(1, Math.floor(width / 48));
  const every = [1, 2, 3, 6, 12].find((step) => labels.length / step <= room) || 12;
  const due = (label) => (Number(label.slice(5)) - 1) % every === 0;
  return {
    interval: (_, label) => due(label),
    formatter: (label) => (label.endsWith("-01") ? `${label.slice(0, 4)}年` : `${Number(label.slice(5))}月`),
  };
}

const spoken = (label) => (/^\d{4}-\d{2}$/.test(label) ? `${label.slice(0, 4)}年${Number(label.slice(5))}月` : label);

/** Ends and steps of a percent axis, such that the steps meet both ends. */
function axisOf(lowest, highest, from) {
  for (const step of [5, 10, 20, 25]) {
    const min = from !== undefined ? from : Math.max(0, Math.floor((lowest - 2) / step) * step);
    const max = Math.min(100, Math.ceil((highest + 2) / step) * step);
    if ((max - min) / step <= 5 && (max - min) % step === 0) return { min, max, interval: step };
  }
  return { min: 0, max: 100, interval: 25 };
}

export function trend(data, ink, size) {
  const { k } = ink;
  const unit = data.unit || "";
  const targets = data.targets || [];
  const values = data.series.flatMap((series) => series.values).filter((value) => value !== null);
  const marks = targets.flatMap((target) => [target.value, target.low]).filter((value) => value !== undefined);
  const lowest = Math.min(...values, ...marks);
  const { min, max, interval } = unit === "%" ? axisOf(lowest, Math.max(...values, ...marks), data.min) : { min: 0 };
  const several = data.series.length > 1;
  const colours = [ink.steps[5], ink.steps[3], ink.caution, ink.muted, ink.steps[6]];
  const longest = Math.max(...data.series.map((series) => series.name.length));
  const right = several ? Math.min(longest * 12 + 56, size.width * 0.35) : 62 * k;
  /* The words of the band stand where the line does not run. */
  const last = values[values.length - 1];
  const above = { position: "insideTopLeft", offset: [0, -17 * k] };
  const under = { position: "insideBottomLeft", offset: [0, 17 * k] };
  const aside = targets.some((target) => target.low !== undefined && last < target.low) ? above : under;
  const named = (target) => (size.width < 520 * k && target.short !== undefined ? target.short : target.label);
  const at = (label) => Math.max(0, data.labels.indexOf(label));
  const axis = monthly(data.labels) ? months(data.labels, (size.width - right - 44 * k) / k) : {};
  return {
    grid: { left: 4, right, top: 14 * k, bottom: 4, containLabel: true },
    tooltip: {
      trigger: "axis",
      axisPointer: { type: "line", lineStyle: { color: ink.edge, width: 1 } },
      formatter: (points) =>
        [spoken(points[0].axisValue)]
          .concat(points.map((point) => `${several ? `${point.seriesName}  ` : ""}${said(point.value, unit)}`))
          .join("\n"),
    },
    xAxis: {
      type: "category",
      data: data.labels,
      boundaryGap: false,
      axisLine: { lineStyle: { color: ink.edge } },
      axisTick: { show: false },
      axisLabel: { color: ink.muted, hideOverlap: true, fontSize: 12 * k, ...axis },
    },
    yAxis: {
      type: "value",
      min,
      max,
      splitNumber: 4,
      interval,
      axisLabel: { color: ink.muted, fontSize: 12 * k, formatter: (value) => (unit === "%" ? `${value}%` : value.toLocaleString("en-US")) },
      splitLine: { lineStyle: { color: ink.line, opacity: 0.7 } },
    },
    series: data.series.map((series, n) => ({
      name: series.name,
      type: "line",
      data: series.values,
      showSymbol: data.labels.length < 3,
      symbolSize: 5,
      symbol: "circle",
      connectNulls: false,
      lineStyle: { width: 2.5 * k, color: colours[n % 5], type: n > 2 ? "dashed" : "solid" },
      itemStyle: { color: colours[n % 5] },
      areaStyle: several ? undefined : { color: colours[0], opacity: 0.06 },
      endLabel: {
        show: true,
        color: several ? ink.ink : ink.steps[6],
        fontWeight: 600,
        fontSize: 12 * k,
        formatter: (point) => (several ? `${series.name} ${said(point.value, unit)}` : said(point.value, unit)),
      },
      labelLayout: { moveOverlap: "shiftY" },
      emphasis: { disabled: true },
      markLine: n
        ? undefined
        : {
            silent: true,
            symbol: "none",
            lineStyle: { color: ink.cinnabar, type: [5, 4], width: 1.2 },
            data: targets
              .filter((target) => target.value !== undefined)
              .map((target) => [
                {
                  coord: [at(target.from), target.value],
                  name: named(target),
                  label: { formatter: named(target), color: ink.cinnabar, fontSize: 12 * k, position: "insideStartTop", distance: 3 },
                },
                { coord: [at(target.to), target.value] },
              ]),
          },
      markArea: n
        ? undefined
        : {
            silent: true,
            itemStyle: { color: ink.cinnabar, opacity: 0.08 },
            label: { color: ink.cinnabar, fontSize: 12 * k, ...aside },
            data: targets
              .filter((target) => target.low !== undefined)
              .map((target) => [
                { name: named(target), xAxis: at(target.from), yAxis: target.low },
                { xAxis: at(target.to), yAxis: target.high },
              ]),
          },
    })),
  };
}

/** One bar a name, sorted as given; `series` with `labels` stacks several. */
export function bars(data, ink, size, figure) {
  const unit = data.unit || "";
  const items = data.items || data.labels.map((name) => ({ name }));
  const aimed = data.target !== undefined;
  const groups = { short: ink.short, aside: ink.aside };
  const wide = Math.min(Math.max(...items.map((item) => item.name.length)) * 13 + 16, size.width * (size.width < 480 ? 0.48 : 0.42));
  const rows = [...items].reverse();
  const single = [
    {
      type: "bar",
      barMaxWidth: 14,
      data: rows.map((item) => ({
        value: item.value,
        name: item.name,
        url: item.url,
        itemStyle: {
          color: aimed ? (exact(item) < data.target ? ink.short : ink.reached) : groups[item.group] || ink.steps[4],
        },
      })),
      itemStyle: { borderRadius: [0, 3, 3, 0] },
      label: { show: true, position: "right", color: ink.ink, formatter: (point) => said(point.value, unit === "%" ? unit : "") },
      markLine: aimed
        ? {
            silent: true,
            symbol: "none",
            label: { show: false },
            lineStyle: { color: ink.cinnabar, type: [5, 4], width: 1.2 },
            data: [{ xAxis: data.target }],
          }
        : undefined,
    },
  ];
  const colours = [6, 3, 5, 2, 7, 4].map((step) => ink.steps[step - 1]);
  if (data.series) names(figure, data.series, [6, 3, 5, 2, 7, 4]);
  const stacked = (data.series || []).map((series, n) => ({
    type: "bar",
    name: series.name,
    stack: "all",
    barMaxWidth: 16,
    data: [...series.values].reverse(),
    itemStyle: { color: colours[n % 6], borderColor: ink.card, borderWidth: 1 },
    label: { show: true, color: [6, 3, 5, 2, 7, 4].map((step) => ink.on[step - 1])[n % 6], formatter: ({ value }) => value || "" },
    labelLayout: ({ rect, labelRect }) => (rect.width < labelRect.width + 4 ? { fontSize: 0 } : {}),
  }));
  return {
    grid: { left: wide, right: data.series ? 16 : 56, top: 4, bottom: 4 },
    xAxis: { type: "value", show: false, min: 0, max: unit === "%" ? 100 : undefined },
    yAxis: {
      type: "category",
      data: rows.map((item) => item.name),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { color: ink.ink, fontSize: 13, width: wide - 10, overflow: "break", lineHeight: 16, interval: 0 },
    },
    tooltip: {
      trigger: "item",
      formatter: (point) => `${point.name}\n${data.series ? `${point.seriesName}  ` : ""}${said(point.value, unit)}`,
    },
    series: data.series ? stacked : single,
  };
}

/** The names of stacked parts, in the order and colours of the bars. */
function names(figure, series, steps) {
  let list = figure.querySelector(".legend");
  if (!list) {
    list = document.createElement("ul");
    list.className = "legend legend-line";
    figure.querySelector(".chart-stage").prepend(list);
  }
  list.replaceChildren(
    ...series.map((part, n) => {
      const row = document.createElement("li");
      const tile = document.createElement("span");
      tile.className = `tile r${steps[n % 6]}`;
      row.append(tile, part.name);
      return row;
    }),
  );
}
