// The movable clock and the switches that make something fail.
import { dialog, make } from "./dom.js";
import { post } from "./wire.js";

const STEPS = [["+1", "min", 60], ["+10", "min", 600], ["+30", "min", 1800], ["+1", "h", 3600], ["+20", "h", 72000]];
const FAULTS = ["429", "500", "502", "hang", "drop", "slow"];

export class Clock {
  constructor(root) {
    this.root = root;
    this.offset = 0;
    this.ahead = 0;
    setInterval(() => this.tick(), 1000);
  }

  take(clock) {
    this.ahead = clock.now - Date.now() / 1000;
    this.offset = clock.offset;
    this.tick();
  }

  now() { return new Date(Date.now() + this.ahead * 1000); }

  tick() {
    if (!this.time) return;
    const say = new Intl.DateTimeFormat(this.language, { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    const text = say.format(this.now());
    if (this.time.textContent !== text) this.time.textContent = text;
    const whole = Math.round(this.offset / 60);
    const moved = whole ? `${this.page("moved")} ${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")} ${this.page("h")}` : "";
    if (this.moved.textContent !== moved) this.moved.textContent = moved;
    if (this.onTick) this.onTick(this.now());
  }

  speak(page, language) {
    Object.assign(this, { page, language });
    this.time = make("time", { class: "num strong" });
    this.moved = make("span", { class: "small muted num" });
    const forward = (seconds) => post("/sim/clock", { forward: seconds });
    const steps = STEPS.map(([number, unit, seconds]) => make("button", { type: "button", class: "step num", onclick: () => forward(seconds) }, make("bdi", { dir: "ltr", text: number }), ` ${page(unit)}`));
    const more = make("button", { type: "button", class: "step", text: `${page("more")}…`, onclick: () => this.custom(forward) });
    this.root.replaceChildren(make("span", { class: "face-time" }, this.time, this.moved), make("span", { class: "steps" }, ...steps, more));
    this.tick();
  }

  // Any number of minutes, and the faults: tucked away.
  custom(forward) {
    const page = this.page;
    const minutes = make("input", { type: "number", min: "1", value: "45", name: "minutes" });
    const form = make("form", { class: "fields row" }, make("label", { class: "field" }, page("custom"), minutes), make("button", { type: "submit", class: "primary", text: page("forward") }));
    form.addEventListener("submit", (event) => { event.preventDefault(); forward(Number(minutes.value) * 60); box.close(); });
    const box = dialog(page("more"), page("close"), make("h3", { text: page("clock") }), form, make("h3", { text: page("faults") }), this.faults(page));
  }

  faults(page) {
    const said = make("p", { class: "small muted", role: "status" });
    const plan = (body) => async () => {
      const planned = await post("/sim/faults", body);
      said.textContent = `${page("planned")}: ${planned.planned.length}`;
    };
    const switch_ = (word, then) => make("button", { type: "button", class: "wide", text: page(word), onclick: then });
    const limits = make("input", { type: "checkbox", onchange: () => plan({ limits: limits.checked })() });
    limits.checked = Boolean(this.limits);
    const each = (body) => async () => { for (const bot of this.bots) await plan(body(bot))(); };
    const garbage = async () => { for (const bot of this.bots) await post(`/sim/updates/${encodeURIComponent(bot)}`, { callback_query: { id: 7, from: "nobody" } }); };
    return make("div", { class: "list" }, make("p", { class: "small", text: `${page("fault_next")} …` }),
      ...FAULTS.map((kind) => switch_(`fault_${kind}`, plan({ kind, retry_after: 5 }))),
      switch_("fault_repeat", each((bot) => ({ repeat: bot }))), switch_("fault_swap", each((bot) => ({ swap: bot }))),
      switch_("fault_garbage", garbage), make("label", { class: "check" }, limits, page("fault_limits")), said);
  }
}
