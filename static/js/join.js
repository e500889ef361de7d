/* The worker's form: keeps what was typed, and sends it again when the line comes back. Without
   this script the form is an ordinary one, and the server's key for each form still makes one
   application of two taps. Numbers of papers and telephones are never kept in the browser. */

const KEPT = ["name", "id_type", "worker", "employer"];
const EVERY = 5000;

function half(text) {
  return text.replace(/[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replace(/\s+/g, "");
}

function begin(form) {
  const place = `join:${location.pathname}`;
  const note = form.querySelector("[data-note]");
  const button = form.querySelector("button[type=submit]");
  let timer = null;
  let sending = false;

  for (const name of KEPT) {
    const field = form.elements[name];
    const kept = JSON.parse(sessionStorage.getItem(place) || "{}")[name];
    if (field && kept && (!field.value || field.tagName === "SELECT")) field.value = kept;
  }
  form.addEventListener("input", () => {
    const kept = {};
    for (const name of KEPT) if (form.elements[name]) kept[name] = form.elements[name].value;
    sessionStorage.setItem(place, JSON.stringify(kept));
  });
  form.addEventListener("change", (event) => {
    if ("code" in event.target.dataset || event.target.type === "tel") event.target.value = half(event.target.value);
  });

  function tell(text) {
    note.textContent = text;
    note.hidden = !text;
  }
  function rest() {
    sending = false;
    button.removeAttribute("aria-disabled");
  }
  async function send() {
    clearTimeout(timer);
    if (sending) return;
    sending = true;
    button.setAttribute("aria-disabled", "true");
    try {
      const answer = await fetch(form.action || location.href, { method: "POST", body: new URLSearchParams(new FormData(form)), credentials: "same-origin" });
      if (answer.redirected && answer.ok) {
        sessionStorage.removeItem(place);
        location.assign(answer.url);
        return;
      }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (answer.status === 503 || answer.status === 409) throw new TypeError("again");
      document.title = page.title;
      document.querySelector("main").replaceWith(page.querySelector("main"));
      const summary = document.querySelector("[data-error-summary]");
      if (summary) summary.focus();
      document.querySelectorAll("form[data-join]").forEach(begin);
    } catch (broken) {
      rest();
      tell("网络不通，您填的内容都还在。网络恢复后会自动再次提交，也可以再按一次按钮；不会重复。");
      timer = setTimeout(send, EVERY);
    }
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    tell("");
    send();
  });
  window.addEventListener("online", () => timer && send());
}

document.querySelectorAll("form[data-join]").forEach(begin);
