/* Draws every [data-chart] from the JSON block of that id, and again when the theme changes. */
const LIGHT = { text: "#1f2b3a", quiet: "#566579", grid: "#dbe2ec", mark: "#1859b7" };
const DARK = { text: "#e3e9f1", quiet: "#a9b6c7", grid: "#2f3d50", mark: "#6aa9f5" };

function config() {
  const ink = document.documentElement.dataset.bsTheme === "dark" ? DARK : LIGHT;
  const axis = {
    labelColor: ink.quiet, titleColor: ink.quiet, gridColor: ink.grid, domainColor: ink.grid,
    tickColor: ink.grid, labelFontSize: 11, titleFontSize: 11, titleFontWeight: 500,
  };
  return {
    background: "transparent",
    font: "Inter Variable, system-ui, sans-serif",
    view: { stroke: null },
    axis,
    legend: { labelColor: ink.text, titleColor: ink.quiet },
    header: { labelColor: ink.text, titleColor: ink.quiet },
    title: { color: ink.text, fontSize: 13, fontWeight: 600, anchor: "start" },
    text: { color: ink.text },
  };
}

async function draw(element) {
  const block = document.getElementById(element.dataset.chart);
  if (!block || !window.ConcordVega) return;
  const spec = JSON.parse(block.textContent);
  const themed = { ...spec, background: "transparent" };
  if (!spec.width && !spec.hconcat && !spec.vconcat && !spec.facet) themed.width = "container";
  try {
    await window.ConcordVega.embed(element, themed, { config: config() });
    // The figure around the drawing is the labelled image; its strokes are not things to visit.
    element.querySelector("svg")?.setAttribute("aria-hidden", "true");
    element.dataset.drawn = "yes";
  } catch (error) {
    element.textContent = "This chart could not be drawn; the table below has its data.";
    element.dataset.drawn = "failed";
    console.error(error);
  }
}

function drawAll(scope = document) {
  scope.querySelectorAll("[data-chart]").forEach(draw);
}

drawAll();
document.documentElement.addEventListener("concord:theme", () => drawAll());
document.body.addEventListener("htmx:afterSettle", (event) => drawAll(event.detail.elt));
