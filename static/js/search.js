/* The box at the top: "/" goes there, what is found drops down, arrows walk through it. */

const box = () => document.querySelector("[data-search] input");
const list = () => document.querySelector("[data-search] .suggestions");

function typing(element) {
  return element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);
}

function close() {
  const found = list();
  if (found) found.hidden = true;
}

document.addEventListener("keydown", (event) => {
  const input = box();
  if (!input) return;
  if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target)) {
    if (!input.offsetParent) return; /* on a phone it is in the menu */
    event.preventDefault();
    input.focus();
    input.select();
    return;
  }
  const form = input.form;
  if (!form.contains(event.target)) return;
  if (event.key === "Escape") {
    close();
    input.focus();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const stops = [input, ...(list().hidden ? [] : list().querySelectorAll("a"))];
    const at = stops.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1);
    if (!stops[at]) return;
    event.preventDefault();
    stops[at].focus();
  }
});

document.addEventListener("htmx:afterSwap", (event) => {
  const found = event.target;
  if (found.classList.contains("suggestions")) found.hidden = !found.textContent.trim();
});
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-search]")) close();
});
document.addEventListener("focusin", (event) => {
  const found = list();
  if (!found) return;
  if (!event.target.closest("[data-search]")) close();
  else if (event.target === box()) found.hidden = !found.textContent.trim();
});
