/** The appointments page: who comes today and when, checking somebody in, booking for somebody. Nobody's name is here. */

import { appointment, list, slots } from "./appointments_day.js";
import { Booking } from "./appointments_booking.js";
import { look, lookInConfidence } from "./asking.js";
import { askedOfChoice, Choice } from "./choice.js";
import { consoleBar, consoleToast } from "./console_bar.js";
import { element, icon, show } from "./elements.js";
import { notDone, notLinked, said } from "./said.js";
import { signOut, whoAmI } from "./session.js";
import { HallSocket } from "./socket.js";
import { key } from "./staff.js";
import { bootHall, clock, name, text, today } from "./texts.js";

const HELPERS = ["guide", "supervisor"];
const PERSON = /^[\d\s+-]{7,}[xX]?$/; // a phone or an identity number; whatever else is typed is a code
const place = (id) => document.getElementById(id);
const t = (words, values) => text(`console.appointments.${words}`, values);

const model = {
  hall: bootHall,
  person: null,
  demonstration: false,
  linked: false,
  freshMs: null,
  day: new URL(location.href).searchParams.get("day") ?? today(Date.now()),
  list: null, // of the day
  theirs: null, // found by code or person; null while the whole day is shown
  searches: 0, // begun or left so far: the newest alone is answered
  trouble: null,
  chosen: null,
  choice: null,
  booking: null,
  busy: null,
  said: null,
};
let socket = null;
let isStale = false;

const ACTIONS = [
  { id: "check_in", key: "F4", states: ["booked"], command: ({ appointment_id }) => ({ type: "CheckIn", appointment_id }) },
  { id: "cancel_appointment", key: "F8", states: ["booked"], asks: [cancelForSure], command: ({ appointment_id }) => ({ type: "CancelAppointment", appointment_id, reason: "staff" }) },
];

function cancelForSure(one) {
  return {
    heading: t("cancel_sure", { time: text("console.clerk.slot", one), item: name(one.item) || one.item_id }),
    options: [
      { value: true, label: t("cancel_now") },
      { value: null, label: text("console.choice.stay") },
    ],
  };
}

const mayHelp = () => model.person?.roles.some((role) => HELPERS.includes(role)) ?? false;
const mayAct = () => model.linked && model.busy === null;

// --- drawing ---------------------------------------------------------------------------------------------------------

function draw() {
  const nowMs = socket ? socket.now() : Date.now();
  model.freshMs = socket?.freshMs ?? null;
  show(place("bar"), consoleBar(model, "appointments", nowMs));
  show(place("find"), list(model));
  show(place("ticket"), middle(nowMs));
  show(place("actions"), actions());
  const toast = consoleToast(place("toast"), { ...model, clock });
  place("toast").hidden = !toast;
  if (toast) {
    place("toast").dataset.tone = toast.tone ?? "";
    show(place("toast"), toast.parts);
  }
  document.querySelector("#ticket [aria-current], .found [aria-current]")?.scrollIntoView({ block: "nearest" });
}

function middle(nowMs) {
  if (model.booking) return [model.booking.draw(mayAct())];
  if (!model.chosen) return slots(model.list);
  return [...appointment(model.chosen), model.choice?.draw(model.chosen, nowMs)];
}

function actions() {
  const offered = model.chosen && mayHelp() ? ACTIONS : [];
  return [
    offered.length > 0 && element("h2", { class: "second" }, t("this")),
    element("div", { class: "group" }, offered.map((action) => button(action.id, action.key, mayAct() && action.states.includes(model.chosen.state)))),
    element("h2", { class: "second" }, text("console.page.appointments")),
    element("div", { class: "group" }, button("find_appointment", "F2", true), mayHelp() && button("book", "F3", mayAct())),
    model.person && !mayHelp() && element("p", { class: "hint" }, icon("info-circle"), text("console.tickets.only_looking")),
  ];
}

function button(id, pressed, isOpen) {
  return element(
    "button",
    { type: "button", "data-act": id, "data-key": id, "data-chosen": model.choice?.action.id === id, "aria-disabled": isOpen ? null : "true", "aria-keyshortcuts": pressed, "aria-busy": model.busy === id ? "true" : null },
    key(pressed),
    element("span", { class: "word" }, text(`console.action.${id}`)),
  );
}

// --- looking ---------------------------------------------------------------------------------------------------------

/** The appointments of the day; what was chosen stays chosen, as it is now, and what a search was answered stays said. */
async function lookUp() {
  const { day } = model;
  const { body, trouble } = await look("/api/v1/appointments", { day });
  if (day !== model.day) return;
  Object.assign(model, { list: body ?? model.list, trouble: model.theirs ? model.trouble : trouble });
  const fresh = body?.appointments.find(({ appointment_id: id }) => id === model.chosen?.appointment_id);
  if (fresh) model.chosen = { ...model.chosen, ...fresh, code: model.chosen.code };
  draw();
}

/** Finds by code or by person; until then nobody is chosen. What was typed is wiped at once. */
async function find() {
  const written = place("who").value.trim();
  place("who").value = "";
  if (!written) return;
  const number = newSearch();
  Object.assign(model, { chosen: null, choice: null });
  draw();
  const { body, trouble } = await lookInConfidence("/api/v1/appointments/find", PERSON.test(written) ? { person: written } : { code: written });
  if (number !== model.searches) return; // asked otherwise meanwhile
  Object.assign(model, { theirs: body?.appointments ?? [], trouble, choice: null, booking: null, chosen: body?.appointments[0] ?? null });
  draw();
}

/** The number of another search; whatever was looked for before is not shown any more. */
function newSearch() {
  model.searches += 1;
  return model.searches;
}

function wholeDay() {
  newSearch();
  Object.assign(model, { theirs: null, trouble: null, chosen: null, choice: null });
  draw();
  lookUp();
}

function openAt(index) {
  const shown = model.theirs ?? model.list?.appointments ?? [];
  if (!shown[index]) return;
  Object.assign(model, { chosen: shown[index], choice: null, booking: null });
  draw();
}

// --- acting ----------------------------------------------------------------------------------------------------------

function take(id) {
  if (id === "find_appointment") {
    Object.assign(model, { choice: null, booking: null });
    draw();
    place("who").focus();
    return;
  }
  if (!mayHelp()) return;
  if (!mayAct()) {
    if (!model.linked) model.said = notLinked();
  } else if (id === "book") {
    newSearch();
    Object.assign(model, { choice: null, booking: new Booking() });
    draw();
    place("words").focus();
  } else {
    const action = ACTIONS.find((known) => known.id === id);
    if (!model.chosen || model.booking || !action.states.includes(model.chosen.state)) return;
    if (action.asks) model.choice = new Choice(action);
    else give(action.id, action.command(model.chosen));
  }
  draw();
}

async function give(id, command) {
  const { chosen } = model;
  Object.assign(model, { busy: id, choice: null, said: said(text("console.done.sending"), null, "clock") });
  draw();
  const answer = await socket.request(command);
  model.busy = null;
  if (answer.accepted) {
    const { ticket, appointment: after } = answer.accepted;
    model.said = said(text(`console.done.${command.type}`, { number: ticket?.number ?? "" }));
    const now = { ...chosen, ...after, ...(ticket ? { state: "checked_in", ticket_id: ticket.ticket_id, number: ticket.number } : {}) };
    if (model.chosen?.appointment_id === chosen?.appointment_id) model.chosen = now; // else another is looked at by now
    model.booking = null;
    if (model.theirs) model.theirs = model.theirs.map((one) => (one.appointment_id === now.appointment_id ? now : one));
    await lookUp();
  } else {
    model.said = notDone(answer);
  }
  draw();
  return answer;
}

/** Books, with an opaque key of the person where they gave a number to be found by. */
async function book() {
  const { booking } = model;
  if (!booking.slot || !mayAct()) return;
  const form = new FormData(place("booking"));
  const written = form.get("person").trim();
  const { body, trouble } = written ? await lookInConfidence("/api/v1/appointments/find", { person: written }) : { body: {}, trouble: null };
  booking.trouble = trouble && text("console.booking.person_unfit");
  if (!trouble) {
    const answer = await give("book", booking.command(body.person_key ? [body.person_key] : [], form.get("language")));
    if (["slot_full", "slot_unknown"].includes(answer.refused)) await booking.chooseItem(booking.items.indexOf(booking.item));
  }
  draw();
}

function goOn(outcome) {
  const { action } = model.choice;
  if (outcome === "stay") model.choice = null;
  if (outcome === "done") give(action.id, action.command(model.chosen));
  draw();
}

function back() {
  if (model.choice) model.choice = model.choice.back() ? model.choice : null;
  else if (model.booking && !model.booking.back()) model.booking = null;
  else if (!model.booking) model.chosen = null;
  draw();
  (place("words") ?? place("days") ?? place("who")).focus();
}

async function choose(kind, index) {
  if (kind === "item") await model.booking.chooseItem(index);
  else model.booking.chooseSlot(index);
  draw();
  (place("person") ?? place("days"))?.focus();
}

// --- keys and clicks -------------------------------------------------------------------------------------------------

const KEYS = new Map([["F2", "find_appointment"], ["F3", "book"], ...ACTIONS.map(({ key: pressed, id }) => [pressed, id])]);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.isComposing) return;
  const by = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (KEYS.has(event.key)) {
    event.preventDefault();
    if (!event.repeat) take(KEYS.get(event.key));
  } else if (model.choice) chooseByKey(event);
  else if (event.key === "Escape") back();
  else if (by && event.target.tagName !== "SELECT" && !["day", "person"].includes(event.target.id)) moveBy(event, by);
  else if (event.key === "Enter" && event.target.id === "who") find();
  else if (event.key === "Enter" && model.booking && !model.booking.slot) {
    event.preventDefault();
    choose(model.booking.item ? "slot" : "item", undefined);
  }
});

function chooseByKey(event) {
  const asked = askedOfChoice(event, model.choice);
  if (!asked) return;
  event.preventDefault();
  const nowMs = socket.now();
  if (asked.back) back();
  else if (asked.move) {
    model.choice.move(model.chosen, nowMs, asked.move);
    draw();
  } else if (!asked.held) goOn(model.choice.pick(model.chosen, nowMs, asked.pick));
}

/** Through the slots in every direction, through lists up and down. */
function moveBy(event, by) {
  const isSideways = ["ArrowLeft", "ArrowRight"].includes(event.key);
  if (model.booking?.slot || (isSideways && !model.booking?.item)) return;
  event.preventDefault();
  if (model.booking) {
    model.booking.move(by);
    draw();
    return;
  }
  const shown = model.theirs ?? model.list?.appointments ?? [];
  const at = shown.findIndex(({ appointment_id: id }) => id === model.chosen?.appointment_id);
  openAt(at < 0 ? 0 : Math.min(Math.max(at + by, 0), shown.length - 1));
}

document.addEventListener("input", async (event) => {
  if (event.target.id !== "words") return;
  await model.booking.search(event.target.value);
  draw();
});

document.addEventListener("change", (event) => {
  if (event.target.id !== "day" || !event.target.value) return;
  Object.assign(model, { day: event.target.value, list: null, chosen: null, choice: null });
  const address = new URL(location.href);
  address.searchParams.set("day", model.day);
  history.replaceState(null, "", address);
  draw();
  lookUp();
});

document.addEventListener("submit", (event) => {
  event.preventDefault();
  book();
});

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-act]");
  if (!target || target.getAttribute("aria-disabled") === "true") return;
  const { act, index } = target.dataset;
  if (act === "sign_out") {
    socket?.end();
    signOut();
  } else if (act === "open") openAt(Number(index));
  else if (act === "whole_day") wholeDay();
  else if (act === "back") back();
  else if (act === "pick") goOn(model.choice.pick(model.chosen, socket.now(), Number(index)));
  else if (["item", "slot"].includes(act)) choose(act, Number(index));
  else if ([...KEYS.values()].includes(act)) take(act);
});

// --- the link --------------------------------------------------------------------------------------------------------

draw();
place("who").focus();
model.person = await whoAmI();
socket = new HallSocket("/api/v1/socket", ["floor"], {
  view: (topic, view) => {
    model.demonstration = view.demonstration;
    isStale = true;
    draw();
  },
  link: (state) => {
    const was = model.linked;
    model.linked = state === "linked";
    if (was && !model.linked) whoAmI();
    draw();
  },
  goodbye: (code) => code === "not_signed_in" && location.assign("/"),
});
await lookUp();
setInterval(() => {
  if (isStale && !document.hidden) {
    isStale = false;
    lookUp();
  }
  draw();
}, 1000);
