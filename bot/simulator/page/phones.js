// The demo's page: phones side by side, the clock above them, the server's rows beside them.
import { make } from "./dom.js";
import { Panel } from "./panel.js";
import { Phone } from "./phone.js";
import { Clock } from "./tools.js";
import { follow, get } from "./wire.js";
import { directionOf, wordsFor } from "./words.js";

const store = { people: new Map(), chats: new Map(), bots: {} };
const $ = (selector) => document.querySelector(selector);

function take(state) {
  store.loaded = true;
  for (const person of state.people) store.people.set(person.id, person);
  store.bots = state.bots;
  for (const chat of state.chats) {
    const key = `${chat.bot}/${chat.chat}`;
    const known = store.chats.get(key) || { messages: new Map() };
    for (const message of chat.messages) known.messages.set(message.id, { ...message, change: state.count });
    store.chats.set(key, { ...chat, messages: known.messages });
  }
}

function tabs(parts) {
  const root = $(".tabs");
  const buttons = parts.map(([side]) => make("button", { type: "button", role: "tab", id: `tab-${side}`, "aria-controls": `side-${side}` },
    make("span", {}), make("span", { class: "new small" })));
  const choose = (index, focus) => {
    buttons.forEach((button, other) => {
      button.setAttribute("aria-selected", String(other === index));
      button.tabIndex = other === index ? 0 : -1;
      parts[other][1].root.classList.toggle("away", other !== index);
    });
    buttons[index].lastChild.textContent = "";
    if (focus) buttons[index].focus();
    if (parts[index][1].list) parts[index][1].list.scrollTop = parts[index][1].list.scrollHeight;
  };
  buttons.forEach((button, index) => {
    button.addEventListener("click", () => choose(index));
    button.addEventListener("keydown", (event) => {
      const forward = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
      const step = { [forward]: 1, ArrowLeft: -1, ArrowRight: -1 }[event.key];
      if (step) choose((index + step + parts.length) % parts.length, true);
    });
  });
  root.replaceChildren(...buttons);
  choose(0);
  return buttons;
}

async function begin() {
  const config = await get("/sim/config");
  const phones = config.sides.map((side) => new Phone(side, config, store));
  const panel = new Panel(config.panel);
  const clock = new Clock($(".clock"));
  clock.bots = config.bots;
  const parts = [...phones.map((phone) => [phone.side, phone]), ["server", panel]];
  $("#phones").replaceChildren(...parts.map(([, part]) => part.root));
  const buttons = tabs(parts);

  const speak = (language) => {
    const page = wordsFor(language);
    document.documentElement.lang = language;
    document.documentElement.dir = directionOf(language);
    for (const node of document.querySelectorAll("[data-word]")) node.textContent = page(node.dataset.word);
    $(".clock").setAttribute("aria-label", page("clock"));
    $("#title").textContent = config.title;
    document.title = config.title;
    clock.speak(page, language);
    parts.forEach(([side, part], index) => { part.speak(page); buttons[index].firstChild.textContent = page(side); });
    phones.forEach((phone) => phone.update());
  };
  clock.onTick = (now) => phones.forEach((phone) => {
    phone.clock.textContent = new Intl.DateTimeFormat(phone.language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(now);
  });
  document.addEventListener("arrived", (event) => {
    const index = parts.findIndex(([side]) => side === event.detail.side);
    if (buttons[index].getAttribute("aria-selected") !== "true") buttons[index].lastChild.textContent = wordsFor(document.documentElement.lang)("new");
  });
  $("#language").addEventListener("change", () => speak($("#language").value));
  const asked = new URLSearchParams(window.location.search).get("lang") || "en";
  $("#language").value = config.languages.includes(asked) ? asked : "en";
  speak($("#language").value);
  panel.ask();
  await follow((state) => {
    take(state);
    clock.limits = state.faults.limits;
    clock.take(state.clock);
    phones.forEach((phone) => phone.update());
    clock.tick();
    panel.soon();
  }, (lost) => { $(".offline").hidden = !lost; });
}

begin();
