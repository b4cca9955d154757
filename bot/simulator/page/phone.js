// One phone: the person chosen, their chat with the bot, and the field to write in.
import { attachMenu } from "./attach.js";
import { bubble } from "./bubble.js";
import { dialog, icon, make } from "./dom.js";
import { act, post } from "./wire.js";
import { NAMES, directionOf, wordsFor } from "./words.js";

export class Phone {
  constructor(side, config, store) {
    Object.assign(this, { side: side.side, bot: side.bot, opener: config.opener, languages: config.languages, store });
    this.person = null;
    this.shown = new Map();
    this.newest = null;
    this.editing = null;
    this.sound = false;
    this.atEnd = true;
    this.page = wordsFor("en");
    this.root = this.build();
  }

  get chat() { return this.person; }
  get account() { return this.store.people.get(this.person); }
  get language() { return (this.account && this.account.language) || "en"; }
  get dir() { return directionOf(this.language); }
  get t() { return wordsFor(this.language); }
  get state() { return this.store.chats.get(`${this.bot}/${this.chat}`); }

  build() {
    this.heading = make("h2", {});
    this.people = make("select", { onchange: () => this.choose(Number(this.people.value)) });
    this.adder = make("button", { type: "button", class: "quiet", onclick: () => this.addPerson() });
    this.speaks = make("select", { onchange: () => this.act("language", { language: this.speaks.value }) },
      ...this.languages.map((code) => make("option", { value: code, lang: code, text: NAMES[code] || code })));
    this.peopleName = make("span", { class: "vh" });
    this.speaksName = make("span", { class: "vh" });
    const who = make("div", { class: "who" }, this.heading, make("label", {}, this.peopleName, this.people), this.adder,
      make("label", {}, this.speaksName, this.speaks));
    this.clock = make("span", { class: "num" });
    this.bell = make("span", { class: "bell", role: "status" });
    this.face = make("span", { class: "face", "aria-hidden": "true" });
    this.title = make("bdi", { class: "name" });
    this.doing = make("span", { class: "small muted" });
    this.more = make("button", { type: "button", class: "round", onclick: () => this.options() }, icon("dots"));
    const head = make("div", { class: "head" }, this.face, make("div", { class: "titles" }, this.title, this.doing), this.more);
    this.list = make("div", { class: "chat", role: "log", tabindex: "0" });
    this.list.addEventListener("scroll", () => { this.atEnd = this.restsAtEnd(); }, { passive: true });
    new ResizeObserver(() => { if (this.atEnd) this.list.scrollTop = this.list.scrollHeight; }).observe(this.list);
    this.welcome = make("div", { class: "welcome" });
    this.note = make("p", { class: "toast", role: "status", hidden: true });
    this.foot = make("div", { class: "compose" });
    this.frame = make("div", { class: "phone", role: "group" }, make("div", { class: "bar small" }, this.clock, this.bell), head,
      make("div", { class: "middle" }, this.list, this.welcome, this.note), this.foot);
    return make("section", { class: "side", "data-side": this.side, id: `side-${this.side}` }, who, this.frame);
  }

  speak(page) {
    this.page = page;
    this.heading.textContent = page(this.side);
    this.peopleName.textContent = page("person");
    this.speaksName.textContent = page("phone_language");
    this.adder.textContent = page("new_person");
    this.frame.setAttribute("aria-label", page(this.side));
  }

  async act(action, body = {}) {
    try { return await act(this.bot, this.chat, action, { by: this.person, ...body }); }
    catch (error) { this.toast(`${this.t("error")}: ${error.message}`); return null; }
  }

  async addPerson() {
    const count = [...this.store.people.values()].filter((one) => one.side === this.side).length + 1;
    const made = await post("/sim/people", { name: `${this.page(this.side)} ${count}`, language: this.language, bot: this.bot, side: this.side });
    this.person = made.id;
  }

  choose(person) {
    this.person = person;
    this.newest = null;
    this.editing = null;
    this.shown.clear();
    this.list.replaceChildren();
    this.drawnFoot = null;
    this.update();
  }

  toast(text, alert = false) {
    if (alert) { dialog(this.title.textContent, this.t("close"), make("p", { dir: "auto", text })); return; }
    this.note.textContent = text;
    this.note.hidden = false;
    clearTimeout(this.noteTimer);
    this.noteTimer = setTimeout(() => { this.note.hidden = true; }, 3500);
  }

  update() {
    const mine = [...this.store.people.values()].filter((one) => one.side === this.side || (!one.side && this.store.chats.has(`${this.bot}/${one.id}`)));
    if (!mine.some((one) => one.id === this.person)) this.person = mine.length ? mine[0].id : null;
    this.fill(mine);
    this.frame.lang = this.language;
    this.frame.dir = this.dir;
    const bot = (this.store.bots[this.bot] || {})[this.language] || {};
    this.title.textContent = bot.name || this.bot;
    this.face.textContent = (bot.name || this.bot).slice(0, 1);
    const state = this.state || { messages: new Map(), started: false, blocked: false, doing: "" };
    this.doing.textContent = state.doing ? this.t(state.doing === "typing" ? "typing" : "sending") : this.t("bot");
    clearTimeout(this.doingTimer);
    if (state.doing) this.doingTimer = setTimeout(() => { state.doing = ""; this.update(); }, 5000);
    this.more.setAttribute("aria-label", this.t("options"));
    this.list.setAttribute("aria-label", `${this.page(this.side)}: ${this.title.textContent}`);
    this.draw(state);
    this.begin(state, bot);
    this.compose(state, bot);
  }

  fill(mine) {
    const wanted = mine.map((one) => `${one.id}:${one.name}`).join();
    if (this.people.dataset.list !== wanted) {
      this.people.replaceChildren(...mine.map((one) => make("option", { value: one.id, text: one.name })));
      this.people.dataset.list = wanted;
    }
    this.people.value = String(this.person);
    this.speaks.value = this.language;
  }

  restsAtEnd() { return this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 80; }

  draw(state) {
    const atEnd = this.newest === null || this.restsAtEnd();
    const known = this.newest;
    let came = null;
    for (const [id, node] of this.shown) {
      const message = state.messages.get(id);
      if (!message || message.gone) { this.unfocus(node); node.remove(); this.shown.delete(id); }
    }
    for (const message of state.messages.values()) {
      if (message.gone) continue;
      const mark = `${message.change}/${this.language}`;
      const old = this.shown.get(message.id);
      if (old && old.dataset.mark === mark) continue;
      const node = bubble(message, this);
      node.dataset.mark = mark;
      if (old) this.replace(old, node); else this.place(node);
      this.shown.set(message.id, node);
      if (!old && known !== null && message.id > known && message.by_bot) came = message;
    }
    if (this.store.loaded) this.newest = Math.max(known || 0, ...state.messages.keys());
    this.list.hidden = !this.shown.size;
    if (came) this.arrived(came);
    if (atEnd || came) this.list.scrollTop = this.list.scrollHeight;
  }

  place(node) {
    const after = [...this.list.children].find((other) => Number(other.dataset.id) > Number(node.dataset.id));
    this.list.insertBefore(node, after || null);
  }

  // A focused button that an edit replaces hands its focus to the first button of the new keyboard, or to the chat.
  replace(old, node) {
    const focused = old.contains(document.activeElement);
    old.replaceWith(node);
    if (focused) (node.querySelector(".keys button") || this.list).focus({ preventScroll: true });
  }

  unfocus(node) { if (node.contains(document.activeElement)) this.list.focus({ preventScroll: true }); }

  arrived(message) {
    const word = message.silent ? "silent" : "rang";
    this.bell.replaceChildren(icon(message.silent ? "hush" : "bell"), this.t(word));
    this.bell.dataset.rings = String(!message.silent);
    this.root.dispatchEvent(new CustomEvent("arrived", { bubbles: true, detail: { side: this.side, silent: message.silent } }));
    clearTimeout(this.bellTimer);
    this.bellTimer = setTimeout(() => { this.bell.replaceChildren(); delete this.bell.dataset.rings; }, 6000);
    if (this.sound && !message.silent) ring();
  }

  begin(state, bot) {
    const empty = !this.shown.size;
    this.welcome.hidden = !empty;
    const wanted = `${bot.description}/${this.language}`;
    if (!empty || this.welcome.dataset.for === wanted) return;
    this.welcome.dataset.for = wanted;
    this.welcome.replaceChildren(...(bot.description
      ? [make("p", { class: "strong", text: this.t("what_can") }), make("p", { dir: "auto", class: "text", text: bot.description })]
      : [make("p", { class: "muted", text: this.t("empty") })]));
  }

  compose(state, bot) {
    const kind = state.blocked ? "blocked" : state.started ? "write" : "start";
    const wanted = `${kind}/${this.language}/${this.person}/${(bot.commands || []).length}`;
    if (this.drawnFoot === wanted) return;
    this.drawnFoot = wanted;
    if (kind !== "write") {
      const word = this.t(kind === "start" ? "start" : "restart");
      this.foot.replaceChildren(make("button", { type: "button", class: "start", text: word, onclick: () => this.act("start") }));
      return;
    }
    const t = this.t;
    this.field = make("textarea", { rows: "1", dir: "auto", placeholder: t("write"), "aria-label": t("write"), enterkeyhint: "send" });
    this.field.addEventListener("input", () => this.grow());
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.send(); }
      if (event.key === "Escape") this.endEdit();
    });
    const round = (name, word, then) => make("button", { type: "button", class: "round", "aria-label": t(word), onclick: then }, icon(name));
    this.foot.replaceChildren(...[
      (bot.commands || []).length ? round("menu", "commands", () => this.commands(bot.commands)) : null,
      round("attach", "attach", () => attachMenu(this)), this.field, round("send", "send", () => this.send()),
    ].filter(Boolean));
  }

  grow() {
    this.field.style.blockSize = "auto";
    this.field.style.blockSize = `${Math.min(this.field.scrollHeight + 2, 140)}px`;
  }

  async send() {
    const text = this.field.value.trim();
    if (!text) return;
    const editing = this.editing;
    this.endEdit();
    await (editing ? this.act("edit", { message: editing, text }) : this.act("say", { text }));
  }

  beginEdit(message) {
    this.editing = message.id;
    this.field.value = message.text;
    this.foot.dataset.editing = "true";
    this.grow();
    this.field.focus();
  }

  endEdit() {
    this.editing = null;
    this.field.value = "";
    delete this.foot.dataset.editing;
    this.grow();
  }

  list_(title, entries) {
    const list = entries.map(([word, then]) => make("button", { type: "button", class: "wide", dir: "auto", text: word, onclick: () => { box.close(); then(); } }));
    const box = dialog(title, this.t("cancel"), make("div", { class: "list" }, ...list));
    box.dir = this.dir;
  }

  commands(commands) {
    this.list_(this.t("commands"), commands.map((one) => [`/${one.command}  ${one.description}`, () => this.act("say", { text: `/${one.command}` })]));
  }

  options() {
    const blocked = this.state && this.state.blocked;
    this.list_(this.t("options"), [
      [this.t(blocked ? "unblock" : "block"), () => this.act(blocked ? "unblock" : "block")],
      [this.t(this.sound ? "sound_off" : "sound_on"), () => { this.sound = !this.sound; if (this.sound) ring(); }],
    ]);
  }
}

// Two soft tones, made on the spot: no sound file is shipped.
function ring() {
  const context = new AudioContext();
  [660, 880].forEach((pitch, index) => {
    const tone = context.createOscillator();
    const volume = context.createGain();
    const begin = context.currentTime + index * 0.18;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.12, begin);
    volume.gain.exponentialRampToValueAtTime(0.001, begin + 0.35);
    tone.connect(volume).connect(context.destination);
    tone.start(begin);
    tone.stop(begin + 0.4);
  });
  setTimeout(() => context.close(), 1500);
}
