/** Taking a number for somebody: what for, then what is known of them. */

import { element } from "./elements.js";
import { key } from "./staff.js";
import { Wishing } from "./tickets_wishing.js";
import { name, text } from "./texts.js";

const t = (words, values) => text(`console.issue.${words}`, values);
const LANGUAGES = ["zh", "en"];
const APPLICANTS = ["person", "organisation"];
let begun = 0;

export class Issue extends Wishing {
  constructor() {
    super();
    this.id = ++begun; // so that each form begins empty
    this.wish = null; // {item_id | bundle_id | queue_id, name}
    this.isLate = false; // the last number of the day is given: why one more?
  }

  /** Chooses what to take the number for; false if that cannot be taken now. */
  choose(floor, index = this.at) {
    const offered = this.offers(floor)[index];
    if (!offered || this.isClosed(offered)) return false;
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
      this.wish ? this.#known(classes, mayAct) : this.drawWishes(floor),
    );
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
