// From frames to markup. The markup itself stands once, in the server's templates: parts/live.html
// brings each as a mould (<template data-mould>) in which every part is there, marked `data-part`;
// here parts that a message does not have are taken out and the others filled. One request for each
// message and reader, which the server would draw, would cost more than the whole socket does.
//
// Text goes into the page as text. The one exception is `html` of a message, which the server
// sanitised when it was written.

export class Drawing {
  /** @param {HTMLElement} root the <live-discussion> element. */
  constructor(root) {
    this.root = root;
    this.moulds = new Map();
    for (const one of root.querySelectorAll("template[data-mould]")) this.moulds.set(one.dataset.mould, one.content);
    const { lang } = document.documentElement;
    // English as Europe writes it, like the server (content.languages.cldr_code).
    this.language = !lang || lang === "en" ? "en-GB" : lang;
    this.plural = new Intl.PluralRules(this.language);
    this.day = new Intl.DateTimeFormat(this.language, { dateStyle: "medium", timeZone: "UTC" });
    this.hour = new Intl.DateTimeFormat(this.language, { timeStyle: "short", timeZone: "UTC" });
    this.date = new Intl.DateTimeFormat(this.language, { dateStyle: "long", timeZone: "UTC" });
  }

  /** Return a new element of a mould. */
  cast(name) {
    return document.importNode(this.moulds.get(name), true).firstElementChild;
  }

  words(name) {
    return this.moulds.get("words")?.querySelector(`[data-word="${name}"]`)?.textContent ?? "";
  }

  /** Return "3 new messages" with the plural form of the language. */
  counted(name, number) {
    const form = this.plural.select(number);
    const forms = [...this.moulds.get("words").querySelectorAll(`[data-word="${name}"]`)];
    const fits = forms.find((one) => this.plural.select(Number(one.dataset.n)) === form) ?? forms.at(-1);
    return fits.textContent.replace("{number}", new Intl.NumberFormat(this.language).format(number));
  }

  author(author) {
    return author.shown_as === "gone" ? this.words("gone") : author.name || this.words("somebody");
  }

  /** Return the element of a message. `own` tells whether the reader wrote it, `mine` which
   * reactions are the reader's. */
  message(message, { own = false, mine = new Set() } = {}) {
    const made = this.cast("message");
    const part = parts(made);
    made.id = `m-${message.id}`;
    part("head").id = `by-${message.id}`;
    made.setAttribute("aria-labelledby", `by-${message.id}`);
    for (const name of ["id", "seq", "thread", "rev", "state"]) made.dataset[name] = message[name];
    if (message.client_id) made.dataset.clientId = message.client_id;
    made.classList.toggle("message--reply", message.reply_to !== null);
    made.classList.toggle("message--own", own);
    made.classList.toggle("message--pinned", Boolean(message.pinned));
    address(made, message.id);
    const { state } = message;
    const isGone = message.html === undefined;
    part("deleted", isGone && state === "deleted");
    part("again", isGone && state === "waiting");
    part("removed", isGone && state === "removed");
    part("why", own);
    part("gone", isGone && !["deleted", "removed", "waiting"].includes(state));
    if (isGone) {
      made.removeAttribute("aria-labelledby");
      for (const name of ["lang", "head", "body", "cites", "waits", "hidden", "tools"]) part(name, false);
      return made;
    }
    part("lang", message.lang)?.replaceChildren(message.lang);
    part("author").textContent = this.author(message.author);
    part("place", message.author.place)?.replaceChildren(message.author.place);
    part("you", own);
    const time = part("time").querySelector("time");
    time.dateTime = message.at;
    time.textContent = this.moment(message.at);
    part("edited", message.edited_at);
    part("pinned", message.pinned);
    const body = part("body");
    if (message.lang) body.lang = message.lang;
    body.innerHTML = message.html;
    const card = part("cites", message.cites)?.querySelector("a");
    if (card) {
      card.href = this.root.dataset.home + message.cites.path;
      card.textContent = message.cites.title;
      if (message.cites.lang) card.lang = message.cites.lang;
    }
    part("waits", state === "waiting");
    part("hidden", state === "hidden");
    part("translate", message.lang && message.lang !== document.documentElement.lang && state === "visible");
    part("change", own && state !== "hidden");
    part("delete", own);
    part("report", !own && state === "visible");
    this.#reactions(made, part, message, mine);
    return made;
  }

  #reactions(made, part, { reactions = {}, state }, mine) {
    // Where the reader may press, the mould has the form; else only what others said is counted.
    const presses = state === "visible" && made.querySelector("[data-part=press]");
    part("reply", presses);
    part("quote", presses);
    for (const form of made.querySelectorAll("[data-part=press]")) {
      if (presses) press(form, mine.has(form.dataset.kind), reactions[form.dataset.kind]);
      else form.remove();
    }
    for (const one of made.querySelectorAll("[data-part=counted]")) {
      const count = reactions[one.dataset.kind];
      if (presses || !count) one.remove();
      else one.querySelector("[data-part=count]").textContent = count;
    }
  }

  /** Return the line above replies to a message that stands further up than what is shown. */
  quoted(message) {
    const made = this.cast("quoted");
    const part = parts(made);
    made.id = `quoted-${message.id}`;
    made.dataset.thread = message.seq;
    address(made, message.id);
    part("gone", message.html === undefined);
    const text = part("text", message.html !== undefined);
    if (text) {
      if (message.lang) text.lang = message.lang;
      text.textContent = shortened(plain(message.html));
    }
    return made;
  }

  /** Return the element of a question from the room. */
  question(question, { own = false, voted = false } = {}) {
    const made = this.cast("question");
    const part = parts(made);
    made.id = `q-${question.id}`;
    for (const name of ["id", "rev", "state"]) made.dataset[name] = question[name];
    made.toggleAttribute("data-own", own);
    address(made, question.id);
    const form = made.querySelector("[data-part=vote]");
    const mayVote = Boolean(form) && !question.waits;
    part("votes", !mayVote);
    part("vote", mayVote);
    part("voted", mayVote && voted);
    part("unvoted", mayVote && !voted);
    if (mayVote) press(form, voted, question.votes);
    else part("count").textContent = question.votes;
    const text = part("text");
    text.textContent = question.text;
    if (question.lang) text.lang = question.lang;
    const waits = question.waits && question.state === "proposed";
    part("waits", waits);
    for (const one of made.querySelectorAll("[data-part=state]")) {
      if (waits || one.dataset.state !== question.state) one.remove();
    }
    const { place } = question.author;
    part("author").textContent = this.author(question.author) + (place ? `, ${place}` : "");
    part("answer", question.answer)?.querySelector("div").replaceChildren(...lines(question.answer));
    part("reason", question.reason)?.replaceChildren(question.reason);
    if (part("owner", question.owner_place)) {
      fill(part("place"), "{place}", question.owner_place);
      const due = part("due", question.due);
      if (due) fill(due, "{day}", this.date.format(new Date(question.due)));
    }
    return made;
  }

  /** Return the element of a text that is not acknowledged yet. */
  echo({ client_id: clientId, state, words, fields }) {
    const made = this.cast("echo");
    const part = parts(made);
    made.id = `echo-${clientId}`;
    made.dataset.clientId = clientId;
    made.dataset.state = state;
    made.classList.toggle("message--reply", Boolean(fields.reply_to));
    made.querySelector(".message__body").textContent = fields.body;
    part("sending", state === "sending");
    part("queued", state === "queued");
    part("failed", state === "failed");
    part("words", state === "failed")?.replaceChildren(words ?? this.words("failed"));
    part("tools", state === "failed");
    return made;
  }

  moment(iso) {
    const time = new Date(iso);
    return `${this.day.format(time)}, ${this.hour.format(time)} UTC`;
  }
}

/** Return what finds a part of `made` by name, or takes it out where it is not to stay. */
function parts(made) {
  return (name, stays = true) => {
    const found = made.querySelector(`[data-part="${name}"]`);
    if (stays) return found;
    found?.remove();
    return null;
  };
}

/** Let every address in a mould, which names number 0, name the row. */
export function address(made, id) {
  for (const link of made.querySelectorAll("a[href*='/0/'], a[href^='?']")) {
    const now = link.getAttribute("href").replace("/0/", `/${id}/`).replaceAll(/=0\b/g, `=${id}`);
    link.setAttribute("href", now);
  }
  for (const form of made.querySelectorAll("form")) {
    form.setAttribute("action", form.getAttribute("action").replace("/0/", `/${id}/`));
  }
}

/** Let a form with one button show whether it is pressed, and how many pressed it. */
export function press(form, isMine, count) {
  form.elements.on.value = isMine ? "0" : "1";
  form.querySelector("button").setAttribute("aria-pressed", String(isMine));
  form.querySelector("[data-part=count]").textContent = count || (form.dataset.kind ? "" : 0);
}

function fill(element, slot, words) {
  element.textContent = element.textContent.replace(slot, () => words);
}

function lines(text) {
  return text.split(/\n{2,}/).map((words) => {
    const made = document.createElement("p");
    for (const line of words.split("\n")) {
      if (made.childNodes.length) made.append(document.createElement("br"));
      made.append(line);
    }
    return made;
  });
}

export function plain(html) {
  return new DOMParser().parseFromString(html, "text/html").body.textContent;
}

export function shortened(text, most = 80) {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
