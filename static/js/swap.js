/* htmx, with our CSRF header; its settings stand in the page's meta tag. */
import htmx from "htmx.org";

document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector('meta[name="csrf"]');
  if (token) event.detail.headers["X-CSRFToken"] = token.content;
});

/** A part swapped in may bring charts, forms and tables of its own. */
document.addEventListener("htmx:afterSettle", (event) => arrived(event.target));

document.addEventListener("htmx:sendError", () => say("没有连上服务器，内容未更新。请稍后再试。"));
document.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  say(status === 403 ? "您没有办理这件事的权限。" : "服务器没有完成这次请求，内容未更新。");
});

export function arrived(root) {
  document.dispatchEvent(new CustomEvent("part:arrived", { detail: root }));
}

/** Says something at the top of the page, where messages always are; it stays until read. */
export function say(text, level = "bad") {
  const main = document.getElementById("content");
  if (!main) return;
  let list = main.querySelector(".messages");
  if (!list) {
    list = document.createElement("ul");
    list.className = "messages";
    list.setAttribute("role", "status");
    main.prepend(list);
  }
  const item = document.createElement("li");
  item.className = `notice notice-${level}`;
  item.textContent = text;
  list.replaceChildren(item);
}

export default htmx;
