/** The left of the clerk page: who is next and why, who comes after, and how long each queue is. */

import { element, icon } from "./elements.js";
import { verdictBadge } from "./pre_review_drawing.js";
import { priorityBadge } from "./priority.js";
import { badge, key } from "./staff.js";
import { firstText, minuteRange, name, stretch, text } from "./texts.js";

export function next(model, nowMs) {
  const { view } = model;
  if (!view) return [element("p", { class: "second" }, text("console.clerk.next"))];
  const [first, ...after] = view.waiting;
  if (!first) {
    return [
      element("p", { class: "second" }, text("console.clerk.next")),
      element("p", { class: "next-none" }, icon("circle-check"), text("console.clerk.next_none")),
      element("p", { class: "why" }, text("console.clerk.next_none_hint")),
    ];
  }
  const waited = { minutes: stretch(first.since_ms, nowMs) };
  const more = view.waiting_count - view.waiting.length;
  return [
    element("header", { class: "next-head" }, element("p", { class: "second" }, text("console.clerk.next")), marks(first)),
    element("p", { class: "number next-number" }, first.number),
    element("p", { class: "item", "data-may-shorten": true }, name(first.item) || name(first.queue)),
    element(
      "div",
      { class: "why" },
      element("h3", { class: "second" }, text("console.clerk.why")),
      element("p", {}, firstText([`console.clerk.why_${first.why}`, "console.clerk.waited"], waited)),
    ),
    element("header", { class: "after" }, element("h2", {}, text("console.clerk.after")), element("span", { class: "hint" }, text("console.action.call_ticket"), key("F5"))),
    element(
      "ol",
      { class: "after-list", tabindex: after.length > 4 ? "0" : null },
      after.map((line) =>
        element(
          "li",
          { "data-key": line.ticket_id },
          element(
            "button",
            { type: "button", "data-act": "choose", "data-ticket": line.ticket_id, tabindex: "-1" },
            element("span", { class: "number" }, line.number),
            element("span", { class: "item", "data-may-shorten": true }, name(line.item) || name(line.queue)),
            element("span", { class: "second" }, stretch(line.since_ms, nowMs), marks(line)),
          ),
        ),
      ),
      more > 0 && element("li", { class: "more second" }, text("console.clerk.more", { count: more })),
    ),
    lengths(view.queues),
  ];
}

/** What sets one who waits apart: back from elsewhere or kept for here, booked, with priority, how the pre-review came out. */
function marks(line) {
  return [
    line.returned && badge(text("console.clerk.returned"), "dai", "refresh"),
    line.window && !line.returned && badge(text("console.clerk.kept"), "dai", "user"),
    line.appointment && badge(text("console.clerk.appointment", { time: line.appointment.begins_at }), "dai", "calendar-check"),
    priorityBadge(line),
    line.verdict && verdictBadge(line.verdict),
  ];
}

/** How long somebody who comes now may wait in each queue of the window, where enough was seen to say so. */
function lengths(queues) {
  const known = queues.filter(({ range_min: range }) => range);
  if (!known.length) return null;
  return element(
    "dl",
    { class: "lengths", tabindex: known.length > 2 ? "0" : null },
    known.map(({ queue_id: id, name: label, range_min: range }) => element("div", { "data-key": id }, element("dt", { "data-may-shorten": true }, name(label)), element("dd", {}, minuteRange(range)))),
  );
}
