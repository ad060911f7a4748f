/** The bar of the clerk page: which window, who sits there, how many wait, the link. */

import { element, icon } from "./elements.js";
import { badge, clockFace, emergencyBadge, key, linkState, markDrawing, otherLanguage } from "./staff.js";
import { firstText, name, stretch, text } from "./texts.js";

export function bar(model, nowMs) {
  const { view } = model;
  return [
    markDrawing(),
    element("h1", {}, view ? text("console.window.title", { number: view.window.number, name: name(view.window.name) }) : name(model.hall)),
    view?.clerk_name && element("span", { class: "quiet who", "data-may-shorten": true, title: who(view) }, who(view)),
    view && windowState(view),
    view?.emergency && emergencyBadge(view.emergency),
    view?.call_shown === false && badge(text("console.clerk.unshown"), "care", "alert-triangle"),
    element("span", { class: "space" }),
    view && waitingSummary(view, nowMs),
    model.toExplain > 0 && element("a", { class: "quiet", href: "/clerk/work-orders", "data-act": "to_explain" }, icon("message-report"), text("ratings.mine.to_write", { count: model.toExplain })),
    view && view.alarms > 0 && badge(text("console.clerk.alarms", { count: view.alarms }), "care", "alert-triangle"),
    model.seated && element("span", { class: "rule" }),
    model.seated && linkState(model.linked, model.freshMs),
    model.seated && element("button", { class: "quiet", type: "button", "data-act": "keys", "aria-keyshortcuts": "F1" }, key("F1"), text("console.clerk.keys")),
    model.person?.home === "/console" && element("a", { class: "quiet", href: "/console" }, icon("layout-grid"), text("console.page.floor")),
    otherLanguage(),
    clockFace(nowMs),
  ];
}

function who({ clerk_name: clerk, clerk_post: post, trainee_name: trainee }) {
  const words = text("console.clerk.who", { name: clerk, post: text(`common.post.${post}`) });
  return trainee ? [words, text("console.clerk.mentors", { name: trainee })].join(text("console.list.comma")) : words;
}

function windowState(view) {
  if (view.ticket?.state === "called") return badge(text("console.window.called"), "now", "volume");
  if (view.ticket?.state === "serving") return badge(text("console.window.serving"), "dai", "user");
  if (view.state === "paused") return badge(text("console.window.paused_because", { reason: pauseReason(view) }), "care", "clock-pause");
  if (view.withdrawn) return badge(text("console.window.withdrawn"), "care", "circle");
  if (view.state === "closed") return badge(text("console.window.closed"), null, "circle");
  return badge(text("console.window.open"), "dai", "circle");
}

export function pauseReason(view) {
  return firstText([`common.pause_reason.${view.paused_because}`, `common.leave_reason.${view.paused_because}`]);
}

function waitingSummary(view, nowMs) {
  if (!view.waiting_count) return element("span", { class: "quiet", id: "waiting" }, text("console.clerk.nobody"));
  return element(
    "span",
    { class: "quiet", id: "waiting" },
    text("console.clerk.waiting"),
    element("b", { class: "number ink" }, text("console.clerk.people", { count: view.waiting_count })),
    view.longest_since_ms !== null && text("console.clerk.longest", { minutes: stretch(view.longest_since_ms, nowMs) }),
  );
}
