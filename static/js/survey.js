/* A questionnaire: questions that an answer leads to appear, "none of these" stands alone, and what
   could not be sent goes out when the line is back. Nothing is kept in the browser. Without this
   script the form says after which answer a question is to be filled in, and the server looks. */

const EVERY = 5000;

function chosen(form, name) {
  return [...form.querySelectorAll(`[name="${name}"]:checked`)].map((box) => box.value);
}

function route(form) {
  for (const question of form.querySelectorAll("[data-asked-if]")) {
    const before = form.querySelector(`[name="${question.dataset.askedIf}"]`);
    const out = before && before.closest(".question").hidden;
    const wanted = question.dataset.askedIn.split(" ");
    question.hidden = out || !chosen(form, question.dataset.askedIf).some((value) => wanted.includes(value));
  }
}

function bound(box) {
  const question = box.closest(".question");
  if (!question || box.type !== "checkbox") return;
  const alone = [...question.querySelectorAll("[data-alone]")].map((mark) => mark.dataset.alone);
  const boxes = [...question.querySelectorAll("input[type=checkbox]")];
  if (box.checked && alone.length) {
    for (const other of boxes) if (other !== box && (alone.includes(box.value) || alone.includes(other.value))) other.checked = false;
  }
  const most = Number(question.dataset.most || 0);
  const full = most && boxes.filter((other) => other.checked).length >= most;
  for (const other of boxes) other.disabled = Boolean(full && !other.checked);
}

function begin(form) {
  const note = form.querySelector("[data-note]");
  const button = form.querySelector("button[type=submit]");
  let timer = null;
  let sending = false;

  form.querySelectorAll("[data-after]").forEach((words) => words.remove());
  form.querySelectorAll("input[type=checkbox]:checked").forEach(bound);
  route(form);
  form.addEventListener("change", (event) => {
    bound(event.target);
    route(form);
  });
  if (!("plain" in form.dataset)) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      tell("");
      send();
    });
    window.addEventListener("online", () => timer && send());
  }
  form.dataset.ready = "1";

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
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), credentials: "same-origin" });
      if (answer.redirected && answer.ok) {
        location.assign(answer.url);
        return;
      }
      if (answer.status === 503) throw new TypeError("again");
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      document.title = page.title;
      document.querySelector("main").replaceWith(page.querySelector("main"));
      const summary = document.querySelector("[data-error-summary]");
      if (summary) summary.focus();
      document.querySelectorAll("form[data-survey]").forEach(begin);
    } catch (broken) {
      rest();
      tell("网络不通，您填的内容都还在。网络恢复后会自动再次提交，也可以再按一次按钮；不会重复。");
      timer = setTimeout(send, EVERY);
    }
  }
}

document.querySelectorAll("form[data-survey]").forEach(begin);
