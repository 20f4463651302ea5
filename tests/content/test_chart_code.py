"""The script that a chart is taken along as: it reads the app's data and draws the same chart."""

import io
import random
from typing import Any

import pandas as pd
import pytest
from altair.utils.schemapi import debug_mode

from therapies.catalog.catalog import Catalog
from therapies.content import question
from therapies.content.answer import Answer
from therapies.content.chart_code import script
from therapies.content.question import ASKED, FORMS, QUESTIONS, Question
from therapies.exports.data import csv
from therapies.query.query import Query
from therapies.query.view import View

READ: Any = pd.read_csv


def drawn_by_script(view: View, patch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Run the script as its reader does, the app's answer in place of the network."""
    addresses = []

    def answered(address: str, **options: Any) -> pd.DataFrame:
        addresses.append(address)
        table: pd.DataFrame = READ(io.BytesIO(csv(view)), **options)
        return table

    patch.setattr(pd, "read_csv", answered)
    names: dict[str, Any] = {"__name__": "taken"}
    exec(compile(script(view, Answer.of(view)), "chart.py", "exec"), names)
    assert addresses == [f"{view.base}data/therapies.csv{view.query.link()[2:]}"]
    found: dict[str, Any] = names["chart"].to_dict(validate=False)
    return found


def random_questions(number: int) -> list[Question]:
    """Questions of one's own as a reader might ask, the refused ones among them."""
    chance = random.Random(12)
    columns = ("", *ASKED)
    return [Question(*map(chance.choice, (ASKED, columns, columns, FORMS))) for _ in range(number)]


def assert_same(view: View, patch: pytest.MonkeyPatch) -> None:
    own, shown = (
        drawn_by_script(view, patch),
        Answer.of(view).chart("light").to_dict(validate=False),
    )
    (rows,), (others,) = own["datasets"].values(), shown["datasets"].values()
    assert [each for each in zip(rows, others, strict=True) if each[0] != each[1]] == []
    del own["datasets"], shown["datasets"]
    assert own == shown


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_script_of_a_ready_chart_draws_it(
    name: str, real: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    for query in (Query(), Query.of({"context": ["kidney disease"]})):
        assert_same(View(real, query, "charts", own=QUESTIONS[name].own), monkeypatch)


def test_the_scripts_of_50_questions_of_ones_own_draw_them(
    real: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = random_questions(50)
    assert len({each.ask["rows"] for each in asked}) > 5
    with debug_mode(False):  # the ready charts' scripts run with it: it is most of the time
        for each in asked:
            assert_same(View(real, page="charts", own=each.own), monkeypatch)


def test_a_changed_table_is_drawn_otherwise(real: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    view = View(real, page="charts", own=question.USE.own)
    other = View(real, Query.of({"goal": ["halt"]}), "charts", own=question.USE.own)
    assert (
        drawn_by_script(view, monkeypatch)["datasets"]
        != (Answer.of(other).chart("light").to_dict(validate=False)["datasets"])
    )


def test_the_script_imports_nothing_of_the_app_and_holds_no_document(real: Catalog) -> None:
    view = View(real, page="charts")
    text = script(view, Answer.of(view))
    assert "therapies." not in text.replace("data/therapies.csv", "")
    assert not [
        claim.wording
        for claims in real.claims_of.values()
        for claim in claims
        if len(claim.wording.split()) > 3 and claim.wording in text
    ]
