// The ways by which events come: the socket where there is one, else a stream of events, else asking
// for what is new (the server may keep such a question open until something happens; where it does
// not, it is asked again soon). All lead to the same log by the same numbers, so changing the way
// loses nothing.
// docs/live-protocol.md says what the server sends.

const SPREAD = 5000; // after a restart not all come back at once
const AGAIN = 1500; // between two questions, where the server answers at once
const AGAIN_HIDDEN = 10_000;
const TRY_SOCKET = 60_000;
// What keeps a socket or a stream back on the way often says nothing: so long they may take to begin.
const BEGINS = 10_000;
const TRY_SOCKET_FROM_STREAM = 600_000;
const BEAT = 22; // seconds; the server says its own
const LONGEST = 40_000;
const WAIT = 25;
const LATEST = 60_000;
// What the server says when it closes: not for good, but not at once either; and never again.
const LATER = new Set([4400, 4413, 4429, 4430]);
const NEVER = 4403;
const SIGNED_OUT = 4401;

export class Wire {
  /**
   * @param {{channel: string, events: string, socket?: string}} address
   * @param {import("./log.js").Log} log
   * @param {{state: (name: string) => void, reset: () => Promise<void>, other?: (heard: object) => void}} told
   * `state`: connecting, live, slow, offline, ended. `reset` loads the newest page and begins the log
   * anew. `other` gets what the socket tells beside events: who is here, who writes, what is one's own.
   */
  constructor(address, log, told) {
    Object.assign(this, { address, log, told, retryAfter: 0, beat: BEAT });
    this.sleepers = new Set();
  }

  start() {
    addEventListener("online", () => this.wake());
    addEventListener("offline", () => {
      this.told.state("offline");
      this.socket?.close(1000);
      this.endStream?.();
    });
    document.addEventListener("visibilitychange", () => document.hidden || this.wake());
    this.#run();
  }

  stop() {
    this.isStopped = true;
    this.asking?.abort();
    this.socket?.close(1000);
    this.endStream?.();
    this.wake();
  }

  /** End every pause: there is a network again, or the reader looks. */
  wake() {
    for (const end of this.sleepers) end();
  }

  /** Tell that the reader is writing; only a socket carries that, once the reader has a place in
   * the room. False where it could not be told. */
  types() {
    if (!this.hasPlace || this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify({ type: "typing", channel: Number(this.address.channel) }));
    return true;
  }

  /** Fetch what is missing; once at a time. False where nobody answered. */
  catchUp() {
    this.fetching ??= this.#fetchAll().finally(() => (this.fetching = null));
    return this.fetching;
  }

  async #run() {
    this.told.state("connecting");
    for (let cuts = 0; !this.isStopped; ) {
      const closed = this.mayUseSocket ? await this.#followSocket() : null;
      if (this.isStopped) return;
      if (closed === SIGNED_OUT) await this.#anew();
      else if (closed && !LATER.has(closed)) {
        this.told.state("connecting");
        // Spread out after a restart; ever later where the line breaks again and again.
        cuts = Date.now() - this.opened > LATEST ? 0 : cuts + 1;
        await this.#pause(Math.random() * Math.min(SPREAD * Math.max(1, cuts - 1), LATEST));
      } else if (await this.#followStream()) {
        await this.#pause(Math.random() * SPREAD);
      } else if (!(await this.#followByAsking())) {
        await this.#pause(this.retryAfter * 1000 + Math.random() * SPREAD);
      }
    }
  }

  get mayUseSocket() {
    return Boolean(this.address.socket);
  }

  /** Ask until it is time to try the socket again. False where the server did not answer. */
  async #followByAsking() {
    const end = Date.now() + TRY_SOCKET;
    while (!this.isStopped && !(this.mayUseSocket && Date.now() > end)) {
      const before = Date.now();
      const result = await this.#ask(WAIT);
      if (result === "lost") return false;
      this.told.state("slow");
      if (result === "reset") await this.#reset();
      else if (result === "done" && Date.now() - before < 1000) {
        await this.#pause(document.hidden ? AGAIN_HIDDEN : AGAIN);
      }
    }
    return true;
  }

  async #fetchAll() {
    for (;;) {
      const result = await this.#ask(0);
      if (result === "reset") return this.#reset();
      if (result !== "more") return result === "done";
    }
  }

  /** Ask for the events after the last one; "done", "more", "reset" or "lost". */
  async #ask(wait) {
    const address = new URL(this.address.events, location.href);
    address.search = new URLSearchParams({ after: this.log.last, epoch: this.log.epoch, ...(wait && { wait }) });
    const asking = new AbortController();
    const timer = setTimeout(() => asking.abort(), LONGEST);
    if (wait) this.asking = asking;
    try {
      const answer = await fetch(address, { signal: asking.signal, headers: { Accept: "application/json" } });
      if ([401, 403, 404, 410].includes(answer.status)) return this.#end();
      this.retryAfter = Number(answer.headers.get("Retry-After")) || 0;
      if (answer.status === 429) return "lost";
      if (!answer.ok) throw new Error(answer.status);
      return this.log.replay(await answer.json());
    } catch {
      if (!this.isStopped) this.told.state("offline");
      return "lost";
    } finally {
      clearTimeout(timer);
    }
  }

  async #reset() {
    try {
      await this.told.reset();
      return true;
    } catch (error) {
      if (["403", "404", "410"].includes(error.message)) this.#end();
      if (this.isStopped) return false;
      this.told.state("offline");
      await this.#pause(Math.random() * SPREAD);
      return false;
    }
  }

  /** Begin anew with the newest page, however often that must be tried. */
  async #anew() {
    while (!this.isStopped && !(await this.#reset()));
  }

  #end() {
    this.told.state("ended");
    this.stop();
    return "lost";
  }

  /** Follow the socket until it closes; returns with which code, 0 where it did not open at all. */
  #followSocket() {
    return new Promise((done) => {
      let isOpen = false;
      const socket = new WebSocket(this.address.socket);
      Object.assign(this, { socket, hasPlace: false });
      const listen = () => {
        clearTimeout(this.silence);
        this.silence = setTimeout(() => socket.close(), isOpen ? 2 * this.beat * 1000 : BEGINS);
      };
      listen();
      socket.onopen = () => {
        isOpen = true;
        this.opened = Date.now();
      };
      socket.onmessage = (event) => {
        listen();
        this.#hear(JSON.parse(event.data));
      };
      socket.onclose = ({ code }) => {
        clearTimeout(this.silence);
        if (code === NEVER) this.address.socket = "";
        done(isOpen ? code || 1006 : 0);
      };
    });
  }

  /** Follow the stream until it ends. False where nothing came by it: then asking tells why. */
  #followStream() {
    if (!("EventSource" in window)) return false;
    return new Promise((done) => {
      const address = new URL("stream", new URL(this.address.events, location.href));
      address.search = new URLSearchParams({ after: this.log.last, epoch: this.log.epoch });
      const stream = new EventSource(address);
      const retry = this.mayUseSocket && setTimeout(() => end(), TRY_SOCKET_FROM_STREAM);
      let came = false;
      const end = (this.endStream = () => {
        clearTimeout(retry);
        clearTimeout(this.silence);
        stream.close();
        done(came);
      });
      const listen = () => {
        clearTimeout(this.silence);
        this.silence = setTimeout(end, came ? 2 * this.beat * 1000 : BEGINS);
      };
      listen();
      // Where the last one ended is known here too, so there is no need to let it come back itself.
      stream.onerror = end;
      const on = (type, take) =>
        stream.addEventListener(type, ({ data, lastEventId }) => {
          came = true;
          listen();
          take(JSON.parse(data), lastEventId);
        });
      on("event", (frame, id) => this.#take({ epoch: id.slice(0, id.lastIndexOf(":")), events: [frame] }));
      on("heads", ({ heads }) => this.#heads(heads[this.address.channel]));
      on("denied", () => this.#end());
      on("reset", () => {
        stream.close();
        this.#anew().then(end);
      });
      for (const type of ["own", "presence", "typing"]) {
        on(type, (heard) => this.told.other?.({ type, ...heard }));
      }
    });
  }

  #follow(type) {
    if (this.socket?.readyState !== WebSocket.OPEN) return;
    const { epoch, last: after } = this.log;
    this.socket.send(JSON.stringify({ type, channels: { [this.address.channel]: { epoch, after } } }));
  }

  #hear(heard) {
    const { channel } = this.address;
    if (heard.channel !== undefined && String(heard.channel) !== channel) return;
    switch (heard.type) {
      case "welcome":
        this.beat = heard.beat || BEAT;
        this.#follow("hello");
        break;
      case "events":
        this.#take(heard);
        break;
      case "heads":
        this.#heads(heard.heads[channel]);
        break;
      case "reset":
        this.#anew().then(() => this.#follow("join"));
        break;
      case "resync":
        this.#follow("join");
        break;
      case "denied":
        this.#end();
        break;
      case "error":
        if (heard.code === "busy") this.#pause(1000 + Math.random() * SPREAD).then(() => this.#follow("join"));
        break;
      default:
        this.hasPlace ||= heard.type === "presence";
        this.told.other?.(heard);
    }
  }

  #take({ epoch, events }) {
    if (epoch !== this.log.epoch) {
      this.#anew().then(() => this.#follow("join"));
      return;
    }
    this.told.state("live");
    const results = events.map((frame) => this.log.take(frame));
    if (results.at(-1) === "held") this.catchUp();
  }

  #heads(seq) {
    if (seq === undefined) return;
    if (this.log.hear(seq)) this.#pause(Math.random() * 1000).then(() => this.log.isBehind && this.catchUp());
    else this.told.state("live");
  }

  #pause(milliseconds) {
    return new Promise((done) => {
      const end = () => {
        clearTimeout(timer);
        this.sleepers.delete(end);
        done();
      };
      const timer = setTimeout(end, milliseconds);
      this.sleepers.add(end);
    });
  }
}
