// Rows of a records question: add, remove. Without this script three spare rows stand ready instead.

function isEmpty(row) {
  return [...row.querySelectorAll("input, select, textarea")].every((input) => input.value.trim() === "");
}

function nextNumber(records) {
  const numbers = [...records.querySelectorAll("[data-row]")].map((row) => Number(row.dataset.row));
  return Math.max(-1, ...numbers) + 1;
}

function addRow(records) {
  const number = nextNumber(records);
  const template = records.querySelector("template[data-row-template]");
  const row = template.content.firstElementChild.cloneNode(true);
  row.dataset.row = number;
  for (const element of row.querySelectorAll("[name], [id], [for], [aria-describedby]")) {
    for (const attribute of ["name", "id", "for", "aria-describedby"]) {
      const value = element.getAttribute(attribute);
      if (value) {
        element.setAttribute(attribute, value.replace("__row__", number));
      }
    }
  }
  records.querySelector("[data-rows]").append(row);
  return row;
}

function announce(records) {
  records.dispatchEvent(new Event("input", { bubbles: true }));
}

function prepare(records) {
  for (const row of records.querySelectorAll("[data-row]")) {
    if (isEmpty(row) && !row.querySelector(".field-error")) {
      row.remove();
    }
  }
  records.dataset.ready = "true";
  records.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add-row], [data-remove-row]");
    if (button?.matches("[data-add-row]")) {
      addRow(records).querySelector("input, select, textarea").focus();
      announce(records);
    } else if (button) {
      button.closest("[data-row]").remove();
      records.querySelector("[data-add-row]").focus();
      announce(records);
    }
  });
}

for (const records of document.querySelectorAll("[data-records]")) {
  prepare(records);
}
// A question that autosave.js drew anew.
document.addEventListener("drawn", ({ target }) => {
  for (const records of target.querySelectorAll("[data-records]")) {
    prepare(records);
  }
});
