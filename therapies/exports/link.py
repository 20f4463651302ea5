"""The link of a view as a QR code, dark on light on every ground."""

import io
from html import escape
from textwrap import wrap

import segno

from therapies.exports.view import View

QUIET = 4
"""The quiet zone in modules, as the standard asks."""
DARK, LIGHT = "#000000", "#ffffff"
WIDE = 640
"""The picture's width in units; its text is 16 units high."""
LETTERS = 68
"""So many letters stand on a line."""


def qr_svg(link: str) -> str:
    """Return the QR code of `link` as an SVG element that takes the width it is given.

    Error correction M, its own light ground and quiet zone. Raises `ValueError` when the link does
    not fit.
    """
    code = _code(link)
    drawn = io.BytesIO()
    code.save(
        drawn, kind="svg", border=QUIET, dark=DARK, light=LIGHT, omitsize=True, xmldecl=False,
        title=f"QR code of {link}", svgclass=None, lineclass=None, nl=False,
    )  # fmt: skip
    return drawn.getvalue().decode()


def qr_png(link: str, scale: int = 12) -> bytes:
    """Return the QR code of `link` as PNG with `scale` pixels a module; errors as in `qr_svg`."""
    drawn = io.BytesIO()
    _code(link).save(drawn, kind="png", border=QUIET, dark=DARK, light=LIGHT, scale=scale)
    return drawn.getvalue()


def qr(view: View) -> bytes:
    """Return an SVG of the view's QR code with what it shows and the stamp beneath.

    Receipts stand behind the link; a code has no room for them. Errors as in `qr_svg`.
    """
    code = qr_svg(view.link).replace("<svg ", f'<svg width="{WIDE}" height="{WIDE}" ', 1)
    lines = [line for text in view.stamp for line in _lines(text)]
    high = WIDE + 24 * len(lines) + 16
    texts = "".join(
        f'<text x="32" y="{WIDE + 16 + 24 * place}">{escape(line)}</text>'
        for place, line in enumerate(lines)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {high}" role="img">'
        f"<title>{escape(view.title)}</title>"
        f'<rect width="{WIDE}" height="{high}" fill="{LIGHT}"/>{code}'
        f'<g font-family="sans-serif" font-size="16" fill="{DARK}" xml:space="preserve">{texts}</g>'
        "</svg>\n"
    ).encode()


def _lines(text: str) -> list[str]:
    """A text in lines that fit; nothing is lost but the space where a line ends."""
    return wrap(text, LETTERS, break_on_hyphens=False) or [""]


def _code(link: str) -> segno.QRCode:
    try:
        return segno.make_qr(link, error="m", boost_error=False)
    except segno.DataOverflowError:
        found = f"a link of {len(link)} characters"
        raise ValueError(f"{found} does not fit into a QR code; choose fewer filters") from None
