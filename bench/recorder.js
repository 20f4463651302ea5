// Notes when the parts of a page that matter last changed: what a person waits to see.
// `regions` (name → selector) stands before this text. A change is a node or a text that comes or
// goes, an attribute inside a picture (SVG), or a stroke on a canvas; shadow roots are looked into.
(() => {
  const last = {};
  const drawn = new Map();
  const names = Object.keys(regions);
  const above = (node) => node.parentElement ?? node.getRootNode().host ?? null;

  const note = (node, now) => {
    for (let each = node; each; each = above(each)) {
      for (const name of names) if (each.matches?.(regions[name])) last[name] = now;
    }
  };
  const noteInside = (node, now) => {
    for (const name of names) if (node.querySelector?.(regions[name])) last[name] = now;
  };
  const see = (records) => {
    const now = performance.now();
    for (const record of records) {
      if (record.type === "attributes" && !(record.target instanceof SVGElement)) continue;
      note(record.target, now);
      for (const node of record.addedNodes) {
        note(node, now);
        noteInside(node, now);
      }
    }
  };
  const watch = (root) =>
    new MutationObserver(see).observe(root, {
      attributes: true,
      characterData: true,
      childList: true,
      subtree: true,
    });

  const attachShadow = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (...options) {
    const root = attachShadow.apply(this, options);
    watch(root);
    return root;
  };
  const pen = CanvasRenderingContext2D.prototype;
  for (const name of ["clearRect", "fillRect", "fillText", "fill", "stroke", "drawImage"]) {
    const draw = pen[name];
    pen[name] = function (...values) {
      drawn.set(this.canvas, performance.now());
      return draw.apply(this, values);
    };
  }
  watch(document);

  let clicked = 0;
  addEventListener("pointerdown", () => { clicked = performance.now(); }, true);

  const texts = (root) => {
    for (const each of root.querySelectorAll("*")) {
      if (each.matches(regions.text)) return deep(each);
      const inside = each.shadowRoot && texts(each.shadowRoot);
      if (inside) return inside;
    }
    return "";
  };
  const deep = (node) =>
    [...node.childNodes, ...(node.shadowRoot?.childNodes ?? [])]
      .map((each) => (each.nodeType === 3 ? each.data : each.nodeName === "STYLE" ? "" : deep(each)))
      .join("");

  // The time of the last change in milliseconds, after the last click or else after the visit
  // began; null until every part has changed, the text holds `words`, and all was quiet for a
  // while.
  window.answered = (words, quiet) => {
    for (const [canvas, time] of drawn) if (canvas.isConnected) note(canvas, time);
    drawn.clear();
    const times = names.map((name) => last[name]);
    if (times.some((time) => !(time > clicked))) return null;
    const end = Math.max(...times);
    if (performance.now() - end < quiet || !texts(document).includes(words)) return null;
    return end - clicked;
  };
})();
