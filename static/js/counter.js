/* The counter of a station: entries wait in this browser until the server has them, each once. */

const form = document.querySelector("form[data-counter]");
if (form) start();

function start() {
  const place = `counter:${form.dataset.counter}`;
  const find = form.querySelector("[data-counter-find]");
  const repeat = form.querySelector("[data-counter-repeat]");
  const scan = form.querySelector("[data-counter-scan]");
  const video = form.querySelector("[data-counter-video]");
  const part = (name) => document.querySelector(`[data-counter-${name}]`);
  const fields = ["group", "persons", "quantity", "card", "on", "note"];
  const AGAIN = 10_000;
  const MOST = 200;
  let sending = false;

  const queue = () => {
    try {
      return JSON.parse(localStorage.getItem(place) || "[]");
    } catch {
      return [];
    }
  };
  const store = (entries) => {
    if (entries.length) localStorage.setItem(place, JSON.stringify(entries));
    else localStorage.removeItem(place);
    show(entries);
  };
  const say = (text) => (part("state").textContent = text);
  const number = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  };
  const line = (text) => {
    const item = document.createElement("li");
    item.textContent = text;
    return item;
  };
  const words = (entry) => `${entry.name} ${entry.persons} 人次`;

  function show(entries) {
    const list = part("queue");
    const waiting = entries.map((entry) => {
      const item = line(`${words(entry)}${entry.refused ? `：${entry.refused}` : ""}`);
      if (entry.refused) {
        item.className = "lack";
        const drop = document.createElement("button");
        drop.type = "button";
        drop.className = "button quiet small";
        drop.textContent = "移除";
        drop.addEventListener("click", () => store(queue().filter((other) => other.id !== entry.id)));
        item.append(" ", drop);
      }
      return item;
    });
    if (!waiting.length) waiting.push(Object.assign(line("没有"), { className: "muted" }));
    list.replaceChildren(...waiting);
  }

  function keep(entry) {
    store([...queue(), entry]);
    if (repeat) {
      Object.assign(repeat.dataset, { item: entry.item, group: entry.group, persons: entry.persons, quantity: entry.quantity });
      repeat.textContent = `重复上一条：${words(entry)}`;
      repeat.hidden = false;
    }
    flush();
  }

  async function flush() {
    const entries = queue().filter((entry) => !entry.refused).slice(0, MOST);
    if (sending || !entries.length) return;
    sending = true;
    try {
      const answer = await fetch(form.dataset.counterApi, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
        body: JSON.stringify({ station: form.dataset.counter, entries: entries.map(({ name, ...entry }) => entry) }),
      });
      if (answer.status === 401 || answer.status === 403) return say("登录已过期或没有权限，记录存在本机；重新登录后会自动发送。");
      if (answer.status >= 500) throw new Error("later");
      const told = await answer.json();
      if (!answer.ok) return say(told.detail || "没有保存，记录还在本机。");
      arrived(entries, told);
    } catch {
      say(`没有网络，${queue().length} 条存在本机，连上后自动发送。`);
    } finally {
      sending = false;
    }
  }

  function arrived(entries, told) {
    const kept = new Set(told.kept);
    const refused = told.refused || {};
    store(
      queue()
        .filter((entry) => !kept.has(entry.id))
        .map((entry) => (refused[entry.id] ? { ...entry, refused: refused[entry.id] } : entry)),
    );
    const now = new Date().toTimeString().slice(0, 5);
    const recent = part("recent");
    if (kept.size) recent.querySelectorAll(".muted").forEach((none) => none.remove());
    entries.filter((entry) => kept.has(entry.id)).forEach((entry) => recent.prepend(line(`${now} ${words(entry)}`)));
    part("persons").textContent = told.today.persons.toLocaleString();
    part("records").textContent = told.today.records.toLocaleString();
    part("items").replaceChildren(...told.today.items.map((row) => line(`${row.item__name} ${row.n} 人次`)));
    say(Object.keys(refused).length ? "有记录没有被接受，见“等待发送”。" : "已登记。");
    if (queue().some((entry) => !entry.refused)) setTimeout(flush, 0);
  }

  function chosen() {
    return form.querySelector('input[name="item"]:checked');
  }
  function nameOf(code) {
    const radio = Array.from(form.querySelectorAll('input[name="item"]')).find((one) => one.value === code);
    return radio ? radio.closest("[data-counter-item]").dataset.counterItem.split(" ")[0] : code;
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const item = chosen();
    if (!item) {
      say("请先选择服务项目。");
      find.focus();
      return;
    }
    const entry = { id: number(), item: item.value, name: nameOf(item.value) };
    for (const field of fields) entry[field] = form.elements[field].value.trim();
    entry.persons = Number(entry.persons) || 1;
    entry.quantity = entry.quantity || "1";
    entry.on = entry.on || null;
    keep(entry);
    for (const field of ["card", "quantity", "note"]) form.elements[field].value = "";
    form.elements.persons.value = 1;
    form.elements.card.focus();
  });

  if (repeat) {
    repeat.hidden = !repeat.dataset.item;
    repeat.addEventListener("click", () => {
      const { item, group, persons, quantity } = repeat.dataset;
      keep({ id: number(), item, group, persons: Number(persons), quantity, card: "", on: null, note: "", name: nameOf(item) });
    });
  }

  find.parentElement.hidden = false;
  const tiles = Array.from(form.querySelectorAll("[data-counter-item]"));
  find.addEventListener("input", () => {
    const typed = find.value.trim().toLowerCase();
    for (const tile of tiles) tile.hidden = !tile.dataset.counterItem.toLowerCase().includes(typed);
  });
  find.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const first = tiles.find((tile) => !tile.hidden);
    if (!first) return say("没有这样的项目。");
    first.querySelector("input").checked = true;
    find.value = "";
    for (const tile of tiles) tile.hidden = false;
    form.elements.card.focus();
  });

  if ("BarcodeDetector" in window && navigator.mediaDevices) {
    scan.parentElement.hidden = false;
    scan.addEventListener("click", look);
  }
  async function look() {
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }).catch(() => null);
    if (!stream) return say("没有打开摄像头，请用扫码枪或手输。");
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    const detector = new window.BarcodeDetector();
    const until = Date.now() + 30_000;
    const end = () => {
      stream.getTracks().forEach((track) => track.stop());
      video.hidden = true;
    };
    const once = async () => {
      const found = await detector.detect(video).catch(() => []);
      if (found.length) {
        form.elements.card.value = found[0].rawValue;
        end();
        return form.elements.persons.focus();
      }
      return Date.now() < until ? setTimeout(once, 200) : end();
    };
    once();
  }

  show(queue());
  window.addEventListener("online", flush);
  setInterval(flush, AGAIN);
  flush();
}
