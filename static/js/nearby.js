/* The finder's button "nearest to me": asks the browser where it is, rounds it to about a hundred
   metres, and sends that along. Without this script, or without leave, one searches by place. */

function begin(form) {
  const button = form.querySelector("button[type=submit]");
  const said = form.querySelector("[data-near-said]");
  const at = form.querySelector("[data-at]");
  if (!navigator.geolocation || !window.isSecureContext) return;
  button.hidden = false;

  function tell(text) {
    said.textContent = text;
    said.hidden = !text;
  }
  form.addEventListener("submit", (event) => {
    if (form.dataset.placed) return;
    event.preventDefault();
    tell("正在取位置…");
    navigator.geolocation.getCurrentPosition(
      (found) => {
        at.value = `${found.coords.longitude.toFixed(3)},${found.coords.latitude.toFixed(3)}`;
        form.dataset.placed = "1";
        form.requestSubmit ? form.requestSubmit() : form.submit();
      },
      () => tell("没有取到位置。请允许使用位置，或在下面按地点查找。"),
      { maximumAge: 60000, timeout: 10000 },
    );
  });
}

document.querySelectorAll("form[data-near]").forEach(begin);
