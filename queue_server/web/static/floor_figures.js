/** The hall in figures, and the business day: begun, ended, by whom. */

import { element } from "./elements.js";
import { KINDS } from "./floor_stations.js";
import { name, refusal, stretch, text } from "./texts.js";

const t = (key, values) => text(`console.floor.${key}`, values);

export function figures(model, nowMs) {
  const { counts, windows: all, queues: lines, alarms: raised, appointments } = model.view;
  const open = all.filter(({ state }) => state === "open");
  const paused = all.filter(({ state }) => state === "paused");
  const longest = lines.filter((line) => line.longest_since_ms !== null).sort((a, b) => a.longest_since_ms - b.longest_since_ms)[0];
  const unseen = raised.filter(({ state }) => state === "raised").length;
  const programs = model.view.stations.filter(({ kind }) => KINDS.includes(kind));
  const online = programs.filter((program) => program.online).length;
  const figure = (label, value, note, tone) =>
    element("div", { class: "figure" }, element("dt", { class: "second" }, label), element("dd", { class: tone ? `number ${tone}` : "number" }, value), element("dd", { class: "note second" }, note));
  return element(
    "dl",
    { class: "card figures" },
    figure(t("waiting"), t("people", { count: counts.waiting }), t("waiting_note", { issued: counts.issued })),
    figure(t("longest"), longest ? stretch(longest.longest_since_ms, nowMs) : "–", longest ? name(longest.name) : t("longest_none")),
    figure(t("windows"), t("of", { part: open.length, whole: all.length }), t("windows_note", { serving: counts.serving, paused: paused.length })),
    figure(t("served"), t("tickets", { count: counts.served }), t("served_note", { no_show: counts.no_show, cancelled: counts.cancelled })),
    figure(t("alarms"), t("alarm_count", { count: raised.length }), raised.length ? t("alarms_note", { count: unseen }) : t("alarms_none"), unseen ? "now" : null),
    figure(t("stations"), t("of", { part: online, whole: programs.length }), online === programs.length ? t("stations_all") : t("stations_some", { count: programs.length - online }), online === programs.length ? null : "care"),
    appointments && figure(t("appointments"), t("of", { part: appointments.checked_in, whole: appointments.booked + appointments.checked_in + appointments.missed }), t("appointments_note", { missed: appointments.missed })),
    day(model),
  );
}

function day(model) {
  const { view, person } = model;
  const supervises = person?.roles.includes("supervisor");
  const command = view.day_open ? "CloseDay" : "OpenDay";
  const offered = view.actions.find((action) => action.command === command);
  const open = offered?.allowed && model.linked && !model.busy;
  return element(
    "div",
    { class: "figure day" },
    element("dt", { class: "second" }, t("day")),
    element("dd", { class: "number" }, view.business_day ?? "–"),
    element(
      "dd",
      { class: "note" },
      supervises
        ? element("button", { type: "button", class: "button small", "data-act": command, "data-primary": open && command === "OpenDay", "aria-disabled": open ? null : "true", title: offered?.allowed ? null : offered && refusal(offered.why) }, t(view.day_open ? "close_day" : "open_day"))
        : element("span", { class: "second" }, t(view.day_open ? "day_open" : "day_closed")),
    ),
  );
}
