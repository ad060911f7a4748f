/** A call with its trace, read as sentences: who was called, why, who else stood first, who was passed by what right. */

import { element, icon } from "./elements.js";
import { badge } from "./staff.js";
import { exactClock, hasText, name, text } from "./texts.js";
import { outcome } from "./tickets_file.js";
import { whySentence } from "./why.js";

const t = (key, values) => text(`console.calls.${key}`, values);

/** `call`: as GET /api/v1/calls/{call_id} tells it; null before one is chosen. */
export function trace(call) {
  if (!call) return element("p", { class: "nothing", "data-key": "none" }, icon("info-circle"), t("choose"));
  return element(
    "div",
    { class: "told", tabindex: "0", "data-key": call.call_id },
    element("header", {}, element("p", { class: "number" }, call.number), outcome(call)),
    element("p", {}, sentence(call)),
    element("p", { class: "because" }, whySentence(call.why)),
    call.heads.length === 0 && element("p", { class: "second" }, t("no_trace")),
    call.heads.length > 0 && [heads(call), passed(call)],
    proofs(call.proofs),
  );
}

/** What showed the call, and each time it was repeated. Calls of former versions have no proof. */
function proofs(known) {
  if (!known.length) return null;
  const who = (one) => [name(one.station) || one.station_id, one.device_id].filter(Boolean).join(" · ");
  return element(
    "section",
    { class: "proofs" },
    element("h3", { class: "strong" }, t("proofs")),
    element(
      "ul",
      {},
      known.flatMap((proof, at) => [
        known.length > 1 && element("li", { class: "second", "data-key": `${proof.call_id}-which` }, t("proof_of", { times: at + 1 })),
        ...(proof.shown.length
          ? proof.shown.map((one) => element("li", { "data-key": `${proof.call_id}-${one.station_id}-${one.device_id}` }, element("span", {}, who(one)), element("time", {}, exactClock(one.at_ms))))
          : [element("li", { "data-key": `${proof.call_id}-none` }, badge(t("proof_none"), "care", "alert-triangle"))]),
        ...proof.silent.map((station) => element("li", { "data-key": `${proof.call_id}-${station}` }, element("span", {}, station), badge(t("proof_silent"), "care"))),
      ]),
    ),
  );
}

function sentence(call) {
  return t("sentence", {
    time: exactClock(call.called_at_ms),
    window: call.window?.number ?? call.window_id,
    clerk: call.clerk_name ?? call.clerk_id,
    number: call.number,
    queue: name(call.queue) || call.queue_id,
  });
}

function heads(call) {
  const minutes = (seconds) => t("minutes", { count: Math.floor(seconds / 60) });
  return element(
    "section",
    {},
    element("h3", { class: "strong" }, t("heads")),
    element("p", { class: "second" }, t("head_note")),
    element(
      "table",
      {},
      element("thead", {}, element("tr", {}, ["number", "queue", "class", "waiting", "counted"].map((words) => element("th", { scope: "col" }, t(words))))),
      element(
        "tbody",
        {},
        call.heads.map((head) =>
          element(
            "tr",
            { "data-key": `${head.queue_id}-${head.priority}`, "aria-current": head.ticket_id === call.ticket_id && "true" },
            element("th", { scope: "row", class: "number" }, head.number),
            element("td", {}, name(head.queue) || head.queue_id),
            element("td", {}, head.priority ? name(head.priority_name) || head.priority : t("ordinary")),
            element("td", {}, minutes(head.waited_s)),
            element("td", {}, minutes(head.score_s)),
          ),
        ),
      ),
    ),
  );
}

function passed({ why, overtaken_first: first }) {
  if (!why.overtaken) return element("p", { class: "second" }, t("overtaken_none"));
  return element(
    "section",
    {},
    element("h3", { class: "strong" }, t("overtaken", { count: why.overtaken })),
    why.overtaken > first.length && element("p", { class: "second" }, t("overtaken_first", { count: first.length })),
    element("ul", {}, first.map(({ ticket_id: id, number, right }) => element("li", { "data-key": id }, element("span", { class: "number" }, number), badge(t(hasText(`console.calls.right_${right}`) ? `right_${right}` : "right_unknown"))))),
  );
}
