// What the browser does on every page: links inside our HTML turn the page without loading the app
// anew, and what is in `data-say` is read aloud.
const CARRIED = ["talk", "present"];

const address = (link) => {
  const url = new URL(link.href);
  const here = new URLSearchParams(location.search);
  for (const key of CARRIED) {
    if (key === "present" && "leaves" in link.dataset) continue;
    if (here.has(key) && !url.searchParams.has(key)) url.searchParams.set(key, here.get(key));
  }
  return url;
};

const open = (event) => {
  const link = event.target.closest?.(".vc a[href]");
  const held = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (!link || held || event.button || event.defaultPrevented || link.target) return;
  const url = address(link);
  if (url.origin !== location.origin || url.hash || link.hasAttribute("download")) return;
  event.preventDefault();
  const top = url.pathname !== location.pathname || url.pathname.endsWith("/therapy");
  history.pushState(null, "", url);
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

const narrow = matchMedia("(max-width: 640px)");

const sidebar = (event) => {
  if (event.target.closest?.('.vc a[href="#filters"]')) {
    event.preventDefault();
    const expand = document.querySelector('[data-testid="stExpandSidebarButton"]');
    (expand?.querySelector("button") ?? expand)?.click();
  } else if (narrow.matches && event.target.closest?.('[data-testid="stSidebarNavLink"]')) {
    document.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
  }
};

const spot = (event) => {
  const button = event.target.closest?.(".vc.screen [data-spot]");
  const screen = document.querySelector(".vc.screen");
  if (!screen || !(button || event.target.closest?.(".stage"))) return;
  const id = button && !button.classList.contains("spot") ? button.dataset.spot : "";
  screen.classList.toggle("spotting", Boolean(id));
  for (const each of screen.querySelectorAll("[data-spot], [data-of]")) {
    const chosen = Boolean(id) && (each.dataset.spot ?? each.dataset.of) === id;
    each.classList.toggle("spot", chosen);
    if (each.hasAttribute("aria-pressed")) each.setAttribute("aria-pressed", chosen);
  }
  screen.querySelector(".pointed").textContent = id ? button.dataset.told : "";
};

const ground = (event) => {
  if (!event.target.closest?.(".vc [data-ground]")) return;
  const shown = getComputedStyle(document.querySelector(".vc.screen")).colorScheme;
  setGround(shown === "dark" ? "light" : "dark");
};

const setGround = (name) => {
  if (name) document.documentElement.dataset.ground = name;
  try {
    if (name) sessionStorage.setItem("ground", name);
    else document.documentElement.dataset.ground = sessionStorage.getItem("ground") ?? "";
  } catch {
    // A browser that keeps nothing shows the chosen ground until the page is loaded anew.
  }
};

// What is presented grows until it fills its place; it never gets smaller than its own size.
const LARGEST = 1.6;
let fitted = "";

const fit = () => {
  const stage = document.querySelector(".vc.screen .stage");
  const now = stage ? [innerWidth, innerHeight, stage.textContent].join() : "";
  if (now === fitted) return;
  fitted = now;
  if (!stage || narrow.matches) return;
  const fits = (scale) => {
    stage.style.fontSize = `${scale}em`;
    const over = [stage.scrollHeight - stage.clientHeight, stage.scrollWidth - stage.clientWidth];
    return Math.max(...over) <= 2;
  };
  let [small, large] = [1, LARGEST];
  for (let tries = 0; tries < 7 && large - small > 0.02; tries += 1) {
    const middle = (small + large) / 2;
    if (fits(middle)) small = middle;
    else large = middle;
  }
  fits(small);
};

// A page that was just opened keeps its start; the focus moves once somebody did something.
let touched = false;

const touch = () => {
  touched = true;
};

const spoken = () => {
  const region = document.createElement("div");
  region.setAttribute("aria-live", "polite");
  region.className = "vc-live";
  document.body.append(region);
  let said = "";
  let focused = "";
  const look = () => {
    const text = document.querySelector(".vc[data-say], .vc [data-say]")?.dataset.say ?? "";
    if (text !== said) region.textContent = said = text;
    const wanted = document.querySelector(".vc [data-focus]");
    if (touched && wanted && wanted.dataset.focus !== focused) wanted.focus();
    focused = wanted?.dataset.focus ?? "";
    fit();
  };
  const observer = new MutationObserver(look);
  observer.observe(document.body, {
    childList: true,
    subtree: true,
    attributeFilter: ["data-say", "data-focus"],
  });
  look();
  return () => {
    observer.disconnect();
    region.remove();
  };
};

export default function () {
  const silence = spoken();
  setGround();
  const clicks = [open, sidebar, copy, spot, ground];
  for (const each of clicks) document.addEventListener("click", each);
  for (const each of ["pointerdown", "keydown"]) addEventListener(each, touch, true);
  addEventListener("resize", fit);
  return () => {
    silence();
    for (const each of clicks) document.removeEventListener("click", each);
    for (const each of ["pointerdown", "keydown"]) removeEventListener(each, touch, true);
    removeEventListener("resize", fit);
  };
}
