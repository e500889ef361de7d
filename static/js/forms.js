/* Guards of forms: one submit only, nothing lost, full-width digits read as digits. */

const FULL = /[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff0e\uff0d\uff0f\u3000]/g;
const NUMERIC = /^(number|tel|date)$/;

/** Full-width letters, digits and signs as typed by Chinese input methods or pasted from a sheet. */
export function narrow(text) {
  return text
    .replace(FULL, (sign) => (sign === "\u3000" ? " " : String.fromCharCode(sign.charCodeAt(0) - 0xfee0)))
    .replace(/[\u200b\ufeff\u00a0]/g, " ");
}

const isCode = (input) =>
  NUMERIC.test(input.type) || input.inputMode === "numeric" || input.inputMode === "decimal" || "code" in input.dataset;

document.addEventListener("change", (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || input.type === "file") return;
  if (isCode(input)) input.value = narrow(input.value).replace(/[\s,，]+/g, "");
  else if (input.type === "text" || input.type === "search") input.value = narrow(input.value).trim();
});
document.addEventListener("paste", (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || !event.clipboardData) return;
  const text = event.clipboardData.getData("text");
  if (!/[\r\n\t]/.test(text) && !FULL.test(text)) return;
  FULL.lastIndex = 0;
  event.preventDefault();
  const clean = narrow(text).replace(/[\r\n\t]+/g, isCode(input) ? "" : " ").trim();
  input.setRangeText(clean, input.selectionStart || 0, input.selectionEnd || 0, "end");
  input.dispatchEvent(new Event("input", { bubbles: true }));
});

/* One click, one record: the button that was pressed says that it works, the others rest. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  form.dataset.clean = "1";
  const pressed = event.submitter || form.querySelector("button[type=submit]");
  setTimeout(() => {
    if (event.defaultPrevented) return release(form);
    for (const button of form.querySelectorAll("button[type=submit]")) button.setAttribute("aria-disabled", "true");
    if (pressed) pressed.classList.add("busy");
    if ("stays" in form.dataset) setTimeout(() => release(form), 3000); /* a download: the page stays */
  });
});
function release(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("button[type=submit]")) {
    button.removeAttribute("aria-disabled");
    button.classList.remove("busy");
  }
}
window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(release);
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.target instanceof HTMLFormElement) release(event.target);
});

/* What was typed: warn before leaving, and keep a draft in this tab. */
const secret = (name) => /password|token|otp|csrf|idempotency|secret|bank|id_number|phone|mobile/i.test(name);
const key = (form) => `draft:${location.pathname}:${form.dataset.draft}`;

function values(form) {
  return Array.from(new FormData(form)).filter(([name, value]) => typeof value === "string" && !secret(name));
}
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form || !("guard" in form.dataset)) return;
  form.dataset.dirty = "1";
  if (!form.dataset.draft) return;
  clearTimeout(form.draftTimer);
  form.draftTimer = setTimeout(() => sessionStorage.setItem(key(form), JSON.stringify(values(form))), 400);
});
window.addEventListener("beforeunload", (event) => {
  if (document.querySelector('form[data-guard][data-dirty]:not([data-clean])')) {
    event.preventDefault();
    event.returnValue = "";
  }
});

function recall(form) {
  const kept = sessionStorage.getItem(key(form));
  if (!kept || form.querySelector("[data-error-summary]")) return;
  const pairs = JSON.parse(kept);
  if (JSON.stringify(pairs) === JSON.stringify(values(form))) return;
  const note = document.createElement("div");
  note.className = "notice notice-info";
  note.append("上次填写的内容还没有提交。 ");
  const button = (label, act) => {
    const it = document.createElement("button");
    it.type = "button";
    it.className = "button small";
    it.textContent = label;
    it.addEventListener("click", () => {
      act();
      note.remove();
    });
    note.append(it, " ");
  };
  button("恢复填写", () => fill(form, pairs));
  button("不要了", () => sessionStorage.removeItem(key(form)));
  form.prepend(note);
}
function fill(form, pairs) {
  const left = new Map();
  for (const [name, value] of pairs) left.set(name, [...(left.get(name) || []), value]);
  for (const input of form.elements) {
    if (!input.name || secret(input.name) || !left.has(input.name)) continue;
    if (input.type === "checkbox" || input.type === "radio") input.checked = left.get(input.name).includes(input.value);
    else if (input.multiple) for (const option of input.options) option.selected = left.get(input.name).includes(option.value);
    else input.value = left.get(input.name).shift();
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
  form.dataset.dirty = "1";
}
/** The page after a saved form says which drafts are done with: <meta name="draft-done" content="name">. */
for (const done of document.querySelectorAll('meta[name="draft-done"]')) {
  for (const stored of Object.keys(sessionStorage)) {
    if (stored.startsWith("draft:") && stored.endsWith(`:${done.content}`)) sessionStorage.removeItem(stored);
  }
}

/* A field, or one line of many to tick, that only some choices of another field call for:
   data-when="kind=single multiple". What is wrong is always shown. */
function fit(form) {
  const fields = new Map();
  for (const input of form.querySelectorAll("[data-when]")) {
    const [name, wanted] = input.dataset.when.split("=");
    const shown = wanted.split(" ").includes(form.elements[name].value) || input.getAttribute("aria-invalid") === "true";
    const line = input.closest(".field-control > div > div");
    if (line) line.hidden = !shown;
    const field = input.closest(".field");
    fields.set(field, fields.get(field) || shown);
  }
  for (const [field, shown] of fields) field.hidden = !shown;
}
document.addEventListener("change", (event) => event.target.form && fit(event.target.form));

function ready(root) {
  root.querySelectorAll("form[data-draft]").forEach(recall);
  root.querySelectorAll("form").forEach(fit);
  const summary = root.querySelector("[data-error-summary]");
  if (summary) {
    summary.focus();
    if (!document.title.startsWith("错误：")) document.title = `错误：${document.title}`;
  }
}
document.addEventListener("part:arrived", (event) => ready(event.detail));
ready(document);

/* An error's link puts the cursor into its field. */
document.addEventListener("click", (event) => {
  const link = event.target.closest && event.target.closest(".error-summary a[href^='#']");
  if (!link) return;
  const named = document.getElementById(link.hash.slice(1));
  const field = named && (named.type !== "hidden" ? named : document.getElementById(`${named.id}_0`));
  if (!field) return;
  event.preventDefault();
  field.focus();
  (field.closest(".field") || field).scrollIntoView({ block: "center" });
});
