// Saves every answer by itself, and learns every ten seconds what a colleague changed.
//
// An answer is sent a second after the last change, when its field is left, or at once when it was chosen by a
// click; with the seal of what the page showed, so that nothing else is touched (intake/saving.py). One request at
// a time: the seal in its answer belongs to the next. The words of the states stand in #save-words.
// Without this script the button of the form saves the page as a whole.

const SOON = 1000;
const AGAIN = 5000;
const LOOK = 10000;
const PATIENCE = 15000;
const words = document.querySelector("#save-words").content;
const CONTROL = ".question-answer :is([role=radiogroup], [role=group], input:not([type=hidden]), select, textarea)";

// Ties what is said beside an answer to its control, as the server does when it draws the page.
function describe(question) {
  const control = question.querySelector(CONTROL);
  const said = [...question.querySelectorAll("[data-beside] [id]")].filter((note) => note.matches("p"));
  const others = (control.getAttribute("aria-describedby") ?? "").split(" ");
  const kept = others.filter((id) => id && document.getElementById(id)?.closest("[data-beside]") === null);
  control.setAttribute("aria-describedby", [...kept, ...said.map((note) => note.id)].join(" "));
  if (!control.matches("[role=group]")) {
    control.setAttribute("aria-invalid", String(Boolean(question.querySelector(".field-error"))));
  }
}

// The inputs of an answer with what they hold.
function valuesOf(question) {
  const inputs = question?.querySelectorAll(".question-answer :is(input, select, textarea)") ?? [];
  return [...inputs].map(({ name, value, checked, type }) => ({ name, value, checked, type }));
}

function isSame(some, others) {
  return JSON.stringify(some) === JSON.stringify(others);
}

// Puts an answer back to what it held before; what came after, such as a row more, is emptied.
function restore(question) {
  const before = question.heldBefore ?? [];
  const isPicked = ({ type }) => type === "radio" || type === "checkbox";
  const controls = [...question.querySelectorAll(".question-answer :is(input, select, textarea)")];
  for (const control of controls) {
    const was = before.find((one) => one.name === control.name && (!isPicked(one) || one.value === control.value));
    if (isPicked(control)) {
      control.checked = was?.checked ?? false;
    } else if (control.type !== "hidden") {
      control.value = was?.value ?? "";
    }
  }
  controls[0].dispatchEvent(new Event("change", { bubbles: true }));
  (controls.find(({ checked }) => checked) ?? controls[0]).focus();
}

// Another reason for taking back an alarm takes words; it is sent when they are finished.
function isUnfinishedReason({ target, type }) {
  const box = target.closest("[data-withdrawal]");
  const words = box?.querySelector("[data-words]");
  const other = box?.querySelector("[data-other]");
  if (target === words) {
    other.checked = true;
    return type === "input";
  }
  if (target === other && words.value.trim() === "") {
    words.focus();
    return true;
  }
  return false;
}

class Page {
  // Questions with a change that is not saved: 'waiting' for its turn, 'sent', or 'refused' until it is changed.
  unsaved = new Map();
  timers = new Map();
  // What each question held when it was last saved, and before that.
  saved = new Map();
  busy = false;
  // How many answers were saved; a look that was asked before the last of them is about an older page.
  count = 0;

  constructor(form) {
    this.form = form;
    this.address = form.action || location.href;
    // Whose page this is, so that it never asks in the name of somebody who signed in since.
    this.reader = form.elements.reader.value;
    for (const question of form.querySelectorAll(".question")) {
      this.saved.set(question, valuesOf(question));
      if (question.querySelector(".field-error, .conflict-choice")) {
        this.unsaved.set(question, "refused");
      }
    }
    form.addEventListener("input", (event) => this.changed(event));
    form.addEventListener("change", (event) => this.changed(event));
    form.addEventListener("focusout", (event) => this.left(event));
    document.addEventListener("submit", (event) => this.submitted(event));
    window.addEventListener("online", () => this.send());
    document.addEventListener("signed-in", () => this.send());
    form.addEventListener("click", (event) => {
      if (event.target.closest("[data-undo]")) {
        restore(event.target.closest(".question"));
      }
    });
    form.addEventListener("restore", (event) => restore(event.target));
    window.addEventListener("beforeunload", (event) => {
      if (this.unsaved.size && !this.leaving) {
        event.preventDefault();
      }
    });
    document.addEventListener("visibilitychange", () => this.look());
    setInterval(() => this.look(), LOOK);
  }

  changed(event) {
    const question = event.target.closest(".question");
    // Saved already, or under way: the browser tells a text once more when its field is left.
    const known = { sent: question?.sentValues, undefined: this.saved.get(question) }[this.unsaved.get(question)];
    const isSaved = isSame(known, valuesOf(question));
    if (!question || (isSaved && !event.target.closest("[data-beside]"))) {
      return;
    }
    this.unsaved.set(question, "waiting");
    if (isUnfinishedReason(event)) {
      return;
    }
    const isChosen = event.type === "change" && event.target.matches("[type=radio], [type=checkbox], select");
    this.sendIn(question, isChosen ? 0 : SOON);
    this.show(question, "unsaved");
  }

  left(event) {
    const question = event.target.closest(".question");
    if (question && this.unsaved.get(question) === "waiting" && !question.contains(event.relatedTarget)) {
      this.sendIn(question, 0);
    }
  }

  sendIn(question, delay) {
    clearTimeout(this.timers.get(question));
    this.timers.set(question, setTimeout(() => this.send(question), delay));
  }

  // Send this answer, or the first that waits.
  async send(question = this.next()) {
    if (this.busy || this.unsaved.get(question) !== "waiting") {
      return;
    }
    this.busy = true;
    this.unsaved.set(question, "sent");
    this.show(question, "saving");
    const values = valuesOf(question);
    question.sentValues = values;
    const answer = await this.ask({ method: "POST", body: this.answerOf(question), headers: this.token() });
    this.busy = false;
    this.settle(question, answer, values);
    const next = this.next();
    if (next) {
      this.sendIn(next, answer.lost ? AGAIN : 0);
    }
    this.goOn();
  }

  next() {
    return [...this.unsaved].find(([, state]) => state === "waiting")?.[0];
  }

  // What came of it; an answer that was changed once more meanwhile stays unsaved.
  settle(question, answer, values) {
    if (answer.lost) {
      // What the server could not answer is not sent again by itself, only what could not reach it.
      this.unsaved.set(question, answer.lost === "failed" ? "refused" : "waiting");
      this.show(question, answer.lost);
      return;
    }
    const isChangedAgain = this.unsaved.get(question) === "waiting";
    if (answer.ok) {
      this.count += 1;
      this.form.elements.opened.value = answer.opened;
      if (!isSame(this.saved.get(question), values)) {
        question.heldBefore = this.saved.get(question);
        this.saved.set(question, values);
      }
    }
    if (!isChangedAgain) {
      this.draw(question, answer);
      if (answer.ok) {
        this.unsaved.delete(question);
      } else {
        this.unsaved.set(question, "refused");
      }
      this.show(question, answer.ok ? "saved" : "refused", answer);
    }
    if (answer.alarm !== undefined) {
      question.dispatchEvent(new CustomEvent("alarm", { bubbles: true, detail: answer.alarm }));
    }
  }

  draw(question, { answer, beside, ok }) {
    const focused = question.contains(document.activeElement) ? document.activeElement : null;
    if (answer !== undefined) {
      question.querySelector(".question-answer").innerHTML = answer;
      question.dispatchEvent(new CustomEvent("drawn", { bubbles: true }));
    }
    // Somebody who is still filling in a row is not told yet what it lacks.
    const isBusy = question.dataset.type === "records" && question.contains(document.activeElement) && !ok;
    if (beside !== undefined && !isBusy) {
      question.querySelector("[data-beside]").innerHTML = beside;
    }
    describe(question);
    if (focused && !focused.isConnected) {
      const again = focused.id && document.getElementById(focused.id);
      (again || question.querySelector(CONTROL)).focus();
    }
  }

  async look() {
    const waits = [...this.unsaved.values()].some((state) => state !== "refused");
    if (document.hidden || this.busy || waits || !this.form.elements.opened) {
      return;
    }
    const address = new URL(this.address);
    address.searchParams.set("opened", this.form.elements.opened.value);
    // What is typed over stays, and so does the field that somebody stands in.
    const kept = new Set([...this.unsaved.keys(), document.activeElement?.closest(".question")]);
    for (const question of [...kept].filter(Boolean)) {
      address.searchParams.append("but", question.dataset.fact);
    }
    const before = new Set(this.unsaved.keys());
    const count = this.count;
    const answer = await this.ask({ address });
    // Somebody typed or saved while it was asked: what came back is no longer about this page.
    if (!answer.ok || this.busy || count !== this.count || [...this.unsaved.keys()].some((question) => !before.has(question))) {
      return;
    }
    this.form.elements.opened.value = answer.opened;
    if (answer.alarm && !document.querySelector(".alarm-panel, .alarm-told")) {
      this.form.dispatchEvent(new CustomEvent("alarm-elsewhere", { bubbles: true, detail: answer.alarm }));
    }
    for (const [fact, drawn] of Object.entries(answer.questions)) {
      const question = this.form.querySelector(`.question[data-fact="${fact}"]`);
      this.draw(question, { ...drawn, ok: true });
      this.saved.set(question, valuesOf(question));
      this.show(question, "");
    }
  }

  // The answer of the server with `ok`; else `lost` says why there is none.
  async ask({ address = this.address, ...request }) {
    try {
      const response = await fetch(address, {
        ...request,
        signal: AbortSignal.timeout(PATIENCE),
        headers: { Accept: "application/json", "X-Page-Reader": this.reader, ...request.headers },
      });
      this.isOffline = false;
      if (response.status === 401) {
        document.dispatchEvent(new CustomEvent("signed-out"));
        return { lost: "signed-out" };
      }
      if (!response.headers.get("Content-Type")?.startsWith("application/json")) {
        return { lost: "failed" };
      }
      return { ...(await response.json()), ok: response.ok };
    } catch {
      this.isOffline = true;
      return { lost: "offline" };
    }
  }

  token() {
    return { "X-CSRFToken": this.form.elements.csrfmiddlewaretoken.value };
  }

  // The inputs of one question, with the seal of the page first and the mark of its end last.
  answerOf(question) {
    const names = new Set([...question.querySelectorAll("[name]")].map((input) => input.name));
    const data = new FormData();
    data.append("opened", this.form.elements.opened.value);
    data.append("answer", question.dataset.fact);
    for (const [name, value] of new FormData(this.form)) {
      if (names.has(name)) {
        data.append(name, value);
      }
    }
    data.append("whole", "1");
    return data;
  }

  show(question, state, answer = {}) {
    const place = question.querySelector("[data-answer-state]");
    const word = state && words.querySelector(`[data-state="${state}"]`).cloneNode(true);
    place.replaceChildren(...(word ? [word] : []));
    const time = place.querySelector("time");
    if (time) {
      time.textContent = answer.at;
      // The answer that was saved last can be undone where it stands.
      this.form.querySelector("[data-undo]")?.remove();
      place.append(words.querySelector("[data-undo]").cloneNode(true));
    }
    if (answer.refused) {
      place.append(` ${answer.refused}`);
    }
    this.sum();
  }

  // One place on the page says whether something is not saved yet.
  sum() {
    const mark = this.form.querySelector("[data-unsaved-mark]");
    if (mark) {
      mark.hidden = this.unsaved.size === 0;
      mark.nextElementSibling.hidden = this.unsaved.size > 0 || this.count === 0;
    }
  }

  // The form of this page is sent as a whole, once the answer under way has arrived. Any other form, such as the
  // one that signs, waits until every answer is saved.
  submitted(event) {
    const isOwn = event.target === this.form;
    if (isOwn && this.isOffline) {
      // The browser would leave the page for an error, and what is not saved with it.
      event.preventDefault();
      this.send();
      return;
    }
    if (this.busy || (!isOwn && this.next())) {
      event.preventDefault();
      this.afterwards = { form: event.target, button: event.submitter };
      this.send();
    } else if (isOwn) {
      this.leaving = true;
    }
  }

  goOn() {
    const { form, button } = this.afterwards ?? {};
    const waits = form !== this.form && this.next();
    if (form && !waits) {
      this.afterwards = null;
      form.requestSubmit(button);
    }
  }
}

for (const form of document.querySelectorAll("form[data-autosave]")) {
  new Page(form);
}
