// Each change that a reader makes is one step of the browser's history; what the app makes of its
// own address is none. Streamlit writes a widget into the address in place of the step before, and
// what the server changes as a step more, also where it only tidies: so both ways are taken over.
const TALKED = "/present";

const talkOf = (url) => new URL(url).searchParams.get("talk") ?? "";

let acted = false;
let path = location.pathname;
let talk = talkOf(location.href);

// An event that a script made (`isTrusted` is false) is nothing that the reader did.
const act = (event) => {
  acted ||= event.isTrusted;
};

const settle = () => {
  acted = false;
  path = location.pathname;
};

const without = (url, key) => {
  const params = new URLSearchParams(url.search);
  params.delete(key);
  return params.toString();
};

// The talk is carried from page to page; only on its own page a change of it is a step.
const differs = (one, other) => {
  if (one.pathname !== other.pathname) return true;
  if (one.pathname.endsWith(TALKED)) return one.search !== other.search;
  return without(one, "talk") !== without(other, "talk");
};

// With a new talk Streamlit writes the rest of the link that the server knew; a reader may be on the
// next one by now. Then only the talk is taken, and the server is told of the rest.
const isTheirs = (state) => state !== null && typeof state === "object" && !Object.keys(state).length;

const caughtUp = (url) => {
  const talk = talkOf(url);
  const isNew = talk && talk !== talkOf(location.href) && url.pathname === location.pathname;
  if (!isNew || without(url, "talk") === without(location, "talk")) return url;
  const own = new URL(location.href);
  own.searchParams.set("talk", talk);
  setTimeout(() => dispatchEvent(new PopStateEvent("popstate")));
  return own;
};

const isStep = (url) => acted && differs(url, location);

const turn = (state, title, to) => {
  const asked = new URL(to ?? location.href, location.href);
  const url = isTheirs(state) ? caughtUp(asked) : asked;
  const way = isStep(url) ? "pushState" : "replaceState";
  History.prototype[way].call(history, { ...state, ours: true }, title, url);
  talk = talkOf(location.href);
  if (way === "pushState") settle();
};

// Back and Forward turn pages; what was added to the talk in between stays in it.
const keepTalk = (event) => {
  const own = path === location.pathname && path.endsWith(TALKED);
  settle();
  const url = new URL(location.href);
  if (own && event.isTrusted) talk = talkOf(url);
  if (own || !event.isTrusted || talk === talkOf(url)) return;
  if (talk) url.searchParams.set("talk", talk);
  else url.searchParams.delete("talk");
  history.replaceState(history.state, "", url);
  dispatchEvent(new PopStateEvent("popstate")); // Streamlit has taken the old address by now
};

// A link that the app tidied before this script was there has its step already: go back out of it.
const leaveTidied = () => {
  const { navigation } = window;
  const before = navigation?.entries()[navigation.currentEntry.index - 1];
  const loaded = performance.getEntriesByType("navigation")[0]?.name;
  if (history.state?.ours || !before?.sameDocument || before.url !== loaded) return;
  const from = new URL(loaded);
  if (from.pathname === location.pathname && from.search !== location.search) history.back();
};

const first = { capture: true };
for (const each of ["pointerdown", "click", "keydown", "input"]) addEventListener(each, act, first);
addEventListener("popstate", keepTalk);
leaveTidied();
history.pushState = history.replaceState = turn;
