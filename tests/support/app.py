"""The app as Streamlit runs it, without a browser: a page opened by its link, and its HTML."""

import json
from collections.abc import Mapping, Sequence

from streamlit.testing.v1 import AppTest

from harness.server import ROOT
from therapies.site import PAGES

SLUGS = [page.slug for page in PAGES]


def at(slug: str, params: Mapping[str, str | Sequence[str]]) -> AppTest:
    """Give the app as a link to the page asks for it, before its first run."""
    app = AppTest.from_file(ROOT / "therapies" / "app.py", default_timeout=30)
    app.switch_page(str(ROOT / "pages" / f"{slug}.py"))
    for key, value in params.items():
        app.query_params[key] = value if isinstance(value, str) else [*value]
    return app


def opened(slug: str, **params: str | Sequence[str]) -> AppTest:
    """Run the app as a link to the page `slug` with `params` opens it."""
    app = at(slug, params).run()
    assert not app.exception
    return app


def html(app: AppTest) -> str:
    """Return all of the page's own HTML, without the style sheet."""
    bodies = [element.proto.body for element in app.get("html")]
    return "\n".join([screen(app), *(body for body in bodies if "<style>" not in body)])


def screen(app: AppTest) -> str:
    """Return the page's screen as HTML; of one that is held only its slots are sent."""
    parts = [each.proto for each in app.get("bidi_component")]
    told = [json.loads(each.json) for each in parts if each.component_name == "screen"]
    return "\n".join(each.get("html") or "".join(each["slots"].values()) for each in told)
