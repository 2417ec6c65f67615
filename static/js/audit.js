/* The auditor's rows: a code that was searched for goes on the first free row, or on a new one. */
(function () {
  "use strict";

  const form = document.getElementById("audit-lines");
  if (!form) {
    return;
  }

  function rows(kind) {
    return [...form.querySelectorAll(`[data-rows="${kind}"] [data-row]`)];
  }

  function field(row, name) {
    return row.querySelector(`[name$="-${name}"]`);
  }

  function clear(input) {
    if (input.type === "checkbox") {
      input.checked = false;
    } else if (input.matches("select")) {
      input.selectedIndex = 0;
    } else {
      input.value = input.name.endsWith("-units") ? "1" : "";
    }
  }

  function appendRow(kind) {
    const total = form.querySelector(`[name="${kind}-TOTAL_FORMS"]`);
    const number = Number(total.value);
    const last = rows(kind).at(-1);
    const row = last.cloneNode(true);
    const name = kind === "dx" ? String.fromCharCode("A".charCodeAt(0) + number) : String(number + 1);
    row.querySelectorAll("[name], [id], [for]").forEach((element) => {
      ["name", "id", "for", "aria-describedby"].forEach((attribute) => {
        const old = element.getAttribute(attribute);
        if (old) {
          element.setAttribute(attribute, old.replace(`${kind}-${number - 1}-`, `${kind}-${number}-`));
        }
      });
    });
    row.querySelectorAll("input, select").forEach(clear);
    row.querySelectorAll(".invalid-feedback").forEach((note) => note.remove());
    row.querySelectorAll("label.visually-hidden").forEach((label) => {
      label.textContent = label.textContent.replace(/\S+$/, name);
    });
    row.querySelectorAll("th").forEach((head) => {
      head.textContent = name;
    });
    last.after(row);
    total.value = String(number + 1);
    return row;
  }

  window.concord.codeSearch(form, (box, option) => {
    const kind = box.dataset.codeSearch;
    const row = rows(kind).find((each) => !field(each, "code").value.trim()) || appendRow(kind);
    field(row, "code").value = option.dataset.code;
    if (field(row, "system")) {
      field(row, "system").value = option.dataset.system;
    }
    (kind === "px" ? field(row, "modifiers") : box).focus();
  });
})();
