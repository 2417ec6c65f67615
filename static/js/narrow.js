/* A phone: the rows of a table become cards whose cells carry their column's name (concord.css,
   .stacks). Tables of figures stay a grid, so that figures can be compared; their first column
   stands still. A list is of records, whatever its columns. The chosen tab is scrolled into sight. */
const FIGURES = ".num, .text-end";
const FIELDS = "input, select, textarea";

function names(table) {
  const rows = table.tHead?.rows;
  if (rows?.length !== 1) return [];
  return [...rows[0].cells].map((head) =>
    head.querySelector(".visually-hidden, input") ? "" : head.textContent.trim(),
  );
}

function isFigures(table, heads) {
  const named = [...table.tHead.rows[0].cells].filter((head, index) => heads[index]);
  return named.filter((head) => head.matches(FIGURES)).length > named.length / 2;
}

function name(table) {
  const heads = names(table);
  if (!heads.length || table.querySelector("[rowspan]")) return;
  if (!table.matches("[data-stacks], [data-list] table") && isFigures(table, heads)) return;
  const title = heads.findIndex(Boolean);
  table.classList.add("stacks");
  for (const row of table.querySelectorAll(":scope > tbody > tr, :scope > tfoot > tr")) {
    if (row.cells.length !== heads.length) continue;
    [...row.cells].forEach((cell, index) => {
      cell.dataset.label = index > title || cell.querySelector(FIELDS) ? heads[index] : "";
      const bare = !cell.querySelector(`a, button, svg, ${FIELDS}`);
      cell.toggleAttribute("data-blank", bare && ["", "–", "—"].includes(cell.textContent.trim()));
    });
  }
}

function nameAll(root) {
  root.querySelectorAll(".grid-scroll > table, .table-responsive > table.card-table").forEach(name);
}

document.body.addEventListener("htmx:afterSwap", (event) => nameAll(event.detail.target));
nameAll(document);
document.querySelectorAll(".nav-tabs").forEach((tabs) => {
  const chosen = tabs.querySelector(".active");
  if (!chosen || tabs.scrollWidth <= tabs.clientWidth) return;
  const offset = chosen.getBoundingClientRect().left - tabs.getBoundingClientRect().left;
  tabs.scrollLeft = offset - (tabs.clientWidth - chosen.offsetWidth) / 2;
});
