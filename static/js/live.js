/* The live stream: what is marked `data-live="<topic>"` is fetched again when the topic moves. */
import { arrived } from "./swap.js";

let source = null;
let wait = 1000;
let retry = 0;
const due = new Set();
let fetching = false;

const topics = () => new Set(Array.from(document.querySelectorAll("[data-live]"), (part) => part.dataset.live));

export function start() {
  const meta = document.querySelector('meta[name="events"]');
  if (!meta || !window.EventSource || !topics().size) return;
  const open = () => {
    clearTimeout(retry);
    if (source || document.hidden) return;
    source = new EventSource(meta.content);
    source.onopen = () => {
      wait = 1000;
      offline(false);
      topics().forEach((topic) => moved(topic)); /* what moved since the page was made, or while we slept */
    };
    source.onmessage = (event) => heard(event);
    for (const topic of new Set([...topics(), "logout"])) source.addEventListener(topic, (event) => heard(event, topic));
    source.onerror = () => {
      close();
      retry = setTimeout(open, wait);
      wait = Math.min(wait * 2, 30000) * (0.8 + Math.random() * 0.4);
      if (wait > 4000) offline(true);
    };
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  window.addEventListener("online", () => {
    wait = 1000;
    open();
  });
  window.addEventListener("offline", () => {
    close();
    offline(true);
  });
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", open);
  open();
}

function close() {
  if (source) source.close();
  source = null;
}

function offline(is) {
  const banner = document.querySelector("[data-offline]");
  if (banner) banner.hidden = !is;
  document.querySelectorAll(".updated").forEach((mark) => mark.classList.toggle("stale", is));
}

function heard(event, topic) {
  let message = {};
  try {
    message = JSON.parse(event.data);
  } catch (_) {
    return;
  }
  if ((message.topic || topic) === "logout") return location.reload();
  moved(message.topic || topic, message);
}

function moved(topic, message) {
  if (!topics().has(topic)) return;
  if (message) document.dispatchEvent(new CustomEvent("live:event", { detail: message }));
  due.add(topic);
  if (!fetching) setTimeout(refresh, 60);
}

async function refresh() {
  if (fetching || !due.size) return;
  fetching = true;
  const wanted = Array.from(due);
  due.clear();
  try {
    const parts = wanted.flatMap((topic) => Array.from(document.querySelectorAll(`[data-live="${topic}"]`)));
    const pages = new Map();
    for (const part of parts) {
      const address = part.dataset.liveSrc || location.href;
      pages.set(address, [...(pages.get(address) || []), part]);
    }
    await Promise.all(
      Array.from(pages, async ([address, list]) => {
        const answer = await fetch(address, { headers: { "X-Live": "1" }, credentials: "same-origin", cache: "no-store" });
        if (!answer.ok || (answer.redirected && !answer.url.includes(new URL(address, location.href).pathname))) return;
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        for (const part of list) {
          const fresh = part.id && page.getElementById(part.id);
          if (fresh) replace(part, fresh);
        }
        stamp();
      }),
    );
  } catch (_) {
    wanted.forEach((topic) => due.add(topic));
    offline(true);
    await new Promise((done) => setTimeout(done, 2000));
  } finally {
    fetching = false;
    if (due.size) setTimeout(refresh, 200);
  }
}

/** Puts the new part in place of the old; charts stay and take the new data, so that nothing jumps. */
function replace(part, fresh) {
  if (part.isEqualNode(fresh)) return;
  const held = part.contains(document.activeElement) ? document.activeElement : null;
  const before = new Map(Array.from(part.querySelectorAll("[data-figure]"), (it, i) => [it.dataset.figure || i, it.textContent]));
  const charts = Array.from(part.querySelectorAll("figure.chart.drawn[id]"));
  for (const old of charts) {
    const next = fresh.querySelector(`#${CSS.escape(old.id)}`);
    if (!next) continue;
    const data = next.querySelector('script[type="application/json"]');
    old.querySelector('script[type="application/json"]').textContent = data.textContent;
    const twin = next.querySelector(".chart-table");
    if (twin) old.querySelector(".chart-table").replaceChildren(...twin.childNodes);
    next.replaceWith(old);
  }
  const opened = Array.from(part.querySelectorAll("details"), (it) => it.open);
  part.replaceChildren(...fresh.childNodes);
  part.querySelectorAll("details").forEach((it, i) => (it.open = opened[i] || it.open)); /* a menu in use stays open */
  charts.forEach((chart) => chart.isConnected && chart.dispatchEvent(new CustomEvent("chart:data")));
  Array.from(part.querySelectorAll("[data-figure]")).forEach((it, i) => {
    const was = before.get(it.dataset.figure || i);
    if (was !== undefined && was !== it.textContent) it.classList.add("changed");
  });
  const again = held && (held.isConnected ? held : held.id && document.getElementById(held.id));
  if (again) again.focus({ preventScroll: true });
  arrived(part);
}

function stamp() {
  const now = new Date().toLocaleTimeString("zh-CN", { hour12: false, timeZone: "Asia/Shanghai" });
  document.querySelectorAll("[data-updated]").forEach((mark) => {
    mark.textContent = `更新于 ${now}`;
    mark.classList.add("updated");
  });
}
