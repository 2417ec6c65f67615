/* The menu shows where the reader is. Theme, density, sidebar and letter keys take effect at once and are stored by the same form that works without scripts. */
const root = document.documentElement;
const ATTRIBUTES = { theme: "themeChoice", density: "density", sidebar: "sidebar", letters: "letters" };

function show(name, value) {
  root.dataset[ATTRIBUTES[name]] = value;
  if (name === "theme") root.dispatchEvent(new CustomEvent("concord:theme-choice"));
  document.querySelectorAll(`[data-preference] button[name="${name}"]`).forEach((button) => {
    if (button.hasAttribute("aria-pressed")) {
      button.setAttribute("aria-pressed", String(button.value === value));
    }
  });
}

// Only the menu is scrolled: scrollIntoView would take the page along and hide its title.
const here = document.querySelector(".sidebar .side-link[aria-current]");
const menu = here?.closest(".offcanvas-body");
if (menu) {
  const below = here.getBoundingClientRect().bottom - menu.getBoundingClientRect().bottom;
  if (below > 0) menu.scrollTop += below + here.offsetHeight;
}

function nextSidebar() {
  return root.dataset.sidebar === "narrow" ? "wide" : "narrow";
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-preference]");
  const button = event.submitter;
  if (!form || !button || !(button.name in ATTRIBUTES)) return;
  event.preventDefault();
  const body = new FormData(form);
  const value = button.name === "sidebar" ? nextSidebar() : button.value;
  body.set(button.name, value);
  show(button.name, value);
  fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } });
});
