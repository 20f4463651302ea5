// Where the hand is: keys press what names them in `data-key`, but a letter waits while somebody
// types or is on another thing; the focus stays with a link that is drawn anew; and letters that
// follow a choice in the box "Add a therapy" wait until the answer has emptied it.
const PAUSE = 1_000;
const FIELDS = 'input, textarea, select, [contenteditable="true"], [role="combobox"]';
const CONTROLS = `${FIELDS}, a[href], button, summary, [role="button"], [role="option"], [role="tab"]`;
const LISTS = '[role="option"], [role="listbox"]';
const ADD = ".st-key-add";
const BOX = `${ADD} input`;
const OFFERED = '[role="option"][data-key]';
const PATIENCE = 3_000;
const STEERING = /^(Arrow|Backspace|Delete|End|Enter|Escape|Home|Page)/;
const REACH = ".vc a, .vc button, .vc summary";

let typed = -PAUSE;

const isPrintable = (event) => event.key.length === 1;
const isHeld = (event) => event.ctrlKey || event.metaKey || event.altKey;

const type = (event) => {
  const chosen = event.type === "click" && event.target.closest?.(LISTS);
  const written = event.type === "keydown" && (isPrintable(event) || event.key === "Enter");
  if (chosen || (written && !isHeld(event) && event.target.matches?.(FIELDS))) {
    typed = event.timeStamp;
  }
};

const named = (event) => {
  const key = event.key === " " ? "Space" : event.key;
  const name = key.length === 1 ? key.toLowerCase() : key;
  return [...document.querySelectorAll(`.vc [data-key~="${CSS.escape(name)}"]`)];
};

const isFree = (event, target) => {
  const rests = !event.target.matches?.(CONTROLS);
  const near = target.closest("section, article, .vc").contains(event.target);
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

let next = null;

const isChoice = (event) => {
  const box = document.activeElement;
  if (!box?.matches(BOX) || event.isComposing) return false;
  if (event.type === "click") return Boolean(event.target.closest?.(OFFERED));
  const open = box.getAttribute("aria-expanded") === "true" && document.querySelector(OFFERED);
  return event.key === "Enter" && Boolean(open);
};

const putIn = (box) => {
  const { letters } = next;
  next = null;
  if (!letters || !box) return;
  box.focus({ preventScroll: true });
  document.execCommand("insertText", false, letters);
};

// The answer empties the box; before a choice made with the arrows it was empty, too.
const watch = (now) => {
  if (!next) return;
  const box = document.querySelector(BOX);
  next = { ...next, filled: next.filled || Boolean(box?.value) };
  const answered = !isRunning() && (!box || (next.filled && !box.value));
  if (answered || now > next.until) putIn(box);
  else requestAnimationFrame(watch);
};

const choose = (event) => {
  if (next || !isChoice(event)) return;
  next = { letters: "", filled: false, until: event.timeStamp + PATIENCE };
  requestAnimationFrame(watch);
};

const wait = (event) => {
  if (!next || !event.target.matches?.(BOX) || isHeld(event) || event.isComposing) return;
  if (event.key === "Tab") next = null;
  if (!next || !(isPrintable(event) || STEERING.test(event.key))) return;
  event.preventDefault();
  event.stopPropagation();
  const letters = [...next.letters];
  if (isPrintable(event)) letters.push(event.key);
  else if (event.key === "Backspace") letters.pop();
  next = { ...next, letters: letters.join("") };
};

let held = null;

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

const hold = (event) => {
  const element = event.target.closest?.(REACH);
  const like = element && placed(element, label);
  const kind = element && placed(element, (each) => each.className);
  held = element ? { element, like, kind, page: page() } : null;
};

// A press beside all links lets go, and focuses nothing.
const letGo = (event) => {
  if (!event.target.closest?.(`${ADD}, ${LISTS}`)) next = null;
  if (!held?.element.contains(event.target)) held = null;
};

const keep = () => {
  if (!held || held.element.isConnected || document.activeElement !== document.body) return;
  if (held.page !== page()) {
    held = null;
    return;
  }
  const twin = held.like.same() ?? (isRunning() ? null : (held.kind.nearest() ?? field()));
  twin?.focus({ preventScroll: true });
  twin?.scrollIntoView({ block: "nearest" });
};

export default function () {
  const stop = new AbortController();
  const first = { signal: stop.signal, capture: true };
  for (const each of ["keydown", "click"]) addEventListener(each, type, first);
  addEventListener("keydown", wait, first);
  for (const each of ["keydown", "click"]) addEventListener(each, choose, first);
  document.addEventListener("keydown", press, { signal: stop.signal });
  addEventListener("focusin", hold, first);
  addEventListener("pointerdown", letGo, first);
  const changes = new MutationObserver(keep);
  changes.observe(document.body, {
    childList: true,
    subtree: true,
    attributeFilter: ["data-test-script-state"],
  });
  return () => {
    stop.abort();
    changes.disconnect();
  };
}
