/** The stations of the hall with their devices: what is away stands out, what is well is only counted. */

import { element, icon } from "./elements.js";
import { badge } from "./staff.js";
import { name, text } from "./texts.js";

const t = (key, values) => text(`console.floor.${key}`, values);

export const KINDS = ["kiosk", "board", "panel", "rating", "bridge"]; // in the hall and linked to it; a portal asks when it likes

export function stations(view) {
  const groups = KINDS.map((kind) => [kind, view.stations.filter((station) => station.kind === kind)]).filter(([, all]) => all.length);
  return element(
    "section",
    { class: "card panel stations" },
    element("header", {}, element("h2", { class: "strong" }, t("stations")), element("a", { href: "/console/screens" }, t("see_screens"), icon("chevron-right"))),
    element(
      "ol",
      {},
      groups.map(([kind, all]) => {
        const away = all.filter(({ online }) => !online);
        const alone = all.some(({ devices }) => devices.length) || away.length || all.length < 4;
        const shown = alone ? all.filter((station) => station.devices.length || !station.online || all.length < 4) : [];
        return element(
          "li",
          { "data-key": kind },
          element("h3", {}, text(`common.station_kind.${kind}`), element("span", { class: "second" }, away.length ? t("some_offline", { count: all.length, offline: away.length }) : t("all_online", { count: all.length }))),
          shown.length > 0 && element("ul", {}, shown.map(stationLine)),
        );
      }),
    ),
  );
}

function stationLine(station) {
  const state = station.out_of_service ? ["out_of_service", "care"] : station.online ? null : ["offline", "care"];
  return element(
    "li",
    { "data-key": station.station_id },
    element("span", {}, name(station.name)),
    state && badge(t(state[0]), state[1], "wifi-off"),
    station.online && station.devices.map(({ device_id: id, health }) => {
      const well = health === "ok";
      return element("span", { "data-key": id, class: "device" }, badge(text(`common.device_health.${health ?? "unknown"}`), well ? "ready" : health ? "care" : null, "printer"));
    }),
  );
}
