// The questions from the room. Counts change where they stand; the order is made anew with the page,
// so that nothing moves under a pointer.

import { press } from "./draw.js";

export class Queue {
  constructor(root, drawing) {
    Object.assign(this, { root, drawing, own: new Set() });
    this.list = root.querySelector(".questions");
    this.none = root.querySelector("[data-part=no-question]");
  }

  served() {
    return [...this.list.children].map(({ dataset }) => ({ id: Number(dataset.id), rev: Number(dataset.rev) }));
  }

  show(question) {
    const before = document.getElementById(`q-${question.id}`);
    const form = before?.querySelector("[data-part=vote]");
    const voted = form?.elements.on.value === "0";
    const own = before ? "own" in before.dataset : this.own.has(question.client_id);
    if (before && form && !question.waits && before.dataset.state === question.state && !question.answer) {
      press(form, voted, question.votes);
      before.dataset.rev = question.rev;
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

  #settle() {
    this.list.hidden = !this.list.children.length;
    this.none.hidden = !this.list.hidden;
  }
}
