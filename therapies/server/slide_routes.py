"""The window of slides: a page of its own, with a style sheet and a script that may be kept."""

from functools import cache
from hashlib import sha256

from therapies.catalog.catalog import Catalog
from therapies.content import render
from therapies.presenting import slideshow
from therapies.presenting.slideshow import Asked
from therapies.presenting.talk import decode
from therapies.query.link import read
from therapies.query.query import Params
from therapies.server.typeface import faces


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
    return slideshow.styles(faces("../") + render.hues()).encode()


@cache
def script() -> bytes:
    """Return the script."""
    return slideshow.script().encode()


@cache
def version() -> str:
    """Return what changes with the style sheet and the script."""
    return sha256(styles() + script()).hexdigest()[:12]
