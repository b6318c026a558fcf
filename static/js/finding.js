// Finds a card by its name among those that are folded, without asking the server. Without scripts there is no field.

function plain(text) {
  return text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase();
}

function find(finder) {
  const wanted = plain(finder.querySelector("input").value).split(/\s+/).filter(Boolean);
  let found = 0;
  for (const card of document.querySelectorAll("#further-cards [data-find]")) {
    const words = plain(card.dataset.find).split(/[^\p{L}\p{N}]+/u);
    card.hidden = !wanted.every((begin) => words.some((word) => word.startsWith(begin)));
    found += card.hidden ? 0 : 1;
  }
  const told = finder.querySelector("[data-found]");
  told.textContent = found === 1 ? told.dataset.one : told.dataset.more.replace("%s", found);
}

document.addEventListener("input", (event) => {
  const finder = event.target.closest("[data-finder]");
  if (finder) {
    find(finder);
  }
});
