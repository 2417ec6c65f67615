/*
 * The coding page: find a code and put it on a line, move between lines, remove one.
 * Everything here only fills the plain form; the server checks and saves it.
 */
(function () {
  "use strict";

  const form = document.getElementById("coding-form");
  if (!form) {
    return;
  }

  /* ---- lines ---- */

  function table(kind) {
    return form.querySelector(`[data-lines="${kind}"]`);
  }

  function lines(kind) {
    return [...table(kind).querySelectorAll("[data-line]")].filter((line) => !line.hidden);
  }

  function field(line, name) {
    return line.querySelector(`[name$="-${name}"]`);
  }

  function appendLine(kind) {
    const total = form.querySelector(`[name="${kind}-TOTAL_FORMS"]`);
    const number = Number(total.value);
    const source = document.getElementById(`${kind}-template`).innerHTML;
    const letter = String.fromCharCode("A".charCodeAt(0) + number);
    table(kind).insertAdjacentHTML(
      "beforeend",
      source
        .replaceAll("__prefix__", String(number))
        .replaceAll("__number__", kind === "dx" ? letter : String(number + 1)),
    );
    total.value = String(number + 1);
    return table(kind).lastElementChild;
  }

  function blankLine(kind) {
    return lines(kind).find((line) => !field(line, "code").value.trim()) || appendLine(kind);
  }

  function changed() {
    form.dispatchEvent(new Event("coding:changed"));
  }

  function addCode(kind, choice) {
    const line = blankLine(kind);
    field(line, "code").value = choice.code;
    const system = field(line, "system");
    if (system && choice.system) {
      system.value = choice.system;
    }
    const text = line.querySelector("[data-code-text]");
    if (text) {
      text.textContent = choice.text || "";
    }
    changed();
    return line;
  }

  function removeLine() {
    const line = document.activeElement && document.activeElement.closest("[data-line]");
    if (!line) {
      return;
    }
    const kind = line.closest("[data-lines]").dataset.lines;
    const all = lines(kind);
    const neighbour = all[all.indexOf(line) + 1] || all[all.indexOf(line) - 1];
    field(line, "DELETE").checked = true;
    line.hidden = true;
    (neighbour ? field(neighbour, "code") : searchBox(kind)).focus();
    changed();
  }

  function moveLine(step) {
    const all = [...lines("dx"), ...lines("px")];
    const here = document.activeElement && document.activeElement.closest("[data-line]");
    const at = here ? all.indexOf(here) + step : step > 0 ? 0 : all.length - 1;
    if (all[at]) {
      field(all[at], "code").focus();
      field(all[at], "code").select();
    }
  }

  function nextError() {
    const wrong = [...form.querySelectorAll("[aria-invalid=true]")].filter(
      (input) => !input.closest("[hidden]"),
    );
    const at = wrong.indexOf(document.activeElement);
    if (wrong.length) {
      wrong[(at + 1) % wrong.length].focus();
    }
  }

  /* ---- leaving the chart: the reason is asked at once ---- */

  function unfold(command) {
    const fold = document.querySelector(`details:has([data-command="${command}"])`);
    if (fold) {
      fold.open = true;
      fold.querySelector("select, input:not([type=hidden]), textarea").focus();
    }
  }

  /* ---- code search (codesearch.js) puts a code on a line ---- */

  function searchBox(kind) {
    return form.querySelector(`[data-code-search="${kind}"]`);
  }

  window.concord.codeSearch(form, (box, option) => {
    const kind = box.dataset.codeSearch;
    const line = addCode(kind, option.dataset);
    (kind === "px" ? field(line, "modifiers") : box).focus();
  });

  /* ---- findings: the autosave brings them, their fields are marked here ---- */

  function markFields(problems) {
    const line = problems.closest("[data-line]");
    const wrong = (problems.dataset.problems || "").split(" ");
    if (!line) {
      return;
    }
    line.querySelectorAll("[data-field]").forEach((input) => {
      if (wrong.includes(input.dataset.field)) {
        input.setAttribute("aria-invalid", "true");
      } else {
        input.removeAttribute("aria-invalid");
      }
    });
  }

  document.body.addEventListener("htmx:oobAfterSwap", () => {
    form.querySelectorAll("[data-problems]").forEach(markFields);
  });

  /* ---- the form ---- */

  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input:not([type=submit])")) {
      event.preventDefault();
    }
  });

  /* Sending waits for a draft that is on its way; what is sent holds everything, so no draft
     follows it. */
  let saving = false;
  let sent = false;
  let waiting = null;
  let unsaved = false;
  form.addEventListener("submit", (event) => {
    if (saving) {
      event.preventDefault();
      waiting = event.submitter;
    } else {
      sent = true;
    }
  });
  form.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target !== form) {
      return;
    }
    if (sent) {
      event.preventDefault();
    } else {
      saving = true;
    }
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt !== form) {
      return;
    }
    saving = false;
    unsaved = unsaved || !event.detail.successful;
    if (waiting) {
      form.requestSubmit(waiting);
      waiting = null;
    }
  });

  /* ---- nothing typed is lost: words are saved at a pause, the rest when one leaves ---- */

  const WORDS = "textarea, [name$=-evidence], [name$=-rationale]";
  const PAUSE = 2000;
  let pause = 0;
  form.addEventListener("input", (event) => {
    unsaved = true;
    window.clearTimeout(pause);
    if (event.target.matches(WORDS)) {
      pause = window.setTimeout(changed, PAUSE);
    }
  });
  form.addEventListener("coding:changed", () => {
    unsaved = true;
  });
  form.addEventListener("htmx:beforeSend", (event) => {
    if (event.target === form) {
      unsaved = false;
    }
  });
  window.addEventListener("pagehide", () => {
    if (unsaved && !sent) {
      unsaved = false;
      const address = form.getAttribute("hx-post");
      fetch(address, { method: "POST", body: new FormData(form), keepalive: true }).catch(() => {});
    }
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      window.location.reload();
    }
  });

  form.addEventListener("click", (event) => {
    const add = event.target.closest("[data-add-line]");
    if (add) {
      event.preventDefault();
      field(appendLine(add.dataset.addLine), "code").focus();
    }
  });

  const shortcuts = window.concord && window.concord.shortcuts;
  if (shortcuts) {
    shortcuts.register("lines.next", () => moveLine(1));
    shortcuts.register("lines.previous", () => moveLine(-1));
    shortcuts.register("lines.remove", removeLine);
    shortcuts.register("lines.error", nextError);
    shortcuts.register("chart.pend", () => unfold("chart.pend"));
    shortcuts.register("chart.put_back", () => unfold("chart.put_back"));
    shortcuts.register("chart.query", () => {
      const ask =
        document.querySelector('[data-command="chart.query"]') ||
        document.querySelector('[data-panel="queries"] [data-shortcut="query"]');
      if (ask) {
        ask.focus();
        if (ask.matches("a, button")) {
          ask.click();
        }
      }
    });
  }

  const first = form.querySelector("[aria-invalid=true]") || searchBox("dx");
  if (first) {
    first.focus();
  }
})();
