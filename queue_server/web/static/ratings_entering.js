/** The form for a rating that was told by telephone, in person, by letter or through the suggestion box. */

import { element, icon, show } from "./elements.js";
import { LEVELS } from "./rating_tabs.js";
import { name, text, today } from "./texts.js";

export const TOLD = ["telephone", "suggestion_box", "letter", "in_person"];

const MOST_WORDS = 500;
const MOST_CONTACT = 60;
const t = (key, values) => text(`ratings.enter.${key}`, values);

/** Drawn once; `adaptEntering` draws anew what depends on what it is about, and on the level. */
export function entering(model) {
  const pick = (group, value, words, checked) => element("label", {}, element("input", { type: "radio", name: group, value, checked, required: true }), words);
  const now = today(Date.now());
  return element(
    "div",
    { class: "told", "data-key": "entering" },
    element("header", {}, element("h2", { class: "strong" }, t("heading"))),
    element(
      "form",
      { class: "form", id: "entering" },
      element("fieldset", {}, element("legend", {}, t("told")), element("div", { class: "picks" }, TOLD.map((channel, at) => pick("channel", channel, text(`ratings.channel.${channel}`), at === 0)))),
      element("fieldset", {}, element("legend", {}, t("about")), element("div", { class: "picks" }, pick("about", "ticket", t("a_ticket"), true), pick("about", "window", t("a_window"), false))),
      element("div", { class: "two" }, element("div", { id: "entering-whose" }, whose(model, null)), element("label", { class: "line" }, t("day"), element("input", { type: "date", name: "business_day", value: now, max: now, required: true }))),
      element("fieldset", {}, element("legend", {}, t("level")), element("div", { class: "picks" }, LEVELS.map((level) => pick("level", level, text(`common.rating_level.${level}`), false)))),
      element("div", { id: "entering-reasons" }, reasonsOf(model, null)),
      element("label", { class: "line" }, t("words"), element("textarea", { name: "words", rows: 4, maxlength: MOST_WORDS })),
      element("label", { class: "line" }, t("contact"), element("input", { name: "contact", maxlength: MOST_CONTACT, autocomplete: "off" }), element("span", { class: "second" }, t("contact_hint"))),
      element("p", { class: "trouble", role: "alert", hidden: true }, icon("alert-circle"), element("span")),
      element("p", { class: "decide" }, element("button", { type: "submit", class: "button", "data-primary": true }, t("submit")), element("button", { type: "button", class: "button", "data-act": "keep" }, t("keep"))),
    ),
  );
}

/** What changes in the form while it is filled in: a number or a window, and the reasons that fit the level. */
export function adaptEntering(model, form) {
  show(document.getElementById("entering-whose"), whose(model, form));
  show(document.getElementById("entering-reasons"), reasonsOf(model, form));
}

function whose(model, form) {
  if (form && new FormData(form).get("about") === "window") {
    return element("label", { class: "line", "data-key": "window" }, t("window"), element("select", { name: "window_id", required: true }, element("option", { value: "" }, "–"), model.windows.map((window) => element("option", { value: window.window_id }, text("console.window.title", { number: window.number, name: name(window.name) })))));
  }
  return element("label", { class: "line", "data-key": "number" }, t("number"), element("input", { name: "number", required: true, pattern: "[A-Za-z]{1,2}[0-9]{3,4}", maxlength: 6, autocomplete: "off", autocapitalize: "characters", placeholder: "A012" }));
}

function reasonsOf(model, form) {
  const level = form && new FormData(form).get("level");
  const reasons = model.table.filter((reason) => reason.level === level);
  if (!reasons.length) return null;
  return element("fieldset", { "data-key": `reasons-${level}` }, element("legend", {}, t("reasons")), element("div", { class: "picks" }, reasons.map((reason) => element("label", { "data-key": reason.code }, element("input", { type: "checkbox", name: "reasons", value: reason.code }), name(reason.name)))));
}

/** What the form says, as EnterRating takes it. */
export function enteringFrom(form) {
  const given = new FormData(form);
  const written = (field) => (given.get(field) ?? "").trim() || null;
  return {
    channel: given.get("channel"),
    business_day: given.get("business_day"),
    level: given.get("level"),
    number: written("number")?.toUpperCase() ?? null,
    window_id: written("window_id"),
    reasons: given.getAll("reasons"),
    words: written("words"),
    contact: written("contact"),
  };
}
