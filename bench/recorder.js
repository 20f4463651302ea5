// Notes when the parts of a page that matter were last painted anew: what a person waits to see.
// `regions` (name → selector) stands before this text. A change is a node or a text that comes or
// goes, what is hidden or shown, an attribute inside a picture (SVG), or a stroke on a canvas;
// shadow roots are looked into; what lies below the window's edge does not count. A change is
// painted when the frame that holds it is: a message posted in that frame's callback comes right
// after the frame's style, layout and paint. A region called `engine` changes when our engine has
// taken over.
(() => {
  let last = {};
  let begun = 0;
  let shifted = 0;
  let changed = 0;
  let added = new Set();
  let removed = new Set();
  let touched = new Set();
  // What lies below the window's edge is not waited for.
  const isBelow = (node) => {
    const element = node.nodeType === 1 ? node : node.parentElement;
    return element?.isConnected && element.getClientRects()[0]?.top >= innerHeight;
  };
  const above = (node) => node.parentElement ?? node.getRootNode().host ?? null;

  const frame = new MessageChannel();
  const touch = () => {
    if (!touched.size && !added.size) requestAnimationFrame(() => frame.port2.postMessage(0));
    changed = performance.now();
  };
  // Only now, when the frame is out, is looked at what changed: looking takes time.
  frame.port1.onmessage = () => {
    const painted = performance.now();
    const trees = new Set([...added].filter((node) => !removed.has(node))); // no more than moved
    const nodes = new Set([...touched, ...trees]);
    [touched, added, removed] = [new Set(), new Set(), new Set()];
    for (const [name, selector] of Object.entries(regions)) {
      const within = (node) => {
        if (isBelow(node)) return false;
        for (let each = node; each; each = above(each)) {
          if (each.matches?.(selector)) return true;
          if (each.matches?.("[data-slot]")) return false; // our server's own part, which follows
        }
        return trees.has(node) && node.querySelector?.(selector);
      };
      for (const node of nodes) {
        if (!within(node)) continue;
        last[name] = { changed, painted };
        break;
      }
    }
  };

  const see = (records) => {
    for (const { type, target, attributeName, addedNodes, removedNodes } of records) {
      if (attributeName === "data-engine") last.engine = { changed: performance.now(), painted: performance.now() };
      if (type === "attributes" && attributeName !== "hidden" && !(target instanceof SVGElement)) continue;
      touch();
      if (type !== "childList" || removedNodes.length) touched.add(target);
      for (const node of addedNodes) added.add(node);
      for (const node of removedNodes) removed.add(node);
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
      touch();
      touched.add(this.canvas);
      return draw.apply(this, values);
    };
  }
  watch(document);

  // From the moment at which the browser was told of the press (of a mouse: that it was let go), not
  // when it came to handling it.
  const press = (event) => {
    if (event.isTrusted && event.key !== "Escape") begun = event.timeStamp; // scripts press, too
  };
  addEventListener("click", press, true);
  addEventListener("keydown", press, true);

  new PerformanceObserver((list) => {
    for (const each of list.getEntries()) if (!each.hadRecentInput) shifted += each.value;
  }).observe({ type: "layout-shift", buffered: true });
  window.shifted = () => shifted;

  // What the browser itself says of the last press: until the first frame after it was on display,
  // in steps of 8 ms; it tells nothing below 16 ms.
  const timings = [];
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) timings.push({ startTime, duration });
  }).observe({ type: "event", durationThreshold: 16 });
  window.displayed = () =>
    Math.max(16, ...timings.filter((each) => each.startTime >= begun).map((each) => each.duration));

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
  const spaced = (text) => ` ${text.split(/\s+/).join(" ")} `;

  window.awaiting = (next) => {
    regions = next;
    last = {};
  };
  // How many milliseconds after the last press, or else after the visit began, the last change was
  // painted; null until every region has changed, the text holds `words`, and all was quiet for a
  // while. After a `touch` there must have been a press on this very page: none is loaded anew.
  window.answered = (words, quiet, touch) => {
    if (touch && !begun) return null;
    const times = Object.keys(regions).map((name) => last[name]);
    if (!times.every((time) => time?.changed > begun) || touched.size || added.size) return null;
    const ended = Math.max(...times.map((time) => time.changed));
    if (performance.now() - ended < quiet || !spaced(texts(document)).includes(spaced(words))) return null;
    return Math.max(...times.map((time) => time.painted)) - begun;
  };
})();
