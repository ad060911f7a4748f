/** The clerk page drawn from its model: pure, each part a list of elements. Moments are the hall's, in milliseconds. */

import { ACTIONS, cap, likely, offer, whyNot } from "./clerk_actions.js";
import { element, icon } from "./elements.js";
import { reviewOf } from "./pre_review.js";
import { preReview, verdictBadge } from "./pre_review_drawing.js";
import { badge, clockFace, key, linkState, markDrawing, otherLanguage, seal } from "./staff.js";
import { clock, firstText, name, stretch, text, ticking } from "./texts.js";

/** Whether the page may act: linked, with a view, and nothing under way. */
export function mayAct(model) {
  return model.linked && model.view !== null && model.busy === null;
}

// --- the bar ------------------------------------------------------------------------------------------------------

export function bar(model, nowMs) {
  const { view } = model;
  return [
    markDrawing(),
    element("h1", {}, view ? text("console.window.title", { number: view.window.number, name: name(view.window.name) }) : name(model.hall)),
    view?.clerk_name && element("span", { class: "quiet who" }, text("console.clerk.who", { name: view.clerk_name, post: text(`common.post.${view.clerk_post}`) })),
    view && windowState(view),
    element("span", { class: "space" }),
    view && waitingSummary(view, nowMs),
    view && view.alarms > 0 && badge(text("console.clerk.alarms", { count: view.alarms }), "care", "alert-triangle"),
    model.seated && element("span", { class: "rule" }),
    model.seated && linkState(model.linked, model.freshMs),
    model.seated && element("button", { class: "quiet", type: "button", "data-act": "keys", "aria-keyshortcuts": "F1" }, key("F1"), text("console.clerk.keys")),
    model.person?.home === "/console" && element("a", { class: "quiet", href: "/console" }, icon("layout-grid"), text("console.page.floor")),
    otherLanguage(),
    clockFace(nowMs),
  ];
}

function windowState(view) {
  if (view.ticket?.state === "called") return badge(text("console.window.called"), "now", "volume");
  if (view.ticket?.state === "serving") return badge(text("console.window.serving"), "dai", "user");
  if (view.state === "paused") return badge(text("console.window.paused_because", { reason: pauseReason(view) }), "care", "clock-pause");
  if (view.state === "closed") return badge(text("console.window.closed"), null, "circle");
  return badge(text("console.window.open"), "dai", "circle");
}

function pauseReason(view) {
  return text(`common.pause_reason.${view.paused_because}`);
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

// --- left: who is next, why, and who comes after -------------------------------------------------------------------

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
    element("header", { class: "next-head" }, element("p", { class: "second" }, text("console.clerk.next")), first.verdict && verdictBadge(first.verdict)),
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
            element("span", { class: "second" }, stretch(line.since_ms, nowMs), line.verdict && verdictBadge(line.verdict)),
          ),
        ),
      ),
      more > 0 && element("li", { class: "more second" }, text("console.clerk.more", { count: more })),
    ),
  ];
}

// --- middle: the ticket, and below it what is set aside or asked ----------------------------------------------------

export function ticket(model, nowMs) {
  const { view } = model;
  if (!view) {
    return [element("div", { class: "no-ticket" }, element("h2", { class: "strong" }, text("console.link.lost_empty")))];
  }
  return [
    view.ticket ? ticketHead(view, nowMs) : noTicket(view),
    view.ticket && facts(view.ticket),
    view.ticket && flow(view, nowMs),
    below(model, nowMs),
  ];
}

/** What is asked, the keys, the ticket's pre-review, or who was set aside: whatever comes first in this order. */
function below(model, nowMs) {
  const { view } = model;
  if (model.choice) return model.choice.draw(view, nowMs);
  if (model.showKeys) return keyTable();
  return reviewOf(view) ? preReview(view, model.checking, model.linked) : setAside(model, nowMs);
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

function noTicket(view) {
  if (view.state === "closed") {
    const { why } = view.actions.find(({ command }) => command === "OpenWindow") ?? {};
    const hint = text(why === "day_closed" ? "console.ticket.closed_day" : "console.ticket.closed_hint");
    return stillness("closed", text("console.ticket.closed"), hint, null, true);
  }
  if (view.state === "paused") {
    return stillness("paused", text("console.ticket.paused"), text("console.ticket.paused_reason", { reason: pauseReason(view) }), text("console.ticket.paused_hint"));
  }
  const hint = view.waiting_count ? "console.ticket.none_open" : "console.ticket.none_nobody";
  return stillness("free", text("console.ticket.none"), text(hint));
}

function stillness(kind, words, hint, more = null, mayLeave = false) {
  return element(
    "div",
    { class: "no-ticket", "data-key": `still-${kind}` },
    element("h2", { class: "strong" }, words),
    element("p", { class: "second" }, hint),
    more && element("p", { class: "second" }, more),
    mayLeave && element("button", { class: "button small", type: "button", "data-act": "change_window", "aria-keyshortcuts": "W" }, key("W"), text("console.action.change_window")),
  );
}

function facts(shown) {
  const fact = (label, value, tone) => [element("dt", {}, text(label)), element("dd", { class: tone ?? null }, value)];
  return element(
    "dl",
    { class: "facts" },
    fact("console.ticket.zone", text("console.ticket.zone_text", { letter: shown.zone_letter, name: name(shown.zone) })),
    fact("console.ticket.slip", text(`common.slip_state.${shown.slip}`), shown.slip === "failed" ? "care" : null),
    fact("console.ticket.language", firstText([`common.language.${shown.language}`, "console.ticket.other_language"]), shown.language === "zh" ? null : "care"),
    shown.why && shown.why.code !== "longest_waiting" && fact("console.clerk.why", whyCalled(shown.why)),
  );
}

/** Why this ticket was called, as a sentence. That it waited longest goes without saying. */
function whyCalled({ code, waited_s, rule, priority, overtaken, reason }) {
  const said = code === "chosen" && reason ? "chosen_because" : code;
  const values = { minutes: Math.floor(waited_s / 60), rule: name(rule), priority: name(priority), reason, count: overtaken };
  const parts = [text(`common.why_called.${said}`, values), overtaken > 0 && text("common.why_called.overtook", values)];
  return parts.filter(Boolean).join(" · ");
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

function setAside(model, nowMs) {
  const { view } = model;
  return element(
    "div",
    { class: "set-aside", "data-key": "set-aside" },
    list("parked", view.parked, "ResumeTicket", "resume"),
    list("missed", view.missed, "RequeueTicket", "requeue"),
  );

  function list(kind, lines, command, word) {
    return element(
      "section",
      { "aria-labelledby": `${kind}-heading` },
      element("header", {}, element("h2", { id: `${kind}-heading` }, text(`console.lists.${kind}`), lines.length > 0 && element("span", { class: "count" }, lines.length)), lines.length > 0 && element("span", { class: "hint" }, text(`console.lists.${word}`), key("F7"))),
      lines.length === 0 && element("p", { class: "nothing" }, text(`console.lists.nothing_${kind}`)),
      lines.length > 0 && element("ol", { tabindex: lines.length > 3 ? "0" : null }, lines.map((line) => row(line, kind, command, word))),
    );
  }

  function row(line, kind, command, word) {
    const action = line.actions.find((offered) => offered.command === command);
    const open = mayAct(model) && action?.allowed;
    const since = text(`console.lists.${kind}_since`, { minutes: stretch(line.since_ms, nowMs) });
    return element(
      "li",
      { "data-key": line.ticket_id },
      element("span", { class: "number" }, line.number),
      element("span", { class: "item", "data-may-shorten": true }, name(line.item) || name(line.queue)),
      element("span", { class: "second" }, action && !action.allowed ? firstText([`console.why.${action.why}`, "console.why.not_offered"]) : since),
      element("button", { class: "button small", type: "button", "data-act": "return", "data-ticket": line.ticket_id, "aria-disabled": open ? null : "true" }, text(`console.lists.${word}`)),
    );
  }
}

function keyTable() {
  return element(
    "section",
    { class: "choice", "data-key": "keys" },
    element("header", {}, element("h2", { class: "strong" }, text("console.choice.keys")), element("button", { class: "back", type: "button", "data-act": "back" }, text("console.choice.back"), key("Esc"))),
    element(
      "dl",
      { class: "keys" },
      ACTIONS.filter(({ id }) => id !== "keys").map(({ id, key: pressed }) => element("div", {}, element("dt", {}, key(cap(pressed))), element("dd", {}, text(`console.action.${id}`)))),
      element("div", {}, element("dt", {}, key("↑"), key("↓")), element("dd", {}, text("console.action.move"))),
      element("div", {}, element("dt", {}, key("Enter")), element("dd", {}, text("console.action.confirm"))),
      element("div", {}, element("dt", {}, key("1"), "–", key("5")), element("dd", {}, text("console.pre_review.say_key"))),
      element("div", {}, element("dt", {}, key("A")), element("dd", {}, text("console.pre_review.rest_all"))),
    ),
  );
}

// --- right: what can be done -----------------------------------------------------------------------------------------

export function actions(model, nowMs) {
  return ["call", "ticket", "window"].map((group) => [
    element("h2", { class: "second" }, text(`console.group.${group}`)),
    element("div", { class: `group ${group}` }, ACTIONS.filter((action) => action.group === group).map((action) => button(model, action, nowMs))),
  ]);
}

function button(model, action, nowMs) {
  const { view } = model;
  const offered = offer(view, action, nowMs);
  const free = action.id === "sign_out" || mayAct(model);
  const open = offered.allowed && free;
  const reason = open ? null : !model.linked ? text("console.why.offline") : model.busy ? null : whyNot(view, action, offered);
  const note = reason ?? (open && ["pause_window", "break_off", "call_ticket"].includes(action.id) ? text("console.action.needs_reason") : null);
  return element(
    "button",
    {
      type: "button",
      "data-act": action.id,
      "data-key": action.id,
      "data-primary": open && likely(view) === action.id,
      "data-chosen": model.choice?.action === action,
      "aria-disabled": open ? null : "true",
      "aria-keyshortcuts": action.key,
      "aria-busy": model.busy === action.id ? "true" : null,
      title: reason,
    },
    key(cap(action.key)),
    element("span", { class: "word" }, word(view, action)),
    action.group !== "window" && note && element("span", { class: "note" }, note),
  );
}

function word(view, action) {
  const first = view?.waiting[0];
  if (action.id === "call_next" && first) return text("console.action.call_next_number", { number: first.number });
  if (action.id === "open_window" && view?.state === "paused") return text("console.action.reopen_window");
  return text(`console.action.${action.id}`);
}

// --- the foot: what has just happened --------------------------------------------------------------------------------

export function toast(model) {
  if (!model.linked && model.freshMs !== null) {
    return { tone: "care", parts: [icon("wifi-off"), element("p", { class: "words" }, text("console.link.lost_long", { time: clock(model.freshMs) }))] };
  }
  const { tone, icon: sign, words } = model.said;
  return {
    tone,
    parts: [icon(sign), element("p", { class: "words" }, words), model.choice ? choosingHints() : model.showKeys ? null : reviewOf(model.view) ? checkingHints() : idleHints(model)],
  };
}

function choosingHints() {
  return element(
    "span",
    { class: "hints" },
    key("↑"),
    key("↓"),
    text("console.action.move"),
    element("i", { class: "rule" }),
    key("Enter"),
    text("console.action.confirm"),
    element("i", { class: "rule" }),
    key("Esc"),
    text("console.action.back"),
  );
}

function checkingHints() {
  return element(
    "span",
    { class: "hints" },
    key("↑"),
    key("↓"),
    text("console.action.move"),
    element("i", { class: "rule" }),
    key("Enter"),
    text("console.pre_review.confirm"),
    element("i", { class: "rule" }),
    key("F7"),
    text("console.action.resume_or_requeue"),
  );
}

function idleHints(model) {
  if (!model.view || !(model.view.parked.length + model.view.missed.length)) return null;
  return element("span", { class: "hints" }, key("F7"), text("console.action.resume_or_requeue"));
}

// --- before the window is chosen ------------------------------------------------------------------------------------

export function posts(model) {
  const { person } = model;
  const held = person?.posts ?? [];
  return element(
    "section",
    { class: "card posts" },
    element("h2", { class: "strong" }, text("console.posts.heading")),
    held.length === 0 && element("p", { class: "nothing" }, icon("info-circle"), text("console.posts.none")),
    element(
      "ol",
      {},
      held.map((post, index) =>
        element(
          "li",
          {},
          element(
            "button",
            { type: "button", "data-act": "post", "data-index": index },
            index < 9 && key(String(index + 1)),
            seal(post.number),
            element("span", { class: "label" }, name(post.name)),
            element("span", { class: "note" }, text(`common.post.${post.post}`)),
          ),
        ),
      ),
    ),
    element("footer", {}, held.length > 0 && element("p", { class: "second" }, text("console.posts.hint")), element("button", { type: "button", class: "button small", "data-act": "leave" }, key("Q"), text("console.page.sign_out"))),
  );
}
