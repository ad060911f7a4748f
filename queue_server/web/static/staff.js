/** What every staff page shows: the state of the link, the clock, the other language, the toast. */

import { element, icon } from "./elements.js";
import { clock, exactClock, name, text } from "./texts.js";

/** How the link stands. `freshMs`: hall time of the newest word from the server, null before the first. */
export function linkState(linked, freshMs) {
  if (linked) {
    return element("span", { class: "quiet ready", id: "link", "data-link": "linked" }, icon("circle-check"), text("console.link.linked"));
  }
  const words = freshMs === null ? text("console.link.connecting") : text("console.link.lost");
  return element(
    "span",
    { class: "quiet care", id: "link", "data-link": "lost" },
    icon("wifi-off"),
    words,
    freshMs !== null && element("span", { class: "badge", "data-tone": "care" }, text("console.link.stale", { time: exactClock(freshMs) })),
  );
}

export function clockFace(nowMs) {
  return element("time", { class: "clock" }, clock(nowMs));
}

/** A link to this same page in the other language. */
export function otherLanguage() {
  const target = new URL(location.href);
  target.searchParams.set("language", document.documentElement.lang.startsWith("zh") ? "en" : "zh");
  return element("a", { class: "quiet", href: target.pathname + target.search, "data-act": "language" }, icon("world"), text("console.page.other_language"));
}

export function key(cap) {
  return element("kbd", {}, cap);
}

export function badge(words, tone, iconName) {
  return element("span", { class: "badge", "data-tone": tone }, iconName && icon(iconName), words);
}

/** That every screen shows an emergency message now. */
export function emergencyBadge(emergency) {
  return badge(emergency.heading ? name(emergency.heading) : text("console.notices.own"), emergency.calm ? "ready" : "now", emergency.calm ? "circle-check" : "alert-triangle");
}

/** A place in a seal. `how`: "now" (red), "resting" (grey) or nothing (tinted). */
export function seal(digits, how, extra = "console") {
  return element(
    "span",
    { class: `seal ${extra}`, "data-now": how === "now", "data-resting": how === "resting", "data-digits": String(digits).length },
    element("span", { class: "digits" }, digits),
  );
}

export function markDrawing() {
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawing.setAttribute("viewBox", "0 0 32 32");
  drawing.setAttribute("class", "mark");
  drawing.setAttribute("aria-hidden", "true");
  const parts = [
    ["rect", { width: 32, height: 32, rx: 7 }],
    ["path", { d: "M8.5 24.5V9h15v15.5" }],
    ["circle", { cx: 16, cy: 18, r: 3.2 }],
  ];
  for (const [tag, attributes] of parts) {
    const part = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [attribute, value] of Object.entries(attributes)) part.setAttribute(attribute, value);
    drawing.append(part);
  }
  return drawing;
}
