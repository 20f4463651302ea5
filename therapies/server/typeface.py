"""The type of pages that Streamlit does not draw: its own, which all other pages have."""

from functools import cache
from importlib.metadata import distribution
from pathlib import Path

STATIC = Path(str(distribution("streamlit").locate_file("streamlit/static")))
FACES = (("SourceSansVF-Upright", "normal"), ("SourceSansVF-Italic", "italic"))
"""The file's name without its ending, and the style."""


@cache
def faces(root: str) -> str:
    """Return the rules of a style sheet that bring the type; `root` leads to the app's root."""
    rules = []
    for name, style in FACES:
        for path in (STATIC / "static" / "media").glob(f"{name}.*.woff2"):
            source = f"url('{root}static/media/{path.name}') format('woff2')"
            rules.append(
                f"@font-face{{font-family:'Source Sans';src:{source};"
                f"font-weight:200 900;font-style:{style}}}"
            )
    return "".join(rules)
