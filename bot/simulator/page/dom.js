// Building elements without markup strings: only textContent and attributes, so Trusted Types has nothing to object to.
export function make(tag, about = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(about)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") node.textContent = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const SHAPES = {
  attach: "M8 12.5l6.2-6.2a3 3 0 0 1 4.2 4.2l-8.1 8.1a5 5 0 0 1-7.1-7.1l8-8",
  send: "M4 12l16-8-5 16-3.5-6.5z",
  voice: "M12 4a2.5 2.5 0 0 1 2.5 2.5v5a2.5 2.5 0 0 1-5 0v-5A2.5 2.5 0 0 1 12 4zM6 11.5a6 6 0 0 0 12 0M12 17.5V21",
  photo: "M4 5h16v14H4zM4 16l5-5 4 4 2-2 5 4M15.5 9.5h.01",
  place: "M12 21s6.5-6 6.5-11a6.5 6.5 0 0 0-13 0c0 5 6.5 11 6.5 11zM12 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4",
  contact: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20a7.5 7.5 0 0 1 15 0",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  bell: "M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15zM10 20.5h4",
  hush: "M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15zM4 4l16 16",
  dots: "M5.5 12h.01M12 12h.01M18.5 12h.01",
  play: "M8 5l11 7-11 7z",
  download: "M12 4v11M7.5 11L12 15.5 16.5 11M5 20h14",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  menu: "M4 7h16M4 12h16M4 17h16",
};

export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const picture = document.createElementNS(space, "svg");
  picture.setAttribute("viewBox", "0 0 24 24");
  picture.setAttribute("class", `icon icon-${name}`);
  picture.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", SHAPES[name]);
  picture.append(path);
  return picture;
}

export function sizeOf(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

export const minutes = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

// A dialog that is gone when it is closed, and gives the focus back.
export function dialog(title, closeWord, ...content) {
  const before = document.activeElement;
  const box = make("dialog", { "aria-label": title }, make("h2", { text: title }), ...content);
  box.append(make("div", { class: "ends" }, make("button", { type: "button", text: closeWord, onclick: () => box.close() })));
  box.addEventListener("close", () => { box.remove(); if (before && before.isConnected) before.focus(); });
  document.body.append(box);
  box.showModal();
  return box;
}
