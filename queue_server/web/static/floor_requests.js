/** What is asked for windows, to be decided by a supervisor: not by whoever asked. */

import { element } from "./elements.js";
import { seal } from "./staff.js";
import { clock, text } from "./texts.js";
import { reasonWords } from "./why.js";

const t = (key, values) => text(`console.floor.${key}`, values);

/** Nothing while nothing is asked. */
export function requests(view, person, mayAct) {
  if (!view.requests.length) return null;
  return element(
    "section",
    { class: "card panel requests" },
    element("header", {}, element("h2", { class: "strong" }, t("requests")), element("span", { class: "second" }, t("requests_count", { count: view.requests.length }))),
    element("ol", {}, view.requests.map((request) => line(request, person, mayAct))),
  );
}

function line(request, person, mayAct) {
  const mayDecide = person?.roles.includes("supervisor") && request.requested_by !== person.id;
  const change = text(`common.window_change.${request.change}`);
  const by = request.requested_by_name ?? request.requested_by;
  return element(
    "li",
    { "data-key": request.request_id },
    seal(request.window.number, "resting"),
    element(
      "div",
      {},
      element("h3", { class: "strong" }, t("request", { change, window: text("console.window.number", { number: request.window.number }) })),
      element("p", { class: "second" }, t("request_why", { reason: reasonWords(request.reason), name: by, time: clock(request.requested_at_ms) })),
    ),
    mayDecide ? element("p", { class: "decide" }, request.actions.map((action) => button(request, action, mayAct))) : element("p", { class: "second" }, t("request_waits")),
  );
}

function button(request, { command, allowed, why }, mayAct) {
  return element(
    "button",
    { type: "button", class: "button small", "data-act": command, "data-request": request.request_id, "data-primary": command === "ApproveWindow" && allowed && mayAct, "aria-disabled": allowed && mayAct ? null : "true", title: allowed ? null : text(`refusals.${why}`) },
    t(command === "ApproveWindow" ? "approve" : "reject"),
  );
}
