"""The dashboard as an ASGI app: `streamlit run dashboard.py` or `uvicorn dashboard:app`."""

import os
import sys
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from streamlit import config, logger
from streamlit.web.server.starlette.starlette_routes import BASE_ROUTE_COMPONENT, BASE_ROUTE_MEDIA

from therapies.catalog.store import store
from therapies.server import logs, screens
from therapies.server.compression import CompressedFiles
from therapies.server.health import ADDRESSES, ROUTES, lifespan
from therapies.server.not_found import Addresses
from therapies.server.path_prefix import UnderPath
from therapies.server.security import (
    Rules,
    Security,
    SettingError,
    frames_in,
    hosts_in,
    inline_scripts,
    log_in,
    metrics_in,
    path_in,
    readers_in,
)
from therapies.ui.errors import on_script_error
from therapies.ui.websocket import asked_for

START = Path(st.__file__).parent / "static"
"""The start page and what it needs, as Streamlit gives them."""

STREAMLITS = (BASE_ROUTE_COMPONENT, BASE_ROUTE_MEDIA)
"""What its own addresses begin with, beside a low line."""


def rules() -> Rules:
    """Read the settings; let the hosts of `THERAPIES_HOSTS` open sessions too."""
    hosts = hosts_in(os.environ.get("THERAPIES_HOSTS", ""))
    frames = frames_in(os.environ.get("THERAPIES_FRAMES", ""))
    readers = readers_in(os.environ.get("THERAPIES_CORS", ""))
    allowed = [*config.get_option("server.allowedHosts"), *hosts]
    if hosts:
        origins = [f"{scheme}://{host}" for host in hosts for scheme in ("https", "http")]
        config.set_option("server.allowedHosts", allowed)
        config.set_option("server.corsAllowedOrigins", origins)
    scripts = inline_scripts((START / "index.html").read_bytes())
    return Rules(tuple(allowed), frames, scripts, asked_for, readers)


def path() -> str:
    """Read the path under which the app is reached; Streamlit's own setting would move half."""
    unread = os.environ.get("STREAMLIT_SERVER_BASE_URL_PATH")  # by uvicorn; `streamlit run` does
    own = ascii(config.get_option("server.baseUrlPath") or unread or "")[1:-1].strip("/")
    if own:
        raise SettingError(
            f"server.baseUrlPath: found “{own}”; allowed: nothing, since the app's own addresses "
            f"would not follow it; set THERAPIES_PATH=/{own} in its place and start again."
        )
    ours = (*ADDRESSES, *(route.path for route in ROUTES), *files)
    taken = {address.split("/")[1] for address in ours}
    return path_in(os.environ.get("THERAPIES_PATH", ""), {*taken, *STREAMLITS})


def begin_log() -> None:
    """Begin the log in the form that `THERAPIES_LOG` asks for, Streamlit's own lines too."""
    record = logs.Record
    if log_in(os.environ.get("THERAPIES_LOG", "")):
        record = logs.as_json(lambda: store().last().shown)
        config.set_option("logger.messageFormat", logs.JSON)
        logger.update_formatter()
    logs.begin(config.get_option("logger.messageFormat"), record)


def counted() -> list[Middleware]:
    """Serve metrics where `THERAPIES_METRICS` says; return what counts for them, if anything."""
    address = metrics_in(os.environ.get("THERAPIES_METRICS", ""))
    if address is None:
        return []
    from therapies.server import metrics  # a library of its own, for whoever asks for it

    try:
        metrics.start(*address)
    except OSError as error:
        told = f"THERAPIES_METRICS: {address[0]}:{address[1]} is not to be had ({error.strerror})"
        raise SettingError(f"{told}; name another port and start again.") from None
    return [Middleware(metrics.Counted)]


files = {f"/{path.relative_to(START).as_posix()}" for path in START.rglob("*") if path.is_file()}
try:
    begin_log()
    under, door = Middleware(UnderPath, path=path()), Middleware(Security, rules=rules())
    counts = counted()
except SettingError as error:
    sys.exit(str(error))
addresses = Middleware(Addresses, names=ADDRESSES, files=files)
app = st.App(
    Path(__file__).parent / "therapies" / "app.py",
    lifespan=lifespan,
    routes=[*ROUTES, *screens.ROUTES],
    middleware=[*counts, under, door, addresses, Middleware(CompressedFiles)],
    on_script_error=on_script_error,
)
