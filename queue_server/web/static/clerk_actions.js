/**
 * What a clerk can do: one key each, the command it gives, and what it must ask before.
 *
 * Whether an action is open now is never decided here: the view says so (`actions`), with the reason if not.
 */

import { hasText, name, refusal, stretch, text } from "./texts.js";

const CALL_REASONS = ["elderly", "returned", "same_applicant", "guide_asked", "urgent"];

/** In the order in which they stand on the page. `asks`: choices to be made first, each a function of (view, chosen). */
export const ACTIONS = [
  { id: "call_next", key: "F2", command: "CallNext", group: "call" },
  { id: "recall_ticket", key: "F3", command: "RecallTicket", group: "call" },
  { id: "call_ticket", key: "F5", command: "CallTicket", group: "call", asks: [whichWaiting, whyChosen] },
  { id: "mark_no_show", key: "F10", command: "MarkNoShow", group: "call" },
  { id: "start_serving", key: "F4", command: "StartServing", group: "ticket" },
  { id: "finish_serving", key: "F6", command: "FinishServing", group: "ticket" },
  { id: "park_ticket", key: "F8", command: "ParkTicket", group: "ticket" },
  { id: "transfer_ticket", key: "F9", command: "TransferTicket", group: "ticket", asks: [whichQueue, whichPosition] },
  { id: "break_off", key: "Delete", command: "BreakOff", group: "ticket", asks: [whyBrokenOff] },
  { id: "open_window", key: "O", command: "OpenWindow", group: "window" },
  { id: "pause_window", key: "P", command: "PauseWindow", group: "window", asks: [whyPaused] },
  { id: "close_window", key: "X", command: "CloseWindow", group: "window", asks: [closeForSure] },
  { id: "sign_out", key: "Q", command: null, group: "window", asks: [signOutHow] },
  { id: "resume_or_requeue", key: "F7", command: null, group: "lists", asks: [whoComesBack] },
  { id: "change_window", key: "W", command: null, group: "none" },
  { id: "keys", key: "F1", command: null, group: "none" },
];

/** How a key is printed on its cap. */
export function cap(key) {
  return { Delete: "Del" }[key] ?? key;
}

export function actionOfKey(event) {
  const pressed = event.code.startsWith("Key") ? event.code.slice(3) : event.key === "Pause" ? "P" : event.key;
  return ACTIONS.find(({ key }) => key === pressed);
}

/** Whether the view opens `action` now: {allowed, why}, `why` a refusal code. What is only too soon opens with time. */
export function offer(view, action, nowMs) {
  const offered = offerOf(view, action);
  if (offered.allowed && offered.from_ms > nowMs) {
    return { allowed: false, why: "too_soon", wait_s: Math.ceil((offered.from_ms - nowMs) / 1000) };
  }
  return offered;
}

function offerOf(view, action) {
  if (action.id === "sign_out" || action.id === "keys") return { allowed: true };
  if (!view) return { allowed: false, why: "offline" };
  if (action.id === "change_window") return { allowed: view.state === "closed", why: "window_open" };
  if (action.id === "resume_or_requeue") {
    const offers = [...view.parked, ...view.missed].flatMap((line) => line.actions);
    if (!offers.length) return { allowed: false, why: "nothing_set_aside" };
    return offers.find(({ allowed }) => allowed) ?? offers[0];
  }
  if (action.id === "call_ticket") {
    const offers = view.waiting.flatMap((line) => line.actions).filter(({ command }) => command === "CallTicket");
    const open = offers.find(({ allowed }) => allowed) ?? offers[0];
    return open ?? named(view, action) ?? { allowed: false, why: "nobody_waiting" };
  }
  const offered = named(view, action) ?? { allowed: false, why: "not_offered" };
  const lacksTicket = !view.ticket && action.group !== "window" && ["ticket_unknown", "not_offered"].includes(offered.why);
  return lacksTicket ? { ...offered, why: "nothing_called" } : offered;
}

function named(view, action) {
  return view.actions.find(({ command }) => command === action.command);
}

/** The action a clerk most likely needs next; it is drawn filled. */
export function likely(view) {
  if (!view) return null;
  if (view.state !== "open") return "open_window";
  if (view.ticket?.state === "serving") return "finish_serving";
  return view.ticket ? "start_serving" : "call_next";
}

/** Why not, in a few words beside the key. */
export function whyNot(view, action, { why: code, wait_s }) {
  if (code === "too_soon") return text("console.why.too_soon", { count: wait_s });
  if (code === "wrong_state" && view) {
    const state = view.ticket?.state;
    if (!state) return text("console.why.nothing_called");
    if (["FinishServing", "BreakOff"].includes(action.command)) return text("console.why.not_serving");
    if (state === "serving") return text("console.why.already_serving");
  }
  return hasText(`console.why.${code}`) ? text(`console.why.${code}`) : text("console.why.not_offered");
}

/** Why not, as a sentence. */
export function whyNotSaid(view, action, offered) {
  if (["wrong_state", "too_soon"].includes(offered.why) || !hasText(`refusals.${offered.why}`)) {
    return text("console.refused.action", { action: text(`console.action.${action.id}`), why: whyNot(view, action, offered) });
  }
  return refusal(offered.why);
}

/** The command of `action` after all it asks has been chosen. */
export function commandOf(view, action, chosen) {
  const window_id = view.window.window_id;
  const ticket_id = view.ticket?.ticket_id;
  switch (action.id) {
    case "call_next":
    case "open_window":
    case "close_window":
      return { type: action.command, window_id };
    case "pause_window":
      return { type: action.command, window_id, reason: chosen[0] };
    case "call_ticket":
      return { type: action.command, window_id, ticket_id: chosen[0], reason: chosen[1] };
    case "break_off":
      return { type: action.command, window_id, ticket_id, reason: chosen[0] };
    case "transfer_ticket":
      return { type: action.command, window_id, ticket_id, queue_id: chosen[0], position: chosen[1] };
    case "resume_or_requeue": {
      const parked = view.parked.some((line) => line.ticket_id === chosen[0]);
      if (parked) return { type: "ResumeTicket", window_id, ticket_id: chosen[0] };
      return { type: "RequeueTicket", ticket_id: chosen[0] };
    }
    default:
      return { type: action.command, window_id, ticket_id };
  }
}

// --- what is asked: {heading, options: [{value, label, number?, note?, closed?}]} -----------------------------------

const STAY = null; // the choice that changes nothing

function whichWaiting(view, chosen, nowMs) {
  return {
    heading: text("console.choice.call_ticket"),
    options: view.waiting.map((line) => waitingOption(line, "CallTicket", stretch(line.since_ms, nowMs))),
  };
}

function waitingOption(line, command, note) {
  const action = line.actions.find((offered) => offered.command === command);
  const closed = action && !action.allowed ? text(`console.why.${action.why}`) : null;
  return {
    value: line.ticket_id,
    number: line.number,
    label: name(line.item) || name(line.queue),
    note: closed ?? (line.verdict ? [text(`common.verdict.${line.verdict}`), note].join(text("common.list.separator")) : note),
    closed: closed !== null,
  };
}

function whyChosen(view, chosen) {
  const line = view.waiting.find(({ ticket_id }) => ticket_id === chosen[0]);
  return {
    heading: text("console.choice.call_reason", { number: line?.number ?? "" }),
    options: CALL_REASONS.map((reason) => ({ value: reason, label: text(`console.call_reason.${reason}`) })),
  };
}

function whichQueue(view) {
  return {
    heading: text("console.choice.transfer_queue", { number: view.ticket?.number ?? "" }),
    options: view.transfer_queues.map((queue) => ({
      value: queue.queue_id,
      label: name(queue.name),
      note: queue.windows_open
        ? text("console.choice.waiting", { count: queue.waiting })
        : text("console.choice.no_window"),
    })),
  };
}

function whichPosition(view, chosen) {
  const queue = view.transfer_queues.find(({ queue_id }) => queue_id === chosen[0]);
  const values = { number: view.ticket?.number ?? "", queue: name(queue?.name) };
  return {
    heading: text("console.choice.transfer_position", values),
    options: ["keep", "last"].map((position) => ({ value: position, label: text(`console.choice.${position}`) })),
  };
}

function reasons(codes, table) {
  return codes.map((code) => ({ value: code, label: text(`common.${table}.${code}`) }));
}

function whyBrokenOff(view) {
  return {
    heading: text("console.choice.break_off", { number: view.ticket?.number ?? "" }),
    options: reasons(view.break_off_reasons, "break_off_reason"),
  };
}

function whyPaused(view) {
  return { heading: text("console.choice.pause"), options: reasons(view.pause_reasons, "pause_reason") };
}

function closeForSure(view) {
  return {
    heading: text("console.choice.close", { window: text("console.window.number", { number: view.window.number }) }),
    options: [
      { value: true, label: text("console.choice.close_now") },
      { value: STAY, label: text("console.choice.stay") },
    ],
  };
}

function signOutHow(view) {
  const close = view && view.state !== "closed" && named(view, { command: "CloseWindow" })?.allowed;
  return {
    heading: text("console.choice.sign_out"),
    options: [
      close && { value: "close", label: text("console.choice.sign_out_close") },
      { value: "leave", label: text(view && view.state !== "closed" ? "console.choice.sign_out_now" : "console.page.sign_out") },
      { value: STAY, label: text("console.choice.stay") },
    ].filter(Boolean),
  };
}

function whoComesBack(view, chosen, nowMs) {
  const since = (line) =>
    text(line.state === "parked" ? "console.lists.parked_since" : "console.lists.missed_since", {
      minutes: stretch(line.since_ms, nowMs),
    });
  const option = (command) => (line) => waitingOption(line, command, since(line));
  return {
    heading: text("console.choice.return"),
    options: [...view.parked.map(option("ResumeTicket")), ...view.missed.map(option("RequeueTicket"))],
  };
}
