/** What the pages of ratings share: the tabs between them, the period, how a level and a moment are written. */

import { element } from "./elements.js";
import { badge } from "./staff.js";
import { clock, dayBefore, text, today } from "./texts.js";

const TABS = [
  { id: "list", address: "/console/ratings" },
  { id: "orders", address: "/console/work-orders" },
  { id: "indicators", address: "/console/indicators" },
];
const SPANS = { today: 0, week: 6, month: 29 }; // days before today that a period begins
const TONES = { dissatisfied: "care", very_dissatisfied: "care" };

export const LEVELS = ["very_satisfied", "satisfied", "fair", "dissatisfied", "very_dissatisfied"]; // the best first

export function tabs(here) {
  return element(
    "nav",
    { class: "tabs", "aria-label": text("console.page.ratings"), "data-key": "tabs" },
    TABS.map(({ id, address }) => element("a", { href: address, "aria-current": id === here ? "page" : null }, text(`ratings.tab.${id}`))),
  );
}

/** The period chosen by day or by span. `filter` has `from` and `to`. */
export function period(filter, now) {
  const day = (id) => element("label", { "data-key": id }, text(`console.report.${id}`), element("input", { type: "date", id, "data-filter": id, value: filter[id], max: now, required: true }));
  const span = (id) => {
    const isChosen = filter.to === now && filter.from === dayBefore(now, SPANS[id]);
    return element("button", { type: "button", class: "button small", "data-act": "span", "data-span": id, "aria-pressed": String(isChosen) }, text(`console.report.span_${id}`));
  };
  return [element("div", { class: "spans", role: "group", "aria-label": text("console.report.period"), "data-key": "spans" }, Object.keys(SPANS).map(span)), day("from"), day("to")];
}

export function ofSpan(span, now) {
  return { from: dayBefore(now, SPANS[span]), to: now };
}

/** A select of the filter. `options`: [value, words]. */
export function select(filter, id, words, every, options) {
  return element(
    "label",
    { "data-key": id },
    words,
    element("select", { id, "data-filter": id }, element("option", { value: "" }, every), options.map(([value, label]) => element("option", { value, selected: filter[id] === value }, label))),
  );
}

export function level(of) {
  return badge(text(`common.rating_level.${of}`), TONES[of]);
}

/** "2026-11-23 09:41". */
export function moment(atMs) {
  return `${today(atMs)} ${clock(atMs)}`;
}
