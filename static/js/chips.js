// 'Geen' excludes the other answers of a set, and the other way round. The server refuses both together too.
// Listens on the way down, so that routing.js, on the way up, sees the chips as they have become.

function exclude(event) {
  const input = event.target;
  if (!input.matches(".chip-input") || !input.checked) {
    return;
  }
  for (const other of input.closest(".chips").querySelectorAll(".chip-input")) {
    if (other !== input && (input.value === "none" || other.value === "none")) {
      other.checked = false;
    }
  }
}

document.addEventListener("change", exclude, { capture: true });
