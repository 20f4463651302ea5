"""Messages that no browser sends: the page stays clean or says its number, and nobody else notices.

They go over the WebSocket as a browser's do, with the real id of what shows the screen.
"""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import ConnectionClosed

from harness.screen import Screen
from harness.server import Server, StartServer
from harness.viewer import Viewer, pressed, viewing
from therapies.catalog.catalog import Catalog
from therapies.presenting.talk import decode
from therapies.server import logs

MECHANICAL = "category=mechanical"
PATIENCE = 20

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


def asked(query: str) -> dict[str, str]:
    """A run's link: on mechanical therapies, and more."""
    return {"query_string": f"{MECHANICAL}&{query}"}


Forge = Callable[[str], list[WidgetState]]
"""Makes states of widgets with the id of the component that shows the screen."""

STATES: dict[str, Forge] = {
    "no value": lambda screen: [WidgetState(id=screen)],
    "no chart": lambda screen: [pressed("add", "pie", screen)],
    "no name": lambda screen: [pressed("add", {"map": ["map"]}, screen)],
    "a number": lambda screen: [pressed("add", 7, screen)],
    "a megabyte": lambda screen: [pressed("add", "map" * 300_000, screen)],
    "a chart of a link that is none": lambda screen: [
        pressed("add", f"pie?goal=%ff&q={'x' * 9_000}&&&[0]=1", screen)
    ],
    "no event": lambda screen: [pressed("remove", "map", screen)],
    "events that are none": lambda screen: [
        WidgetState(id=pressed("", "", screen).id, json_trigger_value='[7, null, {"event": []}]')
    ],
    "a value of its own": lambda screen: [state(screen, json_value='{"add": "pie", "x": 1}')],
    "unknown widgets": lambda screen: [
        state(f"$$ID-{n:032x}-None", string_value="x") for n in range(10_000)
    ],
    "a button that is text": lambda screen: [state("$$ID-x-reset", string_value="x")],
    "a component that is none": lambda screen: [state("$$ID-x-in-app-links", json_value='{"x": [')],
}
RUNS: dict[str, tuple[dict[str, Any], str]] = {
    "no option": (asked("goal=cure&goal=%3Cscript%3E"), MECHANICAL),
    "one option 500 times": (asked("goal=modify&" * 500), f"{MECHANICAL}&goal=modify"),
    "more than is read": (asked("goal=modify&" * 100_000), ""),
    "half a megabyte of text": (
        asked(f"q={'balloon+' * 60_000}"),
        f"{MECHANICAL}&q={'+'.join(['balloon'] * 25)}",
    ),
    "hidden text": (asked("q=%00balloon%1b%E2%80%AE%0a"), f"{MECHANICAL}&q=balloon"),
    "an unknown page": ({"page_script_hash": "f" * 32}, MECHANICAL),
    "a page by a path": ({"page_script_hash": "", "page_name": "../../etc/passwd"}, MECHANICAL),
    "100,000 kept messages": (
        {"cached_message_hashes": [f"{n:032x}" for n in range(100_000)]},
        MECHANICAL,
    ),
    "bytes that are no UTF-8": (asked("goal=%ff%fe&q=%80"), f"{MECHANICAL}&q=%EF%BF%BD"),
    "a link without an end": (asked("goal=%&&&==&%00=%00"), MECHANICAL),
    "nested parameters": (asked("goal[0][x]=halt"), MECHANICAL),
}


def claimed(screen: Screen) -> tuple[str, tuple[str, ...]]:
    return screen.at, screen.problems


def forged_run(server: Server, forge: Forge, run: dict[str, Any]) -> tuple[Screen, str]:
    """Open a page and send it a forged message; return the screen and the link after it."""

    async def play() -> tuple[Screen, str]:
        async with viewing(f"{server.url}/?{MECHANICAL}") as viewer:
            states = forge(viewer.screen.widget("screen"))
            return await answer(viewer, forged(viewer, states, **run)), viewer.address.query

    return asyncio.run(play())


def is_clean(screen: Screen) -> bool:
    html = "".join(screen.html)
    purpose = "For learning and discussion; not medical advice."
    return purpose in screen.text and len(html) < 1_000_000 and "<script" not in html


@pytest.mark.parametrize("name", STATES)
def test_forged_widgets_leave_a_clean_page_and_no_talk(server: Server, name: str) -> None:
    screen, link = forged_run(server, STATES[name], {})
    assert claimed(screen) == (MECHANICAL, ())
    assert link == MECHANICAL
    assert is_clean(screen)


@pytest.mark.parametrize("name", RUNS)
def test_a_forged_run_leaves_a_clean_page(server: Server, name: str) -> None:
    run, at = RUNS[name]
    screen, _ = forged_run(server, lambda _: [], run)
    assert claimed(screen) == (at, ())
    assert is_clean(screen)


def test_what_the_page_itself_sends_makes_a_talk(server: Server, real: Catalog) -> None:
    async def play() -> tuple[Screen, str]:
        async with viewing(f"{server.url}/?{MECHANICAL}") as viewer:
            return await viewer.add("standing"), viewer.address.query

    screen, link = asyncio.run(play())
    talk, problems = decode(parse_qs(link)["talk"][0], real)
    assert ([step.chart for step in talk.steps], problems) == (["standing"], ())
    assert "Added as slide 1" in screen.text


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


def test_a_value_of_the_wrong_type_gets_a_number_at_most_and_a_reload_is_clean(
    start_server: StartServer,
) -> None:
    """On a server of its own, because it logs each traceback under its number."""
    started = start_server()
    numbers = []

    async def play() -> None:
        async with viewing(f"{started.url}/browse?goal=halt") as other:
            before = claimed(other.screen)
            for value in WRONG_TYPES:
                async with viewing(f"{started.url}/?{MECHANICAL}") as viewer:
                    component = viewer.screen.widget("screen")
                    for id_ in (component, pressed("", "", component).id):
                        screen = await answer(viewer, forged(viewer, [state(id_, **value)]))
                        for problem in screen.problems:
                            assert NUMBER.fullmatch(problem), value
                            numbers.append(problem.split("**")[1])
            assert claimed(await other.choose(goal=["halt"])) == before
        async with viewing(f"{started.url}/?{MECHANICAL}") as again:
            assert claimed(again.screen) == (MECHANICAL, ())

    asyncio.run(play())
    log = started.log()
    assert [number for number in numbers if f"error {number} on a page" not in log] == []
    assert 0 < len(numbers) == len(set(numbers))
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
    assert claimed(before) == ("goal=halt", ())
    assert claimed(after) == ("goal=halt&goal=modify", ())
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
        async with viewing(f"{server.url}/?{MECHANICAL}") as viewer:
            read = viewer._message

            async def noted() -> ForwardMsg:
                message = await read()
                answered.add(message.WhichOneof("type"))
                return message

            viewer._message = noted  # type: ignore[method-assign]
            for each in ignored:
                await viewer.socket.send(each.SerializeToString())
            return await viewer.choose(goal=["modify"])

    assert claimed(asyncio.run(play())) == (f"{MECHANICAL}&goal=modify", ())
    assert "script_finished" in answered
    assert not answered & {"file_urls_response", "backend_operation_response", "git_info_changed"}


def test_a_storm_of_runs_ends_with_the_last_one(server: Server) -> None:
    async def play() -> Screen:
        async with viewing(f"{server.url}/") as viewer:
            for goal in (*("halt", "modify", "reverse") * 30, "stabilize"):
                message = forged(viewer, query_string=f"goal={goal}")
                await viewer.socket.send(message.SerializeToString())
            async with asyncio.timeout(PATIENCE):
                screen = viewer.screen
                while screen.at != "goal=stabilize":
                    screen = await viewer._answer()
            return screen

    assert asyncio.run(play()).problems == ()
