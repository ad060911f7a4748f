/** What a number is for: an item or a bundle by what one types, or straight a kind of window. */

import { look } from "./asking.js";
import { element, icon } from "./elements.js";
import { hasText, minuteRange, name, refusal, text } from "./texts.js";

const t = (words, values) => text(`console.issue.${words}`, values);

export class Wishing {
  constructor() {
    this.found = null; // what the words may mean; null while there are none
    this.words = "";
    this.at = 0;
    this.looking = Promise.resolve(); // until what is shown is of the words
  }

  /** Looks the words up; an older answer that comes late is not shown. */
  search(words) {
    this.looking = this.#look(words);
    return this.looking;
  }

  async #look(words) {
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

  /** Whether that cannot be taken now. */
  isClosed({ why }) {
    return Boolean(why);
  }

  /** The field for the words, and what can be chosen. */
  drawWishes(floor) {
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
              { type: "button", "data-act": "wish", "data-index": index, "aria-current": index === this.at && "true", "aria-disabled": this.isClosed(offered) ? "true" : null, tabindex: "-1" },
              offered.number && element("span", { class: "number" }, offered.number),
              element("span", { class: "label" }, offered.label),
              element("span", { class: "note" }, offered.note),
            ),
          ),
        ),
      ),
    ];
  }
}

function lengthOf({ waiting, windows_open: open, why_not: why, range_min: range }) {
  if (why) return hasText(`refusals.${why}`) ? refusal(why) : "";
  if (!open) return text("console.choice.no_window");
  return [text("console.choice.waiting", { count: waiting }), minuteRange(range)].filter(Boolean).join(text("console.list.comma"));
}
