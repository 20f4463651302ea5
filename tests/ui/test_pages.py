"""Every page as its reader sees it: the screen in the start page, and what Streamlit draws."""

import re
from collections.abc import Sequence
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from harness.screen import first_screen, sentence_of, text_of
from harness.server import Server
from tests.support.app import SLUGS, html, opened, screen
from therapies.catalog import store as stores
from therapies.catalog.catalog import Catalog
from therapies.catalog.starter import lay_out
from therapies.content import comparison
from therapies.content.sentences import aim, known
from therapies.model import COLUMN, PURPOSE, VOCABULARIES
from therapies.query.query import FACETS, Query
from therapies.query.view import View
from therapies.site import PAGE, PAGES, TITLE, PageInfo

pytestmark = pytest.mark.usefixtures("fresh_store")
FILTERED = [page for page in PAGES if page.has_filters]
MECHANICAL = {"category": "mechanical"}


def shown(server: Server, slug: str, **params: str | Sequence[str]) -> str:
    """The screen of a page as HTML, before any script has run."""
    return at(server, f"./{PAGE[slug].path}?{urlencode(params, doseq=True)}")


def at(server: Server, link: str) -> str:
    """The screen that a relative link leads to."""
    answer = server.get(unescape(link).removeprefix("."))
    assert answer.status == 200, link
    return first_screen(answer.text)


def words(html: str) -> str:
    """The text of HTML as it reads before a term is opened, on one line."""
    closed = re.sub("<span popover.*?</span>", "", html, flags=re.DOTALL)
    return re.sub(r" ([.,;:])", r"\1", text_of(closed).replace("\n", " "))


def way(screen: str, label: str) -> str:
    """Where the link with this label leads."""
    (link,) = re.findall(rf'<a href="([^"]*)">{re.escape(label)}</a>', screen)
    return str(link)


def pressed(screen: str) -> list[str]:
    """The chips that are chosen."""
    return re.findall(r'data-chip="([^"]*)" aria-pressed="true"', screen)


def use(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THERAPIES_DATA", str(folder))
    stores.store.cache_clear()


@pytest.mark.parametrize("page", PAGES, ids=SLUGS)
def test_streamlit_draws_the_first_screen_again_and_the_footer_below(
    server: Server, real: Catalog, page: PageInfo
) -> None:
    params = {"goal": "halt", "id": "sevelamer", "v": "v123456", "colour": "red"}
    app = opened(page.slug, **params)
    drawn = shown(server, page.slug, **params)
    assert screen(app) == drawn.replace(server.url, View.base.removesuffix("/"))
    assert TITLE in drawn
    assert unescape(page.reading.partition("**")[0].partition("*")[0]) in unescape(drawn)
    assert "Not medical advice" in drawn
    assert "Not yet reviewed by a clinician" in drawn
    footer = html(app).partition("<footer")[2]
    assert all(each in footer for each in (PURPOSE, real.version, *View(real).documents))


@pytest.mark.parametrize("page", FILTERED, ids=lambda page: page.slug)
def test_page_takes_its_filters_from_the_link_and_gives_each_way_back(
    server: Server, page: PageInfo
) -> None:
    whole = shown(server, page.slug)
    assert (sentence_of(whole), pressed(whole)) == ("47 of 47 therapies", [])
    some = shown(server, page.slug, **MECHANICAL, goal="modify", q="balloon")
    assert "therapies: mechanical and modify and matching “balloon”" in sentence_of(some)
    assert pressed(some) == ["category=mechanical", "goal=modify"]
    hidden = re.findall(r'<input type="hidden" name="(.*?)" value="(.*?)">', some)
    assert hidden == [("category", "mechanical"), ("goal", "modify")], "a search loses the filter"
    none = shown(server, page.slug, **MECHANICAL, goal="halt")
    assert sentence_of(none) == "0 of 47 therapies: mechanical and halt"
    assert "No therapy matches" in none
    kept = at(server, way(none, "Without “Category”: 29"))
    assert (sentence_of(kept), pressed(kept)) == ("29 of 47 therapies: halt", ["goal=halt"])
    assert sentence_of(at(server, way(none, "Without “Goal”: 9"))).startswith("9 of 47")
    reset = re.findall(r'<a class="lnk" href="([^"]*)" data-reset >', none)
    assert at(server, reset[0]) == whole


def test_a_chip_leads_to_what_it_counts_and_back(server: Server) -> None:
    screen = shown(server, "browse", goal="halt")
    chips = re.findall(r'data-chip="([^"]*)"[^>]*? href="([^"]*)">(.*?)</a>', screen, re.DOTALL)
    assert {chip.partition("=")[0] for chip, _, _ in chips} == {facet.key for facet in FACETS}
    for chip, link, label in chips[:: len(chips) // 8]:
        count = text_of(label).rpartition("\n")[2]
        found = at(server, link)
        key, _, value = unescape(chip).partition("=")
        assert (value in parse_qs(urlsplit(unescape(link)).query).get(key, ())) == (
            chip in pressed(found)
        )
        if chip in pressed(found) and key != "goal":
            assert sentence_of(found).startswith(f"{count} of"), chip


def test_a_filter_that_nothing_passes_shows_an_empty_page_and_no_empty_map(server: Server) -> None:
    nothing = {**MECHANICAL, "goal": "halt"}
    for slug, part in (("overview", "map-room"), ("overview", "figures"), ("browse", "browse ")):
        (tag,) = re.findall(rf'<\w+[^>]* class="[^"]*{part}[^>]*>', shown(server, slug, **nothing))
        assert tag.endswith(" hidden>"), tag
        (tag,) = re.findall(rf'<\w+[^>]* class="[^"]*{part}[^>]*>', shown(server, slug))
        assert not tag.endswith(" hidden>"), tag


def test_every_kind_of_link_on_every_page_leads_to_a_page(server: Server) -> None:
    tried = set()
    for slug in SLUGS:
        body = shown(server, slug, goal="halt", id=["sevelamer", "statins"], peek="aspirin")
        for link in re.findall(r'<(?:a|form)[^>]* (?:href|action)="([^"#][^"]*)"', body):
            url = urlsplit(unescape(link))
            assert link.startswith("./"), link
            kind = (slug, url.path, *sorted(parse_qs(url.query)))
            presents = "present=1" in url.query
            if presents or kind in tried or url.path.startswith("./data"):
                continue
            tried.add(kind)
            if url.path.startswith("./claim/"):
                assert server.get(url.path[1:]).status == 200, link
            else:
                assert f'data-page="{url.path[2:] or PAGES[0].slug}"' in at(server, link), link
    assert len(tried) > 50


def test_map_names_every_therapy_and_a_name_opens_the_answer_beside_it(
    server: Server, real: Catalog
) -> None:
    screen = shown(server, "overview")
    for therapy in real.therapies:
        (link,) = set(re.findall(rf'href="(\./\?peek={therapy.id})"', screen))
    peek = at(server, link).partition('<aside class="peek')[2]
    assert f"./therapy?id={real.therapies[-1].id}" in peek
    assert all(each.wording in unescape(peek) for each in real.claims_of[real.therapies[-1].id])


def test_links_keep_the_filter(server: Server) -> None:
    body = shown(server, "overview", **MECHANICAL)
    assert 'href="./?category=mechanical&amp;peek=stenting"' in body
    assert 'href="./browse?category=mechanical"' in body
    beside = shown(server, "overview", **MECHANICAL, peek="stenting")
    assert 'href="./therapy?category=mechanical&amp;id=stenting"' in beside


def test_every_therapy_has_a_page_with_its_statement_and_all_receipts(
    server: Server, real: Catalog
) -> None:
    for therapy in real.therapies:
        body = shown(server, "therapy", id=therapy.id)
        assert f"<h1>{therapy.name}</h1>" in body
        told = aim(therapy)
        assert f"{told[0].upper()}{told[1:]}; {known(therapy)}." in words(body)
        for claim in real.claims_of[therapy.id]:
            assert claim.wording in unescape(body)
            assert f"paragraph {claim.paragraph}" in body


def test_therapy_shows_every_side_where_documents_differ(server: Server) -> None:
    body = words(shown(server, "therapy", id="sevelamer"))
    for told in ("documents differ", "stated, for a risk factor only", "shown, for calcification"):
        assert told in body
    assert "Does not name it." in body


def test_unknown_therapy_gets_a_hint_and_no_page(server: Server) -> None:
    body = shown(server, "therapy", id="sevelamr")
    assert "“sevelamr”, which is not in the table. Did you mean Sevelamer?" in body
    assert "What each document says" not in body
    assert "Which therapy?" in body


def test_compare_has_a_column_for_each_and_marks_differences_or_shows_only_these(
    server: Server,
) -> None:
    both = ["sevelamer", "lanthanum-carbonate"]
    body = shown(server, "compare", id=both)
    assert body.count(' scope="col"') == 2
    assert "For whom?" in body
    assert "differs</span>" in body
    fewer = shown(server, "compare", id=both, differences="true")
    assert ("Caveats" in fewer, "For whom?" in fewer) == (True, False)


def test_compare_takes_five_at_most_and_says_so(server: Server) -> None:
    ids = ["statins", "aspirin", "sevelamer", "jogging", "snf472", "magnesium", "bogus"]
    body = shown(server, "compare", id=ids)
    assert body.count(' scope="col"') == 5
    assert "left out: Magnesium" in body
    assert "“bogus”, which is not in the table" in body


def test_compare_alone_offers_classes_with_their_members(server: Server) -> None:
    body = shown(server, "compare")
    assert "Atherectomy with Orbital atherectomy, Rotational atherectomy" in words(body)
    assert "<table" not in body


def test_differences_that_are_not_there_are_said(server: Server, real: Catalog) -> None:
    ids = ("brisk-walking", "jogging")
    rows = comparison.rows(real, [real.by_id[each] for each in ids])
    same = shown(server, "compare", id=ids, differences="true")
    assert (comparison.SAME in same) == (not any(row.differs for row in rows))
    alone = shown(server, "compare", id="aspirin", differences="true")
    assert comparison.ALONE in alone
    assert comparison.ALONE not in shown(server, "compare", id="aspirin")


def test_browse_sorts_by_the_vocabulary_not_by_letter(server: Server) -> None:
    body = shown(server, "browse", sort="evidence")
    places = [body.index(f">{each}</a>") for each in ("Sevelamer", "Calcimimetics", "SNF472")]
    assert places == sorted(places)
    assert 'aria-sort="ascending"' in body


def test_method_defines_every_value_and_tells_what_changed(server: Server) -> None:
    body = words(shown(server, "method"))
    for vocabulary in VOCABULARIES:
        for term in vocabulary.terms:
            assert term.definition in body
    assert "What changed in the table" in body
    assert "Smoking cessation, mechanism: was “It ends" in body
    assert "The record begins with 47 therapies, 106 claims, 3 documents." in body
    assert "not applicable, table" not in body


def test_a_link_of_an_older_table_says_what_changed_since(server: Server) -> None:
    body = shown(server, "therapy", id="smoking-cessation", v="ve00797")
    assert "This link was made with table ve00797" in body
    assert "Smoking cessation, mechanism: was “It ends" in body
    other = shown(server, "therapy", id="sevelamer", v="ve00797")
    assert "Nothing changed for the therapies on this page." in other
    assert "What changed in between is not on record." in shown(server, "overview", v="v123456")


def test_what_a_column_has_nothing_of_is_said_of_the_table_not_of_the_filter(
    server: Server,
) -> None:
    whole, some = (
        re.findall(r"None named[^<]*", shown(server, "overview", **params))
        for params in ({}, {"goal": "reverse"})
    )
    assert whole == some != []


def test_what_is_only_presented_as_a_goal_is_a_link_away(server: Server) -> None:
    body = shown(server, "overview", goal="reverse")
    link = way(body, "8 more are only presented as this and described as something else.")
    assert "also_framed_as=reverse" in link
    assert sentence_of(at(server, link)).startswith("8 of 47")


def test_a_search_that_finds_nothing_is_never_mute(server: Server) -> None:
    dialysis = shown(server, "overview", q="dialysis")
    assert "No document names “dialysis”." in dialysis
    near = at(server, way(dialysis, "Show “kidney disease”: 6 therapies"))
    assert sentence_of(near) == "6 of 47 therapies: for kidney disease"
    cinacalcet = shown(server, "browse", q="cinacalcet")
    assert "No document names “cinacalcet”." in cinacalcet
    assert ">Calcimimetics</a>" in at(server, way(cinacalcet, "Show “Calcimimetics”"))
    unknown = shown(server, "browse", q="xylophone")
    assert "The table has no “xylophone”, nor a word like it." in unknown
    assert "No document names" not in unknown


def test_a_search_says_what_it_shows_and_why(server: Server) -> None:
    body = shown(server, "browse", q="sevalamer")
    assert "The table has no “sevalamer”; showing results for “sevelamer”." in body
    assert "found by its member Sevelamer" in body
    assert "found in: caveat “They may sometimes" in shown(server, "browse", q="calcium score")
    assert "found in" not in shown(server, "browse")


def test_a_goal_that_fits_poorly_is_called_the_nearest(server: Server) -> None:
    body = words(shown(server, "therapy", id="vitamin-d"))
    assert "Nearest aim: to slow or stop further calcification" in body
    assert f"{COLUMN['goal'].label} (the nearest)" in body


def test_the_menu_names_the_therapy_whatever_the_case_of_its_id(server: Server) -> None:
    body = shown(server, "therapy", id="Sevelamer")
    assert "<h1>Sevelamer</h1>" in body
    assert "./data/view/pdf?id=sevelamer&amp;of=therapy&amp;paper=a4" in body
    assert "of=browse" not in body


@pytest.mark.parametrize("slug", ["browse", "sources"])
def test_a_bad_edit_is_told_and_heals_and_a_good_one_is_drawn(
    slug: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a page that the browser keeps, of which only slots are sent again, and on another."""
    use(folder, monkeypatch)
    app = opened(slug)
    assert "newest edit" not in html(app)
    assert sentence_of(screen(app)) == "5 of 5 therapies"
    table = folder / "therapies.csv"
    good = table.read_text()
    table.write_text(good.replace("stabilize", "Stabilize"))
    assert screen(app.run())
    body = html(app)
    assert "The newest edit of the table cannot be used" in body
    assert "therapies.csv, line 3, column goal" in body
    table.write_text(good)
    assert "newest edit" not in html(app.run())
    table.write_text(good.replace("Phosphate binders", "Binders of phosphate"))
    assert "Binders of phosphate" in screen(app.run())


def test_bad_data_at_start_shows_only_the_letters(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "claims.csv").unlink()
    use(folder, monkeypatch)
    app = opened("overview")
    assert "The table cannot be shown" in html(app)
    assert "claims.csv" in html(app)
    assert not screen(app)


def test_an_empty_table_is_told_what_comes_first_and_no_fault(
    sample: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = tmp_path / "new"
    lay_out(new, sample)
    use(new, monkeypatch)
    app = opened("overview")
    assert "This table has no rows yet" in html(app)
    assert "Write the first claim in <code>claims.csv</code>" in html(app)
    assert "cannot be shown" not in html(app)
    (new / "claims.csv").write_text("mine")
    assert "The table cannot be shown" in html(app.run())


def test_what_the_browser_keeps_of_a_page_is_not_sent_again(server: Server, real: Catalog) -> None:
    app = opened("browse", goal="halt")
    assert sentence_of(screen(app)) == Query.of({"goal": ["halt"]}).sentence(real)
    app.query_params["goal"] = "modify"
    again = screen(app.run())
    assert 'id="main"' not in again
    assert "of=browse&amp;goal=modify" in again or "goal=modify&amp;of=browse" in again
