/** The form of one step of a work order, and the command it makes. */

import { element, icon } from "./elements.js";
import { text } from "./texts.js";

const MOST = 500;
const t = (key, values) => text(`ratings.ask.${key}`, values);
const UNSEEN = /[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]+/g; // comes along when something is pasted

/** The step that usually comes next, by state; those first that somebody waits for. */
const USUAL = ["DecideExtension", "DecideAppeal", "RecordContact", "ReportRectified", "FeedBack", "CallBack", "CloseWorkOrder", "ChooseCourse", "RecordStatement", "AssignWorkOrder"];
const MUST_SAY = ["RecordStatement", "AppealRating", "DecideAppeal", "AskExtension", "ReportRectified", "FeedBack"];

/** Of each step what is chosen: its name, and its values in the order shown. */
const CHOICES = {
  RecordContact: { reached: ["yes", "no"] },
  ChooseCourse: { course: ["at_once", "by_date", "explain"] },
  DecideAppeal: { excluded: ["no", "yes"] },
  DecideExtension: { granted: ["yes", "no"] },
  CallBack: { answer: ["satisfied", "dissatisfied", "none"] },
};

export function allowed(actions) {
  return actions.filter((action) => action.allowed).map(({ command }) => command);
}

export function usual(commands) {
  return USUAL.find((command) => commands.includes(command)) ?? commands[0] ?? null;
}

/**
 * Drawn once for a step, so that nothing is taken away from whoever writes.
 *
 * @param {string} command
 * @param {object} order  as far as it offers something to choose: assignees, latest_day, sides
 */
export function stepForm(command, order) {
  return element(
    "form",
    { class: "form step", "data-command": command, "data-key": `${order.order_id}-${command}` },
    command === "AssignWorkOrder" && assignees(order),
    command === "RecordStatement" && order.sides?.length > 0 && picks("side", order.sides, (side) => t(side)),
    Object.entries(CHOICES[command] ?? {}).map(([name, values]) => picks(name, values, (value) => t(name === "course" ? value : `${name}_${value}`))),
    command === "ChooseCourse" && element("label", { class: "line until", hidden: true }, order.latest_day ? t("until_day", { day: order.latest_day }) : t("until_open"), element("input", { type: "date", name: "until_day", max: order.latest_day || null })),
    element("label", { class: "line" }, words(command), element("textarea", { name: "text", rows: 4, maxlength: MOST, required: MUST_SAY.includes(command) }), command === "AssignWorkOrder" && element("span", { class: "second" }, t("released_hint"))),
    element("p", { class: "second left", hidden: true }),
    element("p", { class: "trouble", role: "alert", hidden: true }, icon("alert-circle"), element("span")),
    element("p", { class: "decide" }, element("button", { type: "submit", class: "button", "data-primary": true }, text("ratings.order.submit"))),
  );
}

function words(command) {
  if (command === "AssignWorkOrder") return t("released");
  return t(MUST_SAY.includes(command) ? "text" : "text_optional");
}

function picks(name, values, label) {
  return element(
    "fieldset",
    {},
    element("legend", {}, t(name)),
    element("div", { class: "picks" }, values.map((value) => element("label", {}, element("input", { type: "radio", name, value, required: true, checked: values.length === 1 }), label(value)))),
  );
}

function assignees({ assignees: people, assignee_id: now }) {
  return element("label", { class: "line" }, t("assignee"), element("select", { name: "clerk_id", required: true }, element("option", { value: "" }, "–"), people.map((person) => element("option", { value: person.clerk_id, selected: person.clerk_id === now }, person.name))));
}

/** What changes in a form while it is filled in: the day that goes with one course, how much room is left. */
export function adapt(form, target) {
  if (target.name === "course") {
    const isByDate = target.value === "by_date";
    form.querySelector(".until").hidden = !isByDate;
    form.elements.until_day.required = isByDate;
  }
  if (target.name === "text") {
    const left = form.querySelector(".left");
    left.hidden = !target.value;
    left.textContent = t("left", { count: MOST - target.value.length });
  }
}

/** The body of the form's command. `side`: whose statement it is, where nobody chooses. */
export function commandOf(form, orderId, side) {
  const given = new FormData(form);
  const body = { order_id: orderId, text: (given.get("text") ?? "").replace(UNSEEN, " ").trim() || null };
  switch (form.dataset.command) {
    case "AssignWorkOrder":
      return { ...body, clerk_id: given.get("clerk_id") };
    case "RecordContact":
      return { ...body, reached: given.get("reached") === "yes" };
    case "RecordStatement":
      return { ...body, side: given.get("side") ?? side };
    case "ChooseCourse":
      return { ...body, course: given.get("course"), until_day: given.get("course") === "by_date" ? given.get("until_day") : null };
    case "DecideAppeal":
      return { ...body, excluded: given.get("excluded") === "yes" };
    case "DecideExtension":
      return { ...body, granted: given.get("granted") === "yes" };
    case "CallBack": {
      const reached = given.get("answer") !== "none";
      return { ...body, reached, satisfied: reached ? given.get("answer") === "satisfied" : null };
    }
    default:
      return body;
  }
}

/** AssignWorkOrder → assign-work-order, as the route is called. */
export function route(command) {
  return command.replace(/(?!^)(?=[A-Z])/g, "-").toLowerCase();
}

/** What was not done, said in the form; null: it was. */
export function tellTrouble(form, trouble) {
  const told = form.querySelector(".trouble");
  told.hidden = !trouble;
  told.lastElementChild.textContent = trouble ?? "";
}
