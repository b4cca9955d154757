// What a thumb can send beside words: each opens a small dialog, prefilled with something invented.
import { dialog, icon, make } from "./dom.js";
import { base64Of } from "./wire.js";

const KINDS = ["voice", "photo", "place", "contact", "file", "sticker", "forward_text"];
const ICONS = { voice: "voice", photo: "photo", place: "place", contact: "contact", file: "file", sticker: "bell", forward_text: "send" };

function field(label, name, value, type = "text") {
  return make("label", { class: "field" }, label, make("input", { name, value, type, autocomplete: "off", dir: "auto", step: "any" }));
}

function form(phone, word, fields, send) {
  const t = phone.t;
  const box = make("form", { class: "fields" }, ...fields, make("button", { type: "submit", class: "primary", text: t("send") }));
  const frame = dialog(t(word), t("cancel"), box);
  frame.dir = phone.dir;
  box.addEventListener("submit", async (event) => {
    event.preventDefault();
    const told = Object.fromEntries([...new FormData(box)].map(([name, value]) => [name, value]));
    frame.close();
    await send(told);
  });
  return frame;
}

export function attachMenu(phone) {
  const t = phone.t;
  const list = KINDS.map((kind) => make("button", { type: "button", class: "wide", onclick: () => { box.close(); OPEN[kind](phone); } },
    kind === "sticker" ? make("span", { class: "icon", "aria-hidden": "true", text: "🙂" }) : icon(ICONS[kind]), t(kind)));
  const box = dialog(t("attach"), t("cancel"), make("div", { class: "list" }, ...list));
  box.dir = phone.dir;
}

async function sendFile(phone, action, told) {
  const chosen = told.chosen;
  const body = { caption: told.caption || "", seconds: Number(told.seconds || 0) };
  if (chosen && chosen.size) Object.assign(body, { name: chosen.name, mime: chosen.type, base64: await base64Of(chosen) });
  else if (told.megabytes) Object.assign(body, { name: "large.bin", size: Math.round(Number(told.megabytes) * 1048576) });
  else Object.assign(body, told.invented || {});
  await phone.act(action, body);
}

const chooser = (t, accept) => make("label", { class: "field" }, t("choose"), make("input", { type: "file", name: "chosen", accept }));
const invented = (name, mime, words) => ({ name, mime, base64: btoa(words) });

function voice(phone) {
  const t = phone.t;
  const record = make("button", { type: "button", class: "wide", text: t("record") });
  const frame = form(phone, "voice", [field(t("seconds"), "seconds", "7", "number"), record],
    (told) => sendFile(phone, "voice", { ...told, invented: invented("voice.ogg", "audio/ogg", "an invented voice") }));
  record.addEventListener("click", () => recordVoice(phone, record, frame));
}

async function recordVoice(phone, button, frame) {
  const t = phone.t;
  let stream;
  try { stream = await navigator.mediaDevices.getUserMedia({ audio: true }); }
  catch (error) { button.textContent = t("no_microphone"); button.disabled = true; return; }
  const recorder = new MediaRecorder(stream);
  const began = Date.now();
  const pieces = [];
  recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
  recorder.addEventListener("stop", async () => {
    stream.getTracks().forEach((track) => track.stop());
    const file = new File(pieces, "voice.ogg", { type: "audio/ogg" });
    frame.close();
    await sendFile(phone, "voice", { chosen: file, seconds: Math.max(1, Math.round((Date.now() - began) / 1000)) });
  });
  frame.addEventListener("close", () => { if (recorder.state === "recording") recorder.stop(); });
  recorder.start();
  button.replaceWith(make("button", { type: "button", class: "wide", text: t("stop"), onclick: () => recorder.stop() }));
}

const OPEN = {
  voice,
  photo: (phone) => form(phone, "photo", [chooser(phone.t, "image/*"), field(phone.t("caption"), "caption", "")],
    (told) => sendFile(phone, "photo", { ...told, invented: invented("photo.jpg", "image/jpeg", "an invented photo") })),
  place: (phone) => form(phone, "place", [field(phone.t("latitude"), "latitude", "14.0723", "number"), field(phone.t("longitude"), "longitude", "-87.1921", "number")],
    (told) => phone.act("location", told)),
  contact: (phone) => form(phone, "contact", [field(phone.t("name"), "name", "Luz"), field(phone.t("phone"), "phone", "+504 5555 0100", "tel")],
    (told) => phone.act("contact", told)),
  file: (phone) => form(phone, "file", [chooser(phone.t, ""), field(phone.t("size_only"), "megabytes", "", "number"), field(phone.t("caption"), "caption", "")],
    (told) => sendFile(phone, "document", { ...told, invented: invented("notes.txt", "text/plain", "invented notes") })),
  sticker: (phone) => phone.act("sticker", { emoji: "🙂" }),
  forward_text: (phone) => form(phone, "forward_text", [field(phone.t("from"), "origin", "Luz"), field(phone.t("text"), "text", "")],
    (told) => told.text && phone.act("forward", told)),
};
