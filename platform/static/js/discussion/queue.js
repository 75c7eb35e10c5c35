// The questions from the room. Counts change where they stand; the order follows (as the server's: the
// most wanted first, then the older one) when the reader is not in the list, so that nothing moves
// under a pointer or takes the focus away.

import { press } from "./draw.js";

export class Queue {
  constructor(root, drawing) {
    Object.assign(this, { root, drawing, own: new Set(), ownIds: new Set() });
    this.list = root.querySelector(".questions");
    this.none = root.querySelector("[data-part=no-question]");
    for (const left of ["pointerleave", "focusout"]) this.list.addEventListener(left, () => this.#orderSoon());
  }

  served() {
    return [...this.list.children].map(({ dataset }) => ({ id: Number(dataset.id), rev: Number(dataset.rev) }));
  }

  show(question) {
    const before = document.getElementById(`q-${question.id}`);
    const form = before?.querySelector("[data-part=vote]");
    const voted = form?.elements.on.value === "0";
    const own = before ? "own" in before.dataset : this.own.has(question.client_id) || this.ownIds.has(question.id);
    if (before && form && !question.waits && before.dataset.state === question.state && !question.answer) {
      press(form, voted, question.votes);
      before.dataset.rev = question.rev;
      this.#orderSoon();
      return;
    }
    const isNews = own && before && before.dataset.state !== question.state;
    const made = this.drawing.question(question, { own, voted });
    const isOpen = before?.querySelector("[data-part=answer]")?.open;
    const hadFocus = before?.contains(document.activeElement);
    if (before) before.replaceWith(made);
    else this.list.append(made);
    if (isOpen) made.querySelector("[data-part=answer]")?.setAttribute("open", "");
    if (hadFocus) made.querySelector("button, a, summary")?.focus({ preventScroll: true });
    this.#settle();
    // What has happened with one's own question is said by the page, which also notes that it was.
    if (isNews) this.root.refresh().catch(() => {});
  }

  remove(id) {
    document.getElementById(`q-${id}`)?.remove();
    this.#settle();
  }

  swap(fresh) {
    this.list.replaceChildren(...document.importNode(fresh, true).children);
    this.#settle();
  }

  /** Let the list stand in its order, once the reader is not in it. */
  #orderSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#order(), 100);
  }

  #order() {
    if (this.list.matches(":hover, :focus-within")) return;
    const now = [...this.list.children];
    const next = [...now].sort(byWish);
    if (next.every((one, at) => one === now[at])) return;
    for (const one of next) this.list.append(one);
  }

  #settle() {
    this.#orderSoon();
    this.list.hidden = !this.list.children.length;
    this.none.hidden = !this.list.hidden;
  }
}

/** The order of `discussion.rows.questions_for`. */
function byWish(one, other) {
  const votes = (element) => Number(element.querySelector("[data-part=count]").textContent) || 0;
  return votes(other) - votes(one) || Number(one.dataset.id) - Number(other.dataset.id);
}
