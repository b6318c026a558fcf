// Asks somebody whose session has ended to sign in on the spot, and goes on. What was typed stays on the page:
// nothing of it is put in the storage of the browser. The page goes on for the person it was made for only.
//
// For other scripts:
//   window.session.fetch(address, options) is fetch() with the token of the forms; when the server says that nobody
//     is signed in (401), it asks, and sends the same once more.
//   A script with a fetch of its own sends the event "signed-out" to the document after a 401, and hears "signed-in"
//     there once the same person is back; the forms then hold the token that counts.

const dialog = document.querySelector("#sign-in-again");
const password = dialog.querySelector("#sign-in-again-password");
const problem = dialog.querySelector("#sign-in-again-problem");
const TOKEN_FIELD = "csrfmiddlewaretoken";
let token = document.querySelector(`input[name=${TOKEN_FIELD}]`)?.value ?? "";
let asking = null;
let goOn = null;
let isLeaving = false;

// Signing in makes a new token; every form of the page needs it.
function useToken(fresh) {
  token = fresh;
  for (const input of document.querySelectorAll(`input[name=${TOKEN_FIELD}]`)) {
    input.value = fresh;
  }
}

// Whether the reader of this page is signed in. With a password, and the token of an earlier answer: signs them in.
async function ask(typed, answered) {
  const options = { headers: { "X-Requested-With": "fetch", "X-Page-Reader": dialog.dataset.reader } };
  if (typed !== undefined) {
    Object.assign(options, { method: "POST", body: new URLSearchParams({ password: typed }) });
    options.headers["X-CSRFToken"] = answered;
  }
  const response = await fetch(dialog.dataset.here, options);
  if (!response.ok && response.status !== 422) {
    throw new Error(response.statusText);
  }
  const answer = await response.json();
  // The token of somebody else's session must not come into the forms of this page.
  if (answer.signed_in) {
    useToken(answer.token);
  }
  return answer;
}

function signInAgain() {
  asking ??= new Promise((resolve) => {
    goOn = () => {
      asking = null;
      goOn = null;
      dialog.close();
      resolve();
      document.dispatchEvent(new CustomEvent("signed-in"));
    };
    // Somebody who signed in on another tab goes on at once.
    ask().then((answer) => (answer.signed_in ? goOn() : dialog.showModal())).catch(() => dialog.showModal());
  });
  return asking;
}

dialog.addEventListener("submit", async (event) => {
  event.preventDefault();
  problem.textContent = "";
  const typed = password.value;
  password.value = "";
  try {
    // Asked first, because the cookie of the token may be gone as well.
    const before = await ask();
    const answer = before.signed_in ? before : await ask(typed, before.token);
    if (answer.signed_in) {
      goOn();
    } else {
      problem.textContent = answer.problem;
      password.focus();
    }
  } catch {
    problem.textContent = dialog.dataset.failed;
  }
});

// Escape does not lead on: behind the dialog stands a dossier that nobody is signed in for.
dialog.addEventListener("cancel", (event) => event.preventDefault());
dialog.addEventListener("close", () => goOn && dialog.showModal());

dialog.querySelector("[data-someone-else]").addEventListener("click", (event) => {
  event.preventDefault();
  const { href } = event.currentTarget;
  isLeaving = true;
  document.body.replaceChildren();
  location.replace(href);
});

window.addEventListener("beforeunload", (event) => isLeaving && event.stopImmediatePropagation());

// The same request with the token that counts now.
function withToken({ headers, body, ...options }) {
  const named = new Headers(headers);
  named.set("X-Requested-With", "fetch");
  named.set("X-Page-Reader", dialog.dataset.reader);
  named.set("X-CSRFToken", token);
  if ((body instanceof FormData || body instanceof URLSearchParams) && body.has(TOKEN_FIELD)) {
    body.set(TOKEN_FIELD, token);
  }
  return { ...options, headers: named, body };
}

async function fetchSignedIn(address, options = {}) {
  const response = await fetch(address, withToken(options));
  if (response.status !== 401) {
    return response;
  }
  await signInAgain();
  return fetch(address, withToken(options));
}

// A form is sent once its reader is signed in. When that cannot be asked it is sent all the same, and the server
// keeps what it holds.
const underway = new Set();
const cleared = new Set();

async function checkFirst(event) {
  const form = event.target;
  if (form.getAttribute("method") !== "post" || form.closest("dialog, .site-tools") || cleared.delete(form)) {
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  if (underway.has(form)) {
    return;
  }
  underway.add(form);
  try {
    const { signed_in: isSignedIn } = await ask();
    if (!isSignedIn) {
      await signInAgain();
    }
  } catch {
    // No answer: the browser tells of it when the form goes.
  }
  underway.delete(form);
  cleared.add(form);
  form.requestSubmit(event.submitter);
}

document.addEventListener("submit", checkFirst, { capture: true });
document.addEventListener("signed-out", signInAgain);
window.session = { fetch: fetchSignedIn };
