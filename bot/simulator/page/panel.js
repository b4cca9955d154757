// What the server can read: rows of its database, with sealed fields as sizes and with what is new marked.
// The rows come as {"tables": {name: [row, …]}} (or a list of {"name", "rows"}); a sealed field is {"sealed": bytes}.
import { icon, make, sizeOf } from "./dom.js";

const isSealed = (value) => value !== null && typeof value === "object" && typeof value.sealed === "number";
// Whole seconds since 1970, of this century: shown as a clock would, in signs that need no mirroring.
const isTime = (value) => typeof value === "number" && value > 1e9 && value < 4e9;
const TIME = new Intl.DateTimeFormat("en-GB", { weekday: "short", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });

function tablesOf(answer) {
  const tables = answer.tables || answer;
  const named = Array.isArray(tables) ? tables.map((one) => [one.name, one.rows]) : Object.entries(tables);
  return named.filter(([, rows]) => Array.isArray(rows));
}

export class Panel {
  constructor(address) {
    this.address = address;
    this.seen = null;
    this.open = new Map();
    this.onlyNew = false;
    this.heading = make("h2", {});
    this.about = make("p", { class: "small muted" });
    this.filterWord = make("span", {});
    this.filter = make("input", { type: "checkbox", onchange: () => { this.onlyNew = this.filter.checked; this.paint(); } });
    this.body = make("div", { class: "tables", tabindex: "0", role: "region" });
    this.filterBox = make("label", { class: "check small" }, this.filter, this.filterWord);
    this.root = make("aside", { class: "side panel", "data-side": "server", id: "side-server" }, this.heading, this.about, this.filterBox, this.body);
  }

  speak(page) {
    this.page = page;
    this.heading.textContent = page("panel");
    this.body.setAttribute("aria-label", page("panel"));
    this.about.textContent = page(this.address ? "panel_what" : "panel_none");
    this.filterWord.textContent = page("only_new");
    this.filterBox.hidden = !this.address;
    if (this.tables) this.paint();
  }

  // Asks again shortly after something happened, and every few seconds besides; never twice at once.
  soon() { clearTimeout(this.timer); this.timer = setTimeout(() => this.ask(), 250); }

  async ask() {
    clearTimeout(this.timer);
    if (!this.address) return;
    if (!this.asking) {
      this.asking = true;
      try {
        const response = await fetch(this.address, { cache: "no-store" });
        const text = await response.text();
        if (text !== this.text) { this.text = text; this.take(tablesOf(JSON.parse(text))); }
      } catch (error) { this.text = null; this.body.replaceChildren(make("p", { class: "muted", text: this.page("panel_lost") })); }
      this.asking = false;
    }
    this.timer = setTimeout(() => this.ask(), 2000);
  }

  take(tables) {
    const now = new Map();
    this.tables = tables.map(([name, rows]) => [name, rows.map((row, index) => {
      const columns = Object.entries(row);
      const id = `${name}/${row.id ?? row.key ?? row.name ?? columns.slice(0, 1).map(([, value]) => JSON.stringify(value)).join() + index}`;
      const was = this.seen && this.seen.get(id);
      now.set(id, row);
      const fresh = new Set(columns.filter(([column, value]) => !was || JSON.stringify(was[column]) !== JSON.stringify(value)).map(([column]) => column));
      return { columns, fresh: this.seen ? fresh : new Set(), created: Boolean(this.seen && !was) };
    })]);
    this.seen = now;
    this.paint();
  }

  paint() {
    const page = this.page;
    const sections = this.tables.filter(([, rows]) => rows.length).map(([name, rows]) => this.table(name, rows));
    this.body.replaceChildren(...(sections.length ? sections : [make("p", { class: "muted", text: page("panel_empty") })]));
  }

  table(name, rows) {
    const news = rows.filter((row) => row.fresh.size).length;
    const shown = (this.onlyNew ? rows.filter((row) => row.fresh.size) : rows).slice(-30).reverse();
    const head = make("summary", {}, make("bdi", { class: "name", text: name }), make("span", { class: "small muted num", text: `${rows.length} ${this.page(rows.length === 1 ? "row" : "rows")}` }),
      news ? make("span", { class: "new small", text: this.page("new") }) : null);
    const box = make("details", { open: this.open.get(name) ?? (news > 0 || rows.length < 6) }, head, ...shown.map((row) => this.row(row)));
    box.addEventListener("toggle", () => this.open.set(name, box.open));
    return box;
  }

  row({ columns, fresh, created }) {
    const order = [...columns.filter(([, value]) => !isSealed(value)), ...columns.filter(([, value]) => isSealed(value))];
    const cells = order.filter(([, value]) => value !== null && value !== "").map(([column, value]) => make("div", { "data-sealed": isSealed(value) },
      make("dt", { text: column }), make("dd", { "data-new": fresh.has(column) }, this.cell(value, column))));
    return make("dl", { class: "entry", dir: "ltr", "data-new": fresh.size > 0, "data-created": created }, ...cells);
  }

  cell(value, column) {
    if (isSealed(value)) return value.sealed ? this.block(value.sealed, column) : make("span", { class: "muted", text: this.page("none") });
    return make("bdi", { class: "num", text: isTime(value) ? TIME.format(value * 1000) : typeof value === "object" ? JSON.stringify(value) : String(value) });
  }

  // A striped block that grows with the logarithm of what it hides.
  block(bytes, column) {
    const block = make("span", { class: "stripes", "aria-hidden": "true" }, icon("lock"));
    block.style.inlineSize = `${Math.min(11, 1.5 + Math.log2(bytes) / 1.7)}rem`;
    return make("span", { class: "sealed" }, block, column === "sealed" ? null : make("span", { text: this.page("sealed_size") }), make("bdi", { class: "num", dir: "ltr", text: sizeOf(bytes) }));
  }
}
