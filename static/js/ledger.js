/* Cells of the ledger, written where they stand: one cell, one save; what was typed stays until it is saved. */
import { narrow } from "./forms.js";

const EMPTY = "—";

function begin(table) {
  for (const cell of table.querySelectorAll("td[data-cell]")) close(cell, text(cell));
}
const text = (cell) => (cell.textContent.trim() === EMPTY ? "" : cell.textContent.trim());

/** The cell at rest: a button with what stands there. */
function close(cell, value, saved = false) {
  cell.dataset.value = value;
  const button = document.createElement("button");
  button.type = "button";
  button.className = saved ? "cell-open saved" : "cell-open";
  button.textContent = value || EMPTY;
  button.setAttribute("aria-label", `${cell.dataset.label}：${value || "空"}，点击填写`);
  button.addEventListener("click", () => open(cell));
  cell.classList.remove("writing");
  cell.replaceChildren(button);
  return button;
}

function input(cell) {
  const template = document.querySelector(`template[data-choices="${cell.dataset.cell}"]`);
  if (template) {
    const select = template.content.firstElementChild.cloneNode(true);
    const value = cell.dataset.value;
    if (value && !Array.from(select.options).some((option) => option.value === value)) select.add(new Option(value));
    return select;
  }
  const made = document.createElement("input");
  made.type = cell.dataset.kind === "date" ? "date" : "text";
  if (Number(cell.dataset.most)) made.maxLength = Number(cell.dataset.most);
  return made;
}

function open(cell) {
  const field = input(cell);
  field.classList.add("cell-edit");
  field.value = cell.dataset.value;
  field.setAttribute("aria-label", cell.dataset.label);
  // over the cell, which keeps its size: a table that jumps under the hand is no table to write in
  const box = document.createElement("span");
  box.className = "cell-box";
  box.append(field);
  const place = document.createElement("span");
  place.className = "cell-open";
  place.setAttribute("aria-hidden", "true");
  place.textContent = cell.dataset.value || EMPTY;
  cell.classList.add("writing");
  cell.replaceChildren(place, box);
  field.focus();
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close(cell, cell.dataset.value).focus();
    if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      save(cell, field, cell.dataset.value, true);
    }
  });
  if (field.tagName === "SELECT") field.addEventListener("change", () => save(cell, field, cell.dataset.value, true));
  else field.addEventListener("blur", () => save(cell, field, cell.dataset.value));
}

async function save(cell, field, base, stay = false) {
  if (cell.dataset.busy || !field.isConnected) return;
  const typed = narrow(field.value).trim();
  if (typed === base) {
    const button = close(cell, base);
    if (stay) button.focus();
    return;
  }
  cell.dataset.busy = "1";
  field.setAttribute("aria-busy", "true");
  const row = cell.closest("tr").dataset.row;
  try {
    const answer = await fetch(`${row}${cell.dataset.cell}/`, {
      method: "POST",
      headers: { "X-CSRFToken": document.querySelector('meta[name="csrf"]').content },
      body: new URLSearchParams({ base, text: typed }),
    });
    const kind = answer.headers.get("Content-Type") || "";
    if (!kind.includes("json")) throw new Error("not ours");
    const told = await answer.json();
    if (answer.ok) {
      const button = close(cell, told.text, true);
      if (stay) button.focus();
    } else said(cell, field, told);
  } catch {
    said(cell, field, { message: "没有保存：没有连上服务器，或登录已过期。内容还在这一格，可再试。" });
  } finally {
    delete cell.dataset.busy;
    field.removeAttribute("aria-busy");
  }
}

/** What is wrong, beside the cell; of two that were written, one is chosen here. */
function said(cell, field, told) {
  const note = document.createElement("span");
  note.className = "cell-said";
  note.setAttribute("role", "alert");
  note.textContent = told.message;
  if ("here" in told) {
    const choice = (label, act) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button small";
      button.textContent = label;
      button.addEventListener("mousedown", (event) => event.preventDefault());
      button.addEventListener("click", act);
      note.append(button);
    };
    note.append(document.createElement("br"));
    choice("用我填的", () => {
      cell.dataset.value = told.here;
      save(cell, field, told.here, true);
    });
    choice("用现在的", () => close(cell, told.here).focus());
  }
  for (const old of cell.querySelectorAll(".cell-said")) old.remove();
  field.parentElement.append(note);
  field.setAttribute("aria-invalid", "true");
}

/* Not to be lost by leaving the page while a cell is open. */
window.addEventListener("beforeunload", (event) => {
  const open = Array.from(document.querySelectorAll("[data-ledger] .cell-edit"));
  if (!open.some((field) => narrow(field.value).trim() !== field.closest("td").dataset.value)) return;
  event.preventDefault();
  event.returnValue = "";
});

document.querySelectorAll("table[data-ledger]").forEach(begin);
