/*
 * Code search: a combobox whose list the server renders. `codeSearch(form, chosen)` serves every
 * box of the form with data-code-search; `chosen(box, option)` does something with the code.
 */
(function () {
  "use strict";

  function codeSearch(form, chosen) {
    function list(box) {
      return document.getElementById(box.getAttribute("aria-controls"));
    }

    function options(box) {
      return [...list(box).querySelectorAll("[role=option][data-code]")];
    }

    function activate(box, option) {
      options(box).forEach((each) => each.setAttribute("aria-selected", String(each === option)));
      if (option) {
        box.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      } else {
        box.removeAttribute("aria-activedescendant");
      }
    }

    function active(box) {
      return options(box).find((each) => each.getAttribute("aria-selected") === "true");
    }

    function close(box) {
      list(box).replaceChildren();
      box.setAttribute("aria-expanded", "false");
      box.removeAttribute("aria-activedescendant");
    }

    function choose(box, option) {
      box.value = "";
      delete box.dataset.waiting;
      close(box);
      chosen(box, option);
    }

    function isCurrent(box) {
      const shown = list(box).querySelector("[data-query]");
      return Boolean(shown) && shown.dataset.query === box.value.trim();
    }

    function onSearchKey(event) {
      const box = event.target;
      const all = options(box);
      const at = all.indexOf(active(box));
      if (event.key === "Enter") {
        event.preventDefault();
        if (!box.value.trim()) {
          return;
        }
        if (isCurrent(box) && active(box)) {
          choose(box, active(box));
        } else {
          box.dataset.waiting = "true";
        }
      } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        const step = event.key === "ArrowDown" ? 1 : -1;
        activate(box, all[(at + step + all.length) % all.length]);
      } else if (event.key === "Escape") {
        close(box);
      }
    }

    function onResults(box) {
      const all = options(box);
      box.setAttribute("aria-expanded", String(all.length > 0));
      activate(box, all[0]);
      if (box.dataset.waiting && isCurrent(box)) {
        delete box.dataset.waiting;
        if (all[0]) {
          choose(box, all[0]);
        }
      }
    }

    form.querySelectorAll("[data-code-search]").forEach((box) => {
      box.addEventListener("keydown", onSearchKey);
      box.addEventListener("input", () => delete box.dataset.waiting);
      list(box).addEventListener("mousedown", (event) => {
        const option = event.target.closest("[role=option][data-code]");
        if (option) {
          event.preventDefault();
          choose(box, option);
        }
      });
    });

    document.body.addEventListener("htmx:afterSettle", (event) => {
      const box = form.querySelector(`[data-code-search][aria-controls="${event.target.id}"]`);
      if (box) {
        onResults(box);
      }
    });
  }

  window.concord = window.concord || {};
  window.concord.codeSearch = codeSearch;
})();
