// Turns a link with data-fold into a fold that fetches what it holds when it is opened; what could not be
// fetched is asked again when it is next opened.
// Without this script the link opens the same on a page of its own; the part behind its # is what is asked for.
// The words to show meanwhile and when it cannot be fetched stand in #fold-words.

const [waiting, failed] = document.querySelector("#fold-words").content.children;

function foldFor(link) {
  const fold = document.createElement("details");
  const head = document.createElement("summary");
  const held = document.createElement("div");
  fold.className = link.dataset.fold;
  head.append(...link.childNodes);
  if (link.classList.contains("btn")) {
    head.className = link.className;
  }
  if (link.hasAttribute("aria-describedby")) {
    head.setAttribute("aria-describedby", link.getAttribute("aria-describedby"));
  }
  held.setAttribute("aria-live", "polite");
  fold.append(head, held);
  let isAsked = false;
  fold.addEventListener("toggle", async () => {
    if (fold.open && !isAsked) {
      isAsked = true;
      isAsked = await load(held, link.href);
    }
  });
  link.replaceWith(fold);
}

// Whether it was fetched.
async function load(held, address) {
  held.replaceChildren(waiting.cloneNode(true));
  try {
    const asked = new URL(address);
    asked.searchParams.set("fragment", asked.hash.slice(1));
    const response = await window.session.fetch(asked);
    // A redirect leads to a whole page: an advice that no longer counts.
    if (!response.ok || response.redirected) {
      throw new Error(response.statusText);
    }
    const fetched = document.createElement("template");
    fetched.innerHTML = await response.text();
    held.replaceChildren(fetched.content);
    make(held);
    return true;
  } catch {
    const sorry = failed.cloneNode(true);
    sorry.querySelector("a").href = address;
    held.replaceChildren(sorry);
    return false;
  }
}

function make(part) {
  for (const link of part.querySelectorAll("a[data-fold]")) {
    foldFor(link);
  }
}

make(document);
// For another script that brings something in: the links of this part become folds.
window.folds = { make };
