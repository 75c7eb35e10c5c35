// The messages in the page: each at its place, once; nothing moves under the reader's eyes. What the
// reader has not seen yet is counted on a button instead of being scrolled to.

import { shortened } from "./draw.js";

const NEAR = 48; // pixels from the end that still count as being there

export class Thread {
  /**
   * @param {HTMLElement} root @param {import("./draw.js").Drawing} drawing
   * @param {{fetchMessage: (id: number) => Promise<object>, newest: () => void}} asks
   */
  constructor(root, drawing, asks) {
    Object.assign(this, { root, drawing, asks });
    this.own = new Set(); // client ids of what the reader wrote here
    this.ownIds = new Set(); // and ids of what they wrote elsewhere, as the server tells
    this.unseen = new Set();
    this.beyond = new Set();
    this.quoting = new Set();
    this.box = root.querySelector("[data-part=thread]");
    this.scroller = this.box.parentElement;
    // It would announce each message; see aloud.js.
    this.scroller.setAttribute("aria-live", "off");
    // Places are kept here; the browser's own way would do it once more.
    this.scroller.style.overflowAnchor = document.documentElement.style.overflowAnchor = "none";
    this.more = root.querySelector("[data-part=more]");
    this.more.querySelector("button").addEventListener("click", () => this.toNew());
    this.watcher = new IntersectionObserver((found) => this.#looked(found), { rootMargin: "0px 0px -16px 0px" });
    document.addEventListener("visibilitychange", () => this.#lookAgain());
  }

  /** Return what the served page holds, as the log needs it. */
  served() {
    return [...this.box.querySelectorAll("[data-id]")].map(({ dataset }) => {
      const { id, seq, thread, rev } = dataset;
      return { id: Number(id), seq: Number(seq), thread: Number(thread), rev: Number(rev) };
    });
  }

  element(id) {
    return document.getElementById(`m-${id}`);
  }

  #echo(clientId) {
    return clientId && document.getElementById(`echo-${clientId}`);
  }

  isOwn({ id, client_id: clientId }) {
    const isShownSo = this.element(id)?.classList.contains("message--own");
    return this.own.has(clientId) || this.ownIds.has(id) || Boolean(isShownSo);
  }

  /** Show a message, in the place of what stood for it. True if somebody else's is new here. */
  show(message) {
    const before = this.element(message.id);
    const echo = this.#echo(message.client_id);
    const own = this.isOwn(message);
    const made = this.drawing.message(message, { own, mine: pressed(before) });
    this.keepingPlace(() => {
      const focus = focusIn(before) ?? focusIn(echo);
      echo?.remove();
      if (before && samePlace(before, made)) before.replaceWith(made);
      else {
        before?.remove();
        this.#place(made);
        this.#quote(message);
      }
      focus?.(made);
    });
    const isNew = !before && !own;
    if (isNew) this.#isNew(made);
    else if (this.unseen.delete(before)) this.#watch(made);
    if (own && !before) this.#markSeen();
    return isNew;
  }

  /** Note a message that comes after the last one in view of an older part of the history. */
  showBeyond(message) {
    this.beyond.add(message.id);
    this.#count();
    return !this.isOwn(message);
  }

  remove(id) {
    const gone = this.element(id);
    if (!gone) return;
    const hadFocus = gone.contains(document.activeElement);
    this.keepingPlace(() => gone.remove());
    this.unseen.delete(gone);
    this.#count();
    if (hadFocus) this.scroller.focus();
  }

  /** Show a text that is not acknowledged yet, or in which state it is now. */
  showEcho(entry) {
    this.own.add(entry.client_id);
    const before = this.#echo(entry.client_id);
    const made = this.drawing.echo(entry);
    const root = entry.fields.reply_to && this.element(entry.fields.reply_to);
    made.dataset.thread = root ? root.dataset.thread : Infinity;
    made.dataset.seq = Infinity;
    this.keepingPlace(() => {
      const focus = focusIn(before);
      if (before) before.replaceWith(made);
      else this.#place(made);
      focus?.(made);
    });
  }

  removeEcho(clientId) {
    this.keepingPlace(() => this.#echo(clientId)?.remove());
  }

  /** Put the messages of a fresh page into the place of those here. */
  swap(fresh) {
    this.keepingPlace(() => {
      this.unseen.clear();
      this.beyond.clear();
      this.box.replaceChildren(...document.importNode(fresh, true).childNodes);
    });
    this.#count();
  }

  /** Watch what stood in the served page and the reader has not read: it counts as unseen until they
   * have looked at it, also where it answers something far above. */
  watchUnread() {
    // What was told of a moment ago may not be in the page yet.
    const read = Math.max(Number(this.root.dataset.read ?? Infinity), this.root.read ?? 0);
    for (const one of this.box.querySelectorAll("article[data-seq]:not(.message--own)")) {
      if (Number(one.dataset.seq) > read) this.#watch(one);
    }
  }

  #place(made) {
    this.box.querySelector(":scope > .empty")?.remove();
    let last = this.box.lastElementChild;
    while (last && (!last.dataset.thread || isAfter(last, made))) last = last.previousElementSibling;
    if (last) last.after(made);
    else this.box.prepend(made);
  }

  /** Name what a reply answers, if that stands further up than the page. */
  async #quote({ reply_to: id }) {
    if (!id || this.element(id) || document.getElementById(`quoted-${id}`) || this.quoting.has(id)) return;
    this.quoting.add(id);
    try {
      const root = await this.asks.fetchMessage(id);
      if (root && !this.element(id)) this.keepingPlace(() => this.#place(this.drawing.quoted(root)));
    } finally {
      this.quoting.delete(id);
    }
  }

  #isNew(made) {
    if (!this.unseen.size && (document.hidden || !this.isAtEnd)) {
      this.keepingPlace(() => {
        document.getElementById("new")?.remove();
        made.before(this.drawing.cast("line"));
        this.below = 0;
      });
    }
    const line = document.getElementById("new");
    if (line && this.below !== undefined) {
      this.keepingPlace(() => line.replaceChildren(this.drawing.counted("new", ++this.below)));
    }
    this.#watch(made);
  }

  #watch(made) {
    this.unseen.add(made);
    this.watcher.observe(made);
  }

  #looked(found) {
    for (const { target, isIntersecting } of found) {
      if (!isIntersecting || document.hidden) continue;
      this.unseen.delete(target);
      this.watcher.unobserve(target);
    }
    this.#count();
  }

  #lookAgain() {
    if (document.hidden) return;
    for (const one of this.unseen) {
      this.watcher.unobserve(one);
      this.watcher.observe(one);
    }
  }

  #markSeen() {
    document.getElementById("new")?.remove();
  }

  #count() {
    const number = this.unseen.size + this.beyond.size;
    const isNews = number > 0;
    if (!isNews && this.more.contains(document.activeElement)) this.scroller.focus({ preventScroll: true });
    this.more.hidden = !isNews;
    if (isNews) this.more.querySelector("button").textContent = this.drawing.counted("new", number);
  }

  /** Go to the first message that was not seen. */
  toNew() {
    if (this.beyond.size) return this.asks.newest();
    const first = [...this.unseen].sort((one, other) => (isAfter(one, other) ? 1 : -1))[0];
    if (!first) return undefined;
    first.tabIndex = -1;
    first.scrollIntoView({ block: "center" });
    return first.focus({ preventScroll: true });
  }

  /** The smallest number among what was not seen; what is below it is read. */
  get firstUnseen() {
    return Math.min(Infinity, ...[...this.unseen].map((one) => Number(one.dataset.seq)));
  }

  get #scrolls() {
    return this.scroller.scrollHeight > this.scroller.clientHeight + 1 && getComputedStyle(this.scroller).overflowY !== "visible";
  }

  get isAtEnd() {
    // The box is laid out from its end: 0 is there.
    if (this.#scrolls) return Math.abs(this.scroller.scrollTop) < NEAR;
    return this.scroller.getBoundingClientRect().bottom < innerHeight + NEAR;
  }

  /** Do something to the messages or to what stands above them; what the reader looks at stays where
   * it is on the screen. */
  keepingPlace(change) {
    const scrolls = this.#scrolls;
    const isAtEnd = this.isAtEnd;
    const anchor = isAtEnd ? null : this.#inView(scrolls);
    const top = (anchor ?? this.scroller).getBoundingClientRect();
    change();
    if (isAtEnd && (scrolls || this.#scrolls)) {
      this.scroller.scrollTop = 0;
      const lower = this.scroller.getBoundingClientRect().top - top.top;
      if (lower && scrolls) window.scrollBy({ top: lower, behavior: "instant" });
      return;
    }
    const now = isAtEnd ? this.scroller : anchor?.id ? document.getElementById(anchor.id) : anchor;
    if (!now?.isConnected) return;
    const rect = now.getBoundingClientRect();
    const moved = isAtEnd ? rect.bottom - top.bottom : rect.top - top.top;
    if (moved) (scrolls ? this.scroller : window).scrollBy({ top: moved, behavior: "instant" });
  }

  /** The first message at whose sight the reader is; null where they have not come so far. */
  #inView(scrolls) {
    const edge = scrolls ? this.scroller.getBoundingClientRect().top : 0;
    const found = [...this.box.children].find((one) => one.getBoundingClientRect().bottom > edge);
    return found && (scrolls || found.getBoundingClientRect().top < innerHeight) ? found : null;
  }
}

/** Return a few words of a message, for the line that says what is answered. */
export function excerpt(element) {
  const body = element.querySelector("[data-part=body]");
  return { words: shortened(body?.textContent.trim() ?? ""), lang: body?.lang ?? "" };
}

function key({ dataset }) {
  return [Number(dataset.thread), Number(dataset.seq ?? dataset.thread)];
}

function isAfter(one, other) {
  const [[thread, seq], [otherThread, otherSeq]] = [key(one), key(other)];
  return thread > otherThread || (thread === otherThread && seq > otherSeq);
}

function samePlace(one, other) {
  return one.dataset.thread === other.dataset.thread && one.dataset.seq === other.dataset.seq;
}

/** Return which reactions of a message are pressed. */
function pressed(element) {
  const found = element?.querySelectorAll("[data-part=press]:has([aria-pressed=true])") ?? [];
  return new Set([...found].map((form) => form.dataset.kind));
}

/** Return what gives the focus back to the same control of a message that is drawn anew. */
function focusIn(before) {
  if (!before?.contains(document.activeElement)) return null;
  const active = document.activeElement;
  const controls = (element) => [...element.querySelectorAll("a, button, summary")];
  const at = controls(before).indexOf(active);
  const { kind } = active.closest("[data-kind]")?.dataset ?? {};
  return (made) => {
    const same = kind && made.querySelector(`[data-kind="${kind}"] button`);
    const next = same || controls(made)[Math.max(at, 0)] || controls(made)[0];
    if (next && active !== before) next.focus({ preventScroll: true });
    else {
      made.tabIndex = -1;
      made.focus({ preventScroll: true });
    }
  };
}
