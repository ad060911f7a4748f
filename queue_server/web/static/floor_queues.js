/** The queues of the hall: how many wait, how long, at how many windows. */

import { element, icon } from "./elements.js";
import { clock, minuteRange, name, stretch, text } from "./texts.js";

const DOTS = 13;
const t = (key, values) => text(`console.floor.${key}`, values);

export function queues(view, nowMs) {
  return element(
    "section",
    { class: "card panel queues" },
    element("header", {}, element("h2", { class: "strong" }, t("queues")), element("span", { class: "second" }, t("queue_waiting")), element("span", { class: "second" }, t("queue_longest")), element("span", { class: "second" }, t("queue_windows"))),
    element(
      "ol",
      {},
      view.queues.map((line) => {
        const stranded = line.waiting > 0 && line.windows_open === 0;
        return element(
          "li",
          { "data-key": line.queue_id },
          element("span", { class: "name" }, name(line.name), notes(view, line, nowMs).map((note) => element("small", { class: note.tone ?? "second" }, note.words))),
          element("span", { class: "dots", "aria-hidden": "true" }, Array.from({ length: Math.min(line.waiting, DOTS) }, () => element("i")), line.waiting > DOTS && element("span", { class: "more" }, "+")),
          element("span", { class: "number" }, line.waiting),
          element("span", {}, line.longest_since_ms === null ? "–" : stretch(line.longest_since_ms, nowMs)),
          element("span", { class: stranded ? "care" : "second", title: stranded ? t("queue_closed") : null }, stranded && icon("alert-circle"), line.windows_open),
        );
      }),
    ),
  );
}

/** What else is to be said of a queue: that nobody serves it, that its numbers are over, how long a new ticket may wait. */
function notes(view, line, nowMs) {
  const uncovered = view.uncovered.find(({ queue_id: id }) => id === line.queue_id);
  const windows = uncovered?.windows.join(text("common.list.separator"));
  return [
    uncovered && { words: t(windows ? "uncovered" : "uncovered_none", { minutes: stretch(uncovered.since_ms, nowMs), windows }), tone: "care" },
    line.numbers_over && { words: t("numbers_over"), tone: "care" },
    !line.numbers_over && line.last_ticket_at_ms && { words: t("last_ticket", { time: clock(line.last_ticket_at_ms) }) },
    line.range_min && { words: minuteRange(line.range_min) },
  ].filter(Boolean);
}
