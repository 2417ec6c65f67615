/* Screen readers hear what HTMX changed; failed requests are shown instead of swallowed. */
const region = document.getElementById("live-region");

export function announce(text) {
  if (!region || !text) return;
  region.textContent = "";
  window.requestAnimationFrame(() => {
    region.textContent = text;
  });
}

function toast(text) {
  const template = document.getElementById("toast-template");
  const holder = document.getElementById("toasts");
  if (!template || !holder) return;
  const copy = template.content.cloneNode(true);
  copy.querySelector("[data-toast-text]").textContent = text;
  holder.append(copy);
}

document.body.addEventListener("htmx:afterSwap", (event) => {
  const source = event.detail.target.querySelector?.("[data-announce]");
  if (source) announce(source.dataset.announce || source.textContent.trim());
});
document.body.addEventListener("htmx:sendError", () => {
  toast("The server cannot be reached. Nothing was saved; try again.");
});
document.body.addEventListener("htmx:timeout", () => {
  toast("The server did not answer in time. Reload to see whether it was saved.");
});
const FIRST_FIELD = "[data-autofocus-in] :is(select, textarea, input:not([type=hidden]))";
(document.querySelector("[data-autofocus]") ?? document.querySelector(FIRST_FIELD))?.focus();
