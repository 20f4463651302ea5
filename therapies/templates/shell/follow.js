// What an open page does about the server: an edit of the table reaches it by itself, and it says
// so when nobody answers.
const EVERY = 10_000;
const SOON = 2_000;
const UPDATED = "The table was updated.";
const CUT =
  "No connection to the server. What you see stays; it goes on by itself when the connection is back.";
const THEIRS = "Connection error";

const app = () => document.querySelector('[data-testid="stApp"]');
const shown = () => document.querySelector("[data-version]")?.dataset.version ?? "";
const connected = () => app()?.dataset.testConnectionState === "CONNECTED";

const ask = async () => {
  const answer = await fetch("./data/version", {
    cache: "no-store",
    signal: AbortSignal.timeout(EVERY),
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.text();
};

// Streamlit runs the page again on popstate, but not while the address has a hash: so the hash is
// taken off and put back.
const runAgain = () => {
  const { pathname, search, hash } = location;
  history.replaceState(history.state, "", pathname + search);
  dispatchEvent(new PopStateEvent("popstate"));
  history.replaceState(history.state, "", pathname + search + hash);
};

// What a new table would undo: the place on the page, and what is open.
const kept = () => {
  const main = document.querySelector('[data-testid="stMain"]');
  const top = main?.scrollTop;
  const details = () => [...document.querySelectorAll(".vc details")];
  const open = details().map((each) => each.open);
  return () => {
    details().forEach((each, number) => (each.open ||= open[number] ?? false));
    main?.scrollTo(0, top);
  };
};

const board = () => {
  const note = document.createElement("div");
  note.className = "vc vc-follow";
  note.setAttribute("role", "status");
  (app() ?? document.body).append(note);
  return note;
};

// Streamlit's own dialog on a lost connection covers what is to stay in sight.
const uncover = () => {
  const dialogs = [...document.querySelectorAll('[data-testid="stDialog"] [role="dialog"]')];
  const theirs = dialogs.find((each) => each.querySelector("h2")?.textContent === THEIRS);
  theirs?.querySelector("button[aria-label='Close']")?.click();
};

const note = board();
let version = shown();
let wasConnected = connected();
let hasBeenConnected = wasConnected;
let missed = 0;
let asked = "";
let restore = () => {};
let timer;

const say = (text) => {
  if (note.textContent !== text) note.textContent = text;
};
const unsay = () => note.textContent === UPDATED && say("");

// Whether the server has not heard of what is on the screen: it was gone for a moment.
const isBehind = () => {
  const { at, served } = document.querySelector(".vc.app")?.dataset ?? {};
  return at !== served;
};

const take = (answer) => {
  const back = note.textContent === CUT;
  const other = version && answer !== version && answer !== asked;
  if (back) say("");
  if (other) {
    asked = answer;
    restore = kept();
  }
  if (back || other || isBehind()) runAgain();
};

const look = async () => {
  clearTimeout(timer);
  if (document.visibilityState !== "visible") return;
  const answer = await ask().catch(() => null);
  missed = connected() ? 0 : missed + 1;
  if (answer === null || missed > 1) say(CUT);
  else if (!missed) take(answer);
  clearTimeout(timer);
  timer = setTimeout(look, answer === null || missed ? SOON : EVERY);
};

const notice = () => {
  if (connected() !== wasConnected) {
    wasConnected = connected();
    if (hasBeenConnected) look();
    hasBeenConnected ||= wasConnected;
  }
  if (note.textContent === CUT) uncover();
  const now = shown();
  if (!now || now === version) return;
  if (version && now.split("-")[0] !== version.split("-")[0]) say(UPDATED);
  version = now;
  restore();
  restore = () => {};
};

const changes = new MutationObserver(notice);
changes.observe(document.body, {
  childList: true,
  subtree: true,
  attributeFilter: ["data-version", "data-test-connection-state"],
});
document.addEventListener("visibilitychange", look);
document.addEventListener("click", unsay);
addEventListener("online", look);
addEventListener("offline", look);
timer = setTimeout(look, EVERY);
