// What a reader has of a channel's log, as plain state: no page, no network. Each number is applied
// once and in order (`discussion.frames.apply` on the server does the same): the next one is applied,
// one that was had is ignored, one that comes too early is held until the gap before it is filled.

const MOST_HELD = 256; // more than that is cheaper to fetch again

export class Log {
  /**
   * @param {{epoch: string, last: number, floor?: number, ceiling?: number}} start `last` is the
   * number that what is shown includes; messages below `floor` or above `ceiling` are not in view.
   * @param {(change: object) => void} changed told of each change, in order.
   * @param {(message: object) => void} passed told of each message that comes by, in view or not.
   */
  constructor(start, changed = () => {}, passed = () => {}) {
    Object.assign(this, { changed, passed });
    this.begin(start);
  }

  /** Begin anew with what was just loaded. */
  begin({ epoch, last, floor = 0, ceiling = Infinity, messages = [], questions = [] }) {
    Object.assign(this, { epoch, last, floor, ceiling });
    this.messages = new Map(messages.map((one) => [one.id, one]));
    this.questions = new Map(questions.map((one) => [one.id, one]));
    this.held = new Map();
    this.head = Math.max(last, 0);
  }

  /** Tell whether numbers are missing between what is applied and what is known to exist. */
  get isBehind() {
    return this.head > this.last;
  }

  /** Take one frame; "applied", "old" or "held". */
  take(frame) {
    if (!Number.isSafeInteger(frame?.seq)) return "old";
    if (frame.seq <= this.last) return "old";
    this.head = Math.max(this.head, frame.seq);
    if (frame.seq > this.last + 1) {
      if (this.held.size < MOST_HELD) this.held.set(frame.seq, frame);
      return "held";
    }
    this.#apply(frame);
    this.#release();
    return "applied";
  }

  /** Note the number of the channel's last event; true where something is missing. */
  hear(seq) {
    this.head = Math.max(this.head, seq);
    return this.isBehind;
  }

  /** Take an answer of `events?after=`; "reset" where the reader must begin anew, else "done" or
   * "more" where it did not bring everything. */
  replay(answer) {
    if (answer.reset || (answer.epoch && answer.epoch !== this.epoch)) return "reset";
    const before = this.last;
    for (const frame of answer.events) this.take(frame);
    this.head = Math.max(this.head, answer.last_seq);
    return this.isBehind && this.last > before ? "more" : "done";
  }

  /** Show a message that an answer of the server brought before its frame. It takes no number. */
  put(message) {
    const had = this.messages.get(message.id);
    if (had && had.rev > message.rev) return;
    // A message from outside what is shown changes nothing that is seen.
    if (message.seq < this.floor) return;
    if (message.seq > this.ceiling) {
      if (!had) this.changed({ beyond: message });
      return;
    }
    this.messages.set(message.id, message);
    this.changed({ message, had });
  }

  ask(question) {
    const had = this.questions.get(question.id);
    if (had && had.rev > question.rev) return;
    this.questions.set(question.id, question);
    this.changed({ question, had });
  }

  /** Return the messages in the order in which they are shown. */
  ordered() {
    return [...this.messages.values()].sort(inOrder);
  }

  #apply(frame) {
    this.last = frame.seq;
    if (frame.message) {
      this.passed(frame.message);
      this.put(frame.message);
    }
    if (frame.question) this.ask(frame.question);
    if (frame.channel) this.changed({ channel: frame.channel });
    if (frame.message_id !== undefined) {
      this.messages.delete(frame.message_id);
      this.changed({ gone: frame.message_id });
    }
    if (this.questions.delete(frame.question_id)) this.changed({ withdrawn: frame.question_id });
  }

  #release() {
    for (let frame; (frame = this.held.get(this.last + 1)); ) {
      this.held.delete(frame.seq);
      this.#apply(frame);
    }
    for (const seq of this.held.keys()) if (seq <= this.last) this.held.delete(seq);
  }
}

/** The order of a discussion: thread by thread, in each by number. */
export function inOrder(one, other) {
  return one.thread - other.thread || one.seq - other.seq;
}
