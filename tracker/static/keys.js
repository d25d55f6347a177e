// Security keys and passkeys (WebAuthn), where the browser has them; without this the telephone's code does the same.
"use strict";

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const known = (list) => (list ?? []).map((key) => ({ ...key, id: bytes(key.id) }));

function answered(credential, response) {
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response });
}

async function made(asked) {
  const publicKey = {
    ...asked,
    challenge: bytes(asked.challenge),
    user: { ...asked.user, id: bytes(asked.user.id) },
    excludeCredentials: known(asked.excludeCredentials),
  };
  const credential = await navigator.credentials.create({ publicKey });
  return answered(credential, {
    clientDataJSON: text(credential.response.clientDataJSON),
    attestationObject: text(credential.response.attestationObject),
  });
}

async function signed(asked) {
  const publicKey = { ...asked, challenge: bytes(asked.challenge), allowCredentials: known(asked.allowCredentials) };
  const credential = await navigator.credentials.get({ publicKey });
  const { clientDataJSON, authenticatorData, signature } = credential.response;
  return answered(credential, {
    clientDataJSON: text(clientDataJSON),
    authenticatorData: text(authenticatorData),
    signature: text(signature),
  });
}

async function answer(form) {
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const asked = await fetch(form.dataset.ask, { method: "POST", headers: { "X-CSRFToken": token } });
  const options = await asked.json();
  form.querySelector("[name=credential]").value = await (form.dataset.key === "add" ? made : signed)(options);
  form.submit();
}

for (const form of document.querySelectorAll("form[data-key]")) {
  if (!window.PublicKeyCredential || !window.isSecureContext) continue;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const failed = form.querySelector("[data-failed]");
    failed.hidden = true;
    answer(form).catch(() => {
      failed.hidden = false;
    });
  });
}
