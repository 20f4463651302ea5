"""The warm start: what the first visitor would otherwise wait for."""

from threading import Thread

from therapies import program
from therapies.catalog.store import store
from therapies.content.screen import screen
from therapies.engine import source
from therapies.query.link import read
from therapies.query.view import View
from therapies.server import screens


def warm() -> None:
    """Read the table and make the first screen; the engine's data are made beside the start."""
    source.version()
    program.version()  # now: later the files may be those of another program
    catalog = store().current().catalog
    if catalog is None:
        return
    screen(View(catalog), read({}, catalog), {})
    Thread(target=screens.engine_data, args=(catalog,), name="engine-data", daemon=True).start()
