/* Passkeys: <form data-passkey="get|create" data-options="#id" or data-options-url="…"> with a hidden
   input [data-passkey-credential] and a button. The browser asks for a finger, a face or a PIN. */

const bytes = (text) => {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
};
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const known = (list) => (list || []).map((it) => ({ ...it, id: bytes(it.id) }));

async function ask(kind, { publicKey }) {
  const wanted = { ...publicKey, challenge: bytes(publicKey.challenge) };
  if (kind === "create") {
    wanted.user = { ...publicKey.user, id: bytes(publicKey.user.id) };
    wanted.excludeCredentials = known(publicKey.excludeCredentials);
    return navigator.credentials.create({ publicKey: wanted });
  }
  wanted.allowCredentials = known(publicKey.allowCredentials);
  return navigator.credentials.get({ publicKey: wanted });
}

function told(credential) {
  const { response } = credential;
  const said = { clientDataJSON: text(response.clientDataJSON) };
  for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[part]) said[part] = text(response[part]);
  }
  if (response.getTransports) said.transports = response.getTransports();
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: said,
  };
}

async function options(form) {
  if (form.dataset.options) return JSON.parse(document.querySelector(form.dataset.options).textContent);
  const answer = await fetch(form.dataset.optionsUrl, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()).request_options;
}

const WORDS = {
  NotAllowedError: "没有完成验证：可能已取消或超时，请再试一次。",
  InvalidStateError: "这台设备已经设置过通行密钥。",
  SecurityError: "当前网址不能使用通行密钥。请用正式网址（或 localhost）打开。",
};

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = form.querySelector("button");
  const note = form.querySelector("[data-passkey-note]");
  if (!window.PublicKeyCredential) {
    note.textContent = "这个浏览器不支持通行密钥。";
    button.disabled = true;
    continue;
  }
  form.hidden = false;
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    note.textContent = "";
    button.classList.add("busy");
    try {
      const credential = await ask(form.dataset.passkey, await options(form));
      form.querySelector("[data-passkey-credential]").value = JSON.stringify(told(credential));
      form.submit();
    } catch (problem) {
      note.textContent = WORDS[problem.name] || "通行密钥没有成功，请再试一次或换一种方式。";
      button.classList.remove("busy");
    }
  });
}
