/* Small things: menus that close, copying, files dropped, printing. */

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest && event.target.closest("[data-copy], [data-print]");
  if (!button) return;
  if ("print" in button.dataset) return window.print();
  const said = button.textContent;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = "已复制";
  } catch (_) {
    button.textContent = "请手动复制";
  }
  setTimeout(() => (button.textContent = said), 1600);
});

const size = (bytes) => (bytes < 1048576 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`);

document.addEventListener("change", (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || input.type !== "file") return;
  let name = input.parentElement.querySelector(".drop-name");
  if (!name) {
    name = document.createElement("span");
    name.className = "drop-name";
    name.setAttribute("role", "status");
    input.parentElement.append(name);
  }
  name.textContent = Array.from(input.files, (file) => `${file.name}（${size(file.size)}）`).join("、");
  const most = Number(input.dataset.maxBytes || 0);
  if (most && Array.from(input.files).some((file) => file.size > most)) {
    name.textContent += ` 超过上限 ${size(most)}，请缩小后再选。`;
    name.classList.add("error");
  } else name.classList.remove("error");
});
for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const area = event.target.closest && event.target.closest(".drop");
    if (!area) return;
    event.preventDefault();
    area.classList.toggle("over", kind === "dragover");
    if (kind !== "drop") return;
    const input = area.querySelector("input[type=file]");
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

/* Drawn buttons that only work with scripts are hidden until here. */
document.querySelectorAll("[data-print][hidden], [data-copy][hidden]").forEach((it) => (it.hidden = false));

/* A clock on the wall, by Beijing time. */
const clocks = document.querySelectorAll("[data-clock]");
const tick = () => {
  const now = new Date().toLocaleTimeString("zh-CN", { hour12: false, timeZone: "Asia/Shanghai" });
  clocks.forEach((clock) => (clock.textContent = now));
};
if (clocks.length) {
  tick();
  setInterval(tick, 1000);
}
