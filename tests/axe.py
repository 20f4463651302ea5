"""The rules of axe-core, asked of a page in the browser."""

from collections.abc import Sequence
from importlib.resources import files

from playwright.sync_api import Page

Found = dict[tuple[str, str], str]
"""Rule and selector of what breaks it, with what axe says about it."""

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
COLOURS = ("color-contrast",)
"""The rules whose outcome changes with the ground."""

_ASK = """async (rules) => {
    const only = rules.length ? { runOnly: rules } : {};
    const found = await axe.run({ resultTypes: ["violations"], ...only });
    return found.violations.flatMap((rule) =>
        rule.nodes.map((node) => [rule.id, node.target.join(" "), node.failureSummary]));
}"""


def violations(page: Page, rules: Sequence[str] = ()) -> Found:
    """Return what breaks `rules`, all of them unless named, on the page as it stands."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    return {(rule, at): said for rule, at, said in page.evaluate(_ASK, list(rules))}
