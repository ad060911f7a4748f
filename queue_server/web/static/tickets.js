/** The tickets page: finding a number of today, looking after it, and taking one for somebody. */

import { look } from "./asking.js";
import { askedOfChoice, Choice } from "./choice.js";
import { consoleBar, consoleToast } from "./console_bar.js";
import { element, icon, show } from "./elements.js";
import { notDone, notLinked, said } from "./said.js";
import { signOut, whoAmI } from "./session.js";
import { HallSocket } from "./socket.js";
import { key } from "./staff.js";
import { ACTIONS, commandOf, offer, whyNot } from "./tickets_actions.js";
import { find } from "./tickets_find.js";
import { ticketFile } from "./tickets_file.js";
import { Issue } from "./tickets_issue.js";
import { PaperRoll, timeOf } from "./tickets_paper_roll.js";
import { reprintEnded, stationName } from "./tickets_reprint.js";
import { bootHall, clock, text } from "./texts.js";

const ISSUERS = ["guide", "supervisor"];
const place = (id) => document.getElementById(id);

const model = {
  hall: bootHall,
  person: null,
  view: null, // of the floor: when it changes, tickets may have
  demonstration: false,
  linked: false,
  freshMs: null,
  filter: { number: new URL(location.href).searchParams.get("number") ?? "", state: "" },
  found: null,
  chosenId: null, // of the ticket whose file is shown, or on its way
  trouble: null,
  file: null,
  fileTrouble: null,
  classes: [],
  choice: null,
  form: null, // Issue or PaperRoll, while one is filled in
  roll: null, // what was entered of the paper roll
  busy: null,
  said: null,
};
let socket = null;
let isStale = false;

const subject = () => ({ file: model.file, classes: model.classes, floor: model.view });
const inHand = () => (model.file?.ticket.ticket_id === model.chosenId ? model.file : null); // not while another is on its way
const mayIssue = () => model.person?.roles.some((role) => ISSUERS.includes(role)) ?? false;
const mayEnter = () => mayIssue() && Boolean(model.view?.paper_series);
const mayAct = () => model.linked && model.busy === null;

// --- drawing ---------------------------------------------------------------------------------------------------------

function draw() {
  const nowMs = socket ? socket.now() : Date.now();
  model.freshMs = socket?.freshMs ?? null;
  show(place("bar"), consoleBar(model, "tickets", nowMs));
  show(place("find"), find(model));
  show(place("ticket"), middle(nowMs));
  show(place("actions"), actions());
  const toast = consoleToast(place("toast"), { ...model, clock });
  place("toast").hidden = !toast;
  if (toast) {
    place("toast").dataset.tone = toast.tone ?? "";
    show(place("toast"), toast.parts);
  }
  document.querySelector(".options [aria-current], .found [aria-current]")?.scrollIntoView({ block: "nearest" });
  if (model.choice?.isWriting) place("own-words")?.focus();
}

function middle(nowMs) {
  if (model.form) return [model.form.draw(model.view, model.classes, mayAct())];
  const [head, facts, calls] = ticketFile(model.file, model.fileTrouble, model.view, nowMs);
  return [head, facts, model.choice ? model.choice.draw(subject(), nowMs) : calls];
}

function actions() {
  const offered = ACTIONS.map((action) => [action, offer(inHand(), action)]).filter(([, offers]) => offers);
  const isReader = model.person && !mayIssue();
  return [
    offered.length > 0 && element("h2", { class: "second" }, text("console.tickets.for_staff")),
    element("div", { class: "group" }, offered.map(([action, offers]) => button(action.id, action.cap ?? action.key, offers.allowed && mayAct(), model.linked ? (offers.allowed ? null : whyNot(offers)) : text("console.why.offline")))),
    element("h2", { class: "second" }, text("console.page.tickets")),
    element("div", { class: "group" }, button("find_ticket", "F2", true, null), mayIssue() && button("issue_ticket", "F3", mayAct(), null), mayEnter() && button("enter_paper", "F1", mayAct(), null)),
    isReader && element("p", { class: "hint" }, icon("info-circle"), text("console.tickets.only_looking")),
  ];
}

function button(id, pressed, isOpen, note) {
  return element(
    "button",
    { type: "button", "data-act": id, "data-key": id, "data-chosen": model.choice?.action.id === id, "aria-disabled": isOpen ? null : "true", "aria-keyshortcuts": KEY_OF.get(id) ?? pressed, "aria-busy": model.busy === id ? "true" : null },
    key(pressed),
    element("span", { class: "word" }, text(`console.action.${id}`)),
    note && element("span", { class: "note" }, note),
  );
}

// --- looking ---------------------------------------------------------------------------------------------------------

async function lookFor() {
  const asked = { ...model.filter };
  const { body, trouble } = await look("/api/v1/tickets", asked);
  if (asked.number !== model.filter.number || asked.state !== model.filter.state) return; // asked otherwise meanwhile
  Object.assign(model, { found: body ?? model.found, trouble });
  draw();
}

/** Shows a ticket's file, in an outage as it was; that of one chosen before, which comes late, is not shown. */
async function open(ticketId) {
  model.chosenId = ticketId;
  const { body, trouble, code } = await look(`/api/v1/tickets/${ticketId}`);
  if (ticketId !== model.chosenId) return;
  const file = body ?? (code === "unavailable" ? inHand() : null);
  const ended = reprintEnded(model.file, body);
  Object.assign(model, { file, fileTrouble: trouble, choice: file && model.choice, said: ended ?? model.said });
  draw();
}

function openAt(index) {
  const line = model.found?.tickets[index];
  if (!line) return;
  Object.assign(model, { chosenId: line.ticket_id, choice: null, form: null });
  draw();
  open(line.ticket_id);
}

/** Where the chosen ticket stands in what was found; -1 where it does not. */
function placeOfChosen() {
  return model.found?.tickets.findIndex(({ ticket_id: id }) => id === model.chosenId) ?? -1;
}

/** What befalls one ticket may change nothing on the floor (a priority verified, a slip reprinted): its file is asked anew. */
async function refresh() {
  if (document.hidden) return;
  const hasNews = isStale;
  isStale = false;
  await Promise.all([hasNews && lookFor(), model.chosenId && open(model.chosenId)]);
}

// --- acting ----------------------------------------------------------------------------------------------------------

function take(id) {
  if (id === "find_ticket") return lookAgain();
  if (id === "issue_ticket") return beginIssue();
  if (id === "enter_paper") return beginRoll();
  const action = ACTIONS.find((known) => known.id === id);
  const offered = offer(inHand(), action);
  if (!offered || model.form) return;
  model.choice = null;
  if (!model.linked) model.said = notLinked();
  else if (!offered.allowed) model.said = notDone({ refused: offered.why, details: {} });
  else if (model.busy) return;
  else {
    const known = action.known?.(subject()) ?? [];
    if (known.length < (action.asks?.length ?? 0)) model.choice = new Choice(action, known);
    else give(id, commandOf(model.file, action, known));
  }
  draw();
}

function lookAgain() {
  Object.assign(model, { choice: null, form: null });
  draw();
  place("number").focus();
  place("number").select();
}

async function give(id, command) {
  const was = model.file?.tag ?? null;
  model.busy = id;
  model.choice = null;
  model.said = said(text("console.done.sending"), null, "clock");
  draw();
  const answer = await socket.request(command);
  model.busy = null;
  if (answer.accepted) {
    const { ticket } = answer.accepted;
    model.said = said(text(`console.done.${command.type}`, { number: ticket?.number ?? model.file?.ticket.number ?? "", station: stationName(model.view, command.station_id), tag: command.tag ?? was }));
    await Promise.all([open(ticket?.ticket_id ?? command.ticket_id), lookFor()]);
  } else {
    model.said = notDone(answer);
  }
  draw();
  return answer;
}

function goOn(outcome) {
  const { action, chosen } = model.choice;
  if (outcome === "stay") model.choice = null;
  if (outcome === "done" && mayAct()) give(action.id, commandOf(model.file, action, chosen));
  else if (outcome === "done") model.said = notLinked();
  draw();
}

function back() {
  if (model.form?.wish) model.form.wish = null;
  else if (model.form) model.form = null;
  else if (!model.choice?.back()) model.choice = null;
  draw();
  (place("words") ?? place("number")).focus();
}

// --- for somebody ----------------------------------------------------------------------------------------------------

function beginIssue() {
  if (!mayIssue()) return;
  Object.assign(model, { choice: null, form: new Issue() });
  draw();
  place("words").focus();
}

/** Numbers of the paper roll; those refused before are still there. */
function beginRoll() {
  if (!mayEnter()) return;
  model.roll ??= new PaperRoll(model.view.paper_series);
  model.roll.search("");
  Object.assign(model, { choice: null, form: model.roll });
  draw();
  toNextNumber();
  model.roll.lookForPosts().then(draw);
}

/** What was said besides is of one number alone, but who serves by hand, which often is the same for several. */
function toNextNumber() {
  place("paper-language").value = "zh";
  place("paper-taken-at").value = "";
  const field = place("paper-number");
  field.value = model.roll.next;
  field.focus();
  field.select();
}

function toWords() {
  if (!model.roll.isOfTheRoll(place("paper-number").value)) return unfit();
  place("words").focus();
  place("words").select();
}

function unfit(words = "unfit", field = "paper-number") {
  model.said = said(text(`console.paper_roll.${words}`), "care", "alert-circle");
  draw();
  place(field).focus();
  place(field).select();
}

async function enter(index) {
  if (!model.linked) {
    model.said = notLinked();
    draw();
    return;
  }
  const { roll } = model;
  const typed = place("paper-number").value;
  if (!roll.isOfTheRoll(typed)) return unfit();
  const also = { language: place("paper-language").value, takenAt: timeOf(place("paper-taken-at").value), served: place("paper-served")?.value ?? "" };
  if (also.takenAt === null) return unfit("time_unfit", "paper-taken-at");
  if (!(await hasLookedUp("enter_paper"))) return;
  const line = model.form === roll && roll.enter(model.view, typed, also, index);
  if (!line) return draw();
  model.said = null;
  draw();
  toNextNumber();
  roll.answered(line, await socket.request(line.command));
  draw();
  lookFor();
}

/** Waits until what is offered is of what was typed: nothing is chosen for what was shown before the last letter. */
async function hasLookedUp(id) {
  if (model.busy) return false;
  model.busy = id;
  await model.form.looking;
  model.busy = null;
  return true;
}

function drop(lineId) {
  model.roll.drop(lineId);
  draw();
  place("paper-number").focus();
}

async function choose(index) {
  const { form } = model;
  if (form === model.roll) {
    enter(index);
    return;
  }
  if (!(await hasLookedUp("issue_ticket"))) return;
  const isChosen = model.form === form && form.choose(model.view, index);
  draw();
  if (isChosen) place("give-number").focus();
}

async function issue() {
  const command = model.form.command(place("issue"));
  if (!command || model.busy) return;
  if (!model.linked) {
    model.said = notLinked();
    draw();
    return;
  }
  const answer = await give("issue_ticket", command);
  if (answer.accepted) model.form = null;
  else if (answer.refused === "numbers_over") model.form.isLate = true;
  draw();
  place("late-reason")?.focus();
}

// --- keys and clicks -------------------------------------------------------------------------------------------------

const KEYS = new Map([...ACTIONS.map(({ key: pressed, id }) => [pressed, id]), ["F2", "find_ticket"], ["F3", "issue_ticket"], ["F1", "enter_paper"]]);

const KEY_OF = new Map([...KEYS].map(([pressed, id]) => [id, pressed]));

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.isComposing) return;
  if (KEYS.has(event.key)) {
    event.preventDefault();
    if (!event.repeat) take(KEYS.get(event.key));
  } else if (model.choice) chooseByKey(event);
  else if (event.key === "Escape") {
    if (model.form) back();
  } else if (["ArrowDown", "ArrowUp"].includes(event.key) && event.target.tagName !== "SELECT") moveBy(event, event.key === "ArrowDown" ? 1 : -1);
  else if (event.key === "Enter" && event.target.id === "words") {
    event.preventDefault();
    if (!event.repeat) choose(undefined);
  } else if (event.key === "Enter" && event.target.closest(".roll .also, .roll [data-key='paper-number']")) {
    event.preventDefault();
    if (!event.repeat) toWords();
  } else if (event.key === "Enter" && event.target.id === "number") openAt(Math.max(placeOfChosen(), 0));
});

function chooseByKey(event) {
  const asked = askedOfChoice(event, model.choice);
  if (!asked) return;
  event.preventDefault();
  const nowMs = socket.now();
  if (asked.back) back();
  else if (asked.write) goOn(model.choice.write(subject(), nowMs, place("own-words").value));
  else if (asked.move) {
    model.choice.move(subject(), nowMs, asked.move);
    draw();
  } else if (!asked.held) goOn(model.choice.pick(subject(), nowMs, asked.pick));
}

function moveBy(event, by) {
  if (model.form?.wish) return;
  event.preventDefault();
  if (model.form) {
    model.form.move(model.view, by);
    draw();
  } else if (model.found?.tickets.length) {
    const last = model.found.tickets.length - 1;
    const at = placeOfChosen();
    openAt(at < 0 ? 0 : Math.min(Math.max(at + by, 0), last));
  }
}

document.addEventListener("input", async (event) => {
  if (event.target.id === "number") {
    model.filter.number = event.target.value.trim();
    await lookFor();
  } else if (event.target.id === "words") {
    await model.form.search(event.target.value);
    draw();
  }
});

document.addEventListener("submit", (event) => {
  event.preventDefault();
  issue();
});

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-act]");
  if (!target || target.getAttribute("aria-disabled") === "true") return;
  const { act, index, line, state } = target.dataset;
  if (act === "sign_out") {
    socket?.end();
    signOut();
  } else if (act === "state") {
    model.filter.state = state;
    draw();
    lookFor();
  } else if (act === "open") openAt(Number(index));
  else if (act === "back") back();
  else if (act === "pick") goOn(model.choice.pick(subject(), socket.now(), Number(index)));
  else if (act === "write") goOn(model.choice.write(subject(), socket.now(), place("own-words").value));
  else if (act === "wish") choose(Number(index));
  else if (act === "drop") drop(Number(line));
  else if ([...KEYS.values()].includes(act)) take(act);
});

// --- the link --------------------------------------------------------------------------------------------------------

draw();
place("number").value = model.filter.number;
place("number").focus();
model.person = await whoAmI();
model.classes = (await look("/api/v1/priorities")).body ?? [];
socket = new HallSocket("/api/v1/socket", ["floor"], {
  view: (topic, view) => {
    Object.assign(model, { view, demonstration: view.demonstration });
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
await lookFor();
setInterval(() => {
  refresh();
  draw();
}, 1000);
