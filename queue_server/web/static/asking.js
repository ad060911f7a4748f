/** Asks the hall over HTTP: views and lists that are looked up, not followed. */

import { refusal } from "./texts.js";

/**
 * @param {string} path
 * @param {Object<string, string|null|undefined>} parameters  empty ones are left out
 * @returns {Promise<{body: object|null, trouble: string|null, code: string|null}>}  `trouble`: why there is none, in words
 */
export function look(path, parameters = {}) {
  const given = Object.entries(parameters).filter(([, value]) => value);
  return told(path + (given.length ? `?${new URLSearchParams(given)}` : ""));
}

/** The same for what must not stand in an address: asked in a body, kept by nobody. */
export function lookInConfidence(path, asked) {
  return told(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(asked) });
}

async function told(path, request) {
  try {
    const answer = await fetch(path, request);
    const body = await answer.json();
    if (answer.status === 401) location.assign("/");
    return answer.ok ? { body, trouble: null, code: null } : { body: null, trouble: refusal(body.code, body.details), code: body.code };
  } catch {
    return { body: null, trouble: refusal("unavailable"), code: "unavailable" };
  }
}

/**
 * The older ones of a list that comes in pages, put beneath those the model has; an answer to an older question is not
 * shown. `model`: with `filter`, `older` (where to go on, null at the end) and the list under `list`.
 *
 * @returns {Promise<boolean>}  whether there is anything new to draw
 */
export async function lookFurther(model, path, list) {
  const before = model.older;
  if (!before) return false;
  const { body } = await look(path, { ...model.filter, before });
  if (before !== model.older || !body) return false;
  Object.assign(model, { [list]: [...model[list], ...body[list]], older: body.older });
  return true;
}

/**
 * Gives a command over HTTP, on pages that follow no view. The same key may be sent again after silence.
 *
 * @returns {Promise<{accepted: object|null, trouble: string|null, code: string|null, isUnsure: boolean}>}
 */
export function give(command, body, key) {
  return giveTo(`/api/v1/commands/${command}`, body, key);
}

/** The same at another door that takes a key. */
export async function giveTo(path, body, key) {
  try {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": key },
      body: JSON.stringify(body),
    });
    const told = await answer.json();
    if (answer.status === 401) location.assign("/");
    if (answer.ok) return { accepted: told, trouble: null, code: null, isUnsure: false };
    return { accepted: null, trouble: refusal(told.code, told.details), code: told.code, isUnsure: answer.status >= 500 };
  } catch {
    return { accepted: null, trouble: refusal("unavailable"), code: "unavailable", isUnsure: true };
  }
}
