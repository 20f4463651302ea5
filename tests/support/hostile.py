"""Texts that must come out as text, and the sample with such texts in its cells."""

import csv
import io
from pathlib import Path

from tests.support.sample import FILES
from therapies.catalog.catalog import csv_text
from therapies.model import NOT_APPLICABLE, NOT_STATED, SEPARATOR

PLAIN = "Plain"
HOSTILE = {
    "script": "<script>alert(1)</script>",
    "attribute": '"><img src=x onerror=1>',
    "quote": "' onmouseover='alert(1)",
    "scheme": "javascript:alert(1)",
    "markdown": "*x* _y_ [z](https://example.org) <https://example.org>",
    "template": "{{ 7*7 }} {% raw %} {0} %s",
    "entity": "&lt;b&gt; &amp;amp; &#0;",
    "money": "$5 to $10",
    "comment": "<!-- --><![CDATA[x]]></style></script>",
    "rtl": "\N{RIGHT-TO-LEFT OVERRIDE}abc אבג",
    "formula": "=1+1",
    "typst": "#let x = 1; @ref",
    "backslash": r"C:\new\table \alpha",
    "emoji": "🫀👩‍⚕️",
    "long": "x" * 10_000,
}
TOKENS = (
    "<img src=x onerror=alert(1)><script>alert(2)</script>",
    "\"><svg onload=alert(3)>' onmouseover='alert(4)",
    "![x](https://evil.example/x.png) [y](javascript:alert(5)) :red[z] $x$",
    "=cmd|' /C calc'!A0 {{7*7}} ${7*7} %s {0.__class__} \\",
    "</style></script><base href=//evil.example/><a href=javascript:alert(6)>x</a>",
)
TEXTS = {"name", "title", "scope", "mechanism", "caveat", "rationale", "says", "wording"}
LISTS = {"aliases", "context"}


def write_hostile(folder: Path) -> Path:
    """Write a good table that is full of them into a folder; give the folder back."""
    for file, text in FILES.items():
        header, *rows = csv.reader(io.StringIO(text))
        harmed = [
            [_harmed(line, *pair) for pair in zip(header, cells, strict=True)]
            for line, cells in enumerate(rows)
        ]
        (folder / file).write_text(csv_text(header, harmed), encoding="utf-8")
    return folder


def _harmed(line: int, column: str, cell: str) -> str:
    token = TOKENS[line % len(TOKENS)]
    if cell in (NOT_STATED, NOT_APPLICABLE):
        return cell
    if column in LISTS:
        return SEPARATOR.join(f"{TOKENS[len(item) % 5]} {item}" for item in cell.split(SEPARATOR))
    if column in ("section", "sections"):
        return SEPARATOR.join(f"{TOKENS[0]} {item}" for item in cell.split(SEPARATOR))
    if column == "wording":
        return f"{token.replace(' ', '_')} {cell}"[:200].rsplit(" ", 1)[0]
    return f"{token} {cell}" if column in TEXTS else cell
