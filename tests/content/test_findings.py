"""Findings: true for any table and filter, never surer than the passages, alike in the browser."""

import dataclasses
import json
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from harness.browser import NewPage
from therapies.catalog.catalog import Catalog
from therapies.content import findings
from therapies.content.findings import Finding, found
from therapies.content.takeaways import disease_takeaway, standing_takeaway
from therapies.model import (
    NOT_STATED,
    Evidence,
    Goal,
    Outcome,
    Therapy,
    about,
)
from therapies.query.query import FACETS, Query, options
from therapies.query.view import View

SCRIPT = Path(findings.__file__).parents[1] / "engine" / "finding.js"


def queries(catalog: Catalog, number: int) -> Iterator[Query]:
    """The whole table, each value of each filter, then drawn ones, some with a text."""
    yield Query()
    for facet in FACETS:
        yield from (Query.of({facet.key: [each]}) for each in options(catalog, facet.key))
    dice = random.Random(11)
    for _ in range(number):
        facets = dice.sample(FACETS, dice.randint(1, 3))
        values = {each.key: dice.sample(known, dice.randint(1, min(5, len(known))))
                  for each in facets if (known := options(catalog, each.key))}  # fmt: skip
        yield Query.of(values, dice.choice(["", "", "vitamin", "calcium", "plaque"]))


def shuffled(catalog: Catalog, seed: int) -> Catalog:
    """The table with other evidence, outcomes and goals, in rows and claims alike."""
    dice = random.Random(seed)

    def changed(record: object) -> dict[str, object]:
        return {
            "evidence": dice.choice(list(Evidence)),
            "outcome": dice.choice(list(Outcome)[:5]),
            "goal": dice.choice(list(Goal)),
        }

    rows = []
    for each in catalog.therapies:
        told = changed(each)
        also = tuple(goal for goal in each.also_framed_as if goal is not told["goal"])
        rows.append(each.model_copy(update={**told, "also_framed_as": also}))
    goals = {each.id: each.also_framed_as for each in rows}
    claims = []
    for claim in catalog.claims:
        own = goals[claim.therapy]
        goal = claim.goal if claim.goal in own else dice.choice([None, *Goal])
        claims.append(claim.model_copy(update={**changed(claim), "goal": goal}))
    return dataclasses.replace(catalog, therapies=tuple(rows), claims=tuple(claims))


@pytest.fixture(params=["real", "sample", 1, 2, 3, 4])
def any_table(request: pytest.FixtureRequest) -> Catalog:
    """The project's table, a tiny one, and some in which anything may be said of anything."""
    if isinstance(request.param, str):
        catalog: Catalog = request.getfixturevalue(request.param)
        return catalog
    return shuffled(request.getfixturevalue("real"), request.param)


def spoken(catalog: Catalog, therapy: Therapy) -> set[tuple[Evidence, Outcome]]:
    """What the row and the passages say, a therapy's evidence with its outcome."""
    said = {(claim.evidence, claim.outcome) for claim in catalog.claims_of[therapy.id]}
    return {(e, about(e, o)) for e, o in {*said, (therapy.evidence, therapy.outcome)}}


def named_in(catalog: Catalog, text: str) -> set[str]:
    """The ids of the therapies that a text names, the longest name first."""
    ids = set()
    for each in sorted(catalog.therapies, key=lambda t: -len(t.name)):
        if re.search(rf"(?<![\w-]){re.escape(each.name)}(?![\w-])", text, re.IGNORECASE):
            ids.add(each.id)
            text = re.sub(re.escape(each.name), "…", text, flags=re.IGNORECASE)
    return ids


def effect(told: str) -> tuple[Evidence, Outcome]:
    """The evidence and the outcome of the first effect that a headline tells."""
    return next(
        (evidence, about(evidence, outcome))
        for evidence in Evidence
        for outcome in Outcome
        if findings.PHRASES[evidence].format(outcome=outcome.phrase).casefold() in told.casefold()
        and (evidence is not Evidence.NOT_STATED or outcome is Outcome.NOT_APPLICABLE)
    )


def test_it_reads_as_it_would_be_told(real: Catalog) -> None:
    assert found(real, Query()) == Finding(
        "An effect on calcification is said to have been shown only for non-calcium-based "
        "phosphate binders, and nothing that aims to reverse it is past being explored.",
        "One passage says it, of sevelamer too. Caveat: The effect is relative to traditional "
        "binders that contain calcium. 15 of 47 are about a risk factor only.",
    )
    assert found(real, Query.of({"context": ["high phosphate"]})).headline == (
        "Of what is named for high phosphate, an effect on calcification is said to have been "
        "shown for sevelamer; an effect on a risk factor of the disease is stated as plain fact "
        "for lanthanum carbonate and phosphate binders."
    )
    assert found(real, Query.of({"category": ["mechanical"]})).headline.startswith("Of these 9, ")
    assert found(real, Query.of({"goal": ["reverse"]})).headline == (
        "For all 4, an effect on calcification is only being explored."
    )
    assert found(real, Query(text="xylophone")) == Finding("No therapy matches.")


def test_whoever_is_named_has_that_effect_in_the_table(any_table: Catalog) -> None:
    for query in queries(any_table, 40):
        passing = query.apply(any_table)
        if len(passing) < 4:
            continue
        headline = found(any_table, query).headline
        first = headline.split(", and ")[0]
        told = effect(first)
        those = [
            each for each in passing if (each.evidence, about(each.evidence, each.outcome)) == told
        ]
        named = named_in(any_table, first)
        assert named <= {each.id for each in those}, headline
        if " only for " in first:
            more = {t.id for t in passing for e, o in spoken(any_table, t)
                    if o is told[1] and e.rank <= told[0].rank}  # fmt: skip
            members = {t.id for t in those if t.id not in named}
            assert more == named | members, headline
            assert all(any_table.by_id[each].member_of for each in members)
        if first.startswith("For all "):
            assert len(those) == len(passing)


def test_what_is_denied_no_passage_says(any_table: Catalog) -> None:
    denied = 0
    for query in queries(any_table, 40):
        passing = query.apply(any_table)
        headline = found(any_table, query).headline
        said = {pair for each in passing for pair in spoken(any_table, each)}
        if "no effect on calcification itself is stated" in headline:
            denied += 1
            assert not [e for e, o in said if o is Outcome.CALCIFICATION]
        for evidence, past in findings.PAST.items():
            if f"on calcification itself nothing is past {past}" in headline:
                denied += 1
                ranks = [e.rank for e, o in said if o is Outcome.CALCIFICATION]
                assert min(ranks) == evidence.rank
            if f"nothing is past {past}: " in headline:
                denied += 1
                assert min(e.rank for e, _ in said) == evidence.rank
            if f"nothing that aims to reverse it is past {past}" in headline:
                denied += 1
                ranks = [e.rank for each in passing if each.goal is Goal.REVERSE
                         for e, _ in spoken(any_table, each)]  # fmt: skip
                assert min(ranks) >= evidence.rank
    if len(any_table.therapies) > 9:
        assert denied > 2


def test_fewer_than_four_are_all_named_and_never_counted(any_table: Catalog) -> None:
    for query in queries(any_table, 60):
        passing = query.apply(any_table)
        if not 0 < len(passing) < 4:
            continue
        headline, support = found(any_table, query)
        contexts = " ".join(query.values("context"))
        assert named_in(any_table, headline) >= {each.id for each in passing} - named_in(
            any_table, contexts
        )
        assert not re.search(r"\b[0-3] (therap|of)", headline)
        for each in passing:
            assert (
                each.caveat == NOT_STATED
                or each.caveat.rstrip(".") in support
                or ("Caveats are stated for" in support)
            )


def test_of_a_few_named_first_every_caveat_stands_below(real: Catalog) -> None:
    for query in queries(real, 60):
        passing = query.apply(real)
        headline, support = found(real, query)
        named = named_in(real, headline.split(", and ")[0]) if len(passing) > 3 else set()
        for id_ in named:
            caveat = real.by_id[id_].caveat
            assert caveat == NOT_STATED or caveat in support or "Caveats are stated" in support


def test_a_comparison_says_who_aims_at_the_same(real: Catalog) -> None:
    def told(*ids: str) -> str:
        view = View(real, Query(), "compare", ids)
        one = findings.finding(view)
        return one.headline if one else ""

    assert told("lanthanum-carbonate", "sevelamer") == (
        "Both aim to slow or stop further calcification, but an effect on calcification is said to "
        "have been shown for sevelamer; an effect on a risk factor of the disease is stated as "
        "plain fact for lanthanum carbonate."
    )
    assert told("angioplasty", "stenting").startswith("Both aim to physically change the lesion")
    assert told("aspirin", "stenting").endswith("; their aims differ.")
    five = ("statins", "stenting", "snf472", "aspirin", "vitamin-k2")
    assert named_in(real, told(*five)) == set(five)


def test_sources_find_on_what_documents_differ(real: Catalog) -> None:
    def told(**values: Sequence[str]) -> Finding | None:
        return findings.finding(View(real, Query.of(values), "sources"))

    whole = told()
    assert whole
    assert whole.headline.startswith("Where the documents differ, it is mostly on what an effect")
    assert whole.support == "8 of 47 are named by all documents, 29 by one only."
    assert told(goal=["reverse"]) != whole
    assert told(goal=["reverse"], standing=["foundation"]) == Finding(
        "No therapy matches these filters."
    )


@pytest.mark.parametrize("page", ["study", "present", "method", "therapy"])
def test_a_page_that_answers_otherwise_has_none(real: Catalog, page: str) -> None:
    assert findings.finding(View(real, Query(), page)) is None


def test_a_name_is_small_inside_a_sentence_where_the_table_has_it_small() -> None:
    words = frozenset({"sevelamer", "vitamin", "a"})
    names = ["Sevelamer", "Vitamin K2", "SNF472", "Mediterranean diet", ""]
    assert [findings.in_sentence(each, words) for each in names] == [
        "sevelamer",
        "vitamin K2",
        "SNF472",
        "Mediterranean diet",
        "",
    ]


def test_the_browser_finds_the_same(any_table: Catalog, new_page: NewPage) -> None:
    facts = findings.facts(any_table)
    data = {"finding": findings.constants(any_table)}
    asked, expected = [], []
    for query in queries(any_table, 300):
        passing = query.apply(any_table)
        ids = {each.id for each in passing}
        places = [n for n, each in enumerate(any_table.therapies) if each.id in ids]
        asked.append([places, query.chosen, query.text])
        expected.append(
            [*found(any_table, query), standing_takeaway(passing), disease_takeaway(passing)]
        )
    given = json.dumps([data, [{"finding": each._asdict()} for each in facts], asked])
    told = new_page().evaluate(
        f"""([DATA, THERAPIES, asked]) => {{
            {SCRIPT.read_text()}
            return asked.map(([places, chosen, text]) => {{
                const told = findingOf(places, {{ chosen: new Map(chosen), text }});
                return [told.headline, told.support, standingOf(places), targetsOf(places)];
            }});
        }}""",
        json.loads(given),
    )
    assert told == expected
    assert len({headline for headline, *_ in told}) > (20 if len(facts) > 9 else 5)
