// Warns before leaving a page with answers that are not saved yet. Says so beside the save button too.

for (const form of document.querySelectorAll("form[data-guard]")) {
  let unsaved = form.dataset.guard === "unsaved";
  const mark = form.querySelector("[data-unsaved-mark]");

  form.addEventListener("input", () => {
    unsaved = true;
    if (mark) {
      mark.hidden = false;
    }
  });
  form.addEventListener("submit", () => {
    unsaved = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) {
      event.preventDefault();
    }
  });
}
