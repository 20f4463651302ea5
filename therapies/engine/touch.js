// What a reader touches: it becomes a link, which is painted at once; the server follows.

const PAST = []; // the links before each change here, newest last: what Undo goes back to
const SOON = 150;

let state = read(location);
let follows;

// Takes a link as the state: one step of the history, or none while somebody types.
function open(href, { step = true, undone = false } = {}) {
  const before = location.href;
  const url = place.whole(href);
  const next = read(url);
  if (!place.answers(next.page) || next.page !== state.page || !isPaintable(next)) return false;
  place.write(url, step && at(next) !== at(state));
  if (step && !undone && kept(next) !== kept(state)) PAST.push(before);
  turnTo(next);
  return true;
}

// What Undo goes back over: not a look at a therapy, which Esc and its own button close.
const kept = (state) => at({ ...state, own: new Map([...state.own].filter(([key]) => key !== "peek")) });

function turnTo(next) {
  const before = state.own.get("peek");
  state = next;
  const stay = hand();
  guarded(() => paint(state));
  hideHover();
  stale();
  clearTimeout(follows);
  follows = setTimeout(place.ask, SOON);
  stay();
  const peek = state.own.get("peek");
  if (peek && peek !== before && !document.activeElement.closest("[data-turn]")) reach("[data-peek] h2");
  if (!peek && before) reach(`.content [data-id="${CSS.escape(before)}"] a[data-go]`);
}

function reach(...ways) {
  const found = ways.flatMap((way) => all(way)).find((each) => each.checkVisibility());
  found?.focus({ preventScroll: true });
}

// What has the focus may be gone after a change: then its neighbour takes it.
function hand() {
  const focused = document.activeElement;
  if (!app.contains(focused)) return () => {};
  const { pick, without: key, turn, go } = focused.dataset;
  const named = (name, value) => `.content [data-${name}="${CSS.escape(value)}"]`;
  const ways = [
    ...(focused.closest(".tray") ? [".tray a.icon"] : []),
    ...(pick ? [named("pick", pick)] : []),
    ...(key ? [`[data-facet="${CSS.escape(key)}"] .chip`] : []),
    ...(turn ? [`[data-turn="${turn}"]`, "[data-peek] h2"] : go ? [named("go", go)] : []),
  ];
  return () => {
    if (focused.isConnected && focused.checkVisibility()) return;
    relink(state); // a link that is drawn anew takes the focus once it leads somewhere
    reach(...ways, "#main");
  };
}

// What only the server makes is not shown for another filter than its own.
function stale() {
  const fresh = app.dataset.served === app.dataset.at;
  for (const slot of all("[data-slot]")) slot.classList.toggle("stale", !fresh);
}

// If painting fails the server answers alone from then on.
function guarded(act) {
  try {
    act();
  } catch (error) {
    console.error(error);
    place.fail();
  }
}

const isHeld = (event) => event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button;

function press(event) {
  const link = event.target.closest?.("a, button");
  if (!event.target.closest?.("form.search") || link) hideFound();
  if (!link || !app.contains(link) || isHeld(event) || event.defaultPrevented) return;
  if (link.getAttribute("aria-disabled") === "true") {
    event.preventDefault();
    return;
  }
  if ("undo" in link.dataset) {
    event.preventDefault();
    const before = PAST.pop();
    if (before) open(before, { undone: true });
    return;
  }
  if ("jump" in link.dataset) {
    event.preventDefault();
    one(link.hash)?.scrollIntoView();
    return;
  }
  if ("sheet" in link.dataset) {
    event.preventDefault();
    sheet(link.classList.contains("folded"));
    return;
  }
  if (link.role === "option" && !link.hasAttribute("download")) one("input[name=q]").value = "";
  if (link.target || link.closest("cite") || link.hasAttribute("download") || "enters" in link.dataset) return;
  const target = targetIn(link, state);
  if (target !== undefined) link.href = address(state, target);
  if (link.href && place.isOurs(link) && open(link.href)) event.preventDefault();
}

// The filters as a sheet over a narrow page.
function sheet(opens) {
  app.classList.toggle("sheeted", opens);
  frame(state.own.get("peek"));
  if (opens) one("input[name=q]")?.focus();
  else one("[data-sheet].folded")?.focus();
}

let typing = 0;

function type(event) {
  const box = event.target;
  if (box.matches?.("[data-narrow]")) return narrow(box);
  if (box.name !== "q" || !app.contains(box)) return;
  if (!PAGES[state.page].filters) return paintFound();
  const step = event.timeStamp - typing > 2_000 || !state.query.text;
  typing = event.timeStamp;
  search(box.value, step);
  paintFound();
}

function search(text, step) {
  const href = address(state, targetOf(state, withText(state.query, text)));
  if (open(href, { step }) || place.answers(state.page) || !place.follow) return;
  clearTimeout(follows);
  state = read(new URL(href, document.baseURI));
  follows = place.follow(href, step);
}

// A long list of chips shows those that hold what is typed.
function narrow(box) {
  const typed = box.value.toLowerCase();
  for (const chip of all(".chip", box.parentElement)) chip.hidden = !chip.textContent.toLowerCase().includes(typed);
}

const submit = (event) => {
  if (event.target.matches?.("form.search")) event.preventDefault();
};

function key(event) {
  if (walk(event)) return;
  if (event.key === "Escape" && !event.defaultPrevented) {
    if (event.target.name === "q" && !one("[data-found]").hidden) hideFound();
    else if (app.classList.contains("sheeted")) sheet(false);
    else if (event.target.name === "q" && event.target.value) clearText(event.target);
    else if (state.own.has("peek") && !document.querySelector(":popover-open")) one("[data-close]")?.click();
    else return;
    event.preventDefault();
  }
  const types = event.target.matches?.("input, textarea, select, [contenteditable=true]");
  if (event.key === "/" && !types && !isHeld(event)) {
    const box = one("input[name=q]");
    if (!box) return;
    event.preventDefault();
    if (getComputedStyle(one(".side")).display === "none") sheet(true);
    box.focus();
    box.select();
  }
  if (event.key === " " && event.target.matches?.("a[role=button], a[role=checkbox]")) {
    event.preventDefault();
    event.target.click();
  }
}

function clearText(box) {
  box.value = "";
  search("", true);
}

// ---- a look in passing: the same card for the mouse and the keyboard

let waits;

function hover(event) {
  const element = event.target.closest?.(".content :is(li, tr, th)[data-id]");
  clearTimeout(waits);
  const id = element && app.contains(element) ? element.dataset.id : "";
  light(id);
  if (!id || matchMedia("(max-width: 640px)").matches || state.own.get("peek") === id) return hideHover();
  const wait = event.type === "focusin" ? 0 : 60;
  waits = setTimeout(() => showHover(element, id), wait);
}

function light(id) {
  for (const each of all(".lit")) each.classList.toggle("lit", each.dataset.id === id);
  if (id) for (const each of all(`[data-id="${CSS.escape(id)}"]`)) each.classList.add("lit");
}

function showHover(element, id) {
  const card = one("[data-hover]");
  const html = DATA.entries?.hovers[INDEX.get(id)];
  if (!html || !element.isConnected || state.own.has("peek") || element.closest("table")) return;
  card.replaceChildren(nodes(html));
  card.hidden = false;
  const from = element.getBoundingClientRect();
  const below = from.bottom + 6 + card.offsetHeight < innerHeight;
  card.style.left = `${Math.max(8, Math.min(from.left, innerWidth - card.offsetWidth - 8))}px`;
  card.style.top = `${below ? from.bottom + 6 : Math.max(8, from.top - card.offsetHeight - 6)}px`;
}

function hideHover() {
  clearTimeout(waits);
  const card = one("[data-hover]");
  if (card) card.hidden = true;
}
