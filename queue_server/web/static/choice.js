/** A choice to be made before a command: one question after another, each by digit, arrows and Enter, or mouse. */

import { element, icon } from "./elements.js";
import { key } from "./staff.js";
import { text } from "./texts.js";

export class Choice {
  /**
   * @param {object} action  of clerk_actions.ACTIONS
   * @param {Array} chosen  answers already known (a row was clicked)
   */
  constructor(action, chosen = []) {
    this.action = action;
    this.chosen = chosen;
    this.at = 0;
  }

  /** The question now asked: {heading, options}. */
  question(view, nowMs) {
    return this.action.asks[this.chosen.length](view, this.chosen, nowMs);
  }

  /** Answers with option number `index`. Returns "more", "done", "stay" (nothing is to be done), or null (no such option). */
  pick(view, nowMs, index = this.at) {
    const option = this.question(view, nowMs).options[index];
    if (!option || option.closed) return null;
    if (option.value === null) return "stay";
    this.chosen.push(option.value);
    this.at = 0;
    return this.chosen.length === this.action.asks.length ? "done" : "more";
  }

  move(view, nowMs, by) {
    const count = this.question(view, nowMs).options.length;
    if (count) this.at = (this.at + by + count) % count;
  }

  /** One question back; false if this was the first. */
  back() {
    this.at = 0;
    return this.chosen.pop() !== undefined;
  }

  draw(view, nowMs) {
    const { heading, options } = this.question(view, nowMs);
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
      options.length
        ? element("ol", { class: options.length > 6 && !options[0].number ? "options two" : "options" }, options.map((option, index) => this.#row(option, index)))
        : element("p", { class: "nothing" }, icon("info-circle"), text("console.choice.none")),
    );
  }

  #row(option, index) {
    const here = index === this.at;
    return element(
      "li",
      { "data-key": `option-${option.value}` },
      element(
        "button",
        { type: "button", "data-act": "pick", "data-index": index, "aria-current": here && "true", "aria-disabled": option.closed ? "true" : null },
        index < 9 ? key(String(index + 1)) : element("span", { class: "no-key" }),
        option.number && element("span", { class: "number" }, option.number),
        element("span", { class: "label" }, option.label),
        option.note && element("span", { class: "note" }, option.note),
      ),
    );
  }
}
