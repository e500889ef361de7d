/* A queue worked off by keys: j and k go down and up, a approves, r refuses, Enter opens. */

const rows = () => Array.from(document.querySelectorAll("[data-queue] [data-line]"));
let at = -1;

function go(step) {
  const lines = rows();
  if (!lines.length) return;
  at = Math.min(Math.max(at + step, 0), lines.length - 1);
  lines.forEach((line, n) => line.classList.toggle("at", n === at));
  const link = lines[at].querySelector("a");
  if (link) link.focus();
  lines[at].scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  const queue = document.querySelector("[data-queue]");
  if (!queue || event.ctrlKey || event.metaKey || event.altKey) return;
  if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) && event.target.type !== "checkbox") return;
  const line = rows()[at] || document.querySelector("[data-queue][data-line]");
  if (event.key === "j") go(1);
  else if (event.key === "k") go(-1);
  else if (event.key === "x" && line && line.querySelector("[data-tick]")) line.querySelector("[data-tick]").click();
  else if ((event.key === "a" || event.key === "r") && line) {
    const target = line.querySelector(`[data-key="${event.key}"]`);
    if (target) target.click();
  } else return;
  event.preventDefault();
});
