// What axe-core finds on the page as it stands, without asking twice what was answered before.
//
// - A part of the frame around a page (menu, top bar, closed dialogs) is examined once as it
//   stands in a theme and width, and taken out while further pages are examined. An id that it
//   shares with a page is told every time.
// - Contrast depends on a text's colour, the colours behind it, its size and its weight: each
//   combination is examined once. What is not plain, as a text above something that is placed
//   over the page, is examined every time.
async ([rules, frame, known]) => {
  const root = document.documentElement;
  const look = `${root.dataset.bsTheme} ${innerWidth}`;
  const colourOnly = Boolean(rules.runOnly);
  const seen = new Set(known.split(" "));
  const fresh = new Set();

  const digest = (text) => {
    let a = 0xdeadbeef;
    let b = 0x41c6ce57;
    for (let i = 0; i < text.length; i++) {
      a = Math.imul(a ^ text.charCodeAt(i), 2654435761);
      b = Math.imul(b ^ text.charCodeAt(i), 1597334677);
    }
    return `${a >>> 0}.${b >>> 0}.${text.length}`;
  };
  const isNew = (text) => {
    const key = digest(`${look} ${text}`);
    if (!seen.has(key)) fresh.add(key);
    return !seen.has(key);
  };

  // Nothing of the page is behind it but what it is part of.
  const isInFlow = ({ position, bottom }) => ["static", "relative"].includes(position)
    || (position === "sticky" && bottom === "auto" && scrollY === 0);

  // The layers behind an element, nearest first, down to the first that hides what is below;
  // null where something placed over the page is among them.
  const layersOf = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      layers.push(`${style.backgroundColor} ${style.backgroundImage} ${style.opacity} ${style.filter}`);
      const covers = style.backgroundImage === "none" && !/^rgba\(.*, 0(\.\d+)?\)$|^transparent$|\/ /.test(style.backgroundColor);
      if (covers && style.opacity === "1") return layers;
      if (!isInFlow(style)) return null;
    }
    return layers;
  };
  const isNewColour = (element) => {
    const layers = layersOf(element);
    if (layers === null) return true;
    const own = getComputedStyle(element);
    const around = getComputedStyle(element.parentElement ?? element);
    return isNew([
      element.localName, own.color, own.fontSize, own.fontWeight, own.textShadow, own.textDecorationLine,
      around.color, element.matches(":disabled, [aria-disabled]"), ...layers,
    ].join("|"));
  };
  const isSeen = (element) => element.checkVisibility() && !element.closest(".visually-hidden");
  const hasText = (element) => element.matches("input, select, textarea")
    || [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());

  const holes = [];
  for (const part of document.querySelectorAll(frame)) {
    const text = part.outerHTML.replace(/ (value|data-remaining)="[^"]*"/g, "");
    if (isNew(`${colourOnly} ${part.closest("details")?.open} ${text}`)) continue;
    const hole = document.createComment("");
    part.replaceWith(hole);
    holes.push([hole, part]);
  }
  try {
    const shared = holes
      .flatMap(([, part]) => [part, ...part.querySelectorAll("[id]")])
      .filter((named) => named.id && document.getElementById(named.id))
      .map((named) => named.id);
    const coloured = [...document.body.querySelectorAll("*")]
      .filter((element) => hasText(element) && isSeen(element) && isNewColour(element));
    if (colourOnly && !coloured.length) return { violations: [], shared, fresh: [...fresh] };
    for (const element of coloured) element.toggleAttribute("data-new-colour", true);
    axe.configure({ rules: [{ id: "color-contrast", selector: "[data-new-colour]" }] });
    const { violations } = await axe.run(document, rules);
    return { violations, shared, fresh: [...fresh] };
  } finally {
    for (const element of document.querySelectorAll("[data-new-colour]")) element.removeAttribute("data-new-colour");
    for (const [hole, part] of holes) hole.replaceWith(part);
  }
}
