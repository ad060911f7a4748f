/** Why a ticket was called, in the words that clerk, visitor and inspector all read. */

import { hasText, name, text } from "./texts.js";

/** As a sentence. `reason`: of a chosen one, a code of the page or words of the clerk's own. */
export function whySentence({ code, waited_s, rule, priority, overtaken, reason }) {
  const said = code === "chosen" && reason ? "chosen_because" : code;
  const values = { minutes: Math.floor(waited_s / 60), rule: name(rule), priority: name(priority), reason: reasonWords(reason), count: overtaken };
  const parts = [text(`common.why_called.${said}`, values), overtaken > 0 && text("common.why_called.overtook", values)];
  return parts.filter(Boolean).join(" · ");
}

/** A reason as it was chosen or written. */
export function reasonWords(reason) {
  if (!reason) return "";
  const key = ["console.call_reason", "console.request_reason", "console.withdraw_reason", "console.grant_reason"].map((table) => `${table}.${reason}`).find(hasText);
  return key ? text(key) : reason;
}
