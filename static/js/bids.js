/* A bid that is being written: saved every few seconds, kept here while there is no network, its files
   sent in pieces, and the one act that counts repeated until it is answered. */
const QUIET = 2_000;
const AGAIN = 3_000;
const PATIENCE = 15_000;

const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const tokenOf = (form) => form.querySelector("[name=csrfmiddlewaretoken]").value;

/** fetch that gives up in time, so that it can be tried again. */
async function ask(url, options = {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    return await fetch(url, { credentials: "same-origin", ...options, signal: stop.signal });
  } finally {
    clearTimeout(timer);
  }
}

const LOGGED_OUT = "登录已失效，内容存在本机。请在新页面登录后刷新本页。";

/* Drafts. What is kept here remembers which version of the server's it was written on. */
const place = () => `bid:${location.pathname}`;
const typed = (form) => Array.from(new FormData(form)).filter(([name]) => name !== "csrfmiddlewaretoken" && name !== "seen" && name !== "then");

function keep(form) {
  try {
    localStorage.setItem(place(), JSON.stringify({ seen: form.elements.seen.value, pairs: typed(form) }));
  } catch {
    /* a full or forbidden store: the server's copy has to do */
  }
}
function kept(form) {
  try {
    const found = JSON.parse(localStorage.getItem(place()) || "null");
    return found && found.pairs && JSON.stringify(found.pairs) !== JSON.stringify(typed(form)) ? found : null;
  } catch {
    return null;
  }
}
function restore(form, pairs) {
  for (const [name, value] of pairs) {
    while (!form.elements[name] && /^\d+-/.test(name) && addRow(form)) continue;
    if (form.elements[name]) form.elements[name].value = value;
  }
  total(form);
}

function autosave(form) {
  const state = form.querySelector("[data-autosave-state]");
  const say = (text) => (state.textContent = text);
  let timer = 0;
  let running = null;
  let refused = false;

  async function once() {
    const sent = JSON.stringify(typed(form));
    const answer = await ask(location.pathname, { method: "POST", body: new FormData(form), headers: { "X-Autosave": "1" } });
    if (answer.status >= 500 || answer.status === 429) throw new Error("again");
    if (answer.redirected || !(answer.headers.get("Content-Type") || "").includes("json")) {
      refused = true;
      say(answer.status === 404 ? "草稿已提交或已删除，请到“我的申报”查看。" : LOGGED_OUT);
      return false;
    }
    const told = await answer.json();
    if (told.refused) {
      refused = true;
      say(told.refused);
      return false;
    }
    form.elements.seen.value = told.seen;
    if (JSON.stringify(typed(form)) === sent) localStorage.removeItem(place());
    say(`${told.saved} 已自动保存。`);
    return true;
  }
  async function save() {
    for (;;) {
      try {
        return await once();
      } catch {
        say("连接中断，内容存在本机，恢复后自动保存。");
        await wait(AGAIN);
      }
    }
  }
  /** One save at a time: the next begins where the last one ended. */
  const saving = () => (running = (running || Promise.resolve()).then(() => (refused ? false : save())));

  form.addEventListener("input", () => {
    keep(form);
    if (!refused) say("正在填写……");
    clearTimeout(timer);
    timer = setTimeout(saving, QUIET);
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    clearTimeout(timer);
    keep(form);
    const then = document.createElement("input");
    Object.assign(then, { type: "hidden", name: "then", value: (event.submitter && event.submitter.value) || "next" });
    if (await saving()) {
      form.append(then);
      form.submit();
    }
  });
  const mine = kept(form);
  if (mine && mine.seen === form.elements.seen.value) {
    restore(form, mine.pairs);
    say("已恢复上次没有保存的内容。");
    saving();
  } else if (mine) {
    /* A colleague saved meanwhile: theirs stands here, one's own comes back on demand only. */
    say("这一部分后来又保存过，现为新的内容。本机另有您没有保存的文字：");
    const take = document.createElement("button");
    Object.assign(take, { type: "button", className: "button small", textContent: "换成我的文字" });
    take.addEventListener("click", () => {
      restore(form, mine.pairs);
      saving();
    });
    state.append(" ", take);
  }
}

/* Rows */
function addRow(form) {
  const body = form.querySelector("[data-rows] tbody");
  if (!body || body.rows.length >= 40) return false;
  const row = body.rows[body.rows.length - 1].cloneNode(true);
  const number = body.rows.length;
  for (const item of row.querySelectorAll("input, select, textarea, label")) {
    for (const name of ["name", "id", "for"]) {
      const value = item.getAttribute(name);
      if (value) item.setAttribute(name, value.replace(/\d+(?=-)/, number));
    }
    if ("value" in item) item.value = "";
  }
  row.querySelectorAll(".error").forEach((it) => it.remove());
  row.querySelectorAll("output").forEach((it) => (it.textContent = "—"));
  body.append(row);
  return true;
}
/** The arithmetic of a budget as it is typed; what counts is the server's. */
function total(form) {
  const sums = form.querySelector("[data-ceiling]");
  if (!sums) return;
  const number = (input) => Number((input ? input.value : "").replace(/[,，\s]/g, "")) || 0;
  const cents = (value) => Math.round(value * 100) / 100;
  const yuan = (value) => value.toLocaleString("zh-CN", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const lines = {};
  let sum = 0;
  for (const row of form.querySelectorAll("[data-rows] tbody tr")) {
    const amount = cents(number(row.querySelector("[name$='-price']")) * number(row.querySelector("[name$='-count']")));
    const line = row.querySelector("[name$='-line']").value;
    lines[line] = (lines[line] || 0) + amount;
    sum += amount;
    row.querySelector("[data-amount]").textContent = amount ? yuan(amount) : "—";
  }
  sum = cents(sum);
  sums.querySelector("[data-budget-total]").textContent = yuan(sum);
  sums.querySelector("[data-over]").hidden = sum <= Number(sums.dataset.ceiling);
  for (const cap of sums.querySelectorAll("[data-cap]")) {
    const spent = cents(lines[cap.dataset.cap] || 0);
    const most = cents((sum * Number(cap.dataset.percent)) / 100);
    cap.querySelector("[data-spent]").textContent = yuan(spent);
    cap.querySelector("[data-most]").textContent = yuan(most);
    cap.querySelector("[data-over]").hidden = spent <= most;
  }
}

for (const form of document.querySelectorAll("form[data-autosave]")) {
  const more = form.querySelector("[data-add-row]");
  if (more) {
    more.hidden = false;
    more.addEventListener("click", () => {
      if (addRow(form)) form.querySelector("[data-rows] tbody tr:last-child input, [data-rows] tbody tr:last-child select").focus();
    });
  }
  form.addEventListener("input", () => total(form));
  autosave(form);
}

/* Files, in pieces */
for (const form of document.querySelectorAll("form[data-upload]")) {
  const state = form.querySelector("[data-upload-state]");
  const size = Number(form.dataset.piece);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const file = form.elements.file.files[0];
    if (!file) return (state.textContent = "请选择文件。");
    const known = `bid-file:${location.pathname}:${file.name}:${file.size}:${file.lastModified}`;
    const headers = { "X-CSRFToken": tokenOf(form) };
    let url = localStorage.getItem(known);
    let received = null;
    for (;;) {
      try {
        if (url && received === null) {
          const found = await ask(url);
          if (found.redirected) return (state.textContent = LOGGED_OUT);
          if (found.status >= 500) throw new Error("again");
          if (found.ok) received = (await found.json()).received;
          else url = null;
        }
        if (!url) {
          const body = new FormData();
          body.append("name", file.name);
          body.append("size", file.size);
          if (form.elements.envelope) body.append("envelope", form.elements.envelope.value);
          const begun = await ask(form.action, { method: "POST", body, headers });
          if (begun.redirected) return (state.textContent = LOGGED_OUT);
          const told = await begun.json();
          if (told.refused) return (state.textContent = told.refused);
          url = told.url;
          received = 0;
          localStorage.setItem(known, url);
        }
        while (received < file.size) {
          state.textContent = `已上传 ${Math.floor((received / file.size) * 100)}%`;
          const answer = await ask(`${url}?offset=${received}`, { method: "POST", body: file.slice(received, received + size), headers });
          if (answer.redirected) return (state.textContent = LOGGED_OUT);
          const told = await answer.json();
          if (told.refused) {
            localStorage.removeItem(known);
            return (state.textContent = told.refused);
          }
          received = told.received;
        }
        localStorage.removeItem(known);
        return location.reload();
      } catch {
        state.textContent = "连接中断，恢复后接着传。";
        received = null;
        await wait(AGAIN);
      }
    }
  });
}

/* Handing in: the same request, under the same key, until there is an answer. */
for (const form of document.querySelectorAll("form[data-resend]")) {
  const state = form.querySelector("[data-resend-state]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.dataset.resending) return;
    form.dataset.resending = "1";
    form.querySelector("button[type=submit]").setAttribute("aria-disabled", "true");
    for (let times = 1; ; times += 1) {
      state.textContent = times === 1 ? "正在提交……" : "连接中断，正在重新提交（不会重复）……";
      try {
        const answer = await ask(location.pathname, { method: "POST", body: new FormData(form) });
        if (answer.redirected) return location.assign(answer.url);
        if (answer.status < 500 && answer.status !== 409) return form.submit();
      } catch {
        /* no network: again */
      }
      await wait(times < 5 ? 1_000 : AGAIN);
    }
  });
}

/* Handed in: nothing of it stays in this browser. */
for (const sent of document.querySelectorAll("[data-handed-in]")) {
  const begun = [`bid:/portal/drafts/${sent.dataset.handedIn}/`, `bid-file:/portal/drafts/${sent.dataset.handedIn}/`];
  for (const key of Object.keys(localStorage)) if (begun.some((it) => key.startsWith(it))) localStorage.removeItem(key);
}

/* How long until the deadline, by the server's clock as this page brought it. */
for (const shown of document.querySelectorAll("[data-until]")) {
  const ahead = Number(shown.dataset.now) * 1000 - Date.now();
  const tell = () => {
    const left = Math.floor((Number(shown.dataset.until) * 1000 - Date.now() - ahead) / 1000);
    const [days, hours, minutes] = [Math.floor(left / 86400), Math.floor((left % 86400) / 3600), Math.floor((left % 3600) / 60)];
    if (left <= 0) shown.textContent = "，已截止";
    else if (days) shown.textContent = `，还有 ${days} 天 ${hours} 小时`;
    else if (hours) shown.textContent = `，还有 ${hours} 小时 ${minutes} 分`;
    else shown.textContent = minutes ? `，还有 ${minutes} 分 ${left % 60} 秒` : `，只剩 ${left} 秒`;
    shown.classList.toggle("lack", left < 600);
    setTimeout(tell, left < 3600 ? 1_000 : 60_000);
  };
  tell();
}
