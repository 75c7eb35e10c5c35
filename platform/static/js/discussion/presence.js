// Who is here and whether somebody writes, as long as the socket tells. Hints: they are shown in
// words beside the discussion and never announced. What the server counts includes the reader.

const EACH = 3000; // between two frames that say that the reader writes
const LASTS = 7500; // so long after the last one the server may still count the reader
const MOST_TYPING = 30;
const MOST_CITIES = 6;

export class Presence {
  /** @param {HTMLElement} root @param {object} drawing
   * @param {{tell: () => boolean, keepingPlace: (change: () => void) => void}} parts `tell` says to the
   * server that the reader writes; false where nobody could hear it. */
  constructor(root, drawing, parts) {
    Object.assign(this, parts, { root, drawing, people: 0, writing: 0, told: 0, wrote: 0 });
    this.here = root.querySelector("[data-part=here]");
    this.typing = root.querySelector("[data-part=typing]");
    root.addEventListener("input", (event) => this.#wrote(event));
  }

  /** Take a frame of the socket that is no event. */
  hear({ type, people, cities }) {
    if (type === "presence") {
      this.people = people;
      const place = this.here.querySelector("[data-part=here-words]");
      this.keepingPlace(() => (place.textContent = this.#words(people, cities)));
      this.here.toggleAttribute("data-unknown", false);
      // Written before the reader had a place in the room: nobody could hear it until now.
      if (!this.told && Date.now() - this.wrote < LASTS) this.#tellWriting();
    } else if (type === "typing") {
      this.writing = people;
      this.#showWriting();
    } else if (type === "own") {
      // With what the reader wrote ends that they write: the server counts them no more, says so
      // in a frame that follows, and must be told when they go on.
      this.told = 0;
    }
  }

  /** Without the socket nothing is known. */
  forget() {
    this.writing = this.told = 0;
    this.here.toggleAttribute("data-unknown", true);
    this.typing.textContent = "";
  }

  #words(people, cities) {
    const counted = this.drawing.counted("here", people);
    if (!cities.length) return counted;
    const named = cities.slice(0, MOST_CITIES).join(", ");
    const more = cities.length - MOST_CITIES;
    return `${counted}: ${named}${more > 0 ? ` ${this.drawing.counted("cities", more)}` : ""}`;
  }

  #wrote({ target }) {
    if (target.name !== "body" || !target.value.trim()) return;
    Object.assign(this, { field: target, wrote: Date.now() });
    this.#tellWriting();
  }

  #tellWriting() {
    if (this.people >= MOST_TYPING || Date.now() - this.told < EACH) return;
    if (!this.field.value.trim() || !this.tell()) return;
    this.told = Date.now();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#showWriting(), LASTS);
  }

  #showWriting() {
    const isReader = Date.now() - this.told < LASTS;
    const others = this.writing - (isReader ? 1 : 0);
    this.typing.textContent =
      others < 1 ? "" : others === 1 ? this.drawing.words("one-writing") : this.drawing.counted("writing", others);
  }
}
