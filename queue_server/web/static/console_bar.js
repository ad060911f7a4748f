/** The bar of the pages for those who run the hall: where one is, the link, who one is, the clock. */

import { element, icon } from "./elements.js";
import { badge, clockFace, emergencyBadge, linkState, markDrawing, otherLanguage } from "./staff.js";
import { name, text } from "./texts.js";

const WHOLE_HALL = ["guide", "supervisor", "technician", "auditor"];

/** `roles`: whose page it is. */
const PAGES = [
  { id: "floor", address: "/console", roles: WHOLE_HALL },
  { id: "tickets", address: "/console/tickets", roles: ["supervisor", "guide", "auditor"] },
  { id: "appointments", address: "/console/appointments", roles: ["supervisor", "guide", "auditor"] },
  { id: "calls", address: "/console/calls", roles: ["supervisor", "auditor"] },
  { id: "notices", address: "/console/notices", roles: WHOLE_HALL },
  { id: "screens", address: "/console/screens", roles: [...WHOLE_HALL, "clerk"] },
  { id: "pre_reviews", address: "/console/pre-reviews", roles: ["supervisor", "auditor", "guide"] },
  { id: "ratings", address: "/console/ratings", roles: ["complaints", "supervisor", "auditor"] },
  { id: "my_work_orders", address: "/clerk/work-orders", roles: ["guide", "technician"] }, // may be asked to see to one
  { id: "catalogue", address: "/console/catalogue", roles: ["supervisor", "technician"] },
  { id: "clerk", address: "/clerk" },
];

/** `here`: the page's id. Somebody without a post has no window to go to. A page without a link leaves out `linked`. */
export function consoleBar({ hall, person, demonstration, linked, freshMs, view }, here, nowMs) {
  const pages = PAGES.filter(({ id, roles }) => (id === "clerk" ? person?.posts.length : person?.roles.some((role) => roles.includes(role))));
  return [
    markDrawing(),
    element("h1", { "data-may-shorten": true, title: name(hall) }, name(hall)),
    element(
      "nav",
      {},
      pages.map(({ id, address }) =>
        element("a", { href: address, "aria-current": id === here ? "page" : null }, text(`console.page.${id}`)),
      ),
    ),
    element("span", { class: "space" }),
    view?.emergency && emergencyBadge(view.emergency),
    demonstration && element("span", { class: "quiet demonstration" }, icon("info-circle"), element("span", { "data-may-shorten": true }, text("console.floor.demonstration"))),
    linked !== undefined && linkState(linked, freshMs),
    person && element("span", { class: "quiet person" }, icon("user"), person.name),
    otherLanguage(),
    element("button", { class: "quiet", type: "button", "data-act": "sign_out" }, icon("door-exit"), text("console.page.sign_out")),
    clockFace(nowMs),
  ];
}

/** The toast of these pages: what was done or refused; hidden while there is nothing to say. */
export function consoleToast(place, { linked, freshMs, said, clock }) {
  if (!linked && freshMs !== null) {
    return { tone: "care", parts: [icon("wifi-off"), element("p", { class: "words" }, text("console.link.lost_long", { time: clock(freshMs) }))] };
  }
  return said && { tone: said.tone, parts: [icon(said.icon), element("p", { class: "words" }, said.words), said.more] };
}
