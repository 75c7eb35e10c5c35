// <live-discussion>: makes the served page of a discussion follow what happens in it. Everything in
// it works without this file, by links, forms and a reload.

import { Aloud } from "./aloud.js";
import { Choice } from "./choice.js";
import { Composer } from "./composer.js";
import { Drawing } from "./draw.js";
import { Hand } from "./hand.js";
import { Log } from "./log.js";
import { Outbox } from "./outbox.js";
import { Pins } from "./pins.js";
import { AS_JSON, Posting } from "./posting.js";
import { Presence } from "./presence.js";
import { Queue } from "./queue.js";
import { Thread } from "./thread.js";
import { Wire } from "./wire.js";

const SPREAD = 5000;
const PASSES = 6000; // so long is said what is only said in passing
const LOOKS = 60_000;
const SLOW_TO_WORRY = 1500; // a connection that is back at once is not spoken of

customElements.define(
  "live-discussion",
  class LiveDiscussion extends HTMLElement {
    connectedCallback() {
      if (this.log || !this.querySelector("template[data-mould]")) return;
      const { channel, person } = this.dataset;
      this.drawing = new Drawing(this);
      this.thread = new Thread(this, this.drawing, {
        fetchMessage: (id) => this.#fetchMessage(id),
        newest: () => this.#newest(),
      });
      this.queue = new Queue(this, this.drawing);
      this.pins = new Pins(this, this.drawing);
      this.choice = new Choice(this, this.drawing);
      this.hand = new Hand(this, this.drawing, (words) => this.#say(words));
      this.presence = new Presence(this, this.drawing, {
        tell: () => this.wire.types(),
        keepingPlace: (change) => this.thread.keepingPlace(change),
      });
      this.aloud = new Aloud(this.#part("aloud"), this.querySelector("[data-do=announce]"), (number) =>
        this.drawing.counted("new", number),
      );
      this.log = new Log(
        this.#served(),
        (change) => this.#changed(change),
        (message) => this.pins.show(message),
      );
      if (person) this.#write(person, channel);
      const { log, queue, hand, drawing } = this;
      this.posting = new Posting(this, { log, queue, hand, drawing, say: (words) => this.#say(words) });
      this.wire = new Wire({ channel, events: this.dataset.events, socket: this.#socket() }, this.log, {
        state: (name) => this.#state(name),
        reset: () => this.refresh(),
        other: (heard) => this.#heard(heard),
      });
      this.wire.start();
      this.thread.watchUnread();
      // Who stays for long has read it without turning away.
      setInterval(() => document.hidden || this.#read(), LOOKS * (1 + Math.random()));
      addEventListener("pagehide", () => this.#read());
      document.addEventListener("visibilitychange", () => document.hidden && this.#read());
    }

    #part(name) {
      return this.querySelector(`[data-part="${name}"]`);
    }

    #socket() {
      if (!this.dataset.socket || !("WebSocket" in window)) return "";
      return new URL(this.dataset.socket, location.href).href.replace(/^http/, "ws");
    }

    get token() {
      return this.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
    }

    #write(person, channel) {
      this.outbox = new Outbox(person, channel);
      this.composer = new Composer(this, {
        thread: this.thread,
        drawing: this.drawing,
        outbox: this.outbox,
        acknowledged: (message) => this.log.put(message),
        say: (words) => this.#say(words),
      });
      this.composer.resume();
      // What another tab sends is the reader's own here too.
      addEventListener("storage", () => this.#noteOwn());
      this.#noteOwn();
    }

    #noteOwn() {
      for (const { client_id: clientId } of this.outbox.waiting()) this.thread.own.add(clientId);
    }

    /** Return what the page that is shown holds, as the log begins with it. */
    #served() {
      const messages = this.thread.served();
      const { epoch, seq, newer } = this.dataset;
      return {
        epoch,
        last: Number(seq),
        // Where nothing older is left out, everything has its place here.
        floor: this.querySelector('[data-swap="older"] a') ? Math.min(...messages.map((one) => one.seq)) : 0,
        ceiling: newer ? Number(newer) : Infinity,
        messages,
        questions: this.queue.served(),
      };
    }

    #changed({ message, beyond, gone, question, withdrawn, channel }) {
      const one = message ?? beyond;
      if (one?.client_id) this.outbox?.settle(one.client_id);
      if (one && !this.choice.shows(one, this.thread.isOwn(one))) {
        this.thread.remove(one.id);
        this.choice.leaveOut(one);
        return;
      }
      if (one) this.choice.forget(one.id);
      if (message && this.thread.show(message)) this.aloud.add();
      if (beyond) {
        this.thread.removeEcho(beyond.client_id);
        if (this.thread.showBeyond(beyond)) this.aloud.add();
      }
      if (gone) this.#withdraw(gone);
      if (question) this.queue.show(question);
      if (withdrawn) this.queue.remove(withdrawn);
      if (channel) this.#channel(channel);
    }

    #withdraw(id) {
      this.thread.remove(id);
      this.pins.remove(id);
      this.choice.forget(id);
    }

    #channel({ policy, slow_seconds: seconds, read_by: readBy, write_by: writeBy, hands }) {
      this.hand.counted(hands);
      const takes = [policy, seconds, readBy, writeBy].join(" ");
      if (takes === this.dataset.takes) return;
      this.dataset.takes = takes;
      this.#refreshLater();
    }

    /** Hear what the socket tells beside events. */
    #heard(heard) {
      this.presence.hear(heard);
      if (heard.type !== "own") return;
      for (const id of heard.questions) this.queue.ownIds.add(id);
      for (const id of heard.messages) {
        this.thread.ownIds.add(id);
        const known = this.log.messages.get(id);
        if (known?.at && !this.thread.element(id)?.classList.contains("message--own")) this.#changed({ message: known });
      }
    }

    /** Who may write has changed, which is said by the page; not all readers ask at once. */
    #refreshLater() {
      this.refreshing ??= setTimeout(async () => {
        this.refreshing = null;
        const hadFocus = this.querySelector("#composer").contains(document.activeElement);
        try {
          await this.refresh();
        } catch {
          this.#refreshLater();
          return;
        }
        // What was written stays kept; who was about to write learns why they cannot, or can again.
        const place = this.querySelector("#composer");
        if (hadFocus && !place.contains(document.activeElement)) place.focus({ preventScroll: true });
        const why = place.querySelector("form.composer") ? null : place.querySelector("p")?.textContent;
        this.#say(why || this.querySelector('[data-swap="policy"]').textContent.trim() || this.drawing.words("takes"));
      }, Math.random() * SPREAD);
    }

    /** Load the page again and put it into the place of what is shown; place, draft and what waits
     * stay. Throws where there is no answer. */
    async refresh(address = location.pathname + location.search) {
      // What was seen until now is read: the page that comes says what is not.
      this.#read();
      const answer = await fetch(address, { headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("live-discussion");
      if (!fresh) throw new Error("no discussion");
      if (fresh.dataset.person !== this.dataset.person) {
        // Somebody else is signed in, or nobody: what was written here is not sent in their name.
        this.wire.stop();
        this.composer?.stop();
        this.#state("ended");
        throw new Error("another person");
      }
      for (const name of ["epoch", "seq", "newer", "skips", "read", "takes", "hands", "languages", "here"]) {
        if (name in fresh.dataset) this.dataset[name] = fresh.dataset[name];
        else delete this.dataset[name];
      }
      for (const place of this.querySelectorAll("[data-swap]")) {
        const now = fresh.querySelector(`[data-swap="${place.dataset.swap}"]`);
        place.replaceChildren(...document.importNode(now, true).childNodes);
      }
      this.#swapComposer(fresh);
      this.#swapMoulds(fresh);
      this.thread.swap(fresh.querySelector("[data-part=thread]"));
      this.queue.swap(fresh.querySelector(".questions"));
      this.choice.begin();
      this.hand.count = Number(this.dataset.hands);
      this.log.begin(this.#served());
      this.thread.watchUnread();
      this.#settleAll();
    }

    /** The form stays as it is, with what is typed in it, as long as there is to be one. */
    #swapComposer(fresh) {
      const [now, next] = [this.querySelector("#composer"), fresh.querySelector("#composer")];
      const [form, newForm] = [now.querySelector("form.composer"), next.querySelector("form.composer")];
      const token = fresh.querySelector("[name=csrfmiddlewaretoken]")?.value;
      if (Boolean(form) !== Boolean(newForm)) {
        now.replaceChildren(...document.importNode(next, true).childNodes);
        this.composer?.begin();
      }
      if (token) for (const one of this.querySelectorAll("[name=csrfmiddlewaretoken]")) one.value = token;
    }

    #swapMoulds(fresh) {
      for (const one of fresh.querySelectorAll("template[data-mould]")) {
        const now = this.querySelector(`template[data-mould="${one.dataset.mould}"]`);
        now.replaceWith(document.importNode(one, true));
      }
      Object.assign(this.drawing, { moulds: new Drawing(this).moulds });
    }

    /** What arrived while the page was away is settled; what did not is shown again and sent. */
    #settleAll() {
      if (!this.composer) return;
      for (const { client_id: clientId } of this.outbox.waiting()) {
        if (this.querySelector(`article[data-id][data-client-id="${clientId}"]`)) this.outbox.settle(clientId);
      }
      this.composer.resume();
    }

    /** From an older part of the history to the newest messages, without leaving the page. */
    async #newest() {
      try {
        await this.refresh(this.dataset.here);
      } catch {
        this.#say(this.drawing.words("failed"));
        return;
      }
      history.replaceState(null, "", this.dataset.here);
      this.thread.box.lastElementChild?.scrollIntoView({ block: "nearest" });
    }

    async #fetchMessage(id) {
      const answer = await fetch(this.dataset.message.replace("/0/", `/${id}/`), { headers: AS_JSON });
      return answer.ok ? (await answer.json()).message : null;
    }

    #state(name) {
      clearTimeout(this.stating);
      this.state = name;
      const place = this.#part("connection");
      const isGood = name === "live" || name === "slow";
      if (isGood) this.composer?.work();
      if (name !== "live") this.presence.forget();
      if (place.dataset.state === name || (isGood && this.passing)) return;
      const say = () => this.#tell(name, this.drawing.words(name));
      if (isGood || name === "ended" || place.dataset.state === undefined) say();
      else this.stating = setTimeout(say, SLOW_TO_WORRY);
    }

    /** Say something in passing where the connection's state stands; a good state waits for it. */
    #say(words) {
      clearTimeout(this.passing);
      this.#tell("", words);
      this.passing = setTimeout(() => {
        this.passing = null;
        if (!this.#part("connection").dataset.state) this.#tell(this.state, this.drawing.words(this.state));
      }, PASSES);
    }

    #tell(state, words) {
      const place = this.#part("connection");
      place.dataset.state = state;
      this.thread.keepingPlace(() => (place.textContent = words));
    }

    /** The number up to which the reader has seen everything. Where unread messages stand before
     * what is shown, and so do names in them, nothing is seen yet. */
    get seen() {
      if ("skips" in this.dataset) return 0;
      return Math.min(this.log.last, this.thread.firstUnseen - 1, this.log.ceiling);
    }

    /** Remember how far the reader has read. */
    #read() {
      const seq = this.seen;
      if (!this.dataset.person || seq <= (this.read ?? 0) || !this.token) return;
      this.read = seq;
      const body = new FormData();
      body.set("seq", seq);
      body.set("csrfmiddlewaretoken", this.token);
      navigator.sendBeacon(`${this.dataset.url}read/`, body);
    }
  },
);
