// <live-discussion>: makes the served page of a discussion follow what happens in it. Everything in
// it works without this file, by links, forms and a reload.

import { Aloud } from "./aloud.js";
import { Composer } from "./composer.js";
import { Drawing, press } from "./draw.js";
import { Log } from "./log.js";
import { newId, Outbox } from "./outbox.js";
import { Queue } from "./queue.js";
import { Thread } from "./thread.js";
import { Wire } from "./wire.js";

const SPREAD = 5000;
const SLOW_TO_WORRY = 1500; // a connection that is back at once is not spoken of
const AS_JSON = { Accept: "application/json" };

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
      this.aloud = new Aloud(this.#part("aloud"), this.querySelector("[data-do=announce]"), (number) =>
        this.drawing.counted("new", number),
      );
      this.log = new Log(this.#served(), (change) => this.#changed(change));
      if (person) this.#write(person, channel);
      this.addEventListener("submit", (event) => this.#submitted(event));
      this.wire = new Wire({ channel, events: this.dataset.events, socket: this.#socket() }, this.log, {
        state: (name) => this.#state(name),
        reset: () => this.refresh(),
      });
      this.wire.start();
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
      if (message && this.thread.show(message)) this.aloud.add();
      if (beyond) {
        this.thread.removeEcho(beyond.client_id);
        if (this.thread.showBeyond(beyond)) this.aloud.add();
      }
      if (gone) this.thread.remove(gone);
      if (question) this.queue.show(question);
      if (withdrawn) this.queue.remove(withdrawn);
      if (channel) this.#refreshLater();
    }

    /** Who may write has changed, which is said by the page; not all readers ask at once. */
    #refreshLater() {
      this.refreshing ??= setTimeout(async () => {
        this.refreshing = null;
        await this.refresh().catch(() => this.#refreshLater());
      }, Math.random() * SPREAD);
    }

    /** Load the page again and put it into the place of what is shown; place, draft and what waits
     * stay. Throws where there is no answer. */
    async refresh(address = location.pathname + location.search) {
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
      for (const name of ["epoch", "seq", "newer"]) {
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
      this.log.begin(this.#served());
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
        await this.refresh(this.dataset.url);
      } catch {
        this.#say(this.drawing.words("failed"));
        return;
      }
      history.replaceState(null, "", this.dataset.url);
      this.thread.box.lastElementChild?.scrollIntoView({ block: "nearest" });
    }

    async #fetchMessage(id) {
      const answer = await fetch(this.dataset.message.replace("/0/", `/${id}/`), { headers: AS_JSON });
      return answer.ok ? (await answer.json()).message : null;
    }

    #state(name) {
      clearTimeout(this.stating);
      const place = this.#part("connection");
      const isGood = name === "live" || name === "slow";
      if (isGood) this.composer?.work();
      const say = () => {
        place.hidden = false;
        place.dataset.state = name;
        place.textContent = this.drawing.words(name);
      };
      if (place.dataset.state === name) return;
      if (isGood || name === "ended" || place.hidden) say();
      else this.stating = setTimeout(say, SLOW_TO_WORRY);
    }

    /** Say something in passing where the connection's state stands. */
    #say(words) {
      const place = this.#part("connection");
      const { state } = place.dataset;
      place.dataset.state = "";
      place.hidden = false;
      place.textContent = words;
      setTimeout(() => place.dataset.state === "" && this.#state(state ?? "connecting"), 6000);
    }

    #submitted(event) {
      const form = event.target;
      if (event.defaultPrevented) return;
      if (form.dataset.part === "press" || form.dataset.part === "vote") {
        event.preventDefault();
        this.#press(form);
      } else if (form.matches(".discussion__read")) {
        event.preventDefault();
        this.#post(form.action, { seq: this.log.last }).then((data) => {
          if (data) document.getElementById("new")?.remove();
          this.#say(this.drawing.words(data ? "done" : "failed"));
        });
      } else if (form.closest("#ask")) {
        event.preventDefault();
        this.#propose(form);
      }
    }

    async #press(form) {
      if (form.ariaBusy) return;
      form.ariaBusy = "true";
      const on = form.elements.on.value === "1";
      const data = await this.#post(form.action, Object.fromEntries(new FormData(form)));
      form.ariaBusy = null;
      if (!data) return;
      // The message may be drawn anew by now; its forms have the same address.
      const now = [...this.querySelectorAll("form")].find((one) => one.action === form.action && one.dataset.kind === form.dataset.kind) ?? form;
      const { message, question } = data;
      press(now, on, message ? message.reactions[form.dataset.kind] : question.votes);
      if (message) this.log.put(message);
      else this.log.ask(question);
    }

    /** Propose a question; where it is refused, the plain form says what is wrong with it. */
    async #propose(form) {
      if (form.ariaBusy) return;
      form.ariaBusy = "true";
      const fields = new FormData(form);
      this.queue.own.add(fields.get("q-client_id"));
      const data = await this.#post(form.action, Object.fromEntries(fields), false);
      form.ariaBusy = null;
      if (!data?.question) {
        form.submit();
        return;
      }
      form.reset();
      form.elements["q-client_id"].value = newId();
      this.log.ask(data.question);
    }

    /** Post fields; the answer's data, or null where it was refused or lost, which is said. */
    async #post(address, fields, isSaid = true) {
      const body = new FormData();
      for (const [name, value] of Object.entries(fields)) body.set(name, value);
      body.set("csrfmiddlewaretoken", this.token);
      try {
        const answer = await fetch(address, { method: "POST", body, headers: AS_JSON });
        const data = await answer.json();
        if (answer.ok) return data;
        if (isSaid) this.#say(data.words ?? this.drawing.words("failed"));
      } catch {
        if (isSaid) this.#say(this.drawing.words("failed"));
      }
      return null;
    }

    /** Remember how far the reader has read, when they turn away. */
    #read() {
      const seq = Math.min(this.log.last, this.thread.firstUnseen - 1, this.log.ceiling);
      if (!this.dataset.person || seq <= (this.read ?? 0) || !this.token) return;
      this.read = seq;
      const body = new FormData();
      body.set("seq", seq);
      body.set("csrfmiddlewaretoken", this.token);
      navigator.sendBeacon(`${this.dataset.url}read/`, body);
    }
  },
);
