/** The sign-in page. */

import { signIn } from "./session.js";
import { text } from "./texts.js";

const form = document.getElementById("sign-in");
const trouble = document.getElementById("trouble");
const enter = form.querySelector("button");
let waitUntilMs = 0;
let counting = null;

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (enter.disabled) return;
  const account = form.account.value.trim();
  const password = form.password.value;
  if (!account || !password) {
    say(text("console.sign_in.missing"));
    (account ? form.password : form.account).focus();
    return;
  }
  busy(true);
  const { status, body } = await signIn(account, password);
  if (status === 200) {
    location.assign(body.home);
    return;
  }
  busy(false);
  form.password.value = "";
  form.password.focus();
  if (body.code === "too_many_attempts") waitFor(Number(body.details?.wait_s));
  else if (body.code === "wrong_credentials" || body.code === "malformed") say(text("console.sign_in.wrong"));
  else say(text("console.sign_in.unavailable"));
});

function waitFor(seconds) {
  clearInterval(counting);
  if (!(seconds > 0)) {
    say(text("console.sign_in.too_many_unknown"));
    return;
  }
  waitUntilMs = Date.now() + seconds * 1000;
  enter.disabled = true;
  const tell = () => {
    const left = Math.ceil((waitUntilMs - Date.now()) / 1000);
    if (left <= 0) {
      clearInterval(counting);
      enter.disabled = false;
      say("");
      return;
    }
    const wait =
      left < 90
        ? text("console.sign_in.seconds", { count: left })
        : text("console.sign_in.minutes", { count: Math.ceil(left / 60) });
    say(text("console.sign_in.too_many", { wait }));
  };
  counting = setInterval(tell, 1000);
  tell();
}

function busy(on) {
  enter.disabled = on;
  enter.textContent = text(on ? "console.sign_in.checking" : "console.sign_in.enter");
  if (on) say("");
}

function say(words) {
  trouble.hidden = !words;
  trouble.lastElementChild.textContent = words;
}
