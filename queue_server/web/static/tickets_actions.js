/**
 * What staff in the lobby can do with a ticket, wherever it waits: one key each, none that is typed into a number.
 *
 * Whether something is open now, the ticket's file says (`actions`), with the reason if not.
 */

import { reasonOptions } from "./choice.js";
import { stationsThatPrint } from "./tickets_reprint.js";
import { tagFields, whichTag } from "./tickets_tag.js";
import { hasText, name, text } from "./texts.js";

const WITHDRAW_REASONS = ["not_shown", "not_valid", "other_person", "asked"];
const GRANT_REASONS = ["seen", "unwell", "green_channel", "supervisor"];
const VOID_REASONS = ["left", "twice", "wrong_item"];

/**
 * `asks`: questions of choice.js about {file, classes, floor}; `known`: answers that need no asking.
 * `fields`: of the command, beside the ticket. `also`: another command it may come to. `cap`: how the key is printed.
 */
export const ACTIONS = [
  { id: "verify_priority", key: "F4", command: "VerifyPriority" },
  { id: "grant_priority", key: "F5", command: "GrantPriority", asks: [whichClass, whyGranted], fields: ([priority, reason]) => ({ priority, reason }) },
  { id: "withdraw_priority", key: "F6", command: "WithdrawPriority", asks: [whyWithdrawn], fields: ([reason]) => ({ reason }) },
  { id: "requeue_ticket", key: "F7", command: "RequeueTicket" },
  { id: "cancel_ticket", key: "F8", command: "CancelTicket", asks: [cancelForSure], fields: () => ({ reason: "staff" }) },
  { id: "reprint_slip", key: "F9", command: "ReprintSlip", asks: [whichStation], known: stationWithoutAsking, fields: ([stationId]) => ({ station_id: stationId }) },
  { id: "void_ticket", key: "F10", command: "VoidTicket", asks: [whyVoided], fields: ([reason]) => ({ reason }) },
  { id: "give_tag", key: "Insert", cap: "Ins", command: "GiveTag", also: "ReturnTag", asks: [whichTag], fields: tagFields },
];

/** Whether the file opens `action`: {allowed, why}; null where it says nothing of it. */
export function offer(file, action) {
  const offers = file?.actions.filter(({ command }) => [action.command, action.also].includes(command)) ?? [];
  return offers.find(({ allowed }) => allowed) ?? offers[0] ?? null;
}

/** Why not, in a few words beside the key. */
export function whyNot({ why }) {
  return text(hasText(`console.why.${why}`) ? `console.why.${why}` : "console.why.not_offered");
}

export function commandOf(file, action, chosen) {
  return { type: action.command, ticket_id: file.ticket.ticket_id, ...action.fields?.(chosen) };
}

const STAY = { value: null, label: text("console.choice.stay") };

function whichClass({ file, classes }) {
  return {
    heading: text("console.choice.grant_priority", { number: file.ticket.number }),
    options: classes
      .filter(({ may_grant: may }) => may)
      .map(({ priority_id: id, name: label, paper }) => ({ value: id, label: name(label), note: paper && text("console.choice.paper", { paper: name(paper) }) })),
  };
}

function whyGranted({ file, classes }, [chosen]) {
  const priority = name(classes.find(({ priority_id: id }) => id === chosen)?.name);
  return {
    heading: text("console.choice.grant_reason", { number: file.ticket.number, priority }),
    options: reasonOptions(GRANT_REASONS, "console.grant_reason"),
  };
}

function whyWithdrawn({ file: { ticket } }) {
  return {
    heading: text("console.choice.withdraw_priority", { number: ticket.number, priority: name(ticket.priority) }),
    lead: text("console.choice.withdraw_lead"),
    options: reasonOptions(WITHDRAW_REASONS, "console.withdraw_reason"),
  };
}

function cancelForSure({ file }) {
  return {
    heading: text("console.choice.cancel_ticket", { number: file.ticket.number }),
    options: [{ value: true, label: text("console.choice.cancel_now") }, STAY],
  };
}

function whichStation({ file, floor }) {
  return {
    heading: text("console.choice.reprint_slip", { number: file.ticket.number }),
    options: stationsThatPrint(floor, file.by_station).map((station) => ({ value: station.station_id, label: name(station.name), note: stationNote(station, file) })),
  };
}

/** That of the reprint under way, for another wish says nothing new; else the only one there is. */
function stationWithoutAsking({ file, floor }) {
  if (file.reprint) return [file.reprint.station_id];
  const stations = stationsThatPrint(floor, file.by_station);
  return stations.length > 1 ? [] : [stations[0]?.station_id];
}

function stationNote({ station_id: id, health }, file) {
  const words = [id === file.by_station && text("console.reprint.gave_it"), health !== "ok" && text(`common.device_health.${health ?? "unknown"}`)];
  return words.filter(Boolean).join(text("console.list.comma"));
}

function whyVoided({ file }) {
  return {
    heading: text("console.choice.void_ticket", { number: file.ticket.number }),
    options: reasonOptions(VOID_REASONS, "console.void_reason"),
  };
}
