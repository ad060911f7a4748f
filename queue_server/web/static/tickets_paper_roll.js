/** Entering numbers torn off a paper roll while nothing printed: one after another, by keyboard alone. */

import { look } from "./asking.js";
import { element, icon } from "./elements.js";
import { key } from "./staff.js";
import { Wishing } from "./tickets_wishing.js";
import { firstText, refusal, text } from "./texts.js";

const t = (words, values) => text(`console.paper_roll.${words}`, values);
const OF_THE_ROLL = /^0{0,3}[1-9][0-9]{0,3}$/; // as EnterPaperTicket takes them
const CLOCK = /^([01]?[0-9]|2[0-3])[:：.]?([0-5][0-9])$/; // 9:12, 09:12, 0912
const LANGUAGES = ["zh", "en"];
const SHOWN = 12; // entered ones; those refused are shown however many

export class PaperRoll extends Wishing {
  #lines = []; // {id, ordinal, number, label, command, state: "sending" | "entered" | "refused", why}, the newest first
  #count = 0;

  constructor(series) {
    super();
    this.series = series;
    this.next = ""; // the number that follows the last one on the roll
    this.posts = []; // of the windows, as GET /api/v1/windows tells them
  }

  /** Who may have served somebody by hand; asked once. */
  async lookForPosts() {
    if (!this.posts.length) this.posts = (await look("/api/v1/windows")).body ?? [];
  }

  offers(floor) {
    return super.offers(floor).filter(({ wish }) => !wish.bundle_id);
  }

  /** Whoever tore a number off is there already; whether their item can be done today the hall decides. */
  isClosed() {
    return false;
  }

  /**
   * The line for what is typed and chosen, on its way; null if nothing is.
   *
   * @param {{language: string, takenAt: string|undefined, served: string}} also  `served`: window and clerk, or nothing
   */
  enter(floor, typed, also, index = this.at) {
    const digits = digitsOf(typed, this.series);
    const offered = this.offers(floor)[index];
    if (!offered) return null;
    const line = {
      id: ++this.#count,
      ordinal: Number(digits),
      number: this.series + digits,
      label: [offered.label, also.takenAt, also.served && t("served_by", this.#postOf(also.served)), also.language !== LANGUAGES[0] && languageName(also.language)].filter(Boolean).join(text("console.list.comma")),
      command: { type: "EnterPaperTicket", paper_number: digits, ...offered.wish, language: also.language, ...(also.takenAt && { taken_at: also.takenAt }), ...(also.served && { served: servedOf(also.served) }) },
      state: "sending",
      why: null,
    };
    this.#lines.unshift(line);
    this.at = index;
    this.next = String(line.ordinal + 1).padStart(digits.length, "0");
    return line;
  }

  #postOf(served) {
    const { window_id: windowId, clerk_id: clerkId } = servedOf(served);
    const { window, holders } = this.posts.find((each) => each.window.window_id === windowId);
    return { window: window.number, name: holders.find(({ clerk_id: id }) => id === clerkId).name };
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
      this.#drawAlso(),
      this.drawWishes(floor),
      this.#drawLines(),
    );
  }

  /** What may be said besides: in which language, when it was torn off, who served it by hand. */
  #drawAlso() {
    const choices = this.posts.flatMap(({ window, holders }) => holders.map(({ clerk_id: clerkId, name: label }) => [`${window.window_id}|${clerkId}`, t("window_and_clerk", { window: window.number, name: label })]));
    return element(
      "div",
      { class: "also", "data-key": "also" },
      element("label", {}, t("language"), element("select", { id: "paper-language" }, LANGUAGES.map((code) => element("option", { value: code }, languageName(code))))),
      element("label", {}, t("taken_at"), element("input", { id: "paper-taken-at", type: "text", inputmode: "numeric", autocomplete: "off", maxlength: 5, placeholder: t("taken_at_example") })),
      choices.length > 0 && element("label", {}, t("served"), element("select", { id: "paper-served" }, element("option", { value: "" }, t("not_served")), choices.map(([value, label]) => element("option", { value }, label)))),
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

/** "09:12" for what is typed as a time; undefined for nothing, null for what is none. */
export function timeOf(typed) {
  if (!typed.trim()) return undefined;
  const [, hours, minutes] = CLOCK.exec(typed.trim()) ?? [];
  return hours === undefined ? null : `${hours.padStart(2, "0")}:${minutes}`;
}

function servedOf(served) {
  const [window_id, clerk_id] = served.split("|");
  return { window_id, clerk_id };
}

function languageName(code) {
  return firstText([`common.language.${code}`, "console.ticket.other_language"]);
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
