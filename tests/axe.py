"""The rules of axe-core, asked of a page in the browser."""

from collections.abc import Sequence
from importlib.resources import files

from playwright.sync_api import Page

Found = dict[tuple[str, str], str]
"""Rule and selector of what breaks it, with what axe says about it."""

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
COLOURS = ("color-contrast",)
"""The rules whose outcome changes with the ground."""

_START = """(rules) => {
    const only = rules.length ? { runOnly: rules } : {};
    window.asked = axe.run({ resultTypes: ["violations"], ...only });
}"""
_ANSWER = """async () => (await window.asked).violations.flatMap((rule) =>
    rule.nodes.map((node) => [rule.id, node.target.join(" "), node.failureSummary]))"""


def violations_of(pages: Sequence[Page], rules: Sequence[str] = ()) -> list[Found]:
    """Return what breaks `rules`, all of them unless named, on each page as it stands.

    The pages are looked at at the same time.
    """
    for page in pages:
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE)
        page.evaluate(_START, list(rules))
    return [{(rule, at): said for rule, at, said in page.evaluate(_ANSWER)} for page in pages]


def violations(page: Page) -> Found:
    """Return what breaks a rule on the page as it stands."""
    return violations_of([page])[0]
