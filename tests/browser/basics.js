// What a reader of a page can measure by hand; an object of questions, asked from Python by name.
({
  shown: (node) => node.checkVisibility({ visibilityProperty: true }) && !node.closest(".vh"),

  nameless() {
    const wanted = "button, input, select, textarea, a[href], dialog, summary, [role=log], [role=region], .phone";
    const nameOf = (node) => [node.getAttribute("aria-label"), node.textContent, node.title,
      ...[...node.labels || []].map((label) => label.textContent)].join("");
    return [...document.querySelectorAll(wanted)].filter((node) => !nameOf(node).trim()).map((node) => node.outerHTML.slice(0, 99));
  },

  twice() {
    const ids = [...document.querySelectorAll("[id]")].map((node) => node.id);
    return ids.filter((id, at) => ids.indexOf(id) !== at);
  },

  small(least, where) {
    return [...document.querySelectorAll(where)].filter(this.shown).map((node) => [node, node.getBoundingClientRect()])
      .filter(([, box]) => Math.min(box.width, box.height) < least - 0.5)
      .map(([node, box]) => `${node.outerHTML.slice(0, 80)} ${box.width}x${box.height}`);
  },

  light: (colour) => colour.slice(0, 3).map((part) => part / 255)
    .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0),

  parts: (colour) => colour.match(/[\d.]+/g).map(Number),

  ground(node) {
    for (let one = node; one; one = one.parentElement) {
      const colour = this.parts(getComputedStyle(one).backgroundColor);
      if (colour.length < 4 || colour[3] > 0.99) return colour;
    }
    return [255, 255, 255];
  },

  contrast(node) {
    const both = [this.parts(getComputedStyle(node).color), this.ground(node)].map(this.light).sort((a, b) => b - a);
    return (both[0] + 0.05) / (both[1] + 0.05);
  },

  faint() {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      const [text, node] = [walker.currentNode.data.trim(), walker.currentNode.parentElement];
      if (!text || !this.shown(node) || node.closest("script, noscript, .skip")) continue;
      if (this.contrast(node) < 4.5) found.push(`${text.slice(0, 40)}: ${this.contrast(node).toFixed(2)}`);
    }
    return found;
  },
})
