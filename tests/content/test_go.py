"""Where links lead: the filter and the picks come along, an empty parameter falls away."""

import pytest

from tests.support.html import Page
from therapies.catalog.catalog import Catalog
from therapies.content.go import Go
from therapies.query.query import Query
from therapies.query.view import View
from therapies.site import PAGES

HALT = Query.of({"goal": ["halt"]}, "calcium & more")
PICKED = (("id", "diet"), ("sort", "-goal"), ("page", "2"))


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("", "./?id=diet&goal=halt&q=calcium+%26+more"),
        ("compare", "./compare?id=diet&goal=halt&q=calcium+%26+more"),
        ("therapy?id=binders", "./therapy?goal=halt&q=calcium+%26+more&id=binders"),
        ("sources", "./sources?goal=halt&q=calcium+%26+more"),
        ("browse?goal=", "./browse?id=diet&q=calcium+%26+more"),
        ("?", "./browse?id=diet&goal=halt&q=calcium+%26+more&sort=-goal&page=2"),
        ("?page=", "./browse?id=diet&goal=halt&q=calcium+%26+more&sort=-goal"),
        ("?id=&q=&page=&sort=name", "./browse?goal=halt&sort=name"),
        ("?goal=halt&goal=modify&q=&page=", "./browse?id=diet&sort=-goal&goal=halt&goal=modify"),
        ("?q=&page=&peek=a%26b", "./browse?id=diet&goal=halt&sort=-goal&peek=a%26b"),
    ],
)
def test_a_link_takes_the_filter_and_the_picks_along(
    sample: Catalog, target: str, address: str
) -> None:
    view = View(sample, HALT, "browse", own=PICKED)
    assert Go(view).address(target) == address
    path, mark, rest = address.removeprefix("./").partition("?")
    assert Go(view, "#").address(target) == f"#{path or PAGES[0].slug}{mark}{rest}"


def test_a_page_that_names_therapies_hands_them_to_a_comparison_only(sample: Catalog) -> None:
    compared = Go(View(sample, Query(), "compare", ("diet", "binders")))
    assert compared.address("browse") == "./browse?id=diet&id=binders"
    assert compared.address("therapy") == "./therapy"
    assert Go(View(sample, Query(), "therapy", ("diet",))).address("compare") == "./compare"


def test_the_attributes_of_a_link_are_escaped(sample: Catalog) -> None:
    go = Go(View(sample, Query(text='"><b>&')))
    for html in (go('?q="><i>'), go("therapy?id=diet"), go.bare("?")):
        (tag,) = Page(f"<a {html}>").tags
        assert {*tag} <= {"a", "href", "data-go"}
    assert go("method") == 'href="./method?q=%22%3E%3Cb%3E%26" data-go="method"'
    assert "data-go" not in go.bare("method")


def test_what_is_here_is_the_link_of_the_view(real: Catalog) -> None:
    for page in PAGES:
        ids = ("statins", "sevelamer")[: page.most]
        own = (*((("id", "statins"),) if page.picks else ()), *((key, "7") for key in page.own))
        view = View(real, HALT, page.slug, ids, own=own)
        go = Go(view)
        assert view.link == f"{view.base}{go.address('?').removeprefix('./')}"
        assert go.address("?") == f"{go.path}?{go.at}"


def test_another_query_starts_the_list_anew_and_drops_what_is_gone(sample: Catalog) -> None:
    go = Go(View(sample, HALT, "browse", own=PICKED))
    assert go.to(Query()) == "?goal=&q=&page="
    assert go.address(go.to(Query())) == "./browse?id=diet&sort=-goal"
    other = Query.of({"goal": ["modify"], "kind": ["drug"]})
    assert go.to(other) == "?q=&goal=modify&kind=drug&page="
    assert go.address(go.to(other)) == "./browse?id=diet&sort=-goal&goal=modify&kind=drug"
