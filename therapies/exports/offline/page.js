// The file: the page that the address asks for is made of the file's templates, and the engine
// answers in it.

const DATA = JSON.parse(document.getElementById("data").textContent);
const CODES = new Map(DATA.therapies.map(({ id, codes }) => [id, codes]));
const kept = (kind, name) => {
  const found = document.querySelector(`template[data-${kind}="${CSS.escape(name)}"]`);
  return found?.content.cloneNode(true);
};

let running = null;

// The page that the address asks for. What stands beside the same page stays as it is, with the
// focus; what had the focus and is gone leaves it to the heading.
function restart() {
  const [next, focused] = [asked(), document.activeElement];
  const isNew = running?.page() !== next.page;
  const app = kept("screen", next.page).firstElementChild;
  const main = app.querySelector(".content");
  if (next.page === "therapy" && next.ids.length) opened(main, next);
  if (next.page === "compare" && next.ids.length) compared(main, next);
  const shown = document.querySelector("body > .app");
  if (isNew) shown.replaceWith(app);
  else shown.querySelector(".content").replaceWith(main);
  if (running && (!focused.isConnected || focused.name === "q")) focus(main.querySelector("h1"));
  running?.end();
  delete (isNew ? app : shown).dataset.at; // drawn for nothing yet
  running = begin(DATA, isNew ? app : shown);
  if (isNew || next.page === "therapy") scrollTo(0, 0);
  const claim = next.claim && document.getElementById(`claim-${next.claim}`);
  if (!claim) return;
  claim.scrollIntoView();
  focus(claim);
}

function focus(element) {
  element.tabIndex = -1;
  element.focus({ preventScroll: true });
}

function asked() {
  const [, slug, rest] = /^#?([^?]*)\??(.*)$/s.exec(location.hash);
  const params = new URLSearchParams(rest);
  const named = params.getAll("id").map((id) => id.toLowerCase());
  const ids = [...new Set(named)].filter((id) => CODES.has(id)).slice(0, DATA.limits.compared);
  const page = Object.hasOwn(DATA.pages, slug) ? slug : DATA.first;
  return { page, ids, only: params.get("differences") === "true", claim: params.get("claim") };
}

// An open therapy heads its page; the subject stands above it, the quiet line in it.
function opened(main, { ids }) {
  const { textContent } = main.querySelector("h1");
  main.querySelector("h1").replaceWith(Object.assign(document.createElement("p"), { className: "subject", textContent }));
  main.querySelector(".quiet-line").remove();
  main.querySelector(".choice").replaceWith(kept("therapy", ids[0]));
}

// Each therapy's comparison has one column; side by side they make one table, what differs first.
function compared(main, { ids, only }) {
  const [whole, ...others] = ids.map((id) => kept("column", id));
  const rows = [...whole.querySelectorAll("tr")];
  for (const other of others) {
    [...other.querySelectorAll("tr")].forEach((row, number) => rows[number].append(row.lastElementChild));
  }
  const names = [...whole.querySelectorAll("thead a:not(.remove)")].map((each) => each.textContent);
  whole.querySelector("caption").textContent = `${names.join(", ")} side by side`;
  const body = whole.querySelector("tbody");
  const told = [...body.rows].map((row, number) => {
    const differs = new Set(ids.map((id) => CODES.get(id)[number])).size > 1;
    row.classList.toggle("different", differs);
    row.hidden = only && !differs;
    const sign = Object.assign(document.createElement("span"), { className: "differs", textContent: "≠ differs" });
    if (differs) row.querySelector(".question").append(" ", sign);
    return { row, differs };
  });
  const first = [...told.filter(({ differs }) => differs), ...told.filter(({ differs }) => !differs)];
  body.append(...first.map(({ row }) => row));
  whole.querySelector("table").dataset.columns = ids.length;
  const toggle = kept("toggle", "differences");
  const link = toggle.querySelector("[data-differences]");
  link.setAttribute("aria-pressed", String(only));
  link.querySelector("i").textContent = only ? "✓" : "";
  link.dataset.go = `?differences=${only ? "" : "true"}`;
  const same = told.every(({ row }) => row.hidden) ? DATA.same[Number(ids.length > 1)] : "";
  const note = Object.assign(document.createElement("p"), { className: "note", textContent: same });
  const ways = main.querySelector(".ways");
  ways.after(toggle, whole, ...(same ? [note] : []));
  if (ids.length > 1) ways.remove();
}

const theme = () => {
  const dark = getComputedStyle(document.documentElement).colorScheme === "dark" || (!document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "light" : "dark";
};

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-theme-button]")) theme();
  if (!event.target.closest?.(".skip")) return;
  event.preventDefault();
  document.querySelector(".content").focus();
});
if (!location.hash) history.replaceState(null, "", `#${DATA.start}`);
restart();
