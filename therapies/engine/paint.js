// Draws a state into the screen that the server made: always from scratch, never by steps.

const all = (selector, root = app) => [...root.querySelectorAll(selector)];
const one = (selector, root = app) => root.querySelector(selector);
const nameOf = (id) => THERAPIES[INDEX.get(id)].name;
const isPicking = (state) => Boolean(PAGES[state.page].holds);

// Our own HTML, made and escaped by the server, as nodes.
function nodes(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content;
}

const put = (element, text) => {
  if (element && element.textContent !== String(text)) element.textContent = text;
};
const show = (element, is) => {
  if (element && element.hidden === Boolean(is)) element.hidden = !is;
};
const set = (element, name, value) => {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
};

// Whether a state can be painted with what is here by now: of a large table the entries come after
// the engine has begun.
function isPaintable(next) {
  if (DATA.entries) return true;
  const names = next.page === "overview" && passing(next.query).length <= LIMITS.names;
  return next.page !== "browse" && !next.own.has("peek") && !names;
}

let drawn = {}; // what the screen was last drawn for

function drawnFor(state) {
  const query = `${encoded(paramsOf(state.query))} ${state.notes.join()}`;
  return { query, list: `${query} ${["sort", "page", "rows"].map((key) => state.own.get(key)).join()}` };
}

function paint(state) {
  const found = passing(state.query);
  const { query, list } = drawnFor(state);
  if (drawn.query !== query) {
    paintChips(state);
    paintHead(state, found);
    if (state.page === "overview") paintMap(state, found);
    if (state.page === "sources") paintSources(found);
  }
  if (state.page === "browse" && drawn.list !== list) paintList(state, found);
  if (PAGES[state.page].own.includes("peek")) paintPeek(state, found);
  if (isPicking(state)) paintPicks(state, found);
  show(one("[data-undo]"), PAST.length > 0);
  one("[data-once]")?.remove();
  drawn = { query, list };
  app.dataset.at = at(state);
  place.painted?.(state, found);
  afterPaint(() => {
    rest();
    rest = () => {};
    relink(state);
  });
}

let rest = () => {}; // what is painted after the frame
let waiting = 0;
const afterPaint = (act) => {
  clearTimeout(waiting);
  waiting = setTimeout(act, 30);
};

// Where a press leads: each link knows what of its target is its own.
function targetIn(link, state) {
  const { chip, without: key, pick, go } = link.dataset;
  if (chip) {
    const mark = chip.indexOf("=");
    return targetOf(state, toggled(state.query, chip.slice(0, mark), chip.slice(mark + 1)));
  }
  if (key) return targetOf(state, without(state.query, key));
  if ("reset" in link.dataset) return targetOf(state, NOTHING_CHOSEN);
  if (pick) return picking(state, pick);
  return go;
}

function picking(state, id) {
  const rest = state.ids.filter((each) => each !== id);
  return naming(isPicking(state) ? "" : "compare", state.ids.includes(id) ? rest : [...state.ids, id]);
}

const naming = (page, ids) => `${page}?${encoded((ids.length ? ids : [""]).map((id) => ["id", id]))}`;

// The links' addresses, for whoever opens one elsewhere or copies it; a press does not need them.
function relink(state, root = app) {
  for (const link of all("a[data-chip], a[data-without], a[data-reset], a[data-pick], a[data-go]", root)) {
    const target = targetIn(link, state);
    if (target !== undefined && link.getAttribute("aria-disabled") !== "true") set(link, "href", address(state, target));
  }
  for (const field of all("form.search input[type=hidden]")) field.remove();
}

function paintChips(state) {
  const counts = countsOf(state.query);
  for (const chip of all("[data-chip]")) {
    const mark = chip.dataset.chip.indexOf("=");
    const [key, value] = [chip.dataset.chip.slice(0, mark), chip.dataset.chip.slice(mark + 1)];
    const chosen = (state.query.chosen.get(key) ?? []).includes(value);
    const count = counts.get(key).get(value);
    set(chip, "aria-pressed", String(chosen));
    put(chip.lastElementChild, count);
    if (count || chosen) chip.removeAttribute("aria-disabled");
    else disable(chip);
  }
  for (const clear of all("[data-without]")) show(clear, state.query.chosen.has(clear.dataset.without));
  const box = one("input[name=q]");
  if (box && document.activeElement !== box && single(box.value) !== state.query.text) box.value = state.query.text;
}

function disable(link) {
  set(link, "aria-disabled", "true");
  link.removeAttribute("href");
}

function paintHead(state, found) {
  const sentence = sentenceOf(state.query, found.length);
  const filtered = paramsOf(state.query).length > 0;
  put(one("[data-count-passing]"), found.length);
  put(one("[data-sentence]"), filtered ? sentence.slice(sentence.indexOf(" ") + 1) : `of ${found.length} therapies`);
  all("[data-shown]").forEach((each) => put(each, `${found.length} ${found.length === 1 ? "therapy" : "therapies"}`));
  show(one("[data-reset]"), filtered);
  paintTold(state, found.length);
  if (PAGES[state.page].filters) show(one("[data-body]"), found.length);
  if (one("[data-find]") && ["overview", "browse"].includes(state.page)) paintFinding(state, found);
}

function paintFinding(state, found) {
  const { headline, support } = findingOf(found, state.query);
  put(one("[data-find]"), headline);
  put(one("[data-support]"), support);
  show(one("[data-support]"), support);
}

function paintTold(state, count) {
  const lines = told(state, count).map(({ kind, text, links }) => {
    const line = document.createElement(kind === "none" ? "h2" : "p");
    line.className = kind;
    line.textContent = text;
    for (const [label, target] of links) line.append(" ", linkTo(label, target));
    return line;
  });
  one("[data-lines]")?.replaceChildren(...lines);
}

function linkTo(label, target) {
  const link = document.createElement("a");
  link.textContent = label;
  link.dataset.go = target;
  link.href = address(state, target);
  return link;
}

// ---- the map

function paintMap(state, found) {
  const [map, figures] = [one(".map"), one(".figures")];
  if (!map) return;
  const passes = new Uint8Array(THERAPIES.length);
  for (const place of found) passes[place] = 1;
  const many = found.length > LIMITS.names;
  PARTS ??= [map, figures].map(partOf);
  const [above, under] = PARTS;
  map.classList.toggle("few", found.length <= LIMITS.opened);
  map.classList.toggle("whole", found.length === THERAPIES.length && !paramsOf(state.query).length);
  for (const each of [map, figures]) each.classList.toggle("many", many);
  show(one(".map-room"), found.length);
  show(figures, found.length);
  count(above, passes);
  const far = drawLevels(above, many);
  paintJumps();
  const below = () => {
    count(under, passes);
    for (const level of far) drawLevel(level, many);
    drawLevels(under, many);
    paintBelow(found);
  };
  rest = below;
  if (isSeen(".figures")) rest();
}

// What is in sight is painted at once, the rest after the frame: the figures below the map, and of
// a long list what is below the window's edge while its head is in sight.
const SEEN = new WeakMap();
const sight = new IntersectionObserver((seen) => {
  for (const { target, isIntersecting } of seen) SEEN.set(target, isIntersecting);
});
for (const each of all(".hrow, .figures")) sight.observe(each);
const isSeen = (selector) => SEEN.get(one(selector)) ?? false;

// How many lines of a height fit into the window; all, where the list's head is out of sight.
let tall = innerHeight;
const measure = () => {
  tall = innerHeight;
};
const fitting = (height) => (isSeen(".hrow") ? Math.ceil(tall / height) : Infinity);

// The map, or the figures below it: levels, numbers that sum them, and rooms that may be empty.
let PARTS = null;

function partOf(element) {
  const levels = all("[data-level]", element).map(levelOf);
  const inside = (holder) => levels.filter((level) => holder.contains(level.element));
  return {
    levels,
    columns: all(".col", element).map(inside),
    numbers: all("[data-count]", element).map((number) => ({
      element: number,
      levels: inside(number.closest("[data-sum]")).filter(({ isFramed }) => !isFramed),
    })),
    rooms: all("[data-room]", element).map((room) => ({
      element: room,
      levels: inside(room),
      parts: all(".col[data-room]", room),
    })).reverse(), // what is inside comes first
  };
}

// A level with its entries as they were made: letters are shaped once.
function levelOf(element) {
  const { level: name } = element.dataset;
  const members = DATA.levels[name] ?? [];
  const list = one("ul", element);
  const made = new Map([...list.children].map((entry) => [INDEX.get(entry.dataset.id), entry]));
  const isFramed = "framed" in element.dataset;
  return { element, name, members, list, made, here: one("[data-here]", element), isFramed, count: 0, holds: "" };
}

function count({ levels, numbers, rooms }, passes) {
  for (const level of levels) level.count = level.members.reduce((sum, place) => sum + passes[place], 0);
  for (const level of levels) level.passes = passes;
  for (const { element, levels: summed } of numbers) {
    const sum = summed.reduce((all, level) => all + level.count, 0);
    put(element, sum);
    element.classList.toggle("zero", !sum);
  }
  for (const { element, levels: held, parts } of rooms) {
    const isEmpty = !held.some((level) => level.count);
    element.toggleAttribute("data-none", isEmpty);
    if (parts.length) element.toggleAttribute("data-partly", !isEmpty && parts.some((part) => part.hasAttribute("data-none")));
  }
  const { none, narrow, wide } = DATA.tracks;
  const trackOf = ({ parts, element }) => (element.hasAttribute("data-none") ? none : parts.filter((part) => !part.hasAttribute("data-none")).length > 1 ? wide : narrow);
  const tracks = rooms.filter(({ parts }) => parts.length).reverse().map(trackOf).join(" ");
  if (tracks) one(".map").style.setProperty("--goals", tracks);
}

const LINE = 18; // px of a line of the map, at least

// Draws the levels, of each column those that fit into the window, and returns the others.
function drawLevels({ levels, columns }, many) {
  const far = new Set();
  for (const column of columns) {
    let free = fitting(LINE);
    for (const level of column) {
      if (free < 0) far.add(level);
      if (level.count) free -= many ? 2 : 1 + level.count;
    }
  }
  for (const level of levels) if (!far.has(level)) drawLevel(level, many);
  return far;
}

// The goals' numbers stand above the map, too, where it is a long column.
function paintJumps() {
  for (const number of all("[data-jump-count]")) {
    put(number, one(`#goal-${number.dataset.jumpCount} [data-count]`).textContent);
  }
}

function paintBelow(found) {
  put(one('[data-below="standing"]'), standingOf(found));
  put(one('[data-below="targets"]'), targetsOf(found));
}

function drawLevel(level, many) {
  show(level.element, level.count);
  const here = many ? [] : level.members.filter((place) => level.passes[place]);
  const holds = many ? `${level.count} many` : here.join();
  if (level.holds === holds) return;
  level.holds = holds;
  level.list.replaceChildren(...here.map((place) => entryOf(level, place)));
  put(level.here, level.count);
}

function entryOf({ name, members, made }, place) {
  if (!made.has(place)) made.set(place, nodes(DATA.entries.levels[name][members.indexOf(place)]).firstElementChild);
  return made.get(place);
}

// What passes no more goes at once; what comes back, and the counts, the server draws.
function paintSources(found) {
  const passes = new Set(found.map((number) => THERAPIES[number].id));
  for (const row of all("[data-body] :is(tr, li)[data-id]")) show(row, passes.has(row.dataset.id));
}

// ---- the list

const ORDERS = new Map(); // a sort → all places in its order

function orderOf(sort) {
  const column = sort.replace(/^-/, "");
  const turn = sort === column ? 1 : -1;
  const [rankOf, name] = [column, "name"].map((key) => (place) => THERAPIES[place].ranks[key]);
  if (!ORDERS.has(sort)) {
    const places = [...THERAPIES.keys()].sort((a, b) => turn * (rankOf(a) - rankOf(b)) || name(a) - name(b));
    ORDERS.set(sort, places);
  }
  return ORDERS.get(sort);
}

const sortOf = (state) => {
  const sort = state.own.get("sort") ?? "";
  return Object.hasOwn(DATA.sorts, sort.replace(/^-/, "")) ? sort : "";
};

function ordered(state, found) {
  const [sort, passes] = [sortOf(state), new Set(found)];
  const places = orderOf(sort || "first").filter((place) => passes.has(place));
  if (sort || !state.query.text) return places;
  const { rank } = find(state.query.text);
  return places.sort((a, b) => rank(a) - rank(b));
}

function paintList(state, found) {
  const table = one("table.browse");
  if (!table) return;
  const places = ordered(state, found);
  const sort = sortOf(state);
  const grouped = !sort && !state.query.text;
  const asked = state.own.get("rows");
  const density = DATA.densities.includes(asked) ? asked : DATA.density;
  const pages = Math.max(1, Math.ceil(places.length / LIMITS.rows));
  const number = Math.min(Math.max(1, Number.parseInt(state.own.get("page") ?? "1", 10) || 1), pages);
  const first = (number - 1) * LIMITS.rows;
  const shown = places.slice(first, first + LIMITS.rows);
  const groupOf = (place) => (grouped ? THERAPIES[place].group : 0);
  show(table, found.length);
  table.className = `data browse ${density}`;
  for (const body of all("tbody[data-group]", table)) {
    const head = one(`[data-head="${body.dataset.group}"]`, table);
    show(head, grouped && shown.some((place) => groupOf(place) === Number(body.dataset.group)));
    put(one("[data-count]", head), places.filter((place) => groupOf(place) === Number(body.dataset.group)).length);
  }
  fillRows(table, shown, fitting(ROW[density]), groupOf, state);
  rest = () => {
    fillRows(table, shown, Infinity, groupOf, state);
    paintPicks(state, found);
  };
  for (const heading of all("[data-sort]", table)) paintHeading(state, heading);
  show(one("[data-order]"), sort);
  put(one("[data-sorted]"), sort ? DATA.sorts[sort.replace(/^-/, "")] : "");
  for (const link of all("[data-rows]")) set(link, "aria-current", String(link.dataset.rows === density));
  paintPages(state, places.length, number, pages);
}

const ROW = { names: 28, lines: 44, full: 90 }; // px of a row, at least

// Puts the first rows in, each in its group; what stands there already stays, others come behind it.
function fillRows(table, places, most, groupOf, { query }) {
  const { reason } = find(query.text);
  let free = most;
  for (const body of all("tbody[data-group]", table)) {
    const here = places.filter((place) => groupOf(place) === Number(body.dataset.group));
    const stand = [...body.children];
    const standsWhole = stand.length === here.length && stand.every((row, number) => row === ROWS?.get(here[number]));
    const rows = (standsWhole ? here : here.slice(0, free)).map((place) => rowOf(table, place));
    free = Math.max(0, free - here.length);
    for (const row of rows) {
      const why = one("[data-why]", row);
      const text = query.text ? reason(INDEX.get(row.dataset.id)) : "";
      put(why, text);
      show(why, text);
    }
    if (stand.every((row, number) => row === rows[number])) body.append(...rows.slice(stand.length));
    else body.replaceChildren(...rows);
  }
}

let ROWS = null; // place → its row as it was made

function rowOf(table, place) {
  ROWS ??= new Map(all("tr[data-id]", table).map((row) => [INDEX.get(row.dataset.id), row]));
  if (!ROWS.has(place)) ROWS.set(place, nodes(DATA.entries.rows[place]).firstElementChild);
  return ROWS.get(place);
}

function paintHeading(state, heading) {
  const [own, sort] = [heading.dataset.sort, state.own.get("sort") ?? ""];
  const order = sort === own ? "ascending" : sort === `-${own}` ? "descending" : "none";
  set(heading.closest("th"), "aria-sort", order);
  heading.dataset.go = `?sort=${order === "ascending" ? "-" : ""}${own}&page=`;
}

function paintPages(state, total, number, pages) {
  const nav = one("[data-pages]");
  if (!nav) return;
  show(nav, pages > 1);
  const [first, last] = [(number - 1) * LIMITS.rows + 1, Math.min(number * LIMITS.rows, total)];
  put(one("[data-range]", nav), [first, "to", last, "of", total].map((each) => each.toLocaleString("en")).join(" "));
  for (const [selector, to] of [["[data-before]", number - 1], ["[data-after]", number + 1]]) {
    const link = one(selector, nav);
    show(link, to >= 1 && to <= pages);
    if (link) link.dataset.go = `?page=${to > 1 ? to : ""}`;
  }
}

// ---- the answer beside the page, and what is picked

// What of the window is taken, for what Streamlit draws in the rest.
function frame(peek) {
  const beside = one(":scope > .side") ? "side" : "whole";
  set(document.documentElement, "data-frame", app.classList.contains("sheeted") ? "sheet" : peek ? "peek" : beside);
}

// The therapy that is looked at, wherever it stands.
function mark(id) {
  for (const each of all(".selected")) each.classList.toggle("selected", each.dataset.id === id);
  if (id) for (const each of all(`[data-id="${CSS.escape(id)}"]`)) each.classList.add("selected");
}

function paintPeek(state, found) {
  const holder = one("[data-peek]");
  const id = INDEX.has(state.own.get("peek")) ? state.own.get("peek") : "";
  app.classList.toggle("peeking", Boolean(id));
  frame(id);
  if (holder.dataset.holds !== id) holder.replaceChildren(id ? nodes(DATA.entries.peeks[INDEX.get(id)]) : "");
  holder.dataset.holds = id;
  mark(id);
  if (!id) return;
  const places = ordered(state, found);
  const place = places.indexOf(INDEX.get(id));
  put(one("[data-place]", holder), place < 0 ? "" : `${place + 1} of ${places.length}`);
  for (const turn of all("[data-turn]", holder)) {
    const next = place < 0 ? undefined : places[place + Number(turn.dataset.turn)];
    show(turn, next !== undefined);
    turn.dataset.go = next === undefined ? "?peek=" : `?peek=${THERAPIES[next].id}`;
    if (next !== undefined) set(turn, "aria-label", `${Number(turn.dataset.turn) < 0 ? "Previous" : "Next"}: ${THERAPIES[next].name}`);
  }
  relink(state, holder); // Tab may come before the frame is over, and passes by what leads nowhere
}

function paintPicks(state, found) {
  paintTray(state, found);
  for (const pick of all("[data-pick]")) {
    const has = state.ids.includes(pick.dataset.pick);
    for (const name of ["aria-checked", "aria-pressed"]) if (pick.hasAttribute(name)) set(pick, name, String(has));
    if (!has && state.ids.length >= LIMITS.compared) disable(pick);
    else pick.removeAttribute("aria-disabled");
  }
}

function paintTray(state, found) {
  const tray = one(".tray");
  if (!tray) return;
  const list = one("[data-tray-items]", tray);
  const model = one("template[data-tray-item]", tray);
  show(tray, state.ids.length && state.page !== "compare");
  app.classList.toggle("picking", state.ids.length > 0 && state.page !== "compare");
  if (list.dataset.holds !== state.ids.join()) {
    list.replaceChildren(...state.ids.map((id) => itemOf(model, id)));
  }
  list.dataset.holds = state.ids.join();
  const compare = one("[data-compare]", tray);
  put(compare, `Compare ${state.ids.length}`);
  show(compare, state.ids.length > 1);
  const fits = found.length > 1 && found.length <= LIMITS.compared && found.length !== state.ids.length;
  for (const every of all("[data-compare-all]")) {
    show(every, fits);
    put(every, `Compare all ${found.length}`);
    every.dataset.go = fits ? naming("compare", found.map((place) => THERAPIES[place].id)) : "compare";
  }
  show(one("[data-more]", tray), state.ids.length === 1);
  show(one("[data-full]", tray), state.ids.length >= LIMITS.compared);
}

function itemOf(model, id) {
  const item = model.content.cloneNode(true);
  put(item.querySelector("[data-name]"), nameOf(id));
  const remove = item.querySelector("[data-pick]");
  remove.dataset.pick = id;
  remove.setAttribute("aria-label", `Do not compare ${nameOf(id)}`);
  return item;
}
