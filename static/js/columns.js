/* <table data-columns="organizations">: which columns to show and how dense, remembered in this browser. */

const key = (table) => `columns:${table.dataset.columns}`;

function recall(table) {
  try {
    return JSON.parse(localStorage.getItem(key(table))) || {};
  } catch (_) {
    return {};
  }
}

function apply(table, choice) {
  const hidden = new Set(choice.hidden || []);
  const heads = Array.from(table.tHead.rows[0].cells);
  for (const row of table.rows) {
    if (row.cells.length !== heads.length) continue; /* a row that spans all */
    heads.forEach((head, n) => (row.cells[n].hidden = hidden.has(head.textContent.trim())));
  }
  table.classList.toggle("compact", Boolean(choice.dense));
}

function offer(table) {
  const choice = recall(table);
  apply(table, choice);
  const box = table.closest(".table-box") || table;
  const pager = box.nextElementSibling && box.nextElementSibling.matches(".pager") ? box.nextElementSibling : null;
  if ((pager || box.parentElement).querySelector(".columns")) return;
  const menu = document.createElement("details");
  menu.className = "menu columns no-print";
  const summary = document.createElement("summary");
  summary.textContent = "列与行高";
  const panel = document.createElement("div");
  panel.className = "menu-panel";
  menu.append(summary, panel);
  const line = (text, checked, changed) => {
    const label = document.createElement("label");
    const input = document.createElement("input");
    input.type = "checkbox";
    input.checked = checked;
    input.addEventListener("change", () => {
      changed(input.checked);
      localStorage.setItem(key(table), JSON.stringify(choice));
      apply(document.querySelector(`table[data-columns="${table.dataset.columns}"]`), choice);
    });
    label.append(input, text);
    panel.append(label);
  };
  for (const head of Array.from(table.tHead.rows[0].cells).slice(1)) {
    const name = head.textContent.trim();
    if (!name || "always" in head.dataset) continue;
    line(name, !(choice.hidden || []).includes(name), (shown) => {
      choice.hidden = (choice.hidden || []).filter((other) => other !== name).concat(shown ? [] : [name]);
    });
  }
  line("紧凑行高", Boolean(choice.dense), (dense) => (choice.dense = dense));
  if (pager) pager.querySelector(".pager-sizes").after(menu);
  else box.after(menu);
}

function ready(root) {
  root.querySelectorAll("table[data-columns]").forEach(offer);
}
document.addEventListener("part:arrived", (event) => ready(event.detail.parentElement || event.detail));
ready(document);
