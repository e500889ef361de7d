/* A sheet of scores: arrows and Enter move between cells, what was typed is saved a moment later. */
import { narrow } from "./forms.js";

const PAUSE = 800;

for (const form of document.querySelectorAll("form[data-score-sheet]")) begin(form);

function begin(form) {
  const cells = Array.from(form.querySelectorAll("[data-points]"));
  const state = form.querySelector("[data-saved]");
  const changed = new Set();
  let timer = 0;
  let busy = false;
  let leaving = false;

  form.addEventListener("keydown", (event) => {
    if (!event.target.matches("[data-points]") || event.isComposing) return;
    const step = { ArrowDown: 1, Enter: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = cells[cells.indexOf(event.target) + step];
    if (next) {
      next.focus();
      next.select();
    }
  });

  form.addEventListener("input", (event) => {
    if (!event.target.name) return;
    changed.add(event.target.name);
    if (event.target.matches("[data-points]")) mark(event.target);
    state.textContent = "尚未保存";
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    leaving = true;
  });
  addEventListener("online", () => changed.size && save());
  addEventListener("beforeunload", (event) => {
    if (changed.size && !leaving) event.preventDefault();
  });

  async function save() {
    if (busy) {
      timer = setTimeout(save, PAUSE);
      return;
    }
    const names = Array.from(changed);
    const body = new FormData();
    for (const name of names) body.set(name, form.elements[name].value);
    changed.clear();
    busy = true;
    try {
      const answer = await fetch(form.dataset.scoreSheet, {
        method: "POST",
        headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, Accept: "application/json" },
        body,
      });
      if (answer.status !== 200 && answer.status !== 422) throw new Error(String(answer.status));
      const told = await answer.json();
      form.querySelector("[data-sum]").textContent = told.sum;
      tell(names, told.refusals);
      state.textContent = answer.status === 200 ? `已保存 ${told.at}` : "有内容没有保存，见红字";
    } catch {
      for (const name of names) changed.add(name);
      state.textContent = "保存不了，联网后会再试；请不要关闭页面";
      clearTimeout(timer);
      timer = setTimeout(save, 5 * PAUSE);
    } finally {
      busy = false;
    }
  }

  function tell(names, refusals) {
    for (const line of form.querySelectorAll("[data-code]")) {
      const code = line.dataset.code;
      if (!names.some((name) => name.endsWith(`-${code}`))) continue;
      line.querySelector("[data-refusal]").textContent = refusals[code] || "";
      line.classList.toggle("wrong", Boolean(refusals[code]));
    }
  }
}

/** Beyond the full mark is seen at once. */
function mark(field) {
  const value = Number(narrow(field.value).trim());
  const wrong = Number.isNaN(value) || value < 0 || value > Number(field.dataset.most);
  field.toggleAttribute("aria-invalid", wrong);
}
