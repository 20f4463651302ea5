"""The command `export`: a view of the table as a file, or as one file of every format."""

import argparse
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qs, urlsplit

from therapies.catalog import Catalog, CatalogError, load_catalog
from therapies.cells import brief, did_you_mean, listed
from therapies.site import PAGE, page_with
from therapies.store import data_folder
from therapies.table import Problem, nearest, quoted
from therapies.writer import write_whole

if TYPE_CHECKING:
    from therapies.exports.formats import Format
    from therapies.exports.view import View
    from therapies.link import Link
    from therapies.link import Problem as Refused

ALL = "all"
BASE = "THERAPIES_BASE"
"""The setting that names the app's address for files made from the shell."""

COUNTS = {"therapy": (1, 1), "compare": (2, 5)}
"""How many therapies the pages that name them show, at least and at most."""

WRONG_USE = 2


class Refusal(Exception):
    """What was asked for cannot be done; `letters` say why, a line each."""

    def __init__(self, letters: Sequence[str], code: int = WRONG_USE) -> None:
        """Take the letters and the exit code."""
        super().__init__("\n".join(letters))
        self.letters, self.code = tuple(letters), code


class Output(NamedTuple):
    """A file to make: its format, and the options and the part of its name that tell it apart."""

    format: "Format"
    options: Mapping[str, object]
    part: str = ""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command `export`."""
    from therapies.exports.formats import FORMATS, PAPERS, THEMES

    summary = "write what a page shows to a file"
    export = commands.add_parser("export", help=summary, description=summary.capitalize() + ".")
    export.add_argument("--format", required=True, choices=[*FORMATS, ALL], help="what to make")
    export.add_argument("--query", default="", help='filters: "category=mechanical&goal=modify"')
    export.add_argument(
        "--page",
        choices=list(PAGE),
        help="whose view (default: browse; of pictures: overview)",
    )
    export.add_argument("--id", action="append", default=[], help="a therapy; repeat to compare")
    export.add_argument("-o", "--output", type=Path, metavar="FILE|DIR", help="where to")
    export.add_argument("--base", help=f"the app's address, for its links (default: {BASE})")
    export.add_argument("--theme", choices=THEMES, default=THEMES[0], help="of pictures")
    export.add_argument("--paper", choices=PAPERS, default=PAPERS[0], help="of sheets")
    export.add_argument(
        "--chart", help="of pictures (default: the page's first; all in a full set)"
    )
    export.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Make what was asked for; print its path, or the letters that say why not."""
    try:
        view = _view(_catalog(), options)
        if options.format == ALL:
            return _all(view, options)
        (output,) = _outputs(options, view.page)
        path = _path(options.output or Path(), output.format.file_name(view, output.part))
        write_whole(path, _made(view, output))
        print(path)
    except Refusal as refusal:
        print("\n".join(refusal.letters), file=sys.stderr)
        return refusal.code
    except (OSError, ValueError) as error:  # a name with a NUL is a ValueError
        print(_unwritten(options.output, error), file=sys.stderr)
        return 1
    return 0


def _catalog() -> Catalog:
    try:
        return load_catalog(data_folder())
    except CatalogError as error:
        raise Refusal(error.letters, 1) from error


def _view(catalog: Catalog, options: argparse.Namespace) -> "View":
    """The view that the options name; `Refusal` with every value that is unknown."""
    from therapies.link import ID, read

    params = parse_qs(options.query.removeprefix("?"), keep_blank_values=True)
    link = read(params | {ID: [*params.get(ID, ()), *options.id]}, catalog)
    page = options.page or _page(options, link)
    base = options.base or os.environ.get(BASE, "")
    view = link.view(catalog, page, base)
    letters = [*_unknown(link.problems), *_miscounted(page, link.ids), *_unreachable(base)]
    letters += [*_unoffered(options, page), *_left_out(link.lost(view), page)]
    if letters:
        raise Refusal([str(letter) for letter in letters])
    return view


def _page(options: argparse.Namespace, link: "Link") -> str:
    """The page of the format, chart and therapies that were asked for."""
    from therapies.exports.formats import FORMATS

    if options.chart or link.ids:
        return page_with(options.chart or "") or link.page
    whole = options.format == ALL or "chart" in FORMATS[options.format].options
    return "overview" if whole else "browse"


def _left_out(ids: str, page: str) -> Iterator[Problem]:
    """The letter about therapies that the page does not take."""
    if ids and page not in COUNTS:
        allowed = f"none on the page {page}"
        yield Problem("--id", None, None, quoted(ids), allowed, "leave out --page or --id.")


def _unreachable(base: str) -> Iterator[Problem]:
    """The letter about an address that no reader of the file could open."""
    if not _is_address(base):
        allowed = "an address like https://example.org/"
        remedy = f"name the app's address, which links and QR codes lead to, or set {BASE}."
        yield Problem("--base", None, None, quoted(base) if base else "nothing", allowed, remedy)


def _unoffered(options: argparse.Namespace, page: str) -> Iterator[Problem]:
    """The letter about a format that the page does not leave in, or a chart that it has not."""
    from therapies.exports.formats import FORMATS
    from therapies.site import CHARTS

    known = [chart for charts in CHARTS.values() for chart in charts]
    if options.chart and options.chart not in known:
        yield _letter("--chart", None, options.chart, known)
    elif options.format != ALL:
        form = FORMATS[options.format]
        refused = form.refusal(page if form.pages else options.page or "", options.chart or "")
        if refused:
            allowed = ", ".join(form.pages) or "no --page"
            yield Problem("--page", None, None, quoted(page), allowed, refused)


def _is_address(text: str) -> bool:
    """Whether a browser could open it."""
    try:
        address = urlsplit(text)
    except ValueError:
        return False
    return address.scheme in ("http", "https") and bool(address.netloc)


def _unknown(problems: Sequence["Refused"]) -> Iterator[Problem]:
    """The letters about what the link's reader could not give."""
    from therapies.link import ID, UNKNOWN_PARAMETER

    for each in problems:
        if each.rule:
            found = quoted("; ".join(each.found)) if each.found else "more"
            yield Problem("--query", None, each.key, found, each.rule, "leave out the rest.")
        elif each.kind == UNKNOWN_PARAMETER:
            yield _letter("--query", None, each.key, each.allowed)
        elif each.key == ID:
            yield from (_letter("--id", None, value, each.allowed) for value in each.found)
        else:
            yield from (_letter("--query", each.key, value, each.allowed) for value in each.found)


def _miscounted(page: str, ids: Sequence[str]) -> Iterator[Problem]:
    """The letter about a page that needs fewer or more therapies than are named."""
    least, most = COUNTS.get(page, (0, len(ids)))
    if not least <= len(ids) <= most:
        allowed = f"{least} to {most}" if least < most else str(least)
        remedy = f"name as many as the page {page} shows."
        yield Problem("--id", None, None, f"{len(ids)} therapies", allowed, remedy)


def _letter(option: str, key: str | None, value: str, allowed: Sequence[str]) -> Problem:
    """The letter about a value that is not among those allowed."""
    meant = nearest(value, allowed)
    remedy = did_you_mean(meant) if meant else "choose one of them."
    return Problem(option, None, key, quoted(value), listed(allowed), remedy)


def _outputs(options: argparse.Namespace, page: str) -> list[Output]:
    """The files that were asked for; for the full set one for each format and chart of the page."""
    from therapies.exports.formats import FORMATS

    common = {"theme": options.theme, "paper": options.paper, "scale": 2}
    full = options.format == ALL
    offered = [each for each in FORMATS.values() if not each.pages or page in each.pages]
    found = []
    for format_ in offered if full else [FORMATS[options.format]]:
        charts = format_.charts(page) or ("",)
        names = charts if full and not options.chart else (options.chart or charts[0],)
        found += [
            Output(format_, common | {"chart": name}, name if any(charts) else "") for name in names
        ]
    return found


def _all(view: "View", options: argparse.Namespace) -> int:
    """Make the full set, a line on stderr for each; 1 when one of them failed."""
    if options.output is None:
        allowed = "a folder"
        raise Refusal([str(Problem("-o", None, None, "nothing", allowed, "name the folder."))])
    options.output.mkdir(parents=True, exist_ok=True)
    failed = 0
    for output in _outputs(options, view.page):
        start = time.perf_counter()
        name = output.format.file_name(view, output.part)
        try:
            content = _made(view, output)
            write_whole(_path(options.output, name), content)
        except Refusal as refusal:
            print("\n".join(refusal.letters), file=sys.stderr)
            failed = 1
            continue
        seconds = time.perf_counter() - start
        print(f"{name}  {len(content):,} bytes  {seconds:.2f} s", file=sys.stderr, flush=True)
    return failed


def _made(view: "View", output: Output) -> bytes:
    """The file's bytes; whatever goes wrong in a format becomes one line."""
    try:
        return output.format.make(view, **output.options)
    except Exception as error:
        raise Refusal([_unmade(output.format.name, error)], 1) from error


def _unmade(name: str, error: Exception) -> str:
    """The line about a format that failed."""
    said = " ".join(str(error).split()) or "no reason given"
    kind = "" if isinstance(error, ValueError) else f"{type(error).__name__}: "
    return f"{name}: could not be made ({kind}{brief(said)})"


def _path(output: Path, name: str) -> Path:
    """Where the file goes: into a folder under its own name, else to the file named."""
    path = output / name if output.is_dir() else output
    if path.exists() and not path.is_file():
        allowed, remedy = "a file or a folder", "name another place."
        letter = Problem("-o", None, None, quoted(str(path)), allowed, remedy)
        raise Refusal([str(letter)])
    return path


def _unwritten(output: Path | None, error: OSError | ValueError) -> str:
    """The letter about a place that cannot be written."""
    found = f"{quoted(str(output or '.'))} ({getattr(error, 'strerror', None) or error})"
    remedy = "name another place; what was there is as it was."
    return str(Problem("-o", None, None, found, "a place that can be written", remedy))
