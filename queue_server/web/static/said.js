/** What the foot of a page says: {words, tone, icon}. */

import { refusal, text } from "./texts.js";

export function said(words, tone = null, icon = "check") {
  return { words, tone, icon };
}

/** Of a command that was not carried out, or of which nobody knows. */
export function notDone({ refused, details }) {
  if (refused === "unsure" || refused === "offline") return said(text("console.link.unsure"), "care", "alert-circle");
  return said(refusal(refused, details), null, "alert-circle");
}

export function notLinked() {
  return said(text("console.link.not_now"), "care", "wifi-off");
}
