// The pinned messages above the thread, whether or not they are in view.

import { address, shortened, plain } from "./draw.js";

export class Pins {
  constructor(root, drawing) {
    Object.assign(this, { root, drawing });
  }

  /** Take a message as it is now: pinned, or not (any more), or hidden. */
  show(message) {
    const before = document.getElementById(`pin-${message.id}`);
    const made = message.pinned && message.html !== undefined && message.state === "visible" ? this.#made(message) : null;
    const isHere = before?.contains(document.activeElement);
    if (made && before) before.replaceWith(made);
    else if (made) this.#place(made);
    else before?.remove();
    if (made && isHere) made.querySelector("a").focus({ preventScroll: true });
    this.#settle();
  }

  remove(id) {
    document.getElementById(`pin-${id}`)?.remove();
    this.#settle();
  }

  get #bar() {
    // The page is swapped in parts when it begins anew.
    return this.root.querySelector("[data-part=pins]");
  }

  #made(message) {
    const made = this.drawing.cast("pin");
    made.id = `pin-${message.id}`;
    made.dataset.seq = message.seq;
    address(made, message.id);
    const words = made.querySelector("[data-part=words]");
    words.textContent = shortened(plain(message.html), 120);
    if (message.lang) words.lang = message.lang;
    return made;
  }

  #place(made) {
    const list = this.#bar.querySelector("ul");
    const next = [...list.children].find((one) => Number(one.dataset.seq) > Number(made.dataset.seq));
    list.insertBefore(made, next ?? null);
  }

  #settle() {
    this.#bar.hidden = !this.#bar.querySelector("li");
  }
}
