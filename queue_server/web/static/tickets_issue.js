/** Taking a number for somebody: what for, then what is known of them. */

import { look } from "./asking.js";
import { element, icon } from "./elements.js";
import { key } from "./staff.js";
import { hasText, minuteRange, name, refusal, text } from "./texts.js";

const t = (words, values) => text(`console.issue.${words}`, values);
const LANGUAGES = ["zh", "en"];
const APPLICANTS = ["person", "organisation"];
let begun = 0;

export class Issue {
  constructor() {
    this.id = ++begun; // so that each form begins empty
    this.found = null; // what the words may mean; null while there are none
    this.words = "";
    this.at = 0;
    this.wish = null; // {item_id | bundle_id | queue_id, name}
    this.isLate = false; // the last number of the day is given: why one more?
  }

  /** Looks the words up; an older answer that comes late is not shown. */
  async search(words) {
    this.words = words.trim();
    this.at = 0;
    if (!this.words) {
      this.found = null;
      return;
    }
    const asked = this.words;
    const { body } = await look("/api/v1/items", { words: asked });
    if (asked === this.words) this.found = body ?? { items: [], for_day: null };
  }

  /** What can be chosen now, in the order shown: what was found, or the kinds of window. */
  offers(floor) {
    if (!this.found) return (floor?.queues ?? []).map((queue) => ({ wish: { queue_id: queue.queue_id }, label: name(queue.name), note: lengthOf(queue), why: queue.why_not }));
    return this.found.items.map((item) => ({
      wish: item.item_id ? { item_id: item.item_id } : { bundle_id: item.bundle_id },
      number: item.number ?? t("bundle"),
      label: name(item.name),
      note: item.why ? refusal(item.why) : name(item.queue),
      why: item.why,
    }));
  }

  move(floor, by) {
    const count = this.offers(floor).length;
    if (count) this.at = (this.at + by + count) % count;
  }

  /** Chooses what to take the number for; false if that cannot be taken now. */
  choose(floor, index = this.at) {
    const offered = this.offers(floor)[index];
    if (!offered || offered.why) return false;
    this.wish = { ...offered.wish, name: offered.label };
    return true;
  }

  /** The command, with what the form says; null before something was chosen. */
  command(form) {
    if (!this.wish) return null;
    const { name: _, ...wish } = this.wish;
    const said = Object.fromEntries([...new FormData(form)].filter(([, value]) => value.trim()));
    return { type: "IssueTicket", ...wish, ...(this.found?.for_day ? { for_day: this.found.for_day } : {}), ...said };
  }

  draw(floor, classes, mayAct) {
    return element(
      "form",
      { class: "choice issue", id: "issue", "data-key": `issue-${this.id}`, novalidate: true, "aria-labelledby": "issue-heading" },
      element("header", {}, element("h2", { class: "strong", id: "issue-heading" }, t("heading")), element("button", { class: "back", "data-act": "back", type: "button" }, text("console.choice.back"), key("Esc"))),
      this.wish ? this.#known(classes, mayAct) : this.#choosing(floor),
    );
  }

  #choosing(floor) {
    const offers = this.offers(floor);
    return [
      element("label", { class: "search", "data-key": "words" }, icon("search"), element("input", { id: "words", type: "search", autocomplete: "off", spellcheck: "false", maxlength: 64, placeholder: t("words"), "aria-label": t("words") })),
      this.found?.for_day && element("p", { class: "lead", "data-key": "for-day" }, icon("moon"), t("for_day", { day: this.found.for_day })),
      element("p", { class: "lead second", "data-key": "lead" }, this.found ? (offers.length ? "" : t("nothing")) : t("or_queue")),
      element(
        "ol",
        { class: "options", "data-key": "offers" },
        offers.map((offered, index) =>
          element(
            "li",
            { "data-key": JSON.stringify(offered.wish) },
            element(
              "button",
              { type: "button", "data-act": "wish", "data-index": index, "aria-current": index === this.at && "true", "aria-disabled": offered.why ? "true" : null, tabindex: "-1" },
              offered.number && element("span", { class: "number" }, offered.number),
              element("span", { class: "label" }, offered.label),
              element("span", { class: "note" }, offered.note),
            ),
          ),
        ),
      ),
    ];
  }

  #known(classes, mayAct) {
    const select = (field, words, options) => element("label", { "data-key": field }, element("span", {}, words), element("select", { name: field, id: `issue-${field}` }, options.map(([value, label]) => element("option", { value }, label))));
    return element(
      "div",
      { class: "known", "data-key": "known" },
      element("p", { class: "wish" }, element("span", { class: "second" }, t("for")), element("b", { class: "strong" }, this.wish.name)),
      select("language", t("language"), LANGUAGES.map((code) => [code, text(`common.language.${code}`)])),
      select("applicant", t("applicant"), [["", text("console.tickets.not_said")], ...APPLICANTS.map((kind) => [kind, text(`console.tickets.${kind}`)])]),
      select("priority", t("priority"), [["", t("no_priority")], ...classes.filter(({ claimed }) => claimed).map(({ priority_id: id, name: label, paper }) => [id, paper ? `${name(label)} · ${text("console.choice.paper", { paper: name(paper) })}` : name(label)])]),
      element("label", { "data-key": "case" }, element("span", {}, t("case_number")), element("input", { name: "case_number", maxlength: 40, autocomplete: "off", spellcheck: "false" })),
      this.isLate && element("label", { "data-key": "late" }, element("span", { class: "care" }, t("late_reason")), element("input", { name: "late_reason", id: "late-reason", maxlength: 80, autocomplete: "off" })),
      element("button", { type: "submit", class: "button", id: "give-number", "data-primary": mayAct, "aria-disabled": mayAct ? null : "true" }, key("Enter"), t("give")),
    );
  }
}

function lengthOf({ waiting, windows_open: open, why_not: why, range_min: range }) {
  if (why) return hasText(`refusals.${why}`) ? refusal(why) : "";
  if (!open) return text("console.choice.no_window");
  return [text("console.choice.waiting", { count: waiting }), minuteRange(range)].filter(Boolean).join(text("console.list.comma"));
}
