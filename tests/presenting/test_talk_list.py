"""The list of a talk: what its buttons do, and what is said about it."""

from therapies.catalog.catalog import Catalog
from therapies.content import render
from therapies.presenting.slides import KINDS
from therapies.presenting.talk import Step, Talk, decode, encode
from therapies.presenting.talk_list import acted, as_text, contents, mark, place_of, with_question
from therapies.query.query import Query
from therapies.query.view import View


def talk_of(catalog: Catalog) -> Talk:
    pages = ("overview", "browse", "sources")
    return Talk(tuple(Step.of(View(catalog, Query(), page), title=page) for page in pages))


def titles(talk: Talk) -> list[str]:
    return [step.title for step in talk.steps]


def test_buttons_move_and_remove_and_say_so(sample: Catalog) -> None:
    talk = talk_of(sample)
    down = acted(talk, f"down 1 {mark(talk)}")
    assert down
    assert titles(down.talk) == ["browse", "overview", "sources"]
    assert (down.said, down.focus) == ("“overview” is now slide 2 of 3.", "down 2")
    up = acted(talk, f"up 2 {mark(talk)}")
    assert up
    assert (titles(up.talk), up.focus) == (["browse", "overview", "sources"], "down 1")
    gone = acted(talk, f"remove 3 {mark(talk)}")
    assert gone
    assert (titles(gone.talk), gone.said) == (["overview", "browse"], "“sources” is removed.")
    assert gone.focus == "remove 2"
    cleared = acted(talk, f"clear {mark(talk)}")
    assert cleared
    assert cleared.talk == Talk()


def test_a_dragged_slide_takes_the_place_where_it_is_dropped(sample: Catalog) -> None:
    talk, known = talk_of(sample), mark(talk_of(sample))
    last = acted(talk, f"move 1 3 {known}")
    assert last
    assert titles(last.talk) == ["browse", "sources", "overview"]
    assert (last.said, last.focus) == ("“overview” is now slide 3 of 3.", "up 3")
    first = acted(talk, f"move 3 1 {known}")
    assert first
    assert titles(first.talk) == ["sources", "overview", "browse"]
    for act in (f"move 1 1 {known}", f"move 0 1 {known}", f"move 1 4 {known}", "move 1 2 other"):
        assert acted(talk, act) is None


def test_each_slide_has_the_sketch_of_its_kind_and_no_kind_is_without(sample: Catalog) -> None:
    values = contents(talk_of(sample), sample, "1abc", "https://x/")
    rows = values["rows"]
    assert [row.kind for row in rows] == ["map", "listing", "differing"]
    drawn = render.html("talk", **values, problems=(), said="", undo=0, focus="")
    assert [drawn.count(f'class="sketch k-{row.kind}"') for row in rows] == [1, 1, 1]
    assert [each for each in KINDS.values() if f".k-{each} i {{" not in render.styles()] == []


def test_a_button_of_an_older_list_does_nothing(sample: Catalog) -> None:
    talk = talk_of(sample)
    done = acted(talk, f"down 1 {mark(talk)}")
    assert done
    assert acted(done.talk, f"down 1 {mark(talk)}") is None
    assert acted(done.talk, f"clear {mark(talk)}") is None


def test_acts_that_cannot_be_do_nothing(sample: Catalog) -> None:
    talk, known = talk_of(sample), mark(talk_of(sample))
    wrong = ("", "up", f"up 1 {known}", f"down 3 {known}", f"up 0 {known}", f"up -1 {known}")
    for act in (*wrong, f"remove 99999999 {known}", f"remove ² {known}", f"grow 1 {known}"):
        assert acted(talk, act) is None
    assert place_of(talk, f"edit 2 {known}", "edit") == 1
    assert place_of(talk, f"edit 2 {known}", "up") is None


def test_the_list_links_to_each_view_and_to_presenting_it(sample: Catalog) -> None:
    values = contents(talk_of(sample), sample, "1abc", "https://dash.example.org/")
    assert [row.link for row in values["rows"]] == ["./", "./browse", "./sources"]
    assert values["rows"][1].present == "./present?present=1&slide=2"
    assert values["present"] == "./present?present=1&slide=1&talk=1abc"
    assert values["link"].startswith("https://dash.example.org/present?talk=1")
    assert values["own_link"] == "https://dash.example.org/present?talk=1abc"
    assert values["speaker"] == "./present?present=1&speaker=1&talk=1abc"
    assert dict(values["outputs"]) == {
        "Slides, your notes under them (PowerPoint)": "./data/talk/pptx?talk=1abc",
        "Slides, dark (PowerPoint)": "./data/talk/pptx?theme=dark&talk=1abc",
        "Slides and their passages (PowerPoint)": "./data/talk/pptx?appendix=yes&talk=1abc",
        "Sheet, A4 (PDF)": "./data/talk/pdf?paper=a4&talk=1abc",
        "Sheet, US Letter (PDF)": "./data/talk/pdf?paper=us-letter&talk=1abc",
        "Your notes, A4 (PDF)": "./data/talk/pdf?paper=a4&notes=1&talk=1abc",
        "Your notes, US Letter (PDF)": "./data/talk/pdf?paper=us-letter&notes=1&talk=1abc",
        "List of links (text)": "./data/talk/txt?talk=1abc",
    }


def test_the_link_to_give_away_holds_no_note(sample: Catalog) -> None:
    own = Talk((Step.of(View(sample), note="Mine."),))
    values = contents(own, sample, encode(own), "https://dash.example.org/")
    given = values["link"].partition("talk=")[2]
    assert decode(given, sample)[0].steps[0].note == ""
    assert values["own_link"].endswith(encode(own))
    plain = own.without_notes()
    assert contents(plain, sample, encode(plain), "https://x/")["own_link"] == ""


def test_questions_are_added_on_what_the_filter_leaves_and_none_twice(real: Catalog) -> None:
    talk, query = Talk(), Query.of({"category": ["mechanical"]})
    for number in range(1, 4):
        talk = with_question(talk, real, query).talk
        assert len({step.chart for step in talk.steps}) == len(talk.steps) == number
    assert all(step.query == query for step in talk.steps)
    assert all(step.chart.startswith("question ") for step in talk.steps)


def test_the_text_holds_titles_and_links_and_no_note(sample: Catalog) -> None:
    steps = (Step.of(View(sample), "map", "First", "A note.\nTwo lines."), talk_of(sample).steps[1])
    text = as_text(Talk(steps), sample, ["https://x/?v=1", "https://x/browse?v=1"], ["Stamp."])
    assert text == (
        "1. First\nOverview · The map · All 5 therapies\nhttps://x/?v=1\n\n"
        "2. browse\nBrowse · All 5 therapies\nhttps://x/browse?v=1\n\nStamp.\n"
    )
