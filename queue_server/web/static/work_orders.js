/**
 * Work orders after poor ratings: the late ones first; of the chosen one its whole course, and the step that comes next.
 *
 * What is being written is drawn once; lists are fetched anew after every step and every minute.
 */

import { give, look, lookFurther } from "./asking.js";
import { consoleBar, consoleToast } from "./console_bar.js";
import { element, icon, show } from "./elements.js";
import { level, moment, select, tabs } from "./rating_tabs.js";
import { said } from "./said.js";
import { signOut, whoAmI } from "./session.js";
import { newKey } from "./socket.js";
import { badge } from "./staff.js";
import { bootHall, clock, name, text, today } from "./texts.js";
import { adapt, allowed, commandOf, route, stepForm, tellTrouble, usual } from "./work_order_form.js";

const STATES = ["received", "assigned", "contacted", "rectifying_at_once", "rectifying_by", "explaining", "appealed", "excluded", "rectified", "fed_back", "called_back", "closed"];
const TONES = { closed: "ready", appealed: "care", excluded: null };
const MOST_PAGES = 20; // of fifty: more is not sorted by deadline
const EVERY_MS = 60_000;
const DAY_MS = 86_400_000;
const place = (id) => document.getElementById(id);
const t = (key, values) => text(`ratings.order.${key}`, values);

const asked = new URL(location.href).searchParams;
const model = {
  hall: bootHall,
  person: null,
  filter: { state: asked.get("state") ?? "open" },
  orders: null, // null while they are looked up
  older: null,
  lookUps: 0, // begun so far: the newest alone is shown
  trouble: null,
  chosen: asked.get("order"),
  order: null, // the chosen one, whole
  orderTrouble: null,
  doing: null, // the step whose form is open
  keys: new Map(), // of the step under way, by order
  busy: new Set(), // orders whose step is under way
  said: null,
};

// --- drawing ---------------------------------------------------------------------------------------------------------

function draw() {
  show(place("bar"), consoleBar(model, "ratings", Date.now()));
  show(place("filter"), filter());
  show(place("list"), list());
  const foot = place("toast");
  const toast = consoleToast(foot, { linked: true, freshMs: null, said: model.said, clock });
  foot.hidden = !toast;
  foot.dataset.tone = toast?.tone ?? "";
  show(foot, toast?.parts);
}

function filter() {
  const states = [["open", t("open")], ...STATES.map((state) => [state, text(`common.work_order_state.${state}`)])];
  return [tabs("orders"), select(model.filter, "state", t("state"), t("every_state"), states)];
}

function note(sign, words) {
  return element("p", { class: "nothing", role: "status", "data-key": sign }, icon(sign), words);
}

function list() {
  if (model.trouble) return note("alert-circle", model.trouble);
  if (!model.orders) return note("clock", t("loading"));
  if (!model.orders.length) return note("circle-check", t(model.filter.state === "open" ? "none_open" : "none"));
  const head = ["due", "state", "about", "window", "responsible", "opened"];
  return element(
    "div",
    { class: "sheet", tabindex: "0", role: "region", "aria-label": text("ratings.tab.orders"), "data-key": "sheet" },
    element("table", {}, element("thead", {}, element("tr", {}, head.map((words) => element("th", { scope: "col" }, t(words))))), element("tbody", {}, byDeadline(model.orders).map(row))),
    model.older && element("button", { type: "button", class: "button small older", "data-act": "older" }, icon("chevron-down"), t("older")),
  );
}

/** The deadline that comes first. */
function first({ due }) {
  return due.length ? due.reduce((soonest, each) => (each.due_ms < soonest.due_ms ? each : soonest)) : null;
}

/** Late ones first, then those that are due soonest; those without a deadline as they came. */
function byDeadline(orders) {
  const at = (order) => first(order)?.due_ms ?? Infinity;
  return [...orders].sort((a, b) => (at(a) === at(b) ? b.opened_at_ms - a.opened_at_ms : at(a) - at(b)));
}

function row(order) {
  return element(
    "tr",
    { "data-key": order.order_id, "data-act": "order", "data-order": order.order_id, "aria-current": order.order_id === model.chosen && "true" },
    element("td", {}, dueWords(first(order))),
    element("td", {}, element("button", { type: "button", tabindex: "-1" }, badge(text(`common.work_order_state.${order.state}`), TONES[order.state] ?? "dai"))),
    element("td", { class: "wide" }, name(order.item) || text(`common.rated_how.${order.rated_how}`), order.item && order.rated_how === "again" && element("span", { class: "second what" }, text("common.rated_how.again"))),
    element("td", {}, order.window ? [t("window_number", { number: order.window.number }), " ", order.clerk_name] : "–"),
    element("td", {}, responsible(order)),
    element("td", {}, today(order.opened_at_ms)),
  );
}

const responsible = (order) => (order.role ? text(`common.role.${order.role}`) : (order.assignee_name ?? "–"));

/** A deadline as people say it: how many days are left, or how late it is. */
function dueWords(due) {
  if (!due) return text("ratings.due.none");
  const nowMs = Date.now();
  const days = Math.round((Date.parse(today(due.due_ms)) - Date.parse(today(nowMs))) / DAY_MS);
  const time = clock(due.due_ms);
  const isLate = due.due_ms <= nowMs;
  const words = isLate ? (days ? text("ratings.due.late", { days: -days }) : text("ratings.due.late_today", { time })) : days ? text("ratings.due.left", { days }) : text("ratings.due.today", { time });
  return [element("span", { class: "due", "data-late": isLate }, isLate && icon("alert-triangle"), words), element("span", { class: "second what" }, text(`common.work_order_due.${due.due}`))];
}

// --- one order -------------------------------------------------------------------------------------------------------

function drawOrder() {
  show(place("order"), order());
}

function order() {
  if (!model.chosen) return note("info-circle", t("choose"));
  if (model.orderTrouble) return note("alert-circle", model.orderTrouble);
  if (!model.order) return note("clock", t("loading"));
  const { line, rating, same_service_id: sameServiceId, steps, now } = model.order;
  return element(
    "div",
    { class: "told", tabindex: "0", role: "region", "aria-label": t("one"), "data-key": line.order_id },
    element("header", {}, element("b", { class: "number" }, line.order_id), badge(text(`common.work_order_state.${line.state}`), TONES[line.state] ?? "dai"), level(line.level), line.excluded && badge(t("excluded")), line.escalated_to && badge(t("escalated", { role: text(`common.role.${line.escalated_to}`) }), "care", "alert-triangle")),
    now && deadlines(now),
    nextStep(now),
    facts(line, rating, sameServiceId),
    said_(rating),
    element("section", { class: "course" }, element("h3", {}, t("course")), element("ol", {}, steps.map(step))),
  );
}

function deadlines(now) {
  if (!now.due.length) return null;
  return element("ul", { class: "deadlines" }, now.due.map((due) => element("li", { "data-key": due.due }, dueWords(due), element("span", { class: "second" }, text("ratings.due.until", { day: today(due.due_ms), time: clock(due.due_ms) })))));
}

/** The form of the step that usually comes next; the other steps open to whoever reads this are one key away. */
function nextStep(now) {
  if (!now) return element("p", { class: "second" }, t("closed"));
  const open = allowed(now.actions);
  if (!open.length) return element("p", { class: "second" }, t(model.person?.roles.some((role) => ["complaints", "supervisor"].includes(role)) ? "nothing_to_do" : "read_only"));
  if (!open.includes(model.doing)) model.doing = usual(open);
  const sides = now.to_hear.length ? now.to_hear : ["applicant", "staff"];
  const others = open.filter((command) => command !== model.doing);
  return element(
    "section",
    { class: "next" },
    element("h3", {}, t("next", { step: text(`ratings.do.${model.doing}`) })),
    now.to_hear.length > 0 && element("p", { class: "second" }, icon("info-circle"), t("to_hear", { sides: now.to_hear.map((side) => text(`ratings.ask.${side}`)).join(text("common.list.separator")) })),
    now.attempts > 0 && element("p", { class: "second" }, t("attempts", { count: now.attempts })),
    stepForm(model.doing, { ...now, sides, order_id: model.chosen, assignee_id: model.order.line.assignee_id }),
    others.length > 0 && element("p", { class: "others", role: "group", "aria-label": t("other") }, element("span", { class: "second" }, t("other")), others.map((command) => element("button", { type: "button", class: "button small", "data-act": "do", "data-do": command, "data-key": command }, text(`ratings.do.${command}`)))),
  );
}

function facts(line, rating, sameServiceId) {
  const fact = (key, value) => value && [element("dt", {}, t(key)), element("dd", {}, value)];
  return element(
    "dl",
    { class: "facts" },
    fact("about", name(line.item)),
    fact("window", line.window && text("console.window.title", { number: line.window.number, name: name(line.window.name) })),
    fact("clerk", line.clerk_name),
    fact("trainee", line.trainee_name),
    fact("department", name(line.department)),
    fact("responsible", responsible(line)),
    fact("day", line.business_day),
    fact("rated_how", [text(`common.rated_how.${line.rated_how}`), rating?.channel && text(`ratings.channel.${rating.channel}`), rating?.rated_at_ms && moment(rating.rated_at_ms)].filter(Boolean).join(text("console.list.comma"))),
    fact("same_service", sameServiceId && element("button", { type: "button", class: "button small", "data-act": "order", "data-order": sameServiceId }, t(line.rated_how === "again" ? "of_first_rating" : "of_later_rating", { order: sameServiceId }))),
    fact("contact", line.named ? (rating?.contact ?? t("erased")) : t("anonymous")),
  );
}

function said_(rating) {
  if (!rating) return null;
  return element(
    "section",
    {},
    element("h3", {}, t("words")),
    element("p", { class: rating.reasons.length ? null : "second" }, rating.reasons.length ? rating.reasons.map(name).join(text("ratings.list.between_reasons")) : t("no_reasons")),
    rating.words ? element("p", { class: "quoted" }, rating.words) : element("p", { class: "second" }, t("no_words")),
  );
}

function step(each) {
  const what = text(`common.work_order_step.${each.step}`);
  const details = about(each);
  return element(
    "li",
    { "data-key": `step-${each.number}`, "data-step": each.step },
    element("p", { class: "when second" }, element("time", {}, moment(each.at_ms)), " ", each.by_name ?? t("by_rule")),
    element("p", {}, details ? t("step", { step: what, about: details }) : what),
    each.text ? element("p", { class: "quoted" }, each.text) : each.has_text && element("p", { class: "second" }, t("erased_text")),
  );
}

/** To whom it went, by which day, which deadline it is about, what was answered. */
function about({ step: kind, assignee_name: person, role, until_day: day, due, satisfied }) {
  const told = [due && text(`common.work_order_due.${due}`), person ?? (role && text(`common.role.${role}`)), day && t("until", { day }), satisfied !== null && text(`ratings.ask.answer_${satisfied ? "satisfied" : "dissatisfied"}`)];
  if (kind === "overdue" && role) told[1] = t("escalated", { role: text(`common.role.${role}`) });
  return told.filter(Boolean).join(text("console.list.comma"));
}

// --- looking ---------------------------------------------------------------------------------------------------------

/** All that are open are sorted by deadline, so all of them are fetched; of the others fifty, or as many as are shown. */
async function lookUp() {
  model.lookUps += 1;
  const number = model.lookUps;
  const wanted = { ...model.filter };
  const address = new URL(location.href);
  address.searchParams.set("state", wanted.state);
  history.replaceState(null, "", address);
  let [orders, older, trouble, pages] = [[], null, null, 0];
  const isShort = () => orders.length < (model.orders?.length ?? 0) || (wanted.state === "open" && pages < MOST_PAGES);
  do {
    const found = await look("/api/v1/work-orders", { ...wanted, before: older });
    if (number !== model.lookUps) return; // a newer one is on its way
    trouble = found.trouble;
    orders = [...orders, ...(found.body?.orders ?? [])];
    older = found.body?.older ?? null;
    pages += 1;
  } while (older && isShort());
  Object.assign(model, { orders: trouble ? null : orders, older, trouble });
  draw();
}

async function choose(orderId) {
  if (orderId === model.chosen && model.order) return;
  Object.assign(model, { chosen: orderId, order: null, orderTrouble: null, doing: null });
  const address = new URL(location.href);
  address.searchParams.set("order", orderId);
  history.replaceState(null, "", address);
  draw();
  drawOrder();
  document.querySelector("#list [aria-current]")?.scrollIntoView({ block: "nearest" });
  await lookAt(orderId);
}

async function lookAt(orderId) {
  const { body, trouble } = await look(`/api/v1/work-orders/${encodeURIComponent(orderId)}`);
  if (orderId !== model.chosen) return;
  Object.assign(model, { order: body, orderTrouble: trouble });
  drawOrder();
}

function moveBy(by) {
  const sorted = byDeadline(model.orders);
  const at = sorted.findIndex(({ order_id: id }) => id === model.chosen);
  const next = sorted[at < 0 ? 0 : Math.min(Math.max(at + by, 0), sorted.length - 1)];
  if (next) choose(next.order_id);
}

// --- taking a step ---------------------------------------------------------------------------------------------------

async function take(form) {
  const { chosen } = model;
  if (model.busy.has(chosen)) return;
  const key = model.keys.get(chosen) ?? newKey();
  model.keys.set(chosen, key);
  model.busy.add(chosen);
  form.querySelector("[type=submit]").disabled = true;
  const { trouble, isUnsure } = await give(route(form.dataset.command), commandOf(form, chosen), key);
  model.busy.delete(chosen);
  if (!isUnsure) model.keys.delete(chosen); // after silence the next try is the same step
  if (trouble) {
    tellTrouble(form, trouble);
    form.querySelector("[type=submit]").disabled = false;
    if (!form.isConnected) model.said = said(text("console.refused.action", { action: chosen, why: trouble }), "care", "alert-circle");
    draw();
    return;
  }
  model.said = said(t("saved"));
  draw();
  if (chosen !== model.chosen) return lookUp(); // another one was opened meanwhile
  Object.assign(model, { doing: null, order: null });
  drawOrder();
  await Promise.all([lookUp(), lookAt(chosen)]);
  if (chosen === model.chosen) document.querySelector("#order .told")?.focus();
}

document.addEventListener("change", (event) => {
  const { form, dataset, name: field } = event.target;
  if (form?.matches(".step")) {
    if (field !== "text") adapt(form, event.target);
    return;
  }
  if (dataset.filter !== "state") return;
  Object.assign(model, { filter: { state: event.target.value }, orders: null, older: null, trouble: null });
  draw();
  lookUp();
});

document.addEventListener("input", (event) => event.target.name === "text" && adapt(event.target.form, event.target));

document.addEventListener("submit", (event) => {
  event.preventDefault();
  take(event.target);
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
  if (!model.orders?.length || event.target.closest("select, input, textarea, #order")) return;
  event.preventDefault();
  moveBy(event.key === "ArrowDown" ? 1 : -1);
});

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-act]");
  if (!target) return;
  const { act } = target.dataset;
  if (act === "sign_out") signOut();
  else if (act === "order") choose(target.dataset.order);
  else if (act === "older") lookFurther(model, "/api/v1/work-orders", "orders").then((found) => found && draw());
  else if (act === "do") {
    model.doing = target.dataset.do;
    model.keys.delete(model.chosen);
    drawOrder();
    document.querySelector(".step input, .step select, .step textarea")?.focus();
  }
});

draw();
drawOrder();
model.person = await whoAmI();
await Promise.all([lookUp(), model.chosen && lookAt(model.chosen)]);
setInterval(draw, 1000); // the clock, and how long is left
setInterval(lookUp, EVERY_MS);
