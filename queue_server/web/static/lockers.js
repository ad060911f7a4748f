/** The lockers of the hall: which cells stand open, one opened at a time by whoever may, and what came of it. */

import { look } from "./asking.js";
import { askedOfChoice, Choice } from "./choice.js";
import { consoleBar, consoleToast } from "./console_bar.js";
import { element, icon, show } from "./elements.js";
import { notDone, notLinked, said } from "./said.js";
import { signOut, whoAmI } from "./session.js";
import { HallSocket } from "./socket.js";
import { badge } from "./staff.js";
import { bootHall, clock, name, text } from "./texts.js";

const LOOK_EVERY_MS = 1_000;
const COLUMNS = 8;
const place = (id) => document.getElementById(id);
const t = (words, values) => text(`console.lockers.${words}`, values);

const model = {
  hall: bootHall,
  person: null,
  view: null, // of the floor: it tells which cells were left open
  demonstration: false,
  linked: false,
  freshMs: null,
  found: null, // as GET /api/v1/lockers tells it
  trouble: null,
  choice: null,
  cell: null, // the one that is to be opened: {device_id, board, lock}
  waited: null, // the opening whose end is to be said: its cell, and when it was asked for
  busy: false,
  said: null,
};
let socket = null;

const OPENING = { id: "open_cell", asks: [why] };
const mayOpen = () => model.linked && !model.busy && Boolean(model.found?.may_open);
const same = (a, b) => a.device_id === b.device_id && a.board === b.board && a.lock === b.lock;
const cellName = ({ board, lock }) => `${board}-${String(lock).padStart(2, "0")}`;

function why() {
  return {
    heading: t("why", { cell: cellName(model.cell) }),
    lead: t("lead"),
    options: model.found.reasons.map((code) => ({ value: code, label: text(`common.cell_reason.${code}`) })),
  };
}

// --- drawing ---------------------------------------------------------------------------------------------------------

function draw() {
  const nowMs = socket ? socket.now() : Date.now();
  model.freshMs = socket?.freshMs ?? null;
  show(place("bar"), consoleBar(model, "screens", nowMs));
  show(place("lockers"), lockers());
  show(place("openings"), model.choice ? model.choice.draw(null, nowMs) : openings());
  const toast = consoleToast(place("toast"), { ...model, clock });
  place("toast").hidden = !toast;
  if (toast) {
    place("toast").dataset.tone = toast.tone ?? "";
    show(place("toast"), toast.parts);
  }
}

function lockers() {
  if (!model.found) return [element("p", { class: "nothing" }, icon("info-circle"), model.trouble ?? text("console.link.lost_empty"))];
  if (!model.found.lockers.length) return [element("p", { class: "nothing" }, icon("info-circle"), t("none"))];
  const hint = element("p", { class: "hint", "data-key": "hint" }, icon("info-circle"), t(model.found.may_open ? "hint" : "only_looking"));
  const sections = model.found.lockers.map((locker) =>
    element(
      "section",
      { class: "locker", "data-key": locker.device_id },
      element("header", {}, element("h2", { class: "strong" }, t("heading")), element("span", { class: "second" }, name(locker.station)), !locker.online && badge(t("away"), "care", "wifi-off")),
      locker.boards.map((board) => drawBoard(locker, board)),
    ),
  );
  return [hint, ...sections];
}

function drawBoard(locker, board) {
  const told = board.health === "ok";
  const words = told ? t("counts", { open: board.open.length, locks: board.locks }) : t("silent");
  return element(
    "section",
    { class: "board", "data-key": `board-${board.board}` },
    element("h3", {}, element("span", {}, t("board", { board: board.board })), told ? element("span", {}, words) : badge(words, "care", "alert-circle")),
    element("div", { class: "cells" }, Array.from({ length: board.locks }, (_, at) => drawCell(locker, board, { device_id: locker.device_id, board: board.board, lock: at + 1 }))),
  );
}

function drawCell(locker, board, cell) {
  const state = stateOf(board, cell);
  const isBusy = model.found.openings.some((opening) => opening.outcome === null && same(opening, cell));
  const isOpenable = mayOpen() && locker.online && !isBusy;
  const words = isBusy ? t("opening") : t(state);
  return element(
    "button",
    {
      type: "button",
      "data-act": "open",
      "data-key": `cell-${cell.lock}`,
      "data-state": state,
      "data-device": cell.device_id,
      "data-board": cell.board,
      "data-lock": cell.lock,
      "data-chosen": Boolean(model.choice) && same(model.cell, cell),
      "aria-disabled": isOpenable ? null : "true",
      "aria-busy": isBusy ? "true" : null,
      "aria-label": t("cell", { cell: cellName(cell), state: words }),
    },
    element("span", { class: "number" }, String(cell.lock).padStart(2, "0")),
    element("small", {}, words),
  );
}

/** "open", "left_open", "shut", or "unknown" of a board that says nothing. */
function stateOf(board, cell) {
  if (board.health !== "ok") return "unknown";
  if (!board.open.includes(cell.lock)) return "shut";
  const about = `${cell.device_id}:${cell.board}:${cell.lock}`;
  return model.view?.alarms.some((alarm) => alarm.kind === "cell_left_open" && alarm.about === about) ? "left_open" : "open";
}

const TONES = { opened: "ready", still_shut: "care", not_sent: "care", unknown: "care" };

function openings() {
  const done = model.found?.openings ?? [];
  return [
    element("header", {}, element("h2", { class: "strong" }, t("openings"))),
    done.length === 0 && element("p", { class: "nothing" }, t("no_openings")),
    element("ol", { class: "done" }, done.map(drawOpening)),
  ];
}

function drawOpening(opening) {
  return element(
    "li",
    { "data-key": opening.opening_id },
    element("time", {}, clock(opening.asked_at_ms)),
    element("p", {}, element("b", { class: "number" }, cellName(opening)), element("span", {}, opening.by), element("span", { class: "second" }, text(`common.cell_reason.${opening.reason}`))),
    element("p", {}, opening.outcome ? badge(text(`common.opening_outcome.${opening.outcome}`), TONES[opening.outcome]) : badge(t("opening"), "now")),
  );
}

// --- acting ----------------------------------------------------------------------------------------------------------

async function lookAgain() {
  if (document.hidden) return;
  const { body, trouble } = await look("/api/v1/lockers");
  Object.assign(model, { found: body ?? model.found, trouble });
  sayWhatCame();
  draw();
}

/** In words, once it is known. */
function sayWhatCame() {
  const { waited } = model;
  const over = waited && model.found?.openings.find((opening) => opening.outcome && opening.asked_at_ms === waited.at_ms && same(opening, waited));
  if (!over) return;
  const isWell = over.outcome === "opened";
  model.waited = null;
  model.said = said(t("came", { cell: cellName(over), outcome: text(`common.opening_outcome.${over.outcome}`) }), isWell ? null : "care", isWell ? "check" : "alert-circle");
}

function begin(cell) {
  Object.assign(model, { cell, choice: new Choice(OPENING) });
  draw();
}

async function open(reason) {
  const { cell } = model;
  Object.assign(model, { choice: null, busy: true, said: said(text("console.done.sending"), null, "clock") });
  draw();
  const answer = await socket.request({ type: "OpenCell", device_id: cell.device_id, board: String(cell.board), lock: String(cell.lock), reason });
  model.busy = false;
  if (answer.accepted) {
    model.waited = { ...cell, at_ms: answer.accepted.at_ms };
    model.said = said(t("asked", { cell: cellName(cell) }), null, "clock");
  } else model.said = notDone(answer);
  draw();
  await lookAgain();
}

function goOn(outcome) {
  const [reason] = model.choice.chosen;
  if (outcome === "done" && mayOpen()) open(reason);
  else if (outcome === "done") Object.assign(model, { choice: null, said: notLinked() });
  draw();
}

function back() {
  const { cell } = model;
  model.choice = null;
  draw();
  buttonOf(cell)?.focus();
}

const buttonOf = ({ device_id: device, board, lock }) => document.querySelector(`[data-device="${device}"][data-board="${board}"][data-lock="${lock}"]`);

const MOVES = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -COLUMNS, ArrowDown: COLUMNS };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.isComposing) return;
  if (model.choice) {
    const asked = askedOfChoice(event, model.choice);
    if (!asked) return;
    event.preventDefault();
    if (asked.back) back();
    else if (asked.move) {
      model.choice.move(null, 0, asked.move);
      draw();
    } else if (!asked.held) goOn(model.choice.pick(null, 0, asked.pick));
  } else if (MOVES[event.key] && event.target.matches(".cells button")) {
    const cells = [...document.querySelectorAll(".cells button")];
    const to = cells[cells.indexOf(event.target) + MOVES[event.key]];
    event.preventDefault();
    to?.focus();
  }
});

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-act]");
  if (!target || target.getAttribute("aria-disabled") === "true") return;
  const { act, index, device, board, lock } = target.dataset;
  if (act === "sign_out") {
    socket?.end();
    signOut();
  } else if (act === "back") back();
  else if (act === "pick") goOn(model.choice.pick(null, 0, Number(index)));
  else if (act === "open") begin({ device_id: device, board: Number(board), lock: Number(lock) });
});

// --- the link --------------------------------------------------------------------------------------------------------

draw();
model.person = await whoAmI();
socket = new HallSocket("/api/v1/socket", ["floor"], {
  view: (topic, view) => {
    Object.assign(model, { view, demonstration: view.demonstration });
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
await lookAgain();
setInterval(lookAgain, LOOK_EVERY_MS);
