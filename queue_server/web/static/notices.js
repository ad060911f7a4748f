/** What the screens say: notices published, changed and withdrawn; the emergency message, raised and ended after a second look. */

import { consoleBar, consoleToast } from "./console_bar.js";
import { element, icon, show } from "./elements.js";
import { notDone, notLinked, said } from "./said.js";
import { signOut, whoAmI } from "./session.js";
import { HallSocket } from "./socket.js";
import { badge } from "./staff.js";
import { bootHall, clock, name, text, today } from "./texts.js";

const KINDS = ["announcement", "disclosure", "information"];
const PLACES = { boards: ["boards"], kiosks: ["kiosks"], both: ["boards", "kiosks"] };
const RANKS = ["first", "ordinary", "last"];
const DAY_MS = 86_400_000;
const place = (id) => document.getElementById(id);
const t = (words, values) => text(`console.notices.${words}`, values);

const model = { hall: bootHall, person: null, view: null, demonstration: false, linked: false, freshMs: null, busy: false, said: null, asked: null, changed: null };
let socket = null;

const mayAct = () => model.linked && !model.busy;
const mayPublish = () => Boolean(model.person?.roles.includes("supervisor"));
const mayRaise = () => Boolean(model.person?.roles.some((role) => role === "supervisor" || role === "guide"));

// --- drawing ---------------------------------------------------------------------------------------------------------

function draw() {
  drawOwn();
  model.freshMs = socket?.freshMs ?? null;
  show(place("bar"), consoleBar(model, "notices", socket ? socket.now() : Date.now()));
  if (model.view) {
    show(place("standing"), standing(model.view));
    show(place("prepared"), prepared(model.view));
    show(place("list"), list(model.view.notices));
  }
  place("words").hidden = !mayRaise();
  place("form").hidden = !mayPublish();
  place("publish").textContent = t(model.changed ? "publish_again" : "publish");
  place("instead").hidden = !model.changed;
  const toast = consoleToast(place("toast"), { ...model, clock });
  place("toast").hidden = !toast;
  if (!toast) return;
  place("toast").dataset.tone = toast.tone ?? "";
  show(place("toast"), toast.parts);
}

function standing({ emergency }) {
  if (!emergency) return element("p", { class: "calm", "data-key": "calm" }, icon("circle-check"), t("calm"));
  return element(
    "section",
    { class: "stands", "data-key": emergency.emergency_id, "data-calm": emergency.calm, role: "alert" },
    element("h3", {}, icon(emergency.calm ? "circle-check" : "alert-triangle"), emergency.heading ? name(emergency.heading) : t("own")),
    element("p", {}, name(emergency.text)),
    element("p", { class: "second" }, t("since", { time: clock(emergency.since_ms) })),
    mayRaise() && act("end", t("end"), { "data-primary": true }),
  );
}

function prepared({ emergency_messages: messages }) {
  if (!mayRaise()) return element("p", { class: "second" }, t("only_looking"));
  return element("ul", {}, messages.map((message) => element("li", { "data-key": message.message_id }, confirmed(message.message_id, name(message.heading), name(message.text)))));
}

/** A button, and once it was pressed the question whether that is meant. */
function confirmed(id, heading, words) {
  if (model.asked !== id) return act("ask", heading, { "data-message": id, title: words });
  return element(
    "span",
    { class: "sure" },
    element("span", {}, t("sure", { heading })),
    act("raise", t("raise"), { "data-message": id, "data-primary": true }),
    act("keep", t("keep"), {}),
  );
}

function act(what, words, attributes) {
  return element("button", { type: "button", class: "button", "data-act": what, "aria-disabled": mayAct() ? null : "true", ...attributes }, words);
}

function list(notices) {
  if (!notices.length) return element("p", { class: "nothing" }, icon("info-circle"), t("none"));
  return element("ol", {}, notices.map(line));
}

function line(notice) {
  const where = notice.places.map((each) => t(`place_${each}`)).join(text("common.list.separator"));
  const zone = notice.zone_id && t("only_zone", { zone: zoneNames(model.view).get(notice.zone_id) });
  return element(
    "li",
    { "data-key": notice.notice_id, "data-standing": notice.standing },
    element("header", {}, badge(t(`kind_${notice.kind}`)), notice.heading && element("h3", {}, name(notice.heading)), !notice.standing && badge(t("to_come"), "care")),
    element("p", { class: "words" }, name(notice.text)),
    element("p", { class: "second" }, [t("when", { from: moment(notice.from_ms), until: moment(notice.until_ms) }), where, zone, t(`rank_${notice.rank}`), notice.by_name].filter(Boolean).join(text("console.list.comma"))),
    mayPublish() && element("p", { class: "decide" }, act("change", t("change"), { "data-notice": notice.notice_id }), act("withdraw", t("withdraw"), { "data-notice": notice.notice_id })),
  );
}

const moment = (atMs) => `${today(atMs)} ${clock(atMs)}`;
const local = (atMs) => `${today(atMs)}T${clock(atMs)}`;

/** Drawn once: what is being written is nobody else's news. */
function form() {
  const choice = (id, options) => element("label", {}, t(id), element("select", { id: `notice-${id}` }, options.map(([value, words]) => element("option", { value }, words))));
  const line = (id, most) => element("label", { class: "wide" }, t(id), element("input", { id: `notice-${id}`, maxlength: most, autocomplete: "off" }));
  const area = (id, most, needed) => element("label", { class: "wide" }, t(id), element("textarea", { id: `notice-${id}`, maxlength: most, rows: 3, required: needed }));
  return [
    choice("kind", KINDS.map((kind) => [kind, t(`kind_${kind}`)])),
    choice("places", Object.keys(PLACES).map((where) => [where, t(`places_${where}`)])),
    choice("rank", RANKS.map((rank) => [rank, t(`rank_${rank}`)])),
    choice("zone", [["", t("zone_all")]]),
    element("label", {}, t("from"), element("input", { id: "notice-from", type: "datetime-local" })),
    element("label", {}, t("until"), element("input", { id: "notice-until", type: "datetime-local", required: true })),
    line("heading_zh", 30),
    line("heading_en", 80),
    area("text_zh", 200, true),
    area("text_en", 400, false),
    element("p", { class: "decide" }, element("button", { type: "submit", id: "publish", class: "button", "data-primary": true }, t("publish")), element("button", { type: "button", id: "instead", class: "button", "data-act": "anew", hidden: true }, t("anew"))),
  ];
}

function fill(notice) {
  const values = {
    kind: notice?.kind ?? KINDS[0],
    places: notice ? (notice.places.length > 1 ? "both" : notice.places[0]) : "boards",
    rank: notice?.rank ?? "ordinary",
    zone: notice?.zone_id ?? "",
    from: notice && !notice.standing ? local(notice.from_ms) : "",
    until: local(notice?.until_ms ?? Date.now() + DAY_MS),
    heading_zh: notice?.heading?.zh ?? "",
    heading_en: notice?.heading?.en ?? "",
    text_zh: notice?.text.zh ?? "",
    text_en: notice?.text.en ?? "",
  };
  for (const [id, value] of Object.entries(values)) place(`notice-${id}`).value = value;
}

/** Zones with windows, by id; and those that notices name though no window stands there now. */
function zoneNames({ windows, notices }) {
  const named = windows.filter(({ zone_id: id }) => id).map(({ zone, zone_letter: letter, zone_id: id }) => [id, `${letter} ${name(zone)}`]);
  return new Map([...notices.filter(({ zone_id: id }) => id).map(({ zone_id: id }) => [id, id]), ...named]);
}

function zones(view) {
  const select = place("notice-zone");
  const chosen = select.value;
  select.replaceChildren(element("option", { value: "" }, t("zone_all")), ...[...zoneNames(view)].map(([id, words]) => element("option", { value: id }, words)));
  select.value = chosen;
}

// --- acting ----------------------------------------------------------------------------------------------------------

async function give(command) {
  if (!mayAct()) {
    model.said = notLinked();
    draw();
    return false;
  }
  model.busy = true;
  draw();
  const answer = await socket.request(command);
  if (answer.accepted) await socket.shown(answer.accepted.seq);
  Object.assign(model, { busy: false, asked: null, said: answer.accepted ? said(text(`console.done.${command.type}`)) : notDone(answer) });
  draw();
  return Boolean(answer.accepted);
}

const written = (id) => place(`notice-${id}`).value.trim();
const both = (id) => (written(`${id}_zh`) ? { zh: written(`${id}_zh`), en: written(`${id}_en`) || null } : null);

async function publish() {
  const command = {
    type: "PublishNotice",
    kind: written("kind"),
    places: PLACES[written("places")],
    rank: written("rank"),
    zone_id: written("zone") || null,
    from_at: written("from") || null,
    until_at: written("until"),
    heading: both("heading"),
    text: both("text"),
    notice_id: model.changed,
  };
  if (await give(command)) change(null);
}

function change(notice) {
  model.changed = notice?.notice_id ?? null;
  fill(notice);
  draw();
}

async function raise(message) {
  if (message !== "own") {
    await give({ type: "RaiseEmergency", message_id: message });
    return;
  }
  const zh = place("own-zh").value.trim();
  if (await give({ type: "RaiseEmergency", text: { zh, en: place("own-en").value.trim() || null } })) place("words").reset();
}

const ACTS = {
  sign_out: signOut,
  ask: ({ message }) => (model.asked = message),
  keep: () => (model.asked = null),
  raise: ({ message }) => raise(message),
  end: () => give({ type: "EndEmergency" }),
  withdraw: ({ notice }) => give({ type: "WithdrawNotice", notice_id: notice }),
  change: ({ notice }) => change(model.view.notices.find(({ notice_id: id }) => id === notice)),
  anew: () => change(null),
};

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-act]");
  if (!target || target.getAttribute("aria-disabled") === "true") return;
  ACTS[target.dataset.act]?.(target.dataset);
  draw();
});

document.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.target.id === "form") publish();
  else model.asked = "own";
  draw();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  model.asked = null;
  draw();
});

/** Own words are confirmed where they are written. */
function drawOwn() {
  show(place("own-sure"), model.asked === "own" ? confirmed("own", t("own")) : element("button", { type: "submit", class: "button" }, t("own_raise")));
}

show(place("words"), [
  element("label", { class: "wide" }, t("own_zh"), element("input", { id: "own-zh", maxlength: 80, required: true, autocomplete: "off" })),
  element("label", { class: "wide" }, t("own_en"), element("input", { id: "own-en", maxlength: 200, autocomplete: "off" })),
  element("p", { id: "own-sure", class: "decide" }),
]);
show(place("form"), form());
fill(null);
draw();
model.person = await whoAmI();
socket = new HallSocket("/api/v1/socket", ["floor"], {
  view: (_topic, view) => {
    Object.assign(model, { view, hall: view.hall, demonstration: view.demonstration });
    zones(view);
    draw();
  },
  link: (state) => {
    const was = model.linked;
    model.linked = state === "linked";
    if (was && !model.linked) whoAmI();
    draw();
  },
  goodbye: (code) => code === "not_signed_in" && location.assign("/"),
});
setInterval(draw, 1000); // the clock
