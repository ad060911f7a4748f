/** The calls page, for those who look into why: the calls of a day, and of the chosen one how it was at that moment. */

import { look, lookFurther } from "./asking.js";
import { trace } from "./calls_trace.js";
import { consoleBar } from "./console_bar.js";
import { csv, download } from "./csv.js";
import { element, icon, show } from "./elements.js";
import { signOut, whoAmI } from "./session.js";
import { badge } from "./staff.js";
import { bootHall, exactClock, name, text, today } from "./texts.js";
import { outcome } from "./tickets_file.js";
import { whySentence } from "./why.js";

const REASONS = ["longest_waiting", "profile", "priority", "overdue", "chosen", "returned", "resumed"];
const place = (id) => document.getElementById(id);
const t = (key, values) => text(`console.calls.${key}`, values);

const now = today(Date.now());
const asked = new URL(location.href).searchParams;
const model = {
  hall: bootHall,
  person: null,
  windows: [], // of the hall, to choose from
  filter: { day: asked.get("day") ?? now, window: asked.get("window") ?? "", rule: asked.get("rule") ?? "" },
  calls: null, // null while they are looked up
  older: null,
  trouble: null,
  chosen: null, // call_id
  call: null, // the chosen one with its trace
};

// --- drawing ---------------------------------------------------------------------------------------------------------

function draw() {
  show(place("bar"), consoleBar(model, "calls", Date.now()));
  show(place("filter"), filter());
  show(place("list"), list());
  show(place("trace"), trace(model.call));
}

function filter() {
  const select = (id, words, every, options) =>
    element("label", { "data-key": id }, words, element("select", { id, "data-filter": id }, element("option", { value: "" }, every), options.map(([value, label]) => element("option", { value, selected: model.filter[id] === value }, label))));
  return [
    element("h2", { class: "strong" }, text("console.page.calls")),
    element("label", { "data-key": "day" }, t("day"), element("input", { type: "date", id: "day", "data-filter": "day", value: model.filter.day, max: now, required: true })),
    select("window", t("window"), t("every_window"), model.windows.map(({ window }) => [window.window_id, text("console.window.title", { number: window.number, name: name(window.name) })])),
    select("rule", t("reason"), t("every_reason"), REASONS.map((reason) => [reason, text(`common.call_rule.${reason}`)])),
    element("span", { class: "space" }),
    element("button", { type: "button", class: "button small", "data-act": "download", "aria-disabled": model.calls?.length ? null : "true" }, icon("package-export"), t("download")),
  ];
}

function list() {
  if (model.trouble) return note("alert-circle", model.trouble);
  if (!model.calls) return note("clock", t("loading"));
  if (!model.calls.length) return note("info-circle", t("none"));
  const head = ["time", "number", "window", "clerk", "queue", "why", "outcome"];
  return element(
    "div",
    { class: "sheet", tabindex: "0", role: "region", "aria-label": text("console.page.calls"), "data-key": "sheet" },
    element(
      "table",
      {},
      element("thead", {}, element("tr", {}, head.map((words) => element("th", { scope: "col" }, t(words))))),
      element("tbody", {}, model.calls.map(row)),
    ),
    model.older && element("button", { type: "button", class: "button small older", "data-act": "older" }, icon("chevron-down"), t("older")),
  );
}

function note(sign, words) {
  return element("p", { class: "nothing", role: "status", "data-key": sign }, icon(sign), words);
}

function row(call) {
  const isChosen = call.call_id === model.chosen;
  return element(
    "tr",
    { "data-key": call.call_id, "data-act": "call", "data-call": call.call_id, "aria-current": isChosen && "true" },
    element("td", {}, exactClock(call.called_at_ms)),
    element("th", { scope: "row" }, element("button", { type: "button", class: "number", tabindex: "-1" }, call.number)),
    element("td", {}, call.window?.number ?? call.window_id),
    element("td", {}, call.clerk_name ?? call.clerk_id),
    element("td", { class: "wide" }, name(call.queue) || call.queue_id),
    element("td", { class: "wide" }, whySentence(call.why), call.times > 1 && badge(text("console.tickets.call_times", { count: call.times }))),
    element("td", {}, outcome(call)),
  );
}

// --- the file --------------------------------------------------------------------------------------------------------

function rows() {
  return [
    [t("time"), t("number"), t("window"), t("clerk"), t("queue"), t("why"), t("outcome")],
    ...model.calls.map((call) => [
      `${model.filter.day} ${exactClock(call.called_at_ms)}`,
      call.number,
      call.window?.number ?? call.window_id,
      call.clerk_name ?? call.clerk_id,
      name(call.queue) || call.queue_id,
      whySentence(call.why),
      text(`console.outcome.${call.outcome ?? "open"}`),
    ]),
  ];
}

// --- looking ---------------------------------------------------------------------------------------------------------

/** Looks the calls up; an older answer that comes late is not shown. */
async function lookUp() {
  const wanted = { ...model.filter };
  const address = new URL(location.href);
  for (const [key, value] of Object.entries(wanted)) address.searchParams.set(key, value);
  history.replaceState(null, "", address);
  Object.assign(model, { calls: null, older: null, trouble: null, chosen: null, call: null });
  draw();
  const { body, trouble } = await look("/api/v1/calls", wanted);
  if (Object.keys(wanted).some((key) => wanted[key] !== model.filter[key])) return;
  Object.assign(model, { calls: body?.calls ?? null, older: body?.older ?? null, trouble });
  draw();
}

async function choose(callId) {
  Object.assign(model, { chosen: callId, call: null });
  draw();
  document.querySelector("#list [aria-current]")?.scrollIntoView({ block: "nearest" });
  const { body } = await look(`/api/v1/calls/${callId}`);
  if (callId !== model.chosen) return;
  model.call = body;
  draw();
}

function moveBy(by) {
  const at = model.calls.findIndex(({ call_id: id }) => id === model.chosen);
  const next = model.calls[at < 0 ? 0 : Math.min(Math.max(at + by, 0), model.calls.length - 1)];
  if (next) choose(next.call_id);
}

document.addEventListener("change", (event) => {
  const { filter: which } = event.target.dataset;
  if (!which || (which === "day" && !event.target.value)) return;
  model.filter[which] = event.target.value;
  lookUp();
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
  if (!model.calls?.length || ["SELECT", "INPUT"].includes(event.target.tagName)) return;
  event.preventDefault();
  moveBy(event.key === "ArrowDown" ? 1 : -1);
});

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-act]");
  if (!target || target.getAttribute("aria-disabled") === "true") return;
  if (target.dataset.act === "sign_out") signOut();
  else if (target.dataset.act === "call") choose(target.dataset.call);
  else if (target.dataset.act === "older") lookFurther(model, "/api/v1/calls", "calls").then((found) => found && draw());
  else if (target.dataset.act === "download") download(`calls-${model.filter.day}.csv`, csv(rows()));
});

draw();
model.person = await whoAmI();
model.windows = (await look("/api/v1/views/floor")).body?.windows ?? [];
await lookUp();
setInterval(draw, 1000); // the clock
