/** The clerk page: one model, drawn again whenever something changes; keys and clicks become actions. */

import { look } from "./asking.js";
import { askedOfChoice, Choice } from "./choice.js";
import { ACTIONS, actionOfKey, commandOf, offer, whyNotSaid } from "./clerk_actions.js";
import { bar } from "./clerk_bar.js";
import { actions, mayAct, toast } from "./clerk_keys.js";
import { next } from "./clerk_next.js";
import { posts } from "./clerk_posts.js";
import { ticket } from "./clerk_ticket.js";
import { show } from "./elements.js";
import { Checking, askedByKey, checkOffer, reviewOf, sayings } from "./pre_review.js";
import { spoken } from "./pre_review_drawing.js";
import { notDone, notLinked, said } from "./said.js";
import { signOut, whoAmI } from "./session.js";
import { HallSocket } from "./socket.js";
import { bootHall, name, refusal, text } from "./texts.js";

const place = (id) => document.getElementById(id);
const action = (id) => ACTIONS.find((known) => known.id === id);

const model = {
  hall: bootHall,
  person: null,
  seated: false, // a window is chosen
  view: null,
  linked: false,
  freshMs: null, // hall time of the newest word from the server
  busy: null, // the action under way
  choice: null, // a Choice, while something is asked
  checking: new Checking(), // where the clerk is in the pre-review of the ticket
  lineShown: null, // key of the line that was scrolled to
  showKeys: false,
  toExplain: 0, // of how many poor ratings this clerk is asked for their side
  said: { tone: null, icon: "info-circle", words: text("console.link.connecting") },
};
let socket = null;

// --- drawing ---------------------------------------------------------------------------------------------------------

function draw() {
  const nowMs = socket ? socket.now() : Date.now();
  if (socket) model.freshMs = socket.freshMs;
  const choosingPost = !model.seated;
  document.body.dataset.link = model.linked || choosingPost ? "linked" : "lost";
  show(place("bar"), bar(model, nowMs));
  place("desk").hidden = choosingPost;
  place("posts").hidden = !choosingPost;
  if (choosingPost) {
    if (model.person) show(place("posts"), posts(model));
    place("toast").hidden = true;
    return;
  }
  show(place("next"), next(model, nowMs));
  show(place("ticket"), ticket(model, nowMs));
  show(place("actions"), actions(model, nowMs));
  const { tone, parts } = toast(model, nowMs);
  const foot = place("toast");
  foot.hidden = false;
  foot.dataset.tone = tone ?? "";
  show(foot, parts);
  place("spoken").textContent = mayCheck() ? spoken(model.view, model.checking) : "";
  document.querySelector(".options [aria-current]")?.scrollIntoView({ block: "nearest" });
  if (model.choice?.isWriting) place("own-words")?.focus();
  showLine(document.querySelector(".lines [aria-current]"));
}

/** Scrolls to the line the keys speak of whenever it is another one; whoever scrolls elsewhere meanwhile is left there. */
function showLine(here) {
  if (here && here.dataset.key !== model.lineShown) here.scrollIntoView({ block: "nearest" });
  model.lineShown = here?.dataset.key ?? null;
}

function say(...words) {
  model.said = said(...words);
}

// --- acting ----------------------------------------------------------------------------------------------------------

/** Takes the action, or says why not. `chosen`: answers already known because a row was clicked. */
function take(wanted, chosen = []) {
  if (wanted.id === "keys") {
    model.showKeys = !model.showKeys && !model.choice;
    model.choice = null;
  } else if (wanted.id === "change_window") {
    if (!model.view || offer(model.view, wanted, socket.now()).allowed) location.assign("/clerk");
  } else if (wanted.id !== "sign_out" && !mayAct(model)) {
    if (!model.linked) model.said = notLinked();
  } else {
    model.showKeys = false;
    const offered = offer(model.view, wanted, socket.now());
    while (chosen.length < (wanted.asks?.length ?? 0) && !wanted.asks[chosen.length](model.view, chosen, socket.now())) chosen = [...chosen, undefined];
    if (!offered.allowed) {
      model.choice = null;
      say(whyNotSaid(model.view, wanted, offered), null, "alert-circle");
    } else if (wanted.asks && chosen.length < wanted.asks.length) {
      model.choice = new Choice(wanted, chosen);
    } else {
      perform(wanted, chosen);
    }
  }
  draw();
}

async function perform(wanted, chosen) {
  model.choice = null;
  if (wanted.id === "sign_out") {
    await leave(...chosen);
    return;
  }
  await give(wanted.id, commandOf(model.view, wanted, chosen));
}

/** Sends one command and says what came of it. One at a time: until the answer is there the page takes no other. */
async function give(id, command) {
  const before = model.view;
  model.busy = id;
  say(text("console.done.sending"), null, "clock");
  draw();
  const answer = await socket.request(command);
  if (answer.accepted) await socket.shown(answer.accepted.seq); // so that a second press meets the new state
  model.busy = null;
  if (answer.accepted) sayDone(command, before, answer.accepted);
  else model.said = notDone(answer);
  draw();
  return Boolean(answer.accepted);
}

function sayDone(command, before, result) {
  const known = [before.ticket, ...before.parked, ...before.missed, ...before.waiting].find((line) => line?.ticket_id === command.ticket_id);
  const other = before.transfer_windows.find(({ window, clerk_id }) => window.window_id === command.to_window_id || clerk_id === command.to_clerk_id);
  say(
    text(other ? "console.done.handed_over" : `console.done.${command.type}`, {
      number: result.ticket?.number ?? known?.number ?? before.undo?.number ?? "",
      window: (other?.window ?? before.window).number,
      queue: name(before.transfer_queues.find(({ queue_id }) => queue_id === command.queue_id)?.name),
    }),
  );
}

/** `why`: a reason, where the window may not be left without one. What could not be done is said, and nobody is signed out. */
async function leave(how, why) {
  if (how === "finish" && !(await give("finish_serving", commandOf(model.view, action("finish_serving"))))) return;
  if (how !== "leave" && model.view && !(await give("close_window", commandOf(model.view, action("close_window"), [why])))) return;
  say(text("console.page.signing_out"), null, "door-exit");
  draw();
  socket?.end();
  await signOut();
}

function pick(index) {
  goOn(model.choice.pick(model.view, socket.now(), index));
}

function write() {
  goOn(model.choice.write(model.view, socket.now(), place("own-words").value));
}

/** Goes on with what came of an answer: asks more, does it, or lets it be. */
function goOn(outcome) {
  const { action: wanted, chosen } = model.choice;
  if (outcome === "done") {
    if (mayAct(model) || wanted.id === "sign_out") perform(wanted, chosen);
    else model.said = notLinked();
  } else if (outcome === "stay") {
    model.choice = null;
  }
  draw();
}

function back() {
  if (!model.choice?.back()) model.choice = null;
  model.showKeys = false;
  draw();
}

// --- the lines of the pre-review -------------------------------------------------------------------------------------

/** Whether the lines are in sight; what is asked or looked up stands in their place. */
function mayCheck() {
  return reviewOf(model.view) !== null && !model.choice && !model.showKeys;
}

/** Does what was asked of the lines (pre_review.askedByKey): goes to another, confirms, corrects, confirms all the rest. */
function attend(asked) {
  const { checking, view } = model;
  const review = reviewOf(view);
  const line = checking.current(review);
  if (!line) return;
  if (asked.move) {
    checking.move(review, asked.move);
    draw();
  } else if (asked.rest) {
    check(checking.open(review).map((open) => [open, open.finding]));
  } else if (asked.confirm) {
    if (checking.said(line) === null) check([[line, line.finding]]); // what a clerk has said, only a digit changes
  } else {
    const saying = sayings(review, line)[asked.nth];
    if (saying?.open) check([[line, saying.finding]]);
    else if (saying) tell(text("console.pre_review.essential"), null, "alert-circle");
  }
}

/** Gives one command for each [line, finding], all at once; each is answered in its own time. */
async function check(asked) {
  const { checking, view } = model;
  const words = asked.filter(([line, finding]) => checking.said(line) !== finding);
  const offered = checkOffer(view);
  if (!model.linked) {
    model.said = notLinked();
    return draw();
  }
  if (!offered.allowed) return tell(refusal(offered.why), null, "alert-circle");
  const review = reviewOf(view);
  const ids = { window_id: view.window.window_id, ticket_id: view.ticket.ticket_id };
  const answers = words.map(async ([line, finding]) => {
    const word = checking.say(review, line, finding);
    const answer = await socket.request({ type: "CheckPreReview", ...ids, about: line.about, finding });
    if (answer.accepted) await socket.shown(answer.accepted.seq);
    checking.answered(word, Boolean(answer.accepted));
    return answer;
  });
  draw();
  for (const answer of await Promise.all(answers)) {
    if (!answer.accepted) model.said = notDone(answer);
  }
  draw();
}

function tell(words, tone, icon) {
  say(words, tone, icon);
  draw();
}

// --- keys and clicks -------------------------------------------------------------------------------------------------

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (!model.seated) {
    if (/^[1-9]$/.test(event.key)) sitDown(model.person?.posts[Number(event.key) - 1]);
    else if (event.code === "KeyQ") signOut();
    return;
  }
  if (model.choice && chooseByKey(event)) {
    if (!isTyped(event)) event.preventDefault();
    return;
  }
  if (event.key === "Escape" && model.showKeys) {
    back();
    return;
  }
  if (mayCheck() && checkByKey(event)) {
    event.preventDefault();
    return;
  }
  const wanted = actionOfKey(event);
  if (!wanted || event.shiftKey) return;
  event.preventDefault();
  if (!event.repeat) take(wanted);
});

function chooseByKey(event) {
  const asked = askedOfChoice(event, model.choice);
  if (!asked) return model.choice.isWriting; // letters go into the words
  if (asked.back) back();
  else if (asked.write) write();
  else if (asked.move) {
    model.choice.move(model.view, socket.now(), asked.move);
    draw();
  } else if (!asked.held) pick(asked.pick);
  return true;
}

/** Whether the key belongs to a field that is being filled in. */
function isTyped(event) {
  return event.target.id === "own-words" && !["Enter", "Escape", "ArrowUp", "ArrowDown"].includes(event.key);
}

/** The keys of the lines; a button in focus keeps Enter and the space bar, a list in focus keeps its arrows. */
function checkByKey(event) {
  const asked = askedByKey(event);
  if (!asked || event.shiftKey) return false;
  if (asked.confirm && event.target.closest?.("button, a")) return false;
  if (asked.move && event.target.closest?.(".after-list")) return false;
  if (asked.move || !event.repeat) attend(asked);
  return true;
}

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-act]");
  if (!target) return;
  const { act, index, ticket, finding } = target.dataset;
  if (act === "post") sitDown(model.person.posts[Number(index)]);
  else if (act === "leave") signOut();
  else if (act === "back") back();
  else if (act === "pick") pick(Number(index));
  else if (act === "write") write();
  else if (act === "line") {
    model.checking.go(reviewOf(model.view).lines[Number(index)]);
    draw();
  } else if (act === "check") {
    if (target.getAttribute("aria-disabled") !== "true") check([[model.checking.current(reviewOf(model.view)), finding]]);
  } else if (act === "check_rest") attend({ rest: true });
  else if (act === "choose") take(action("call_ticket"), [ticket]);
  else if (act === "return") take(action("resume_or_requeue"), [ticket]);
  else if (action(act)) take(action(act));
});

// --- the link --------------------------------------------------------------------------------------------------------

function sitDown(post) {
  if (!post) return;
  const address = new URL(location.href);
  address.searchParams.set("window", post.window_id);
  history.replaceState(null, "", address);
  say(text("console.done.chosen_window", { window: post.number }));
  model.seated = true;
  socket = new HallSocket("/api/v1/socket", [`clerk:${post.window_id}`], {
    view: (topic, view) => {
      model.view = { ...view, me: model.person?.id };
      model.checking.follow(view);
      draw();
    },
    link: (state) => {
      const was = model.linked;
      model.linked = state === "linked";
      if (model.linked && !was && model.view) say(text("console.link.back"), null, "circle-check");
      if (was && !model.linked) whoAmI();
      draw();
    },
    goodbye: (code) => code === "not_signed_in" && location.assign("/"),
  });
  draw();
}

model.person = await whoAmI();
const asked = new URL(location.href).searchParams.get("window");
const held = model.person?.posts ?? [];
sitDown(held.find(({ window_id }) => window_id === asked) ?? (held.length === 1 ? held[0] : null));
draw();
setInterval(draw, 1000);

/** How many poor ratings wait for this clerk's side. Nobody is pressed: it is asked now and again, and fails quietly. */
async function lookForStatements() {
  const { body } = await look("/api/v1/my-work-orders");
  const isDue = ({ concerns_me: mine, statements, actions }) => mine && !statements.length && actions.some(({ command, allowed }) => command === "RecordStatement" && allowed);
  model.toExplain = body?.orders.filter(isDue).length ?? model.toExplain;
  draw();
}

lookForStatements();
setInterval(lookForStatements, 300_000);
