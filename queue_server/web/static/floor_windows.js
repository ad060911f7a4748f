/** Every window of the hall, zone by zone: who sits there, whom they serve, since when. */

import { element } from "./elements.js";
import { badge, seal } from "./staff.js";
import { name, stretch, text } from "./texts.js";

const t = (key, values) => text(`console.floor.${key}`, values);

export function windows(view, chosen, nowMs) {
  const groups = new Map();
  for (const line of view.windows) {
    const key = line.zone_letter || line.window.kind;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(line);
  }
  const larger = [...groups].sort(([, a], [, b]) => b.length - a.length);
  return element("div", { class: "groups" }, larger.map(([key, lines]) => group(key, lines, chosen, nowMs)));
}

function group(key, lines, chosen, nowMs) {
  const [{ zone, zone_letter: letter, window }] = lines;
  const open = lines.filter(({ state }) => state === "open").length;
  return element(
    "section",
    { class: "group", "data-span": Math.min(lines.length, 8), "data-key": `group-${key}` },
    element(
      "header",
      {},
      element("h2", { class: "strong", "data-may-shorten": true }, zone ? (lines.length > 1 ? t("zone", { letter, name: name(zone) }) : t("zone_short", { letter })) : text(`common.window_kind.${window.kind}`)),
      lines.length > 1 && element("span", { class: "second" }, t("group_open", { part: open, whole: lines.length })),
    ),
    element("ol", {}, lines.map((line) => windowCard(line, chosen, nowMs))),
  );
}

function windowCard(line, chosen, nowMs) {
  const { window, state, ticket_state: ticketState } = line;
  const isCalling = ticketState === "called";
  const isClosed = state === "closed";
  return element(
    "li",
    { class: "window", "data-state": state, "data-key": window.window_id },
    element(
      "button",
      { type: "button", "data-act": "window", "data-window": window.window_id, "aria-expanded": String(chosen === window.window_id), title: name(line.profile) },
      element("span", { class: "head" }, seal(window.number, isCalling ? "now" : isClosed || state === "paused" ? "resting" : null), stateBadge(line)),
      element("span", { class: "number" }, line.number ?? "—"),
      element("span", { class: "since second" }, element("span", {}, isClosed || line.since_ms === null ? "" : stretch(line.since_ms, nowMs)), element("span", { "data-may-shorten": true, title: line.clerk_name }, line.clerk_name ?? "")),
      element("span", { class: "name" }, name(window.name), line.trainee_name && element("small", { class: "second" }, t("trainee", { name: line.trainee_name }))),
    ),
  );
}

function stateBadge({ state, ticket_state: ticketState, withdrawn }) {
  if (withdrawn) return badge(text("console.window.withdrawn"), "care");
  if (state === "closed") return badge(text("console.window.closed"), null);
  if (ticketState === "called") return badge(text("console.window.called"), "now");
  if (ticketState === "serving") return badge(text("console.window.serving"), "dai");
  return state === "paused" ? badge(text("console.window.paused"), "care") : badge(text("console.window.open"), null);
}
