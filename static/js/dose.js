// Works out the weeks of a dose again while it is typed. Without this script the button 'Weken uitrekenen' does it.

const form = document.querySelector("form[data-dose]");
const PAUSE = 400; // milliseconds after the last key
let waiting;
let asked = 0;

async function refresh() {
  asked += 1;
  const mine = asked;
  const data = new FormData(form);
  data.set("show", "1");
  try {
    const response = await window.session.fetch(`${form.action}?fragment=weken`, { method: "POST", body: data });
    if (!response.ok || response.redirected || mine !== asked) {
      return; // the weeks of before stay; saving tells what is wrong
    }
    const fetched = document.createElement("template");
    fetched.innerHTML = await response.text();
    const weeks = fetched.content.querySelector("#weken");
    if (weeks) {
      document.querySelector("#weken").replaceWith(weeks);
    }
  } catch {
    // Nothing is lost: the form is as it was.
  }
}

form?.addEventListener("input", (event) => {
  if (event.target.name !== "centre") {
    clearTimeout(waiting);
    waiting = setTimeout(refresh, PAUSE);
  }
});
