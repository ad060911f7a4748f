/** A ticket's priority as staff see it: the class, and whether somebody has seen the paper for it. */

import { badge } from "./staff.js";
import { name, text } from "./texts.js";

/** `line`: with `priority` and `priority_verified`; null for one without priority. */
export function priorityBadge({ priority, priority_verified: isVerified }) {
  if (!priority) return null;
  const made = badge(name(priority), isVerified ? "ready" : "care", isVerified ? "circle-check" : "help-circle");
  made.setAttribute("data-priority", isVerified ? "verified" : "claimed");
  made.title = text(isVerified ? "console.priority.verified" : "console.priority.claimed");
  return made;
}

/** The same in words: "老年人优先，待核验". */
export function priorityWords({ priority, priority_verified: isVerified }) {
  return [name(priority), text(isVerified ? "console.priority.verified" : "console.priority.claimed")].join(text("console.priority.separator"));
}
