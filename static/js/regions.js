/* <input data-regions="/api/v1/regions/">: province, city, county in turn instead of a code by heart. */

const known = new Map();
function children(url, parent) {
  const address = `${url}?${parent ? `parent=${encodeURIComponent(parent)}` : "level=1"}&limit=1000`;
  if (!known.has(address)) {
    known.set(
      address,
      fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin" })
        .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
        .then((body) => body.results || body),
    );
    known.get(address).catch(() => known.delete(address));
  }
  return known.get(address);
}

const LABELS = ["省", "市", "区县", "乡镇街道"];
/** The codes above a code: 500112 -> 50, 5001, 500112. */
const above = (code) => [2, 4, 6, 9].filter((n) => n <= code.length).map((n) => code.slice(0, n));

async function cascade(input) {
  const url = input.dataset.regions;
  const depth = Number(input.dataset.depth || 3);
  const box = document.createElement("span");
  box.className = "regions";
  const selects = [];
  const label = (document.querySelector(`label[for="${input.id}"]`) || {}).textContent || "";

  async function offer(level, parent, chosen) {
    for (const gone of selects.splice(level)) gone.remove();
    if (level >= depth) return;
    const rows = await children(url, parent);
    if (!rows.length) return;
    const select = document.createElement("select");
    select.setAttribute("aria-label", `${label.replace(/[*\s]|（必填）/g, "")}：${LABELS[level]}`);
    select.append(new Option(`选择${LABELS[level]}`, ""));
    for (const row of rows) select.append(new Option(row.name, row.code));
    select.value = rows.some((row) => row.code === chosen) ? chosen : "";
    selects[level] = select;
    box.append(select);
    select.addEventListener("change", async () => {
      input.value = select.value || (level ? selects[level - 1].value : "");
      input.dispatchEvent(new Event("input", { bubbles: true }));
      for (const gone of selects.splice(level + 1)) gone.remove();
      if (select.value) await offer(level + 1, select.value, "");
    });
  }

  try {
    const path = above(input.value);
    await offer(0, "", path[0]);
    for (let level = 0; level < path.length && selects[level] && selects[level].value; level += 1) {
      await offer(level + 1, path[level], path[level + 1]);
    }
    if (!selects.length) return;
    input.type = "hidden";
    input.after(box);
    if (input.labels && input.labels[0] && selects[0]) {
      selects[0].id = `${input.id}_0`;
      input.labels[0].htmlFor = selects[0].id;
    }
  } catch (_) {
    /* The plain code field stays. */
  }
}

function ready(root) {
  root.querySelectorAll("input[data-regions]:not([type=hidden])").forEach(cascade);
}
document.addEventListener("part:arrived", (event) => ready(event.detail));
ready(document);
