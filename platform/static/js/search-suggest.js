// <search-suggest data-url data-some data-none>: suggestions under a search field (ARIA combobox).
// The field works as before without it. Answer of the address: {"results": [{text, url, type, lang,
// found, found_lang, found_language}]}. Keys as in the ARIA Authoring Practices for an editable
// combobox with list autocomplete: the focus stays in the field, an option is only pointed at.

const PAUSE = 150; // milliseconds between the last key and the question
const SHORTEST = 2;
let lists = 0;

function words(name, text, lang) {
  const element = document.createElement(name);
  element.textContent = text;
  if (lang) element.lang = lang;
  return element;
}

customElements.define(
  "search-suggest",
  class extends HTMLElement {
    connectedCallback() {
      this.input = this.querySelector("input");
      if (!this.input || !this.dataset.url) return;
      this.list = document.createElement("div");
      this.list.className = "suggestions";
      this.list.id = `suggestions-${++lists}`;
      this.list.setAttribute("role", "listbox");
      this.list.setAttribute("aria-label", this.input.labels[0]?.textContent ?? "");
      this.list.hidden = true;
      this.status = document.createElement("p");
      this.status.className = "visually-hidden";
      this.status.setAttribute("role", "status");
      this.append(this.list, this.status);
      for (const [name, value] of Object.entries({
        role: "combobox",
        "aria-autocomplete": "list",
        "aria-expanded": "false",
        "aria-controls": this.list.id,
      })) this.input.setAttribute(name, value);
      this.input.addEventListener("input", () => this.later());
      this.input.addEventListener("keydown", (event) => this.key(event));
      this.input.addEventListener("blur", () => this.close());
      // Keep the focus in the field while an option is pressed.
      this.list.addEventListener("mousedown", (event) => event.preventDefault());
      this.list.addEventListener("click", (event) => this.choose(event.target.closest("[role=option]")));
    }

    later() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), PAUSE);
    }

    async ask() {
      const words = this.input.value.trim();
      this.asking?.abort();
      if (words.length < SHORTEST) return this.close();
      this.asking = new AbortController();
      const address = new URL(this.dataset.url, location.href);
      address.searchParams.set("q", words);
      try {
        const answer = await fetch(address, { signal: this.asking.signal, headers: { Accept: "application/json" } });
        if (!answer.ok) return this.close();
        const { results } = await answer.json();
        if (document.activeElement === this.input) this.show(results);
      } catch (error) {
        // Superseded, or no connection: the field itself still works.
        if (error.name !== "AbortError") this.close();
      }
    }

    show(results) {
      this.list.replaceChildren(...results.map((result, index) => this.option(result, index)));
      this.list.hidden = !results.length;
      this.input.setAttribute("aria-expanded", String(Boolean(results.length)));
      this.input.removeAttribute("aria-activedescendant");
      this.status.textContent = results.length
        ? this.dataset.some.replace("{number}", results.length)
        : this.dataset.none;
    }

    option(result, index) {
      const option = document.createElement("div");
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.id = `${this.list.id}-${index}`;
      option.dataset.url = result.url ?? "";
      const name = document.createElement("span");
      name.append(words("span", result.text, result.lang));
      if (result.found) {
        name.append(" (", words("i", result.found, result.found_lang));
        name.append(result.found_language ? `, ${result.found_language})` : ")");
      }
      option.append(name);
      option.dataset.text = result.text;
      if (result.type) option.append(" ", words("small", result.type));
      return option;
    }

    key(event) {
      if (event.isComposing) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        event.preventDefault();
        if (this.list.hidden) this.ask().then(() => event.altKey || this.move(step));
        else if (event.altKey) step < 0 && this.close();
        else this.move(step);
      } else if (event.key === "Escape" && !this.list.hidden) {
        event.preventDefault();
        this.close();
      } else if (event.key === "Enter" && this.active) {
        event.preventDefault();
        this.choose(this.active);
      } else if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) {
        this.activate(null); // The reader is back in the text.
      }
    }

    // One place beyond either end is the field itself.
    move(step) {
      const options = [...this.list.children];
      const from = options.indexOf(this.active);
      this.activate(options[from < 0 && step < 0 ? options.length - 1 : from + step]);
    }

    get active() {
      return this.list.querySelector("[aria-selected=true]");
    }

    activate(option) {
      this.active?.setAttribute("aria-selected", "false");
      this.input.removeAttribute("aria-activedescendant");
      if (!option) return;
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      this.input.setAttribute("aria-activedescendant", option.id);
    }

    choose(option) {
      if (!option) return;
      if (option.dataset.url) {
        location.assign(option.dataset.url);
        return;
      }
      this.input.value = option.dataset.text;
      this.close();
      this.input.form.requestSubmit();
    }

    close() {
      clearTimeout(this.timer);
      this.asking?.abort();
      this.list.hidden = true;
      this.list.replaceChildren();
      this.status.textContent = "";
      this.input.setAttribute("aria-expanded", "false");
      this.input.removeAttribute("aria-activedescendant");
    }
  },
);
