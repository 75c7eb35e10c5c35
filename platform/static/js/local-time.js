// <local-time data-zone data-words>: writes the visitor's own time beside the workshop's, as text.
// `data-zone` holds the zones that are already said; where the clock is the same nothing is added.

const visitorZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

function clock(date, zone, language) {
  return new Intl.DateTimeFormat(language, {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: zone,
  }).format(date);
}

function weekday(date, zone, language) {
  return new Intl.DateTimeFormat(language, { weekday: "long", timeZone: zone }).format(date);
}

/** The visitor's span, with the weekday when it is another day there than in the workshop's zone. */
function ownSpan(dates, zone, language) {
  const span = dates.map((date) => clock(date, visitorZone, language)).join("–");
  const own = weekday(dates[0], visitorZone, language);
  return own === weekday(dates[0], zone, language) ? span : `${own} ${span}`;
}

customElements.define(
  "local-time",
  class extends HTMLElement {
    connectedCallback() {
      const zones = (this.dataset.zone ?? "").split(" ").filter(Boolean);
      const row = this.querySelector(".session__yours");
      const times = [...(this.querySelector("dd") ?? this).querySelectorAll("time")];
      const dates = times.map((time) => new Date(time.dateTime));
      if (!zones.length || !dates.length || dates.some((date) => Number.isNaN(+date))) return;
      const language = document.documentElement.lang;
      const span = ownSpan(dates, zones[0], language);
      const words = `${this.dataset.words} (${visitorZone.split("/").pop().replaceAll("_", " ")})`;
      if (row) {
        // The row is there from the start, unseen, so that filling it moves nothing.
        row.querySelector("dt").textContent = words;
        row.querySelector("dd").textContent = span;
        row.classList.add("is-known");
        return;
      }
      const same = (zone) => clock(dates[0], zone, language) === clock(dates[0], visitorZone, language);
      if (zones.some(same)) return;
      const own = this.querySelector(".local-time__yours") ?? this.appendChild(document.createElement("span"));
      // In a programme it stands on a line of its own.
      own.textContent = this.closest(".agenda__time") ? `${span}, ${words}` : ` · ${span}, ${words}`;
    }
  },
);
