// The window of slides: which slide, built up how far, what is lit. The speaker's and the audience's
// tell each other over a channel of their own; neither asks the server.
"use strict";
{
  const { body, documentElement: root } = document;
  const { channel: name, audience, speaker: own, leave } = body.dataset;
  const all = [...document.querySelectorAll(".show > .slide")];
  const slides = all.filter((each) => !("ready" in each.dataset));
  const ready = all.slice(slides.length);
  const isSpeaker = body.classList.contains("speaker");
  const isAudience = window.name === `audience ${name}`;
  const CATEGORIES = ["c-mineral-metabolism", "c-experimental", "c-mechanical", "c-risk-control"];
  const RESTS = 2_000;
  const DIGITS = 3_000;
  const find = (what, within = document) => within.querySelector(what);
  const findAll = (what, within = document) => [...within.querySelectorAll(what)];

  const kept = (key, value) => {
    try {
      if (value === undefined) return sessionStorage.getItem(`${name} ${key}`);
      sessionStorage.setItem(`${name} ${key}`, value);
    } catch {
      // A browser that keeps nothing begins anew when the window is loaded again.
    }
    return null;
  };

  const builds = (each) => Number(each.dataset.builds);
  const asked = Math.trunc(Number(new URLSearchParams(location.search).get("slide") ?? 1)) || 1;
  const first = Math.min(Math.max(asked, 1), slides.length) - 1;
  // `at` counts from 0; what lies behind the slides is a question that is ready.
  let state = { at: first, build: builds(all[first]), back: first, black: false, ground: kept("ground") ?? "", lit: "", one: "" };

  const isPlace = (at) => Number.isInteger(at) && at >= 0 && at < all.length;
  const taken = (found) => ({
    at: isPlace(found?.at) ? found.at : state.at,
    build: Number.isInteger(found?.build) ? found.build : 0,
    back: isPlace(found?.back) ? found.back : state.back,
    black: found?.black === true,
    ground: ["light", "dark"].includes(found?.ground) ? found.ground : "",
    lit: CATEGORIES.includes(found?.lit) ? found.lit : "",
    one: typeof found?.one === "string" ? found.one : "",
  });
  try {
    const before = JSON.parse(kept("state"));
    if (before?.at === state.at) state = taken(before);
  } catch {
    // What cannot be read counts for nothing.
  }

  const told = new BroadcastChannel(name);
  let others = 0;

  const mark = (slide, { lit, one }) => {
    const hits = one ? findAll(`[data-id="${CSS.escape(one)}"]`, slide) : [];
    for (const each of findAll(".hit, .lit:not(td)", slide)) each.classList.remove("hit", "lit");
    for (const each of hits) each.classList.add("hit");
    if (lit) {
      for (const each of findAll(`[data-of="${lit}"], .nm.${lit}, .nm:has(> .sign.${lit})`, slide)) each.classList.add("lit");
    }
    slide.toggleAttribute("data-one", hits.length > 0);
    slide.toggleAttribute("data-lit", Boolean(lit) && hits.length === 0);
  };

  const copyOf = (slide, full = true) => {
    const copy = slide.cloneNode(true);
    for (const each of ["data-lit", "data-one", ...(full ? ["data-build"] : [])]) copy.removeAttribute(each);
    for (const link of copy.querySelectorAll("[href]")) link.removeAttribute("href");
    copy.classList.add("on");
    copy.setAttribute("aria-hidden", "true");
    return copy;
  };

  const show = () => {
    const now = all[state.at];
    for (const each of all) each.classList.toggle("on", each === now);
    if (state.build < builds(now)) now.dataset.build = state.build;
    else delete now.dataset.build;
    mark(now, state);
    find(".blackness").hidden = !(state.black && !isSpeaker);
    body.classList.toggle("blackened", state.black);
    root.dataset.ground = state.ground || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
    const place = state.at < slides.length ? `${state.at + 1} of ${slides.length}` : "Question";
    for (const each of findAll("[data-count]")) each.textContent = place;
    const said = now.getAttribute("aria-label");
    if (find("[data-said]").textContent !== said) find("[data-said]").textContent = said;
    const url = new URL(location);
    url.searchParams.set("slide", state.back + 1);
    if (url.href !== location.href) history.replaceState(null, "", url);
    kept("state", JSON.stringify(state));
    kept("ground", state.ground);
    if (isSpeaker) tell();
  };

  const put = (change) => {
    state = { ...state, ...change };
    show();
    told.postMessage({ state });
  };

  // A slide is entered unbuilt from before, whole from behind.
  const to = (at, whole = false) => {
    if (isPlace(at)) put({ at, build: whole ? builds(all[at]) : 0, back: at < slides.length ? at : state.back, lit: "", one: "", black: false });
  };
  const next = () => {
    if (state.black) put({ black: false });
    else if (state.build < builds(all[state.at])) put({ build: state.build + 1 });
    else if (state.at >= slides.length) to(state.back, true);
    else if (state.at + 1 < slides.length) to(state.at + 1);
  };
  const back = () => {
    if (state.build > 0 && builds(all[state.at])) put({ build: Math.min(state.build, builds(all[state.at])) - 1 });
    else if (state.at >= slides.length) to(state.back, true);
    else if (state.at > 0) to(state.at - 1, true);
  };
  const ask = (number) => ready.length && to(slides.length + (number % ready.length));

  const overview = find(".overview");
  const openOverview = () => {
    overview.replaceChildren(
      ...slides.map((slide, at) => {
        const button = document.createElement("button");
        button.className = "thumb";
        button.setAttribute("aria-label", slide.getAttribute("aria-label"));
        button.toggleAttribute("aria-current", at === state.at);
        button.append(copyOf(slide));
        button.addEventListener("click", () => (closeOverview(), to(at, true)));
        return button;
      }),
    );
    overview.hidden = false;
    overview.children[Math.min(state.at, slides.length - 1)].focus();
  };
  const closeOverview = () => {
    overview.hidden = true;
    overview.replaceChildren();
  };
  const walkOverview = (by) => {
    const cards = [...overview.children];
    const place = cards.indexOf(document.activeElement) + by;
    cards[Math.min(Math.max(place, 0), cards.length - 1)].focus();
  };
  const columns = () => getComputedStyle(overview).gridTemplateColumns.split(" ").length;

  const at = (address) => {
    const url = new URL(address, location);
    url.searchParams.set("slide", state.back + 1);
    return url.href;
  };
  const openAudience = () => window.open(at(audience), `audience ${name}`, "popup,width=1280,height=720");
  const goSpeaker = () => {
    if (isSpeaker || isAudience) return;
    openAudience();
    location.assign(at(own));
  };
  const goAway = () => {
    if (!isAudience) location.assign(new URL(leave, location).href);
  };
  const full = () => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen().catch(() => {}));
  const escape = () => {
    if (!overview.hidden) closeOverview();
    else if (state.black) put({ black: false });
    else if (state.lit || state.one) put({ lit: "", one: "" });
    else goAway();
  };

  const does = {
    next, back, full, ask: () => ask(0), audience: openAudience, speaker: goSpeaker, leave: goAway,
    overview: () => (overview.hidden ? openOverview() : closeOverview()),
    black: () => put({ black: !state.black }),
    ground: () => put({ ground: root.dataset.ground === "dark" ? "light" : "dark" }),
    question: () => ask(state.at < slides.length ? 0 : state.at - slides.length + 1),
    restart: () => (kept("began", Date.now()), tell()),
  };
  const KEYS = {
    ArrowRight: next, ArrowDown: next, PageDown: next, " ": next,
    ArrowLeft: back, ArrowUp: back, PageUp: back,
    Home: () => to(0), End: () => to(slides.length - 1, true), Escape: escape,
    p: goAway, f: full, b: does.black, ".": does.black, d: does.ground, o: does.overview,
    s: goSpeaker, w: () => isSpeaker && openAudience(), q: does.question,
    0: () => put({ lit: "", one: "" }),
  };

  let typed = "";
  let typedAt = 0;
  const digit = (event) => {
    typed = event.timeStamp - typedAt < DIGITS ? typed + event.key : event.key;
    typedAt = event.timeStamp;
    const category = CATEGORIES[Number(event.key) - 1];
    const lights = category && typed.length === 1 && find(`.${category}`, all[state.at]);
    if (lights) put({ lit: state.lit === category ? "" : category, one: "" });
  };
  const jump = (event) => {
    const number = event.timeStamp - typedAt < DIGITS ? Number(typed) : 0;
    typed = "";
    if (number) to(Math.min(number, slides.length) - 1);
    else if (find("[data-offer]")) location.assign(find("[data-offer]").href);
    else next();
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input")) return;
    const presses = event.key === "Enter" || event.key === " ";
    if (presses && event.target.closest("button, a")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (!overview.hidden && key.startsWith("Arrow")) {
      walkOverview({ ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns(), ArrowDown: columns() }[key]);
    } else if (/^[0-9]$/.test(key)) {
      digit(event);
      if (key === "0" && typed === "0") KEYS[0]();
    } else if (key === "Enter") jump(event);
    else if (KEYS[key]) KEYS[key]();
    else return;
    event.preventDefault();
  });

  addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    const named = event.target.closest(".show .nm[data-id]");
    if (button) {
      event.preventDefault();
      does[button.dataset.do]();
    } else if (named) put({ one: named.dataset.id === state.one ? "" : named.dataset.id, lit: "" });
    else if (event.target.closest(".show") && (state.lit || state.one)) put({ lit: "", one: "" });
  });

  // A page that changes under a resting mouse sends a move, too.
  let rests;
  let was = "";
  const wake = (event) => {
    const here = `${event.type} ${event.screenX} ${event.screenY}`;
    if (here === was || (!was && event.type === "pointermove")) {
      was = here;
      return;
    }
    was = here;
    body.classList.add("mouse");
    clearTimeout(rests);
    rests = setTimeout(() => body.classList.remove("mouse"), RESTS);
  };
  for (const each of ["pointermove", "pointerdown"]) addEventListener(each, wake);

  // --- the speaker's part

  const clock = (seconds) => [Math.trunc(seconds / 60), Math.trunc(seconds % 60)].map((each) => String(each).padStart(2, "0")).join(":");
  const weights = () => {
    const plan = find("[data-plan]").dataset.plan.split(" ").filter(Boolean).map(Number);
    return plan.length === slides.length ? plan : slides.map(() => 1);
  };
  // When each slide is to end, in seconds: the minutes planned, shared as the talk plans them.
  const ends = () => {
    const each = weights();
    const unit = (minutes() * 60) / each.reduce((sum, one) => sum + one, 0);
    return each.map((_, n) => unit * each.slice(0, n + 1).reduce((sum, one) => sum + one, 0));
  };
  const minutes = () => Math.max(1, Number(find("[data-minutes]").value) || 1);
  const tick = () => {
    const began = Number(kept("began"));
    const gone = began ? (Date.now() - began) / 1_000 : 0;
    const here = state.at < slides.length ? state.at : state.back;
    const until = ends();
    const from = until[here - 1] ?? 0;
    const late = Math.max(gone - until[here], Math.min(0, gone - from));
    find("[data-clock]").textContent = clock(gone);
    const pace = find("[data-pace]");
    const word = late > 0 ? "late" : "ahead";
    pace.textContent = !began ? "The clock starts with the second slide" : Math.abs(late) < 10 ? "On time" : `${clock(Math.abs(late))} ${word}`;
    pace.classList.toggle("late", late >= 10);
    find("[data-time]").textContent = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    for (const [n, segment] of [...find("[data-segments]").children].entries()) {
      segment.className = n < here ? "done" : "";
      segment.style.setProperty("--done", n === here ? `${Math.min(100, Math.max(0, ((gone - from) / (until[here] - from)) * 100))}%` : "0%");
    }
  };
  const tell = () => {
    if (state.at > 0 && !kept("began")) kept("began", Date.now());
    for (const each of findAll("[data-note]")) each.hidden = Number(each.dataset.note) !== state.at;
    const left = builds(all[state.at]) - Math.min(state.build, builds(all[state.at]));
    const after = state.at < slides.length ? slides[state.at + 1] : slides[state.back];
    const upcoming = left ? all[state.at] : after;
    find("[data-next]").replaceChildren(...(upcoming ? [copyOf(upcoming)] : []));
    find("[data-left]").textContent = left ? `Steps left on this slide: ${left}` : upcoming ? "" : "The last slide";
    for (const [n, each] of [...find("[data-strip]").children].entries()) each.toggleAttribute("aria-current", n === state.at);
    const strip = find("[data-strip]");
    const thumb = strip.children[state.at];
    if (thumb) strip.scrollLeft = thumb.offsetLeft - strip.clientWidth / 2;
    for (const each of findAll("[data-lit]", find(".spotlight"))) each.setAttribute("aria-pressed", each.dataset.lit === state.lit && Boolean(state.lit));
    tick();
  };
  const linked = () => {
    const at = find("[data-linked]");
    if (at) at.textContent = others ? "The audience’s window follows." : "No audience’s window is open.";
  };
  const names = new Map();
  const hits = () => {
    const text = find("[data-spot]").value.trim().toLowerCase();
    const found = text ? [...names].filter(([, each]) => each.toLowerCase().includes(text)).slice(0, 4) : [];
    find("[data-hits]").replaceChildren(
      ...found.map(([id, each]) => {
        const button = document.createElement("button");
        button.className = "chip";
        button.textContent = each;
        button.addEventListener("click", () => put({ one: id, lit: "" }));
        return button;
      }),
    );
    if (found.length === 1 || (found.length && found[0][1].toLowerCase().startsWith(text))) put({ one: found[0][0], lit: "" });
    else if (state.one) put({ one: "" });
  };
  const desk = () => {
    for (const slide of slides) {
      const thumb = document.createElement("button");
      thumb.className = "thumb";
      thumb.setAttribute("aria-label", slide.getAttribute("aria-label"));
      thumb.append(copyOf(slide));
      thumb.addEventListener("click", () => to(slides.indexOf(slide), true));
      find("[data-strip]").append(thumb);
      const segment = document.createElement("i");
      segment.style.flexGrow = weights()[slides.indexOf(slide)];
      find("[data-segments]").append(segment);
    }
    for (const each of findAll(".show .nm[data-id] b")) names.set(each.parentElement.dataset.id, each.textContent);
    find("[data-minutes]").value = kept("minutes") || find("[data-minutes]").value;
    find("[data-minutes]").addEventListener("input", () => (kept("minutes", minutes()), tick()));
    find("[data-spot]").addEventListener("input", hits);
    for (const each of findAll("button[data-lit]", find(".spotlight"))) each.addEventListener("click", () => put({ lit: each.dataset.lit, one: "" }));
    for (const each of findAll("[data-ask]")) each.addEventListener("click", () => ask(Number(each.dataset.ask)));
    setInterval(tick, 1_000);
  };

  told.addEventListener("message", ({ data }) => {
    if (data?.state) {
      state = taken(data.state);
      show();
    }
    if (data?.hello) told.postMessage({ state, here: true });
    if (data?.hello || data?.here) others = 1;
    if (data?.bye) others = 0;
    linked();
  });
  addEventListener("pagehide", () => told.postMessage({ bye: true }));

  root.classList.add("scripted");
  body.classList.toggle("audience", isAudience);
  if (isSpeaker) desk();
  linked();
  show();
  told.postMessage({ hello: true });
}
