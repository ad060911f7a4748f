/** Alarms, the newest first, those nobody sees to yet before all others. */

import { element, icon } from "./elements.js";
import { clock, name, stretch, text } from "./texts.js";

const t = (key, values) => text(`console.floor.${key}`, values);

/** Whose alarm it is; of a device also which, for a station may have many. */
function subject(alarm, stations) {
  const device = stations.flatMap((station) => station.devices).find((each) => each.device_id === alarm.about);
  return device ? `${name(alarm.name)} · ${text(`common.device_kind.${device.kind}`)}` : name(alarm.name);
}

export function alarms(model, nowMs) {
  const newest = [...model.view.alarms].sort((a, b) => (a.state === b.state ? b.raised_at_ms - a.raised_at_ms : a.state === "raised" ? -1 : 1));
  const mayAct = model.linked && !model.busy;
  return element(
    "section",
    { class: "card panel alarms" },
    element("header", {}, element("h2", { class: "strong" }, t("alarm_heading")), newest.length > 0 && element("span", { class: "second" }, t("alarm_summary", { count: newest.length }))),
    newest.length === 0 && element("p", { class: "calm" }, icon("circle-check"), element("span", {}, t("no_alarms"), element("small", { class: "second" }, t("no_alarms_hint")))),
    element(
      "ol",
      { tabindex: newest.length > 4 ? "0" : null },
      newest.map((alarm) => {
        const raised = alarm.state === "raised";
        const act = (id, words) =>
          element("button", { type: "button", class: "button small", "data-act": id, "data-alarm": alarm.alarm_id, "aria-disabled": mayAct ? null : "true" }, words);
        return element(
          "li",
          { "data-key": alarm.alarm_id, "data-state": alarm.state },
          icon(raised ? "alert-triangle" : "alert-circle"),
          element("div", {}, element("h3", { class: "strong" }, subject(alarm, model.view.stations)), element("p", { class: "second" }, text(`common.alarm.${alarm.kind}`))),
          element("p", { class: "when second" }, clock(alarm.raised_at_ms), element("span", {}, stretch(alarm.raised_at_ms, nowMs))),
          raised ? act("AcknowledgeAlarm", t("acknowledge")) : act("ClearAlarm", t("clear")),
        );
      }),
    ),
  );
}
