"""Messages that no browser sends: the page stays clean or says its number, and nobody else notices.

They go over the WebSocket as a browser's do, with the widgets' real ids.
"""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import ConnectionClosed

from bench.screen import Screen
from bench.sessions import Viewer, viewing
from tests.live import Server, StartServer
from therapies import logs
from therapies.catalog import load_catalog
from therapies.query import Query

MECHANICAL = "9 of 47 therapies: mechanical"
PATIENCE = 20


def found(text: str) -> str:
    """The sentence on mechanical therapies under a search."""
    return Query.of({"category": ["mechanical"]}, text).sentence(load_catalog(Path("data")))


NUMBER = re.compile(r"Something went wrong on this page\..* the number \*\*[0-9a-f]{8}\*\*\.")


def state(id_: str, **value: Any) -> WidgetState:
    """A widget's state; lists go into the array of their kind."""
    made = WidgetState(id=id_)
    for name, content in value.items():
        if name.endswith("array_value"):
            getattr(made, name).data.extend(content)
        else:
            setattr(made, name, content)
    return made


def forged(viewer: Viewer, states: Iterable[WidgetState] = (), **run: Any) -> BackMsg:
    """A message that asks for a run with these states and fields."""
    message = BackMsg()
    message.rerun_script.query_string = "category=mechanical"
    message.rerun_script.page_script_hash = viewer._page
    message.rerun_script.widget_states.widgets.extend(states)
    for name, content in run.items():
        field = getattr(message.rerun_script, name)
        if hasattr(field, "extend"):
            field.extend(content)
        else:
            setattr(message.rerun_script, name, content)
    return message


async def answer(viewer: Viewer, message: BackMsg) -> Screen:
    async with asyncio.timeout(PATIENCE):
        await viewer.socket.send(message.SerializeToString())
        return await viewer._answer()


Forge = Callable[[Viewer, str, str], BackMsg]
"""Makes a message for a viewer, with the ids of the filter on goals and of the search."""

CLEAN: dict[str, tuple[Forge, str]] = {
    "no value": (lambda v, goal, q: forged(v, [WidgetState(id=goal)]), MECHANICAL),
    "no option": (
        lambda v, goal, q: forged(v, [state(goal, string_array_value=["cure", "<script>"])]),
        MECHANICAL,
    ),
    "one option": (
        lambda v, goal, q: forged(v, [state(goal, string_array_value=["x", "modify"])]),
        f"{MECHANICAL} and modify",
    ),
    "one option 100,000 times": (
        lambda v, goal, q: forged(v, [state(goal, string_array_value=["modify"] * 100_000)]),
        f"{MECHANICAL} and modify",
    ),
    "100,000 options": (
        lambda v, goal, q: forged(
            v, [state(goal, string_array_value=[f"x{n}" for n in range(100_000)])]
        ),
        MECHANICAL,
    ),
    "one widget twice": (
        lambda v, goal, q: forged(
            v,
            [
                state(goal, string_array_value=["halt"]),
                state(goal, string_array_value=["modify"]),
            ],
        ),
        f"{MECHANICAL} and modify",
    ),
    "a megabyte of text": (
        lambda v, goal, q: forged(v, [state(q, string_value="balloon " * 100_000)]),
        found("balloon " * 25),
    ),
    "hidden text": (
        lambda v, goal, q: forged(v, [state(q, string_value="\x00balloon\x1b\u202e\n")]),
        found("balloon"),
    ),
    "unknown widgets": (
        lambda v, goal, q: forged(
            v, [state(f"$$ID-{n:032x}-None", string_value="x") for n in range(10_000)]
        ),
        MECHANICAL,
    ),
    "a button that is text": (
        lambda v, goal, q: forged(v, [state("$$ID-x-reset", string_value="x")]),
        MECHANICAL,
    ),
    "the frame's component": (
        lambda v, goal, q: forged(v, [state("$$ID-x-in-app-links", json_value='{"x": [')]),
        MECHANICAL,
    ),
    "an unknown page": (lambda v, goal, q: forged(v, page_script_hash="f" * 32), MECHANICAL),
    "a page by a path": (
        lambda v, goal, q: forged(v, page_script_hash="", page_name="../../etc/passwd"),
        MECHANICAL,
    ),
    "100,000 kept messages": (
        lambda v, goal, q: forged(v, cached_message_hashes=[f"{n:032x}" for n in range(100_000)]),
        MECHANICAL,
    ),
    "bytes that are no UTF-8": (
        lambda v, goal, q: forged(v, query_string="category=mechanical&goal=%ff%fe&q=%80"),
        "0 of 47 therapies: mechanical and matching “�”",
    ),
    "a link without an end": (
        lambda v, goal, q: forged(v, query_string="category=mechanical&goal=%&&&==&%00=%00"),
        MECHANICAL,
    ),
    "nested parameters": (
        lambda v, goal, q: forged(v, query_string="category=mechanical&goal[0][x]=halt"),
        MECHANICAL,
    ),
}


def claimed(screen: Screen) -> tuple[str, tuple[str, ...]]:
    return screen.sentence, screen.problems


@pytest.mark.parametrize("name", CLEAN)
def test_a_forged_run_leaves_a_clean_page(server: Server, name: str) -> None:
    make, sentence = CLEAN[name]

    async def play() -> Screen:
        async with viewing(f"{server.url}/?category=mechanical") as viewer:
            ids = viewer.screen.widget("goal"), viewer.screen.widget("q")
            return await answer(viewer, make(viewer, *ids))

    screen = asyncio.run(play())
    assert claimed(screen) == (sentence, ())
    assert "For learning and discussion; not medical advice." in screen.text
    assert len("".join(screen.html)) < 1_000_000
    assert "<script" not in "".join(screen.html)


WRONG_TYPES: tuple[dict[str, Any], ...] = (
    {"int_value": 7},
    {"bool_value": True},
    {"double_value": float("nan")},
    {"string_value": "halt"},
    {"bytes_value": b"\xff"},
    {"json_value": '{"x": ['},
    {"trigger_value": True},
    {"int_array_value": [0, 99]},
    {"double_array_value": [0.5]},
)


def test_a_value_of_the_wrong_type_gets_a_number_and_a_reload_is_clean(
    start_server: StartServer,
) -> None:
    """On a server of its own, because it logs each traceback under its number."""
    started = start_server()
    numbers = []

    async def play() -> None:
        async with viewing(f"{started.url}/browse?goal=halt") as other:
            before = claimed(other.screen)
            for value in WRONG_TYPES:
                async with viewing(f"{started.url}/?category=mechanical") as viewer:
                    goal = viewer.screen.widget("goal")
                    screen = await answer(viewer, forged(viewer, [state(goal, **value)]))
                    (problem,) = screen.problems
                    assert NUMBER.fullmatch(problem), value
                    numbers.append(problem.split("**")[1])
            assert claimed(await other.choose(goal=["halt"])) == before
        async with viewing(f"{started.url}/?category=mechanical") as again:
            assert claimed(again.screen) == (MECHANICAL, ())

    asyncio.run(play())
    log = started.log()
    assert [number for number in numbers if f"error {number} on a page" not in log] == []
    assert len(numbers) == len(set(numbers)) == len(WRONG_TYPES)
    assert [line for line in log.splitlines() if len(line) > logs.LINE + 60] == []
    assert "\x1b" not in log
    assert json.loads(started.get("/data/health").text)["status"] == "ok"


Raw = Callable[[Viewer], Awaitable[None]]
RAW: dict[str, Raw] = {
    "no protobuf": lambda v: v.socket.send(b"\xff\xff\xff\xff"),
    "half a message": lambda v: v.socket.send(forged(v).SerializeToString()[:-3]),
    "text": lambda v: v.socket.send("rerun"),
    "text like a message": lambda v: v.socket.send('{"rerunScript": {}}'),
    "too large": lambda v: v.socket.send(b"x" * 40_000_000),
}


@pytest.mark.parametrize("name", RAW)
def test_what_is_no_message_closes_its_own_session_only(server: Server, name: str) -> None:
    async def play() -> tuple[Screen, Screen]:
        async with viewing(f"{server.url}/browse?goal=halt") as other:
            async with viewing(f"{server.url}/") as viewer, asyncio.timeout(PATIENCE):
                with pytest.raises(ConnectionClosed):  # noqa: PT012
                    await RAW[name](viewer)
                    while True:
                        await viewer.socket.recv()
            return other.screen, await other.choose(goal=["halt", "modify"])

    before, after = asyncio.run(play())
    assert claimed(before) == ("29 of 47 therapies: halt", ())
    assert claimed(after) == ("38 of 47 therapies: (halt or modify)", ())
    assert server.get("/data/health").status == 200


def test_what_the_pages_do_not_send_does_nothing(server: Server) -> None:
    upload = BackMsg()
    upload.file_urls_request.request_id = "x"
    upload.file_urls_request.file_names.append("x.csv")
    skills = BackMsg()
    skills.backend_operation_request.install_skills.SetInParent()
    ignored = [
        *(BackMsg(clear_cache=True), BackMsg(load_git_info=True), BackMsg(set_run_on_save=True)),
        *(BackMsg(debug_disconnect_websocket=True), BackMsg(debug_shutdown_runtime=True)),
        *(upload, skills, BackMsg()),
    ]

    answered: set[str | None] = set()

    async def play() -> Screen:
        async with viewing(f"{server.url}/?category=mechanical") as viewer:
            read = viewer._message

            async def noted() -> ForwardMsg:
                message = await read()
                answered.add(message.WhichOneof("type"))
                return message

            viewer._message = noted  # type: ignore[method-assign]
            for each in ignored:
                await viewer.socket.send(each.SerializeToString())
            return await viewer.choose(goal=["modify"])

    assert claimed(asyncio.run(play())) == (f"{MECHANICAL} and modify", ())
    assert "script_finished" in answered
    assert not answered & {"file_urls_response", "backend_operation_response", "git_info_changed"}


def test_a_storm_of_runs_ends_with_the_last_one(server: Server) -> None:
    async def play() -> Screen:
        async with viewing(f"{server.url}/") as viewer:
            goal = viewer.screen.widget("goal")
            values = [["halt"], ["modify"], ["reverse"]] * 30 + [["stabilize"]]
            for value in values:
                message = forged(viewer, [state(goal, string_array_value=value)])
                await viewer.socket.send(message.SerializeToString())
            async with asyncio.timeout(PATIENCE):
                screen = viewer.screen
                while "stabilize" not in screen.sentence:
                    screen = await viewer._answer()
            return screen

    assert asyncio.run(play()).problems == ()
