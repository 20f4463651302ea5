"""What a browser makes of HTML."""

from html.parser import HTMLParser


class Page(HTMLParser):
    """What a browser makes of HTML: tags with the names of their attributes, values, text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, ...]] = []
        self.values: list[str] = []
        self.links: list[str] = []
        self.comments: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, *(name for name, _ in attrs)))
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action")]
        self.links += [f"?{value}" for name, value in attrs if name in ("data-at", "data-served")]
        added = [value or "" for name, value in attrs if name == "data-add"]  # a chart, a filter
        self.links += [f"?{value.partition('?')[2]}" for value in added if "?" in value]
        links = ("href", "src", "data-go", "data-at", "data-served", "data-add")
        self.values += [value or "" for name, value in attrs if name not in links]

    def handle_endtag(self, tag: str) -> None:
        self.tags.append((f"/{tag}",))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def unknown_decl(self, data: str) -> None:
        self.comments.append(data)
