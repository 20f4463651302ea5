// What the search box finds, below it: therapies with why, values of filters, pages, exports.

const MOST = { therapies: 6, values: 4, pages: 3, exports: 3 };
let active = -1;

const begins = (text, typed) => wordsIn(text).some((word) => word.startsWith(typed));
const holds = (text, words) => words.every((word) => begins(text, word));

function foundFor(text) {
  const words = wordsIn(text);
  if (!words.length) return [];
  const said = words.join(" ");
  const named = ({ label }) => wordsIn(label).join(" ") === said;
  const near = foundNear(text);
  const found = [...near, ...foundTherapies(text), ...foundValues(words), ...foundPages(words), ...foundExports(words)];
  return [...found.filter(named), ...found.filter((each) => !named(each))]; // what is called so stands first
}

// What no document names leads to the nearest that is named.
function foundNear(text) {
  const close = nearest(withText(NOTHING_CHOSEN, text));
  if (!close) return [];
  const [word, label, query] = close;
  const why = filled(WORDS.near, word, label);
  return [{ kind: "", label: filled(WORDS.show, label), why, href: address(state, targetOf(state, query)) }];
}

function foundTherapies(text) {
  const { rank, reason } = find(text);
  const places = THERAPIES.map((_, number) => number).filter((number) => rank(number) !== FAR);
  places.sort((a, b) => rank(a) - rank(b) || THERAPIES[a].ranks.name - THERAPIES[b].ranks.name);
  const peeks = PAGES[state.page].own.includes("peek");
  return places.slice(0, MOST.therapies).map((number) => {
    const { id, name } = THERAPIES[number];
    const href = address(state, peeks ? `?q=&peek=${id}` : `therapy?q=&id=${id}`);
    return { kind: DATA.kinds.therapy, label: name, why: reason(number), href };
  });
}

function foundValues(words) {
  const without_text = withText(state.query, "");
  const options = FACETS.flatMap(({ key, label, values }) =>
    values.map(([value, places, worded]) => ({ key, value, label, worded, places })),
  );
  const hits = options.filter(({ worded, value }) => holds(`${worded} ${value}`, words));
  return hits.slice(0, MOST.values).map(({ key, value, label, worded, places }) => ({
    kind: label,
    label: worded,
    why: `${places.length} ${places.length === 1 ? "therapy" : "therapies"}`,
    href: address(state, targetOf(state, queryOf(new Map(without_text.chosen).set(key, [value]), ""))),
  }));
}

const foundPages = (words) =>
  Object.entries(PAGES)
    .filter(([, { title, question }]) => holds(title, words) || holds(question, words))
    .slice(0, MOST.pages)
    .map(([slug, { title, question }]) => ({
      kind: DATA.kinds.page,
      label: title,
      why: question,
      href: address(state, `${slug}?q=`),
    }));

const foundExports = (words) =>
  all('[data-slot="menu"] a')
    .filter((link) => holds(`${DATA.kinds.export} ${link.textContent} ${link.pathname}`, words))
    .slice(0, MOST.exports)
    .map((link) => ({ kind: DATA.kinds.export, label: link.textContent, why: "", href: link.href, saves: true }));

function paintFound() {
  const [box, list] = [one("input[name=q]"), one("[data-found]")];
  const found = document.activeElement === box ? foundFor(box.value) : [];
  active = -1;
  show(list, found.length);
  set(box, "aria-expanded", String(found.length > 0));
  box.removeAttribute("aria-activedescendant");
  list.replaceChildren(...found.map(optionOf));
}

function optionOf({ kind, label, why, href, saves }, number) {
  const option = document.createElement("a");
  option.href = href;
  option.id = `found-${number}`;
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  option.tabIndex = -1;
  option.dataset.kind = kind;
  if (saves) option.download = "";
  const parts = [["b", label], ["small", kind], ["small", why]].filter(([, text]) => text);
  for (const [tag, text] of parts) {
    const part = document.createElement(tag);
    part.textContent = text;
    option.append(part, " ");
  }
  return option;
}

function hideFound() {
  const list = one("[data-found]");
  if (!list || list.hidden) return;
  show(list, false);
  set(one("input[name=q]"), "aria-expanded", "false");
}

// Whether Enter can mean one thing only: there is one therapy, or no filter that could stay.
function isOnly(options) {
  const therapies = options.filter(({ dataset }) => dataset.kind === DATA.kinds.therapy);
  return therapies.length === 1 || !PAGES[state.page].filters;
}

function choose(options, number) {
  active = number;
  options.forEach((option, place) => option.setAttribute("aria-selected", String(place === active)));
  one("input[name=q]").setAttribute("aria-activedescendant", options[active].id);
  options[active].scrollIntoView({ block: "nearest" });
}

// A screen that is drawn anew goes on with what was found, and chosen, in the one before.
function findAgain() {
  const number = Number(app.dataset.finds ?? NaN);
  delete app.dataset.finds;
  if (Number.isNaN(number)) return;
  paintFound();
  const options = all("[data-found] [role=option]");
  if (options[number]) choose(options, number);
}

// The arrows walk through what is found, Enter opens what is chosen; else the filter stays.
function walk(event) {
  const list = one("[data-found]");
  if (event.target.name !== "q" || !list || list.hidden) return false;
  const options = all("[role=option]", list);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    choose(options, (active + step + options.length + (active < 0 && step < 0 ? 1 : 0)) % options.length);
  } else if (event.key === "Enter" && (active >= 0 || isOnly(options))) options[Math.max(active, 0)].click();
  else return false;
  event.preventDefault();
  return true;
}
