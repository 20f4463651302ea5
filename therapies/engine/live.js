// The engine in the app: the address of the page is the link, and Streamlit follows it.

const slugOf = (path) => path.split("/").filter(Boolean).at(-1) ?? "";
const BASE = new URL(".", document.baseURI).pathname;

const place = {
  of(url) {
    const slug = url.pathname.startsWith(BASE) ? url.pathname.slice(BASE.length).replace(/\/$/, "") : slugOf(url.pathname);
    return { slug: slug || DATA.first, params: new URLSearchParams(url.search) };
  },
  address: (slug, text) => `./${DATA.pages[slug].path}${text ? `?${text}` : ""}`,
  // With the talk as it is now: the link may be older than what was added to it.
  whole(href) {
    const url = new URL(href, document.baseURI);
    const talk = new URLSearchParams(location.search).getAll("talk").at(-1);
    if (talk) url.searchParams.set("talk", talk);
    else url.searchParams.delete("talk");
    return url;
  },
  write(url, step) {
    if (url.href === location.href) return;
    const way = step ? "pushState" : "replaceState"; // Streamlit's own steps are told apart elsewhere
    History.prototype[way].call(history, { ...history.state, ours: true }, "", url);
  },
  // Streamlit learns of a new address by popstate only, and pushState fires none. Without a server
  // nobody is asked; `follow.js` does it when one is back.
  ask() {
    const streamlit = document.querySelector('[data-testid="stApp"]');
    if (streamlit && streamlit.dataset.testConnectionState !== "CONNECTED") return;
    asks = true;
    dispatchEvent(new PopStateEvent("popstate"));
    asks = false;
  },
  // The server answers a link that the engine does not.
  follow(href, step) {
    place.write(place.whole(href), step);
    return setTimeout(place.ask, SOON);
  },
  answers: (slug) => DATA.answered.includes(slug),
  isOurs(link) {
    const url = new URL(link.href);
    return url.origin === location.origin && !url.hash && url.pathname === location.pathname;
  },
  isAsking: () => asks,
  load: () => location.reload(),
  // Once for a link, lest a page that fails is loaded for ever.
  fail() {
    if (sessionStorage.getItem("failed") === location.href) return;
    sessionStorage.setItem("failed", location.href);
    place.load();
  },
};
let asks = false;
