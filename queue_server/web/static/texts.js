/** The words of this page in its language, and values written the way people of that language write them. */

const boot = JSON.parse(document.getElementById("boot").textContent);

export const language = boot.language;

const chosen = new URL(location.href).searchParams.get("language");
if (chosen === language) document.cookie = `language=${language}; path=/; max-age=31536000; samesite=strict`;

export const bootHall = boot.hall;

/**
 * The text of `key` ("console.link.lost") with its {placeholders} filled in; that of one alone ("…_one") where a count
 * or days are 1 and there is one. A key without text shows itself.
 */
export function text(key, values = {}) {
  const isOne = (values.count ?? values.days) === 1;
  const found = (isOne && wordsOf(`${key}_one`)) || wordsOf(key);
  if (found === undefined) return key;
  return found.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

function wordsOf(key) {
  return boot.texts[key.slice(0, key.indexOf("."))]?.[key];
}

export function hasText(key) {
  return wordsOf(key) !== undefined;
}

/** The text of the first key that has one. */
export function firstText(keys, values = {}) {
  return text(keys.find(hasText) ?? keys[keys.length - 1], values);
}

/** A bilingual name in the page's language. */
export function name(label) {
  return label ? (language === "zh" ? label.zh : label.en) : "";
}

/** What a refusal says in words. */
export function refusal(code, details = {}) {
  return firstText([`refusals.${code}`, "console.link.unsure"], details);
}

/** A stretch of time between two moments in milliseconds: "18 分钟". */
export function stretch(fromMs, toMs) {
  const minutes = Math.max(0, Math.floor((toMs - fromMs) / 60_000));
  if (minutes < 1) return text("console.clerk.under_a_minute");
  if (minutes < 60) return text("console.clerk.minutes", { count: minutes });
  return text("console.clerk.hours", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}

/** How long somebody may still wait: "约 10–25 分钟"; nothing before enough was seen. `range`: [from, to] in minutes. */
export function minuteRange(range) {
  if (!range) return "";
  const [from, to] = range;
  return from === to ? text("console.clerk.about", { count: to }) : text("console.clerk.range", { from, to });
}

/** The same ticking: "06:24", from an hour on "1:06:24". */
export function ticking(fromMs, toMs) {
  const seconds = Math.max(0, Math.floor((toMs - fromMs) / 1000));
  const two = (value) => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  return (hours ? `${hours}:` : "") + `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** A moment on the hall's clock: "09:41". */
export function clock(atMs) {
  return moment(atMs, { hour: "2-digit", minute: "2-digit" });
}

/** The same with seconds: "09:41:07". */
export function exactClock(atMs) {
  return moment(atMs, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
}

/** The date in the hall, as business days are written: "2026-11-23". */
export function today(atMs) {
  const parts = { year: "numeric", month: "2-digit", day: "2-digit", timeZone: boot.time_zone };
  return new Intl.DateTimeFormat("en-CA", parts).format(atMs);
}

/** The business day `days` before another. */
export function dayBefore(day, days) {
  return new Date(Date.parse(`${day}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);
}

/** A share as people read it: "12.5 %"; "–" of nothing. */
export function percent(part, whole) {
  return whole ? `${((100 * part) / whole).toFixed(1)} %` : "–";
}

function moment(atMs, parts) {
  return new Intl.DateTimeFormat("en-GB", { ...parts, hourCycle: "h23", timeZone: boot.time_zone }).format(atMs);
}
