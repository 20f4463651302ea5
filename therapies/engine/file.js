// The engine in a file that works without a network: the link is what stands after `#`, and each
// page is a template of the file.

const place = {
  of(url) {
    const [, slug, rest] = /^#?([^?]*)\??(.*)$/s.exec(url.hash);
    return { slug: slug || DATA.first, params: new URLSearchParams(rest) };
  },
  address: (slug, text) => `#${slug}${text ? `?${text}` : ""}`,
  whole: (href) => new URL(href, location.href),
  write(url, step) {
    history[step ? "pushState" : "replaceState"](null, "", url);
  },
  ask: () => {},
  answers: (slug) => DATA.answered.includes(slug),
  isOurs: (link) => link.getAttribute("href").startsWith("#") && !link.classList.contains("skip"),
  isAsking: () => false,
  turn: () => restart(),
  load: () => location.reload(),
  fail: () => {},
  painted(state, found) {
    const names = state.ids.map(nameOf);
    const { title, path, question, sentence } = PAGES[state.page];
    const isList = place.answers(state.page);
    document.getElementById("stamp-subject").textContent = `${DATA.title} · ${title}`;
    document.getElementById("stamp-sentence").textContent = isList ? sentenceOf(state.query, found.length) : names.join("; ") || sentence || question;
    const text = at(state);
    document.getElementById("stamp-link").textContent = `${DATA.base}${path}${text ? `?${text}` : ""}`;
    document.title = `${(state.page === "therapy" && names[0]) || title} · ${DATA.title}`;
    for (const list of all("[data-list]")) paintBeside(list, state, found);
    if (state.page === "therapy") paintTurn(state, found);
    for (const passage of all(".receipts > li[id]")) {
      passage.classList.toggle("target", passage.id === `claim-${state.own.get("claim")}`);
    }
  },
};

// The list beside a page, which the file holds for the whole table with nothing chosen.
function paintBeside(list, state, found) {
  const [picks, isNarrow] = [state.page === "compare", found.length < THERAPIES.length];
  const passing = new Set(found);
  const isFull = state.ids.length === LIMITS.compared;
  for (const each of all("li[data-id]", list)) {
    const has = state.ids.includes(each.dataset.id);
    const link = each.firstElementChild;
    show(each, has || passing.has(INDEX.get(each.dataset.id)));
    link.classList.toggle("chosen", has);
    if (picks) put(one(".tl-box", link), has ? "✓" : isFull ? "" : "+");
    else if (has) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  for (const group of all("[data-group]", list)) show(group, one("li:not([hidden])", group));
  for (const each of all("[data-narrowed]", list)) show(each, isNarrow);
  put(one("[data-passing]", list), found.length);
  put(one("[data-ticked]", list), state.ids.length);
  show(one("[data-full]", list), isFull);
  show(one("[data-free]", list), !isFull);
}

// The way through that list.
function paintTurn(state, found) {
  const listed = all(".side li[data-id]").map((each) => each.dataset.id);
  const here = listed.indexOf(state.ids[0]);
  if (here < 0) return;
  const passing = new Set(found.map((number) => THERAPIES[number].id));
  const [before, after] = [listed.slice(0, here), listed.slice(here + 1)].map((some) => some.filter((id) => passing.has(id)));
  const { inside, outside } = DATA.turn;
  const told = `${before.length + 1} of ${found.length}${paramsOf(state.query).length ? inside : ""}`;
  put(one("[data-turn] [data-place]"), passing.has(state.ids[0]) ? told : outside);
  for (const [link, id] of [[one("[data-turn] [rel=prev]"), before.at(-1)], [one("[data-turn] [rel=next]"), after[0]]]) {
    show(link, id);
    if (!id) continue;
    const words = one(".hidden", link);
    put(words, `${words.textContent.split(":")[0]}: ${nameOf(id)}`);
    link.dataset.go = `therapy?${encoded([["id", id]])}`;
  }
}
