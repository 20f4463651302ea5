"""The link of a view as a QR code, dark on light on every ground."""

import io
from html import escape
from textwrap import wrap

import segno

from therapies.query.view import View

DARK, LIGHT = "#000000", "#ffffff"
WIDE = 640
"""The picture's width in units; its text is 16 units high."""
LINE = 68
"""How many characters a line holds."""


def qr_svg(link: str) -> str:
    """Return the QR code of `link` as an SVG element that takes the width it is given.

    Error correction M, its own light ground, and the quiet zone of 4 modules that the standard
    asks for. Raises `ValueError` when the link does not fit.
    """
    try:
        code = segno.make_qr(link, error="m", boost_error=False)
    except segno.DataOverflowError:
        found = f"a link of {len(link)} characters"
        raise ValueError(f"{found} does not fit into a QR code; choose fewer filters") from None
    drawn = io.BytesIO()
    code.save(
        drawn, kind="svg", border=4, dark=DARK, light=LIGHT, omitsize=True, xmldecl=False,
        title=f"QR code of {link}", svgclass=None, lineclass=None, nl=False,
    )  # fmt: skip
    return drawn.getvalue().decode()


def qr(view: View) -> bytes:
    """Return an SVG of the view's QR code with what it shows and the stamp beneath.

    A code has no room for receipts; the link leads to them. Errors as in `qr_svg`.
    """
    code = qr_svg(view.link).replace("<svg ", f'<svg width="{WIDE}" height="{WIDE}" ', 1)
    lines = [
        line for text in view.stamp for line in wrap(text, LINE, break_on_hyphens=False) or [""]
    ]
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
