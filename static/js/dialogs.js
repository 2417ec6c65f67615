/* Confirmations and dialogs on the native <dialog>, which traps and restores focus by itself. */
const confirmDialog = document.getElementById("confirm-dialog");

function question(form, submitter) {
  return submitter?.dataset.confirm || form.dataset.confirm;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const submitter = event.submitter;
  const text = question(form, submitter);
  if (!text || !confirmDialog || form.dataset.confirmed === "yes") {
    delete form.dataset.confirmed;
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  confirmDialog.querySelector("[data-confirm-text]").textContent = text;
  const ok = confirmDialog.querySelector("[data-confirm-ok]");
  ok.textContent = submitter?.dataset.confirmOk || submitter?.textContent.trim() || "Continue";
  confirmDialog.returnValue = "";
  confirmDialog.addEventListener("close", () => {
    if (confirmDialog.returnValue !== "ok") return;
    form.dataset.confirmed = "yes";
    form.requestSubmit(submitter);
  }, { once: true });
  confirmDialog.showModal();
}, true);

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (dialog?.showModal) {
      event.preventDefault();
      dialog.showModal();
    }
    return;
  }
  const closer = event.target.closest("[data-dialog-close]");
  if (closer) {
    closer.closest("dialog").close();
    return;
  }
  if (event.target instanceof HTMLDialogElement) event.target.close();
});
