// Each change that a reader makes is one step of the browser's history; what the app makes of its
// own address is none. Streamlit writes a widget into the address in place of the step before, and
// what the server changes as a step more, also where it only tidies: so both ways are taken over.
const TALKED = "/present";

let acted = false;
let path = location.pathname;

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

const isStep = (url) => acted && differs(url, location);

const turn = (state, title, to) => {
  const url = new URL(to ?? location.href, location.href);
  const way = isStep(url) ? "pushState" : "replaceState";
  History.prototype[way].call(history, { ...state, ours: true }, title, url);
  if (way === "pushState") settle();
};

// Back and Forward turn pages; what was added to the talk in between stays in it.
const keepTalk = (event) => {
  const own = path === location.pathname && path.endsWith(TALKED);
  settle();
  const talk = document.querySelector(".st-key-kept-talk input")?.value;
  const url = new URL(location.href);
  if (own || !event.isTrusted || talk === undefined) return;
  if (talk === (url.searchParams.get("talk") ?? "")) return;
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

export default function () {
  const stop = new AbortController();
  const first = { signal: stop.signal, capture: true };
  for (const each of ["pointerdown", "click", "keydown", "input"]) addEventListener(each, act, first);
  addEventListener("popstate", keepTalk, { signal: stop.signal });
  leaveTidied();
  history.pushState = history.replaceState = turn;
  return () => {
    stop.abort();
    delete history.pushState;
    delete history.replaceState;
  };
}
