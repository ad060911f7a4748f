/** Entering numbers torn off a paper roll while nothing printed: one after another, by keyboard alone. */

import { element, icon } from "./elements.js";
import { key } from "./staff.js";
import { Wishing } from "./tickets_wishing.js";
import { refusal, text } from "./texts.js";

const t = (words, values) => text(`console.paper_roll.${words}`, values);
const OF_THE_ROLL = /^0{0,3}[1-9][0-9]{0,3}$/; // as EnterPaperTicket takes them
const SHOWN = 12; // entered ones; those refused are shown however many

export class PaperRoll extends Wishing {
  #lines = []; // {id, ordinal, number, label, command, state: "sending" | "entered" | "refused", why}, the newest first
  #count = 0;

  constructor(series) {
    super();
    this.series = series;
    this.next = ""; // the number that follows the last one on the roll
  }

  offers(floor) {
    return super.offers(floor).filter(({ wish }) => !wish.bundle_id);
  }

  /** Whoever tore a number off is there already; whether their item can be done today the hall decides. */
  isClosed() {
    return false;
  }

  /** The line for what is typed and chosen, on its way; null if nothing is. */
  enter(floor, typed, index = this.at) {
    const digits = digitsOf(typed, this.series);
    const offered = this.offers(floor)[index];
    if (!offered) return null;
    const line = {
      id: ++this.#count,
      ordinal: Number(digits),
      number: this.series + digits,
      label: offered.label,
      command: { type: "EnterPaperTicket", paper_number: digits, ...offered.wish },
      state: "sending",
      why: null,
    };
    this.#lines.unshift(line);
    this.at = index;
    this.next = String(line.ordinal + 1).padStart(digits.length, "0");
    return line;
  }

  isOfTheRoll(typed) {
    return OF_THE_ROLL.test(digitsOf(typed, this.series));
  }

  /** What the hall answered. A number that is entered at last takes its refusals with it. */
  answered(line, { accepted, refused, details }) {
    if (accepted) {
      Object.assign(line, { state: "entered", number: accepted.ticket?.number ?? line.number });
      this.#lines = this.#lines.filter(({ state, ordinal }) => state !== "refused" || ordinal !== line.ordinal);
    } else Object.assign(line, { state: "refused", why: refusal(refused, details) });
  }

  drop(id) {
    this.#lines = this.#lines.filter((line) => line.id !== id);
  }

  draw(floor) {
    return element(
      "form",
      { class: "choice issue roll", id: "issue", "data-key": "paper-roll", novalidate: true, "aria-labelledby": "issue-heading" },
      element("header", {}, element("h2", { class: "strong", id: "issue-heading" }, t("heading")), element("button", { class: "back", "data-act": "back", type: "button" }, text("console.choice.back"), key("Esc"))),
      element(
        "label",
        { class: "search", "data-key": "paper-number" },
        element("span", { class: "number" }, this.series),
        element("input", { id: "paper-number", type: "text", inputmode: "numeric", autocomplete: "off", spellcheck: "false", maxlength: 6, placeholder: t("number"), "aria-label": t("number") }),
        key("Enter"),
      ),
      this.drawWishes(floor),
      this.#drawLines(),
    );
  }

  #drawLines() {
    const refused = this.#lines.filter(({ state }) => state === "refused");
    const others = this.#lines.filter(({ state }) => state !== "refused");
    const entered = others.filter(({ state }) => state === "entered").length;
    const counts = [t("entered", { count: entered }), refused.length > 0 && t("refused", { count: refused.length })];
    return element(
      "section",
      { class: "entered", "data-key": "entered", "aria-labelledby": "entered-heading" },
      element("h3", { id: "entered-heading", class: "second", role: "status" }, this.#lines.length ? counts.filter(Boolean).join(text("console.list.comma")) : t("hint")),
      element("ol", {}, [...refused, ...others.slice(0, SHOWN)].map(row)),
    );
  }
}

/** Somebody may type the series too, as it stands on the roll. */
function digitsOf(typed, series) {
  const written = typed.trim().toUpperCase();
  return written.startsWith(series) ? written.slice(series.length) : written;
}

const ICONS = { sending: "clock", entered: "check", refused: "alert-circle" };

function row({ id, number, label, state, why }) {
  return element(
    "li",
    { "data-key": `line-${id}`, "data-state": state },
    icon(ICONS[state]),
    element("span", { class: "number" }, number),
    element("span", { class: "label" }, label, why && element("small", { class: "care" }, why)),
    state === "refused" && element("button", { type: "button", class: "button small", "data-act": "drop", "data-line": id }, t("drop")),
  );
}
