// Shows what to do under the answer that calls for it, at once; the page behind its address says the same.
// autosave.js tells the address, '' when the answer calls for nothing any more. What to say when it cannot be
// fetched stands in #alarm-words.

const sorry = document.querySelector("#alarm-words").content.firstElementChild;

document.addEventListener("alarm", async ({ target: question, detail: address }) => {
  // What to do is said once, under the answer that was given last.
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
  panel.replaceChildren(sorry.cloneNode(true));
  panel.querySelector("a").href = address;
  try {
    const response = await fetch(`${address}?fragment=stop`);
    if (!response.ok || response.redirected) {
      return;
    }
    const fetched = document.createElement("template");
    fetched.innerHTML = await response.text();
    setApart(fetched.content);
    panel.replaceChildren(fetched.content);
    panel.querySelector("[data-slip]").addEventListener("click", () => takeBack(question));
  } catch {
    // Without a connection the link stays, and autosave.js says that the answer is not saved.
  }
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

// A slip of the finger: 'no' for a yes-or-no question, else left open again, with that as its reason.
function takeBack(question) {
  const fact = question.dataset.fact;
  const reason = { type: "hidden", name: `reason-${fact}`, value: "slip" };
  question.querySelector("[data-beside]").append(Object.assign(document.createElement("input"), reason));
  const controls = [...question.querySelectorAll(".question-answer :is(input, select)")];
  const right = controls.find((control) => control.value === "false") ?? controls.find(({ value }) => value === "");
  if (right?.matches("[type=radio]")) {
    right.checked = true;
  } else {
    for (const control of controls) {
      control.checked = false;
      control.value = control.matches("[type=checkbox]") ? control.value : "";
    }
  }
  controls[0].dispatchEvent(new Event("change", { bubbles: true }));
}
