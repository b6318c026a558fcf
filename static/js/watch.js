// Says that somebody changed the dossier while this page stood open. What is typed here stays; the page is
// loaded anew when its reader wants it. A page of questions draws the answers of others itself (autosave.js).

const EVERY = 10000;
const watch = document.querySelector("[data-watch]");
const savesItself = document.querySelector("form[data-autosave]") !== null;

async function look() {
  if (document.hidden || !watch.hidden) {
    return;
  }
  const address = new URL(watch.dataset.watch, location.href);
  address.searchParams.set("since", watch.dataset.since);
  // Answers that this page saved itself are no news.
  if (!savesItself) {
    address.searchParams.set("own", "1");
  }
  try {
    const response = await fetch(address, { headers: { Accept: "application/json" } });
    const { who, at } = response.ok ? await response.json() : {};
    if (at) {
      const words = watch.querySelector(who ? "[data-by-other]" : "[data-by-self]");
      if (who) {
        words.querySelector("bdi").textContent = who;
      }
      words.querySelector("time").textContent = at;
      words.hidden = false;
      watch.hidden = false;
    }
  } catch {
    // Without a connection there is nothing to tell; the next look comes by itself.
  }
}

if (watch) {
  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look);
}
