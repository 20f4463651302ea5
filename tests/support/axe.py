"""The rules of axe-core, asked of a page in the browser."""

from importlib.resources import files

from playwright.sync_api import Page

Found = dict[tuple[str, str], str]
"""Rule and selector of what breaks it, with what axe says about it."""

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")

_ASK = """async () => {
    const found = await axe.run({ resultTypes: ["violations"] });
    return found.violations.flatMap((rule) =>
        rule.nodes.map((node) => [rule.id, node.target.join(" "), node.failureSummary]));
}"""


def violations(page: Page) -> Found:
    """Return what breaks a rule on the page as it stands."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    return {(rule, at): said for rule, at, said in page.evaluate(_ASK)}
