/*
 * Keyboard commands. A page lists its commands in a table inside #shortcuts-sheet
 * (rows with data-shortcut, data-keys and data-label); an element that carries the same
 * data-command is focused when it takes input and clicked otherwise. Modules may register
 * a function for a command instead. Keys a person has changed are stored with the person:
 * the element with data-chosen-keys carries them, and in data-save where to send them.
 */
(function () {
  "use strict";

  // Keys that move through a page or write in it belong to the browser.
  const RESERVED = /^(Shift\+)?(Tab|Enter| |Escape|Arrow\w+|Page\w+|Home|End|Backspace|Delete)$/;
  const actions = new Map();
  const defaults = new Map();
  let chosen = {};

  function sheet() {
    return document.getElementById("shortcuts-sheet");
  }

  function store() {
    return document.querySelector("[data-chosen-keys]");
  }

  function load() {
    try {
      chosen = JSON.parse(store()?.dataset.chosenKeys || "{}");
    } catch {
      chosen = {};
    }
  }

  async function save(words) {
    const headers = JSON.parse(document.body.getAttribute("hx-headers") || "{}");
    const body = new FormData();
    body.set("shortcuts", JSON.stringify(chosen));
    try {
      const answer = await fetch(store().dataset.save, {
        method: "POST",
        body,
        headers: { ...headers, "HX-Request": "true" },
      });
      if (!answer.ok) throw new Error(String(answer.status));
      say(words);
    } catch {
      say(`${words} It could not be stored: it holds until you leave this page.`);
    }
  }

  function bindings() {
    const bound = new Map();
    defaults.forEach((keys, id) => bound.set(id, chosen[id] || keys));
    return bound;
  }

  function conflicts() {
    const owners = new Map();
    bindings().forEach((keys, id) => owners.set(keys, [...(owners.get(keys) || []), id]));
    return [...owners].filter(([, ids]) => ids.length > 1);
  }

  function keysOf(event) {
    const letter = /^Key([A-Z])$/.exec(event.code);
    const digit = /^Digit([0-9])$/.exec(event.code);
    let key = event.key;
    let shift = event.shiftKey;
    if ((event.altKey || event.ctrlKey) && letter) {
      key = letter[1];
    } else if ((event.altKey || event.ctrlKey) && digit) {
      key = digit[1];
    } else if (key.length === 1) {
      shift = false;
      key = key.toUpperCase();
    }
    return (
      (event.altKey ? "Alt+" : "") +
      (event.ctrlKey || event.metaKey ? "Ctrl+" : "") +
      (shift ? "Shift+" : "") +
      key
    );
  }

  function isTyping(target) {
    return target instanceof HTMLElement && target.matches("input:not([type=checkbox]), textarea, select");
  }

  function perform(id) {
    const action = actions.get(id);
    if (action) {
      action();
      return true;
    }
    const element = document.querySelector(`[data-command="${id}"]`);
    if (!element || element.disabled) {
      return false;
    }
    element.focus();
    if (!isTyping(element)) {
      element.click();
    } else if (element.select) {
      element.select();
    }
    return true;
  }

  function bind(id, keys) {
    const taken = [...bindings()].find(([other, used]) => used === keys && other !== id);
    if (taken) {
      return taken[0];
    }
    if (defaults.get(id) === keys) {
      delete chosen[id];
    } else {
      chosen[id] = keys;
    }
    show();
    return null;
  }

  function reset() {
    chosen = {};
    show();
  }

  function label(id) {
    const row = document.querySelector(`[data-shortcut="${id}"]`);
    return row ? row.dataset.label : id;
  }

  function say(message) {
    const status = document.getElementById("shortcuts-status");
    if (status) {
      status.textContent = message;
    }
  }

  function show() {
    bindings().forEach((keys, id) => {
      document.querySelectorAll(`[data-shortcut="${id}"] [data-keys-shown]`).forEach((shown) => {
        shown.textContent = keys;
      });
      document.querySelectorAll(`[data-command="${id}"]`).forEach((element) => {
        element.setAttribute("aria-keyshortcuts", keys);
      });
      document.querySelectorAll(`[data-hint="${id}"]`).forEach((hint) => {
        hint.textContent = keys;
      });
    });
  }

  function openHelp() {
    if (sheet() && !sheet().open) {
      sheet().showModal();
    }
  }

  let waitingFor = null;

  function capture(event) {
    if (["Alt", "Control", "Shift", "Meta"].includes(event.key)) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    const { id, button } = waitingFor;
    waitingFor = null;
    button.removeAttribute("aria-pressed");
    if (event.key === "Escape") {
      say("Nothing was changed.");
      return;
    }
    const keys = keysOf(event);
    if (RESERVED.test(keys)) {
      say(`${keys} moves through the page. Choose another key.`);
      return;
    }
    const taken = bind(id, keys);
    if (taken) {
      say(`${keys} already does “${label(taken)}”. Choose another key.`);
    } else {
      save(`“${label(id)}” is now ${keys}.`);
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-rebind]");
    if (button) {
      waitingFor = { id: button.dataset.rebind, button };
      button.setAttribute("aria-pressed", "true");
      say(`Press the new key for “${label(button.dataset.rebind)}”, or Escape.`);
    } else if (event.target instanceof Element && event.target.closest("[data-shortcuts-reset]")) {
      reset();
      save("All keys are as they were at first.");
    } else if (event.target instanceof Element && event.target.closest("[data-shortcuts-close]")) {
      sheet().close();
    }
  });

  document.addEventListener(
    "keydown",
    (event) => {
      if (waitingFor) {
        capture(event);
        return;
      }
      if (event.isComposing || event.defaultPrevented) {
        return;
      }
      const keys = keysOf(event);
      const found = [...bindings()].find(([, bound]) => bound === keys);
      if (!found || (!event.altKey && !event.ctrlKey && !event.metaKey && isTyping(event.target))) {
        return;
      }
      if (document.querySelector("dialog[open]") && found[0] !== "help.open") {
        return;
      }
      if (perform(found[0])) {
        event.preventDefault();
      }
    },
    true,
  );

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-shortcut][data-keys]").forEach((row) => {
      defaults.set(row.dataset.shortcut, row.dataset.keys);
    });
    actions.set("help.open", openHelp);
    load();
    show();
  });

  window.concord = window.concord || {};
  window.concord.shortcuts = {
    register: (id, action) => actions.set(id, action),
    bindings: () => Object.fromEntries(bindings()),
    conflicts,
    bind,
    reset,
  };
})();
