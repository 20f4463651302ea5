"""The window of slides: a page of its own, with a style sheet and a script that may be kept."""

from functools import cache
from hashlib import sha256
from importlib.metadata import distribution
from pathlib import Path

from therapies.catalog.catalog import Catalog
from therapies.content import render
from therapies.presenting import slideshow
from therapies.presenting.slideshow import Asked
from therapies.presenting.talk import decode
from therapies.query.link import read
from therapies.query.query import Params

STATIC = Path(str(distribution("streamlit").locate_file("streamlit/static")))
FACES = (("SourceSansVF-Upright", "normal"), ("SourceSansVF-Italic", "italic"))
"""Streamlit's own type, which the pages have too: the file's name without its ending, the style."""


def window(slug: str, asked: Params, catalog: Catalog, base: str) -> str:
    """Return the window that a link asks for; what draws its codes is imported only now."""
    from therapies.exports.qr import qr_svg

    view = read(asked, catalog).view(catalog, slug, base)
    talk, problems = decode((list(asked.get(slideshow.TALK, ())) or [""])[-1], catalog)
    speaker = slideshow.asks_for_speaker(asked)
    return slideshow.window(Asked(view, talk, problems, speaker, asked), version(), qr_svg)


@cache
def styles() -> bytes:
    """Return the style sheet."""
    return slideshow.styles(_faces() + render.hues()).encode()


@cache
def script() -> bytes:
    """Return the script."""
    return slideshow.script().encode()


@cache
def version() -> str:
    """Return what changes with the style sheet and the script."""
    return sha256(styles() + script()).hexdigest()[:12]


def _faces() -> str:
    rules = []
    for name, style in FACES:
        for path in (STATIC / "static" / "media").glob(f"{name}.*.woff2"):
            source = f"url('../static/media/{path.name}') format('woff2')"
            rules.append(
                f"@font-face{{font-family:'Source Sans';src:{source};"
                f"font-weight:200 900;font-style:{style}}}"
            )
    return "".join(rules)
