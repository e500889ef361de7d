/* Forms filled in where there is no network: kept in this browser, sent when it is back, once. */
import { arrived } from "./swap.js";

const AGAIN = 10_000;
const KEPT_DAYS = 7;
const name = (form) => `offline:${location.pathname}:${form.dataset.offline}`;

/** Chosen photos lie in the browser's database, under the name of the form: text storage holds none. */
const stored = (mode, act) =>
  new Promise((done, fail) => {
    const open = indexedDB.open("offline", 1);
    open.onupgradeneeded = () => open.result.createObjectStore("files");
    open.onerror = fail;
    open.onsuccess = () => {
      const asked = act(open.result.transaction("files", mode).objectStore("files"));
      asked.onsuccess = () => done(asked.result);
      asked.onerror = fail;
    };
  });
function keepFiles(form) {
  const field = form.querySelector("input[type=file]");
  stored("readwrite", (files) => files.put(Array.from(field.files), name(form))).catch(() => {});
}
async function restoreFiles(form) {
  const field = form.querySelector("input[type=file]");
  const files = field ? await stored("readonly", (all) => all.get(name(form))).catch(() => []) : [];
  if (!files?.length || field.files.length) return;
  const chosen = new DataTransfer();
  for (const file of files) chosen.items.add(file);
  field.files = chosen.files;
  field.closest("details")?.setAttribute("open", "");
  field.dispatchEvent(new Event("change", { bubbles: true }));
}
async function forget(form) {
  localStorage.removeItem(name(form));
  await stored("readwrite", (files) => files.delete(name(form))).catch(() => {});
}

function kept(form) {
  try {
    const found = JSON.parse(localStorage.getItem(name(form)) || "null");
    if (found && Date.now() - found.at < KEPT_DAYS * 86_400_000) return found;
  } catch {
    /* spoilt: as good as none */
  }
  forget(form);
  return null;
}
function keep(form, waiting = form.dataset.waiting === "1") {
  const pairs = Array.from(new FormData(form)).filter(([key, value]) => typeof value === "string" && key !== "csrfmiddlewaretoken");
  localStorage.setItem(name(form), JSON.stringify({ at: Date.now(), pairs, waiting }));
}
function tell(form, text) {
  const place = form.querySelector("[data-offline-state]");
  if (place) place.textContent = text;
}

async function restore(form) {
  if (form.querySelector("[data-error-summary]")) return;
  const found = kept(form);
  if (!found) return;
  const values = new Map();
  for (const [key, value] of found.pairs) values.set(key, [...(values.get(key) || []), value]);
  for (const field of form.elements) {
    if (!field.name || !values.has(field.name) || field.type === "file") continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = values.get(field.name).includes(field.value);
    else field.value = values.get(field.name)[0];
  }
  await restoreFiles(form);
  if (found.waiting) {
    form.dataset.waiting = "1";
    tell(form, "上次没有发出去，正在重新提交。");
    send(form);
  } else tell(form, "已恢复上次没有提交的填写。");
}

async function send(form) {
  if (form.dataset.sending) return;
  form.dataset.sending = "1";
  try {
    const answer = await fetch(location.href, { method: "POST", body: new FormData(form), redirect: "follow" });
    if (answer.redirected && new URL(answer.url).pathname.startsWith("/accounts/")) {
      return tell(form, "登录已过期，填写的内容存在本机；请重新登录后再打开本页，会自动恢复。");
    }
    if (answer.status >= 500) throw new Error("later");
    delete form.dataset.waiting;
    if (answer.ok && answer.redirected) {
      await forget(form);
      location.assign(answer.url);
      return;
    }
    keep(form, false);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const content = page.getElementById("content");
    if (!content) return tell(form, "没有保存，内容还在本机。请刷新页面再试。");
    document.getElementById("content").replaceWith(content);
    document.title = page.title;
    begin(content);
    arrived(content);
  } catch {
    form.dataset.waiting = "1";
    keep(form, true);
    tell(form, "没有网络，已存在本机，连上后自动提交。");
  } finally {
    delete form.dataset.sending;
  }
}

function begin(root) {
  root.querySelectorAll("form[data-offline]").forEach(restore);
}
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form || !("offline" in form.dataset)) return;
  keep(form);
  if (event.target.type === "file") keepFiles(form);
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!("offline" in form.dataset)) return;
  event.preventDefault();
  keep(form, true);
  send(form);
});
function again() {
  document.querySelectorAll("form[data-offline][data-waiting]").forEach(send);
}
window.addEventListener("online", again);
setInterval(again, AGAIN);
begin(document);
