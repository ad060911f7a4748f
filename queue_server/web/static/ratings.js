/** The ratings of a period, for those who answer for them; and entering one that was told, written or put in the box. */

import { give, look, lookFurther } from "./asking.js";
import { consoleBar, consoleToast } from "./console_bar.js";
import { csv, download } from "./csv.js";
import { element, icon, show } from "./elements.js";
import { adaptEntering, entering, enteringFrom, TOLD } from "./ratings_entering.js";
import { LEVELS, level, moment, ofSpan, period, select, tabs } from "./rating_tabs.js";
import { said } from "./said.js";
import { signOut, whoAmI } from "./session.js";
import { newKey } from "./socket.js";
import { badge } from "./staff.js";
import { bootHall, clock, dayBefore, name, text, today } from "./texts.js";

const SOURCES = ["active", "default"];
const CHANNELS = ["terminal", "keypad", "ticket_page", "kiosk", ...TOLD];
const place = (id) => document.getElementById(id);
const t = (key, values) => text(`ratings.list.${key}`, values);

const now = today(Date.now());
const asked = new URL(location.href).searchParams;
const model = {
  hall: bootHall,
  person: null,
  filter: { from: asked.get("from") ?? dayBefore(now, 6), to: asked.get("to") ?? now, level: asked.get("level") ?? "", source: asked.get("source") ?? "", channel: asked.get("channel") ?? "", window: asked.get("window") ?? "" },
  windows: [],
  table: [], // reasons in force, to enter one
  ratings: null, // null while they are looked up
  older: null,
  trouble: null,
  chosen: null, // rating_id
  writing: null, // {level, trouble, key}, while one is entered
  said: null,
};

const mayEnter = () => model.person?.roles.some((role) => ["supervisor", "complaints"].includes(role));

// --- drawing ---------------------------------------------------------------------------------------------------------

function draw() {
  show(place("bar"), consoleBar(model, "ratings", Date.now()));
  show(place("filter"), filter());
  show(place("list"), list());
  if (!model.writing) show(place("chosen"), chosen());
  const foot = place("toast");
  const toast = consoleToast(foot, { linked: true, freshMs: null, said: model.said, clock });
  foot.hidden = !toast;
  foot.dataset.tone = toast?.tone ?? "";
  show(foot, toast?.parts);
}

function filter() {
  return [
    tabs("list"),
    period(model.filter, now),
    select(model.filter, "level", t("level"), t("every_level"), [["poor", t("poor")], ...LEVELS.map((each) => [each, text(`common.rating_level.${each}`)])]),
    select(model.filter, "source", t("source"), t("every_source"), SOURCES.map((each) => [each, text(`ratings.source.${each}`)])),
    select(model.filter, "channel", t("channel"), t("every_channel"), CHANNELS.map((each) => [each, text(`ratings.channel.${each}`)])),
    select(model.filter, "window", t("window"), t("every_window"), model.windows.map((window) => [window.window_id, text("console.window.title", { number: window.number, name: name(window.name) })])),
    element("span", { class: "space" }),
    element("button", { type: "button", class: "button small", "data-act": "download", "aria-disabled": model.ratings?.length ? null : "true" }, icon("package-export"), t("download")),
    mayEnter() && element("button", { type: "button", class: "button small", "data-act": "enter" }, icon("pencil"), t("enter")),
  ];
}

function note(sign, words) {
  return element("p", { class: "nothing", role: "status", "data-key": sign }, icon(sign), words);
}

function list() {
  if (model.trouble) return note("alert-circle", model.trouble);
  if (!model.ratings) return note("clock", t("loading"));
  if (!model.ratings.length) return note("info-circle", t("none"));
  const head = ["time", "level", "about", "window", "said", "channel"];
  return element(
    "div",
    { class: "sheet", tabindex: "0", role: "region", "aria-label": text("console.page.ratings"), "data-key": "sheet" },
    element("table", {}, element("thead", {}, element("tr", {}, head.map((words) => element("th", { scope: "col" }, t(words))))), element("tbody", {}, model.ratings.map(row))),
    model.older && element("button", { type: "button", class: "button small older", "data-act": "older" }, icon("chevron-down"), t("older")),
  );
}

function row(rating) {
  const isChosen = rating.rating_id === model.chosen && !model.writing;
  return element(
    "tr",
    { "data-key": rating.rating_id, "data-act": "rating", "data-rating": rating.rating_id, "aria-current": isChosen && "true" },
    element("td", {}, moment(rating.rated_at_ms)),
    element("td", {}, element("button", { type: "button", tabindex: "-1" }, level(rating.level))),
    element("td", { class: "wide" }, about(rating)),
    element("td", {}, windowOf(rating)),
    element("td", { class: "wide" }, reasons(rating), rating.words && element("p", { class: "own", "data-may-shorten": true }, rating.words), rating.again && badge(t("again"), "dai")),
    element("td", {}, rating.source === "default" ? badge(text("ratings.source.default")) : channelOf(rating)),
  );
}

const channelOf = ({ channel }) => (channel ? text(`ratings.channel.${channel}`) : "–");
const about = ({ number, errand, item, queue }) => [number && element("span", { class: "number" }, number), number && " ", errand ? text(`ratings.errand.${errand}`) : name(item ?? queue)];
const reasons = (rating) => (rating.reasons.length ? element("p", {}, rating.reasons.map(name).join(t("between_reasons"))) : null);

function windowOf({ window, clerk_name: clerk, station }) {
  if (window) return [text("ratings.list.window_number", { number: window.number }), clerk && ` ${clerk}`];
  return station ? name(station) : "–";
}

function chosen() {
  const rating = model.ratings?.find(({ rating_id: id }) => id === model.chosen);
  if (!rating) return model.ratings?.length ? note("info-circle", t("choose")) : null;
  const fact = (words, value) => value && [element("dt", {}, t(words)), element("dd", {}, value)];
  return element(
    "div",
    { class: "told", tabindex: "0", role: "region", "aria-label": t("one"), "data-key": rating.rating_id },
    element("header", {}, element("b", { class: rating.number ? "number" : "strong whose" }, rating.number ?? windowOf(rating)), rating.orders.some(({ excluded }) => excluded) && badge(t("excluded"))),
    element(
      "dl",
      { class: "facts" },
      fact("about", rating.errand ? text(`ratings.errand.${rating.errand}`) : name(rating.item ?? rating.queue)),
      fact("window", rating.number && windowOf(rating)),
      fact("day", rating.business_day),
      fact("time", moment(rating.rated_at_ms)),
      fact("stage", rating.stage && text(`common.rating_stage.${rating.stage}`)),
      fact("channel", channelOf(rating)),
      fact("source", text(`ratings.source.${rating.source}`)),
      fact("contact", rating.contact ?? t(rating.named ? "erased_contact" : "anonymous")),
    ),
    opinion(rating, t("first")),
    rating.again && opinion(rating.again, t("again_at", { time: moment(rating.again.rated_at_ms) })),
    rating.orders.length > 0 && element("p", { class: "others" }, rating.orders.map(({ order_id: id }) => element("a", { class: "button small", href: `/console/work-orders?order=${encodeURIComponent(id)}` }, icon("list-details"), t("order", { order: id })))),
  );
}

function opinion(rating, heading) {
  return element(
    "section",
    {},
    element("h3", {}, heading, " ", level(rating.level)),
    reasons(rating) ?? element("p", { class: "second" }, t("no_reasons")),
    rating.words ? element("p", { class: "quoted" }, rating.words) : rating.has_words && element("p", { class: "second" }, t("erased_words")),
  );
}

// --- the file --------------------------------------------------------------------------------------------------------

function rows() {
  const plain = (parts) => [parts].flat(Infinity).map((part) => part?.textContent ?? part ?? "").join("");
  const head = [t("time"), t("number"), t("level"), t("about"), t("window"), t("clerk"), t("reasons"), t("words"), t("stage"), t("channel"), t("source"), t("again_level")];
  return [
    head,
    ...model.ratings.map((rating) => [
      moment(rating.rated_at_ms),
      rating.number ?? "",
      text(`common.rating_level.${rating.level}`),
      rating.errand ? text(`ratings.errand.${rating.errand}`) : name(rating.item ?? rating.queue),
      rating.window?.number ?? (rating.station ? name(rating.station) : ""),
      rating.clerk_name ?? "",
      plain(reasons(rating)),
      rating.words ?? "",
      rating.stage ? text(`common.rating_stage.${rating.stage}`) : "",
      channelOf(rating),
      text(`ratings.source.${rating.source}`),
      rating.again ? text(`common.rating_level.${rating.again.level}`) : "",
    ]),
  ];
}

// --- looking ---------------------------------------------------------------------------------------------------------

/** Looks the ratings up; an older answer that comes late is not shown. */
async function lookUp() {
  const wanted = { ...model.filter };
  const address = new URL(location.href);
  for (const [key, value] of Object.entries(wanted)) value ? address.searchParams.set(key, value) : address.searchParams.delete(key);
  history.replaceState(null, "", address);
  Object.assign(model, { ratings: null, older: null, trouble: wanted.from > wanted.to ? text("console.report.backwards") : null, chosen: null });
  draw();
  if (model.trouble) return;
  const { body, trouble } = await look("/api/v1/ratings", wanted);
  if (Object.keys(wanted).some((key) => wanted[key] !== model.filter[key])) return;
  Object.assign(model, { ratings: body?.ratings ?? null, older: body?.older ?? null, trouble });
  draw();
}

function choose(ratingId) {
  Object.assign(model, { chosen: ratingId, writing: null });
  draw();
  document.querySelector("#list [aria-current]")?.scrollIntoView({ block: "nearest" });
}

function moveBy(by) {
  const at = model.ratings.findIndex(({ rating_id: id }) => id === model.chosen);
  const next = model.ratings[at < 0 ? 0 : Math.min(Math.max(at + by, 0), model.ratings.length - 1)];
  if (next) choose(next.rating_id);
}

// --- entering one ----------------------------------------------------------------------------------------------------

/** Drawn once, so that nothing is taken away from whoever writes; anew where another level has other reasons. */
function write() {
  model.said = null;
  model.writing = { key: newKey() };
  show(place("chosen"), entering(model));
  place("entering").querySelector("[name=channel]").focus();
  draw();
}

async function enter(form) {
  const { writing } = model;
  const command = enteringFrom(form);
  if (writing.busy) return;
  writing.busy = true;
  form.querySelector("[type=submit]").disabled = true;
  const { trouble, isUnsure } = await give("enter-rating", command, writing.key);
  if (model.writing !== writing) return;
  writing.busy = false;
  if (!isUnsure) writing.key = newKey(); // the next try is another one; after silence it is the same
  form.querySelector("[type=submit]").disabled = false;
  const told = form.querySelector(".trouble");
  told.hidden = !trouble;
  told.lastElementChild.textContent = trouble ?? "";
  if (trouble) return;
  Object.assign(model, { writing: null, said: said(t("entered")) });
  await lookUp();
}

document.addEventListener("change", (event) => {
  const { filter: which } = event.target.dataset;
  if (event.target.form?.id === "entering") {
    if (["level", "about"].includes(event.target.name)) adaptEntering(model, event.target.form);
    return;
  }
  if (!which || (["from", "to"].includes(which) && !event.target.value)) return;
  model.filter[which] = event.target.value;
  lookUp();
});

document.addEventListener("submit", (event) => {
  event.preventDefault();
  enter(event.target);
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "Escape" && model.writing) {
    model.writing = null;
    draw();
    return;
  }
  if (!["ArrowDown", "ArrowUp"].includes(event.key) || !model.ratings?.length || event.target.closest("select, input, textarea")) return;
  event.preventDefault();
  moveBy(event.key === "ArrowDown" ? 1 : -1);
});

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-act]");
  if (!target || target.getAttribute("aria-disabled") === "true") return;
  const { act } = target.dataset;
  if (act === "sign_out") signOut();
  else if (act === "rating") choose(target.dataset.rating);
  else if (act === "older") lookFurther(model, "/api/v1/ratings", "ratings").then((found) => found && draw());
  else if (act === "download") download(`ratings-${model.filter.from}-${model.filter.to}.csv`, csv(rows()));
  else if (act === "enter") write();
  else if (act === "keep") {
    model.writing = null;
    draw();
  } else if (act === "span") {
    Object.assign(model.filter, ofSpan(target.dataset.span, now));
    lookUp();
  }
});

draw();
model.person = await whoAmI();
Object.assign(model, (await look("/api/v1/ratings/table")).body ?? {});
await lookUp();
setInterval(draw, 1000); // the clock
