/** Publishing a hall's folder: its files are read here, judged by the server, and every finding is shown at once. */

import { consoleBar } from "./console_bar.js";
import { element, icon, show } from "./elements.js";
import { signOut, whoAmI } from "./session.js";
import { bootHall, refusal, text } from "./texts.js";

const ITS_FILES = /^(?:(?:hall|policy|catalogue|appointments|exports)\.toml|catalogue\/[^/]+\.toml)$/;
const place = (id) => document.getElementById(id);
const t = (key, values) => text(`console.catalogue.${key}`, values);

const model = {
  hall: bootHall,
  person: null,
  files: [], // [{path, file}] of the folder, in the order of their paths
  isSending: false,
  outcome: null, // {tone, icon, words, findings}
};

function draw() {
  show(place("bar"), consoleBar(model, "catalogue", Date.now()));
  place("send").disabled = !model.files.length || model.isSending;
  show(place("outcome"), outcome(), model.files.length > 0 && chosen());
}

function outcome() {
  if (!model.outcome) return null;
  const { tone, icon: sign, words, findings = [] } = model.outcome;
  return [element("p", { class: "words", "data-tone": tone, "data-key": "words" }, icon(sign), words), findings.length > 0 && table(findings)];
}

function table(findings) {
  const head = ["file", "key", "reason", "suggestion"].map((column) => element("th", { scope: "col" }, t(column)));
  return element(
    "div",
    { class: "sheet", tabindex: "0", role: "region", "aria-label": t("findings"), "data-key": "findings" },
    element(
      "table",
      {},
      element("thead", {}, element("tr", {}, head)),
      element(
        "tbody",
        {},
        findings.map(({ file, key, reason, suggestion }) =>
          element("tr", {}, [file, key, reason, suggestion ?? ""].map((value) => element("td", {}, value))),
        ),
      ),
    ),
  );
}

function chosen() {
  return element(
    "section",
    { class: "files", "data-key": "files" },
    element("h3", { class: "second" }, t("files", { count: model.files.length })),
    element("ul", {}, model.files.map(({ path }) => element("li", { "data-key": path }, path))),
  );
}

// --- acting ----------------------------------------------------------------------------------------------------------

/** Takes of the chosen folder what belongs to a hall; other files in it stay where they are. */
function choose(files) {
  const inside = [...files].map((file) => ({ path: file.webkitRelativePath.split("/").slice(1).join("/"), file }));
  model.files = inside.filter(({ path }) => ITS_FILES.test(path)).sort((a, b) => (a.path < b.path ? -1 : 1));
  model.outcome = model.files.length || !files.length ? null : { tone: "care", icon: "alert-circle", words: t("no_files") };
  draw();
}

async function publish() {
  model.isSending = true;
  model.outcome = { tone: null, icon: "clock", words: t("sending") };
  draw();
  model.outcome = await send();
  model.isSending = false;
  if (model.outcome.tone === "ready") model.files = [];
  draw();
}

async function send() {
  try {
    const texts = await Promise.all(model.files.map(async ({ path, file }) => [path, await file.text()]));
    const answer = await fetch("/api/v1/configuration", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ files: Object.fromEntries(texts) }),
    });
    const body = await answer.json();
    if (answer.status === 401) location.assign("/");
    if (!answer.ok) return refused(body);
    const was = place("in-force").dataset.hash;
    await refreshInForce();
    return { tone: "ready", icon: "circle-check", words: t(was === body.content_hash ? "same" : "published", { hash: body.content_hash.slice(0, 16) }) };
  } catch {
    return { tone: "care", icon: "wifi-off", words: refusal("unavailable") };
  }
}

function refused({ code, details = {} }) {
  const { findings = [] } = details;
  if (!findings.length) return { tone: "care", icon: "alert-circle", words: refusal(code, details) };
  return { tone: "care", icon: "alert-circle", words: t("refused", { count: findings.length }), findings };
}

/** The server writes what is in force; nobody else counts items. */
async function refreshInForce() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("in-force");
  if (fresh) place("in-force").replaceWith(fresh);
}

place("folder").addEventListener("change", (event) => {
  choose(event.target.files);
  event.target.value = ""; // so that the same folder, mended, can be chosen again
});

document.addEventListener("click", (event) => {
  const act = event.target.closest("[data-act]")?.dataset.act;
  if (act === "sign_out") signOut();
  else if (act === "publish" && model.files.length && !model.isSending) publish();
});

draw();
model.person = await whoAmI();
draw();
setInterval(draw, 1000); // the clock
