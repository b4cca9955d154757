// The one screen that is written on: four boxes, each of which may stay empty.

import { field, make, UNREMEMBERED } from "./dom.js";
import { base64 } from "./sealing.js";
import { say } from "./words.js";

const LONGEST = 100_000; // letters of a story: a book's chapter

// `most` is the largest file in bytes, or 0 where none may be added.
export function form({ count, most, onsend, onleave }) {
  const story = make("textarea", { ...UNREMEMBERED, rows: 8, dir: "auto", maxlength: LONGEST });
  const name = make("input", { ...UNREMEMBERED, type: "text", dir: "auto", maxlength: 500 });
  const contact = make("input", { ...UNREMEMBERED, type: "text", dir: "auto", maxlength: 500 });
  const file = make("input", { ...UNREMEMBERED, type: "file" });
  const fault = make("p", { class: "fault", id: "fault", tabindex: "-1", role: "alert" });
  const send = make("button", { type: "button", class: "main", text: say("send") });
  const boxes = [story, name, contact, file];

  const complain = (word, box) => {
    box.before(fault);
    fault.textContent = say(word, { most: Math.floor(most / 2 ** 20) });
    box.setAttribute("aria-invalid", "true");
    box.focus();
  };
  const press = async () => {
    if (send.disabled) return;
    fault.textContent = "";
    boxes.forEach((box) => box.removeAttribute("aria-invalid"));
    const chosen = file.files[0];
    if (!chosen && !boxes.slice(0, 3).some((box) => box.value.trim())) { complain("empty", story); return; }
    if (chosen && chosen.size > most) { complain("too_big", file); return; }
    send.disabled = true;
    try {
      onsend(await written(story.value, name.value, contact.value, chosen));
    } catch {
      complain("unread", file);
    }
    send.disabled = false;
  };
  send.addEventListener("click", press);
  const node = make("div", { onkeydown: (event) => { if (event.key === "Enter" && event.ctrlKey) press(); } },
    make("h1", { text: say("title") }),
    make("p", { text: say("intro") }),
    make("p", { class: "hint", text: say("readers", { count }) }),
    field("story", say("story"), say("story_hint"), story),
    field("name", say("name"), "", name),
    field("contact", say("contact"), say("contact_hint"), contact),
    most ? field("file", say("file"), say("file_hint", { most: Math.floor(most / 2 ** 20) }), file) : null,
    fault,
    send,
    make("button", { type: "button", class: "quiet", text: say("leave"), onclick: onleave }));
  const clear = () => boxes.forEach((box) => { box.value = ""; });
  return { node, clear };
}

async function written(story, name, contact, chosen) {
  const content = {};
  if (story.trim()) content.story = story;
  if (name.trim()) content.name = name;
  if (contact.trim()) content.contact = contact;
  if (chosen) content.file = { name: chosen.name, kind: chosen.type, base64: await base64(chosen) };
  return content;
}
