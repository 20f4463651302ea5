// Where the hand is: keys press what names them in `data-key`, but a letter waits while somebody
// types or is on another thing; and the focus stays with a link that is drawn anew.
const PAUSE = 1_000;
const FIELDS = 'input, textarea, select, [contenteditable="true"], [role="combobox"]';
const CONTROLS = `${FIELDS}, a[href], button, summary, [role="button"], [role="option"], [role="tab"]`;
const LISTS = '[role="option"], [role="listbox"]';
const REACH = ".vc a, .vc button, .vc summary";

let typed = -PAUSE;

const isPrintable = (event) => event.key.length === 1;
const isHeld = (event) => event.ctrlKey || event.metaKey || event.altKey;

const type = (event) => {
  const written = event.type === "keydown" && (isPrintable(event) || event.key === "Enter");
  if (written && !isHeld(event) && event.target.matches?.(FIELDS)) typed = event.timeStamp;
};

// A press on a choice is a part of typing; any other press of the mouse or a finger ends it.
const choose = (event) => {
  if (event.target.closest?.(LISTS)) typed = event.timeStamp;
  else if (event.detail) typed = -PAUSE; // the keyboard's own clicks count none
};

const named = (event) => {
  const key = event.key === " " ? "Space" : event.key;
  const name = key.length === 1 ? key.toLowerCase() : key;
  return [...document.querySelectorAll(`.vc [data-key~="${CSS.escape(name)}"]`)];
};

const isFree = (event, target) => {
  const rests = !event.target.matches?.(CONTROLS);
  const near = target.closest("section, article, .vc:not(.app)")?.contains(event.target);
  return (rests || near) && event.timeStamp - typed >= PAUSE;
};

const press = (event) => {
  if (isHeld(event) || event.defaultPrevented || event.target.matches?.(FIELDS)) return;
  const presses = event.key === "Enter" || event.key === " ";
  if (presses && event.target.closest?.("a, button, summary, [role=button]")) return;
  const found = named(event);
  const target = found.find((each) => each.checkVisibility());
  if (target && (!isPrintable(event) || isFree(event, target))) {
    event.preventDefault();
    target.click();
  } else if (isPrintable(event) && (target || !found.length)) typed = event.timeStamp;
};

let held = null;
let isPressing = false;

const inReach = () => [...document.querySelectorAll(REACH)].filter((each) => each.checkVisibility());
const label = (each) => each.dataset.same ?? each.getAttribute("aria-label") ?? each.textContent;
const page = () => {
  const id = new URLSearchParams(location.search).get("id");
  return location.pathname.endsWith("/therapy") ? `${location.pathname} ${id}` : location.pathname;
};
const isRunning = () =>
  document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState !== "notRunning";

// Which of those that are like it in `as` an element is, and the one at that place later.
const placed = (element, as) => {
  const value = as(element);
  const twins = () => (value ? inReach().filter((each) => as(each) === value) : []);
  const place = twins().indexOf(element);
  return { same: () => twins()[place], nearest: () => twins()[place] ?? twins().at(-1) };
};

const field = () =>
  [...document.querySelectorAll(`[data-testid="stMain"] :is(${FIELDS})`)].find((each) =>
    each.checkVisibility(),
  );

// What is like it is looked for at once; where the mouse moves the focus, right after the press, and
// long before a server could answer it.
const hold = (event) => {
  const element = event.target.closest?.(REACH);
  held = element ? { element, like: null, kind: null, page: page() } : null;
  if (!held) return;
  if (isPressing) setTimeout(know, 0, held);
  else know(held);
};

const know = (one) => {
  if (held !== one || !one.element.isConnected) return;
  one.like = placed(one.element, label);
  one.kind = placed(one.element, (each) => each.className);
};

// A press beside all links lets go, and focuses nothing.
const letGo = (event) => {
  isPressing = true;
  setTimeout(() => (isPressing = false));
  if (!held?.element.contains(event.target)) held = null;
};

const keep = () => {
  if (!held || held.element.isConnected || document.activeElement !== document.body) return;
  if (held.page !== page()) {
    held = null;
    return;
  }
  const twin = held.like?.same() ?? (isRunning() ? null : (held.kind?.nearest() ?? field() ?? document.getElementById("main")));
  twin?.focus({ preventScroll: true });
  twin?.scrollIntoView({ block: "nearest" });
};

const first = { capture: true };
addEventListener("keydown", type, first);
addEventListener("click", choose, first);
document.addEventListener("keydown", press);
addEventListener("focusin", hold, first);
addEventListener("pointerdown", letGo, first);
new MutationObserver(keep).observe(document.body, {
  childList: true,
  subtree: true,
  attributeFilter: ["data-test-script-state"],
});
