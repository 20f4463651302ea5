"""The engine's scripts: all are sent, they parse, and their version changes with them."""

import re

import pytest
from playwright.sync_api import Browser

from therapies.content import render
from therapies.engine import source
from therapies.site import PAGE

FOR_THE_PAGE = "start.js"


def test_every_script_of_the_room_is_sent() -> None:
    scripts = {path.name for path in source.FOLDER.glob("*.js")}
    named = {name.format(link) for name in source.PARTS for link in ("live", "file")}
    assert named | {FOR_THE_PAGE} == scripts
    for name in scripts - {"file.js"}:
        assert (source.FOLDER / name).read_bytes() in source.live()
    file = (source.FOLDER / "file.js").read_text(encoding="utf-8")
    assert file in source.engine("file")
    assert file.encode() not in source.live()
    shell = {path.stem for path in (render.TEMPLATES / "shell").glob("*.js")}
    assert shell == {*source.SHELL, "mount"}


def test_the_scripts_parse_and_begin_with_data_and_a_screen(browser: Browser) -> None:
    page = browser.new_page()
    live = re.sub("^export ", "", source.live().decode(), flags=re.MULTILINE)
    for script in (live, source.engine("file")):
        page.evaluate("script => { new Function(script) }", script)
    takes = "script => new Function(`${script}; return begin.length`)()"
    assert page.evaluate(takes, source.engine("file")) == 2
    page.close()


def test_the_version_changes_with_scripts_and_styles(monkeypatch: pytest.MonkeyPatch) -> None:
    make = source.version.__wrapped__
    before = make()
    assert re.fullmatch("[0-9a-f]{12}", before)
    assert source.address() == f"./data/engine.js?v={before}"
    with monkeypatch.context() as changed:
        changed.setattr(render, "styles", lambda: "p{}")
        assert make() != before
    monkeypatch.setattr(source, "live", lambda: b"")
    assert make() != before


def test_pages_whose_screen_the_browser_keeps_show_what_a_filter_leaves() -> None:
    assert [each for each in source.ANSWERED if PAGE[each].names_therapies] == []
