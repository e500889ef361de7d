/* A map says "reached or not" before any number does: its hue turns at the target. */
import { feature } from "topojson-client";
import { brief, exact, said, scale } from "./ink.js";

const LINE = "line";
const files = new Map();
const known = new Map();

function load(url) {
  if (!files.has(url)) {
    const file = fetch(url, { credentials: "same-origin" }).then((answer) => {
      if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
      return answer.json();
    });
    file.catch(() => files.delete(url));
    files.set(url, file);
  }
  return files.get(url);
}

/** What to draw: `shapes` says which of which objects of the file, `object` all of one. */
const wanted = (data) => Object.entries(data.shapes || { [data.object]: null });
const nameOf = (data) => `${data.topology}#${JSON.stringify(wanted(data))}`;

/** Brings the shapes, once, and the projection that fits them. */
export async function shapes(data, register) {
  if (known.has(nameOf(data))) return;
  const [topology, line] = await Promise.all([load(data.topology), data.line ? load(data.line) : null]);
  const features = wanted(data).flatMap(([object, codes]) =>
    feature(topology, topology.objects[object]).features.filter(
      (each) => !codes || codes.includes(each.properties.code),
    ),
  );
  if (line) {
    for (const each of line.features) {
      features.push({ ...each, properties: { ...each.properties, code: LINE, name: LINE } });
    }
  }
  /* The national map: far south in an inset of its own, as is the custom. */
  const main = line ? features.map(northern).filter(Boolean) : features;
  const found = measure(main, Boolean(line));
  for (const each of main) each.properties = { ...each.properties, cp: found.centres.get(each.properties.code) };
  register(nameOf(data), { type: "FeatureCollection", features: main });
  if (line) register(`${nameOf(data)}#sea`, { type: "FeatureCollection", features });
  known.set(nameOf(data), found);
}

const SOUTH = 17.6;

/** The part of a shape that lies north of the inset. */
function northern(each) {
  const { type, coordinates } = each.geometry;
  if (!type.startsWith("Multi")) return each;
  const ring = (part) => (type === "MultiPolygon" ? part[0] : part);
  const kept = coordinates.filter((part) => Math.max(...ring(part).map((point) => point[1])) > SOUTH);
  return kept.length ? { ...each, geometry: { type, coordinates: kept } } : null;
}

/** Equal-area (Albers) around the middle of what is drawn, so that a large county is not a northern one. */
function albers(west, south, east, north) {
  const rad = Math.PI / 180;
  const middle = ((west + east) / 2) * rad;
  const first = (south + (north - south) / 6) * rad;
  const second = (north - (north - south) / 6) * rad;
  const n = (Math.sin(first) + Math.sin(second)) / 2;
  const c = Math.cos(first) ** 2 + 2 * n * Math.sin(first);
  const base = Math.sqrt(c - 2 * n * Math.sin(((south + north) / 2) * rad)) / n;
  return {
    project([lon, lat]) {
      const rho = Math.sqrt(Math.max(0, c - 2 * n * Math.sin(lat * rad))) / n;
      const theta = n * (lon * rad - middle);
      return [rho * Math.sin(theta) * 100, (rho * Math.cos(theta) - base) * 100];
    },
    unproject([x, y]) {
      const down = base + y / 100;
      const rho = Math.sqrt((x / 100) ** 2 + down ** 2);
      const lat = Math.asin((c - (rho * n) ** 2) / (2 * n));
      return [(middle + Math.atan2(x / 100, down) / n) / rad, lat / rad];
    },
  };
}

const rings = (geometry) =>
  geometry.type === "Polygon"
    ? [geometry.coordinates[0]]
    : geometry.type === "MultiPolygon"
      ? geometry.coordinates.map((polygon) => polygon[0])
      : geometry.type === "MultiLineString"
        ? geometry.coordinates
        : [];

function box(points) {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    if (x < west) west = x;
    if (x > east) east = x;
    if (y < south) south = y;
    if (y > north) north = y;
  }
  return [west, south, east, north];
}

/** Projection, extent, and where each shape leaves most room for its name. */
function measure(features, lined) {
  const land = features.filter((each) => each.properties.code !== LINE);
  const projection = albers(...box(land.flatMap((each) => rings(each.geometry).flat())));
  const extent = box(features.flatMap((each) => rings(each.geometry).flat()).map(projection.project));
  const room = new Map();
  const names = new Map();
  const centres = new Map();
  for (const each of land) {
    const { code, name } = each.properties;
    const best = widest(each.geometry, projection.project);
    names.set(code, name);
    room.set(code, [best.width, best.height]);
    centres.set(code, projection.unproject([best.x, best.y]));
  }
  return { projection, extent, room, names, centres, lined };
}

/** The widest stretch of a shape, not too near its upper or lower end: there its name is written. */
function widest(geometry, project) {
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  let largest = null;
  let area = 0;
  for (const polygon of polygons) {
    const lines = polygon.map((line) => line.map(project));
    const [west, south, east, north] = box(lines[0]);
    if ((east - west) * (north - south) > area) {
      area = (east - west) * (north - south);
      largest = { lines, west, south, east, north };
    }
  }
  const { lines, west, south, east, north } = largest;
  let best = { width: 0, score: -1, x: (west + east) / 2, y: (south + north) / 2, height: north - south };
  const step = (north - south) / 24;
  const levels = Array.from({ length: 25 }, (_, n) => stretches(lines, south + n * step));
  for (let n = 3; n <= 21; n += 1) {
    for (const [from, to] of shared(levels[n], shared(levels[n - 2], levels[n + 2]))) {
      const score = (to - from) * (1 - Math.abs(n - 12) / 20);
      if (score > best.score) best = { ...best, width: to - from, score, x: (from + to) / 2, y: south + n * step };
    }
  }
  return best;
}

/** Where a level line runs inside the shape. */
function stretches(lines, y) {
  const cuts = [];
  for (const line of lines) {
    for (let i = 1; i < line.length; i += 1) {
      const [from, to] = [line[i - 1], line[i]];
      if (from[1] > y !== to[1] > y) cuts.push(from[0] + ((y - from[1]) / (to[1] - from[1])) * (to[0] - from[0]));
    }
  }
  cuts.sort((a, b) => a - b);
  return Array.from({ length: cuts.length >> 1 }, (_, n) => [cuts[2 * n], cuts[2 * n + 1]]);
}

const shared = (some, others) =>
  some
    .flatMap(([a, b]) => others.map(([c, d]) => [Math.max(a, c), Math.min(b, d)]))
    .filter(([from, to]) => to > from);

function hatch(ink) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 8;
  const pen = canvas.getContext("2d");
  pen.fillStyle = ink.card;
  pen.fillRect(0, 0, 8, 8);
  pen.strokeStyle = ink.edge;
  pen.globalAlpha = 0.55;
  pen.lineWidth = 1;
  pen.beginPath();
  for (const shift of [-8, 0, 8]) {
    pen.moveTo(shift, 8);
    pen.lineTo(shift + 8, 0);
  }
  pen.stroke();
  return { image: canvas, repeat: "repeat" };
}

export function mapOf(data, ink, size, figure) {
  const { projection, extent, room, names, lined } = known.get(nameOf(data));
  const unit = data.unit || "%";
  const steps = scale(data.target, data.step);
  const missing = hatch(ink);
  const narrow = window.matchMedia("(max-width: 540px)").matches;
  const { k } = ink;
  const frame = narrow ? [62, 80] : k > 1 ? [64 * k, 82 * k] : [86, 110];
  const below = lined && narrow ? 84 : 8; /* on a phone the inset stands below */
  const beside = narrow ? 0 : k > 1 ? 96 * k : Math.min(120, size.width * 0.14);
  const space = [size.width - beside - (lined && !narrow ? (k > 1 ? 52 * k : 68) : 8), size.height - below];
  const zoom = Math.min(space[0] / (extent[2] - extent[0]), space[1] / (extent[3] - extent[1]));
  const items = new Map(data.items.map((item) => [String(item.shape || item.code).padEnd(6, "0"), item]));
  const used = new Set();
  const letter = k > 1 ? 12 * k : 11;
  const rows = Array.from(names, ([code, name]) => {
    const item = items.get(code) || { name, value: null };
    const value = unit === "%" ? exact(item) : item.value;
    const step = value === null || value === undefined ? 0 : steps.step(value);
    used.add(step);
    const short = item.short || brief(item.name);
    const [width, height] = room.get(code);
    const fits = width * zoom >= short.length * letter * 0.92 && height * zoom >= 16 * k;
    return {
      ...item,
      name: code,
      title: item.name,
      itemStyle: { areaColor: step ? ink.steps[step - 1] : missing },
      label: { show: fits, formatter: short, color: step ? ink.on[step - 1] : ink.ink },
      emphasis: {
        itemStyle: { areaColor: step ? ink.steps[step - 1] : missing, borderColor: ink.ink, borderWidth: 1.8 },
        label: { show: fits, formatter: short, color: step ? ink.on[step - 1] : ink.ink },
      },
    };
  });
  if (lined) {
    rows.push({
      name: LINE,
      silent: true,
      itemStyle: { areaColor: "none", borderColor: ink.edge, borderWidth: 1.4 },
      label: { show: false },
      emphasis: { disabled: true },
      tooltip: { show: false },
    });
  }
  legend(figure, data, steps, used);
  const series = {
    type: "map",
    nameProperty: "code",
    projection,
    roam: false,
    selectedMode: false,
    data: rows,
    itemStyle: { borderColor: figure.closest(".night") ? ink.card : "#fff", borderWidth: 0.9 * k, areaColor: missing },
    label: { show: true, fontSize: letter },
    labelLayout: { hideOverlap: true },
  };
  const inset = {
    ...series,
    map: `${nameOf(data)}#sea`,
    boundingCoords: [
      [106, 24.5],
      [123, 2.5],
    ],
    clip: true,
    width: frame[0],
    height: frame[1],
    right: 5,
    top: size.height - frame[1] - 5,
    data: rows.map((row) => ({ ...row, label: { show: false }, emphasis: { ...row.emphasis, label: { show: false } } })),
  };
  return {
    tooltip: {
      trigger: "item",
      formatter: ({ data: item }) => {
        if (!item || item.name === LINE) return "";
        const lines = [item.title, `${data.measure || ""} ${said(item.value, unit)}`.trim()];
        if (item.denominator !== undefined && item.denominator !== null) {
          const labels = data.count_labels || ["分子", "分母"];
          lines.push(`${labels[0]} ${said(item.numerator)} / ${labels[1]} ${said(item.denominator)}`);
        }
        if (item.note) lines.push(item.note);
        return lines.join("\n");
      },
    },
    series: [
      { ...series, map: nameOf(data), preserveAspect: "contain", left: beside + 4, right: lined && !narrow ? (k > 1 ? 48 * k : 64) : 4, top: 4, bottom: below - 4 },
      ...(lined ? [inset] : []),
    ],
  };
}

/** The key as words and tiles of the page itself, so that it prints, grows and is read aloud. */
function legend(figure, data, steps, used) {
  let list = figure.querySelector(".legend");
  if (!list) {
    list = document.createElement("ul");
    list.className = "legend";
    figure.querySelector(".chart-canvas").after(list);
  }
  const rows = steps.labels.map((label, n) => [n + 1, label]).reverse();
  if (used.has(0)) rows.push([0, "无数据"]);
  if (data.line && !figure.querySelector(".sea")) {
    const frame = document.createElement("span");
    frame.className = "sea";
    figure.querySelector(".chart-canvas").after(frame);
  }
  list.replaceChildren(
    ...rows.map(([step, label]) => {
      const row = document.createElement("li");
      const tile = document.createElement("span");
      tile.className = `tile ${step ? `r${step}` : "r-none"}`;
      row.append(tile, label);
      return row;
    }),
  );
}
