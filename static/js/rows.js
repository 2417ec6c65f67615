/* Lists: select all, count what is selected, walk the rows with the arrow keys or j and k; in a row
   x selects it and b goes to what can be done with the selected rows. */
function table(element) {
  return element.closest("[data-list]");
}

function count(list) {
  const boxes = [...list.querySelectorAll("tbody input[data-row-select]")];
  const chosen = boxes.filter((box) => box.checked).length;
  boxes.forEach((box) => box.closest("tr").classList.toggle("is-selected", box.checked));
  const bar = list.querySelector(".bulk-bar");
  if (bar) {
    bar.dataset.count = chosen;
    const shown = bar.querySelector("[data-bulk-count]");
    if (shown) shown.textContent = `${chosen} selected`;
  }
  const all = list.querySelector("input[data-select-all]");
  if (all) {
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  }
}

document.addEventListener("change", (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement)) return;
  const list = table(input);
  if (!list) return;
  if (input.matches("[data-select-all]")) {
    list.querySelectorAll("tbody input[data-row-select]").forEach((box) => {
      box.checked = input.checked;
    });
  }
  if (input.matches("[data-select-all], [data-row-select]")) count(list);
});

function target(row) {
  return row?.querySelector("a[href], input[data-row-select], button");
}

function typing(element) {
  return element.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog");
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const row = event.target.closest("[data-list] tbody tr");
  const letters = document.documentElement.dataset.letters !== "off";
  const step = { ArrowDown: 1, ArrowUp: -1, ...(letters && { j: 1, k: -1 }) }[event.key];
  if (!step || (!row && event.key.startsWith("Arrow"))) return;
  const rows = [...document.querySelectorAll("[data-list] tbody tr")].filter(target);
  if (!rows.length) return;
  const next = row ? rows[rows.indexOf(row) + step] : rows[step > 0 ? 0 : rows.length - 1];
  if (!next) return;
  event.preventDefault();
  target(next).focus();
});

/* Only while a row has the focus, so that no letter does anything elsewhere. */
function inRow(row, key) {
  if (key === "x") {
    const box = row.querySelector("input[data-row-select]");
    if (box) box.click();
    return Boolean(box);
  }
  const first = document.querySelector("#bulk-form button[name=bulk]");
  if (first) first.focus();
  return Boolean(first);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const row = event.target.closest("[data-list] tbody tr");
  if (row && ["x", "b"].includes(event.key) && inRow(row, event.key)) event.preventDefault();
});

const countAll = () => document.querySelectorAll("[data-list]").forEach(count);
document.body.addEventListener("htmx:afterSettle", countAll);
countAll();

/* The address is the truth about filters and order: exports and the next filter read it. */
document.body.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.elt.id !== "list-filter") return;
  const sort = new URLSearchParams(window.location.search).get("sort");
  if (sort) event.detail.parameters.set("sort", sort);
  for (const [name, value] of [...event.detail.parameters.entries()]) {
    if (value === "") event.detail.parameters.delete(name);
  }
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-export]");
  if (!link) return;
  const query = new URLSearchParams(window.location.search);
  query.delete("page");
  query.set("export", link.dataset.export);
  link.href = `?${query}`;
});
