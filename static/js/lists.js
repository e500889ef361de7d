/* Ticked rows and the bar that acts on them; sideways-scrolled tables. */

function state(form) {
  const boxes = Array.from(document.querySelectorAll(`input[data-tick][form="${form.id}"]`));
  return { boxes, ticked: boxes.filter((box) => box.checked) };
}

function show(form) {
  const { boxes, ticked } = state(form);
  const every = form.querySelector("[data-batch-all]");
  const all = every && every.checked;
  const total = Number(form.dataset.total || 0).toLocaleString("en-US");
  const count = form.querySelector("[data-batch-count]");
  count.textContent = all ? `已全选 ${total} 条（包括其他页）` : ticked.length ? `已选 ${ticked.length} 条` : "勾选要办理的行";
  form.classList.toggle("on", all || ticked.length > 0);
  for (const box of boxes) {
    box.disabled = Boolean(all);
    box.closest("tr").classList.toggle("ticked", all || box.checked);
  }
  const head = document.querySelector("[data-tick-all]");
  if (head) {
    head.checked = boxes.length > 0 && ticked.length === boxes.length;
    head.indeterminate = ticked.length > 0 && ticked.length < boxes.length;
  }
  for (const button of form.querySelectorAll("button[type=submit]")) button.disabled = !all && ticked.length === 0;
}

let last = null;
document.addEventListener("click", (event) => {
  const box = event.target;
  if (!(box instanceof HTMLInputElement) || !("tick" in box.dataset)) return;
  if (event.shiftKey && last && last !== box) {
    const { boxes } = state(box.form);
    const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
    if (from >= 0) for (const between of boxes.slice(from, to + 1)) between.checked = box.checked;
  }
  last = box;
});
document.addEventListener("change", (event) => {
  const box = event.target;
  const form = document.querySelector("form[data-batch]");
  if (!form || !(box instanceof HTMLInputElement)) return;
  if ("tickAll" in box.dataset) state(form).boxes.forEach((each) => (each.checked = box.checked));
  if ("tickAll" in box.dataset || "tick" in box.dataset || "batchAll" in box.dataset) show(form);
});

/* The whole cell is a target, not only the little box in it. */
document.addEventListener("click", (event) => {
  if (event.target.matches && event.target.matches("td.box")) {
    const box = event.target.querySelector("input[data-tick]");
    if (box) box.click();
  }
});

function ready(root) {
  document.querySelectorAll("form[data-batch]").forEach(show);
  for (const box of root.querySelectorAll(".table-box")) {
    const mark = () => box.classList.toggle("scrolled", box.scrollLeft > 0);
    box.addEventListener("scroll", mark, { passive: true });
    if (box.scrollWidth > box.clientWidth && !box.hasAttribute("tabindex")) box.tabIndex = 0;
  }
}
document.addEventListener("part:arrived", (event) => ready(event.detail));
window.addEventListener("pageshow", () => ready(document));
