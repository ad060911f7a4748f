/**
 * Sends a rating. Each form has one key, so that a second tap, or a try after the network was gone, counts once. What
 * was written stays on the page until the hall has it; the server writes what is shown then.
 */

import { newKey } from "./socket.js";

const TRY_AGAIN_MS = [2_000, 4_000, 8_000, 15_000];
const GIVE_UP_MS = 12_000; // an answer that takes longer does not come
const POOR = 2; // stars, and fewer
const NOTHING_LEFT_TO_SAY = ["already_rated", "rating_over", "service_unknown", "not_found"]; // the page, fetched anew, tells it

const UNSEEN = /[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]+/g; // comes along when something is pasted

const address = location.pathname.replace(/\/rate$/, "");

function starsOf(form) {
  return form.querySelector("[name=level]:checked")?.dataset.stars;
}

/** Shows what fits the level that was chosen. */
function fit(form) {
  const stars = starsOf(form);
  for (const group of form.querySelectorAll(".reasons[data-stars]")) group.hidden = group.dataset.stars !== stars;
  form.querySelector(".more").hidden = !stars;
  const poor = form.querySelector(".poor");
  if (poor) poor.hidden = Number(stars) > POOR;
  if (stars) say(form, null);
}

function say(form, words) {
  const trouble = form.querySelector(".trouble");
  trouble.hidden = !words;
  if (words) trouble.lastElementChild.textContent = words;
}

/** How many characters there is still room for, once there are some. */
function count(area) {
  const left = document.getElementById("words-left");
  left.hidden = !area.value;
  left.textContent = left.dataset.words.replace("{count}", area.maxLength - area.value.length);
}

function told(form) {
  const given = new FormData(form);
  const stars = starsOf(form);
  const reasons = [...form.querySelectorAll(`.reasons[data-stars="${stars}"] :checked`)].map(({ value }) => value);
  const written = (field) => (given.get(field) ?? "").replace(UNSEEN, " ").trim() || null;
  const rating = { service_id: form.dataset.service, level: given.get("level"), reasons, words: written("words"), contact: written("contact") };
  return form.dataset.command === "rating" ? { ...rating, stage: written("stage") } : rating;
}

async function send(form) {
  if (form.dataset.busy) return;
  if (!starsOf(form)) {
    say(form, form.dataset.choose);
    form.querySelector("[name=level]").focus();
    return;
  }
  form.dataset.busy = "true";
  const body = JSON.stringify(told(form));
  form.dataset.key ??= newKey();
  const button = form.querySelector("[type=submit]");
  const words = button.textContent;
  button.disabled = true;
  button.textContent = form.dataset.sending;
  form.querySelector(".whole").disabled = true;
  say(form, null);
  const refused = await untilHeard(form, body);
  if (!refused || NOTHING_LEFT_TO_SAY.includes(refused)) {
    await refresh();
    return;
  }
  form.querySelector(".whole").disabled = false;
  button.disabled = false;
  button.textContent = words;
  delete form.dataset.busy;
  delete form.dataset.key; // what is sent next is something else
  say(form, form.dataset.refused);
}

/** Tries until the hall has answered. Returns the code of a refusal, or null: it has the rating. */
async function untilHeard(form, body) {
  for (let tries = 0; ; tries += 1) {
    try {
      const answer = await fetch(`${address}/${form.dataset.command}`, {
        method: "POST",
        headers: { "Content-Type": "application/json", "Idempotency-Key": form.dataset.key },
        body,
        signal: AbortSignal.timeout?.(GIVE_UP_MS),
      });
      if (answer.ok) return null;
      if (answer.status < 500) return (await answer.json()).code;
    } catch {
      // no network, or half of one
    }
    say(form, form.dataset.lost);
    await online(TRY_AGAIN_MS[Math.min(tries, TRY_AGAIN_MS.length - 1)]);
  }
}

/** Resolves when the browser says that there is a network again, or after a while all the same. */
function online(withinMs) {
  return new Promise((resolve) => {
    const timer = setTimeout(go, withinMs);
    addEventListener("online", go);
    function go() {
      clearTimeout(timer);
      removeEventListener("online", go);
      resolve();
    }
  });
}

async function refresh() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
    document.querySelector("main").replaceWith(fresh);
    scrollTo(0, 0);
    fresh.querySelector("h1")?.focus(); // a screen reader says what became of it
    ready();
  } catch {
    location.reload();
  }
}

/** A browser that comes back to the page may have kept what was chosen. */
function ready() {
  document.querySelectorAll("form.rate").forEach(fit);
}

document.addEventListener("change", ({ target }) => target.name === "level" && fit(target.form));
document.addEventListener("input", ({ target }) => target.name === "words" && count(target));
document.addEventListener("submit", (event) => {
  event.preventDefault();
  send(event.target);
});
ready();
