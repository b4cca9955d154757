// One message as a bubble with its buttons.
import { dialog, icon, make, minutes, sizeOf } from "./dom.js";
import { act, fileUrl } from "./wire.js";

const STYLES = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "code", spoiler: "mark" };

// Entities are offsets in UTF-16 units, which are JavaScript's own.
function marked(text, entities) {
  const cuts = [...new Set([0, text.length, ...entities.flatMap((one) => [one.offset, one.offset + one.length])])].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((start, index) => {
    const end = cuts[index + 1];
    let node = document.createTextNode(text.slice(start, end));
    for (const one of entities) {
      if (one.offset <= start && end <= one.offset + one.length && STYLES[one.type]) node = make(STYLES[one.type], {}, node);
    }
    return node;
  });
}

const timeOf = (date, language) => new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(date * 1000));

export function bubble(message, phone) {
  const t = phone.t;
  const side = message.service ? "service" : message.by_bot ? "bot" : "me";
  const node = make("div", { class: `said ${side}`, "data-id": message.id, "data-edited": message.edited });
  const box = make("div", { class: message.media && message.media.kind === "sticker" ? "bubble bare" : "bubble" });
  if (message.origin) box.append(make("p", { class: "quote" }, make("span", { class: "small muted", text: `${t("forwarded")} ` }), make("bdi", { text: message.origin })));
  if (message.quote) box.append(make("p", { class: "quote", dir: "auto", text: message.quote }));
  if (message.media) box.append(media(message, phone));
  if (message.text) box.append(make("div", { class: "text", dir: "auto" }, ...marked(message.text, message.entities || [])));
  box.append(foot(message, phone));
  node.append(box);
  if (message.rows.length) node.append(keys(message, phone));
  if (!message.service) holdFor(box, () => actions(message, phone));
  return node;
}

function foot(message, phone) {
  const marks = make("p", { class: "foot" });
  if (message.silent && message.by_bot) marks.append(icon("hush"), make("span", { class: "vh", text: phone.t("silent") }));
  if (message.protected) marks.append(icon("lock"), make("span", { class: "vh", text: phone.t("protected") }));
  if (message.edited) marks.append(make("span", { text: phone.t("edited") }));
  marks.append(make("time", { class: "num", text: timeOf(message.date, phone.language) }));
  if (!message.service) {
    marks.append(make("button", { type: "button", class: "dots", "aria-label": phone.t("actions"), onclick: () => actions(message, phone) }, icon("dots")));
  }
  return marks;
}

function keys(message, phone) {
  const rows = message.rows.map((row) => make("div", { class: "keys", "data-across": row.length }, ...row.map((button) => key(button, message, phone))));
  return make("div", { class: "keyboard", role: "group" }, ...rows);
}

function key(button, message, phone) {
  const node = make("button", { type: "button", dir: "auto", text: button.text });
  if (button.url) node.append(make("span", { class: "vh", text: " ↗" }));
  node.addEventListener("click", async () => {
    if (!button.callback_data) { dialog(button.text, phone.t("close"), address(button.url || "")); return; }
    node.setAttribute("aria-busy", "true");
    try {
      const { answer } = await act(phone.bot, phone.chat, "press", { message: message.id, data: button.callback_data, by: phone.person, wait: 15 });
      if (answer && answer.text) phone.toast(answer.text, answer.alert);
    } catch (error) { phone.toast(phone.t("silently_gone")); }
    node.removeAttribute("aria-busy");
  });
  return node;
}

// Telegram asks before it opens an address, and shows it whole.
function address(url) {
  return make("p", { dir: "ltr" }, make("a", { class: "address", href: url, target: "_blank", rel: "noopener noreferrer", text: url }));
}

function media(message, phone) {
  const about = message.media;
  const show = { photo, voice, audio: voice, location, contact, sticker }[about.kind] || document_;
  return show(about, phone, message);
}

function document_(about, phone, message) {
  const t = phone.t;
  const box = make("div", { class: "file" }, make("span", { class: "disc" }, icon(about.name.endsWith(".age") ? "lock" : "file")),
    make("div", {}, make("bdi", { class: "name", text: about.name }), make("span", { class: "small muted num", dir: "ltr", text: sizeOf(about.size) })));
  const ends = make("div", { class: "ends" }, make("button", { type: "button", class: "quiet", onclick: () => download(about) }, icon("download"), t("download")));
  if (about.name.endsWith(".age") && phone.opener) {
    ends.append(make("button", { type: "button", class: "quiet", onclick: () => open(about, phone, message) }, icon("lock"), t("open_officer")));
  }
  return make("div", {}, box, ends);
}

async function download(about) {
  const url = await fileUrl(about.file, about.mime);
  const link = make("a", { href: url, download: about.name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}

async function open(about, phone, message) {
  const t = phone.t;
  const inside = make("div", { class: "opened", dir: "auto" }, make("p", { text: t("opening") }));
  dialog(about.name, t("close"), make("p", { class: "only" }, icon("lock"), t("only_officer")), inside).classList.add("officer");
  try {
    const query = new URLSearchParams({ bot: phone.bot, chat: phone.chat, message: message.id, file: about.file });
    const response = await fetch(`${phone.opener}?${query}`);
    const kind = response.headers.get("content-type") || "";
    inside.replaceChildren(shown(kind.includes("json") ? await response.json() : await response.text(), !response.ok && t("not_opened")));
  } catch (error) {
    inside.replaceChildren(make("p", { text: t("not_opened") }));
  }
}

const isTable = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

// Tables in tables become sections under headings, so that no column is squeezed.
function shown(value, complaint, depth = 3) {
  if (complaint) return make("div", {}, make("p", { text: complaint }), shown(value));
  if (Array.isArray(value)) return value.length === 1 ? shown(value[0], "", depth) : make("ul", {}, ...value.map((one) => make("li", {}, shown(one, "", depth))));
  if (!isTable(value)) return make("span", { class: "text", dir: "auto", text: value === null ? "" : String(value) });
  const entries = Object.entries(value);
  const flat = entries.filter(([, one]) => !isTable(one) && !Array.isArray(one));
  const rows = flat.flatMap(([name, one]) => [make("dt", { text: name }), make("dd", {}, shown(one))]);
  return make("div", {}, rows.length ? make("dl", {}, ...rows) : null,
    ...entries.filter((entry) => !flat.includes(entry)).map(([name, one]) => make("section", {}, make(`h${depth}`, { text: name }), shown(one, "", Math.min(depth + 1, 6)))));
}

function photo(about) {
  const frame = make("div", { class: "photo" }, icon("photo"), make("span", { class: "small num", dir: "ltr", text: sizeOf(about.size) }));
  if (about.size > 64) {
    fileUrl(about.file, about.mime).then((url) => {
      const picture = make("img", { src: url, alt: about.name });
      picture.addEventListener("load", () => frame.replaceChildren(picture));
    });
  }
  return frame;
}

function voice(about, phone) {
  const player = make("audio");
  const button = make("button", { type: "button", class: "disc", "aria-label": phone.t("play") }, icon("play"));
  button.addEventListener("click", async () => {
    if (!player.src) player.src = await fileUrl(about.file, about.mime);
    player.play().catch(() => phone.toast(sizeOf(about.size)));
  });
  return make("div", { class: "voice" }, button, make("span", { class: "wave", "aria-hidden": "true" }),
    make("span", { class: "small num", text: minutes(about.seconds) }), player);
}

function location(about, phone) {
  return make("div", { class: "map" }, icon("place"), make("span", {}, phone.t("place"), make("bdi", { class: "num small", dir: "ltr", text: ` ${about.latitude.toFixed(4)}, ${about.longitude.toFixed(4)}` })));
}

function contact(about) {
  return make("div", { class: "file" }, make("span", { class: "disc" }, icon("contact")),
    make("div", {}, make("bdi", { class: "name", text: about.name }), make("bdi", { class: "small muted num", dir: "ltr", text: about.phone })));
}

const sticker = (about) => make("p", { class: "sticker", text: about.emoji || "🙂" });

// A long press or a right click opens the same list as the three dots.
function holdFor(box, then) {
  let timer = 0;
  const stop = () => clearTimeout(timer);
  box.addEventListener("pointerdown", (event) => { if (event.pointerType === "touch") timer = setTimeout(then, 550); });
  for (const name of ["pointerup", "pointercancel", "pointerleave", "pointermove"]) box.addEventListener(name, stop);
  box.addEventListener("contextmenu", (event) => { if (!event.target.closest("button")) { event.preventDefault(); stop(); then(); } });
}

function actions(message, phone) {
  const t = phone.t;
  if (document.querySelector("dialog[open]")) return;
  const run = (action, body) => async () => { box.close(); await phone.act(action, body); };
  const choice = (word, then) => make("button", { type: "button", class: "wide", text: t(word), onclick: then });
  const list = [];
  if (!message.by_bot && message.text) list.push(choice("edit", () => { box.close(); phone.beginEdit(message); }));
  if (message.text && navigator.clipboard) list.push(choice("copy", () => { navigator.clipboard.writeText(message.text); box.close(); }));
  list.push(choice("delete_both", run("delete", { message: message.id, both: true })));
  list.push(choice("delete_here", run("delete", { message: message.id, both: false })));
  const box = dialog(t("actions"), t("cancel"), make("div", { class: "list" }, ...list));
  box.dir = phone.dir;
}
