// <topic-list data-url data-some data-none>: the terms that the text of a practice names follow the
// writing. Without this file the list is made anew whenever the page is saved.
// Answer of the address: {"topics": [{id, label, words, chosen, kept, refused}], "problem"}.

const PAUSE = 1200; // milliseconds between the last key and the question
const SENT = /^(title|language|summary|summary_en|unknown|tags|main_theme|themes|target_groups|topic-.*|topics-shown|body-.*)$/;

customElements.define(
  "topic-list",
  class extends HTMLElement {
    connectedCallback() {
      this.form = this.closest("form");
      this.list = this.querySelector(".topics__list");
      if (!this.form || !this.list || !this.dataset.url) return;
      this.names = this.form.elements.named_concepts;
      this.followNames();
      this.heard = (event) => {
        if (SENT.test(event.target.name ?? "") || event.target.closest?.("[data-contentpath=body]")) this.later();
      };
      for (const kind of ["input", "change", "focusout"]) this.form.addEventListener(kind, this.heard);
    }

    /** A name counts when it is typed to its end: half of one must not be saved on the way. */
    followNames() {
      const { name } = this.names;
      const whole = () => this.names.setAttribute("name", name);
      this.names.addEventListener("focusin", () => this.names.removeAttribute("name"));
      this.names.addEventListener("change", () => {
        whole();
        this.ask(true);
      });
      this.names.addEventListener("focusout", whole);
      this.names.addEventListener("keydown", (event) => event.key === "Enter" && whole());
    }

    disconnectedCallback() {
      clearTimeout(this.timer);
      this.asking?.abort();
      for (const kind of ["input", "change", "focusout"]) this.form?.removeEventListener(kind, this.heard);
    }

    later() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), PAUSE);
    }

    written() {
      const sent = new URLSearchParams();
      for (const [name, value] of new FormData(this.form)) {
        if (SENT.test(name) && typeof value === "string") sent.append(name, value);
      }
      return sent;
    }

    /** `naming`: a name of a term was typed to its end, so that it is to be added. */
    async ask(naming = false) {
      const written = this.written();
      if (naming) written.append(this.names.name, this.names.value);
      const now = String(written);
      if (now === this.before) return;
      this.asking?.abort();
      this.asking = new AbortController();
      try {
        const answer = await fetch(this.dataset.url, {
          method: "POST",
          body: written,
          signal: this.asking.signal,
          headers: { "X-CSRFToken": this.form.elements.csrfmiddlewaretoken.value, Accept: "application/json" },
        });
        if (!answer.ok) return;
        const { topics, problem } = await answer.json();
        if (problem) {
          this.say(problem);
          return;
        }
        this.show(topics);
        if (naming) this.names.value = "";
        this.before = now;
      } catch (error) {
        // Superseded, or no connection: saving makes the list as well.
        if (error.name !== "AbortError") console.warn(error);
      }
    }

    show(topics) {
      const rows = new Map([...this.list.children].map((row) => [row.dataset.topic, row]));
      const known = new Set(topics.map((topic) => String(topic.id)));
      for (const [id, row] of rows) if (!known.has(id) && !decided(row)) row.remove();
      // Rows that are there stay where they are: nothing may move under a pointer or a focus.
      for (const topic of topics) {
        const row = rows.get(String(topic.id)) ?? this.list.appendChild(this.row(topic));
        row.querySelector(".topics__words").replaceChildren(...topic.words.flatMap(quoted));
        row.querySelector(".topics__chosen").hidden = !topic.chosen;
        row.querySelector(".topics__choice").hidden = topic.chosen;
      }
      const count = this.list.children.length;
      this.querySelector(".topics__none").hidden = count > 0;
      this.say(count ? `${this.dataset.some} ${count}` : this.dataset.none);
    }

    say(words) {
      this.querySelector(".topics__status").textContent = words;
    }

    row(topic) {
      const row = this.querySelector("template").content.firstElementChild.cloneNode(true);
      row.dataset.topic = topic.id;
      row.querySelector(".topics__label").textContent = topic.label;
      for (const input of row.querySelectorAll("input")) {
        input.name = `topic-${topic.id}`;
        input.checked = input.value === (topic.kept ? "keep" : topic.refused ? "refuse" : "");
      }
      return row;
    }
  },
);

function decided(row) {
  return Boolean(row.querySelector("input:checked")?.value);
}

function quoted(words) {
  const quote = document.createElement("q");
  quote.textContent = words;
  return [quote, " "];
}
