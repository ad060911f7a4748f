/** Booking for somebody: the item, the slot, and how they are found again: by phone or identity number, if they like. */

import { look } from "./asking.js";
import { element, icon } from "./elements.js";
import { key } from "./staff.js";
import { name, text } from "./texts.js";

const t = (words, values) => text(`console.booking.${words}`, values);
let begun = 0;

export class Booking {
  constructor() {
    this.id = ++begun; // so that each form begins empty
    this.words = "";
    this.items = null; // what the words may mean
    this.item = null;
    this.days = null; // of the item, with their slots
    this.slot = null; // {business_day, begins_at, ends_at}
    this.at = 0;
    this.looking = Promise.resolve(); // until what is shown is of the words
    this.trouble = null; // of the number they are to be found by
  }

  /** Looks the words up; an older answer that comes late is not shown. */
  search(words) {
    this.looking = this.#look(words);
    return this.looking;
  }

  async #look(words) {
    this.words = words.trim();
    this.at = 0;
    const asked = this.words;
    const { body } = asked ? await look("/api/v1/items", { words: asked }) : { body: null };
    if (asked === this.words) this.items = body?.items.filter((item) => item.item_id) ?? null;
  }

  async chooseItem(index) {
    await this.looking; // not for what was shown before the last letter
    const item = this.items?.[index ?? this.at];
    if (!item) return;
    Object.assign(this, { item, days: null, slot: null, at: 0 });
    const { body } = await look("/api/v1/appointments/slots", { item: item.item_id });
    if (this.item === item) this.days = body?.days ?? [];
  }

  /** All slots that can be seen, one after the other. */
  get slots() {
    return (this.days ?? []).flatMap(({ business_day, slots }) => slots.map((slot) => ({ business_day, ...slot })));
  }

  chooseSlot(index = this.at) {
    const slot = this.slots[index];
    if (!slot?.free) return false;
    this.slot = slot;
    return true;
  }

  /** What there is to choose from now: items, then slots. */
  get choices() {
    return this.item ? this.slots : (this.items ?? []);
  }

  move(by) {
    const count = this.choices.length;
    if (count) this.at = (this.at + by + count) % count;
  }

  /** One step back; false if this was the first. */
  back() {
    if (!this.item) return false;
    if (this.slot) this.slot = null;
    else this.item = null;
    this.at = 0;
    return true;
  }

  command(personKeys, language) {
    const { business_day, begins_at } = this.slot;
    return { type: "BookAppointment", item_id: this.item.item_id, business_day, begins_at, language, person_keys: personKeys };
  }

  draw(mayAct) {
    return element(
      "form",
      { class: "choice issue", id: "booking", "data-key": `booking-${this.id}`, novalidate: true, "aria-labelledby": "booking-heading" },
      element("header", {}, element("h2", { class: "strong", id: "booking-heading" }, this.item ? name(this.item.name) : t("heading")), element("button", { class: "back", "data-act": "back", type: "button" }, text("console.choice.back"), key("Esc"))),
      !this.item ? this.#items() : !this.slot ? this.#slots() : this.#person(mayAct),
    );
  }

  #items() {
    return [
      element("label", { class: "search", "data-key": "words" }, icon("search"), element("input", { id: "words", type: "search", autocomplete: "off", spellcheck: "false", maxlength: 64, placeholder: text("console.issue.words"), "aria-label": text("console.issue.words") })),
      element("p", { class: "lead", "data-key": "lead" }, this.items && !this.items.length ? t("nothing") : ""),
      element(
        "ol",
        { class: "options", "data-key": "items" },
        (this.items ?? []).map((item, index) =>
          element(
            "li",
            { "data-key": item.item_id },
            element("button", { type: "button", "data-act": "item", "data-index": index, "aria-current": index === this.at && "true", tabindex: "-1" }, element("span", { class: "number" }, item.number), element("span", { class: "label" }, name(item.name))),
          ),
        ),
      ),
    ];
  }

  #slots() {
    if (!this.days) return element("p", { class: "lead", "data-key": "loading" }, text("console.appointments.loading"));
    if (!this.days.length) return element("p", { class: "lead", "data-key": "none" }, icon("info-circle"), t("no_slots"));
    let at = -1;
    return element(
      "div",
      { class: "days", "data-key": "days", tabindex: "-1", id: "days" },
      this.days.map(({ business_day: day, slots }) =>
        element(
          "section",
          { "data-key": day },
          element("h3", { class: "second" }, day),
          element(
            "ol",
            {},
            slots.map((slot) => {
              at += 1;
              return element(
                "li",
                { "data-key": slot.begins_at },
                element("button", { type: "button", "data-act": "slot", "data-index": at, "aria-current": at === this.at && "true", "aria-disabled": slot.free ? null : "true", tabindex: "-1" }, text("console.clerk.slot", slot), element("span", { class: "second" }, slot.free ? t("free", { count: slot.free }) : t("full"))),
              );
            }),
          ),
        ),
      ),
    );
  }

  #person(mayAct) {
    return element(
      "div",
      { class: "known", "data-key": "person" },
      element("p", { class: "wish" }, element("span", { class: "second" }, t("when")), element("b", { class: "strong" }, `${this.slot.business_day} ${text("console.clerk.slot", this.slot)}`)),
      element("label", { "data-key": "language" }, element("span", {}, text("console.issue.language")), element("select", { name: "language" }, ["zh", "en"].map((code) => element("option", { value: code }, text(`common.language.${code}`))))),
      element("label", { "data-key": "who" }, element("span", {}, t("person")), element("input", { name: "person", id: "person", maxlength: 40, autocomplete: "off", spellcheck: "false", inputmode: "numeric" })),
      this.trouble && element("p", { class: "care", role: "alert", "data-key": "trouble" }, this.trouble),
      element("p", { class: "second", "data-key": "hint" }, t("person_hint")),
      element("button", { type: "submit", class: "button", id: "book", "data-primary": mayAct, "aria-disabled": mayAct ? null : "true" }, key("Enter"), t("book")),
    );
  }
}
