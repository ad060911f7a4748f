/** Other work for a window (潮汐窗口): what it would change is seen before it is done. */

import { look } from "./asking.js";
import { element, icon } from "./elements.js";
import { badge, key, seal } from "./staff.js";
import { name, refusal, stretch, text } from "./texts.js";

const t = (words, values) => text(`console.retasking.${words}`, values);
const REASONS = ["long_queue", "free_here", "post_empty", "peak"];

export class Retasking {
  /** @param {function} draw  draws the page anew, when what was asked for has come */
  constructor(windowId, draw) {
    this.windowId = windowId;
    this.redraw = draw;
    this.profileId = "";
    this.preview = null;
    this.trouble = null;
  }

  /** Asks what the profile would mean; an older answer that comes late is not shown. */
  async look(profileId) {
    Object.assign(this, { profileId, preview: null, trouble: null });
    this.redraw();
    if (!profileId) return;
    const { body, trouble } = await look(`/api/v1/windows/${this.windowId}/preview`, { profile: profileId });
    if (profileId !== this.profileId) return;
    Object.assign(this, { preview: body, trouble });
    this.redraw();
  }

  /** The command that `act` gives, for `reason`; null while it lacks something: a preview that was seen, a reason. */
  command(act, reason, view) {
    const window_id = this.windowId;
    if (act === "CloseWindow") return { type: act, window_id, ...(reason ? { reason } : {}) };
    if (!reason) return null;
    if (act === "RequestWindow") return { type: act, window_id, change: changeOf(this.#line(view)), reason };
    return this.preview && !this.preview.why_not ? { type: act, window_id, profile_id: this.profileId, reason } : null;
  }

  #line(view) {
    return view.windows.find(({ window }) => window.window_id === this.windowId);
  }

  /** `person`: whose page it is; `mayAct`: whether it is linked and free. */
  draw(view, person, mayAct, nowMs) {
    const line = this.#line(view);
    const supervises = person?.roles.includes("supervisor");
    const asks = supervises || person?.roles.includes("guide");
    const { window } = line;
    return element(
      "form",
      { class: "card panel retasking", id: "retasking", novalidate: true, "aria-labelledby": "retasking-heading", "data-key": `retasking-${this.windowId}` },
      element(
        "header",
        {},
        seal(window.number),
        element("h2", { class: "strong", id: "retasking-heading" }, text("console.window.title", { number: window.number, name: name(window.name) })),
        element("span", { class: "second" }, [line.clerk_name, line.trainee_name && text("console.floor.trainee", { name: line.trainee_name })].filter(Boolean).join(text("console.list.comma"))),
        element("button", { type: "button", class: "back", "data-act": "back" }, text("console.choice.back"), key("Esc")),
      ),
      element(
        "div",
        { class: "ask" },
        element("p", {}, element("span", { class: "second" }, t("now")), element("b", { class: "strong" }, name(line.profile))),
        supervises && icon("arrow-right"),
        supervises && profiles(view, line),
        asks && element("input", { id: "reason", name: "reason", list: "reasons", maxlength: 80, required: true, autocomplete: "off", placeholder: t("reason"), "aria-label": t("reason") }),
        asks && element("datalist", { id: "reasons" }, REASONS.map((reason) => element("option", { value: t(`because_${reason}`) }))),
        supervises && this.#button("AssignProfile", t("assign"), mayAct && this.preview && !this.preview.why_not, true),
        supervises && line.state !== "closed" && this.#button("CloseWindow", t("close"), mayAct && !line.number),
        asks && this.#button("RequestWindow", t("request", { change: text(`common.window_change.${changeOf(line)}`) }), mayAct),
      ),
      supervises ? this.#effects(nowMs) : element("p", { class: "second" }, t("supervisors_only")),
    );
  }

  #button(act, words, isOpen, isFirst = false) {
    return element("button", { type: isFirst ? "submit" : "button", class: "button small", "data-act": act, "data-key": act, "data-primary": isFirst && isOpen, "aria-disabled": isOpen ? null : "true" }, words);
  }

  #effects(nowMs) {
    if (this.trouble) return element("p", { class: "care" }, icon("alert-circle"), this.trouble);
    if (!this.profileId) return element("p", { class: "second" }, t("choose"));
    if (!this.preview) return element("p", { class: "second" }, t("loading"));
    const { why_not: whyNot, queues_left: left, uncovered, queues, windows } = this.preview;
    const named = (ids) => ids.map((id) => name(queues.find(({ queue_id: known }) => known === id)?.name) || id).join(text("common.list.separator"));
    return element(
      "div",
      { class: "effects" },
      whyNot && element("p", { class: "care", "data-key": "why-not" }, icon("alert-circle"), left.length ? t("left", { queues: named(left) }) : refusal(whyNot)),
      uncovered.length > 0 && element("p", { class: "care", "data-key": "uncovered" }, icon("alert-triangle"), t("uncovered", { queues: named(uncovered) })),
      element(
        "table",
        { "data-key": "queues" },
        element("thead", {}, element("tr", {}, ["queue", "waiting", "longest", "windows"].map((words) => element("th", { scope: "col" }, t(words))))),
        element("tbody", {}, queues.map((load) => queueRow(load, nowMs))),
      ),
      element(
        "table",
        { "data-key": "windows" },
        element("thead", {}, element("tr", {}, ["window", "share"].map((words) => element("th", { scope: "col" }, t(words))))),
        element("tbody", {}, windows.map((load) => shareRow(load, load.window.window_id === this.windowId))),
      ),
    );
  }
}

/** What can be asked for a window: that it be withdrawn from service, or set up again. */
function changeOf({ withdrawn }) {
  return withdrawn ? "open" : "withdraw";
}

function profiles(view, line) {
  return element(
    "select",
    { name: "profile_id", id: "profile", "aria-label": t("other") },
    element("option", { value: "" }, t("other")),
    view.profiles.filter(({ profile_id: id }) => id !== line.profile_id).map(({ profile_id: id, name: label }) => element("option", { value: id }, name(label))),
  );
}

function queueRow(load, nowMs) {
  const { windows_open_before: before, windows_open_after: after } = load;
  return element(
    "tr",
    { "data-key": load.queue_id },
    element("th", { scope: "row" }, name(load.name)),
    element("td", {}, load.waiting),
    element("td", {}, load.longest_since_ms === null ? "–" : stretch(load.longest_since_ms, nowMs)),
    element("td", {}, change(before, after, after > before)),
  );
}

/** How many wait for one window, if all share evenly. */
function shareRow({ window, share_before: before, share_after: after }, isHere) {
  const [from, to] = [before, after].map((share) => share.toFixed(1));
  return element("tr", { "data-key": window.window_id, "aria-current": isHere && "true" }, element("th", { scope: "row" }, text("console.window.number", { number: window.number })), element("td", {}, change(from, to, after < before)));
}

/** "5 → 4", better or worse; the same number alone where nothing changes. */
function change(before, after, isBetter) {
  if (before === after) return element("span", {}, before);
  return badge(t("change", { before, after }), isBetter ? "ready" : "care");
}
