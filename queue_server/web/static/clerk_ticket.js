/** The middle of the clerk page: the ticket at the window and its way here, or that there is none. */

import { ACTIONS, offer } from "./clerk_actions.js";
import { pauseReason } from "./clerk_bar.js";
import { setAside } from "./clerk_lists.js";
import { keyTable, mayAct, smallButton } from "./clerk_keys.js";
import { element, icon } from "./elements.js";
import { reviewOf } from "./pre_review.js";
import { preReview } from "./pre_review_drawing.js";
import { priorityBadge } from "./priority.js";
import { badge } from "./staff.js";
import { clock, firstText, name, stretch, text, ticking } from "./texts.js";
import { whySentence } from "./why.js";

export function ticket(model, nowMs) {
  const { view } = model;
  if (!view) {
    return [element("div", { class: "no-ticket" }, element("h2", { class: "strong" }, text("console.link.lost_empty")))];
  }
  return [
    view.ticket ? ticketHead(view, nowMs) : noTicket(model, nowMs),
    view.ticket && facts(model, nowMs),
    view.ticket && flow(view, nowMs),
    view.ticket?.stages.length > 0 && stages(model, nowMs),
    below(model, nowMs),
  ];
}

/** What is asked, the keys, the ticket's pre-review, or who was set aside: whatever comes first in this order. */
function below(model, nowMs) {
  const { view } = model;
  if (model.choice) return model.choice.draw(view, nowMs);
  if (model.showKeys) return keyTable();
  return reviewOf(view) ? preReview(view, model.checking, model.linked) : setAside(view, nowMs, mayAct(model));
}

function ticketHead(view, nowMs) {
  const { ticket: shown } = view;
  const serving = shown.state === "serving";
  const since = serving ? view.started_at_ms : view.called_at_ms;
  return element(
    "header",
    { class: "ticket-head", "data-key": `head-${shown.ticket_id}` },
    element("p", { class: serving ? "number huge" : "number huge calling", id: "number", "data-key": `call-${view.calls}` }, shown.number),
    element("div", { class: "what" }, element("h2", { class: "strong" }, name(shown.item) || name(shown.queue)), element("p", { class: "second" }, shown.item ? name(shown.queue) : text("console.clerk.no_item"))),
    element(
      "div",
      { class: "since" },
      element("p", { class: "number ticking" }, since === null ? "" : ticking(since, nowMs)),
      element("p", { class: serving ? "second" : "now" }, text(serving ? "console.window.serving" : "console.window.called")),
    ),
  );
}

function noTicket(model, nowMs) {
  const { view } = model;
  const seat = seatButtons(model, nowMs);
  if (view.withdrawn) return stillness("withdrawn", text("console.ticket.withdrawn"), text("console.ticket.withdrawn_hint"), seat);
  if (view.state === "closed") {
    const { why } = view.actions.find(({ command }) => command === "OpenWindow") ?? {};
    return stillness("closed", text("console.ticket.closed"), text(why === "day_closed" ? "console.ticket.closed_day" : "console.ticket.closed_hint"), seat);
  }
  if (view.clerk_id !== view.me) return stillness("others", text("console.ticket.others", { name: view.clerk_name }), text("console.ticket.others_hint"), seat);
  if (view.state === "paused") {
    const why = text("console.ticket.paused_reason", { reason: pauseReason(view) });
    return stillness("paused", text("console.ticket.paused"), [why, text("console.ticket.paused_hint")].join(text("console.list.comma")));
  }
  return stillness("free", text("console.ticket.none"), text(view.waiting_count ? "console.ticket.none_open" : "console.ticket.none_nobody"));
}

function stillness(kind, words, hint, buttons = []) {
  return element(
    "div",
    { class: "no-ticket", "data-key": `still-${kind}` },
    element("h2", { class: "strong" }, words),
    element("p", { class: "second" }, hint),
    buttons.length > 0 && element("p", { class: "seat" }, buttons),
  );
}

/** Sitting down here, with whom, or asking that the window be withdrawn or set up again. */
function seatButtons(model, nowMs) {
  return ACTIONS.filter((action) => action.group === "seat" && offer(model.view, action, nowMs).allowed).map((action) => smallButton(model, action, nowMs));
}

function facts(model, nowMs) {
  const { ticket: shown } = model.view;
  const fact = (label, value, tone) => element("div", {}, element("dt", {}, text(label)), element("dd", { class: tone ?? null }, value));
  return element(
    "dl",
    { class: "facts" },
    fact("console.ticket.zone", text("console.ticket.zone_text", { letter: shown.zone_letter, name: name(shown.zone) })),
    fact("console.ticket.slip", text(`common.slip_state.${shown.slip}`), shown.slip === "failed" ? "care" : null),
    fact("console.ticket.language", firstText([`common.language.${shown.language}`, "console.ticket.other_language"]), shown.language === "zh" ? null : "care"),
    shown.appointment && fact("console.clerk.appointment_fact", text("console.clerk.slot", shown.appointment)),
    shown.first_asked && fact("console.ticket.first_asked", shown.first_asked),
    shown.goes_back_to && fact("console.ticket.goes_back", text("console.window.number", { number: shown.goes_back_to.number }), "care"),
    shown.priority && fact("console.priority.heading", [priorityBadge(shown), priorityButtons(model, nowMs)], "with-keys"),
    model.view.tag && fact("console.tag.heading", [element("span", { class: model.view.tag_silent ? "care" : null }, text(model.view.tag_silent ? "console.tag.silent" : "console.tag.number", { tag: model.view.tag })), tagButton(model, nowMs)], "with-keys"),
    shown.why && shown.why.code !== "longest_waiting" && fact("console.clerk.why", whySentence(shown.why)),
  );
}

/** To say that the paper for it was seen, or that there is none. */
function priorityButtons(model, nowMs) {
  return ACTIONS.filter(({ group, command }) => group === "priority" && (command !== "VerifyPriority" || !model.view.ticket.priority_verified)).map(
    (action) => offer(model.view, action, nowMs).allowed && smallButton(model, action, nowMs),
  );
}

/** The person leaves it with the clerk. */
function tagButton(model, nowMs) {
  const action = ACTIONS.find(({ id }) => id === "return_tag");
  return offer(model.view, action, nowMs).allowed && smallButton(model, action, nowMs);
}

/** The way of this ticket through the hall, with how long each leg took. */
function flow(view, nowMs) {
  const { ticket: shown, called_at_ms: called, started_at_ms: started, calls } = view;
  const serving = shown.state === "serving";
  const node = (words, atMs, state) =>
    element("li", { class: "node", "data-state": state }, element("i"), element("span", {}, words), element("time", {}, atMs === null ? "" : clock(atMs)));
  const leg = (words, done) => element("li", { class: "leg", "data-done": done }, element("span", {}, words));
  return element(
    "ol",
    { class: "flow" },
    node(text("console.ticket.issued"), shown.issued_at_ms, "done"),
    leg(text("console.clerk.waited", { minutes: stretch(shown.issued_at_ms, called ?? nowMs) }), true),
    node(calls > 1 ? text("console.ticket.called_times", { count: calls }) : text("console.ticket.called"), called, serving ? "done" : "now"),
    leg(serving ? text("console.ticket.way", { minutes: stretch(called, started) }) : text("console.ticket.coming"), serving),
    node(text("console.ticket.started"), started, serving ? "here" : "ahead"),
  );
}

/** The planned stages of a bundle, and the key that leads on to the next. */
function stages(model, nowMs) {
  const { stages: planned, lead, one_day: isOneDay } = model.view.ticket;
  const next = ACTIONS.find(({ id }) => id === "next_stage");
  const sign = { done: "circle-check", now: "map-pin", next: "circle" };
  return element(
    "section",
    { class: "stages", "aria-label": text("console.stages.heading") },
    element(
      "ol",
      {},
      planned.map((stage, at) =>
        element(
          "li",
          { "data-key": `stage-${at}`, "data-state": stage.state },
          icon(sign[stage.state]),
          element("span", {}, name(stage.name), element("small", { class: "second", "data-may-shorten": true }, name(stage.queue))),
        ),
      ),
    ),
    element(
      "p",
      {},
      isOneDay && badge(text("console.stages.one_day"), "care", "clock"),
      lead && element("span", { class: "second" }, text("console.stages.lead", { name: name(lead) })),
      offer(model.view, next, nowMs).allowed && smallButton(model, next, nowMs),
    ),
  );
}
