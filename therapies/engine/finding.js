// What the therapies at `places` show, as `content/findings.py` and `content/takeaways.py` say it:
// plain functions over THERAPIES (each with its `finding`) and DATA.finding, held against Python.

const factsAt = (place) => THERAPIES[place].finding;
const listed = (parts) => (parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`);
const either = (parts) => (parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} or ${parts.at(-1)}`);
const capital = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);
const isFew = (those) => those.length <= DATA.finding.few;
const namesOf = (those) => (isFew(those) ? listed(those.map(({ name }) => name)) : `${those.length} therapies`);
const titlesOf = (those) => (isFew(those) ? listed(those.map(({ title }) => title)) : `${those.length}`);
const least = (numbers) => Math.min(...numbers);

function effectOf({ evidence, outcome }) {
  return DATA.finding.phrases[evidence].replace("{outcome}", DATA.finding.outcomes[outcome]);
}

// Groups by a text or a number, in the order in which its first one comes.
function groupsOf(those, key) {
  const groups = new Map();
  for (const each of those) {
    if (!groups.has(key(each))) groups.set(key(each), []);
    groups.get(key(each)).push(each);
  }
  return [...groups.values()];
}

// The query's headline and support; `chosen` maps each facet to its values.
function findingOf(places, { chosen, text }) {
  const { nothing, few } = DATA.finding;
  const those = places.map(factsAt);
  const contexts = chosen.get("context") ?? [];
  const where = contexts.length && contexts.length <= few ? `named for ${either(contexts)}` : "";
  const narrowed = Boolean(text) || [...chosen.keys()].some((key) => key !== "context" || !where);
  if (!those.length) return { headline: nothing, support: "" };
  if (isFew(those)) {
    const start = where ? `Of what is ${where}, ` : "";
    return { headline: capital(`${start}${eachOf(those)}.`), support: caveatsOf(those) };
  }
  const top = strongestOf(those);
  const ids = new Set(top.map(({ id }) => id));
  const named = top.filter(({ classes }) => !classes.some((id) => ids.has(id)));
  const effect = effectOf(top[0]);
  const counted = where ? `of ${narrowed ? "these" : "the"} ${those.length} ${where}, ` : narrowed ? `of these ${those.length}, ` : "";
  const whole =
    top.length === those.length
      ? `for all ${those.length}${where ? ` ${where}` : ""}, ${effect}`
      : `${counted}${limitOf(those, top)}${effect} ${forWhom(those, top, named, Boolean(counted))}`;
  const support = [saidBy(top, named), isFew(named) ? caveatsOf(top) : "", onRisk(those, top)];
  return { headline: capital(`${whole}${contrastOf(those, top)}.`), support: support.filter(Boolean).join(" ") };
}

function strongestOf(those) {
  const { silent, driver } = DATA.finding;
  const spoken = those.filter(({ evidence }) => evidence < silent);
  const onDisease = spoken.filter(({ outcome }) => outcome < driver);
  const pool = onDisease.length ? onDisease : spoken.length ? spoken : those;
  const evidence = least(pool.map((each) => each.evidence));
  const outcome = least(pool.filter((each) => each.evidence === evidence).map((each) => each.outcome));
  return those.filter((each) => each.evidence === evidence && each.outcome === outcome);
}

function limitOf(those, [{ evidence }]) {
  const { hedged, silent, past } = DATA.finding;
  if (evidence < hedged || evidence === silent) return "";
  return least(those.map(({ among }) => least(among))) < evidence ? "" : `nothing is past ${past[evidence]}: `;
}

function forWhom(those, top, named, isCounted) {
  if (!isFew(named)) return `for ${top.length}${isCounted ? "" : " therapies"}`;
  const { evidence, outcome } = top[0];
  const more = those.some((each) => !top.includes(each) && each.among[outcome] <= evidence);
  return `${more || evidence >= DATA.finding.hedged ? "" : "only "}for ${namesOf(named)}`;
}

function contrastOf(those, [{ evidence, outcome }]) {
  const { silent, calcification, past } = DATA.finding;
  if (evidence === silent) return "";
  if (outcome !== calcification) {
    const nearest = least(those.map(({ among }) => among[calcification]));
    if (nearest === silent) return ", and no effect on calcification itself is stated";
    return nearest > evidence ? `, and on calcification itself nothing is past ${past[nearest]}` : "";
  }
  const reached = least(those.map(({ reversal }) => reversal));
  if (!those.some(({ reverses }) => reverses) || reached <= evidence) return "";
  if (reached === silent) return ", and no effect is stated of anything that aims to reverse it";
  return `, and nothing that aims to reverse it is past ${past[reached]}`;
}

function eachOf(those) {
  const groups = groupsOf(those, ({ evidence, outcome }) => evidence * 10 + outcome);
  groups.sort(([a], [b]) => a.evidence - b.evidence || a.outcome - b.outcome);
  return groups.map((group) => `${effectOf(group[0])} for ${namesOf(group)}`).join("; ");
}

function saidBy(top, named) {
  const passages = new Set(top.flatMap((each) => each.passages));
  if (top[0].evidence === DATA.finding.silent || !passages.size) return "";
  const documents = new Set([...passages].map((number) => DATA.finding.documents[number])).size;
  const many = documents === 1 ? "of one document" : `in ${documents} documents`;
  const said = passages.size === 1 ? "One passage says it" : `${passages.size} passages ${many} say it`;
  const members = top.filter((each) => !named.includes(each));
  if (!isFew(named) || !members.length) return `${said}.`;
  return `${said}, of ${isFew(members) ? namesOf(members) : `${members.length} members`} too.`;
}

function caveatsOf(those) {
  const { caveat, caveats } = DATA.finding;
  const careful = those.filter((each) => each.caveat);
  const groups = groupsOf(careful, (each) => each.caveat);
  if (groups.length === 1 && careful.length === those.length) return `${caveat}: ${careful[0].caveat}`;
  if (groups.length > 2) return `${caveats} are stated for ${namesOf(careful)}.`;
  return groups.map((group) => `${caveat} for ${namesOf(group)}: ${group[0].caveat}`).join(" ");
}

function onRisk(those, top) {
  const others = those.filter((each) => !top.includes(each));
  const driver = others.filter(({ outcome }) => outcome === DATA.finding.driver);
  const silent = others.filter(({ evidence }) => evidence === DATA.finding.silent);
  if (driver.length) {
    const start = isFew(driver) ? `For ${namesOf(driver)} it is` : `${driver.length} of ${those.length} are`;
    return `${start} about ${DATA.finding.risk}.`;
  }
  return silent.length ? `For ${isFew(silent) ? namesOf(silent) : silent.length} no effect is stated.` : "";
}

// Where use runs ahead of the words.
function standingOf(places) {
  const those = places.map(factsAt);
  const { none, unused, used: called, risk } = DATA.finding;
  if (!those.length) return none;
  const used = those.filter((each) => each.used);
  const ahead = used.filter((each) => each.ahead);
  if (!used.length) return unused;
  if (!ahead.length) {
    const all = isFew(used) ? `${titlesOf(used)}, ${called},` : `all that are ${called} (${used.length})`;
    return `For ${all} an effect on the disease is stated or shown.`;
  }
  const reasons = [[true, `the evidence is about ${risk}`], [false, "no more than a hint or a use is given"]]
    .map(([driver, reason]) => [ahead.filter((each) => each.driver === driver), reason])
    .filter(([group]) => group.length)
    .map(([group, reason]) => `for ${titlesOf(group)} ${reason}`);
  const first = isFew(ahead)
    ? `Among ${isFew(used) ? "those" : `the ${used.length}`} ${called}, use runs ahead of the words`
    : `Use runs ahead of the words for ${ahead.length} of ${used.length} ${called}`;
  return `${first}: ${reasons.join(", ")}. This is about wording, not about trials.`;
}

// Where along the disease they act.
function targetsOf(places) {
  const those = places.map(factsAt);
  const { none, targets, places: most } = DATA.finding;
  if (!those.length) return none;
  const groups = groupsOf(those, ({ target }) => target).sort((a, b) => b.length - a.length);
  const last = groups[Math.min(most, groups.length) - 1].length;
  const first = groups.filter((group) => group.length >= last);
  const at = (group) => targets[group[0].target];
  if (isFew(those)) return `Acting ${first.map((group) => `on ${at(group)}: ${titlesOf(group)}`).join("; ")}.`;
  const named = first.map((group) => `${at(group)} (${titlesOf(group)})`);
  if (isFew(groups[0])) return `They act${groups.length > first.length ? ", among others," : ""} on ${listed(named)}.`;
  const rest = listed(named.slice(1));
  return `The largest group acts on ${at(groups[0])} (${titlesOf(groups[0])} of ${those.length})${rest ? `, then on ${rest}` : ""}.`;
}
