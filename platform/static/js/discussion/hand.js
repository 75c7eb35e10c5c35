// One's own raised hand, and how many are raised. The log only tells the number, so whoever has a
// hand up asks when the number falls whether it is still theirs.

import { AS_JSON } from "./posting.js";

const SPREAD = 1000;

export class Hand {
  /** @param {HTMLElement} root @param {object} drawing @param {(words: string) => void} say */
  constructor(root, drawing, say) {
    Object.assign(this, { root, drawing, say, count: Number(root.dataset.hands) });
  }

  get #form() {
    // The page is swapped in parts when it begins anew.
    return this.root.querySelector("form[data-part=hand]");
  }

  get isUp() {
    return this.#form?.elements.on.value === "0";
  }

  /** Take how many hands are raised now. */
  counted(number) {
    const fell = number < this.count;
    this.count = number;
    const line = this.root.querySelector("[data-part=hands]");
    if (!line) return;
    line.hidden = !number;
    line.textContent = this.drawing.counted("hands", number);
    if (fell && this.isUp) this.timer ??= setTimeout(() => this.#ask(), Math.random() * SPREAD);
  }

  /** Show what the server answered to a press on the button. */
  pressed({ up, hands }) {
    this.#show(up);
    this.counted(hands);
    this.say(this.drawing.words(up ? "hand-up" : "hand-down"));
  }

  async #ask() {
    this.timer = null;
    const { up, writes } = await fetch(this.#form.action, { headers: AS_JSON })
      .then((answer) => answer.json())
      .catch(() => ({ up: true }));
    if (up || !this.isUp) return;
    this.#show(false);
    if (writes) this.say(this.drawing.words("called"));
  }

  #show(isUp) {
    const form = this.#form;
    form.elements.on.value = isUp ? "0" : "1";
    form.querySelector("button").dataset.up = isUp;
    form.querySelector("[data-part=up]").hidden = !isUp;
    form.querySelector("[data-part=down]").hidden = isUp;
  }
}
