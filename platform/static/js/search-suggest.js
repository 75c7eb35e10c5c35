// <search-suggest data-url data-some data-none>: suggestions under a search field (ARIA combobox).
// The field works as before without it. Answer of the address: {"results": [{text, url, type, lang}]}.

const PAUSE = 150; // milliseconds between the last key and the question
const SHORTEST = 2;
let lists = 0;

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
      this.addEventListener("focusout", (event) => {
        if (!this.contains(event.relatedTarget)) this.close();
      });
      // Keep the focus in the field while an option is pressed.
      this.list.addEventListener("pointerdown", (event) => event.preventDefault());
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
      this.status.textContent = results.length ? this.dataset.some : this.dataset.none;
    }

    option(result, index) {
      const option = document.createElement("div");
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.id = `${this.list.id}-${index}`;
      option.dataset.url = result.url ?? "";
      const words = document.createElement("span");
      words.textContent = result.text;
      if (result.lang) words.lang = result.lang;
      option.append(words);
      option.dataset.text = result.text;
      if (result.type) {
        const type = document.createElement("small");
        type.textContent = result.type;
        option.append(type);
      }
      return option;
    }

    key(event) {
      const options = [...this.list.children];
      if (event.key === "Escape" && !this.list.hidden) {
        event.preventDefault();
        this.close();
      } else if (event.key === "Enter" && this.active) {
        event.preventDefault();
        this.choose(this.active);
      } else if (["ArrowDown", "ArrowUp"].includes(event.key) && options.length && !this.list.hidden) {
        event.preventDefault();
        const step = event.key === "ArrowDown" ? 1 : -1;
        const from = options.indexOf(this.active);
        // One place beyond either end is the field itself.
        const next = from < 0 && step < 0 ? options.length - 1 : from + step;
        this.activate(options[next]);
      }
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
