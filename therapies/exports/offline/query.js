// The app's Query, in the page: what is chosen, which therapies pass, and the sentence on it.
// Tests hold every function against the Python one that it repeats.

const DATA = JSON.parse(document.getElementById("data").textContent);
const { facets: FACETS, therapies: THERAPIES, limits: LIMITS } = DATA;
const INDEX = new Map(THERAPIES.map((therapy, place) => [therapy.id, place]));
const FACET = new Map(FACETS.map((facet) => [facet.key, facet]));
const UNSEEN = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

const PLACES = new Map(
  FACETS.map(({ key, values }) => [key, new Map(values.map(([v, found]) => [v, new Set(found)]))]),
);

const WORDS = new Map();
THERAPIES.forEach((therapy, place) => {
  for (const word of therapy.words) {
    if (!WORDS.has(word)) WORDS.set(word, []);
    WORDS.get(word).push(place);
  }
});

const single = (text) => text.split(SPACE).filter(Boolean).join(" ");
const letters = (text) => [...text];
const brief = (text) => (letters(text).length > 40 ? `${letters(text).slice(0, 40).join("")}…` : text);

function few(notes) {
  const more = notes.length - LIMITS.notes;
  return more > 0 ? [...notes.slice(0, LIMITS.notes), `and ${more} more`] : notes;
}

// A query is { chosen: Map(key → values in order), text }.
function queryOf(values, text) {
  const chosen = new Map();
  for (const { key, values: known } of FACETS) {
    const asked = new Set(values.get(key) ?? []);
    const kept = known.map(([value]) => value).filter((value) => asked.has(value));
    if (kept.length) chosen.set(key, kept);
  }
  return { chosen, text: single(text.replace(UNSEEN, " ")) };
}

// URL parameters → the query and a note for each value that the table does not know.
function queryFrom(params) {
  const notes = [];
  const values = new Map();
  for (const { key, label } of FACETS) {
    const asked = [...new Set(params.getAll(key).filter(Boolean))];
    values.set(key, asked);
    for (const value of asked) {
      if (!PLACES.get(key).has(value)) notes.push(`${label}: “${brief(value)}”`);
    }
  }
  const typed = letters(single(params.getAll("q").join(" ")));
  if (typed.length > LIMITS.text) notes.push(`the search text after ${LIMITS.text} characters`);
  const strange = [...new Set(params.keys())].filter(
    (key) => !FACET.has(key) && key !== "q" && key !== "claim" && !DATA.known.includes(key),
  );
  const query = queryOf(values, typed.slice(0, LIMITS.text).join(""));
  return [query, [...few(notes), ...few(strange.map((key) => `“${brief(key)}”`))]];
}

function paramsOf(query) {
  const pairs = [...query.chosen].flatMap(([key, values]) => values.map((value) => [key, value]));
  return query.text ? [...pairs, ["q", query.text]] : pairs;
}

// As Python's urlencode writes them, so that the app's links and these are the same.
function encoded(pairs) {
  return new URLSearchParams(pairs).toString().replaceAll("*", "%2A").replaceAll("%7E", "~");
}

function without(query, key) {
  if (key === "q") return { chosen: query.chosen, text: "" };
  const chosen = new Map(query.chosen);
  chosen.delete(key);
  return { chosen, text: query.text };
}

function wordsIn(text) {
  const folded = text.toLowerCase().replaceAll("ß", "ss").replaceAll("ς", "σ").normalize("NFKD");
  return folded.replace(/\p{Mn}/gu, "").match(/[\p{L}\p{N}_]+/gu) ?? [];
}

// The longest common subsequence's share of both words, in percent.
function similarity(one, other) {
  let row = new Array(other.length + 1).fill(0);
  for (const letter of one) {
    const next = [0];
    other.forEach((each, place) => {
      next.push(each === letter ? row[place] + 1 : Math.max(row[place + 1], next[place]));
    });
    row = next;
  }
  return (200 * row[other.length]) / (one.length + other.length);
}

// Words that begin with or contain `word`; failing these, words spelled like it.
function near(word) {
  const known = [...WORDS.keys()];
  const begin = known.filter((each) => each.startsWith(word));
  const typed = letters(word);
  if (begin.length || typed.length < LIMITS.forgiving) return begin;
  const inside = known.filter((each) => each.includes(word));
  if (inside.length) return inside;
  return known.filter((each) => similarity(typed, letters(each)) >= LIMITS.similar);
}

function passing(query) {
  const sets = [...query.chosen].map(([key, values]) => {
    const places = PLACES.get(key);
    return { has: (place) => values.some((value) => places.get(value).has(place)) };
  });
  const asked = wordsIn(query.text);
  if (query.text && !asked.length) sets.push({ has: () => false }); // signs alone are in no text
  for (const word of asked) {
    sets.push(new Set(near(word).flatMap((each) => WORDS.get(each))));
  }
  return THERAPIES.map((_, place) => place).filter((place) => sets.every((set) => set.has(place)));
}

function sentenceOf(query, count) {
  const parts = [...query.chosen].map(([key, values]) => {
    const joined = values.join(" or ");
    return FACET.get(key).wording.replace("{}", () => (values.length > 1 ? `(${joined})` : joined));
  });
  if (query.text) parts.push(`matching “${query.text}”`);
  const total = THERAPIES.length;
  return parts.length
    ? `${count} of ${total} therapies: ${parts.join(" and ")}`
    : `All ${total} therapies`;
}

// Single filters whose dropping gives therapies back, most first: [label, count, query].
function relaxations(query) {
  const active = [...query.chosen.keys()].map((key) => [key, FACET.get(key).label]);
  if (query.text) active.push(["q", "Search"]);
  return active
    .map(([key, label]) => [label, without(query, key)])
    .map(([label, dropped]) => [label, passing(dropped).length, dropped])
    .filter(([, count]) => count)
    .sort((one, other) => other[1] - one[1]);
}

// A searched word that the documents do not use, and the query for the context nearest to it.
function nearest(query) {
  for (const word of wordsIn(query.text)) {
    const context = Object.hasOwn(DATA.nearest, word) ? DATA.nearest[word] : null;
    if (PLACES.get("context").has(context)) {
      return [word, context, queryOf(new Map([["context", [context]]]), "")];
    }
  }
  return null;
}

// The query for what is only framed with the chosen goals, null if nothing is.
function framedQuery(query) {
  const goals = query.chosen.get("goal");
  if (!goals) return null;
  const values = new Map(query.chosen).set("also_framed_as", goals);
  values.delete("goal");
  const framed = queryOf(values, query.text);
  return passing(framed).length ? framed : null;
}

function listed(parts) {
  return parts.length < 2
    ? parts.join("")
    : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

function mapTakeaway(places) {
  if (!places.length) return DATA.nothing;
  const all = places.map((place) => THERAPIES[place]);
  return [aims(all), shownFor(all), reversal(all), framedSo(all)].filter(Boolean).join(" ");
}

function aims(all) {
  const goals = DATA.goals
    .map((goal) => [goal, all.filter((each) => each.goal === goal)])
    .filter(([, found]) => found.length);
  const few = (found) => found.length <= LIMITS.few;
  const those = (found) => (few(found) ? listed(found.map((each) => each.brought)) : found.length);
  if (few(all)) return `Aiming ${goals.map(([goal, found]) => `to ${goal}: ${those(found)}`).join("; ")}.`;
  const told = goals.map(([goal, found]) => `${those(found)} to ${goal}`);
  const counted = !goals.some(([, found]) => few(found));
  return `${all.length} therapies: ${counted ? listed(told) : told.join("; ")}.`;
}

function shownFor(all) {
  const shown = all.filter((each) => each.shown);
  if (all.length <= LIMITS.few || !shown.length) return "";
  const most = shown.length <= LIMITS.named + LIMITS.few ? shown.length : LIMITS.named;
  const names = shown.slice(0, most).map((each) => `${each.name} (for ${each.outcome})`);
  if (shown.length > most) names.push(`${shown.length - most} more`);
  return `An effect is called shown for ${listed(names)}.`;
}

function reversal(all) {
  const found = all.filter((each) => each.goal === "reverse");
  if (found.length <= LIMITS.few) return "";
  const best = found.reduce((a, b) => (b.evidence < a.evidence ? b : a));
  return `For the ${found.length} that aim to reverse, the strongest evidence is “${best.known}”.`;
}

function framedSo(all) {
  const found = all.filter((each) => each.framed.includes("reverse"));
  const so = "framed as reversal but said to do something else";
  if (found.length > LIMITS.few) return `${found.length} are ${so}.`;
  return found.length ? `F${so.slice(1)}: ${listed(found.map((each) => each.name))}.` : "";
}
