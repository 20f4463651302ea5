// The app's Query, in the page: what is chosen, which therapies pass, and the sentence on it.
// Tests hold every function against the Python one that it repeats.

const { facets: FACETS, therapies: THERAPIES, limits: LIMITS } = DATA;
const INDEX = new Map(THERAPIES.map((therapy, place) => [therapy.id, place]));
const FACET = new Map(FACETS.map((facet) => [facet.key, facet]));
const UNSEEN = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

const WORDED = new Map(FACETS.map(({ key, values }) => [key, new Map(values.map(([v, , worded]) => [v, worded]))]));
const PLACES = new Map(
  FACETS.map(({ key, values }) => [key, new Map(values.map(([v, found]) => [v, new Set(found)]))]),
);

// Every text that is searched: whose it is, how far from the name, its folded words in order.
const TEXTS = THERAPIES.flatMap(({ texts }, owner) =>
  texts.map(([level, label, reason, words]) => ({ owner, level, label, reason, words: ` ${words}` })),
);
const HOLDERS = new Map(); // word → the places of the texts that hold it
TEXTS.forEach(({ words }, place) => {
  for (const word of new Set(words.split(" ").filter(Boolean))) {
    if (!HOLDERS.has(word)) HOLDERS.set(word, []);
    HOLDERS.get(word).push(place);
  }
});

const single = (text) => text.split(SPACE).filter(Boolean).join(" ");
const letters = (text) => [...text];
const cut = (text) => (letters(text).length > 40 ? `${letters(text).slice(0, 40).join("")}…` : text);
const brief = (text) => cut(text).replace(/(?! )[\p{C}\p{Z}]/gu, "\ufffd");

function few(notes) {
  const more = notes.length - LIMITS.notes;
  return more > 0 ? [...notes.slice(0, LIMITS.notes), `and ${more} more`] : notes;
}

const NOTHING_CHOSEN = { chosen: new Map(), text: "" };

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
  const texts = params.getAll("q").map(single);
  const typed = letters(texts.at(-1) ?? "");
  const others = [...new Set(texts)].filter((text) => text && text !== texts.at(-1));
  for (const other of others) notes.push(`Search: “${brief(other)}”`);
  if (typed.length > LIMITS.text) notes.push(`the search text after ${LIMITS.text} characters`);
  const strange = [...new Set(params.keys())].filter(
    (key) => !["q", "claim", ...FACET.keys(), ...DATA.known].includes(key) && !key.startsWith("utm_"),
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

// A phrase as `known` has it, with or without its plural's s; nothing if it is not there.
function singular(phrase, known) {
  return [phrase, phrase.replace(/s$/, "")].find((each) => Object.hasOwn(known, each)) ?? "";
}

const isPhrase = (phrase) => Boolean(singular(phrase, DATA.meanings) || singular(phrase, DATA.nearest));

// The words in order, those joined that make a phrase which is known.
function phrasesIn(asked) {
  const found = [];
  for (let place = 0; place < asked.length; ) {
    let size = Math.min(LIMITS.longest, asked.length - place);
    while (size > 1 && !isPhrase(asked.slice(place, place + size).join(" "))) size -= 1;
    found.push(asked.slice(place, place + size).join(" "));
    place += size;
  }
  return found;
}

const textsWith = (words) => new Set(words.flatMap((word) => HOLDERS.get(word)));

// The texts in which a word stands, or the words of a phrase in their order.
function holding(phrase) {
  if (!phrase.includes(" ")) return textsWith(standing(phrase));
  return new Set([...TEXTS.keys()].filter((place) => TEXTS[place].words.includes(` ${phrase}`)));
}

// Words that begin with `word`; failing these, those that contain it.
function standing(word) {
  const known = [...HOLDERS.keys()];
  const begin = known.filter((each) => each.startsWith(word));
  if (begin.length || letters(word).length < LIMITS.forgiving) return begin;
  return known.filter((each) => each.includes(word));
}

// Words that are spelled like `word`, by letter: of names, failing these any.
function similar(word) {
  const typed = letters(word);
  if (typed.length < LIMITS.forgiving) return [];
  const found = [...HOLDERS.keys()].filter((each) => similarity(typed, letters(each)) >= LIMITS.similar);
  const level = (each) => Math.min(...HOLDERS.get(each).map((place) => TEXTS[place].level));
  const first = Math.min(...found.map(level));
  return found.filter((each) => level(each) === first).sort();
}

// The texts that hold a phrase, and what was searched in its place: [texts, instead].
function readPhrase(typed) {
  const held = holding(typed);
  const stands = held.size > 0;
  const meaning = DATA.meanings[singular(typed, DATA.meanings)] ?? "";
  const meant = meaning ? holding(wordsIn(meaning).join(" ")) : new Set();
  if (meant.size) return [new Set([...held, ...meant]), { typed, meant: [meaning], stands }];
  const near = stands || isPhrase(typed) ? [] : similar(typed);
  return near.length ? [textsWith(near), { typed, meant: near, stands }] : [held, null];
}

const FAR = Infinity;

function lowest(held) {
  const best = new Map();
  for (const place of held) {
    const { owner, level } = TEXTS[place];
    best.set(owner, Math.min(level, best.get(owner) ?? FAR));
  }
  return (owner) => best.get(owner) ?? FAR;
}

// The first of the texts of each therapy.
function firstOf(places) {
  const first = new Map();
  for (const place of places) {
    const { owner } = TEXTS[place];
    if (!(first.get(owner) <= place)) first.set(owner, place);
  }
  return first;
}

const FOUND = new Map(); // the newest text, which several parts of the page ask for

// What a text finds: how far from the name each hit is, why, what was searched instead.
function find(text) {
  const asked = phrasesIn(wordsIn(text));
  if (!asked.length) return { rank: () => (text ? FAR : 0), reason: () => "", instead: [], missing: [] };
  if (!FOUND.has(text)) {
    FOUND.clear();
    FOUND.set(text, searched(asked));
  }
  return FOUND.get(text);
}

function searched(asked) {
  const read = asked.map(readPhrase);
  const held = read.map(([texts]) => texts);
  const levels = held.map(lowest);
  const all = [...held[0]].filter((place) => held.every((texts) => texts.has(place)));
  const whole = lowest(all);
  const rank = (owner) => {
    const worst = Math.max(...levels.map((level) => level(owner)));
    return worst === FAR ? FAR : Math.min(2 * whole(owner), 2 * worst + 1);
  };
  const firsts = held.map(firstOf);
  const wholes = firstOf(all);
  const reason = (owner) => {
    if (wholes.has(owner)) return TEXTS[wholes.get(owner)].reason;
    const labels = firsts.map((first) => TEXTS[first.get(owner)].label);
    return `found in: ${[...new Set(labels)].join(" and ")}`;
  };
  const told = new Map(read.flatMap(([, each]) => (each ? [[each.typed, each]] : [])));
  const missing = [...new Set(asked.filter((_, place) => !held[place].size))];
  return { rank, reason, instead: [...told.values()], missing };
}

// A sentence for each searched word that stands for others, or is misspelled.
function insteadOf(query) {
  return find(query.text).instead.map(({ typed, meant, stands }) => {
    const more = meant.length > LIMITS.meant ? " and more" : "";
    const those = meant.slice(0, LIMITS.meant).map((each) => `“${each}”`).join(", ") + more;
    return stands
      ? `Showing results for ${those} as well as for “${typed}”.`
      : `The table has no “${typed}”; showing results for ${those}.`;
  });
}

// How many filters each therapy fails, and which one it failed last; the search counts as one.
function failing(query) {
  const size = THERAPIES.length;
  const [count, last] = [new Uint8Array(size), new Array(size).fill("")];
  const fail = (key, holds) => {
    for (let place = 0; place < size; place += 1) {
      if (holds(place)) continue;
      count[place] += 1;
      last[place] = key;
    }
  };
  for (const [key, values] of query.chosen) {
    const has = new Uint8Array(size);
    for (const value of values) for (const place of PLACES.get(key).get(value)) has[place] = 1;
    fail(key, (place) => has[place]);
  }
  const { rank } = find(query.text);
  if (query.text) fail("q", (place) => rank(place) !== FAR);
  return { count, last };
}

function passing(query) {
  const { count } = failing(query);
  return THERAPIES.map((_, place) => place).filter((place) => !count[place]);
}

// How many therapies each value of each filter would leave, under the other filters.
function countsOf(query) {
  const { count, last } = failing(query);
  return new Map(
    FACETS.map(({ key, values }) => {
      const leaves = (place) => !count[place] || (count[place] === 1 && last[place] === key);
      const number = (found) => found.reduce((sum, place) => sum + (leaves(place) ? 1 : 0), 0);
      return [key, new Map(values.map(([value, found]) => [value, number(found)]))];
    }),
  );
}

function sentenceOf(query, count) {
  const parts = [...query.chosen].map(([key, values]) => {
    const joined = values.map((value) => WORDED.get(key).get(value)).join(" or ");
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

// A searched word that no document names, the nearest that is named, and the query for it.
function nearest(query) {
  for (const phrase of find(query.text).missing) {
    const near = DATA.nearest[singular(phrase, DATA.nearest)];
    if (near) return [phrase, near.label, queryOf(new Map(near.chosen), near.text)];
  }
  return null;
}

// The query for what is only presented with the chosen goals, null if nothing is.
function framedQuery(query) {
  const goals = query.chosen.get("goal");
  if (!goals) return null;
  const values = new Map(query.chosen).set("also_framed_as", goals);
  values.delete("goal");
  const framed = queryOf(values, query.text);
  return passing(framed).length ? framed : null;
}
