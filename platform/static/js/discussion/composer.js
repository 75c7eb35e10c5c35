// Writing: the draft is kept while one types, a text is kept from the press on the button until the
// server has it, and sent again by itself with the same id where there was no answer.

import { shortened } from "./draw.js";
import { newId } from "./outbox.js";
import { excerpt } from "./thread.js";

const FIRST_PAUSE = 1500;
const LONGEST_PAUSE = 20_000;
const PATIENCE = 20_000;
const MOST_QUOTED = 600;
const FIELDS = ["body", "lang", "shown_as", "cites", "reply_to"];

export class Composer {
  /**
   * @param {HTMLElement} root
   * @param {{thread: object, drawing: object, outbox: object, acknowledged: (message: object) => void,
   *   say: (words: string) => void}} parts
   */
  constructor(root, parts) {
    Object.assign(this, parts, { root, pause: FIRST_PAUSE });
    addEventListener("online", () => this.work());
    root.addEventListener("click", (event) => this.#pressed(event));
    this.begin();
  }

  /** Take up the form that is in the page now, if there is one. */
  begin() {
    this.form = this.root.querySelector("form.composer");
    if (!this.form) return;
    this.form.addEventListener("input", () => this.#keepDraft());
    this.form.addEventListener("change", () => this.#keepDraft());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) {
        event.preventDefault();
        this.form.requestSubmit();
      }
    });
    this.#takeUpDraft();
  }

  /** Send nothing any more. */
  stop() {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  get field() {
    return this.form.elements.body;
  }

  /** Show again what waited when the page was left, and send it. */
  resume() {
    for (const entry of this.outbox.waiting()) {
      this.thread.showEcho(entry.state === "failed" ? entry : { ...entry, state: "sending" });
    }
    this.work();
  }

  send() {
    const fields = Object.fromEntries(FIELDS.map((name) => [name, this.form.elements[name]?.value ?? ""]));
    if (!fields.body.trim()) {
      this.wrong(this.drawing.words("empty"));
      this.field.focus();
      return;
    }
    if (this.isStopped) {
      this.wrong(this.drawing.words("ended"));
      return;
    }
    fields.seen = this.root.seen || "";
    const entry = { client_id: newId(), state: "sending", fields };
    this.outbox.keep(entry);
    this.outbox.draft = null;
    this.wrong("");
    this.field.value = "";
    this.form.elements.cites.value = "";
    this.answer(null);
    this.thread.showEcho(entry);
    document.getElementById(`echo-${entry.client_id}`)?.scrollIntoView({ block: "nearest" });
    this.work();
  }

  /** Send what waits, one after the other, so that it arrives in the order in which it was written. */
  async work() {
    if (this.isWorking) {
      this.isAskedAgain = true;
      return;
    }
    if (this.isStopped) return;
    this.isWorking = true;
    clearTimeout(this.timer);
    try {
      for (let entry; (entry = this.outbox.waiting().find((one) => one.state !== "failed")); ) {
        if (!(await this.#deliver(entry))) {
          this.#later();
          break;
        }
        this.pause = FIRST_PAUSE;
      }
    } finally {
      this.isWorking = false;
    }
    if (this.isAskedAgain) {
      this.isAskedAgain = false;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.work(), 200);
    }
  }

  #later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.work(), this.pause * (0.6 + 0.8 * Math.random()));
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
  }

  /** Post an entry. True where it is decided, false where it must be tried again. */
  async #deliver(entry, isSecond = false) {
    let answer, data;
    try {
      answer = await this.#post(entry);
      data = await answer.json().catch(() => null);
    } catch {
      return this.#wait(entry);
    }
    if (answer.ok && data?.message) {
      this.outbox.settle(entry.client_id);
      this.acknowledged(data.message);
      this.say(this.drawing.words("sent"));
      return true;
    }
    if (answer.status >= 500) return this.#wait(entry);
    // Not JSON: the token of the form is too old, as after signing in again elsewhere.
    if (answer.status === 403 && !data && !isSecond && (await this.#freshToken())) return this.#deliver(entry, true);
    const words = data?.words ?? Object.values(data?.fields ?? {}).flat().map((one) => one.message).join(" ");
    const said = words || this.drawing.words("failed");
    this.#keep({ ...entry, state: "failed", words: said, error: data?.error });
    this.say(said);
    return true;
  }

  #wait(entry) {
    // Everything behind it waits as well.
    for (const one of this.outbox.waiting()) if (one.state !== "failed") this.#keep({ ...one, state: "queued" });
    return !this.outbox.waiting().some((one) => one.client_id === entry.client_id);
  }

  /** Keep the new state of an entry, unless its message came meanwhile. */
  #keep(entry) {
    if (!this.outbox.waiting().some((one) => one.client_id === entry.client_id)) return;
    this.outbox.keep(entry);
    this.thread.showEcho(entry);
  }

  #post({ client_id: clientId, fields }) {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    body.set("client_id", clientId);
    body.set("csrfmiddlewaretoken", this.root.token);
    const signal = AbortSignal.timeout(PATIENCE);
    return fetch(this.root.dataset.url, { method: "POST", body, signal, headers: { Accept: "application/json" } });
  }

  async #freshToken() {
    try {
      await this.root.refresh();
      return true;
    } catch {
      return false;
    }
  }

  #pressed(event) {
    const button = event.target.closest("button[data-do]");
    const clientId = button?.closest(".message--echo")?.dataset.clientId;
    const entry = clientId && this.outbox.waiting().find((one) => one.client_id === clientId);
    if (entry) return button.dataset.do === "again" ? this.#again(entry) : this.#back(entry);
    const answers = event.target.closest("a[data-part=reply], a[data-part=quote]");
    const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (answers && isPlain && this.form) {
      event.preventDefault();
      const message = answers.closest("[data-id]");
      this.answer(message);
      if (answers.dataset.part === "quote") this.#quote(message);
      this.field.focus();
    } else if (event.target.closest(".composer__answers a") && isPlain) {
      event.preventDefault();
      this.answer(null);
      this.field.focus();
    }
    return undefined;
  }

  /** Put what a message says below what is typed, as a quote: what is selected of it, if anything is. */
  #quote(message) {
    const body = message.querySelector("[data-part=body]");
    const selection = getSelection();
    const isInside = selection.rangeCount && body.contains(selection.getRangeAt(0).commonAncestorContainer);
    const words = (isInside && selection.toString().trim()) || own(body);
    const typed = this.field.value.trimEnd();
    const lines = shortened(words, MOST_QUOTED).split("\n").map((line) => `> ${line}`.trimEnd());
    this.field.value = `${typed ? `${typed}\n\n` : ""}${lines.join("\n")}\n\n`;
    this.#keepDraft();
  }

  #again(entry) {
    const next = { ...entry, state: "sending" };
    if (entry.error === "conflict") {
      // The id is taken by another text.
      this.outbox.settle(entry.client_id);
      this.thread.removeEcho(entry.client_id);
      next.client_id = newId();
    }
    this.outbox.keep(next);
    this.thread.showEcho(next);
    this.work();
  }

  #back({ client_id: clientId, fields }) {
    if (!this.form) return;
    this.outbox.settle(clientId);
    this.thread.removeEcho(clientId);
    const typed = this.field.value.trim();
    this.field.value = typed ? `${fields.body}\n\n${typed}` : fields.body;
    for (const name of ["lang", "shown_as", "cites"]) this.form.elements[name].value = fields[name];
    this.answer(fields.reply_to ? this.thread.element(fields.reply_to) : null);
    this.#keepDraft();
    this.field.focus();
  }

  /** Say which message the text answers (an element), or none. */
  answer(element) {
    if (!this.form) return;
    const line = this.form.querySelector(".composer__answers");
    this.form.elements.reply_to.value = element?.dataset.id ?? "";
    line.hidden = !element;
    if (element) {
      const { words, lang } = excerpt(element);
      const place = line.querySelector("[data-part=answered]");
      place.textContent = words;
      place.lang = lang;
    }
    this.#keepDraft();
  }

  /** Say beside the field what is wrong; nothing where `words` is empty. */
  wrong(words) {
    const line = this.form.querySelector(".composer__wrong");
    line.hidden = !words;
    line.textContent = words;
    if (words) this.field.setAttribute("aria-invalid", "true");
    else this.field.removeAttribute("aria-invalid");
    const described = (this.field.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== line.id);
    if (words) described.push(line.id);
    if (described.length) this.field.setAttribute("aria-describedby", described.join(" "));
    else this.field.removeAttribute("aria-describedby");
  }

  #keepDraft() {
    if (this.field.value.trim()) this.wrong("");
    const fields = Object.fromEntries(FIELDS.map((name) => [name, this.form.elements[name]?.value ?? ""]));
    this.outbox.draft = fields;
  }

  #takeUpDraft() {
    const { draft } = this.outbox;
    if (!draft || this.field.value) return;
    for (const name of ["body", "lang", "shown_as", "cites"]) this.form.elements[name].value = draft[name] ?? "";
    const asked = this.form.elements.reply_to;
    const answered = !asked.value && draft.reply_to && this.thread.element(draft.reply_to);
    if (answered) this.answer(answered);
  }
}

/** Return what a message says without what it quotes itself, if that leaves anything. */
function own(body) {
  const all = [...body.children];
  const rest = all.filter((one) => !one.matches("blockquote"));
  return (rest.length ? rest : all).map((one) => one.innerText.trim()).join("\n\n");
}
