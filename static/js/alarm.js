// Shows what to do under the answer that calls for it, at once; the page behind its address says the same.
// autosave.js tells the address, '' when the answer calls for nothing any more. What to say when it cannot be
// fetched stands in #alarm-words.

const sorry = document.querySelector("#alarm-words").content.firstElementChild;

document.addEventListener("alarm", async ({ target: question, detail: address }) => {
  // What to do is said once, under the answer that was given last, with what was written there before.
  const written = [...document.querySelectorAll(".alarm-panel :is(textarea, [type=checkbox])")];
  for (const other of document.querySelectorAll(".alarm-panel")) {
    if (address && other.previousElementSibling !== question) {
      other.remove();
    }
  }
  let panel = question.nextElementSibling;
  if (!panel?.matches(".alarm-panel")) {
    panel = document.createElement("div");
    panel.className = "alarm-panel";
    question.after(panel);
  }
  if (!address) {
    panel.remove();
    return;
  }
  // The button of the page sends it along: going on is by the page that says what to do.
  const raised = { type: "hidden", name: "alarm", value: question.dataset.fact };
  const sentAlong = Object.assign(document.createElement("input"), raised);
  panel.replaceChildren(sentAlong, sorry.cloneNode(true));
  panel.querySelector("a").href = address;
  try {
    const response = await fetch(`${address}?fragment=stop`);
    if (!response.ok || response.redirected) {
      return;
    }
    const fetched = document.createElement("template");
    fetched.innerHTML = await response.text();
    setApart(fetched.content);
    panel.replaceChildren(sentAlong, fetched.content);
    for (const { id, value, checked } of written) {
      const control = id && panel.querySelector(`#${CSS.escape(id)}`);
      if (control) {
        control.checked = checked;
        control.value = value;
      }
    }
    panel.scrollIntoView({ block: "nearest" });
    panel.querySelector("[data-slip]").addEventListener("click", () => takeBack(question));
  } catch {
    // Without a connection the link stays, and autosave.js says that the answer is not saved.
  }
});

// A colleague raised an alarm, perhaps on another page: it is told over the questions, with the way to it.
document.addEventListener("alarm-elsewhere", ({ target: form, detail: address }) => {
  const told = sorry.cloneNode(true);
  told.classList.add("alarm-told");
  told.setAttribute("role", "alert");
  told.querySelector("a").href = address;
  told.querySelector("[data-here]").hidden = true;
  told.querySelector("[data-elsewhere]").hidden = false;
  form.before(told);
});

// The panel stands inside the form of the page; a form of its own must stand outside.
function setApart(content) {
  for (const [at, form] of [...content.querySelectorAll("form")].entries()) {
    const id = `alarm-form-${at}`;
    document.getElementById(id)?.remove();
    const apart = form.cloneNode(false);
    apart.id = id;
    document.body.append(apart);
    const part = document.createElement("div");
    part.className = form.className;
    part.append(...form.childNodes);
    for (const control of part.querySelectorAll("input, textarea, button")) {
      control.setAttribute("form", id);
    }
    form.replaceWith(part);
  }
}

// A slip of the finger: the answer becomes what it was before, with that as the reason.
function takeBack(question) {
  const fact = question.dataset.fact;
  const reason = { type: "hidden", name: `reason-${fact}`, value: "slip" };
  question.querySelector("[data-beside]").append(Object.assign(document.createElement("input"), reason));
  question.dispatchEvent(new CustomEvent("restore", { bubbles: true }));
}
