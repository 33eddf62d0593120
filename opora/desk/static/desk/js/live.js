// Keeps a page true: refetches the elements that an event concerns and morphs them in place.
//   <section id="course" data-live="request:17" data-live-url="…/course">   kind:id, kind, or *
// Without data-live-url the page itself is fetched and the element with the same id is taken from it.
// Rows marked data-glow (with an id) glow once when their words change. Nothing being typed is touched.

const root = document.documentElement;
const PAUSE = 80;
let position = Number(root.dataset.livePosition) || 0;
let port;

// The stream

async function connect() {
  const url = new URL(root.dataset.liveSource, location.href).href;
  if (window.SharedWorker) {
    port = new SharedWorker(root.dataset.liveWorker, { type: "module", name: "opora-live" }).port;
    port.onmessage = ({ data }) => hear(data);
  } else {
    const { Channel } = await import(root.dataset.liveWorker);
    let channel;
    port = { postMessage: (message) => {
      if (message.type === "join") {
        channel = new Channel(message.url, message.position);
        channel.join("page", message.position, hear);
      } else if (message.type === "leave") channel?.close();
      else if (message.type === "retry") channel?.check(0);
      else channel?.check(20_000);
    } };
  }
  port.postMessage({ type: "join", url, position });
  addEventListener("pagehide", () => port.postMessage({ type: "leave" }));
  addEventListener("pageshow", (event) => { if (event.persisted) port.postMessage({ type: "join", url, position }); });
  addEventListener("online", () => port.postMessage({ type: "retry" }));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) port.postMessage({ type: "wake" }); });
}

function hear(message) {
  if (message.type === "state") {
    root.dataset.live = message.state;
    if (message.state === "open" && failed.size) refreshSoon([...failed]);
    return;
  }
  if (message.type === "reset") {
    position = Math.max(position, message.position);
    root.dataset.livePosition = position;
    refreshSoon(document.querySelectorAll("body [data-live]"));
    return;
  }
  if (message.position <= position) return;
  position = message.position;
  root.dataset.livePosition = position;
  document.dispatchEvent(new CustomEvent("opora:event", { detail: message }));
  const wanted = new Set(["*", message.kind, `${message.kind}:${message.id}`]);
  refreshSoon([...document.querySelectorAll("body [data-live]")].filter(
    (element) => element.dataset.live.split(/\s+/).some((each) => wanted.has(each))));
}

// Refreshing: events that come together cost one fetch per address

const dirty = new Set();
const failed = new Set();
const busy = new Set();
let timer;

function refreshSoon(elements) {
  for (const element of elements) { dirty.add(element); failed.delete(element); }
  if (dirty.size && !timer) timer = setTimeout(refresh, PAUSE);
}

function refresh() {
  timer = undefined;
  const byUrl = new Map();
  for (const element of dirty) {
    const url = new URL(element.dataset.liveUrl || "", location.href.split("#")[0]).href;
    if (busy.has(url)) continue; // stays dirty, is taken when the running fetch ends
    dirty.delete(element);
    if (element.isConnected) byUrl.set(url, [...(byUrl.get(url) ?? []), element]);
  }
  for (const [url, elements] of byUrl) fetchInto(url, elements);
}

async function fetchInto(url, elements) {
  busy.add(url);
  const at = position;
  try {
    const answer = await fetch(url, { headers: { "Opora-Fetch": "1", "Opora-Live": "1" }, cache: "no-store" });
    if (answer.status === 403 || answer.status === 404) elements.forEach(gone);
    else if (!answer.ok || answer.redirected) throw new Error(`live: ${answer.status}`);
    else {
      const fresh = document.createElement("template"); // unlike a document, keeps a lone <tr>
      fresh.innerHTML = await answer.text();
      let n = 0;
      for (const element of elements) {
        const next = element.id ? fresh.content.getElementById(element.id) : fresh.content.firstElementChild;
        if (next) n += 1;
        if (next && element.isConnected) swap(element, next);
      }
      if (!n && url === location.href.split("#")[0]) left(elements);
      root.dataset.liveApplied = at;
    }
  } catch {
    for (const element of elements) failed.add(element);
    setTimeout(() => refreshSoon([...failed]), 3000);
  } finally {
    busy.delete(url);
    if (dirty.size) refreshSoon([]);
  }
}

// The address now shows another page (the request was handed over): open it, unless something is typed.
function left(elements) {
  if (holdsTyping(document.querySelector("main"))) elements.forEach(gone);
  else location.reload();
}

function gone(element) {
  const words = document.getElementById("say")?.dataset.gone ?? "";
  element.replaceChildren(Object.assign(document.createElement("p"), { className: "hint pad", textContent: words }));
}

// Swapping

const FIELDS = "input, textarea, select";

function isTouched(field) {
  if (field === document.activeElement) return true;
  if (field instanceof HTMLSelectElement) return [...field.options].some((each) => each.selected !== each.defaultSelected);
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  return field.type !== "hidden" && field.value !== field.defaultValue;
}

function holdsTyping(node) {
  if (!(node instanceof Element)) return false;
  return node.contains(document.activeElement) && document.activeElement.matches(FIELDS)
    || [...node.querySelectorAll(FIELDS), ...(node.matches(FIELDS) ? [node] : [])].some(isTouched);
}

function swap(element, next) {
  const before = words(element);
  window.Idiomorph.morph(element, next, {
    morphStyle: "outerHTML",
    ignoreActiveValue: true,
    callbacks: {
      beforeNodeMorphed: (old) => !(old instanceof Element && (
        old.matches("[data-keep]") || old.matches(FIELDS) && isTouched(old)
        || old.matches("form") && holdsTyping(old))),
      beforeNodeRemoved: (node) => !holdsTyping(node),
      beforeAttributeUpdated: (name, node) => !(name === "open" && node.matches("details, dialog"))
        && !(name === "class" && node.matches("[data-row].is-chosen")),
    },
  });
  glow(before, element);
  window.htmx?.process(element);
  element.dispatchEvent(new CustomEvent("opora:refreshed", { bubbles: true }));
}

function spoken(node) {
  const copy = node.cloneNode(true);
  copy.querySelectorAll("[data-ago]").forEach((each) => each.remove());
  return copy.textContent.replace(/\s+/g, " ").trim();
}

function words(element) {
  const parts = element.querySelectorAll("[data-glow]");
  return new Map((parts.length ? [...parts] : [element]).map((each) => [each.id || element.id, spoken(each)]));
}

function glow(before, element) {
  for (const [id, now] of words(element)) {
    const part = document.getElementById(id);
    if (!part || before.get(id) === now) continue;
    part.classList.remove("is-new");
    void part.offsetWidth; // starts the animation anew
    part.classList.add("is-new");
    setTimeout(() => part.classList.remove("is-new"), 4000);
  }
}

// „преди 4 секунди“ stays true

const AGO = {
  bg: [["преди 1 секунда", "преди # секунди"], ["преди 1 минута", "преди # минути"], "току-що"],
  en: [["1 second ago", "# seconds ago"], ["1 minute ago", "# minutes ago"], "just now"],
}[root.lang] ?? null;

function tellTimes() {
  for (const time of document.querySelectorAll("time[data-ago]")) {
    const seconds = Math.floor((Date.now() - Date.parse(time.dateTime)) / 1000);
    if (seconds >= 3600) continue; // the server has said the day
    const n = seconds < 60 ? seconds : Math.floor(seconds / 60);
    const [one, many] = AGO[seconds < 60 ? 0 : 1];
    const text = (seconds < 1 ? AGO[2] : (n === 1 ? one : many.replace("#", n))).replace(/(\d) /, "$1\u00a0");
    if (time.textContent !== text) time.textContent = text;
  }
}

connect();
if (AGO) setInterval(tellTimes, 1000);
