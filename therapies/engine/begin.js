// The engine over one screen: listens until it is ended.

const stop = new AbortController();
const on = { signal: stop.signal };
const before = { signal: stop.signal, capture: true };
document.addEventListener("click", press, before);
document.addEventListener("input", type, on);
document.addEventListener("submit", submit, on);
document.addEventListener("keydown", key, on);
for (const name of ["mouseover", "focusin"]) document.addEventListener(name, hover, on);
one("input[name=q]")?.addEventListener("focus", paintFound, on);
document.addEventListener("focusin", ({ target }) => target.closest?.("form.search") || hideFound(), on);
addEventListener("resize", measure, on);
addEventListener("scroll", hideHover, { ...on, capture: true });
addEventListener("popstate", () => place.isAsking() || turned(), on);
for (const each of all("[data-narrow]")) each.hidden = false;
document.documentElement.dataset.engine = "on";
frame(app.classList.contains("peeking"));
mark(state.own.get("peek") ?? "");
if (app.dataset.at !== at(state)) {
  guarded(() => {
    paint(state);
    rest(); // a screen that is drawn anew is whole at once
  });
} else {
  drawn = drawnFor(state);
  place.painted?.(state, passing(state.query));
}

findAgain();

// Back and Forward; another page is the server's to draw, or the file's. Slides stand in its place.
function turned() {
  if (!app.isConnected) return;
  const next = read(new URL(location.href));
  if (next.page === state.page && at(next) === at(state)) return;
  if (next.page === state.page && place.answers(next.page)) {
    if (!isPaintable(next)) return place.load();
    turnTo(next);
    rest();
  } else {
    if (next.page === state.page) state = next; // the server draws it; links are made for it already
    place.turn?.(next);
  }
}

return {
  at: () => at(state),
  page: () => state.page,
  stale,
  // What goes along on every page, as the address has it now: the server writes the talk there.
  carry() {
    const { carried } = read(location);
    if (String(carried) === String(state.carried)) return;
    state = { ...state, carried };
    relink(state);
  },
  end() {
    stop.abort();
    sight.disconnect();
    clearTimeout(follows);
    clearTimeout(waits);
  },
};
