/* Runs before the first paint: resolves the automatic theme, so that nothing flashes. */
(() => {
  const root = document.documentElement;
  root.classList.replace("no-js", "js");
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const choice = root.dataset.themeChoice || "auto";
    root.dataset.bsTheme = choice === "auto" ? (dark.matches ? "dark" : "light") : choice;
    root.dispatchEvent(new CustomEvent("concord:theme"));
  };
  apply();
  dark.addEventListener("change", apply);
  root.addEventListener("concord:theme-choice", apply);
})();
