// What the browser does on every page: links inside our HTML turn the page without loading the app
// anew, and what is in `data-say` is read aloud.
const CARRIED = ["talk", "present"];

// A link of the screen may be older than what was added to the talk; others may bring their own.
const carries = (link, key, url) =>
  key === "present" ? !("leaves" in link.dataset) : link.closest(".app") || !url.searchParams.has(key);

// Full screen is the page as it is, with what no link of it holds, such as the answers of a quiz.
// Slides are a page of their own, which the browser loads; only what presents itself stays here.
const entered = () => {
  const url = new URL(location.pathname + location.search, location);
  url.searchParams.set("present", "1");
  return url;
};

const address = (link) => {
  if ("enters" in link.dataset) return entered();
  const url = new URL(link.href);
  const here = new URLSearchParams(location.search);
  for (const key of CARRIED) {
    if (here.has(key) && carries(link, key, url)) url.searchParams.set(key, here.getAll(key).at(-1));
  }
  return url;
};

const open = (event) => {
  if (document.documentElement.dataset.engine === "off") return;
  const link = event.target.closest?.(".vc a[href]");
  const held = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (!link || event.defaultPrevented || link.target || link.closest("cite")) return;
  const url = address(link);
  if (url.origin !== location.origin || url.hash || link.hasAttribute("download")) return;
  if (held || event.button) {
    link.href = url; // what opens beside this page has the talk, too
    return;
  }
  event.preventDefault();
  if (url.searchParams.get("present") === "1" && !url.pathname.endsWith("/study")) {
    location.assign(url);
    return;
  }
  const top = url.pathname !== location.pathname || url.pathname.endsWith("/therapy");
  history.pushState(null, "", url);
  // Streamlit learns of a new address by popstate only, and pushState fires none.
  dispatchEvent(new PopStateEvent("popstate"));
  if (top) document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
};

const copy = async (event) => {
  const button = event.target.closest?.(".vc [data-copy]");
  if (!button) return;
  const said = button.parentElement.querySelector(".copied");
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    said.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(button.parentElement.querySelector("code"));
    said.textContent = "Selected: copy it with Ctrl+C";
  }
};

// Streamlit's link past its own parts comes first; ours would come after its menu.
const skip = (event) => {
  const main = document.getElementById("main");
  if (!main || !event.target.closest?.('[data-testid="stSkipToContent"]')) return;
  event.preventDefault();
  main.focus();
};

// A page that was just opened keeps its start; the focus moves once somebody did something.
let touched = false;

const touch = () => {
  touched = true;
};

// Whether a page is shown large, for the style sheet.
const shows = () => {
  const what = document.querySelector(".vc.presenting") ? "large" : "page";
  const root = document.documentElement;
  if (root.dataset.shows !== what) root.dataset.shows = what;
};

const spoken = () => {
  const region = document.createElement("div");
  region.setAttribute("aria-live", "polite");
  region.className = "vc-live";
  document.body.append(region);
  let said = "";
  let focused = "";
  const look = () => {
    shows();
    const text = document.querySelector(".vc[data-say], .vc [data-say]")?.dataset.say ?? "";
    if (text !== said) region.textContent = said = text;
    const wanted = document.querySelector(".vc [data-focus]");
    if (touched && wanted && wanted.dataset.focus !== focused) wanted.focus();
    focused = wanted?.dataset.focus ?? "";
  };
  new MutationObserver(look).observe(document.body, {
    childList: true,
    subtree: true,
    attributeFilter: ["data-say", "data-focus"],
  });
  look();
};

spoken();
for (const each of [open, skip, copy]) document.addEventListener("click", each);
for (const each of ["auxclick", "contextmenu"]) document.addEventListener(each, open);
for (const each of ["pointerdown", "keydown"]) addEventListener(each, touch, true);

// A print names the link that it shows.
addEventListener("beforeprint", () => {
  for (const each of document.querySelectorAll(".vc .printed")) each.textContent = location.href;
});
