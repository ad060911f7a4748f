/** The pre-review at the window, drawn: what the machine said of each line, what the clerk says, and the keys for it. */

import { element, icon } from "./elements.js";
import { checkOffer, reviewOf, sayings } from "./pre_review.js";
import { badge, key } from "./staff.js";
import { clock, firstText, name, text } from "./texts.js";

const t = (key, values) => text(`console.pre_review.${key}`, values);

const VERDICT = { ready: ["ready", "circle-check"], deferrable: ["care", "clock-pause"], incomplete: ["care", "alert-circle"], ineligible: ["care", "alert-triangle"] };
const WELL = ["met", "held", "given"];
const SIGN = { assumed: "help-circle", deferred: "clock-pause", not_met: "alert-triangle", unfit: "alert-triangle", missing: "alert-circle" };

export function verdictBadge(verdict) {
  return badge(text(`common.verdict.${verdict}`), ...VERDICT[verdict]);
}

/** `view`: with a pre-review. `mayAct`: whether the page is linked. */
export function preReview(view, checking, mayAct) {
  const review = reviewOf(view);
  const offered = checkOffer(view);
  const open = checking.open(review);
  const isOpen = mayAct && offered.allowed;
  return element(
    "section",
    { class: "pre-review", "aria-labelledby": "pre-review-heading", "data-key": `pre-review-${review.pre_review_id}` },
    element(
      "header",
      {},
      element("h2", { id: "pre-review-heading" }, t("heading")),
      verdictBadge(review.verdict),
      element("span", { class: "second" }, t("filed", { time: clock(review.filed_at_ms) })),
      element("span", { class: "left", id: "left" }, open.length ? t("left", { count: open.length, whole: review.lines.length }) : [icon("circle-check"), t("none_left")]),
      open.length > 0 && element("button", { type: "button", class: "button small", "data-act": "check_rest", "aria-disabled": isOpen ? null : "true", "aria-keyshortcuts": "A" }, key("A"), t("rest")),
    ),
    table(review, checking),
    strip(review, checking, isOpen, offered),
  );
}

function table(review, checking) {
  const numbered = review.lines.map((line, at) => ({ line, digits: at + 1 }));
  const groups = ["answer", "material"].map((kind) => numbered.filter(({ line }) => line.kind === kind)).filter((lines) => lines.length);
  return element(
    "div",
    { class: "lines", tabindex: "0", role: "region", "aria-label": t("heading") },
    element(
      "table",
      {},
      groups.map((lines, at) => {
        const { kind } = lines[0].line;
        const column = (words) => element("th", { scope: "col" }, at === 0 && words);
        return element(
          "tbody",
          { "data-key": kind },
          element("tr", { class: "head", "data-key": `head-${kind}` }, element("td"), element("th", { scope: "colgroup" }, t(kind)), column(t("machine")), column(t("clerk"))),
          lines.map(({ line, digits }) => row(line, digits, checking, checking.current(review) === line)),
        );
      }),
    ),
  );
}

function row(line, digits, checking, isHere) {
  const said = checking.said(line);
  return element(
    "tr",
    { "data-key": `${line.kind}-${line.about}`, "data-act": "line", "data-index": digits - 1, "data-about": line.about, "aria-current": isHere && "true" },
    element("td", { class: "digits" }, digits),
    element("th", { scope: "row" }, line.said && element("span", { class: "second" }, name(line.name)), name(line.said ?? line.name)),
    element("td", {}, findingBadge(line.finding)),
    element("td", {}, said === null ? badge(t("open"), "none", "circle") : saidBadge(line, said, checking.isOnItsWay(line))),
  );
}

function findingBadge(finding) {
  return badge(text(`common.finding.${finding}`), WELL.includes(finding) ? "ready" : "care", SIGN[finding]);
}

/** The clerk's word: with a check where it is the machine's, with a pencil where it is not. */
function saidBadge(line, said, isOnItsWay) {
  const words = text(`common.finding.${said}`);
  if (isOnItsWay) return badge(words, null, "clock");
  if (said === line.finding) return badge(words, "ready", "check");
  const corrected = badge(words, "dai", "pencil");
  corrected.setAttribute("data-differs", "");
  return corrected;
}

/** The line the keys speak of: what is to be looked at, and one key for each thing that can be said. */
function strip(review, checking, isOpen, offered) {
  const line = checking.current(review);
  if (!line) return null;
  const said = checking.said(line);
  const offers = sayings(review, line).map((saying, at) => ({ ...saying, digit: String(at + 1) }));
  if (!offers.some(({ finding }) => finding === line.finding)) offers.unshift({ finding: line.finding, open: true, digit: null });
  return element(
    "div",
    { class: "strip" },
    element("p", { class: "about", "data-may-shorten": true }, detail(line).map((part) => element("span", {}, part))),
    element(
      "div",
      { class: "findings", role: "group", "aria-label": t("say", { name: name(line.name) }) },
      offers.map(({ finding, open, digit }) => {
        const isByEnter = finding === line.finding && said === null;
        return element(
          "button",
          {
            type: "button",
            "data-act": "check",
            "data-finding": finding,
            "data-key": finding,
            "data-primary": isOpen && isByEnter,
            "aria-pressed": String(said === finding),
            "aria-disabled": isOpen && open ? null : "true",
            "aria-keyshortcuts": isByEnter ? `Enter ${digit ?? ""}`.trim() : digit,
            title: open ? null : t("essential"),
          },
          digit && key(digit),
          isByEnter && key("Enter"),
          text(`common.finding.${finding}`),
        );
      }),
      !isOpen && mayNot(offered),
    ),
  );
}

function mayNot({ allowed, why }) {
  return element("span", { class: "second" }, allowed ? text("console.why.offline") : firstText([`console.why.${why}`, "console.why.not_offered"]));
}

function detail({ kind, name: label, must, source, essential }) {
  if (kind === "answer") return [label, must, source].filter(Boolean).map(name); // where it is not met: why, and what helps
  return [
    must && t("must", { must: name(must) }),
    source && t("source", { source: name(source) }),
    t(essential ? "essential" : "may_follow"),
  ].filter(Boolean);
}

/** The line the keys speak of, for a screen reader: "3，营业执照，预审：带了，窗口：待核". */
export function spoken(view, checking) {
  const review = reviewOf(view);
  const line = review && checking.current(review);
  if (!line) return "";
  const said = checking.said(line);
  return t("spoken", {
    digits: review.lines.indexOf(line) + 1,
    name: [line.name, line.said].filter(Boolean).map(name).join(text("common.list.separator")),
    machine: text(`common.finding.${line.finding}`),
    clerk: said === null ? t("open") : text(`common.finding.${said}`),
  });
}
