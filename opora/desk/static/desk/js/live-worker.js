// One event stream per organization for all tabs of the browser. Runs as a SharedWorker; where there
// is none, live.js imports `Channel` and holds the stream in the page.

const RING = 500;
const BACKOFF = [500, 1000, 2000, 4000, 8000, 15000];
const SILENCE = 40_000; // the server beats every 15 s

export class Channel {
  constructor(url, position, onEmpty = () => {}) {
    this.url = url;
    this.position = position;
    this.floor = position; // everything after it that came is in the ring
    this.ring = [];
    this.listeners = new Map();
    this.failures = 0;
    this.state = "connecting";
    this.beats = false;
    this.onEmpty = onEmpty;
    this.watch = setInterval(() => this.check(SILENCE), 5000);
    this.open();
  }

  open() {
    clearTimeout(this.timer);
    this.source?.close();
    this.heard = Date.now();
    const source = new EventSource(`${this.url}?after=${this.position}`);
    this.source = source;
    const current = (act) => (event) => { if (this.source === source) { this.heard = Date.now(); act(event); } };
    source.onopen = current(() => { this.failures = 0; this.say("open"); });
    source.onmessage = current((event) => this.take(JSON.parse(event.data)));
    source.addEventListener("beat", current(() => { this.beats = true; }));
    source.addEventListener("reset", current((event) => this.reset(Number(event.lastEventId))));
    source.onerror = current(() => this.fail());
  }

  fail() {
    this.source.close();
    const wait = BACKOFF[Math.min(this.failures, BACKOFF.length - 1)];
    this.failures += 1;
    this.say(this.failures > 2 ? "offline" : "connecting");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.open(), wait * (0.8 + Math.random() * 0.4));
  }

  // After sleep a dead connection says nothing; the beat that did not come tells.
  check(silence) {
    const waiting = this.source.readyState !== EventSource.OPEN;
    if (waiting ? silence === 0 : this.beats && Date.now() - this.heard > silence) {
      if (!waiting) this.say("connecting");
      this.open();
    }
  }

  take(event) {
    if (event.position <= this.position) return;
    this.position = event.position;
    this.ring.push(event);
    if (this.ring.length > RING) this.floor = this.ring.shift().position;
    this.tell({ type: "event", ...event });
  }

  reset(position) {
    this.position = this.floor = position;
    this.ring = [];
    this.tell({ type: "reset", position });
  }

  say(state) {
    if (this.state === state) return;
    this.state = state;
    this.tell({ type: "state", state });
  }

  tell(message) {
    for (const send of this.listeners.values()) send(message);
  }

  // A page was rendered at `position`: give it what came since, or tell it to refresh everything.
  join(key, position, send) {
    clearTimeout(this.closing);
    this.listeners.set(key, send);
    send({ type: "state", state: this.state });
    if (position < this.floor) send({ type: "reset", position: this.position });
    else for (const event of this.ring) if (event.position > position) send({ type: "event", ...event });
    if (this.state === "offline") this.open();
  }

  leave(key) {
    this.listeners.delete(key);
    if (!this.listeners.size) this.closing = setTimeout(() => this.close(), 5000);
  }

  close() {
    clearInterval(this.watch);
    clearTimeout(this.timer);
    this.source.close();
    this.onEmpty();
  }
}

if ("onconnect" in self) {
  const channels = new Map();
  self.onconnect = ({ ports: [port] }) => {
    let mine;
    port.onmessage = ({ data: message }) => {
      if (message.type === "join") {
        mine = channels.get(message.url);
        if (!mine) {
          mine = new Channel(message.url, message.position, () => channels.delete(message.url));
          channels.set(message.url, mine);
        }
        mine.join(port, message.position, (answer) => port.postMessage(answer));
      } else if (message.type === "leave") mine?.leave(port);
      else if (message.type === "wake") mine?.check(message.offline ? Infinity : 20_000);
      else if (message.type === "retry") mine?.check(0);
    };
  };
}
