// What was written and is not acknowledged yet, kept in the browser by person and channel. A text
// has one `client_id` from the first attempt to the last, also over a reload, so the server stores
// it once however often it arrives.

/** What a browser without storage (private windows, full disk) gets: it lasts as long as the page. */
const memory = new Map();

function stored(key) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? memory.get(key) ?? null;
  } catch {
    return memory.get(key) ?? null;
  }
}

function store(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
    memory.delete(key);
  } catch {
    if (value === null) memory.delete(key);
    else memory.set(key, value);
  }
}

export class Outbox {
  constructor(person, channel) {
    // Texts of one person are never sent as another's.
    this.key = `crocevia-outbox:${person}:${channel}`;
    this.draftKey = `crocevia-draft:${person}:${channel}`;
  }

  /** Return what waits, the oldest first. */
  waiting() {
    const found = stored(this.key);
    return Array.isArray(found) ? found.filter((one) => one?.client_id) : [];
  }

  /** Keep an entry: `{client_id, state, fields}`; the same `client_id` again replaces it. */
  keep(entry) {
    const rest = this.waiting();
    const at = rest.findIndex((one) => one.client_id === entry.client_id);
    if (at < 0) rest.push(entry);
    else rest[at] = entry;
    store(this.key, rest);
  }

  /** Forget an entry, which is acknowledged or taken back; true if it was there. */
  settle(clientId) {
    const rest = this.waiting();
    const left = rest.filter((one) => one.client_id !== clientId);
    if (left.length === rest.length) return false;
    store(this.key, left.length ? left : null);
    return true;
  }

  get draft() {
    return stored(this.draftKey);
  }

  set draft(fields) {
    store(this.draftKey, fields?.body ? fields : null);
  }
}

/** A new id; `crypto.randomUUID` is only there on secure addresses. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
