// Saves a form while it is typed: <form data-draft="key"> → POST /o/<slug>/drafts/<key>/.
// Nothing is kept in the browser. Without a connection or a session the form is not sent, so neither
// takes the typed text away.

const DEBOUNCE = 800;
const RETRY = [2000, 4000, 8000, 15000, 30000];
const say = document.getElementById("say")?.dataset ?? {};
const organization = document.querySelector("[data-organization]")?.dataset.organization;

class Draft {
  constructor(form) {
    this.form = form;
    this.url = `/o/${organization}/drafts/${form.dataset.draft}/`;
    this.failures = 0;
    this.saved = this.written();
    this.place = form.querySelector("[data-draft-state]") ?? form.appendChild(document.createElement("p"));
    this.place.classList.add("draft-state");
    this.place.setAttribute("role", "status");
    form.addEventListener("input", () => this.later(DEBOUNCE));
    form.addEventListener("change", () => this.later(DEBOUNCE));
    form.addEventListener("submit", (event) => this.beforeSending(event));
    addEventListener("online", () => this.later(0));
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.save({ keepalive: true }); });
    setInterval(() => this.tellAge(), 1000);
  }

  fields() {
    const fields = new FormData(this.form);
    fields.delete("csrfmiddlewaretoken");
    for (const [name, value] of [...fields]) if (value instanceof File) fields.delete(name);
    for (const each of this.form.querySelectorAll("input[type=password]")) fields.delete(each.name);
    return fields;
  }

  written() {
    return new URLSearchParams(this.fields()).toString();
  }

  later(wait) {
    clearTimeout(this.timer);
    if (!this.sending) this.timer = setTimeout(() => this.save(), wait);
  }

  // „saved“, „offline“ (no connection or no session), or „failed“ (the server could not).
  async save({ keepalive = false } = {}) {
    if (this.running) await this.running;
    clearTimeout(this.timer);
    const written = this.written();
    if (written === this.saved) return "saved";
    this.running = this.post(written, keepalive);
    const done = await this.running;
    this.running = undefined;
    return done;
  }

  async post(written, keepalive) {
    try {
      const answer = await fetch(this.url, {
        method: "POST", body: new URLSearchParams(written), keepalive,
        headers: { "X-CSRFToken": this.form.elements.csrfmiddlewaretoken.value, "Opora-Fetch": "1" },
      });
      if (answer.status === 401) return await this.signIn();
      if (!answer.ok) throw new Error(`draft: ${answer.status}`);
      this.saved = written;
      this.savedAt = Date.now();
      this.failures = 0;
      this.place.classList.remove("is-failing");
      this.tellAge();
      return "saved";
    } catch (error) {
      this.place.classList.add("is-failing");
      this.place.textContent = say.draftFailed;
      const wait = RETRY[Math.min(this.failures, RETRY.length - 1)];
      this.failures += 1;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.save(), wait);
      return error instanceof TypeError ? "offline" : "failed";
    }
  }

  signIn() {
    return new Promise((resolve) => document.dispatchEvent(new CustomEvent("opora:sign-in", {
      detail: { then: () => resolve(this.post(this.written(), false)), otherwise: () => resolve("offline") },
    })));
  }

  async beforeSending(event) {
    if (this.sending || event.defaultPrevented) return;
    // Nothing new to save: the form goes by itself (requestSubmit would be ignored inside this event).
    if (!this.running && this.written() === this.saved) { clearTimeout(this.timer); return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    const submitter = event.submitter;
    if ((await this.save()) === "offline") return;
    this.sending = true;
    clearTimeout(this.timer);
    this.form.requestSubmit(submitter);
  }

  tellAge() {
    if (!this.savedAt || this.place.classList.contains("is-failing")) return;
    const seconds = Math.floor((Date.now() - this.savedAt) / 1000);
    const [now, one, many, older] = [say.draftNow, say.draftOne, say.draftMany, say.draftOlder];
    const clock = new Date(this.savedAt).toTimeString().slice(0, 5);
    const text = seconds < 1 ? now : seconds === 1 ? one : seconds < 60 ? many.replace("#", seconds) : older.replace("#", clock);
    if (this.place.textContent !== text) this.place.textContent = text;
  }
}

for (const form of document.querySelectorAll("form[data-draft]")) {
  const draft = new Draft(form);
  addEventListener("pageshow", () => { draft.sending = false; });
}
