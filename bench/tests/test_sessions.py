"""A viewer without a browser sees what a reader sees: load is measured on real answers."""

import asyncio

import pytest

from harness.screen import Address, Screen, text_of
from harness.server import Server
from harness.viewer import Lost, fetch, viewing


def test_text_has_neither_marks_nor_empty_lines() -> None:
    html = '<div class="vc sentence"><p>9 of 47\n therapies</p> <p>a &amp; b</p></div>'
    assert text_of(html) == "9 of 47 therapies\na & b"


def test_address_replaces_only_the_parameters_it_is_given() -> None:
    address = Address.of("http://127.0.0.1:8501/browse?category=mechanical&goal=halt&goal=modify")
    assert (address.server, address.page) == ("http://127.0.0.1:8501", "browse")
    chosen = address.with_values({"goal": ["reverse"], "kind": ["drug", "surgery"]})
    assert chosen.query == "category=mechanical&goal=reverse&kind=drug&kind=surgery"
    assert chosen.with_values({"goal": [], "kind": [], "category": []}).url == (
        "http://127.0.0.1:8501/browse"
    )
    assert address.stream == "ws://127.0.0.1:8501/_stcore/stream"


def test_a_viewer_filters_follows_a_link_searches_and_resets(server: Server) -> None:
    async def visit() -> list[tuple[str, str]]:
        async with viewing(f"{server.url}/?category=mechanical") as viewer:
            screens = [
                viewer.screen,
                await viewer.choose(goal=["modify"]),
                await viewer.follow("./browse?goal=halt"),
                await viewer.search("sevalamer"),
                await viewer.follow("./browse"),
                await viewer.follow("./?goal=halt"),
            ]
            assert viewer.address.url == f"{server.url}/?goal=halt"
            assert [screen.problems for screen in screens] == [()] * 6
            return [(screen.at, screen.sentence) for screen in screens]

    assert asyncio.run(visit()) == [
        ("category=mechanical", "9 of 47 therapies: mechanical"),
        ("category=mechanical&goal=modify", ""),
        ("goal=halt", "29 of 47 therapies: halt"),
        ("goal=halt&q=sevalamer", ""),
        ("", ""),
        ("goal=halt", "29 of 47 therapies: halt"),
    ]


def test_a_viewer_reads_the_slots_that_the_server_fills(server: Server) -> None:
    async def visit() -> tuple[Screen, Screen]:
        async with viewing(f"{server.url}/browse?goal=halt") as viewer:
            return viewer.screen, await viewer.choose(goal=["modify"])

    whole, slots = asyncio.run(visit())
    assert "Calcimimetics" in whole.text
    assert "Calcimimetics" not in slots.text
    assert whole.text.count("of 47 therapies: halt") > 1
    assert "9 of 47 therapies: modify" in slots.text
    assert "For learning and discussion" in slots.text


def test_viewers_at_once_do_not_see_each_others_filters(server: Server) -> None:
    async def visit() -> tuple[str, str]:
        links = (f"{server.url}/?goal=halt", f"{server.url}/?goal=modify")
        async with viewing(links[0]) as one, viewing(links[1]) as other:
            await asyncio.gather(
                one.choose(category=["experimental"]), other.choose(category=["mechanical"])
            )
            return one.screen.at, other.screen.at

    assert asyncio.run(visit()) == (
        "category=experimental&goal=halt",
        "category=mechanical&goal=modify",
    )


def test_a_deep_link_shows_its_page(server: Server) -> None:
    async def visit() -> str:
        async with viewing(f"{server.url}/therapy?id=sevelamer") as viewer:
            return viewer.screen.text

    shown = asyncio.run(visit())
    assert "Aims to slow or stop further calcification" in shown
    assert "What each document says" in shown


def test_a_server_that_is_not_there_is_told() -> None:
    with pytest.raises(Lost, match="http://127.0.0.1:1/"):
        fetch("http://127.0.0.1:1/")
