// Answers to the cards stay in this browser. Python works out from them what comes next, says why
// a text cannot be used, and keeps nothing.
const KEY = "vascular-calcification-cards";
const START = { kind: KEY, version: 1, answers: {}, quiz: {} };
const MOST_ANSWERS = 12;
const MOST_BYTES = 2_000_000;
const here = {
  parent: null,
  turn: 0, // rises with each change of the text, so that each has a verdict of its own
  offers: 0,
  done: 0,
  stays: true,
  memory: "",
  before: null, // what "Undo" brings back
  offered: null,
};

const seconds = (date) => Math.floor(date.getTime() / 1000);

const clock = () => {
  const now = new Date();
  return { now: seconds(now), offset: now.getTimezoneOffset() };
};

const kept = () => {
  try {
    if (here.stays) return localStorage.getItem(KEY) ?? "";
  } catch {
    here.stays = false;
  }
  return here.memory;
};

const keep = (text) => {
  here.memory = text;
  try {
    localStorage.setItem(KEY, text);
    here.stays = true;
  } catch {
    here.stays = false;
  }
};

const find = (name) => here.parent.querySelector(`[data-do="${name}"]`);

const note = (text) => {
  here.parent.querySelector(".said").textContent = text;
};

const tell = () => {
  here.turn += 1;
  const { turn, done } = here;
  const text = kept();
  find("undo").hidden = here.before === null;
  here.told = text;
  here.send("kept", { turn, text, stays: here.stays, done, ...clock() });
};

const change = (text, said) => {
  here.before = kept();
  keep(text);
  note(said);
  tell();
};

const parsed = (text) => (text ? JSON.parse(text) : START);

const joined = (one, other) => {
  const answers = { ...one.answers };
  for (const [guid, added] of Object.entries(other.answers)) {
    const all = new Map([...(answers[guid] ?? []), ...added].map((each) => [String(each), each]));
    answers[guid] = [...all.values()].sort((a, b) => a[0] - b[0]).slice(-MOST_ANSWERS);
  }
  const quiz = { ...one.quiz };
  for (const [token, tried] of Object.entries(other.quiz ?? {})) {
    if (!quiz[token] || quiz[token][0] <= tried[0]) quiz[token] = tried;
  }
  return JSON.stringify({ ...START, answers, quiz });
};

const answer = (button) => {
  if (Number(button.dataset.turn) !== here.turn) return;
  here.done += 1;
  const said = [seconds(new Date()), Number(button.dataset.grade)];
  change(joined(parsed(kept()), { answers: { [button.dataset.guid]: [said] } }), "");
};

const save = () => {
  const now = new Date();
  const day = new Date(now - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
  const link = document.createElement("a");
  const text = kept() || JSON.stringify(START);
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = `${KEY}_${day}.json`;
  link.click();
  URL.revokeObjectURL(link.href);
  note(`Saved as ${link.download}.`);
};

const offer = async (input) => {
  const [file] = input.files;
  if (!file) return;
  const refuse = (why) => note(`“${file.name}” was not opened: ${why}. Nothing was changed.`);
  const text = file.size > MOST_BYTES ? null : await file.text();
  input.value = "";
  if (!text) {
    refuse(text === "" ? "it is empty" : "it is larger than 2 MB");
    return;
  }
  here.offers += 1;
  here.offered = { turn: here.offers, text, refuse };
  here.ask("offered", { turn: here.offers, text, stays: here.stays, done: here.done, ...clock() });
};

const deeds = {
  save,
  undo: () => {
    const text = here.before;
    here.before = null;
    keep(text);
    note("Undone.");
    tell();
  },
  over: () => change("", "All answers in this browser are forgotten. “Undo” brings them back."),
};

const judged = (verdict) => {
  const { offered } = here;
  if (!offered || offered.turn !== verdict?.turn) return;
  here.offered = null;
  if (verdict.reason) {
    offered.refuse(`${verdict.reason}; choose one that “Save progress” made`);
    return;
  }
  const added = parsed(offered.text);
  const cards = Object.keys(added.answers).length;
  const said = `Opened: the answers to ${cards} cards were added to those in this browser.`;
  change(joined(parsed(kept()), added), said);
};

const refused = (verdict) => {
  if (!verdict?.reason || verdict.turn !== here.turn) return;
  const back = here.before;
  here.before = null;
  if (back === null) {
    const aside = `${KEY}-set-aside`;
    const text = kept();
    keep("");
    try {
      localStorage.setItem(aside, text);
    } catch {
      here.stays = false;
    }
    note(`What this browser kept could not be read: ${verdict.reason}. It was set aside there as “${aside}”, and you begin anew.`);
  } else {
    keep(back);
    note(`This could not be done: ${verdict.reason}. Nothing was changed.`);
  }
  tell();
};

// An answer of the quiz is kept as it comes up; the server is told where it matters.
const tried = () => {
  const told = document.querySelector(".vc [data-tried]");
  if (!told || told.dataset.at === here.at) return;
  here.at = told.dataset.at;
  const { tried: token, right, sure } = told.dataset;
  const said = [seconds(new Date()), right === "yes", sure];
  try {
    keep(joined(parsed(kept()), { answers: {}, quiz: { [token]: said } }));
  } catch {
    // What this browser kept cannot be read; the cards say so and set it aside.
  }
};

const pressed = (event) => {
  const button = event.target.closest?.("button");
  if (button?.matches(".vc-card [data-grade]")) answer(button);
  else if (button && here.parent.contains(button)) deeds[button.dataset.do]?.();
};

const flipped = (event) => {
  if (!event.target.matches?.(".vc-card .flip") || !event.target.open) return;
  const [, back, grades] = event.target.children;
  grades.scrollIntoView({ block: "nearest" });
  const says = document.querySelector(".vc [data-say]");
  if (says) says.dataset.say = back.innerText;
};

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const fresh = here.parent !== parentElement;
  const listening = new AbortController();
  here.listening?.abort();
  Object.assign(here, { parent: parentElement, send: setStateValue, ask: setTriggerValue, listening });
  const { signal } = listening;
  document.addEventListener("click", pressed, { signal });
  document.addEventListener("toggle", flipped, { signal, capture: true });
  find("open").addEventListener("change", (event) => offer(event.target), { signal });
  addEventListener("storage", (event) => event.key === KEY && tell(), { signal });
  const watching = new MutationObserver(tried);
  watching.observe(document.body, { childList: true, subtree: true });
  signal.addEventListener("abort", () => watching.disconnect());
  tried();
  if (fresh) {
    Object.assign(here, { done: 0, before: null, offered: null });
    tell();
  } else if (data?.current && here.told !== kept()) tell();
  refused(data?.kept);
  judged(data?.offered);
  return () => listening.abort();
}
