/**
 * The clerk goes through the pre-review of the ticket at the window: every line is confirmed, or corrected, with one key.
 *
 * Each line is a command of its own, given at once and never waited for, so that the keys of the ticket keep working
 * and a quick hand is not held up. Until the hall has answered, what was said of a line is shown as on its way.
 */

/** What a clerk may say of a line, by its kind; the place in the list is the digit of its key. */
const FINDINGS = {
  answer: ["met", "not_met"],
  material: ["held", "given", "deferred", "unfit", "missing"],
};

/** The pre-review of the ticket at this window, null if it has none. */
export function reviewOf(view) {
  return view?.ticket?.pre_review ?? null;
}

/** Whether lines may be checked now: {allowed, why}. */
export function checkOffer(view) {
  return view.actions.find(({ command }) => command === "CheckPreReview") ?? { allowed: false, why: "not_offered" };
}

/** What may be said of `line`, in the order of the digits: [{finding, open}]. What is essential cannot follow later. */
export function sayings(review, line) {
  const mayFollow = !line.essential && review.deferral_days !== null;
  return FINDINGS[line.kind].map((finding) => ({ finding, open: finding !== "deferred" || mayFollow }));
}

/** A question and a material may bear the same id. */
function keyOf({ kind, about }) {
  return `${kind}.${about}`;
}

export class Checking {
  #ticketId = null;
  #here = null; // key of the line the keys of the page speak of
  #sent = new Map(); // key of a line → {key, finding}, on its way

  /** Follows the window's view: another ticket is begun at its first open line. */
  follow(view) {
    const review = reviewOf(view);
    const ticketId = review && view.ticket.ticket_id;
    if (ticketId !== this.#ticketId) {
      this.#ticketId = ticketId;
      this.#sent.clear();
      this.#here = null;
    }
    if (review?.lines.length && !this.current(review)) this.go(this.open(review)[0] ?? review.lines[0]);
  }

  /** The lines nobody at a window has spoken of yet. */
  open(review) {
    return review.lines.filter((line) => this.said(line) === null);
  }

  /** What the clerk says of a line, also while it is on its way; null if nothing yet. */
  said(line) {
    return this.#sent.get(keyOf(line))?.finding ?? line.checked;
  }

  isOnItsWay(line) {
    return this.#sent.has(keyOf(line));
  }

  current(review) {
    return review.lines.find((line) => keyOf(line) === this.#here) ?? null;
  }

  go(line) {
    this.#here = keyOf(line);
  }

  move(review, by) {
    const at = review.lines.indexOf(this.current(review));
    this.go(review.lines[Math.min(Math.max(at + by, 0), review.lines.length - 1)]);
  }

  /** Notes that `finding` is being said of `line`, and goes on to the next open one. Returns what `answered` needs. */
  say(review, line, finding) {
    const word = { key: keyOf(line), finding };
    this.#sent.set(word.key, word);
    const at = review.lines.indexOf(line);
    const following = [...review.lines.slice(at + 1), ...review.lines.slice(0, at)];
    this.go(following.find((other) => this.said(other) === null) ?? line);
    return word;
  }

  /** The hall has answered. What it refused is open again, and the line to speak of. */
  answered(word, isAccepted) {
    if (this.#sent.get(word.key) !== word) return; // said otherwise meanwhile, or the ticket has gone
    this.#sent.delete(word.key);
    if (!isAccepted) this.#here = word.key;
  }
}

/** What a key asks of the lines: {move}, {nth}, {confirm} or {rest}; null if it is not one of theirs. */
export function askedByKey(event) {
  if (event.key === "ArrowDown" || event.code === "KeyJ") return { move: 1 };
  if (event.key === "ArrowUp" || event.code === "KeyK") return { move: -1 };
  if (event.key === "Enter" || event.key === " ") return { confirm: true };
  if (event.code === "KeyA") return { rest: true };
  return /^[1-9]$/.test(event.key) ? { nth: Number(event.key) - 1 } : null;
}
