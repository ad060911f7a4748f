/**
 * What somebody is asked to say of a poor rating, and what they are responsible for: the text released to them, and a
 * box for their side of it. Who rated, how and when is not here.
 */

import { give, look } from "./asking.js";
import { consoleToast } from "./console_bar.js";
import { element, icon, show } from "./elements.js";
import { said } from "./said.js";
import { signOut, whoAmI } from "./session.js";
import { newKey } from "./socket.js";
import { badge, clockFace, markDrawing, otherLanguage } from "./staff.js";
import { bootHall, clock, name, text } from "./texts.js";
import { adapt, allowed, commandOf, route, stepForm, tellTrouble } from "./work_order_form.js";

const place = (id) => document.getElementById(id);
const t = (key, values) => text(`ratings.mine.${key}`, values);

const model = { person: null, orders: null, trouble: null, doing: new Map(), keys: new Map(), said: null };

function draw() {
  show(place("bar"), [
    markDrawing(),
    element("h1", {}, name(bootHall)),
    element("span", { class: "space" }),
    model.person && element("a", { class: "quiet", href: model.person.home }, icon("arrow-left"), t("back")),
    model.person && element("span", { class: "quiet person" }, icon("user"), model.person.name),
    otherLanguage(),
    element("button", { class: "quiet", type: "button", "data-act": "sign_out" }, icon("door-exit"), text("console.page.sign_out")),
    clockFace(Date.now()),
  ]);
  const foot = place("toast");
  const toast = consoleToast(foot, { linked: true, freshMs: null, said: model.said, clock });
  foot.hidden = !toast;
  foot.dataset.tone = toast?.tone ?? "";
  show(foot, toast?.parts);
}

function drawOrders() {
  show(place("mine"), [element("header", { "data-key": "head" }, element("h2", { class: "strong" }, t("heading")), element("p", { class: "second" }, t("lead"))), orders()]);
}

function note(sign, words) {
  return element("p", { class: "card nothing", role: "status", "data-key": sign }, icon(sign), words);
}

function orders() {
  if (model.trouble) return note("alert-circle", model.trouble);
  if (!model.orders) return note("clock", text("ratings.order.loading"));
  if (!model.orders.length) return note("circle-check", t("none"));
  return model.orders.map(card);
}

function card(order) {
  return element(
    "article",
    { class: "card told", "data-key": order.order_id, "data-order": order.order_id },
    element(
      "header",
      {},
      element("h3", {}, order.business_day ? t("of_day", { day: order.business_day }) : t("of_no_day")),
      badge(text(`common.work_order_state.${order.state}`), order.state === "closed" ? "ready" : "dai"),
      order.excluded && order.state !== "excluded" && badge(text("common.work_order_state.excluded")),
      !order.concerns_me && badge(t("theirs")),
      order.due_day && element("span", { class: "second" }, t("due", { day: order.due_day })),
    ),
    element("section", {}, element("h4", { class: "second" }, t("told")), element("p", { class: order.text ? "quoted" : "second" }, order.text ?? t("erased"))),
    order.statements.map((statement) => element("section", {}, element("h4", { class: "second" }, t("written", { day: statement.day })), element("p", { class: statement.text ? "quoted" : "second" }, statement.text ?? t("erased")))),
    steps(order),
  );
}

/** What this person may do about it: their statement first, as long as they have not given one. */
function steps(order) {
  const open = allowed(order.actions);
  const waiting = order.statements.length ? null : open.find((command) => command === "RecordStatement");
  const doing = model.doing.get(order.order_id) ?? waiting;
  return [
    open.includes(doing) && element("section", { class: "form-part", "data-key": `doing-${doing}` }, doing !== "RecordStatement" && element("h4", {}, text(`ratings.do.${doing}`)), stepForm(doing, { order_id: order.order_id, latest_day: order.latest_day ?? "", sides: [], assignees: [] })),
    element("p", { class: "others", "data-key": "others" }, open.filter((command) => command !== doing).map((command) => element("button", { type: "button", class: "button small", "data-act": "do", "data-do": command, "data-order": order.order_id, "data-key": command }, text(`ratings.do.${command}`)))),
  ];
}

async function lookUp() {
  const { body, trouble } = await look("/api/v1/my-work-orders");
  Object.assign(model, { orders: body?.orders ?? null, trouble });
  drawOrders();
}

async function take(form) {
  const orderId = form.closest("[data-order]").dataset.order;
  const key = model.keys.get(orderId) ?? newKey();
  model.keys.set(orderId, key);
  const button = form.querySelector("[type=submit]");
  if (button.disabled) return;
  button.disabled = true;
  const { trouble, isUnsure } = await give(route(form.dataset.command), commandOf(form, orderId, "staff"), key);
  if (!isUnsure) model.keys.delete(orderId); // after silence the next try is the same step
  if (trouble) {
    tellTrouble(form, trouble);
    button.disabled = false;
    return;
  }
  model.doing.delete(orderId);
  model.said = said(text("ratings.order.saved"));
  form.remove();
  draw();
  await lookUp();
}

document.addEventListener("change", ({ target }) => target.form?.matches(".step") && target.name !== "text" && adapt(target.form, target));
document.addEventListener("input", ({ target }) => target.name === "text" && adapt(target.form, target));

document.addEventListener("submit", (event) => {
  event.preventDefault();
  take(event.target);
});

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-act]");
  if (!target) return;
  if (target.dataset.act === "sign_out") signOut();
  else if (target.dataset.act === "do") {
    model.doing.set(target.dataset.order, target.dataset.do);
    model.keys.delete(target.dataset.order);
    drawOrders();
    document.querySelector(`[data-order="${CSS.escape(target.dataset.order)}"] :is(input, select, textarea)`)?.focus();
  }
});

draw();
drawOrders();
model.person = await whoAmI();
draw();
await lookUp();
setInterval(draw, 1000); // the clock
