/** The floor: the whole hall at a glance, its alarms and requests, other work for a window, the day begun and ended. */

import { consoleBar, consoleToast } from "./console_bar.js";
import { element, show } from "./elements.js";
import { alarms } from "./floor_alarms.js";
import { figures } from "./floor_figures.js";
import { queues } from "./floor_queues.js";
import { requests } from "./floor_requests.js";
import { stations } from "./floor_stations.js";
import { Retasking } from "./floor_retasking.js";
import { windows } from "./floor_windows.js";
import { notDone, notLinked, said } from "./said.js";
import { signOut, whoAmI } from "./session.js";
import { HallSocket } from "./socket.js";
import { bootHall, clock, refusal, text, today } from "./texts.js";

const SAID_MS = 8_000;
const place = (id) => document.getElementById(id);
const t = (key, values) => text(`console.floor.${key}`, values);

const model = { hall: bootHall, person: null, view: null, demonstration: false, linked: false, freshMs: null, busy: false, said: null, saidMs: 0, retasking: null };
let socket = null;

const mayAct = () => model.linked && !model.busy;

// --- drawing ---------------------------------------------------------------------------------------------------------

function draw() {
  const nowMs = socket ? socket.now() : Date.now();
  model.freshMs = socket?.freshMs ?? null;
  if (model.said && !model.said.more && Date.now() - model.saidMs > SAID_MS) model.said = null;
  show(place("bar"), consoleBar(model, "floor", nowMs));
  if (model.view) show(place("floor"), figures(model, nowMs), left(nowMs), right(nowMs));
  const toast = consoleToast(place("toast"), { ...model, clock });
  place("toast").hidden = !toast;
  if (toast) {
    place("toast").dataset.tone = toast.tone ?? "";
    show(place("toast"), toast.parts);
  }
}

function left(nowMs) {
  const groups = windows(model.view, model.retasking?.windowId, nowMs);
  groups.append(model.retasking ? model.retasking.draw(model.view, model.person, mayAct(), nowMs) : stations(model.view));
  return groups;
}

function right(nowMs) {
  return element("div", { class: "right" }, requests(model.view, model.person, mayAct()), alarms(model, nowMs), queues(model.view, nowMs));
}

// --- acting ----------------------------------------------------------------------------------------------------------

function say(words) {
  Object.assign(model, { said: words, saidMs: Date.now() });
}

/** Gives one command and says what came of it. `values`: for the words of what was done. */
async function give(command, values = {}) {
  if (!mayAct()) {
    if (!model.linked) say(notLinked());
    draw();
    return false;
  }
  model.busy = true;
  draw();
  const answer = await socket.request(command);
  if (answer.accepted) await socket.shown(answer.accepted.seq);
  model.busy = false;
  say(answer.accepted ? said(text(`console.done.${command.type}`, values)) : notDone(answer));
  draw();
  return Boolean(answer.accepted);
}

function askToClose() {
  const buttons = element(
    "span",
    { class: "hints" },
    element("button", { type: "button", class: "button small", "data-act": "keep_open" }, t("keep_open")),
    element("button", { type: "button", class: "button small", "data-act": "close_now" }, t("close_day_now")),
  );
  say({ ...said(t("close_day_sure"), null, "help-circle"), more: buttons });
  draw();
  place("toast").querySelector("button").focus();
}

function openWindow(windowId) {
  const isOpen = model.retasking?.windowId === windowId;
  model.retasking = isOpen ? null : new Retasking(windowId, draw);
  draw();
  if (!isOpen) place("retasking").scrollIntoView({ block: "nearest" });
}

function closeWindow() {
  const { windowId } = model.retasking;
  model.retasking = null;
  draw();
  document.querySelector(`[data-window="${windowId}"]`)?.focus();
}

/** Other work for the window, its closing, or a request for it; each but the closing needs a reason. */
async function change(act) {
  const command = model.retasking.command(act, place("reason").value.trim(), model.view);
  if (!command) {
    place("reason").focus();
    return;
  }
  const line = model.view.windows.find(({ window }) => window.window_id === command.window_id);
  if (await give(command, { window: line.window.number })) closeWindow();
}

const ACTS = {
  sign_out() {
    socket?.end();
    signOut();
  },
  AcknowledgeAlarm: ({ alarm }) => give({ type: "AcknowledgeAlarm", alarm_id: alarm }),
  ClearAlarm: ({ alarm }) => give({ type: "ClearAlarm", alarm_id: alarm }),
  ApproveWindow: ({ request }) => give({ type: "ApproveWindow", request_id: request }),
  RejectWindow: ({ request }) => give({ type: "RejectWindow", request_id: request, reason: "not_now" }),
  OpenDay: () => give({ type: "OpenDay", business_day: today(socket.now()) }),
  CloseDay: askToClose,
  close_now() {
    model.said = null;
    give({ type: "CloseDay" });
  },
  keep_open() {
    model.said = null;
    draw();
  },
  AssignProfile: () => change("AssignProfile"),
  CloseWindow: () => change("CloseWindow"),
  RequestWindow: () => change("RequestWindow"),
  window: ({ window }) => openWindow(window),
  back: closeWindow,
};

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-act]");
  if (target && target.getAttribute("aria-disabled") !== "true") ACTS[target.dataset.act]?.(target.dataset);
});

document.addEventListener("submit", (event) => event.preventDefault()); // the click that submits has done it

document.addEventListener("change", (event) => {
  if (event.target.name === "profile_id") model.retasking.look(event.target.value);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (model.said?.more) {
    model.said = null;
    draw();
  } else if (model.retasking) closeWindow();
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
    else if (code === "forbidden") say(said(refusal(code), null, "alert-circle"));
  },
});
setInterval(draw, 1000);
