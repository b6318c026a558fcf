// Takes a card into the plan, or out of it, without leaving the page: the form is sent as it stands, and of the page
// that answers only what changed comes in the place of what stood there. When anything else comes of it, such as a
// refusal, the whole answer is shown. Without this script the form is sent as every other.

let isUnderway = false;

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("form[data-in-place]")) {
    return;
  }
  event.preventDefault();
  if (isUnderway) {
    return;
  }
  isUnderway = true;
  try {
    const response = await window.session.fetch(form.action, { method: "POST", body: new FormData(form) });
    if (!response.ok) {
      throw new Error(response.statusText);
    }
    if (new URL(response.url).pathname !== location.pathname) {
      location.assign(response.url); // a page that asks something first, such as a choice
      return;
    }
    show(new DOMParser().parseFromString(await response.text(), "text/html"), form.closest("[data-card]").id);
  } catch {
    // The browser itself tells what went wrong; the act is harmless when it is done twice.
    form.submit();
  } finally {
    isUnderway = false;
  }
});

function show(page, at) {
  const [before, after] = [document, page].map((one) => [...one.querySelectorAll("main [data-card]")]);
  const isSame = before.map((card) => card.id).join() === after.map((card) => card.id).join();
  if (isSame && !page.querySelector("main > .note[role]:not([hidden], [data-watch]), .refusal")) {
    before.forEach((card, place) => replace(card, after[place]));
    for (const mark of document.querySelectorAll("[data-live]")) {
      mark.textContent = page.querySelector(`[data-live="${mark.dataset.live}"]`)?.textContent ?? "";
    }
  } else {
    document.querySelector("main").replaceWith(document.adoptNode(page.querySelector("main")));
    window.folds.make(document.querySelector("main"));
  }
  document.querySelector(`#${at} .take`)?.focus();
}

// A card on which nothing was decided keeps what stands open on it.
function replace(card, fresh) {
  if (card.dataset.state !== fresh.dataset.state || card.dataset.choice !== fresh.dataset.choice) {
    card.replaceWith(document.adoptNode(fresh));
    window.folds.make(fresh);
  }
}
