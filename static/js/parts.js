/* Parts of a long page: on a phone only the first stands open; an address with # opens its own. */
const parts = [...document.querySelectorAll("details[data-part]")];

function reveal() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const part = target && target.closest("details[data-part]");
  if (part && !part.open) {
    part.open = true;
    target.scrollIntoView();
  }
}

if (parts.length) {
  if (window.matchMedia("(max-width: 720px)").matches) {
    parts.slice(1).forEach((part) => {
      part.open = false;
    });
  }
  reveal();
  window.addEventListener("hashchange", reveal);
  window.addEventListener("beforeprint", () => parts.forEach((part) => { part.open = true; }));
}
