/** A choice to be made before a command: one question after another, each by digit, arrows and Enter, or mouse. */

import { element, icon } from "./elements.js";
import { key } from "./staff.js";
import { text } from "./texts.js";

/**
 * A question is a function of (subject, chosen, nowMs) that gives {heading, options, lead?}, an option being
 * {value, label, number?, note?, closed?, own?}. `value` null changes nothing; `own`: the words are written by hand.
 * A question that gives nothing is passed over, its answer is undefined. `subject`: the view or the ticket it is about.
 */
export class Choice {
  /**
   * @param {{id: string, asks: Array<function>}} action
   * @param {Array} chosen  answers already known (a row was clicked)
   */
  constructor(action, chosen = []) {
    this.action = action;
    this.chosen = chosen;
    this.at = 0;
    this.isWriting = false; // in words of one's own
  }

  /** The question now asked. */
  question(subject, nowMs) {
    return this.action.asks[this.chosen.length](subject, this.chosen, nowMs);
  }

  /** Answers with option number `index`. Returns "more", "done", "stay" (nothing is to be done), or null (no such option). */
  pick(subject, nowMs, index = this.at) {
    const option = this.question(subject, nowMs).options[index];
    if (!option || option.closed) return null;
    if (option.value === null) return "stay";
    if (option.own) {
      Object.assign(this, { at: index, isWriting: true });
      return "more";
    }
    return this.#answer(subject, nowMs, option.value);
  }

  /** Answers in words of one's own; null if there are none. */
  write(subject, nowMs, words) {
    return words.trim() ? this.#answer(subject, nowMs, words.trim()) : null;
  }

  #answer(subject, nowMs, value) {
    const { asks } = this.action;
    this.chosen.push(value);
    while (this.chosen.length < asks.length && !this.question(subject, nowMs)) this.chosen.push(undefined);
    Object.assign(this, { at: 0, isWriting: false });
    return this.chosen.length === asks.length ? "done" : "more";
  }

  move(subject, nowMs, by) {
    const count = this.question(subject, nowMs).options.length;
    if (count) Object.assign(this, { at: (this.at + by + count) % count, isWriting: false });
  }

  /** One question back; false if this was the first. */
  back() {
    if (this.isWriting) {
      this.isWriting = false;
      return true;
    }
    this.at = 0;
    while (this.chosen.length && this.chosen.at(-1) === undefined) this.chosen.pop(); // passed over
    return this.chosen.pop() !== undefined;
  }

  draw(subject, nowMs) {
    const { heading, options, lead } = this.question(subject, nowMs);
    this.at = Math.min(this.at, Math.max(0, options.length - 1));
    return element(
      "section",
      { class: "choice", "aria-labelledby": "question", "data-key": `choice-${this.action.id}-${this.chosen.length}` },
      element(
        "header",
        {},
        element("h2", { id: "question", class: "strong" }, heading),
        element("button", { class: "back", "data-act": "back", type: "button" }, text("console.choice.back"), key("Esc")),
      ),
      lead && element("p", { class: "lead" }, icon("info-circle"), lead),
      options.length
        ? element("ol", { class: options.length > 6 && !options[0].number ? "options two" : "options" }, options.map((option, index) => this.#row(option, index)))
        : element("p", { class: "nothing" }, icon("info-circle"), text("console.choice.none")),
    );
  }

  #row(option, index) {
    const isHere = index === this.at;
    const digit = index < 9 ? key(String(index + 1)) : element("span", { class: "no-key" });
    if (option.own && this.isWriting) return this.#writing(option, digit);
    return element(
      "li",
      { "data-key": `option-${option.value}` },
      element(
        "button",
        { type: "button", "data-act": "pick", "data-index": index, "aria-current": isHere && "true", "aria-disabled": option.closed ? "true" : null },
        digit,
        option.number && element("span", { class: "number" }, option.number),
        element("span", { class: "label" }, option.label),
        option.note && element("span", { class: "note" }, option.note),
      ),
    );
  }

  #writing(option, digit) {
    return element(
      "li",
      { class: "writing", "data-key": "option-writing" },
      element(
        "label",
        { "aria-current": "true" },
        digit,
        element("input", { id: "own-words", type: "text", maxlength: 80, autocomplete: "off", "aria-label": option.label, placeholder: option.label }),
        element("button", { type: "button", class: "button small", "data-act": "write", "data-primary": true }, key("Enter"), text("console.action.confirm")),
      ),
    );
  }
}

/** What a key asks of a choice: {back}, {move}, {pick}, {write} or {held}; null if it is not one of its keys. */
export function askedOfChoice(event, choice) {
  if (event.key === "Escape") return { back: true };
  if (choice.isWriting && event.target.id === "own-words") return event.key === "Enter" ? { write: true } : null;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") return { move: event.key === "ArrowDown" ? 1 : -1 };
  if (event.key !== "Enter" && !/^[1-9]$/.test(event.key)) return null;
  if (event.repeat) return { held: true };
  if (event.key !== "Enter") return { pick: Number(event.key) - 1 };
  if (event.target.closest?.("[data-act='back']")) return { back: true };
  return choice.isWriting ? { write: true } : { pick: undefined };
}

/** Reasons from a list, and one's own words at last: for commands that take any words. */
export function reasonOptions(codes, table) {
  return [...codes.map((code) => ({ value: code, label: text(`${table}.${code}`) })), { value: "", label: text("console.choice.own_reason"), own: true }];
}
