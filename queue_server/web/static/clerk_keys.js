/** The right of the clerk page and its foot: what can be done, by which key, and what was done last. */

import { ACTIONS, cap, likely, offer, whyNot } from "./clerk_actions.js";
import { element, icon } from "./elements.js";
import { reviewOf } from "./pre_review.js";
import { key } from "./staff.js";
import { clock, text } from "./texts.js";

/** Whether the page may act: linked, with a view, and nothing under way. */
export function mayAct(model) {
  return model.linked && model.view !== null && model.busy === null;
}

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
  const left = open && action.id === "recall_ticket" && view.recalls_left > 0 && text("console.action.recalls_left", { count: view.recalls_left });
  const note = reason || left || (open && ["pause_window", "break_off", "call_ticket"].includes(action.id) ? text("console.action.needs_reason") : null);
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

/** The same where the thing itself is shown, small. */
export function smallButton(model, action, nowMs) {
  const open = offer(model.view, action, nowMs).allowed && mayAct(model);
  return element(
    "button",
    { type: "button", class: "button small", "data-act": action.id, "data-key": action.id, "aria-disabled": open ? null : "true", "aria-keyshortcuts": action.key, "aria-busy": model.busy === action.id ? "true" : null },
    key(cap(action.key)),
    text(`console.action.${action.id}`),
  );
}

function word(view, action) {
  const first = view?.waiting[0];
  if (action.id === "call_next" && first) return text("console.action.call_next_number", { number: first.number });
  if (action.id === "open_window" && view?.state === "paused") return text("console.action.reopen_window");
  return text(`console.action.${action.id}`);
}

/** Every key of the page. */
export function keyTable() {
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

// --- the foot: what has just happened --------------------------------------------------------------------------------

export function toast(model, nowMs) {
  if (!model.linked && model.freshMs !== null) {
    return { tone: "care", parts: [icon("wifi-off"), element("p", { class: "words" }, text("console.link.lost_long", { time: clock(model.freshMs) }))] };
  }
  const { tone, icon: sign, words } = model.said;
  return {
    tone,
    parts: [icon(sign), element("p", { class: "words" }, words), undoHint(model, nowMs), model.choice ? choosingHints() : model.showKeys ? null : reviewOf(model.view) ? checkingHints() : idleHints(model)],
  };
}

/** What can be taken back, and for how long. */
function undoHint(model, nowMs) {
  const { view } = model;
  const undo = view?.undo;
  if (!undo || undo.until_ms <= nowMs || model.choice) return null;
  const action = ACTIONS.find(({ id }) => id === "undo_last");
  const words = text("console.undo.words", { what: text(`console.undo.${undo.what}`, { number: undo.number }), count: Math.ceil((undo.until_ms - nowMs) / 1000) });
  return element("button", { type: "button", class: "undo", id: "undo", "data-act": action.id, "aria-disabled": mayAct(model) ? null : "true", "aria-keyshortcuts": action.key }, key(action.key), words);
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
