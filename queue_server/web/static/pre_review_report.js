/**
 * The report of the pre-reviews: what was filed in a period, item by item, and how often a clerk saw it otherwise.
 *
 * A rate is written with both its numbers, and ranks an item only where it rests on enough lines to mean something.
 */

import { consoleBar } from "./console_bar.js";
import { csv, download } from "./csv.js";
import { element, icon, show } from "./elements.js";
import { signOut, whoAmI } from "./session.js";
import { badge } from "./staff.js";
import { bootHall, dayBefore, name, percent, refusal, text, today } from "./texts.js";

const ENOUGH = 10; // lines checked before a rate is ranked
const SPANS = { today: 0, week: 6, month: 29 }; // days before today that a period begins
const VERDICTS = ["ready", "deferrable", "incomplete", "ineligible"];
const place = (id) => document.getElementById(id);
const t = (key, values) => text(`console.report.${key}`, values);

const now = today(Date.now());
const asked = new URL(location.href).searchParams;
const model = {
  hall: bootHall,
  person: null,
  from: asked.get("from") ?? dayBefore(now, SPANS.week),
  to: asked.get("to") ?? now,
  report: null,
  trouble: null, // why there is none, in words
  open: new Set(), // ids of the items whose lines are shown
};

// --- drawing ---------------------------------------------------------------------------------------------------------

function draw() {
  show(place("bar"), consoleBar(model, "pre_reviews", Date.now()));
  show(place("period"), period());
  show(place("report"), content());
}

function period() {
  const day = (id, words, value) => element("label", {}, words, element("input", { type: "date", id, value, max: now, required: true }));
  const span = (id) => {
    const isChosen = model.to === now && model.from === dayBefore(now, SPANS[id]);
    return element("button", { type: "button", class: "button small", "data-act": "span", "data-span": id, "aria-pressed": String(isChosen) }, t(`span_${id}`));
  };
  return [
    element("h2", { class: "strong" }, t("heading")),
    element("div", { class: "spans", role: "group", "aria-label": t("period") }, Object.keys(SPANS).map(span)),
    day("from", t("from"), model.from),
    day("to", t("to"), model.to),
    element("span", { class: "space" }),
    element("button", { type: "button", class: "button small", "data-act": "download", "aria-disabled": model.report?.items.length ? null : "true" }, icon("package-export"), t("download")),
  ];
}

function content() {
  if (model.trouble) return note("alert-circle", model.trouble);
  if (!model.report) return note("clock", t("loading"));
  if (!model.report.items.length) return note("info-circle", t("empty"));
  return [figures(), table()];
}

function note(sign, words) {
  return element("p", { class: "card nothing", role: "status", "data-key": sign }, icon(sign), words);
}

function figures() {
  const { items, filed, tickets, checked, differing } = model.report;
  const figure = (label, value, words) => element("div", { class: "figure" }, element("dt", { class: "second" }, label), element("dd", { class: "number" }, value), element("dd", { class: "note second" }, words));
  return element(
    "dl",
    { class: "card figures", "data-key": "figures" },
    figure(t("filed"), filed, t("filed_note", { count: items.length })),
    VERDICTS.map((verdict) => {
      const count = items.reduce((total, item) => total + item.verdicts[verdict], 0);
      return figure(text(`common.verdict.${verdict}`), percent(count, filed), t("of", { part: count, whole: filed }));
    }),
    figure(t("tickets"), tickets, t("tickets_note")),
    figure(t("differing"), percent(differing, checked), t("of", { part: differing, whole: checked })),
  );
}

/** The items in the order they are shown: by rate where it may be ranked, then the others as the server sorts them. */
function ranked() {
  const [many, few] = [[], []];
  for (const item of model.report.items) (item.checked >= ENOUGH ? many : few).push(item);
  many.sort((a, b) => b.differing / b.checked - a.differing / a.checked);
  return [
    { id: "many", items: many },
    { id: "few", items: few },
  ].filter(({ items }) => items.length);
}

function table() {
  const head = (words, extra = {}) => element("th", { scope: "col", ...extra }, words);
  return element(
    "div",
    { class: "card sheet", tabindex: "0", role: "region", "aria-label": t("heading"), "data-key": "table" },
    element(
      "table",
      {},
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          head(t("item")),
          head(t("filed")),
          VERDICTS.map((verdict) => head(text(`common.verdict.${verdict}`))),
          head(t("tickets")),
          head(t("checked")),
          head(t("differing"), { colspan: 2 }),
        ),
      ),
      ranked().map(({ id, items }) =>
        element(
          "tbody",
          { "data-key": id },
          element("tr", { class: "group", "data-key": id }, element("th", { scope: "rowgroup", colspan: 10 }, t(id, { count: ENOUGH }))),
          items.map((item) => [itemRow(item), model.open.has(item.item_id) && item.lines.map((line) => lineRow(item, line))]),
        ),
      ),
    ),
  );
}

function itemRow(item) {
  const isOpen = model.open.has(item.item_id);
  return element(
    "tr",
    { class: "item", "data-key": item.item_id, "data-item": item.item_id },
    element(
      "th",
      { scope: "row" },
      element(
        "button",
        { type: "button", "data-act": "open", "data-item": item.item_id, "aria-expanded": String(isOpen) },
        icon(isOpen ? "chevron-down" : "chevron-right"),
        element("span", { class: "number" }, item.number ?? "–"),
        element("span", {}, name(item.name)),
      ),
    ),
    element("td", {}, item.filed),
    VERDICTS.map((verdict) => element("td", {}, item.verdicts[verdict])),
    element("td", {}, item.tickets),
    comparison(item),
  );
}

function lineRow(item, line) {
  return element(
    "tr",
    { class: "line", "data-key": `${item.item_id}-${line.kind}-${line.about}` },
    element("th", { scope: "row", colspan: 7 }, badge(t(line.kind)), element("span", {}, name(line.name))),
    comparison(line),
  );
}

/** Lines checked, those seen otherwise of them, and the rate; of few lines only how few they are. */
function comparison({ checked, differing }) {
  const rate = checked >= ENOUGH ? percent(differing, checked) : checked ? t("few_checked", { count: checked }) : t("none_checked");
  return [
    element("td", {}, checked),
    element("td", {}, checked ? t("of", { part: differing, whole: checked }) : "–"),
    element("td", { class: checked >= ENOUGH ? "number rate" : "second rate" }, rate),
  ];
}

// --- the file --------------------------------------------------------------------------------------------------------

/** What is shown, row for row; the lines of an item where it is open. */
function rows() {
  const compared = ({ checked, differing }) => [checked, differing, checked >= ENOUGH ? percent(differing, checked) : ""];
  const head = [t("number"), t("item"), t("kind"), t("line"), t("filed"), ...VERDICTS.map((verdict) => text(`common.verdict.${verdict}`)), t("tickets"), t("checked"), t("differing"), t("rate")];
  const shown = ranked().flatMap(({ items }) => items);
  return [
    head,
    ...shown.flatMap((item) => [
      [item.number ?? "", name(item.name), "", "", item.filed, ...VERDICTS.map((verdict) => item.verdicts[verdict]), item.tickets, ...compared(item)],
      ...(model.open.has(item.item_id) ? item.lines : []).map((line) => [
        item.number ?? "", name(item.name), t(line.kind), name(line.name), "", "", "", "", "", "", ...compared(line),
      ]),
    ]),
  ];
}

// --- asking ----------------------------------------------------------------------------------------------------------

/** Asks for the report of the period; an older answer that comes late is not shown. */
async function ask() {
  const { from, to } = model;
  const address = new URL(location.href);
  address.searchParams.set("from", from);
  address.searchParams.set("to", to);
  history.replaceState(null, "", address);
  if (from > to) {
    Object.assign(model, { report: null, trouble: t("backwards") });
    draw();
    return;
  }
  Object.assign(model, { report: null, trouble: null });
  draw();
  const { report, trouble } = await fetchReport(from, to);
  if (from !== model.from || to !== model.to) return;
  Object.assign(model, { report, trouble });
  draw();
}

async function fetchReport(from, to) {
  try {
    const answer = await fetch(`/api/v1/reports/pre-reviews?${new URLSearchParams({ from, to })}`);
    const body = await answer.json();
    if (answer.status === 401) location.assign("/");
    return answer.ok ? { report: body, trouble: null } : { report: null, trouble: refusal(body.code, body.details) };
  } catch {
    return { report: null, trouble: refusal("unavailable") };
  }
}

document.addEventListener("change", (event) => {
  if (!["from", "to"].includes(event.target.id) || !event.target.value) return;
  model[event.target.id] = event.target.value;
  ask();
});

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-act]");
  if (!target || target.getAttribute("aria-disabled") === "true") return;
  switch (target.dataset.act) {
    case "sign_out":
      signOut();
      break;
    case "span":
      Object.assign(model, { from: dayBefore(now, SPANS[target.dataset.span]), to: now });
      ask();
      break;
    case "open": {
      const { item } = target.dataset;
      if (!model.open.delete(item)) model.open.add(item);
      draw();
      break;
    }
    case "download":
      download(`pre-reviews-${model.from}-${model.to}.csv`, csv(rows()));
      break;
  }
});

draw();
model.person = await whoAmI();
await ask();
setInterval(draw, 1000); // the clock
