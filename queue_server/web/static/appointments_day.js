/** The appointments of a day: who comes when, how full each slot is, and one of them in full. */

import { element, icon } from "./elements.js";
import { badge, key } from "./staff.js";
import { clock, name, text } from "./texts.js";

const t = (words, values) => text(`console.appointments.${words}`, values);

const TONES = { booked: "dai", checked_in: "ready", missed: "care" };

function stateBadge(state) {
  return badge(t(`state_${state}`), TONES[state]);
}

/** The left: looking for one, and those of the day or those that were found. */
export function list({ day, list: found, theirs, chosen, trouble }) {
  const shown = theirs ?? found?.appointments ?? [];
  return [
    element("header", { class: "find-head" }, element("h2", { class: "strong" }, t("find")), key("F2")),
    element(
      "label",
      { class: "search" },
      icon("search"),
      element("input", { id: "who", type: "search", maxlength: 40, autocomplete: "off", spellcheck: "false", placeholder: t("who"), "aria-label": t("who") }),
    ),
    element(
      "p",
      { class: "day" },
      theirs ? element("button", { type: "button", class: "button small", "data-act": "whole_day" }, icon("arrow-left"), t("whole_day")) : element("label", {}, element("span", { class: "second" }, t("day")), element("input", { id: "day", type: "date", value: day, required: true })),
    ),
    element("p", { class: "count second", role: "status" }, trouble ?? (found ? t(shown.length ? "count" : "none", { count: shown.length }) : t("loading"))),
    element("ol", { class: "found", tabindex: "-1" }, shown.map((one, index) => row(one, index, one.appointment_id === chosen?.appointment_id, theirs !== null))),
  ];
}

function row(one, index, isHere, withDay) {
  return element(
    "li",
    { "data-key": one.appointment_id },
    element(
      "button",
      { type: "button", "data-act": "open", "data-index": index, "aria-current": isHere && "true", tabindex: "-1" },
      element("span", { class: "number" }, one.begins_at),
      element("span", { class: "item", "data-may-shorten": true }, name(one.item) || one.item_id),
      element("span", { class: "second" }, withDay && one.business_day, stateBadge(one.state), one.number && element("b", { class: "number" }, one.number)),
    ),
  );
}

/** The middle: how full the slots of the day are. */
export function slots(found) {
  if (!found) return [element("p", { class: "nothing" }, t("loading"))];
  const schedules = new Map();
  for (const slot of found.slots) schedules.set(slot.schedule_id, [...(schedules.get(slot.schedule_id) ?? []), slot]);
  return [
    element("header", { class: "find-head" }, element("h2", { class: "strong" }, t("slots"))),
    schedules.size === 0 && element("p", { class: "nothing" }, t("no_slots")),
    element(
      "div",
      { class: "schedules", tabindex: "0", role: "region", "aria-label": t("slots") },
      [...schedules].map(([id, all]) =>
        element(
          "section",
          { "data-key": id },
          element("h3", {}, all[0].items.map(name).join(text("common.list.separator")) || id),
          element("ol", {}, all.map((slot) => fill(slot))),
        ),
      ),
    ),
  ];
}

function fill({ begins_at: begins, ends_at: ends, quota, taken }) {
  return element(
    "li",
    { "data-key": begins, "data-full": taken >= quota },
    element("span", {}, text("console.clerk.slot", { begins_at: begins, ends_at: ends })),
    element("meter", { min: 0, max: quota, value: Math.min(taken, quota), "aria-hidden": "true" }),
    element("span", { class: "number" }, t("of", { taken, quota })),
  );
}

/** The middle: one appointment in full. Whose it is nobody knows here. */
export function appointment(one) {
  const fact = (label, value, tone) => value && element("div", {}, element("dt", {}, label), element("dd", { class: tone ?? null }, value));
  return [
    element(
      "header",
      { class: "ticket-head", "data-key": one.appointment_id },
      element("p", { class: "number huge" }, one.begins_at),
      element("div", { class: "what" }, element("h2", { class: "strong", "data-may-shorten": true }, name(one.item) || one.item_id), element("p", { class: "second" }, `${one.business_day} ${text("console.clerk.slot", one)}`)),
      element("div", { class: "since" }, element("p", {}, stateBadge(one.state)), one.number && element("p", { class: "number" }, one.number)),
    ),
    element(
      "dl",
      { class: "facts" },
      fact(t("check_in"), t("between", { from: clock(one.check_in_from_ms), until: clock(one.check_in_until_ms) })),
      fact(text("console.ticket.language"), text(`common.language.${one.language}`)),
      fact(t("code"), one.code && element("b", { class: "number" }, one.code)),
      fact(t("number"), one.number && element("a", { href: `/console/tickets?number=${one.number}` }, one.number)),
    ),
  ];
}
