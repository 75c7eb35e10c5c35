// The reader's choice of languages. What is left out is counted where it would stand, so nothing new
// goes by unseen. The server leaves out by the same rule (discussion.rows.in_languages).

export class Choice {
  constructor(root, drawing) {
    Object.assign(this, { root, drawing });
    this.begin();
  }

  /** Take up what the page that is shown now says. */
  begin() {
    const chosen = this.root.dataset.languages;
    this.languages = chosen ? new Set(chosen.split(" ")) : null;
    const ids = this.#line.dataset.ids;
    this.others = new Set(ids ? ids.split(" ").map(Number) : []);
  }

  get #line() {
    return this.root.querySelector("[data-part=others]");
  }

  /** Tell whether a message is to be shown. What has no language, what is one's own, and what is not
   * there for all always is. */
  shows({ lang, state }, isOwn) {
    return !this.languages || isOwn || !lang || state !== "visible" || this.languages.has(lang);
  }

  leaveOut({ id }) {
    this.others.add(id);
    this.#count();
  }

  /** A message is shown now, or gone. */
  forget(id) {
    if (this.others.delete(id)) this.#count();
  }

  #count() {
    this.#line.hidden = !this.others.size;
    this.#line.querySelector("[data-part=number]").textContent = this.drawing.counted("others", this.others.size);
  }
}
