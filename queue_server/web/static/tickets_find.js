/** The left of the tickets page: looking for a number, and what was found. */

import { element, icon } from "./elements.js";
import { priorityBadge } from "./priority.js";
import { badge, key } from "./staff.js";
import { clock, name, text } from "./texts.js";

const t = (words, values) => text(`console.tickets.${words}`, values);

const STATES = ["", "waiting", "called", "serving", "parked", "no_show"]; // "" for all; those that are over are found by number
const TONES = { called: "now", serving: "dai", parked: "care", no_show: "care", served: "ready" };

export function stateBadge(state) {
  return badge(text(`common.ticket_state.${state}`), TONES[state]);
}

export function find({ found, filter, chosenId, trouble }) {
  return [
    element("header", { class: "find-head" }, element("h2", { class: "strong" }, t("find")), key("F2")),
    element(
      "label",
      { class: "search" },
      icon("search"),
      element("input", { id: "number", type: "search", maxlength: 12, autocomplete: "off", spellcheck: "false", autocapitalize: "characters", placeholder: t("number"), "aria-label": t("number") }),
    ),
    element(
      "div",
      { class: "states", role: "group" },
      STATES.map((state) =>
        element("button", { type: "button", class: "chip", "data-act": "state", "data-state": state, "data-key": `state-${state}`, "aria-pressed": String(filter.state === state) }, state ? text(`common.ticket_state.${state}`) : t("any_state")),
      ),
    ),
    element("p", { class: "count second", role: "status" }, trouble ?? countWords(found)),
    element("ol", { class: "found", tabindex: "-1" }, (found?.tickets ?? []).map((line, index) => row(line, index, line.ticket_id === chosenId))),
  ];
}

function countWords(found) {
  if (!found) return t("loading");
  const shown = found.tickets.length;
  if (!shown) return t("none");
  return shown < found.count ? t("newest", { count: found.count, shown }) : t("count", { count: found.count });
}

function row(line, index, isHere) {
  return element(
    "li",
    { "data-key": line.ticket_id },
    element(
      "button",
      { type: "button", "data-act": "open", "data-index": index, "aria-current": isHere && "true", tabindex: "-1" },
      element("span", { class: "number" }, line.number),
      element("span", { class: "item", "data-may-shorten": true }, name(line.item) || name(line.queue)),
      element("span", { class: "second" }, clock(line.issued_at_ms), stateBadge(line.state), priorityBadge(line)),
    ),
  );
}
