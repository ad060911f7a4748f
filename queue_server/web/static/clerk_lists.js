/** Who was set aside: parked at this window's queues, or missed and still welcome. */

import { element } from "./elements.js";
import { badge, key } from "./staff.js";
import { firstText, name, stretch, text } from "./texts.js";

export function setAside(view, nowMs, mayAct) {
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
    const open = mayAct && action?.allowed;
    const isDue = line.remind_at_ms !== null && line.remind_at_ms <= nowMs;
    const since = text(`console.lists.${kind}_since`, { minutes: stretch(line.since_ms, nowMs) });
    const from = line.window && text("console.window.number", { number: line.window });
    const words = action && !action.allowed ? firstText([`console.why.${action.why}`, "console.why.not_offered"]) : [since, from].filter(Boolean).join(text("console.list.comma"));
    return element(
      "li",
      { "data-key": line.ticket_id },
      element("span", { class: "number" }, line.number),
      element("span", { class: "item", "data-may-shorten": true }, name(line.item) || name(line.queue)),
      isDue ? element("span", { class: "second due" }, badge(text("console.lists.due", { minutes: stretch(line.since_ms, nowMs) }), "care", "clock-pause")) : element("span", { class: "second" }, words),
      element("button", { class: "button small", type: "button", "data-act": "return", "data-ticket": line.ticket_id, "aria-disabled": open ? null : "true" }, text(`console.lists.${word}`)),
    );
  }
}
