// What a page says of its filter, as `content/told.py` says it from the same words.

const WORDS = DATA.words;
const filled = (text, ...parts) => {
  let next = 0;
  return text.replace(/\{(\d?)\}/g, (_, number) => parts[number === "" ? next++ : Number(number)]);
};

function told(state, found) {
  const { query, notes } = state;
  const lines = insteadOf(query).map((text) => ({ kind: "note", text, links: [] }));
  const framed = framedQuery(query);
  if (framed) {
    const count = passing(framed).length;
    const label = filled(WORDS.also, count, count === 1 ? "is" : "are");
    lines.push({ kind: "also", text: "", links: [[label, targetOf(state, framed)]] });
  }
  if (notes.length) lines.push({ kind: "note", text: filled(WORDS.notes, notes.join("; ")), links: [] });
  return found || !PAGES[state.page].filters ? lines : [...lines, ...waysBack(state)];
}

function waysBack(state) {
  const { query } = state;
  const [found, close] = [relaxations(query), nearest(query)];
  const { missing } = find(query.text);
  const lines = PAGES[state.page].titled ? [{ kind: "none", text: WORDS.none, links: [] }] : [];
  if (close) {
    const [word, label, other] = close;
    const count = passing(other).length;
    const way = filled(WORDS.show, label) + (count > LIMITS.few ? `: ${count} therapies` : "");
    lines.push({ kind: "ways", text: filled(WORDS.near, word, label), links: [[way, targetOf(state, other)]] });
  } else if (missing.length) {
    lines.push({ kind: "note", text: filled(WORDS.missing, missing.join("” and no “")), links: [] });
  }
  const ways = found.map(([label, count, other]) => [filled(WORDS.without, label, count), targetOf(state, other)]);
  if (ways.length) lines.push({ kind: "ways", text: WORDS.instead, links: ways });
  else if (!close) lines.push({ kind: "ways", text: WORDS.reset, links: [[WORDS.all, targetOf(state, NOTHING_CHOSEN)]] });
  return lines;
}
