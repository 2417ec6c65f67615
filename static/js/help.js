/* "?" opens the list of shortcuts; "g w" goes to My work; "/" goes to the filter. */
const dialog = document.getElementById("shortcut-help");
let chord = "";

function typing(element) {
  return element.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog");
}

function follow(key) {
  const link = document.querySelector(`[data-go="${key}"]`);
  if (link) link.click();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (document.documentElement.dataset.letters === "off" || typing(event.target)) return;
  if (chord === "g") {
    chord = "";
    follow(event.key);
    return;
  }
  if (event.key === "g") chord = "g";
  if (event.key === "?" && dialog && !dialog.open) {
    event.preventDefault();
    dialog.showModal();
  }
  const search = document.querySelector("[data-list-search]");
  if (event.key === "/" && search) {
    event.preventDefault();
    search.focus();
  }
});
