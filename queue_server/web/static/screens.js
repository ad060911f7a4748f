/** The hall's screens as live pictures, to look at and, where it is allowed, to touch. */

import { consoleBar, consoleToast } from "./console_bar.js";
import { element, icon, show } from "./elements.js";
import { signOut, whoAmI } from "./session.js";
import { HallSocket } from "./socket.js";
import { badge } from "./staff.js";
import { bootHall, clock, name, refusal, text } from "./texts.js";

const KINDS = ["kiosk", "board", "panel", "rating"];
const KEEPERS = ["supervisor", "technician", "guide", "auditor"];
const LOOK_EVERY_MS = 500;
const AFTER_TOUCH_MS = 250; // and for how many looks: TOUCHED_LOOKS
const TOUCHED_LOOKS = 8;
const SAID_MS = 5_000;
const place = (id) => document.getElementById(id);
const t = (key, values) => text(`console.screens.${key}`, values);

const model = { hall: bootHall, person: null, view: null, demonstration: false, linked: false, freshMs: null, busy: false, said: null, saidMs: 0 };
const screens = new Map(); // kind → Screen
let socket = null;

/** One place of the page: a station of its kind, its newest picture, and how old that is. */
class Screen {
  constructor(kind) {
    this.kind = kind;
    this.station = null;
    this.byHand = false; // somebody chose the station; until then one that is connected is preferred
    this.trouble = null; // why there is no picture: a refusal code
    this.takenMs = null; // on the page's own clock
    this.quick = 0;
    this.canvas = element("canvas", { hidden: true });
    this.spot = element("i", { class: "spot", hidden: true });
    this.head = element("header");
    this.empty = element("div", { class: "empty" });
    this.box = element("section", { class: "card screen", "data-kind": kind }, this.head, element("div", { class: "frame" }, this.empty, this.canvas, this.spot));
    this.canvas.addEventListener("click", (event) => this.touch(event));
    this.head.addEventListener("change", (event) => {
      this.byHand = true;
      this.choose(event.target.value);
    });
    this.look();
  }

  get all() {
    return model.view?.stations.filter(({ kind }) => kind === this.kind) ?? [];
  }

  choose(stationId) {
    this.station = stationId;
    this.forget(null);
    this.draw();
  }

  forget(trouble) {
    this.trouble = trouble;
    this.takenMs = null;
    this.canvas.hidden = true;
  }

  /** Looks again and again, as long as the page is looked at. */
  async look() {
    for (;;) {
      if (this.station && !document.hidden) await this.fetchPicture();
      const pauseMs = this.quick > 0 ? AFTER_TOUCH_MS : LOOK_EVERY_MS;
      this.quick = Math.max(0, this.quick - 1);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }

  async fetchPicture() {
    const asked = this.station;
    try {
      const answer = await fetch(`/api/v1/stations/${asked}/picture`);
      if (asked !== this.station) return;
      if (!answer.ok) {
        const { code } = await answer.json().catch(() => ({ code: "unavailable" }));
        if (code !== "not_found" || this.takenMs === null) this.forget(code);
      } else {
        const picture = await createImageBitmap(await answer.blob());
        if (asked !== this.station) return;
        this.takenMs = Date.now() - Number(answer.headers.get("Picture-Age-Ms") ?? 0);
        this.trouble = null;
        this.paint(picture);
      }
    } catch {
      // the link's own words say that the server is away; the picture grows old meanwhile
    }
    this.draw();
  }

  paint(picture) {
    if (this.canvas.width !== picture.width || this.canvas.height !== picture.height) {
      this.canvas.width = picture.width;
      this.canvas.height = picture.height;
    }
    this.canvas.getContext("2d").drawImage(picture, 0, 0);
    this.canvas.hidden = false;
    picture.close();
  }

  /** Whether a click here is a touch there. The server has the last word. */
  get touchable() {
    const station = this.all.find(({ station_id: id }) => id === this.station);
    if (!station?.online) return false;
    return model.view.demonstration || (this.kind === "kiosk" && station.out_of_service && model.person?.roles.includes("technician"));
  }

  async touch(event) {
    if (!this.touchable) return;
    const box = this.canvas.getBoundingClientRect();
    const x = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    const y = Math.min(1, Math.max(0, (event.clientY - box.top) / box.height));
    this.flash(event);
    try {
      const answer = await fetch(`/api/v1/stations/${this.station}/touches`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ x, y }),
      });
      if (!answer.ok) {
        const { code, details } = await answer.json();
        say(refusal(code, details), null, "alert-circle");
      }
    } catch {
      say(text("console.link.not_now"), "care", "wifi-off");
    }
    this.quick = TOUCHED_LOOKS;
  }

  flash(event) {
    const frame = this.spot.parentElement.getBoundingClientRect();
    this.spot.hidden = false;
    this.spot.style.left = `${event.clientX - frame.left}px`;
    this.spot.style.top = `${event.clientY - frame.top}px`;
    setTimeout(() => (this.spot.hidden = true), 240);
  }

  draw() {
    if (!model.view) return;
    const { all } = this;
    const shown = () => all.find(({ station_id: id }) => id === this.station);
    if (!shown() || (!this.byHand && !shown().online)) {
      const first = all.find(({ online }) => online) ?? shown() ?? all[0];
      if (first && first.station_id !== this.station) return this.choose(first.station_id);
    }
    const station = shown();
    this.canvas.dataset.touchable = this.touchable ? "yes" : "no";
    this.canvas.setAttribute("role", "img");
    if (station) this.canvas.setAttribute("aria-label", t("picture_of", { name: name(station.name) }));
    show(this.head, this.#heading(all, station));
    this.empty.hidden = !this.canvas.hidden;
    show(this.empty, this.#nothing(station));
  }

  #heading(all, station) {
    return [
      element("h2", { class: "strong" }, text(`common.station_kind.${this.kind}`)),
      all.length > 1 && element("select", { "aria-label": text(`common.station_kind.${this.kind}`) }, all.map(({ station_id: id, name: label }) => element("option", { value: id, selected: id === this.station }, name(label)))),
      station?.out_of_service && badge(text("console.floor.out_of_service"), "care"),
      element("span", { class: "space" }),
      station && this.#technician(station),
      this.takenMs !== null && element("span", { class: "age second" }, this.#age()),
      station && element("span", { class: "may second" }, t(this.touchable ? "touchable" : "only_looking")),
    ];
  }

  #technician(station) {
    if (this.kind !== "kiosk" || model.view.demonstration || !model.person?.roles.includes("technician")) return null;
    const [act, words] = station.out_of_service ? ["ReturnToService", t("return")] : ["TakeOutOfService", t("take_out")];
    return element("button", { type: "button", class: "button small", "data-act": act, "data-station": station.station_id, "aria-disabled": model.linked && !model.busy ? null : "true" }, words);
  }

  #age() {
    const seconds = Math.floor((Date.now() - this.takenMs) / 1000);
    if (seconds < 3) return t("age_now");
    return seconds < 60 ? t("age_seconds", { count: seconds }) : t("age_minutes", { count: Math.floor(seconds / 60) });
  }

  #nothing(station) {
    if (!station) return [icon("info-circle"), element("p", {}, t("none"))];
    if (!station.online || this.trouble === "station_away") return [icon("wifi-off"), element("p", {}, t("offline")), element("p", { class: "second" }, t("no_picture_hint"))];
    if (this.trouble === "forbidden") return [icon("info-circle"), element("p", {}, refusal("forbidden"))];
    return [icon("clock"), element("p", {}, t("no_picture")), element("p", { class: "second" }, t("no_picture_hint"))];
  }
}

// --- the page --------------------------------------------------------------------------------------------------------

function draw() {
  const nowMs = socket ? socket.now() : Date.now();
  model.freshMs = socket?.freshMs ?? null;
  if (model.said && Date.now() - model.saidMs > SAID_MS) model.said = null;
  show(place("bar"), consoleBar({ ...model, demonstration: false }, "screens", nowMs));
  show(place("lead"), model.view ? [t(model.view.demonstration ? "lead_demonstration" : "lead_hall"), seeLockers()] : []);
  for (const screen of screens.values()) screen.draw();
  const toast = consoleToast(place("toast"), { ...model, clock });
  place("toast").hidden = !toast;
  if (toast) {
    place("toast").dataset.tone = toast.tone ?? "";
    show(place("toast"), toast.parts);
  }
}

/** The page of the lockers, for those who may look at them in a hall that has any. */
function seeLockers() {
  const isThere = model.view.stations.some(({ devices }) => devices.some(({ kind }) => kind === "lock_boards"));
  const mayLook = model.person?.roles.some((role) => KEEPERS.includes(role));
  return isThere && mayLook && element("a", { href: "/console/lockers" }, t("see_lockers"), icon("chevron-right"));
}

function say(words, tone = null, sign = "check") {
  model.said = { words, tone, icon: sign };
  model.saidMs = Date.now();
  draw();
}

async function give(command) {
  if (model.busy || !model.linked) return;
  model.busy = true;
  draw();
  const station = model.view.stations.find(({ station_id: id }) => id === command.station_id);
  const answer = await socket.request(command);
  model.busy = false;
  if (answer.accepted) say(text(`console.done.${command.type}`, { name: name(station.name) }));
  else if (["unsure", "offline"].includes(answer.refused)) say(text("console.link.unsure"), "care", "alert-circle");
  else say(refusal(answer.refused, answer.details), null, "alert-circle");
}

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-act]");
  if (!target || target.getAttribute("aria-disabled") === "true") return;
  const { act, station: station_id } = target.dataset;
  if (act === "sign_out") {
    socket?.end();
    signOut();
  } else if (act === "TakeOutOfService") give({ type: act, station_id, reason: "maintenance" });
  else if (act === "ReturnToService") give({ type: act, station_id });
});

draw();
model.person = await whoAmI();
for (const kind of KINDS) {
  const screen = new Screen(kind);
  screens.set(kind, screen);
  place("screens").append(screen.box);
}
socket = new HallSocket("/api/v1/socket", ["floor"], {
  view: (topic, view) => {
    model.view = view;
    draw();
  },
  link: (state) => {
    const was = model.linked;
    model.linked = state === "linked";
    if (was && !model.linked) whoAmI();
    draw();
  },
  goodbye: (code) => {
    if (code === "not_signed_in") location.assign("/");
    else if (code === "forbidden") say(refusal(code), null, "alert-circle");
  },
});
setInterval(draw, 1000);
