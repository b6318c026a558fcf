// Turns a link with data-fold into a fold that fetches what it holds when it is opened for the first time.
// Without this script the link opens the same on a page of its own; the part behind its # is what is asked for.
// The words to show meanwhile, and when it cannot be fetched, stand in #fold-words.

const [waiting, failed] = document.querySelector("#fold-words").content.children;

function foldFor(link) {
  const fold = document.createElement("details");
  const head = document.createElement("summary");
  fold.className = link.dataset.fold;
  head.append(...link.childNodes);
  if (link.classList.contains("btn")) {
    head.className = link.className;
  }
  if (link.hasAttribute("aria-describedby")) {
    head.setAttribute("aria-describedby", link.getAttribute("aria-describedby"));
  }
  fold.append(head);
  fold.addEventListener("toggle", () => load(fold, link.href), { once: true });
  link.replaceWith(fold);
}

async function load(fold, address) {
  const note = waiting.cloneNode(true);
  fold.append(note);
  try {
    const asked = new URL(address);
    asked.searchParams.set("fragment", asked.hash.slice(1));
    const response = await fetch(asked);
    // A redirect leads to a whole page: signing in again, or an advice that no longer counts.
    if (!response.ok || response.redirected) {
      throw new Error(response.statusText);
    }
    const held = document.createElement("template");
    held.innerHTML = await response.text();
    note.replaceWith(held.content);
  } catch {
    const sorry = failed.cloneNode(true);
    sorry.querySelector("a").href = address;
    note.replaceWith(sorry);
  }
}

for (const link of document.querySelectorAll("a[data-fold]")) {
  foldFor(link);
}
