// What a screen reader hears of new messages: how many, politely, at most once in five seconds, and
// nothing while the reader has switched it off.

const PAUSE = 5000;

export class Aloud {
  /** @param {HTMLElement} region @param {HTMLButtonElement} button @param {(n: number) => string} words */
  constructor(region, button, words) {
    Object.assign(this, { region, button, words, count: 0, free: 0 });
    button.hidden = false;
    button.addEventListener("click", () => {
      this.isOn = !this.isOn;
      this.count = 0;
    });
  }

  get isOn() {
    return this.button.getAttribute("aria-pressed") === "true";
  }

  set isOn(value) {
    this.button.setAttribute("aria-pressed", String(value));
  }

  /** Count one more; it is said together with what comes in the next seconds. */
  add() {
    if (!this.isOn) return;
    this.count += 1;
    this.timer ??= setTimeout(() => this.#say(), Math.max(300, this.free - Date.now()));
  }

  #say() {
    this.timer = null;
    if (!this.count || !this.isOn) return;
    this.region.textContent = this.words(this.count);
    this.count = 0;
    this.free = Date.now() + PAUSE;
  }
}
