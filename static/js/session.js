/* Two minutes before the session ends a note says so; one click keeps it open. Nothing typed is lost. */

const meta = document.querySelector('meta[name="session"]');
const AHEAD = 120;

if (meta) {
  const opened = Date.now();
  const longest = Number(meta.dataset.longest);
  let touched = Date.now();
  let idle = Number(meta.dataset.idle);
  let note = null;

  const passed = (since) => (Date.now() - since) / 1000;
  const left = () => Math.min(idle - passed(touched), longest - passed(opened));

  async function state(method) {
    const csrf = document.querySelector('meta[name="csrf"]');
    const headers = { "X-CSRFToken": csrf ? csrf.content : "", ...(method === "GET" ? { "X-Live": "1" } : {}) };
    const answer = await fetch(meta.content, { method, headers, credentials: "same-origin" });
    if (answer.status === 401 || answer.redirected) return over();
    const now = await answer.json();
    touched = Date.now() - (Number(meta.dataset.idle) - now.idle) * 1000;
    idle = Number(meta.dataset.idle);
  }

  function over() {
    location.href = `${meta.dataset.login}?ended=idle&next=${encodeURIComponent(location.pathname + location.search)}`;
  }

  function warn() {
    if (note) return;
    note = document.createElement("div");
    note.className = "session-note";
    note.setAttribute("role", "alertdialog");
    note.setAttribute("aria-label", "登录即将结束");
    const words = document.createElement("p");
    const keep = document.createElement("button");
    keep.type = "button";
    keep.className = "button primary";
    keep.textContent = "继续使用";
    keep.addEventListener("click", async () => {
      await state("POST");
      note.remove();
      note = null;
    });
    const atLast = longest - passed(opened) <= AHEAD;
    words.textContent = atLast
      ? "本次登录时限将满，请先保存正在填写的内容，稍后重新登录。"
      : "您较长时间没有操作，两分钟后将自动退出。";
    note.append(words, ...(atLast ? [] : [keep]));
    document.body.append(note);
  }

  setInterval(async () => {
    if (left() > AHEAD) return;
    if (!note) await state("GET"); /* another tab may have been used meanwhile */
    if (left() <= 0) over();
    else if (left() <= AHEAD) warn();
    else if (note) {
      note.remove();
      note = null;
    }
  }, 5000);
}
