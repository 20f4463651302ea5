"""Every page, run as Streamlit runs it, on the real table or on the sample."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.sample import write_sample
from therapies import comparison
from therapies import store as stores
from therapies.catalog import Catalog
from therapies.grid import NAMES_LIMIT
from therapies.site import PAGES, TITLE
from therapies.statement import statement

SLUGS = [page.slug for page in PAGES]
PURPOSE = "For learning and discussion; not medical advice."


@pytest.fixture(autouse=True)
def fresh_store() -> Iterator[None]:
    stores.store.cache_clear()
    yield
    stores.store.cache_clear()


def opened(slug: str, **params: str | list[str]) -> AppTest:
    """Run the app as a link to the page `slug` with `params` opens it."""
    app = AppTest.from_file("../therapies/app.py", default_timeout=30)
    for key, value in params.items():
        app.query_params[key] = value
    app.run()
    if slug != SLUGS[0]:
        app.switch_page(f"../pages/{slug}.py").run()
    assert not app.exception
    return app


def html(app: AppTest) -> str:
    """Return all of the page's own HTML, without the style sheet."""
    bodies = [element.proto.body for element in app.get("html")]
    return "\n".join(body for body in bodies if "<style>" not in body)


def seen(body: str) -> str:
    """Return HTML as it reads before a term is opened."""
    closed = re.sub("<span popover.*?</span>", "", body)
    return re.sub('<button type="button" class="term".*?>(.*?)</button>', r"\1", closed)


def catalog() -> Catalog:
    found = stores.store().current().catalog
    assert found
    return found


def use(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THERAPIES_DATA", str(folder))
    stores.store.cache_clear()


@pytest.mark.parametrize("page", PAGES, ids=SLUGS)
def test_page_says_what_it_answers_and_how_to_read_it(page) -> None:  # type: ignore[no-untyped-def]
    app = opened(page.slug)
    assert page.question in html(app)
    assert any(page.reading[:40] in each.value for each in app.markdown)
    assert "All 47 therapies" in html(app)


@pytest.mark.parametrize("slug", SLUGS)
def test_page_names_its_subject_once_above_its_title(slug: str) -> None:
    above, title, _ = html(opened(slug)).partition("<h1>")
    assert title
    assert above.count(TITLE) == 1


@pytest.mark.parametrize("slug", SLUGS)
def test_page_ends_with_purpose_documents_and_version(slug: str) -> None:
    body = html(opened(slug))
    assert PURPOSE in body
    assert "Vascular overview, Arterial article, Coronary article" in body
    assert catalog().version in body


@pytest.mark.parametrize("slug", SLUGS)
def test_page_takes_its_filters_from_the_link(slug: str) -> None:
    app = opened(slug, category="mechanical", goal="modify")
    assert "9 of 47 therapies: mechanical and modify" in html(app)
    assert app.multiselect(key="category").value == ["mechanical"]
    assert "All 47 therapies" not in html(app)


@pytest.mark.parametrize("slug", SLUGS)
def test_nothing_left_offers_each_way_back(slug: str) -> None:
    app = opened(slug, category="mechanical", goal="halt")
    assert "0 of 47 therapies: mechanical and halt" in html(app)
    ways = {button.label for button in app.button}
    assert {"Drop “Category”: 29 back", "Drop “Goal”: 9 back", "Reset filters"} <= ways
    app.button(key="drop-category").click().run()
    assert "29 of 47 therapies: halt" in html(app)
    assert app.multiselect(key="category").value == []
    assert app.multiselect(key="goal").value == ["halt"]


def test_reset_clears_every_filter_at_once() -> None:
    app = opened("overview", category="mechanical", q="balloon", standing="routine")
    app.button(key="reset").click().run()
    assert "All 47 therapies" in html(app)
    assert app.text_input(key="q").value == ""
    assert not any(select.value for select in app.multiselect)


def test_unknown_values_of_a_link_are_dropped_and_said() -> None:
    app = opened("overview", category=["mechanical", "Mechanical"], colour="red")
    body = html(app)
    assert "9 of 47 therapies: mechanical" in body
    assert "Left out of this link" in body
    assert "Category: “Mechanical”; “colour”" in body


def test_a_hostile_link_is_shown_as_text() -> None:
    app = opened("overview", goal="<script>alert(1)</script>", q="<b>bold</b>")
    body = html(app)
    assert "<script>" not in body
    assert "&lt;script&gt;" in body
    assert "<b>" not in body


def test_map_names_every_therapy_and_links_to_it() -> None:
    body = html(opened("overview"))
    for therapy in catalog().therapies:
        assert f'href="./therapy?id={therapy.id}">{therapy.name}</a>' in body


def test_map_shows_what_is_framed_as_reversal_but_said_to_halt() -> None:
    body = html(opened("overview", q="SNF472"))
    drawn = body.split("<tbody", 1)[1].split("</tbody>", 1)[0]
    assert drawn.count(">SNF472</a>") == 2
    assert "said to halt" in body
    assert "none named" in body


def test_links_keep_the_filter() -> None:
    body = html(opened("overview", category="mechanical"))
    assert 'href="./therapy?id=stenting&amp;category=mechanical"' in body


def test_big_map_gives_counts_instead_of_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_sample(tmp_path)
    many = range(NAMES_LIMIT)
    row = (tmp_path / "therapies.csv").read_text().splitlines()[2]
    claim = (tmp_path / "claims.csv").read_text().splitlines()[2]
    for name, line in (("therapies.csv", row), ("claims.csv", claim)):
        with (tmp_path / name).open("a") as file:
            file.writelines(
                f"{line.replace('diet', f'diet-{n}').replace('-healthy', f'-healthy {n}')}\n"
                for n in many
            )
    use(tmp_path, monkeypatch)
    body = html(opened("overview"))
    assert f"{NAMES_LIMIT + 1} therapies</p>" in body
    assert "diet-7" not in body


def test_every_therapy_has_a_page_with_its_statement_and_all_receipts() -> None:
    table = catalog()
    app = opened("therapy", id=table.therapies[0].id)
    for therapy in table.therapies:
        app.query_params["id"] = therapy.id
        app.run()
        assert not app.exception
        body = html(app)
        assert f"<h1>{therapy.name}</h1>" in body
        assert statement(therapy) in seen(body)
        for claim in table.claims_of[therapy.id]:
            assert claim.wording.replace("'", "&#39;") in body
            assert f"paragraph {claim.paragraph}" in body


def test_therapy_shows_every_side_where_documents_differ() -> None:
    body = html(opened("therapy", id="sevelamer"))
    assert "documents differ" in body
    assert "stated, for a driver" in body
    assert "shown, for calcification" in body
    assert "does not name it" in body


def test_unknown_therapy_gets_a_hint_and_no_page() -> None:
    body = html(opened("therapy", id="sevelamr"))
    assert "“sevelamr”, which is not in the table. Did you mean Sevelamer?" in body
    assert "Receipts" not in body


def test_compare_has_a_column_for_each_and_marks_differences() -> None:
    body = html(opened("compare", id=["sevelamer", "lanthanum-carbonate"]))
    assert body.count('scope="col"') == 2
    assert "What speaks against it?" in body
    assert "Who is it for?" in body
    assert ">differs</span>" in body


def test_only_differences_leaves_out_what_is_the_same() -> None:
    app = opened("compare", id=["sevelamer", "lanthanum-carbonate"])
    app.toggle(key="differences").set_value(True).run()
    body = html(app)
    assert "What speaks against it?" in body
    assert "Who is it for?" not in body


def test_compare_takes_five_at_most_and_says_so() -> None:
    ids = ["statins", "aspirin", "sevelamer", "jogging", "snf472", "magnesium", "bogus"]
    body = html(opened("compare", id=ids))
    assert body.count('scope="col"') == 5
    assert "left out: Magnesium" in body
    assert "“bogus”, which is not in the table" in body


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize("only", ["", "true"], ids=["all", "only differences"])
def test_links_that_change_what_is_compared_keep_only_differences(only: str, number: int) -> None:
    ids = list(catalog().by_id)[:number]
    own = {"differences": only} if only else {}
    links = re.findall(r'href="(\./compare\?id=[^"]*)"', html(opened("compare", id=ids, **own)))
    assert len(links) > number
    assert {"differences=true" in link for link in links} == {bool(only)}


def test_compare_alone_offers_classes_with_their_members() -> None:
    body = html(opened("compare"))
    assert "Atherectomy · Orbital atherectomy · Rotational atherectomy" in body
    assert "<table" not in body


def test_browse_sorts_by_the_vocabulary_not_by_letter() -> None:
    body = html(opened("browse", sort="evidence"))
    assert body.index(">Sevelamer</a>") < body.index(">Calcimimetics</a>")
    assert body.index(">Calcimimetics</a>") < body.index(">SNF472</a>")
    assert 'aria-sort="ascending"' in body


def test_browse_keeps_what_is_picked_in_its_links() -> None:
    body = html(opened("browse", id=["sevelamer", "aspirin"], category="risk control"))
    assert "Compare these 2" in body
    assert "./compare?id=sevelamer&amp;id=aspirin&amp;category=risk+control" in body


def test_sources_says_how_far_documents_lie_apart() -> None:
    body = html(opened("sources"))
    assert (
        "widest for Vitamin K2: from “exploratory, for calcification” to “stated, for a driver”"
        in body
    )
    assert "8 of 47 are named by all documents, 29 by one only." in body


def test_method_defines_every_value() -> None:
    from therapies.method import vocabularies

    body = seen(html(opened("method"))).replace("&#39;", "'")
    for vocabulary in vocabularies():
        for term in vocabulary.terms:
            assert term.definition in body


@pytest.mark.parametrize("slug", SLUGS)
def test_bad_edit_is_told_on_every_page_and_heals(
    slug: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(folder, monkeypatch)
    app = opened(slug)
    assert "newest edit" not in html(app)
    good = (folder / "therapies.csv").read_text()
    (folder / "therapies.csv").write_text(good.replace("stabilize", "Stabilize"))
    app.run()
    body = html(app)
    assert "The newest edit of the table cannot be used" in body
    assert "therapies.csv, line 3, column goal" in body
    assert "All 5 therapies" in body
    (folder / "therapies.csv").write_text(good)
    app.run()
    assert "newest edit" not in html(app)


def test_bad_data_at_start_shows_only_the_letters(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "claims.csv").unlink()
    use(folder, monkeypatch)
    app = AppTest.from_file("../therapies/app.py", default_timeout=30).run()
    assert not app.exception
    assert "The table cannot be shown" in html(app)
    assert "claims.csv" in html(app)
    assert not app.multiselect


def test_an_empty_cell_of_a_filtered_map_is_not_called_empty() -> None:
    body = html(opened("overview", goal="reverse"))
    assert "none in this filter (10 outside it)" in body
    assert "8 more</a> are only framed so" in body


def test_a_search_for_dialysis_leads_to_kidney_disease() -> None:
    app = opened("overview", q="dialysis")
    assert "No document names “dialysis”." in html(app)
    app.button(key="nearest").click().run()
    assert "6 of 47 therapies: for kidney disease" in html(app)


def test_a_search_that_finds_nothing_is_never_mute() -> None:
    app = opened("browse", q="cinacalcet")
    assert "No document names “cinacalcet”." in html(app)
    app.button(key="nearest").click().run()
    assert ">Calcimimetics</a>" in html(app)
    body = html(opened("browse", q="xylophone"))
    assert "The table has no “xylophone”, nor a word like it." in body
    assert "No document names" not in body


def test_a_search_says_what_it_shows_and_why() -> None:
    body = html(opened("browse", q="sevalamer"))
    assert "The table has no “sevalamer”; showing results for “sevelamer”." in body
    assert "found by its member Sevelamer" in body
    assert "found in: caveat “They may sometimes" in html(opened("browse", q="calcium score"))
    assert "found in" not in html(opened("browse"))


def test_a_goal_that_fits_poorly_is_called_the_nearest() -> None:
    body = html(opened("therapy", id="vitamin-d"))
    assert "nearest aim: to slow or stop further calcification" in body
    assert "Goal (the nearest)" in body


def test_an_id_in_capitals_opens_its_therapy() -> None:
    assert "<h1>Sevelamer</h1>" in html(opened("therapy", id="Sevelamer"))


def test_method_tells_what_changed_in_the_table() -> None:
    body = html(opened("method"))
    assert "What changed in the table" in body
    assert "Smoking cessation, mechanism: was “It ends" in body
    assert "The record begins with 47 therapies, 106 claims, 3 documents." in body
    assert "not applicable, table" not in body


def test_a_link_of_an_older_table_says_what_changed_since() -> None:
    body = html(opened("therapy", id="smoking-cessation", v="ve00797"))
    assert "This link was made with table ve00797" in body
    assert "Smoking cessation, mechanism: was “It ends" in body
    other = html(opened("therapy", id="sevelamer", v="ve00797"))
    assert "Nothing changed for the therapies on this page." in other
    assert "What changed in between is not on record." in html(opened("overview", v="v123456"))


def test_the_menu_names_the_therapy_whatever_the_case_of_its_id() -> None:
    body = html(opened("therapy", id="Sevelamer"))
    assert "./data/view/pdf?id=sevelamer&amp;of=therapy&amp;paper=a4" in body
    assert "of=browse" not in body


@pytest.mark.parametrize("slug", [slug for slug in SLUGS if slug != "study"])
@pytest.mark.parametrize("slide", ["1", "0", "99", "1.99", "x", "\0", "9" * 300])
def test_presenting_shows_a_slide_whatever_the_link_asks_for(slug: str, slide: str) -> None:
    app = opened(slug, present="1", slide=slide)
    assert not app.exception
    assert 'class="vc screen"' in html(app)
    assert TITLE in html(app).partition("<footer>")[2]
    assert 'class="vc heading"' not in html(app)


def test_differences_that_are_not_there_are_said(real: Catalog) -> None:
    same = opened("compare", id=["brisk-walking", "jogging"], differences="true")
    rows = comparison.rows(real, [real.by_id[each] for each in ("brisk-walking", "jogging")])
    assert (comparison.SAME in html(same)) == (not any(row.differs for row in rows))
    alone = opened("compare", id="aspirin", differences="true")
    assert comparison.ALONE in html(alone)
    assert comparison.ALONE not in html(opened("compare", id="aspirin"))
