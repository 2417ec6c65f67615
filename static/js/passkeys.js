// Connects passkey buttons to the browser's credential dialog through django-allauth's scripts.
// A form says what it does in data-passkey: add, authenticate or login.

const MESSAGES = {
  NotAllowedError: "Nothing was chosen, or the time ran out. Try again.",
  InvalidStateError: "This authenticator is already registered with your account.",
  NotSupportedError: "This browser or authenticator does not support passkeys.",
  SecurityError: "Passkeys work only on the site's own secure address.",
};

function complain(text) {
  for (const place of document.querySelectorAll("[data-passkey-error]")) {
    place.textContent = text;
    place.hidden = false;
  }
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const name = event.detail.exception && event.detail.exception.name;
  complain(MESSAGES[name] || "The passkey could not be used. Use another way to sign in.");
});

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = document.getElementById(form.dataset.button);
  if (!window.PublicKeyCredential) {
    button.disabled = true;
    complain("This browser does not support passkeys.");
    continue;
  }
  const ids = { credential: form.dataset.credential, data: form.dataset.options };
  if (form.dataset.passkey === "add") {
    window.allauth.webauthn.forms.addForm({
      ids: { ...ids, add: button.id, passwordless: form.dataset.passwordless },
    });
  } else if (form.dataset.passkey === "authenticate") {
    window.allauth.webauthn.forms.authenticateForm({ ids: { ...ids, authenticate: button.id } });
  } else {
    window.allauth.webauthn.forms.loginForm({ ids: { ...ids, login: button.id } });
  }
}
