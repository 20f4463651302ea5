// The engine in the app: takes over the screen that the server made, the first one in the start
// page and those that come through Streamlit, and leaves what is in sight where it is.

let running = null;
let loaded = null; // the table's version and its data
let pressed = null; // what was to be added to the talk before Streamlit was there
let tell = (_name, part) => {
  pressed = part;
};

document.documentElement.dataset.frame ??= "side";

const asked = (url) =>
  fetch(url).then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)));

// Of a large table what is painted comes after the engine has begun; until then a press that needs
// it loads the page.
function withLater(found, version) {
  const url = new URL(`./data/entries.json?v=${version}`, document.baseURI);
  asked(url).then((entries) => Object.assign(found, { entries }), console.error);
  return found;
}

const tableOf = (version) => {
  if (loaded?.version !== version) {
    const url = new URL(`./data/engine.json?v=${version}`, document.baseURI);
    const data = asked(url).then((found) => (found.later ? withLater(found, version) : found));
    loaded = { version, data };
  }
  return loaded.data;
};

async function begins(app) {
  running?.end();
  running = null;
  try {
    const data = await tableOf(app.dataset.table);
    if (app.isConnected && !running) running = begin(data, app);
  } catch (error) {
    console.error(error);
    loaded = null;
    document.documentElement.dataset.engine = "off"; // from now on each link loads the page
    app.querySelector("[data-failed]").hidden = false;
  }
}

const madeOf = (html) => {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content.firstElementChild;
};

const isSame = (app, data) => app?.dataset.page === data.page && app.dataset.table === data.table;

// What is open over the screen stays open while parts of it are drawn anew.
function keepingOpen(draw) {
  const open = document.querySelector(".vc.app :popover-open")?.id;
  draw();
  const again = open && document.getElementById(open);
  if (again && !again.matches(":popover-open")) again.showPopover();
}

function fill(app, slots, at) {
  for (const slot of app.querySelectorAll("[data-slot]")) {
    const html = slots[slot.dataset.slot];
    if (html === undefined) continue;
    slot.innerHTML = html;
    slot.classList.remove("stale");
  }
  app.dataset.served = at;
}

// What the server answers: a whole screen, or the parts that only it makes, for the link `data.at`.
// `send` tells it what was pressed, or that the screen is gone that it takes to be here.
export function take(holder, data, send) {
  tell = send;
  if (pressed !== null) tell("add", pressed);
  pressed = null;
  const first = document.getElementById("first");
  let app = holder.querySelector(":scope > .app") ?? first?.querySelector(".app");
  if (!app) {
    if (!data.html) return tell("lost", true);
    holder.innerHTML = data.html;
    return begins(holder.firstElementChild);
  }
  if (app.parentElement !== holder) adopt(holder, app, first);
  const keeps = data.keeps || data.slots; // the engine answers on this page, and may be further on
  if (keeps && running && isSame(app, data) && running.at() !== data.at) return;
  const draw = () => {
    if (data.slots) fill(app, data.slots, data.at);
    if (data.html) replace(app, data);
  };
  if (isSame(app, data)) keepingOpen(draw);
  else draw();
  running?.carry();
  askAgain(data.talk);
}

let askedFor = ""; // once for an address, lest one that the two sides read differently is asked for ever

// An answer can be older than what was added to the talk: the server was told of a link by itself
// before the talk stood in it. Streamlit learns of the whole one by popstate.
function askAgain(talk) {
  const here = new URLSearchParams(location.search).getAll("talk").at(-1) ?? "";
  if (here.startsWith(talk) && Boolean(here) === Boolean(talk)) askedFor = "";
  else if (askedFor !== location.search) {
    askedFor = location.search;
    dispatchEvent(new PopStateEvent("popstate"));
  }
}

function adopt(holder, app, first) {
  const top = first.scrollTop;
  const focused = document.activeElement;
  holder.append(app);
  first.remove();
  if (app.contains(focused)) focused.focus({ preventScroll: true });
  document.querySelector('[data-testid="stMain"]')?.scrollTo(0, top);
}

// The screen anew. On the same page the hand stays where it was: in the search, on a filter, in a
// list that was opened or scrolled.
function replace(app, data) {
  const next = madeOf(data.html);
  const same = isSame(app, data);
  if (same && (data.keeps || app.dataset.served === data.at)) {
    const slots = [...next.querySelectorAll("[data-slot]")].map((slot) => [slot.dataset.slot, slot.innerHTML]);
    fill(app, Object.fromEntries(slots), data.at);
    return;
  }
  const stay = app.dataset.page === data.page ? [hand, search, opened, scrolled, peeked].map((of) => of(app, next)) : [];
  app.replaceWith(next);
  for (const act of stay) act?.();
  begins(next);
}

const NAMES = ["data-chip", "data-without", "data-pick", "data-go", "id"];

function hand(app, next) {
  const focused = document.activeElement;
  const part = app.contains(focused) && [".side", ".content", "[data-peek]"].find((each) => focused.closest(each));
  const name = part && NAMES.find((each) => focused.hasAttribute(each));
  if (!name) return undefined;
  const like = (screen) => [...screen.querySelectorAll(`${part} [${name}="${CSS.escape(focused.getAttribute(name))}"]`)];
  const number = like(app).indexOf(focused);
  return () => like(next)[number]?.focus({ preventScroll: true });
}

function search(app, next) {
  const [box, newBox] = [app, next].map((each) => each.querySelector("input[name=q]"));
  if (!box || box !== document.activeElement) return undefined;
  const range = [box.selectionStart, box.selectionEnd];
  newBox.value = box.value;
  const [list] = app.querySelectorAll("[data-found]:not([hidden])");
  const chosen = [...(list?.children ?? [])].findIndex((each) => each.ariaSelected === "true");
  if (list) next.dataset.finds = chosen; // what it found goes on standing there
  return () => newBox.setSelectionRange(...range);
}

// What opens beside the page takes the focus, and gives it back to its name.
function peeked(app, next) {
  const [before, after] = [app, next].map((screen) => screen.querySelector(".peek")?.dataset.id);
  if (before === after) return undefined;
  const to = after ? ".peek h2" : `.content [data-id="${CSS.escape(before)}"] a[data-go]`;
  return () => next.querySelector(to)?.focus({ preventScroll: true });
}

function opened(app, next) {
  const where = app.dataset.at === next.dataset.at ? "details" : ".side details";
  const [details, others] = [app, next].map((each) => [...each.querySelectorAll(where)]);
  next.classList.toggle("sheeted", app.classList.contains("sheeted"));
  others.forEach((each, number) => (each.open ||= details[number]?.open ?? false));
}

function scrolled(app, next) {
  const [side, other] = [app, next].map((each) => each.querySelector(":scope > .side"));
  const top = side?.scrollTop;
  return () => other?.scrollTo(0, top);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.(".vc [data-add]");
  if (button) tell("add", button.dataset.add);
});

// The ground that a reader chose in Streamlit's menu is not known to the server.
function groundOf(first) {
  const key = Object.keys(localStorage).find((name) => name.startsWith("stActiveTheme"));
  const chosen = key && JSON.parse(localStorage.getItem(key) ?? "{}").name;
  if (chosen) first.style.colorScheme = chosen.toLowerCase().includes("dark") ? "dark" : "light";
}

const first = document.getElementById("first");
if (first) {
  try {
    groundOf(first);
  } catch {
    // A browser that keeps nothing has the ground of the system.
  }
  begins(first.querySelector(".app"));
}
