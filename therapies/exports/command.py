"""The command `export`: a view of the table as a file, or as one file of every format."""

import argparse
import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from therapies.catalog.catalog import CatalogError, load_catalog
from therapies.catalog.cell_rules import did_you_mean, escaped, some_of
from therapies.catalog.csv_file import Problem, nearest, quoted
from therapies.catalog.formatter import write_whole
from therapies.catalog.store import data_folder
from therapies.exports import formats
from therapies.exports.formats import APPENDIX, PAPERS, SHAPES, THEMES, TITLED, Format
from therapies.query import link as links
from therapies.query.query import ID
from therapies.query.view import View
from therapies.site import CHARTS, PAGE, chart_named, page_with

ALL = "all"
BASE = "THERAPIES_BASE"
"""The setting that names the app's address for files made from the shell."""

WRONG_USE = 2


class Refusal(Exception):
    """What was asked for cannot be done; its text says why."""

    def __init__(self, messages: Sequence[str], code: int = WRONG_USE) -> None:
        """Take the problems and the exit code."""
        super().__init__("\n".join(messages))
        self.code = code


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command `export`."""
    summary = "write what a page shows to a file"
    export = commands.add_parser("export", help=summary, description=summary.capitalize() + ".")
    export.add_argument(
        "--format", required=True, choices=[*formats.FORMATS, ALL], help="what to make"
    )
    export.add_argument("--query", default="", help='filters: "category=mechanical&goal=modify"')
    export.add_argument(
        "--page", choices=list(PAGE), help="whose view (default: browse; of pictures: overview)"
    )
    export.add_argument("--id", action="append", default=[], help="a therapy; repeat to compare")
    export.add_argument("-o", "--output", type=Path, metavar="FILE|DIR", help="where to")
    export.add_argument("--base", help=f"the app's address, for its links (default: {BASE})")
    export.add_argument("--theme", choices=THEMES, default=THEMES[0], help="of pictures and slides")
    export.add_argument("--paper", choices=PAPERS, default=PAPERS[0], help="of sheets")
    export.add_argument("--shape", choices=SHAPES, default=SHAPES[0], help="of pictures")
    export.add_argument("--title", choices=TITLED, default=TITLED[0], help="of pictures")
    told = "whether the passages follow the slides"
    export.add_argument("--appendix", choices=APPENDIX, default=APPENDIX[0], help=told)
    export.add_argument("--scale", type=int, choices=(2, 4), default=2, help="of PNG")
    export.add_argument(
        "--chart",
        type=chart_named,
        help="of pictures (default: the page's first; all in a full set)",
    )
    export.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Make what was asked for; print its path, or the problems that say why not."""
    try:
        view = _view(options)
        if options.format == ALL:
            return _all(view, options)
        ((form, chart),) = _outputs(options, view.page)
        path = _path(options.output or Path(), form.file_name(view, chart))
        write_whole(path, _made(view, form, chart, options))
        print(path)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return refusal.code
    except (OSError, ValueError) as error:  # a name with a NUL is a ValueError
        found = (
            f"{quoted(str(options.output or '.'))} ({getattr(error, 'strerror', None) or error})"
        )
        remedy = "name another place; what was there is as it was."
        print(_misplaced(found, "a place that can be written", remedy), file=sys.stderr)
        return 1
    return 0


def _view(options: argparse.Namespace) -> View:
    """The view that the options name; `Refusal` with every problem of table and options."""
    try:
        catalog = load_catalog(data_folder())
    except CatalogError as error:
        raise Refusal(error.messages, 1) from error
    params = parse_qs(options.query.removeprefix("?"), keep_blank_values=True)
    link = links.read(params | {ID: [*params.get(ID, ()), *options.id]}, catalog)
    page = options.page or _page(options, link)
    base = options.base or os.environ.get(BASE, "")
    view = link.view(catalog, page, base)
    messages = [*_unknown(link.problems), *_miscounted(page, link.ids), *_unreachable(base)]
    messages += [*_unoffered(options, page), *_left_out(link.lost(view), page)]
    if messages:
        raise Refusal([str(problem) for problem in messages])
    return view


def _page(options: argparse.Namespace, link: links.Link) -> str:
    """The page of the format, chart and therapies that were asked for."""
    if options.chart or link.ids:
        return page_with(options.chart or "") or link.page
    whole = options.format == ALL or "chart" in formats.FORMATS[options.format].options
    return "overview" if whole else "browse"


def _left_out(ids: str, page: str) -> Iterator[Problem]:
    """The problem about therapies that the page does not take."""
    if ids and not PAGE[page].names_therapies:
        allowed = f"none on the page {page}"
        yield Problem("--id", None, None, quoted(ids), allowed, "leave out --page or --id.")


def _unreachable(base: str) -> Iterator[Problem]:
    """The problem about an address that no reader of the file could open."""
    try:
        address = urlsplit(base)
        known = address.scheme in ("http", "https") and bool(address.netloc)
    except ValueError:
        known = False
    if not known:
        allowed = "an address like https://example.org/"
        remedy = f"name the app's address, which links and QR codes lead to, or set {BASE}."
        yield Problem("--base", None, None, quoted(base) if base else "nothing", allowed, remedy)


def _unoffered(options: argparse.Namespace, page: str) -> Iterator[Problem]:
    """The problem about a format or a chart that the page does not have."""
    if options.chart and options.chart not in CHARTS:
        yield _problem("--chart", None, options.chart, list(CHARTS))
    elif options.format != ALL:
        form = formats.FORMATS[options.format]
        refused = form.refusal(page if form.pages else options.page or "", options.chart or "")
        if refused:
            allowed = ", ".join(form.pages) or "no --page"
            yield Problem("--page", None, None, quoted(page), allowed, refused)


def _unknown(problems: Sequence[links.Problem]) -> Iterator[Problem]:
    """The problems about what the link's reader could not give."""
    for each in problems:
        if each.rule:
            found = quoted("; ".join(each.found)) if each.found else "more"
            yield Problem("--query", None, each.key, found, each.rule, "leave out the rest.")
        elif each.kind == links.UNKNOWN_PARAMETER:
            yield _problem("--query", None, each.key, each.allowed)
        elif each.key == ID:
            yield from (_problem("--id", None, value, each.allowed) for value in each.found)
        else:
            yield from (_problem("--query", each.key, value, each.allowed) for value in each.found)


def _miscounted(page: str, ids: Sequence[str]) -> Iterator[Problem]:
    """The problem about a page that needs fewer or more therapies than are named."""
    info = PAGE[page]
    if info.names_therapies and not info.least <= len(ids) <= info.most:
        allowed = f"{info.least} to {info.most}" if info.least < info.most else str(info.least)
        remedy = f"name as many as the page {page} shows."
        yield Problem("--id", None, None, f"{len(ids)} therapies", allowed, remedy)


def _problem(option: str, key: str | None, value: str, allowed: Sequence[str]) -> Problem:
    """The problem about a value that is not among those allowed."""
    meant = nearest(value, allowed)
    remedy = did_you_mean(meant) if meant else "choose one of them."
    return Problem(option, None, key, quoted(value), some_of(allowed), remedy)


def _outputs(options: argparse.Namespace, page: str) -> list[tuple[Format, str]]:
    """The format of each file to make, and its chart where it draws one."""
    full = options.format == ALL
    offered = [each for each in formats.FORMATS.values() if not each.pages or page in each.pages]
    found = []
    for form in offered if full else [formats.FORMATS[options.format]]:
        charts = form.charts(page)
        chosen = (options.chart,) if options.chart else charts if full else charts[:1]
        found += [(form, chart) for chart in (chosen if charts else ("",))]
    return found


def _all(view: View, options: argparse.Namespace) -> int:
    """Make the full set, a line on stderr for each; 1 when one of them failed."""
    if options.output is None:
        raise _misplaced("nothing", "a folder", "name the folder.")
    options.output.mkdir(parents=True, exist_ok=True)
    failed = 0
    for form, chart in _outputs(options, view.page):
        start, name = time.perf_counter(), form.file_name(view, chart)
        try:
            content = _made(view, form, chart, options)
            write_whole(_path(options.output, name), content)
        except Refusal as refusal:
            print(refusal, file=sys.stderr)
            failed = 1
            continue
        seconds = time.perf_counter() - start
        print(f"{name}  {len(content):,} bytes  {seconds:.2f} s", file=sys.stderr, flush=True)
    return failed


def _made(view: View, form: Format, chart: str, options: argparse.Namespace) -> bytes:
    """The file's bytes; whatever goes wrong in a format becomes one line."""
    try:
        names = ("theme", "paper", "scale", "shape", "title", "appendix")
        return form.make(view, chart=chart, **{name: getattr(options, name) for name in names})
    except Exception as error:
        said = " ".join(str(error).split()) or "no reason given"
        kind = "" if isinstance(error, ValueError) else f"{type(error).__name__}: "
        line = f"{form.name}: could not be made ({kind}{escaped(said)})"
        raise Refusal([line], 1) from error


def _path(output: Path, name: str) -> Path:
    """Where the file goes: into a folder under its own name, else to the file named."""
    path = output / name if output.is_dir() else output
    if path.exists() and not path.is_file():
        raise _misplaced(quoted(str(path)), "a file or a folder", "name another place.")
    return path


def _misplaced(found: str, allowed: str, remedy: str) -> Refusal:
    return Refusal([str(Problem("-o", None, None, found, allowed, remedy))])
