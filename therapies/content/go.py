"""Where the links of a screen lead: each carries the filter, and what is picked, along."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from markupsafe import Markup

from therapies.query.query import ID, TEXT, Query
from therapies.query.view import View
from therapies.site import PAGE, PAGES


@dataclass(frozen=True)
class Go:
    """Makes the attributes of a link: `href`, whole, and `data-go`, what of it is its own.

    A target is `therapy?id=sevelamer`, a page and its parameters, or `?peek=sevelamer`, the page
    as it is with other parameters; an empty one falls away. The browser makes `href` anew from
    `data-go` when the filter changes, by the same rule (`engine/links.js`). `start` is what links
    begin with: `#` where the page is a file.
    """

    view: View
    start: str = "./"

    def __call__(self, target: str) -> Markup:
        """Return the attributes of a link to `target`."""
        return Markup('href="{}" data-go="{}"').format(self.address(target), target)

    def bare(self, target: str) -> Markup:
        """Return the link to `target` alone, where the browser knows another way to make it."""
        return Markup('href="{}"').format(self.address(target))

    @property
    def in_file(self) -> bool:
        """Whether the links stay inside a file."""
        return self.start == "#"

    @property
    def path(self) -> str:
        """The page itself, without parameters."""
        return f"{self.start}{self.view.info.path}"

    @property
    def here(self) -> list[tuple[str, str]]:
        """The parameters of exactly this screen, in their order."""
        named = [(ID, each) for each in self.view.named]
        own = [pair for pair in self.view.own if pair[0] != ID]
        return [*named, *self.view.query.to_params(), *own]

    @property
    def at(self) -> str:
        """The parameters of exactly this screen as text."""
        return urlencode(self.here)

    def address(self, target: str) -> str:
        """Return the relative link to `target`."""
        path, _, rest = target.partition("?")
        given = parse_qsl(rest, keep_blank_values=True)
        here = not path and target.startswith("?")
        slug = self.view.page if here else path or PAGES[0].slug
        own = {key for key, _ in given}
        kept = [pair for pair in self._carried(slug, here) if pair[0] not in own]
        params = urlencode([*kept, *((key, value) for key, value in given if value)])
        path = slug if self.in_file else PAGE[slug].path
        return f"{self.start}{path}{'?' if params else ''}{params}"

    def to(self, query: Query) -> str:
        """Return the target that is this page under another query; `page` of a list falls away."""
        keys = [*dict(self.view.query.chosen), *([TEXT] if self.view.query.text else [])]
        gone = [(key, "") for key in keys if key not in dict(query.to_params())]
        return f"?{urlencode([*gone, *query.to_params(), ('page', '')])}"

    def _carried(self, slug: str, here: bool) -> list[tuple[str, str]]:
        """Return the parameters that the link takes along to the page `slug`."""
        if here:
            return self.here
        picked = self.view.info.holds_picks and PAGE[slug].holds_picks
        named = [(ID, each) for each in self.view.named] if picked else []
        return [*named, *self.view.query.to_params()]
