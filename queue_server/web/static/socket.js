/**
 * The page's link to the hall: hello with what was last seen, views as they change, requests with idempotency keys,
 * silence noticed, reconnect with back-off. The other end is queue_server/contract/wire.py.
 */

const PROTOCOL = 1;
const SILENCE_MS = 10_000;
const BACK_OFF_MS = [300, 700, 1_500, 3_000, 5_000];
const ANSWER_MS = 10_000; // a request unanswered for longer is given up, never carried out late on our part

export class HallSocket {
  #topics = new Map(); // topic → last seq seen
  #pending = new Map(); // key → {message, resolve, sentMs}
  #socket = null;
  #attempt = 0;
  #hasView = false; // before the first there is nothing to act on
  #heardMs = 0;
  #offsetMs = 0;
  #shown = []; // {seq, resolve}: who waits for a view of that seq
  #watch = null;
  #ended = false;

  /**
   * @param {string} address  path of the WebSocket
   * @param {string[]} topics
   * @param {{view: function, link: function, goodbye: function}} told  view(topic, view), link("linked" | "lost"),
   *   goodbye(code). Linked is told once there is something to act on: with the first view, later with the welcome.
   */
  constructor(address, topics, told) {
    const url = new URL(address, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    this.url = url;
    this.told = told;
    this.linked = false;
    this.freshMs = null; // hall time of the newest word from the server
    for (const topic of topics) this.#topics.set(topic, 0);
    this.#connect();
    this.#watch = setInterval(() => this.#look(), 1_000);
    addEventListener("online", () => this.#retry());
    document.addEventListener("visibilitychange", () => !document.hidden && this.#retry());
  }

  /** The hall's clock, in UTC milliseconds. */
  now() {
    return Date.now() + this.#offsetMs;
  }

  /** Sends a command. Resolves to {accepted: result} or {refused: code, details}; code "unsure" if no answer came. */
  request(command) {
    if (!this.linked) return Promise.resolve({ refused: "offline", details: {} });
    const message = { message: "request", key: newKey(), command };
    return new Promise((resolve) => {
      this.#pending.set(message.key, { message, resolve, sentMs: Date.now() });
      this.#send(message);
    });
  }

  /** Resolves when a view of `seq` or later has come, or after a second (the command may not touch what is shown). */
  shown(seq) {
    if (Math.max(...this.#topics.values()) >= seq) return Promise.resolve();
    return new Promise((resolve) => {
      this.#shown.push({ seq, resolve });
      setTimeout(resolve, 1_000);
    });
  }

  end() {
    this.#ended = true;
    clearInterval(this.#watch);
    this.#socket?.close();
  }

  #connect() {
    const socket = new WebSocket(this.url);
    this.#socket = socket;
    this.#heardMs = Date.now();
    socket.onopen = () => {
      const topics = [...this.#topics].map(([topic, last_seq]) => ({ topic, last_seq }));
      this.#send({ message: "hello", protocol: PROTOCOL, topics });
    };
    socket.onmessage = (event) => socket === this.#socket && this.#receive(JSON.parse(event.data));
    socket.onclose = () => socket === this.#socket && this.#lose();
  }

  #receive(message) {
    this.#heardMs = Date.now();
    if (message.now_ms) this.#offsetMs = message.now_ms - Date.now();
    if (this.#hasView) this.freshMs = this.now();
    switch (message.message) {
      case "welcome":
        this.#attempt = 0;
        this.linked = true;
        for (const { message: unanswered } of this.#pending.values()) this.#send(unanswered);
        if (this.#hasView) this.told.link("linked");
        break;
      case "view":
        this.#topics.set(message.topic, message.seq);
        if (!this.#hasView) {
          this.#hasView = true;
          this.freshMs = this.now();
          this.told.link("linked");
        }
        this.told.view(message.topic, message.view);
        for (const waiting of this.#shown.filter(({ seq }) => seq <= message.seq)) waiting.resolve();
        this.#shown = this.#shown.filter(({ seq }) => seq > message.seq);
        break;
      case "accepted":
        this.#answer(message.key, { accepted: message.result });
        break;
      case "refused":
        this.#answer(message.key, { refused: message.code, details: message.details ?? {} });
        break;
      case "goodbye":
        this.told.goodbye(message.code);
        break;
    }
  }

  #answer(key, answer) {
    const waiting = this.#pending.get(key);
    this.#pending.delete(key);
    waiting?.resolve(answer);
  }

  #send(message) {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #look() {
    const nowMs = Date.now();
    for (const [key, { sentMs }] of this.#pending) {
      if (nowMs - sentMs > ANSWER_MS) this.#answer(key, { refused: "unsure", details: {} });
    }
    if (this.#socket && nowMs - this.#heardMs > SILENCE_MS) this.#lose();
  }

  #lose() {
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    this.linked = false;
    if (this.#ended) return;
    this.told.link("lost");
    const waitMs = BACK_OFF_MS[Math.min(this.#attempt++, BACK_OFF_MS.length - 1)];
    setTimeout(() => this.#retry(), waitMs * (0.75 + Math.random() / 2));
  }

  #retry() {
    if (!this.#socket && !this.#ended) this.#connect();
  }
}

/** 128 random bits in hex. (crypto.randomUUID exists only over https; a hall's own network may be plain http.) */
export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
