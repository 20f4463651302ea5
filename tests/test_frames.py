"""Frames and rows for charts: each therapy once, each vocabulary in its order."""

from therapies.catalog import Catalog
from therapies.frames import (
    VOCABULARIES,
    Dot,
    standing_dots,
    standing_rows,
    target_marks,
    target_rows,
    therapy_frame,
)
from therapies.model import ActsOn, Category, Evidence, Standing, Therapy

COLUMNS = "id name category goal evidence outcome standing kind acts_on ahead"


def ids(found: tuple[Therapy, ...] | int) -> list[str]:
    assert isinstance(found, tuple)
    return [each.id for each in found]


def test_a_frame_has_one_row_for_each_therapy(real: Catalog, sample: Catalog) -> None:
    frame = therapy_frame(sample.therapies)
    assert list(frame.columns) == COLUMNS.split()
    assert frame.iloc[4].to_dict() == {
        "id": "vitamin-k",
        "name": "Vitamin K",
        "category": "mineral metabolism",
        "goal": "halt",
        "evidence": "in trials",
        "outcome": "calcification",
        "standing": "under study",
        "kind": "nutrient",
        "acts_on": "crystal growth",
        "ahead": False,
    }
    assert len(therapy_frame(real.therapies)) == 47
    assert not therapy_frame(real.therapies).isna().any().any()


def test_vocabularies_sort_in_their_own_order(real: Catalog) -> None:
    frame = therapy_frame(real.therapies)
    for column, terms in VOCABULARIES.items():
        assert list(frame[column].cat.categories) == [term.value for term in terms]
        assert frame[column].cat.ordered
    assert str(frame["evidence"].min()) == "shown"
    assert sorted(frame["evidence"].astype(str))[0] != "shown"


def test_a_frame_marks_use_ahead_of_evidence(real: Catalog, sample: Catalog) -> None:
    frame = therapy_frame(sample.therapies)
    assert list(frame.loc[frame["ahead"], "id"]) == ["diet"]
    assert therapy_frame(real.therapies)["ahead"].sum() == 15


def test_standing_rows_hold_every_therapy_once(real: Catalog, sample: Catalog) -> None:
    rows = standing_rows(sample.therapies)
    assert [(place, known, ids(found)) for place, known, found in rows] == [
        ("foundation", "shown, for calcification", ["binders"]),
        ("foundation", "suggested, for events", ["diet"]),
        ("routine", "shown, for flow", ["lithotripsy"]),
        ("under study", "in trials, for calcification", ["vitamin-k"]),
        ("not stated", "shown, for calcification", ["sevelamer"]),
    ]
    every = [each for _, _, found in standing_rows(real.therapies) for each in ids(found)]
    assert sorted(every) == [each.id for each in real.therapies]


def test_target_rows_leave_out_what_nothing_acts_on(real: Catalog, sample: Catalog) -> None:
    rows = target_rows(sample.therapies)
    assert [(target, ids(found)) for target, found in rows] == [
        ("systemic risk", ["diet"]),
        ("mineral balance", ["binders", "sevelamer"]),
        ("crystal growth", ["vitamin-k"]),
        ("established deposit", ["lithotripsy"]),
    ]
    assert [(target, len(ids(found))) for target, found in target_rows(real.therapies)] == [
        ("systemic risk", 18),
        ("mineral balance", 7),
        ("cell change", 1),
        ("crystal growth", 6),
        ("plaque", 2),
        ("established deposit", 7),
        ("vessel lumen", 4),
        ("clot", 2),
    ]


def test_many_therapies_are_counted_not_named(real: Catalog) -> None:
    many = real.therapies * 2
    assert sum(found for _, _, found in standing_rows(many) if isinstance(found, int)) == 94
    assert target_rows(many)[0] == ("systemic risk", 36)
    assert [row for row in target_rows(many) if not isinstance(row[1], int)] == []


def test_nothing_gives_nothing(sample: Catalog) -> None:
    frame = therapy_frame(())
    assert len(frame) == 0
    assert list(frame.columns) == COLUMNS.split()
    assert standing_rows(()) == []
    assert target_rows(()) == []


def test_frames_leave_their_input_alone(sample: Catalog) -> None:
    therapies = list(reversed(sample.therapies))
    before = list(therapies)
    assert list(therapy_frame(therapies)["id"]) == [each.id for each in before]
    standing_rows(therapies)
    target_rows(therapies)
    assert therapies == before


def test_dots_count_what_is_about_a_driver_apart(real: Catalog, sample: Catalog) -> None:
    dots = standing_dots(sample.therapies)
    assert dots[Evidence.SUGGESTED][Standing.FOUNDATION] == [Dot(1, driver=False, ahead=True)]
    assert dots[Evidence.SHOWN][Standing.UNDER_STUDY] == []
    mixed = standing_dots(real.therapies)[Evidence.STATED][Standing.FOUNDATION]
    assert mixed == [Dot(1, driver=False, ahead=False), Dot(7, driver=True, ahead=True)]


def test_dots_and_marks_hold_every_therapy_once(real: Catalog) -> None:
    cells = [cell for row in standing_dots(real.therapies).values() for cell in row.values()]
    assert sum(dot.number for cell in cells for dot in cell) == 47
    assert sum(dot.number for cell in cells for dot in cell if dot.ahead) == 15
    marks = target_marks(real.therapies)
    assert list(marks) == list(ActsOn)
    assert sum(sum(counts.values()) for counts in marks.values()) == 47
    assert target_marks(())[ActsOn.CLOT] == {}
    assert marks[ActsOn.CLOT] == {Category.RISK_CONTROL: 2}
