// The views: each shows a state, which is what the address holds after `#`.

const get = (id) => document.getElementById(id);
const viewOf = (page) => get(`view-${page}`); // an id of its own: the address must not scroll to it
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const VIEWS = ["overview", "browse", "therapy", "compare", "method"];
const FRAGMENTS = { therapy: new Map(), column: new Map() };
for (const each of all("template[data-id]")) FRAGMENTS[each.className].set(each.dataset.id, each);

let state;

function make(tag, text = "", attributes = {}) {
  const element = document.createElement(tag);
  element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

// "#browse?goal=halt&id=x" → the state, with notes on what the table does not know.
function read(hash) {
  const [, slug, rest] = /^#?([^?]*)\??(.*)$/s.exec(hash);
  const params = new URLSearchParams(rest);
  const [query, notes] = queryFrom(params);
  const asked = [...new Set(params.getAll("id"))];
  const lower = [...new Set(asked.map((id) => id.toLowerCase()))];
  const known = lower.map((id) => (INDEX.has(id) ? id : asked.find((each) => each.toLowerCase() === id)));
  const strange = known.filter((id) => !INDEX.has(id)).map((id) => `therapy “${brief(id)}”`);
  let page = VIEWS.includes(slug) ? slug : "overview";
  let ids = known.filter((id) => INDEX.has(id)).slice(0, page === "therapy" ? 1 : LIMITS.compared);
  if (page === "therapy" && !ids.length) page = "browse";
  if (page === "overview" || page === "method") ids = [];
  const [sort, claim] = [params.get("sort") ?? "", params.get("claim") ?? ""];
  const differences = params.get("differences") === "true";
  return { page, query, ids, sort, claim, differences, notes: [...notes, ...few(strange)] };
}

// The address of a state; parts that are not given are empty.
function address({ page, query, ids = [], sort = "", claim = "", differences = false }) {
  const own = page === "compare" && differences ? [["differences", "true"]] : [];
  if (page === "browse" && sort) own.push(["sort", sort]);
  if (page === "therapy" && claim) own.push(["claim", claim]);
  const text = encoded([...ids.map((id) => ["id", id]), ...paramsOf(query), ...own]);
  return `#${page}${text ? `?${text}` : ""}`;
}

// Links were made without a filter: each gets the one in use, under what it asks for itself.
function relink(root) {
  for (const link of all("a[href^='#']:not([data-skip])", root)) {
    link.dataset.to ??= link.getAttribute("href");
    const asked = new URLSearchParams(link.dataset.to.split("?").slice(1).join("?"));
    const target = read(link.dataset.to);
    const chosen = new Map([...state.query.chosen, ...target.query.chosen]);
    target.query = queryOf(chosen, asked.has("q") ? target.query.text : state.query.text);
    if (link.dataset.page && PICKING.includes(link.dataset.page)) target.ids = picked();
    target.differences ||= state.differences;
    link.setAttribute("href", address(target));
  }
}

const LISTING = ["overview", "browse"];
const PICKING = ["browse", "compare"];
const picked = () => (PICKING.includes(state.page) ? state.ids : []);
const nameOf = (id) => THERAPIES[INDEX.get(id)].name;
const linkTo = (text, target) => make("a", text, { href: address(target) });
const therapyLink = (id) => linkTo(nameOf(id), { page: "therapy", query: state.query, ids: [id] });
const idIn = (link) => new URLSearchParams((link.dataset.to ?? link.getAttribute("href")).split("?")[1]).get("id");

function showMap(places) {
  const passes = new Set(places.map((place) => THERAPIES[place].id));
  get("takeaway").textContent = mapTakeaway(places);
  for (const cell of all("td", viewOf("overview").querySelector("tbody"))) showCell(cell, passes, places.length);
}

function showCell(cell, passes, total) {
  let [outside, aiming, groups] = [0, 0, 0];
  for (const group of all(".group", cell)) {
    const items = all("li", group);
    for (const item of items) item.hidden = !passes.has(idIn(item.querySelector("a")));
    const shown = items.filter((item) => !item.hidden).length;
    group.hidden = !shown;
    outside += items.length - shown;
    groups += Boolean(shown);
    aiming += group.classList.contains("framed") ? 0 : shown;
    countInstead(group, shown, total > LIMITS.names);
  }
  const link = cell.querySelector(".count");
  if (link) {
    link.hidden = !aiming;
    link.textContent = aiming;
    link.setAttribute("aria-label", link.getAttribute("aria-label").replace(/\d+/, aiming));
  }
  const none = cell.querySelector(".none") ?? cell.insertBefore(make("p", "", { class: "none" }), cell.querySelector(".groups"));
  if (outside) none.textContent = `none in this filter (${outside} outside it)`;
  none.hidden = groups > 0;
  cell.classList.toggle("empty", !groups);
}

// With more names than a map can hold it gives counts, as the app's does.
function countInstead(group, shown, counts) {
  const list = group.querySelector("ul");
  list.hidden = counts;
  let many = group.querySelector(".many");
  if (counts && !many) many = list.parentNode.insertBefore(make("p", "", { class: "many" }), list);
  if (many) many.hidden = !counts;
  if (many) many.textContent = `${shown} ${shown === 1 ? "therapy" : "therapies"}`;
}

// The first list holds the rows of all pages of the table.
const LIST = viewOf("browse").querySelector("table");
const ROWS = all("#view-browse tbody tr").map((row) => ({ row, id: idIn(row.querySelector("a")) }));
const HEADINGS = all("thead a", LIST).map((link) => ({ link, sort: read(link.getAttribute("href")).sort }));
LIST.tBodies[0].append(...ROWS.map(({ row }) => row));
all("#view-browse .vc-browse").slice(1).forEach((rest) => rest.remove());
all("#view-browse .pages").forEach((nav) => nav.remove());

function showList(places) {
  const passes = new Set(places);
  const { sort, ids } = state;
  const column = sort.replace(/^-/, "");
  const ranked = ({ id }) => THERAPIES[INDEX.get(id)].ranks[column in THERAPIES[0].ranks ? column : "name"];
  const named = ({ id }) => THERAPIES[INDEX.get(id)].ranks.name;
  const { rank, reason } = find(state.query.text);
  const chosen = column in THERAPIES[0].ranks;
  const turn = chosen && sort.startsWith("-") ? -1 : 1;
  const hit = ({ id }) => (chosen || !passes.has(INDEX.get(id)) ? 0 : rank(INDEX.get(id)));
  const ordered = [...ROWS].sort((a, b) => hit(a) - hit(b) || turn * (ranked(a) - ranked(b)) || named(a) - named(b));
  const rows = [...LIST.tBodies[0].rows];
  if (ordered.some(({ row }, place) => row !== rows[place])) LIST.tBodies[0].append(...ordered.map(({ row }) => row));
  for (const { row, id } of ROWS) {
    row.hidden = !passes.has(INDEX.get(id));
    showReason(row, row.hidden ? "" : reason(INDEX.get(id)));
    showPick(row.querySelector(".pick"), id, ids);
  }
  for (const { link, sort: own } of HEADINGS) showHeading(link, own, sort);
  showPicked(ids);
}

// Why a row is found, where its name does not say it.
function showReason(row, text) {
  row.querySelector(".why")?.remove();
  if (text) row.cells[0].append(make("small", text, { class: "why" }));
}

function showPick(link, id, ids) {
  const has = ids.includes(id);
  link.hidden = !has && ids.length >= LIMITS.compared;
  link.textContent = has ? "✓ picked" : "+ compare";
  link.setAttribute("aria-label", `${has ? "Do not compare" : "Compare"} ${nameOf(id)}`);
  const others = has ? ids.filter((each) => each !== id) : [...ids, id];
  link.setAttribute("href", address({ ...state, ids: others }));
}

function showHeading(link, own, sort) {
  const order = sort === own ? "ascending" : sort === `-${own}` ? "descending" : "none";
  link.closest("th").setAttribute("aria-sort", order);
  link.querySelector("[aria-hidden]").textContent = { ascending: "▲", descending: "▼", none: "↕" }[order];
  link.setAttribute("href", address({ ...state, sort: order === "ascending" ? `-${own}` : own }));
}

function showPicked(ids) {
  const line = viewOf("browse").querySelector(".picked");
  const compare = linkTo(`Compare these ${ids.length}`, { page: "compare", query: state.query, ids });
  const names = ids.flatMap((id, place) => [place ? ", " : "", therapyLink(id)]);
  if (!ids.length) line.replaceChildren("Pick two to five to compare, or open one by its name.");
  else line.replaceChildren(
    ...(ids.length > 1 ? [compare, ": "] : ["Picked (pick another to compare): "]),
    ...names, " · ", linkTo("clear", { ...state, ids: [] }),
  );
}

function showTherapy(places) {
  const id = state.ids[0];
  const view = viewOf("therapy");
  if (view.dataset.id !== id) view.replaceChildren(FRAGMENTS.therapy.get(id).content.cloneNode(true));
  view.dataset.id = id;
  view.querySelector(".turn")?.remove();
  view.prepend(turnOf(places));
  for (const receipt of all(".receipts > li", view)) {
    const is = receipt.id === `claim-${state.claim}`;
    receipt.classList.toggle("target", is);
    receipt.tabIndex = -1;
  }
}

function turnOf(places) {
  const here = INDEX.get(state.ids[0]);
  const ends = [places.filter((place) => place < here).at(-1), places.find((place) => place > here)];
  const [before, after] = ends.map((place) => place !== undefined && therapyLink(THERAPIES[place].id));
  let told = places.includes(here) ? `${places.indexOf(here) + 1} of ${places.length}` : "outside this filter";
  if (places.includes(here) && paramsOf(state.query).length) told += " in this filter";
  const nav = make("nav", "", { class: "vc turn", "aria-label": "Through the filter's list" });
  const [left, right] = [make("span"), make("span")];
  if (before) left.append("← ", before);
  if (after) right.append(after, " →");
  const compare = linkTo("Compare with another", { page: "compare", query: state.query, ids: state.ids });
  const middle = make("span", `${told} · `);
  middle.append(compare);
  nav.append(left, middle, right);
  return nav;
}

function showComparison() {
  const { ids, differences } = state;
  const rest = THERAPIES.filter(({ id }) => !ids.includes(id));
  const first = get("add").options[0];
  get("add").replaceChildren(first, ...rest.map(({ id, name }) => make("option", name, { value: id })));
  get("add").value = "";
  get("add").disabled = ids.length >= LIMITS.compared;
  get("differences").checked = differences;
  get("families").hidden = ids.length > 1;
  get("families").querySelector(".lead").textContent = `${
    ids.length ? "Choose at least one more" : "Choose two to five therapies"
  }, or start from a class with its members:`;
  get("columns").replaceChildren(...(ids.length ? [joined(ids)] : []));
  if (!ids.length) return;
  all("#columns .remove").forEach((link, place) => {
    const others = ids.filter((_, each) => each !== place);
    link.setAttribute("href", address({ ...state, ids: others }));
    delete link.dataset.to;
  });
}

// Each therapy's comparison has one column; side by side they make one table.
function joined(ids) {
  const [whole, ...others] = ids.map((id) => FRAGMENTS.column.get(id).content.cloneNode(true));
  const rows = all("tr", whole);
  for (const other of others) {
    all("tr", other).forEach((row, place) => rows[place].append(row.lastElementChild));
  }
  whole.querySelector("caption").textContent = `${ids.map(nameOf).join(", ")} side by side`;
  relink(whole);
  all("tbody tr", whole).forEach((row, place) => {
    const differs = new Set(ids.map((id) => THERAPIES[INDEX.get(id)].codes[place])).size > 1;
    row.classList.toggle("different", differs);
    row.hidden = state.differences && !differs;
    if (differs) row.querySelector(".question").append(" ", make("span", "differs", { class: "differs" }));
  });
  if (all("tbody tr", whole).every((row) => row.hidden)) {
    const said = DATA.same[Number(ids.length > 1)];
    whole.querySelector(".vc-compare").append(make("p", said, { class: "note" }));
  }
  return whole;
}

function showSentence(places) {
  get("sentence").textContent = sentenceOf(state.query, places.length);
  const instead = insteadOf(state.query);
  get("instead").hidden = !instead.length;
  get("instead").textContent = instead.join(" ");
  const framed = framedQuery(state.query);
  get("also").hidden = !framed;
  if (framed) {
    const count = passing(framed).length;
    const link = linkTo(`${count} more`, { page: "browse", query: framed });
    get("also").replaceChildren(link, ` ${count === 1 ? "is" : "are"} only framed so and said to do something else.`);
  }
  get("notes").hidden = !state.notes.length;
  get("notes").textContent = `Left out of this link, as the table does not know it: ${state.notes.join("; ")}.`;
  get("nothing").hidden = places.length > 0;
  get("nothing").replaceChildren(...(places.length ? [] : waysBack()));
}

function waysBack() {
  const [found, close] = [relaxations(state.query), nearest(state.query)];
  const { missing } = find(state.query.text);
  const way = (text, query) => {
    const item = make("li");
    item.append(linkTo(text, { ...state, query }));
    return item;
  };
  const parts = [make("h2", "Nothing is left")];
  const list = make("ul");
  if (close) {
    const [word, label, query] = close;
    const count = passing(query).length;
    const named = `The nearest that they name is “${label}”; what is said of it is not said of “${word}”.`;
    parts.push(make("p", `No document names “${word}”. ${named}`));
    list.append(way(`Show “${label}”${count > LIMITS.few ? `: ${count} therapies` : ""}`, query));
  } else if (missing.length) {
    parts.push(make("p", `The table has no “${missing.join("” and no “")}”, nor a word like it.`));
  }
  if (found.length) parts.push(make("p", "Dropping a single filter gives therapies back:"));
  else if (!close) parts.push(make("p", "No single filter is to blame: reset them all, or drop two."));
  list.append(...found.map(([label, count, query]) => way(`Drop “${label}”: ${count} back`, query)));
  return [...parts, list];
}

function showFilters() {
  if (single(get("search").value) !== state.query.text) get("search").value = state.query.text;
  for (const facet of all("details.facet")) {
    const boxes = all("input", facet);
    const chosen = state.query.chosen.get(boxes[0]?.name) ?? [];
    for (const box of boxes) box.checked = chosen.includes(box.value);
    facet.querySelector(".some").textContent = chosen.length ? `${chosen.length} chosen` : "";
    if (chosen.length) facet.open = true;
  }
  get("reset").disabled = !paramsOf(state.query).length;
}

function showFrame(found) {
  const names = state.ids.map(nameOf);
  const [title, question] = DATA.pages[state.page];
  const heading = state.page === "therapy" ? names[0] : title;
  get("title").textContent = heading;
  get("question").textContent = question;
  document.body.dataset.view = state.page;
  document.title = `${heading} · ${DATA.title}`;
  for (const view of VIEWS) viewOf(view).hidden = view !== state.page || (LISTING.includes(view) && !found);
  for (const link of all("nav [data-page]")) {
    if (link.dataset.page === state.page) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

// Below every view, on paper too: what it shows, and the app's link of exactly this view.
function showStamp(places) {
  const named = ["therapy", "compare"].includes(state.page) && state.ids.length;
  get("stamp-subject").textContent = `${DATA.title} · ${DATA.pages[state.page][0]}`;
  get("stamp-sentence").textContent = named
    ? state.ids.map(nameOf).join("; ")
    : sentenceOf(state.query, places.length);
  const params = encoded([...state.ids.map((id) => ["id", id]), ...paramsOf(state.query)]);
  const page = state.page === "overview" ? "" : state.page;
  const url = DATA.base + page + (params ? `?${params}` : "");
  const link = /^https?:/.test(url) ? make("a", url, { href: url, rel: "noreferrer" }) : url;
  get("stamp-link").replaceChildren(link);
}

function show(moved) {
  const before = state;
  state = read(location.hash || `#${DATA.start}`);
  const active = document.activeElement;
  const places = passing(state.query);
  showFrame(places.length);
  relink(document);
  showSentence(places);
  showFilters();
  if (state.page === "overview") showMap(places);
  if (state.page === "browse") showList(places);
  if (state.page === "therapy") showTherapy(places);
  if (state.page === "compare") showComparison();
  relink(viewOf("therapy"));
  showStamp(places);
  settle(before, active, moved);
}

// A link that led elsewhere puts the reader at the top of it; a filter leaves them where they are.
function settle(before, active, moved) {
  const receipt = state.page === "therapy" && state.claim && get(`claim-${state.claim}`);
  const elsewhere = before && (before.page !== state.page || (state.page === "therapy" && before.ids[0] !== state.ids[0]));
  if (receipt) {
    receipt.focus({ preventScroll: true });
    receipt.scrollIntoView({ block: "center" });
  } else if (elsewhere && active !== get("search") && !(active instanceof HTMLInputElement)) {
    get("title").focus({ preventScroll: true });
    if (moved) scrollTo(0, 0);
  } else if (active?.isConnected && active.checkVisibility()) active.focus({ preventScroll: true });
  else get("title").focus({ preventScroll: true });
}

let moved = false;

function go(target, { replace = false } = {}) {
  const hash = address(target);
  if (hash === location.hash) return;
  history[replace ? "replaceState" : "pushState"](null, "", hash);
  show(false);
}

// A filter changed where no list stands leads to the list.
function filter(query, options) {
  const page = state.page === "overview" ? "overview" : "browse";
  go({ ...state, page, query, ids: picked(), claim: "" }, options);
}

function listen() {
  const form = document.querySelector("form");
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", (event) => {
    const values = new Map();
    for (const box of all("input:checked", form)) values.set(box.name, [...(values.get(box.name) ?? []), box.value]);
    const typing = event.target === get("search") && state.query.text !== "";
    filter(queryOf(values, letters(get("search").value).slice(0, LIMITS.text).join("")), { replace: typing });
  });
  get("reset").addEventListener("click", () => {
    filter(queryOf(new Map(), ""));
    get("search").focus();
  });
  get("add").addEventListener("change", (event) => go({ ...state, ids: [...state.ids, event.target.value] }));
  get("differences").addEventListener("change", (event) => go({ ...state, differences: event.target.checked }));
  get("print").addEventListener("click", () => print());
  get("theme").addEventListener("click", () => paint(isDark() ? "light" : "dark"));
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    moved = Boolean(link);
    if (!link || !("skip" in link.dataset)) return;
    event.preventDefault();
    get("main").focus();
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input[type=search], select, textarea");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    get("filters").open = true;
    get("search").focus();
  });
  addEventListener("hashchange", () => {
    show(moved);
    moved = false;
  });
  addEventListener("beforeprint", () => all("#columns details").forEach((each) => (each.open = true)));
  addEventListener("afterprint", () => all("#columns details").forEach((each) => (each.open = false)));
}

const GROUND = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (document.documentElement.dataset.theme ?? (GROUND.matches ? "dark" : "light")) === "dark";

function paint(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  get("theme").textContent = isDark() ? "Light" : "Dark";
  get("theme").setAttribute("aria-label", `Change to ${isDark() ? "light" : "dark"} colours`);
}

GROUND.addEventListener("change", () => paint());
get("filters").open = !matchMedia("(max-width: 800px)").matches;
if (!location.hash) history.replaceState(null, "", `#${DATA.start}`);
listen();
paint();
show(false);
