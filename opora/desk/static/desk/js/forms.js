// Forms that survive a double click, an ended session and Latin letters in Cyrillic names.

// The browser would say what is wrong in its own language; the server says it in the person's

const sayItOurselves = (root) => root.querySelectorAll("form").forEach((form) => { form.noValidate = true; });
sayItOurselves(document);
document.addEventListener("opora:refreshed", ({ target }) => sayItOurselves(target));

// One press is one act

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  // After this turn, so that the pressed button's own name and value still go along.
  setTimeout(() => setBusy(form, true));
  setTimeout(() => setBusy(form, false), 10_000); // the answer was a file, the page stayed
});

function setBusy(form, busy) {
  if (!busy) delete form.dataset.sent;
  for (const button of form.elements) {
    if (button.type !== "submit") continue;
    button.disabled = busy;
    button.toggleAttribute("aria-busy", busy);
  }
}

addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) setBusy(form, false);
});

// A refusal is read first

document.querySelector("[data-focus]")?.focus();

// An ended session: sign in over the form, then go on

const dialog = document.getElementById("sign-in-again");
const waiting = [];

document.addEventListener("opora:sign-in", ({ detail }) => {
  waiting.push(detail);
  if (!dialog.open) openSignIn();
});

async function openSignIn() {
  dialog.showModal();
  show(await fetch(document.getElementById("say").dataset.signIn, { headers: { "Opora-Fetch": "1" } }));
}

async function show(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const form = page.querySelector("form[data-sign-in]");
  if (!form) { signedIn(); return; }
  const place = dialog.querySelector("[data-again]");
  place.replaceChildren(form);
  form.querySelector("input:not([type=hidden])")?.focus();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    const fields = new FormData(form, event.submitter);
    show(await fetch(form.action, { method: "POST", body: fields, headers: { "Opora-Fetch": "1" } }));
  });
}

function signedIn() {
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) if (token) field.value = token;
  dialog.close();
  for (const each of waiting.splice(0)) each.then();
}

dialog?.addEventListener("close", () => { for (const each of waiting.splice(0)) each.otherwise?.(); });

document.addEventListener("htmx:responseError", ({ detail }) => {
  if (detail.xhr.status !== 401 || !detail.xhr.getResponseHeader("Opora-Sign-In")) return;
  const { verb, path, parameters } = detail.requestConfig;
  document.dispatchEvent(new CustomEvent("opora:sign-in", { detail: {
    then: () => window.htmx.ajax(verb, path, { source: detail.elt, target: detail.target, values: parameters }),
  } }));
});

// A file that is too large is said before it travels: <div data-most data-too-large><input type="file">

const overLimit = (input) => {
  const most = Number(input.closest("[data-most]")?.dataset.most);
  return most && [...input.files].some((file) => file.size > most);
};

document.addEventListener("change", ({ target }) => {
  if (target.type !== "file") return;
  const box = target.closest("[data-most]");
  box?.querySelector(".entry-too-large")?.remove();
  if (!overLimit(target)) return;
  const said = Object.assign(document.createElement("p"), { className: "entry-error entry-too-large", textContent: box.dataset.tooLarge });
  said.setAttribute("role", "alert");
  target.after(said);
});

document.addEventListener("submit", (event) => {
  const wrong = [...event.target.querySelectorAll("input[type=file]")].find(overLimit);
  if (!wrong) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  wrong.focus();
}, true);

// Latin letters that look Cyrillic: <input data-cyrillic>

const LATIN = "ABCEHKMOPTXYaceopxyuk"; // the same as people.names.LOOK_ALIKE
const CYRILLIC = "АВСЕНКМОРТХУасеорхуик";

export function cyrillic(text) {
  if (!/[\u0400-\u04ff]/.test(text)) return text;
  return text.replace(/[^\s-]+/g, (word) => {
    const isMixed = /[\u0400-\u04ff]/.test(word);
    const changed = word.replace(/[A-Za-z]/g, (letter) => CYRILLIC[LATIN.indexOf(letter)] ?? letter);
    return isMixed || !/[A-Za-z]/.test(changed) ? changed : word;
  });
}

document.addEventListener("change", ({ target }) => {
  if (!target.matches?.("input[data-cyrillic]")) return;
  target.parentElement.querySelector(".letters")?.remove();
  const fixed = cyrillic(target.value);
  if (fixed === target.value) return;
  const say = document.getElementById("say").dataset;
  const note = Object.assign(document.createElement("p"), { className: "letters", textContent: say.letters });
  note.setAttribute("role", "status");
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: say.lettersFix.replace("#", fixed) });
  button.addEventListener("click", () => {
    target.value = fixed;
    note.remove();
    target.dispatchEvent(new Event("input", { bubbles: true }));
    target.focus();
  });
  note.append(button);
  target.after(note);
});

// Two people, one record: the chosen value goes into the form's field

document.addEventListener("change", ({ target }) => {
  const name = target.dataset?.keep;
  if (!name) return;
  const field = document.querySelector(`form:not(.filters) [name="${CSS.escape(name)}"]:not([data-keep])`);
  if (!field) return;
  field.value = target.dataset.value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
});

// Filters answer at once

document.addEventListener("change", ({ target }) => {
  const form = target.closest?.("form[data-filters]");
  if (form && !target.matches("input[type=text], input[type=search]")) form.requestSubmit();
});
