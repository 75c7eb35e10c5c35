// Small comforts of every page. Without this file each of them has a plain way of its own.

/** Close open menus on Escape and on a press elsewhere; focus goes back to what opened them. */
const openMenus = () => document.querySelectorAll("details.language-switch[open]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    const inside = menu.contains(document.activeElement);
    menu.open = false;
    if (inside) menu.querySelector("summary").focus();
  }
});
document.addEventListener("pointerdown", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});

/** Say something in passing, aloud too; never for errors. */
function toast(words) {
  let place = document.querySelector(".toast-place");
  if (!place) {
    place = document.createElement("div");
    place.className = "toast-place";
    place.setAttribute("role", "status");
    document.body.append(place);
  }
  const note = document.createElement("p");
  note.className = "toast";
  note.textContent = words;
  // A status region speaks when its content changes after it is in the page.
  requestAnimationFrame(() => place.replaceChildren(note));
  setTimeout(() => note.remove(), 4000);
}

/** <copy-text data-text data-done>: its button, or its link, copies instead of leading on. */
customElements.define(
  "copy-text",
  class extends HTMLElement {
    connectedCallback() {
      const control = this.querySelector("button, a");
      if (!control || !navigator.clipboard) return;
      control.hidden = false;
      control.addEventListener("click", async (event) => {
        event.preventDefault();
        await navigator.clipboard.writeText(this.dataset.text);
        toast(this.dataset.done);
      });
    }
  },
);

/** <print-button>: shows its button where the browser can print. */
customElements.define(
  "print-button",
  class extends HTMLElement {
    connectedCallback() {
      const button = this.querySelector("button");
      button.hidden = false;
      button.addEventListener("click", () => window.print());
    }
  },
);

/** Switch light and dark at once; the server remembers by the same cookie when asked by form. */
for (const form of document.querySelectorAll(".theme-switch")) {
  const mark = () => {
    const now = document.documentElement.dataset.theme ?? "system";
    for (const button of form.elements) {
      if (button.name === "theme") button.setAttribute("aria-pressed", String(button.value === now));
    }
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const theme = event.submitter?.value;
    const age = theme === "system" ? 0 : 31536000;
    document.cookie = `theme=${theme}; path=/; max-age=${age}; samesite=lax`;
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    mark();
  });
  mark();
}
