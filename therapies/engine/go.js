// The link is the one state: it is read here, and every link of the screen is made here from what
// is its own (`data-go`), by the rule of `content/go.py`.

const PAGES = DATA.pages;

const CARRIED = ["talk"]; // goes along on every page

// The state: which page, the therapies that its link names, the query, and the page's own.
function read(url) {
  const { slug, params } = place.of(url);
  const page = Object.hasOwn(PAGES, slug) ? slug : DATA.first;
  const [query, notes] = queryFrom(params);
  const named = [...new Set(params.getAll("id").filter(Boolean))];
  const ids = [...new Set(named.map((id) => id.toLowerCase()))].filter((id) => INDEX.has(id));
  const strange = named.filter((id) => !INDEX.has(id.toLowerCase())).map((id) => `therapy “${brief(id)}”`);
  const own = DATA.own.filter((key) => PAGES[page].own.includes(key) && params.getAll(key).some(Boolean));
  const last = (key) => params.getAll(key).filter(Boolean).at(-1);
  return {
    page,
    ids: ids.slice(0, PAGES[page].picks ? LIMITS.compared : PAGES[page].most),
    query,
    notes: [...notes, ...few(strange)],
    own: new Map(own.map((key) => [key, last(key)])),
    carried: CARRIED.filter((key) => params.has(key)).map((key) => [key, last(key) ?? ""]),
  };
}

const named = ({ ids }) => ids.map((id) => ["id", id]);
const here = (state) => [...named(state), ...paramsOf(state.query), ...state.own];
const at = (state) => encoded(here(state));

// The address of a target: `therapy?id=sevelamer`, or `?peek=sevelamer` for the page as it is.
function address(state, target) {
  const mark = target.indexOf("?");
  const path = mark < 0 ? target : target.slice(0, mark);
  const given = [...new URLSearchParams(mark < 0 ? "" : target.slice(mark + 1))];
  const slug = mark === 0 ? state.page : path || DATA.first;
  const both = PAGES[state.page].holds && PAGES[slug].holds;
  const kept = mark === 0 ? here(state) : [...(both ? named(state) : []), ...paramsOf(state.query)];
  const own = new Set(given.map(([key]) => key));
  const pairs = [
    ...kept.filter(([key]) => !own.has(key)),
    ...given.filter(([, value]) => value),
    ...state.carried.filter(([key]) => !own.has(key)),
  ];
  return place.address(slug, encoded(pairs));
}

// The target that is the page under another query; the number of a list's page falls away.
function targetOf(state, query) {
  const next = paramsOf(query);
  const keys = new Set(next.map(([key]) => key));
  const gone = paramsOf(state.query).filter(([key]) => !keys.has(key)).map(([key]) => [key, ""]);
  return `?${encoded([...new Map(gone), ...next, ["page", ""]])}`;
}

// The query with a value of a filter chosen, or not any more.
function toggled(query, key, value) {
  const values = new Map(query.chosen);
  const held = values.get(key) ?? [];
  values.set(key, held.includes(value) ? held.filter((each) => each !== value) : [...held, value]);
  return queryOf(values, query.text);
}

const withText = (query, text) => queryOf(query.chosen, letters(single(text)).slice(0, LIMITS.text).join(""));
