// Making and clearing what stands on the page: elements and text nodes only, never markup.

export function make(tag, given = {}, ...inside) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (name === "text") node.textContent = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...inside.filter(Boolean));
  return node;
}

// No keyboard, browser or password store is to remember or look up what is written here.
export const UNREMEMBERED = {
  autocomplete: "off", autocorrect: "off", autocapitalize: "off", spellcheck: "false", writingsuggestions: "false",
  "data-1p-ignore": "", "data-lpignore": "true", "data-form-type": "other", "data-gramm": "false",
};

// A box with its label and hint, the three tied together for screen readers. The box comes last in the reading order.
export function field(id, label, hint, box) {
  box.id = id;
  if (hint) box.setAttribute("aria-describedby", `${id}-hint`);
  return make("div", { class: "field" },
    make("label", { for: id, text: label }),
    hint ? make("p", { class: "hint", id: `${id}-hint`, text: hint }) : null,
    box);
}

// One screen in the place of another; its heading takes the focus, so that a screen reader begins there.
export function show(...nodes) {
  const main = document.querySelector("main");
  main.replaceChildren(...nodes);
  const heading = main.querySelector("h1");
  if (heading) {
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
  window.scrollTo(0, 0);
}
