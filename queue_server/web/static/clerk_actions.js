/**
 * What a clerk can do: one key each, the command it gives, and what it must ask before.
 *
 * Whether an action is open now is never decided here: the view says so (`actions`), with the reason if not.
 */

import * as ask from "./clerk_questions.js";
import { hasText, refusal, text } from "./texts.js";

const atTheWindow = (view) => ({ window_id: view.window.window_id });
const ofTheTicket = (view) => ({ ticket_id: view.ticket.ticket_id });
const withTheTicket = (view) => ({ ...atTheWindow(view), ...ofTheTicket(view) });

/**
 * In the order in which they stand on the page. `asks`: the questions before it (choice.js), about the view. `fields`: of
 * the command, from the view and what was chosen; left out: the window and its ticket.
 */
export const ACTIONS = [
  { id: "call_next", key: "F2", command: "CallNext", group: "call", fields: atTheWindow },
  { id: "recall_ticket", key: "F3", command: "RecallTicket", group: "call" },
  {
    id: "call_ticket",
    key: "F5",
    command: "CallTicket",
    group: "call",
    asks: [ask.whichWaiting, ask.whyChosen],
    fields: (view, [ticket_id, reason]) => ({ ...atTheWindow(view), ticket_id, reason }),
  },
  {
    id: "mark_no_show",
    key: "F10",
    command: "MarkNoShow",
    group: "call",
    asks: [ask.calledAloud],
    fields: (view, [aloud]) => ({ ...withTheTicket(view), ...(aloud ? { called_aloud: true } : {}) }),
  },
  { id: "start_serving", key: "F4", command: "StartServing", group: "ticket" },
  { id: "finish_serving", key: "F6", command: "FinishServing", group: "ticket" },
  { id: "park_ticket", key: "F8", command: "ParkTicket", group: "ticket" },
  {
    id: "transfer_ticket",
    key: "F9",
    command: "TransferTicket",
    group: "ticket",
    asks: [ask.whereTo, ask.toWhom, ask.whichPosition],
    fields: (view, chosen) => ({ ...withTheTicket(view), ...ask.targetOf(chosen), position: chosen[2] }),
  },
  {
    id: "send_away",
    key: "S",
    command: "SendAway",
    group: "ticket",
    asks: [ask.whereAway],
    fields: (view, [queue_id]) => ({ ...withTheTicket(view), queue_id }),
  },
  {
    id: "break_off",
    key: "Delete",
    command: "BreakOff",
    group: "ticket",
    asks: [ask.whyBrokenOff],
    fields: (view, [reason]) => ({ ...withTheTicket(view), reason }),
  },
  { id: "open_window", key: "O", command: "OpenWindow", group: "window", fields: atTheWindow },
  {
    id: "pause_window",
    key: "P",
    command: "PauseWindow",
    group: "window",
    asks: [ask.whyPaused],
    fields: (view, [reason]) => ({ ...atTheWindow(view), reason }),
  },
  {
    id: "close_window",
    key: "X",
    command: "CloseWindow",
    group: "window",
    asks: [ask.closeForSure],
    fields: (view, [how]) => ({ ...atTheWindow(view), ...(typeof how === "string" ? { reason: how } : {}) }),
  },
  { id: "sign_out", key: "Q", command: null, group: "window", asks: [ask.signOutHow, ask.whyLeftOnSignOut] },
  { id: "next_stage", key: "N", command: "NextStage", group: "stage" },
  { id: "verify_priority", key: "V", command: "VerifyPriority", group: "priority", fields: ofTheTicket },
  {
    id: "withdraw_priority",
    key: "D",
    command: "WithdrawPriority",
    group: "priority",
    asks: [ask.whyWithdrawn],
    fields: (view, [reason]) => ({ ...ofTheTicket(view), reason }),
  },
  { id: "return_tag", key: "G", command: "ReturnTag", group: "tag", fields: ofTheTicket },
  { id: "take_over", key: "T", command: "TakeOver", group: "seat", fields: atTheWindow },
  {
    id: "open_with_trainee",
    key: "I",
    command: "OpenWindow",
    group: "seat",
    asks: [ask.whichTrainee],
    fields: (view, [trainee_id]) => ({ ...atTheWindow(view), trainee_id }),
  },
  {
    id: "request_window",
    key: "R",
    command: "RequestWindow",
    group: "seat",
    asks: [ask.whyRequested],
    fields: (view, [reason]) => ({ ...atTheWindow(view), change: ask.changeOf(view), reason }),
  },
  { id: "change_window", key: "W", command: null, group: "seat" },
  { id: "undo_last", key: "Z", command: "UndoLast", group: "foot", fields: atTheWindow },
  { id: "resume_or_requeue", key: "F7", command: null, group: "lists", asks: [ask.whoComesBack] },
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
  if (SEATED[action.id]) return SEATED[action.id](view);
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
  const lacksTicket = !view.ticket && ["call", "ticket", "priority", "stage", "tag"].includes(action.group) && ["ticket_unknown", "not_offered"].includes(offered.why);
  return lacksTicket ? { ...offered, why: "nothing_called" } : offered;
}

/** What is said of taking a seat beside what the view offers: whose page it is, only the page knows (`view.me`). */
const SEATED = {
  change_window: (view) => ({ allowed: view.clerk_id !== view.me, why: "window_open" }),
  take_over: (view) => (view.clerk_id === view.me ? { allowed: false, why: "window_open" } : (view.take_over ?? { allowed: false, why: "not_offered" })),
  open_with_trainee: (view) => (view.trainees.length ? (named(view, { command: "OpenWindow" }) ?? { allowed: false, why: "not_offered" }) : { allowed: false, why: "no_trainee" }),
  request_window: () => ({ allowed: true }),
};

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
  if (action.id === "resume_or_requeue") return comingBack(view, chosen[0]);
  return { type: action.command, ...(action.fields ?? withTheTicket)(view, chosen) };
}

function comingBack(view, ticket_id) {
  const isParked = view.parked.some((line) => line.ticket_id === ticket_id);
  return isParked ? { type: "ResumeTicket", ...atTheWindow(view), ticket_id } : { type: "RequeueTicket", ticket_id };
}
