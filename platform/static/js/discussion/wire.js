// The ways by which events come: the socket where there is one, else asking for what is new (the
// server may keep such a question open until something happens; where it does not, it is asked
// again soon). All lead to the same log by the same numbers, so changing the way loses nothing.

const SPREAD = 5000; // after a restart not all come back at once
const AGAIN = 1500; // between two questions, where the server answers at once
const AGAIN_HIDDEN = 10_000;
const TRY_SOCKET = 60_000;
const SILENCE = 60_000; // the server says where it is every 25 seconds
const LONGEST = 40_000;
const WAIT = 25;

export class Wire {
  /**
   * @param {{channel: string, events: string, socket?: string}} address
   * @param {import("./log.js").Log} log
   * @param {{state: (name: string) => void, reset: () => Promise<void>}} told `state`: connecting,
   * live, slow, offline, ended. `reset` loads the newest page and begins the log anew.
   */
  constructor(address, log, told) {
    Object.assign(this, { address, log, told });
    this.sleepers = new Set();
  }

  start() {
    addEventListener("online", () => this.wake());
    addEventListener("offline", () => this.told.state("offline"));
    document.addEventListener("visibilitychange", () => document.hidden || this.wake());
    this.#run();
  }

  stop() {
    this.isStopped = true;
    this.asking?.abort();
    this.socket?.close(1000);
    this.wake();
  }

  /** End every pause: there is a network again, or the reader looks. */
  wake() {
    for (const end of this.sleepers) end();
  }

  /** Fetch what is missing; once at a time. False where nobody answered. */
  catchUp() {
    this.fetching ??= this.#fetchAll().finally(() => (this.fetching = null));
    return this.fetching;
  }

  async #run() {
    this.told.state("connecting");
    while (!this.isStopped) {
      if (this.address.socket && (await this.#followSocket())) {
        this.told.state("connecting");
        await this.#pause(Math.random() * SPREAD);
      } else if (!(await this.#followByAsking())) {
        await this.#pause(Math.random() * SPREAD);
      }
    }
  }

  /** Ask until it is time to try the socket again. False where the server did not answer. */
  async #followByAsking() {
    const end = Date.now() + TRY_SOCKET;
    while (!this.isStopped && !(this.address.socket && Date.now() > end)) {
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
    } catch {
      this.told.state("offline");
      // The next attempt finds the same and tries again.
      await this.#pause(Math.random() * SPREAD);
      return false;
    }
  }

  #end() {
    this.told.state("ended");
    this.stop();
    return "lost";
  }

  /** Follow the socket until it closes; false where it did not open at all. */
  #followSocket() {
    return new Promise((done) => {
      let isOpen = false;
      const socket = new WebSocket(this.address.socket);
      this.socket = socket;
      const listen = () => {
        clearTimeout(this.silence);
        this.silence = setTimeout(() => socket.close(), SILENCE);
      };
      socket.onopen = () => {
        isOpen = true;
        listen();
        this.#hello();
      };
      socket.onmessage = (event) => {
        listen();
        this.#hear(event.data);
      };
      socket.onclose = () => {
        clearTimeout(this.silence);
        done(isOpen);
      };
    });
  }

  #hello() {
    const { epoch, last: after } = this.log;
    this.socket.send(JSON.stringify({ type: "hello", channels: { [this.address.channel]: { epoch, after } } }));
  }

  #hear(data) {}

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
