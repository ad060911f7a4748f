/** The middle of the tickets page: all that is known of one ticket, and how it was called. */

import { element, icon } from "./elements.js";
import { verdictBadge } from "./pre_review_drawing.js";
import { priorityBadge } from "./priority.js";
import { badge } from "./staff.js";
import { stateBadge } from "./tickets_find.js";
import { reprintFact } from "./tickets_reprint.js";
import { clock, firstText, minuteRange, name, stretch, text } from "./texts.js";
import { whySentence } from "./why.js";

const t = (words, values) => text(`console.tickets.${words}`, values);

/** `file`: as GET /api/v1/tickets/{ticket_id} tells it, null before one is chosen. */
export function ticketFile(file, trouble, floor, nowMs) {
  if (!file) {
    const words = trouble ?? t("choose_hint");
    return [element("div", { class: "no-ticket" }, element("h2", { class: "strong" }, t("choose")), element("p", { class: "second" }, words))];
  }
  return [head(file.ticket, nowMs), facts(file, floor), calls(file)];
}

function head(shown, nowMs) {
  const place = shown.window && text("console.window.number", { number: shown.window.number });
  return element(
    "header",
    { class: "ticket-head", "data-key": `head-${shown.ticket_id}` },
    element("p", { class: "number huge", id: "number-chosen" }, shown.number),
    element("div", { class: "what" }, element("h2", { class: "strong", "data-may-shorten": true }, name(shown.item) || name(shown.queue)), element("p", { class: "second" }, shown.item ? name(shown.queue) : text("console.clerk.no_item"))),
    element("div", { class: "since" }, element("p", {}, stateBadge(shown.state)), element("p", { class: "second" }, place ?? stretch(shown.issued_at_ms, nowMs))),
  );
}

function facts(file, floor) {
  const { ticket: shown, applicant, case_number: caseNumber } = file;
  const fact = (label, value, tone) => value && element("div", {}, element("dt", {}, label), element("dd", { class: tone ?? null }, value));
  const range = minuteRange(shown.range_min);
  const again = reprintFact(file, floor);
  return element(
    "dl",
    { class: "facts" },
    fact(t("issued"), clock(shown.issued_at_ms)),
    fact(text("console.ticket.zone"), text("console.ticket.zone_text", { letter: shown.zone_letter, name: name(shown.zone) })),
    fact(text("console.ticket.slip"), text(`common.slip_state.${shown.slip}`), shown.slip === "failed" ? "care" : null),
    again && fact(text("console.reprint.heading"), again.words, again.tone),
    fact(text("console.tag.heading"), file.tag && text(file.tag_silent ? "console.tag.silent" : "console.tag.number", { tag: file.tag }), file.tag_silent ? "care" : null),
    fact(text("console.ticket.language"), firstText([`common.language.${shown.language}`, "console.ticket.other_language"])),
    fact(t("applicant"), applicant && t(applicant)),
    fact(t("case_number"), caseNumber),
    fact(text("console.ticket.first_asked"), shown.first_asked),
    fact(text("console.clerk.appointment_fact"), shown.appointment && text("console.clerk.slot", shown.appointment)),
    fact(text("console.stages.heading"), shown.stages.length > 0 && shown.stages.map(stageWords).join(text("console.list.comma"))),
    fact(t("kept_for"), shown.kept_for && text("console.window.number", { number: shown.kept_for.number })),
    fact(text("console.ticket.goes_back"), shown.goes_back_to && text("console.window.number", { number: shown.goes_back_to.number })),
    fact(text("console.priority.heading"), priorityBadge(shown)),
    fact(text("console.pre_review.heading"), shown.verdict && verdictBadge(shown.verdict)),
    shown.ahead !== null && fact(t("ahead"), [t("people", { count: shown.ahead }), range].filter(Boolean).join(text("console.list.comma"))),
    fact(text("common.ticket_state.no_show"), shown.return_until_ms && t("return_until", { time: clock(shown.return_until_ms) }), "care"),
    fact(text("console.clerk.why"), shown.why && whySentence(shown.why)),
  );
}

/** "受理（办完）" */
function stageWords({ name: label, state }) {
  return text("console.stages.in_words", { name: name(label), state: text(`console.stages.${state}`) });
}

/** Every call of the ticket, as a sentence of what happened and why. */
function calls(file) {
  return element(
    "section",
    { class: "calls", tabindex: "0", "aria-labelledby": "calls-heading" },
    element("header", {}, element("h2", { id: "calls-heading" }, t("way")), file.ticket.page_path && element("a", { href: file.ticket.page_path, target: "_blank", rel: "noopener" }, icon("device-mobile"), t("page"))),
    file.calls.length === 0 && element("p", { class: "nothing" }, t("no_calls")),
    element(
      "ol",
      {},
      file.calls.map((call) =>
        element(
          "li",
          { "data-key": call.call_id },
          element("p", {}, t("call", { time: clock(call.called_at_ms), number: call.window?.number ?? call.window_id, clerk: call.clerk_name ?? call.clerk_id }), call.times > 1 && element("span", { class: "second" }, t("call_times", { count: call.times })), outcome(call)),
          element("p", { class: "second" }, whySentence(call.why)),
        ),
      ),
    ),
  );
}

/** What came of a call. */
export function outcome({ outcome: came }) {
  const tone = { started: "ready", no_show: "care" }[came];
  return badge(text(`console.outcome.${came ?? "open"}`), came ? tone : "now");
}
