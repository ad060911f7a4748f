/** What a clerk is asked before a command: each a question of `choice.js` about the window's view. */

import { reasonOptions } from "./choice.js";
import { firstText, minuteRange, name, stretch, text } from "./texts.js";

const CALL_REASONS = ["elderly", "returned", "same_applicant", "guide_asked", "urgent"];
const WITHDRAW_REASONS = ["not_shown", "not_valid", "other_person", "asked"];

const REQUEST_REASONS = ["few_people", "many_people", "equipment", "staff"];

const STAY = null; // the choice that changes nothing

export function whichWaiting(view, chosen, nowMs) {
  return {
    heading: text("console.choice.call_ticket"),
    options: view.waiting.map((line) => waitingOption(line, "CallTicket", stretch(line.since_ms, nowMs))),
  };
}

function waitingOption(line, command, note) {
  const action = line.actions.find((offered) => offered.command === command);
  const closed = action && !action.allowed ? firstText([`console.why.${action.why}`, "console.why.not_offered"]) : null;
  return {
    value: line.ticket_id,
    number: line.number,
    label: name(line.item) || name(line.queue),
    note: closed ?? [line.appointment && text("console.clerk.appointment", { time: line.appointment.begins_at }), name(line.priority), line.verdict && text(`common.verdict.${line.verdict}`), note].filter(Boolean).join(text("console.list.comma")),
    closed: closed !== null,
  };
}

export function whyChosen(view, chosen) {
  const line = view.waiting.find(({ ticket_id }) => ticket_id === chosen[0]);
  return {
    heading: text("console.choice.call_reason", { number: line?.number ?? "" }),
    options: reasonOptions(CALL_REASONS, "console.call_reason"),
  };
}

export function whyWithdrawn(view) {
  return {
    heading: text("console.choice.withdraw_priority", { number: view.ticket?.number ?? "", priority: name(view.ticket?.priority) }),
    lead: text("console.choice.withdraw_lead"),
    options: reasonOptions(WITHDRAW_REASONS, "console.withdraw_reason"),
  };
}

/** A queue, or that it shall be one window or one person: "queue:cashier", "window", "clerk". */
export function whereTo(view) {
  const queues = queueOptions(view, (queue) => `queue:${queue.queue_id}`);
  const others = view.transfer_windows.length ? [["window", "to_window"], ["clerk", "to_clerk"]] : [];
  return {
    heading: text("console.choice.transfer_queue", { number: view.ticket?.number ?? "" }),
    options: [...queues, ...others.map(([value, words]) => ({ value, label: text(`console.choice.${words}`) }))],
  };
}

/** Which window or whom, if not a queue: "window:w04", "clerk:li-juan". */
export function toWhom(view, [kind]) {
  if (kind.startsWith("queue:")) return null;
  const isClerk = kind === "clerk";
  return {
    heading: text(isClerk ? "console.choice.transfer_clerk" : "console.choice.transfer_window", { number: view.ticket?.number ?? "" }),
    options: view.transfer_windows.map(({ window, clerk_id, clerk_name }) => {
      const place = text("console.window.title", { number: window.number, name: name(window.name) });
      return isClerk
        ? { value: `clerk:${clerk_id}`, label: clerk_name, note: place }
        : { value: `window:${window.window_id}`, label: place, note: clerk_name };
    }),
  };
}

/** The fields of the command that say where to. */
export function targetOf([kind, whom]) {
  const [which, id] = (whom ?? kind).split(/:(.*)/);
  return { [{ queue: "queue_id", window: "to_window_id", clerk: "to_clerk_id" }[which]]: id };
}

export function whichPosition(view, [kind, whom]) {
  const target = targetOf([kind, whom]);
  const queue = view.transfer_queues.find(({ queue_id }) => queue_id === target.queue_id);
  const other = view.transfer_windows.find(({ window, clerk_id }) => window.window_id === target.to_window_id || clerk_id === target.to_clerk_id);
  const place = queue ? name(queue.name) : target.to_clerk_id ? other?.clerk_name : text("console.window.number", { number: other?.window.number ?? "" });
  return {
    heading: text("console.choice.transfer_position", { number: view.ticket?.number ?? "", queue: place ?? "" }),
    options: ["keep", "last", "first"].map((position) => ({ value: position, label: text(`console.choice.${position}`) })),
  };
}

export function whereAway(view) {
  return {
    heading: text("console.choice.send_away", { number: view.ticket?.number ?? "" }),
    lead: text("console.choice.send_away_lead"),
    options: queueOptions(view, (queue) => queue.queue_id),
  };
}

function queueOptions(view, valueOf) {
  return view.transfer_queues.map((queue) => ({
    value: valueOf(queue),
    label: name(queue.name),
    note: queue.windows_open ? lengthOf(queue) : text("console.choice.no_window"),
  }));
}

/** "等 8 人，约 10–25 分钟" */
function lengthOf({ waiting, range_min: range }) {
  return [text("console.choice.waiting", { count: waiting }), minuteRange(range)].filter(Boolean).join(text("console.list.comma"));
}

function reasons(codes, table) {
  return codes.map((code) => ({ value: code, label: text(`common.${table}.${code}`) }));
}

export function whyBrokenOff(view) {
  return {
    heading: text("console.choice.break_off", { number: view.ticket?.number ?? "" }),
    options: reasons(view.break_off_reasons, "break_off_reason"),
  };
}

export function whyPaused(view) {
  if (view.leave_reasons.length) return whyLeft(view, text("console.choice.pause"));
  return { heading: text("console.choice.pause"), options: reasons(view.pause_reasons, "pause_reason") };
}

/** Somebody waits whom nobody else can serve: who could stand in, and why one leaves all the same. */
function whyLeft(view, heading) {
  const lead = view.backup_name ? text("console.choice.backup", { name: view.backup_name }) : text("console.choice.no_backup");
  return { heading, lead, options: [...reasons(view.leave_reasons, "leave_reason"), { value: STAY, label: text("console.choice.stay") }] };
}

/** Asked only where no screen has shown the call: nobody has missed what nobody could see. */
export function calledAloud(view) {
  if (view.call_shown !== false) return null;
  return {
    heading: text("console.choice.called_aloud", { number: view.ticket.number }),
    lead: text("console.clerk.unshown"),
    options: [
      { value: true, label: text("console.choice.called_aloud_yes") },
      { value: STAY, label: text("console.choice.called_aloud_no") },
    ],
  };
}

export function closeForSure(view) {
  const heading = text("console.choice.close", { window: text("console.window.number", { number: view.window.number }) });
  if (view.leave_reasons.length) return whyLeft(view, heading);
  return {
    heading,
    options: [
      { value: true, label: text("console.choice.close_now") },
      { value: STAY, label: text("console.choice.stay") },
    ],
  };
}

/** Whoever leaves in the middle of a service is asked whether it is over: as long as it goes on, nobody is invited to rate it. */
export function signOutHow(view) {
  const mine = view && view.state !== "closed" && view.clerk_id === view.me;
  const may = (command) => mine && view.actions.find((action) => action.command === command)?.allowed;
  const finish = may("FinishServing");
  const close = may("CloseWindow");
  return {
    heading: text("console.choice.sign_out"),
    options: [
      finish && { value: "finish", label: text("console.choice.sign_out_finish", { number: view.ticket.number }) },
      close && { value: "close", label: text("console.choice.sign_out_close") },
      { value: "leave", label: text(finish || close ? "console.choice.sign_out_now" : "console.page.sign_out") },
      { value: STAY, label: text("console.choice.stay") },
    ].filter(Boolean),
  };
}

export function whyLeftOnSignOut(view, [how]) {
  return (how === "finish" || how === "close") && view.leave_reasons.length ? closeForSure(view) : null;
}

export function whichTrainee(view) {
  return {
    heading: text("console.choice.trainee"),
    lead: text("console.choice.trainee_lead"),
    options: view.trainees.map(({ trainee_id, name: label, staff_number }) => ({ value: trainee_id, label, note: staff_number })),
  };
}

/** What can be asked for the window: that it be withdrawn from service, or set up again. */
export function changeOf(view) {
  return view.withdrawn ? "open" : "withdraw";
}

export function whyRequested(view) {
  const change = text(`common.window_change.${changeOf(view)}`);
  return {
    heading: text("console.choice.request_window", { change, window: text("console.window.number", { number: view.window.number }) }),
    lead: text("console.choice.request_lead"),
    options: reasonOptions(REQUEST_REASONS, "console.request_reason"),
  };
}

export function whoComesBack(view, chosen, nowMs) {
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
