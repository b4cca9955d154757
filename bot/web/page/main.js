// The sealed page, from its link to the last word. It knows five ends: locked and sent, saved, a link that is spent, a
// page that was tampered with, a phone that cannot lock. In the last three nothing was ever sent.

import { make, show } from "./dom.js";
import { form } from "./form.js";
import { open, send } from "./line.js";
import { read, Refused } from "./readers.js";
import { sealed, works } from "./sealing.js";
import { inTelegram, language, noFile, say, token } from "./words.js";

const status = document.getElementById("status");
let written = null; // the form, while something may stand in it
let locked = null; // the sealed file, until it arrived

function forget() {
  written?.clear();
  written = locked = null;
}

function leave() {
  forget();
  document.body.replaceChildren();
  if (inTelegram) window.TelegramWebviewProxy?.postEvent("web_app_close", "{}");
  location.replace("about:blank");
}

function told(text) {
  status.textContent = text;
}

// A last word, with nothing left to write on.
function end(name) {
  forget();
  told("");
  show(make("h1", { text: say(name) }), make("p", { text: say(`${name}_text`) }),
    make("button", { type: "button", class: "main", text: say("close"), onclick: leave }));
}

async function begin() {
  told(say("checking"));
  if (!(await works())) return end("cannot");
  if (!token) return end("spent");
  return ask();
}

async function ask() {
  told(say("checking"));
  const answer = await open();
  if (answer.status === 0 || answer.status >= 500) return offline(ask);
  if (answer.status !== 200) return end("spent");
  return begun(answer.body);
}

function begun(body) {
  const signer = document.querySelector("meta[name=signer]").content;
  let place, list;
  try {
    place = JSON.parse(body);
    list = read(place.readers, signer, Date.now());
  } catch (fault) {
    return end(fault instanceof Refused ? "changed" : "spent");
  }
  told("");
  written = form({
    count: list.recipients.length, most: noFile ? 0 : place.most, onleave: leave,
    onsend: (content) => lock(content, { ...place, roster: list.roster }, list.recipients),
  });
  return show(written.node);
}

async function lock(content, place, recipients) {
  told(say("locking"));
  try {
    locked = await sealed(content, place, recipients);
  } catch {
    return end("cannot");
  }
  return bring();
}

async function bring() {
  const number = make("progress", { max: 1, value: 0, "aria-label": say("sending") });
  show(make("h1", { text: say("sending") }), number, make("p", { text: say("stay") }));
  const answer = await send(locked, (part) => {
    number.value = part;
    told(say("progress", { percent: Math.round(part * 20) * 5 }));
  });
  if (locked === null) return undefined; // the person left meanwhile
  return answer.status === 200 ? end("sent") : unsent(answer.status === 410);
}

// It is locked and has not arrived: try again, or carry it by the chat.
function unsent(late) {
  told("");
  const file = URL.createObjectURL(new Blob([locked], { type: "application/octet-stream" }));
  const saved = make("a", { class: late ? "main" : "quiet", href: file, download: "note.age", text: say("save"),
    onclick: () => told(say("saved")) });
  show(make("h1", { text: say("not_sent") }), make("p", { text: say(late ? "late_text" : "not_sent_text") }),
    late ? null : make("button", { type: "button", class: "main", text: say("again"), onclick: bring }),
    make("p", { text: say("save_text") }), saved,
    make("button", { type: "button", class: "quiet", text: say("leave"), onclick: leave }));
}

function offline(again) {
  told("");
  show(make("h1", { text: say("offline") }), make("p", { text: say("offline_text") }),
    make("button", { type: "button", class: "main", text: say("again"), onclick: again }));
}

document.title = say("page");
document.getElementById("close").textContent = say("close");
document.getElementById("close").setAttribute("aria-label", say("close_label"));
document.getElementById("close").addEventListener("click", leave);
document.getElementById("close").hidden = false;
document.body.lang = language;
// The link opens nothing twice; what stands in the address bar need not be read by others.
history.replaceState(null, "", location.pathname);
addEventListener("hashchange", () => location.reload()); // another link in the same window
addEventListener("pagehide", forget);
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
addEventListener("beforeunload", (event) => { if (locked) event.preventDefault(); });
begin();
