// The forms of the page that need no page of their own: reactions, votes, questions, the raised hand,
// and what was read; and a translation in its place. Without this file they lead to a page.

import { press } from "./draw.js";
import { newId } from "./outbox.js";

export const AS_JSON = { Accept: "application/json" };

export class Posting {
  /**
   * @param {HTMLElement} root
   * @param {{log: object, queue: object, hand: object, drawing: object, say: (words: string) => void}} parts
   */
  constructor(root, parts) {
    Object.assign(this, parts, { root });
    root.addEventListener("submit", (event) => this.#submitted(event));
  }

  #submitted(event) {
    const form = event.target;
    if (event.defaultPrevented) return;
    const { part } = form.dataset;
    const does = {
      press: () => this.#press(form),
      vote: () => this.#press(form),
      hand: () => this.#raise(form),
      translate: () => this.#translate(form),
    }[part];
    if (does) {
      event.preventDefault();
      does();
    } else if (form.matches(".discussion__read")) {
      event.preventDefault();
      this.#read(form);
    } else if (form.closest("#ask")) {
      event.preventDefault();
      this.#propose(form);
    }
  }

  async #press(form) {
    const on = form.elements.on.value === "1";
    const data = await this.#once(form, () => this.post(form.action, Object.fromEntries(new FormData(form))));
    if (!data) return;
    // The message may be drawn anew by now; its forms have the same address.
    const same = (one) => one.action === form.action && one.dataset.kind === form.dataset.kind;
    const now = [...this.root.querySelectorAll("form")].find(same) ?? form;
    const { message, question } = data;
    press(now, on, message ? message.reactions[form.dataset.kind] : question.votes);
    if (message) this.log.put(message);
    else this.log.ask(question);
  }

  async #raise(form) {
    const data = await this.#once(form, () => this.post(form.action, { on: form.elements.on.value }));
    if (data) this.hand.pressed(data);
  }

  async #read(form) {
    const data = await this.post(form.action, { seq: this.log.last });
    if (data) document.getElementById("new")?.remove();
    this.say(this.drawing.words(data ? "done" : "failed"));
  }

  /** Propose a question; where it is refused, the plain form says what is wrong with it. */
  async #propose(form) {
    const fields = new FormData(form);
    this.queue.own.add(fields.get("q-client_id"));
    const data = await this.#once(form, () => this.post(form.action, Object.fromEntries(fields), false));
    if (data === undefined) return;
    if (!data?.question) {
      form.submit();
      return;
    }
    form.reset();
    form.elements["q-client_id"].value = newId();
    this.say(this.drawing.words("sent"));
    this.log.ask(data.question);
  }

  /** Do something for a form; nothing (undefined) while that is being done. */
  async #once(form, work) {
    if (form.ariaBusy) return undefined;
    form.ariaBusy = "true";
    const data = await work();
    form.ariaBusy = null;
    return data;
  }

  /** Show what a machine makes of a message below it; pressed again, take it away. */
  async #translate(form) {
    const message = form.closest("article");
    const before = message.querySelector(".message__translation");
    if (before) {
      before.remove();
      return;
    }
    const made = this.drawing.cast("translation");
    const words = made.querySelector("[data-part=words]");
    words.textContent = this.drawing.words("translating");
    message.querySelector(".message__body").after(made);
    const data = (await this.#once(form, () => this.send(form.action, {}))) ?? {};
    words.textContent = data.words ?? this.drawing.words("failed");
    const body = made.querySelector(".message__body");
    if (data.html === undefined) {
      body.remove();
      return;
    }
    body.lang = data.lang;
    // The server sanitised it, as it does with messages.
    body.innerHTML = data.html;
  }

  /** Post fields; the answer's data, or null where it was refused or lost, which is said. */
  async post(address, fields, isSaid = true) {
    const data = await this.send(address, fields);
    if (data?.isRight) return data;
    if (isSaid) this.say(data?.words ?? this.drawing.words("failed"));
    return null;
  }

  /** Post fields; the answer's data with `isRight`, or null where it was lost or is no data. */
  async send(address, fields) {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    body.set("csrfmiddlewaretoken", this.root.token);
    try {
      const answer = await fetch(address, { method: "POST", body, headers: AS_JSON });
      return { ...(await answer.json()), isRight: answer.ok };
    } catch {
      return null;
    }
  }
}
