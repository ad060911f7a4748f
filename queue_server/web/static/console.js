/** The floor: the whole hall at a glance, its alarms, and opening and closing the day. */

import { consoleBar, consoleToast } from "./console_bar.js";
import { element, icon, show } from "./elements.js";
import { signOut, whoAmI } from "./session.js";
import { HallSocket } from "./socket.js";
import { badge, seal } from "./staff.js";
import { bootHall, clock, name, refusal, stretch, text, today } from "./texts.js";

const DOTS = 13;
const SAID_MS = 8_000;
const place = (id) => document.getElementById(id);

const model = { hall: bootHall, person: null, view: null, demonstration: false, linked: false, freshMs: null, busy: false, said: null, saidMs: 0 };
let socket = null;

// --- drawing ---------------------------------------------------------------------------------------------------------

function draw() {
  const nowMs = socket ? socket.now() : Date.now();
  model.freshMs = socket?.freshMs ?? null;
  if (model.said && !model.said.more && Date.now() - model.saidMs > SAID_MS) model.said = null;
  show(place("bar"), consoleBar(model, "floor", nowMs));
  if (model.view) show(place("floor"), figures(nowMs), windows(nowMs), element("div", { class: "right" }, alarms(nowMs), queues(nowMs)));
  const toast = consoleToast(place("toast"), { ...model, clock });
  place("toast").hidden = !toast;
  if (toast) {
    place("toast").dataset.tone = toast.tone ?? "";
    show(place("toast"), toast.parts);
  }
}

const t = (key, values) => text(`console.floor.${key}`, values);

function figures(nowMs) {
  const { counts, windows: all, queues: lines, alarms: raised } = model.view;
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
    day(),
  );
}

function day() {
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

function windows(nowMs) {
  const groups = new Map();
  for (const line of model.view.windows) {
    const key = line.zone_letter || line.window.kind;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(line);
  }
  const larger = [...groups].sort(([, a], [, b]) => b.length - a.length);
  return element("div", { class: "groups" }, larger.map(([key, lines]) => group(key, lines, nowMs)), stations());
}

function group(key, lines, nowMs) {
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
    element("ol", {}, lines.map((line) => windowCard(line, nowMs))),
  );
}

function windowCard(line, nowMs) {
  const { window, state, ticket_state: ticketState } = line;
  const calling = ticketState === "called";
  const closed = state === "closed";
  const since = line.since_ms === null ? "" : stretch(line.since_ms, nowMs);
  const [words, tone] = closed
    ? [text("console.window.closed"), null]
    : calling
      ? [text("console.window.called"), "now"]
      : ticketState === "serving"
        ? [text("console.window.serving"), "dai"]
        : state === "paused"
          ? [text("console.window.paused"), "care"]
          : [text("console.window.open"), null];
  return element(
    "li",
    { class: "window", "data-state": state, "data-key": window.window_id },
    element("header", {}, seal(window.number, calling ? "now" : closed || state === "paused" ? "resting" : null), badge(words, tone)),
    element("p", { class: "number" }, line.number ?? "—"),
    element("p", { class: "since second" }, element("span", {}, closed ? "" : since), element("span", { "data-may-shorten": true, title: line.clerk_name }, line.clerk_name ?? "")),
    element("p", { class: "name" }, name(window.name)),
  );
}

function queues(nowMs) {
  return element(
    "section",
    { class: "card panel queues" },
    element("header", {}, element("h2", { class: "strong" }, t("queues")), element("span", { class: "second" }, t("queue_waiting")), element("span", { class: "second" }, t("queue_longest")), element("span", { class: "second" }, t("queue_windows"))),
    element(
      "ol",
      {},
      model.view.queues.map((line) => {
        const stranded = line.waiting > 0 && line.windows_open === 0;
        return element(
          "li",
          { "data-key": line.queue_id },
          element("span", { class: "name" }, name(line.name)),
          element("span", { class: "dots", "aria-hidden": "true" }, Array.from({ length: Math.min(line.waiting, DOTS) }, () => element("i")), line.waiting > DOTS && element("span", { class: "more" }, "+")),
          element("span", { class: "number" }, line.waiting),
          element("span", {}, line.longest_since_ms === null ? "–" : stretch(line.longest_since_ms, nowMs)),
          element("span", { class: stranded ? "care" : "second", title: stranded ? t("queue_closed") : null }, stranded && icon("alert-circle"), line.windows_open),
        );
      }),
    ),
  );
}

function alarms(nowMs) {
  const newest = [...model.view.alarms].sort((a, b) => (a.state === b.state ? b.raised_at_ms - a.raised_at_ms : a.state === "raised" ? -1 : 1));
  const mayAct = model.linked && !model.busy;
  return element(
    "section",
    { class: "card panel alarms" },
    element("header", {}, element("h2", { class: "strong" }, t("alarm_heading")), newest.length > 0 && element("span", { class: "second" }, t("alarm_summary", { count: newest.length }))),
    newest.length === 0 && element("p", { class: "calm" }, icon("circle-check"), element("span", {}, t("no_alarms"), element("small", { class: "second" }, t("no_alarms_hint")))),
    element(
      "ol",
      { tabindex: newest.length > 4 ? "0" : null },
      newest.map((alarm) => {
        const raised = alarm.state === "raised";
        const act = (id, words) =>
          element("button", { type: "button", class: "button small", "data-act": id, "data-alarm": alarm.alarm_id, "aria-disabled": mayAct ? null : "true" }, words);
        return element(
          "li",
          { "data-key": alarm.alarm_id, "data-state": alarm.state },
          icon(raised ? "alert-triangle" : "alert-circle"),
          element("div", {}, element("h3", { class: "strong" }, name(alarm.name)), element("p", { class: "second" }, text(`common.alarm.${alarm.kind}`))),
          element("p", { class: "when second" }, clock(alarm.raised_at_ms), element("span", {}, stretch(alarm.raised_at_ms, nowMs))),
          raised ? act("AcknowledgeAlarm", t("acknowledge")) : act("ClearAlarm", t("clear")),
        );
      }),
    ),
  );
}

const KINDS = ["kiosk", "board", "panel", "rating", "bridge"]; // in the hall and linked to it; a portal asks when it likes

function stations() {
  const groups = KINDS.map((kind) => [kind, model.view.stations.filter((station) => station.kind === kind)]).filter(([, all]) => all.length);
  return element(
    "section",
    { class: "card panel stations" },
    element("header", {}, element("h2", { class: "strong" }, t("stations")), element("a", { href: "/console/screens" }, t("see_screens"), icon("chevron-right"))),
    element(
      "ol",
      {},
      groups.map(([kind, all]) => {
        const away = all.filter(({ online }) => !online);
        const alone = all.some(({ devices }) => devices.length) || away.length || all.length < 4;
        const shown = alone ? all.filter((station) => station.devices.length || !station.online || all.length < 4) : [];
        return element(
          "li",
          { "data-key": kind },
          element("h3", {}, text(`common.station_kind.${kind}`), element("span", { class: "second" }, away.length ? t("some_offline", { count: all.length, offline: away.length }) : t("all_online", { count: all.length }))),
          shown.length > 0 && element("ul", {}, shown.map(stationLine)),
        );
      }),
    ),
  );
}

function stationLine(station) {
  const state = station.out_of_service ? ["out_of_service", "care"] : station.online ? null : ["offline", "care"];
  return element(
    "li",
    { "data-key": station.station_id },
    element("span", {}, name(station.name)),
    state && badge(t(state[0]), state[1], "wifi-off"),
    station.online && station.devices.map(({ device_id: id, health }) => {
      const well = health === "ok";
      return element("span", { "data-key": id, class: "device" }, badge(text(`common.device_health.${health ?? "unknown"}`), well ? "ready" : health ? "care" : null, "printer"));
    }),
  );
}

// --- acting ----------------------------------------------------------------------------------------------------------

function say(words, tone = null, sign = "check", more = null) {
  model.said = { words, tone, icon: sign, more };
  model.saidMs = Date.now();
}

async function give(command) {
  if (!model.linked || model.busy) {
    if (!model.linked) say(text("console.link.not_now"), "care", "wifi-off");
    draw();
    return;
  }
  model.busy = true;
  draw();
  const answer = await socket.request(command);
  if (answer.accepted) await socket.shown(answer.accepted.seq);
  model.busy = false;
  if (answer.accepted) say(text(`console.done.${command.type}`));
  else if (["unsure", "offline"].includes(answer.refused)) say(text("console.link.unsure"), "care", "alert-circle");
  else say(refusal(answer.refused, answer.details), null, "alert-circle");
  draw();
}

function askToClose() {
  const buttons = element(
    "span",
    { class: "hints" },
    element("button", { type: "button", class: "button small", "data-act": "keep_open" }, t("keep_open")),
    element("button", { type: "button", class: "button small", "data-act": "close_now" }, t("close_day_now")),
  );
  say(t("close_day_sure"), null, "help-circle", buttons);
  draw();
  place("toast").querySelector("button").focus();
}

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-act]");
  if (!target || target.getAttribute("aria-disabled") === "true") return;
  switch (target.dataset.act) {
    case "sign_out":
      socket?.end();
      signOut();
      break;
    case "AcknowledgeAlarm":
    case "ClearAlarm":
      give({ type: target.dataset.act, alarm_id: target.dataset.alarm });
      break;
    case "OpenDay":
      give({ type: "OpenDay", business_day: today(socket.now()) });
      break;
    case "CloseDay":
      askToClose();
      break;
    case "close_now":
      model.said = null;
      give({ type: "CloseDay" });
      break;
    case "keep_open":
      model.said = null;
      draw();
      break;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && model.said?.more) {
    model.said = null;
    draw();
  }
});

// --- the link --------------------------------------------------------------------------------------------------------

draw();
model.person = await whoAmI();
socket = new HallSocket("/api/v1/socket", ["floor"], {
  view: (topic, view) => {
    model.view = view;
    model.demonstration = view.demonstration;
    draw();
  },
  link: (state) => {
    const was = model.linked;
    model.linked = state === "linked";
    if (was && !model.linked) whoAmI();
    draw();
  },
  goodbye: (code) => {
    if (code === "not_signed_in") location.assign("/");
    else if (code === "forbidden") say(refusal(code), null, "alert-circle");
  },
});
setInterval(draw, 1000);
