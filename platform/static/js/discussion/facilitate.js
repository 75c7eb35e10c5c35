// <live-facilitation>: lets the facilitator's view follow the discussion. The page is drawn by the
// server; its parts are fetched again when something has happened, at most once in two seconds.

import { Log } from "./log.js";
import { Wire } from "./wire.js";

const PAUSE = 2000;
const MINUTE = 60_000; // how long somebody waits is said in minutes

customElements.define(
  "live-facilitation",
  class LiveFacilitation extends HTMLElement {
    connectedCallback() {
      if (this.log) return;
      const { channel, epoch, seq, events, socket } = this.dataset;
      this.log = new Log({ epoch, last: Number(seq) }, () => this.#later());
      const address = new URL(socket, location.href).href.replace(/^http/, "ws");
      this.wire = new Wire({ channel, events, socket: "WebSocket" in window ? address : "" }, this.log, {
        state: (name) => (this.querySelector("[data-part=by-itself]").hidden = name !== "live" && name !== "slow"),
        reset: () => this.#refresh(),
        other: ({ type }) => type === "presence" && this.#later(),
      });
      this.wire.start();
      setInterval(() => document.hidden || this.#later(), MINUTE);
    }

    #later() {
      this.timer ??= setTimeout(async () => {
        await this.#refresh().catch(() => {});
        this.timer = null;
      }, PAUSE);
    }

    async #refresh() {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("live-facilitation");
      if (!fresh) throw new Error("no view");
      for (const place of this.querySelectorAll("[data-swap]")) {
        const now = fresh.querySelector(`[data-swap="${place.dataset.swap}"]`);
        if (now && now.innerHTML !== place.innerHTML) this.#swap(place, now);
      }
      const { epoch, seq } = fresh.dataset;
      if (epoch !== this.log.epoch || Number(seq) > this.log.last) this.log.begin({ epoch, last: Number(seq) });
    }

    /** Put a part in the place of an old one; the focus stays on the same control, if it is there. */
    #swap(place, now) {
      const { id } = place.contains(document.activeElement) ? document.activeElement : {};
      place.replaceChildren(...document.importNode(now, true).childNodes);
      if (id) (document.getElementById(id) ?? this.#firstOf(place))?.focus({ preventScroll: true });
    }

    #firstOf(place) {
      return place.querySelector("button, a");
    }
  },
);
