/**
 * The indicators of ratings over a period. Every rate stands with both its numbers, and nobody with only a few ratings is
 * ranked. Beneath: to whom the hall tells its ratings, what waits, and what was refused.
 */

import { giveTo, look } from "./asking.js";
import { consoleBar, consoleToast } from "./console_bar.js";
import { element, icon, show } from "./elements.js";
import { moment, ofSpan, period, tabs } from "./rating_tabs.js";
import { said } from "./said.js";
import { signOut, whoAmI } from "./session.js";
import { newKey } from "./socket.js";
import { badge } from "./staff.js";
import { bootHall, clock, dayBefore, firstText, language, name, percent, refusal, stretch, text, today } from "./texts.js";

const BY = ["window", "clerk", "item", "department", "source", "channel"];
const RATES = ["rated_of_due", "unrated_of_due", "good_of_due", "good_of_rated", "poor_of_rated", "stars", "rectified", "rectified_in_time", "called_back"];
const SHOWN_MONTHS = 3;
const place = (id) => document.getElementById(id);
const t = (key, values) => text(`ratings.indicators.${key}`, values);

const now = today(Date.now());
const asked = new URL(location.href).searchParams;
const model = {
  hall: bootHall,
  person: null,
  filter: { from: asked.get("from") ?? dayBefore(now, 29), to: asked.get("to") ?? now, by: BY.includes(asked.get("by")) ? asked.get("by") : "window" },
  report: null,
  trouble: null,
  exports: null,
  months: null, // that are signed
  signing: null, // {month, key}, while it is asked whether that is meant
  said: null,
};

// --- drawing ---------------------------------------------------------------------------------------------------------

function draw() {
  show(place("bar"), consoleBar(model, "ratings", Date.now()));
  show(place("filter"), filter());
  show(place("ratings"), [report(), model.report?.errands.length > 0 && errands(), publishing(), receivers()]);
  const foot = place("toast");
  const toast = consoleToast(foot, { linked: true, freshMs: null, said: model.said, clock });
  foot.hidden = !toast;
  foot.dataset.tone = toast?.tone ?? "";
  show(foot, toast?.parts);
}

function filter() {
  const file = `/api/v1/reports/ratings.csv?${new URLSearchParams({ ...model.filter, language })}`;
  return [
    tabs("indicators"),
    period(model.filter, now),
    element("label", { "data-key": "by" }, t("by"), element("select", { id: "by", "data-filter": "by" }, BY.map((by) => element("option", { value: by, selected: by === model.filter.by }, t(`by_${by}`))))),
    element("span", { class: "space" }),
    element("a", { class: "button small", id: "download", href: file, download: `ratings-${model.filter.from}-${model.filter.to}.csv` }, icon("package-export"), text("ratings.list.download")),
  ];
}

function note(sign, words) {
  return element("p", { class: "card nothing", role: "status", "data-key": sign }, icon(sign), words);
}

/** Ways to rate are no people to be compared. */
function canRank({ by }) {
  return !["source", "channel"].includes(by);
}

function report() {
  if (model.trouble) return note("alert-circle", model.trouble);
  if (!model.report) return note("clock", text("ratings.list.loading"));
  const { lines, few, total } = model.report;
  const ranked = lines.filter((line) => line.ranked).sort((a, b) => a.rank - b.rank);
  const others = lines.filter((line) => !line.ranked);
  const isRanked = canRank(model.report);
  const head = (words, extra = {}) => element("th", { scope: "col", ...extra }, words);
  const group = (id, words, of) => of.length > 0 && element("tbody", { "data-key": id }, words && element("tr", { class: "group", "data-key": `head-${id}` }, element("th", { scope: "rowgroup", colspan: RATES.length + 4 }, words)), of.map(row));
  return element(
    "div",
    { class: "card sheet", "data-unranked": !isRanked, tabindex: "0", role: "region", "aria-label": text("ratings.tab.indicators"), "data-key": "sheet" },
    element(
      "table",
      {},
      element("thead", {}, element("tr", {}, isRanked && head(t("rank")), head(t(`by_${model.report.by}`), { class: "name" }), head(text("indicators.column.due")), head(text("indicators.column.rated")), RATES.map((rate) => head(text(`indicators.rate.${rate}`))))),
      element("tbody", { "data-key": "total" }, row({ key: "total", name: null, number: null, figures: total, isTotal: true })),
      group("ranked", isRanked ? t("ranked") : null, ranked),
      group("others", isRanked ? t("few", { count: few }) : null, others),
    ),
  );
}

function row(line) {
  const { figures } = line;
  return element(
    "tr",
    { "data-key": line.key ?? "none", "data-line": line.key ?? "none", class: line.isTotal ? "total" : null },
    canRank(model.report) && element("td", {}, line.rank ?? ""),
    element("th", { scope: "row", class: "name" }, line.isTotal ? text("indicators.whole_hall") : called(line), notes(figures)),
    element("td", {}, figures.due),
    element("td", {}, figures.rated),
    RATES.map((rate) => element("td", { "data-rate": rate }, rateOf(rate, figures[rate]))),
  );
}

/** What a line stands for, as people call it. */
function called({ key, number, name: label }) {
  const { by } = model.report;
  if (key === null) return t("nothing");
  if (by === "source") return text(`ratings.source.${key}`);
  if (by === "channel") return text(`ratings.channel.${key}`);
  if (by === "window") return text("console.window.title", { number, name: name(label) });
  return [number && element("span", { class: "second" }, number, " "), name(label)];
}

/** What else to know before somebody compares: left out after an appeal, by default, with a trainee, rated again. */
function notes({ excluded, defaulted, again, with_trainee: trainee }) {
  const told = [["excluded", excluded], ["defaulted", defaulted], ["again", again], ["trainee", trainee]].filter(([, count]) => count);
  return told.length > 0 && element("span", { class: "second notes" }, told.map(([key, count]) => t(key, { count })).join(text("console.list.comma")));
}

/** A rate, and the two numbers it is made of; never one without the other. */
function rateOf(kind, { numerator, denominator }) {
  const value = kind === "stars" ? (denominator ? (numerator / denominator).toFixed(2) : "–") : percent(numerator, denominator);
  return [element("span", { class: "number" }, value), element("span", { class: "second of" }, denominator ? text("console.report.of", { part: numerator, whole: denominator }) : t("of_none"))];
}

function errands() {
  return element(
    "section",
    { class: "card errands", "data-key": "errands" },
    element("h3", {}, t("errands")),
    model.report.errands.map((errand) => element("p", { "data-key": errand.errand }, text(`ratings.errand.${errand.errand}`), " ", element("b", { class: "number" }, percent(errand.good_of_rated.numerator, errand.good_of_rated.denominator)), " ", element("span", { class: "second" }, text("console.report.of", { part: errand.good_of_rated.numerator, whole: errand.good_of_rated.denominator })))),
  );
}

/** The months that are over, the newest first: public once a supervisor has signed them, and who did. */
function publishing() {
  if (!model.months) return null;
  const maySign = model.person?.roles.includes("supervisor");
  return element(
    "section",
    { class: "card publishing", "data-key": "publishing" },
    element("header", {}, element("h3", {}, t("publishing")), element("a", { href: "/published-ratings", target: "_blank", rel: "noopener" }, t("public_page"), icon("chevron-right"))),
    element("ul", {}, lastMonths().map((month) => monthLine(month, model.months.find((signed) => signed.month === month), maySign))),
  );
}

function lastMonths() {
  const [year, month] = now.split("-").map(Number);
  return Array.from({ length: SHOWN_MONTHS }, (_, back) => new Date(Date.UTC(year, month - 2 - back, 1)).toISOString().slice(0, 7));
}

function monthLine(month, signed, maySign) {
  const isAsked = model.signing?.month === month;
  return element(
    "li",
    { "data-key": month, "data-month": month },
    element("b", {}, month),
    signed ? badge(t("public"), "ready", "circle-check") : badge(t("not_public")),
    signed && element("span", { class: "second" }, t("signed", { time: moment(signed.published_at_ms) })),
    maySign && !isAsked && element("button", { type: "button", class: "button small", "data-act": "sign", "data-month": month }, t(signed ? "sign_again" : "sign")),
    isAsked && element("span", { class: "sure", role: "group", "aria-label": t("sure") }, element("span", {}, t("sure")), element("button", { type: "button", class: "button small", "data-primary": true, "data-act": "publish" }, t("publish")), element("button", { type: "button", class: "button small", "data-act": "keep" }, t("keep"))),
  );
}

/** To whom the hall tells its ratings: what went out, what waits and why, what was refused. */
function receivers() {
  if (!model.exports) return null;
  const { receivers: lines, put_aside: aside } = model.exports;
  const head = ["receiver", "sent", "waiting", "refused", "unfit", "state"];
  const mayAgain = model.person?.roles.some((role) => ["supervisor", "technician"].includes(role));
  return element(
    "section",
    { class: "card receivers", "data-key": "receivers" },
    element("h3", {}, t("exports")),
    lines.length
      ? element(
          "table",
          {},
          element("thead", {}, element("tr", {}, head.map((key) => element("th", { scope: "col" }, t(key))))),
          element("tbody", {}, lines.map((line) => receiver(line, mayAgain))),
        )
      : element("p", { class: "second" }, t("no_receivers")),
    aside.length > 0 &&
      element(
        "details",
        { class: "aside", "data-key": "aside" },
        element("summary", {}, icon("chevron-down"), t("aside", { count: aside.length })),
        element("ul", {}, aside.map((each) => element("li", { "data-key": `${each.receiver_id}-${each.rating_id}-${each.part}` }, element("b", {}, each.rating_id), badge(t(`outcome_${each.outcome}`), "care"), element("span", { class: "second" }, each.receiver_id), element("span", {}, each.why ?? ""), element("time", { class: "second" }, moment(each.settled_at_ms))))),
      ),
  );
}

function receiver(line, mayAgain) {
  return element(
    "tr",
    { "data-key": line.receiver_id, "data-receiver": line.receiver_id },
    element("th", { scope: "row" }, line.receiver_id, " ", element("span", { class: "second" }, line.form ? t(`form_${line.form}`) : t("gone"))),
    element("td", {}, line.sent),
    element("td", {}, line.waiting),
    element("td", {}, line.refused),
    element("td", {}, line.unfit),
    element(
      "td",
      { class: "wide" },
      line.waiting
        ? badge([line.held_up ? firstText([`ratings.held_up.${line.held_up}`, "ratings.held_up.trouble"]) : t("on_its_way"), line.oldest_at_ms ? t("since", { time: stretch(line.oldest_at_ms, Date.now()) }) : null].filter(Boolean).join(text("console.list.comma")), line.late || line.held_up ? "care" : null)
        : line.refused + line.unfit > 0
          ? badge(t("aside", { count: line.refused + line.unfit }), "care")
          : badge(t("all_sent"), "ready", "circle-check"),
      mayAgain && line.refused > 0 && element("button", { type: "button", class: "button small", "data-act": "again", "data-receiver": line.receiver_id }, icon("refresh"), t("send_again")),
    ),
  );
}

// --- looking ---------------------------------------------------------------------------------------------------------

/** Asks for the indicators; an older answer that comes late is not shown. */
async function lookUp() {
  const wanted = { ...model.filter };
  const address = new URL(location.href);
  for (const [key, value] of Object.entries(wanted)) address.searchParams.set(key, value);
  history.replaceState(null, "", address);
  Object.assign(model, { report: null, trouble: wanted.from > wanted.to ? text("console.report.backwards") : null });
  draw();
  if (model.trouble) return;
  const { body, trouble } = await look("/api/v1/reports/ratings", wanted);
  if (Object.keys(wanted).some((key) => wanted[key] !== model.filter[key])) return;
  Object.assign(model, { report: body, trouble });
  draw();
}

async function lookAtExports() {
  model.exports = (await look("/api/v1/exports")).body ?? model.exports;
  draw();
}

async function lookAtMonths() {
  model.months = (await look("/api/v1/rating-months")).body?.months ?? model.months;
  draw();
}

/** Under one key until the hall has answered, so that a second press publishes nothing twice. */
async function publish() {
  const { signing } = model;
  if (!signing || signing.isBusy) return;
  signing.isBusy = true;
  const { accepted, trouble, isUnsure } = await giveTo("/api/v1/rating-months", { month: signing.month }, signing.key);
  signing.isBusy = false;
  model.said = accepted ? said(t(accepted.on_boards ? "published" : "published_no_boards", { month: signing.month })) : said(trouble, "care", "alert-circle");
  if (!isUnsure) model.signing = null;
  await lookAtMonths();
}

async function sendAgain(receiverId) {
  try {
    const answer = await fetch("/api/v1/exports/again", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ receiver_id: receiverId }) });
    const body = await answer.json();
    model.said = answer.ok ? said(t("sent_again", { count: body.count })) : said(refusal(body.code, body.details), "care", "alert-circle");
  } catch {
    model.said = said(refusal("unavailable"), "care", "alert-circle");
  }
  await lookAtExports();
}

document.addEventListener("change", (event) => {
  const { filter: which } = event.target.dataset;
  if (!which || !event.target.value) return;
  model.filter[which] = event.target.value;
  lookUp();
});

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-act]");
  if (!target) return;
  const { act } = target.dataset;
  if (act === "sign_out") signOut();
  else if (act === "sign" || act === "keep") {
    model.signing = act === "sign" ? { month: target.dataset.month, key: newKey() } : null;
    draw();
    document.querySelector("[data-act=publish]")?.focus();
  } else if (act === "publish") publish();
  else if (act === "again") sendAgain(target.dataset.receiver);
  else if (act === "span") {
    Object.assign(model.filter, ofSpan(target.dataset.span, now));
    lookUp();
  }
});

draw();
model.person = await whoAmI();
await Promise.all([lookUp(), lookAtExports(), lookAtMonths()]);
setInterval(draw, 1000); // the clock
setInterval(lookAtExports, 30_000);
