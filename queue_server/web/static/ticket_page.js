/**
 * Keeps the queue page alive. The server writes the page; when the ticket's view changes, its `main` is fetched anew, so
 * that no state of a ticket is told in two places. Without a socket the page asks every ten seconds.
 */

import { HallSocket, newKey } from "./socket.js";

const ASK_EVERY_MS = 10_000;
const address = location.pathname;
const link = document.getElementById("link");
let fetching = null;
let askAgain = false;

async function refresh() {
  if (fetching) {
    askAgain = true;
    return fetching;
  }
  fetching = fetchMain().finally(() => (fetching = null));
  await fetching;
  if (askAgain) {
    askAgain = false;
    await refresh();
  }
}

async function fetchMain() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("main");
    const shown = document.querySelector("main");
    if (!fresh) return;
    const news = fresh.dataset.state !== shown.dataset.state;
    const asking = shown.querySelector(".cancel[open]") && fresh.querySelector(".cancel");
    if (asking) fresh.querySelector(".cancel").open = true;
    shown.replaceWith(fresh);
    offerCancel();
    tell();
    if (news && fresh.dataset.state === "called") navigator.vibrate?.([300, 150, 300]);
  } catch {
    // the link says so already; the next change or the next ten seconds ask again
  }
}

// --- the link --------------------------------------------------------------------------------------------------------

let linked = false;

function tell() {
  const shown = document.querySelector("main").dataset;
  link.dataset.link = linked ? "linked" : "lost";
  link.querySelector(".icon").dataset.icon = linked ? "circle-check" : "wifi-off";
  link.lastElementChild.textContent = linked ? link.dataset.live : link.dataset.lost.replace("{time}", shown.at);
}

new HallSocket(`${address}/live`, [`ticket:${document.querySelector("main").dataset.ticket}`], {
  view: refresh,
  link: (state) => {
    linked = state === "linked";
    tell();
  },
  goodbye: () => {},
});

setInterval(() => !linked && refresh(), ASK_EVERY_MS);

// --- giving the number back ------------------------------------------------------------------------------------------

function offerCancel() {
  const cancel = document.querySelector(".cancel");
  if (cancel) cancel.hidden = false;
}

document.addEventListener("click", async (event) => {
  const act = event.target.closest("[data-act]");
  if (!act) return;
  const cancel = act.closest(".cancel");
  if (act.dataset.act === "keep") {
    cancel.open = false;
    return;
  }
  if (act.disabled) return;
  const words = act.textContent;
  act.disabled = true;
  act.textContent = act.dataset.working;
  let done = false;
  try {
    const answer = await fetch(`${address}/cancel`, { method: "POST", headers: { "Idempotency-Key": cancel.dataset.key ??= newKey() } });
    done = answer.ok;
  } catch {
    // told below
  }
  act.disabled = false;
  act.textContent = words;
  if (done) await refresh();
  else cancel.querySelector(".trouble").hidden = false;
});

offerCancel();
