// A button that copies a text; without scripts it stays away and the text is selected by hand.

for (const button of document.querySelectorAll("[data-copy]")) {
  const text = document.getElementById(button.dataset.copy);
  const said = document.querySelector(`[data-copied="${button.dataset.copy}"]`);
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.textContent);
      said.textContent = button.dataset.done;
    } catch {
      // Not allowed here, as over plain http: select it, so that the keyboard copies it.
      getSelection().selectAllChildren(text);
      said.textContent = button.dataset.failed;
    }
  });
}
