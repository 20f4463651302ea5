"""The command `export`: a view of the table as a file, or as one file of every format."""

import argparse
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qs, urlsplit

from therapies.catalog import Catalog, CatalogError, load_catalog
from therapies.cells import brief, did_you_mean, listed
from therapies.site import PAGE
from therapies.store import data_folder
from therapies.table import Problem, nearest, quoted
from therapies.writer import write_whole

if TYPE_CHECKING:
    from therapies.exports.formats import Format
    from therapies.exports.view import View

ALL = "all"
MOST_COMPARED = 5
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
    export.add_argument("--page", choices=list(PAGE), help="whose view (default: browse)")
    export.add_argument("--id", action="append", default=[], help="a therapy; repeat to compare")
    export.add_argument("-o", "--output", type=Path, metavar="FILE|DIR", help="where to")
    export.add_argument("--base", default="http://localhost:8501/", help="the app's address")
    export.add_argument("--theme", choices=THEMES, default=THEMES[0], help="of pictures")
    export.add_argument("--paper", choices=PAPERS, default=PAPERS[0], help="of sheets")
    export.add_argument("--chart", help="of pictures (default: map; all in a full set)")
    export.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Make what was asked for; print its path, or the letters that say why not."""
    try:
        view = _view(_catalog(), options)
        if options.format == ALL:
            return _all(view, options)
        (output,) = _outputs(options)
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
    from therapies.exports.view import View
    from therapies.query import FACET, Query

    params = parse_qs(options.query.removeprefix("?"), keep_blank_values=True)
    ids = tuple(dict.fromkeys((*params.get("id", ()), *options.id)))
    page = options.page or ("browse" if not ids else "therapy" if len(ids) == 1 else "compare")
    letters = [*_unknown(params, catalog), *_unknown_ids(ids, catalog), *_miscounted(page, ids)]
    if not _is_address(options.base):
        allowed, remedy = "an address like https://example.org/", "write it whole."
        letters.append(Problem("--base", None, None, quoted(options.base), allowed, remedy))
    if letters:
        raise Refusal([str(letter) for letter in letters])
    chosen = {key: values for key, values in params.items() if key in FACET}
    query = Query.of(chosen, " ".join(params.get("q", ())))
    return View(catalog, query, page, ids, options.base)


def _is_address(text: str) -> bool:
    """Whether a browser could open it."""
    try:
        address = urlsplit(text)
    except ValueError:
        return False
    return address.scheme in ("http", "https") and bool(address.netloc)


def _unknown(params: Mapping[str, list[str]], catalog: Catalog) -> Iterator[Problem]:
    """The letters about what is no filter and about values that no filter has."""
    from therapies import query

    known = [*query.FACET, query.TEXT, "id"]
    for key, values in params.items():
        if key in query.FACET:
            allowed = query.options(catalog, key)
            bad = (value for value in values if value not in allowed)
            yield from (_letter("--query", key, value, allowed) for value in bad)
        elif key == query.TEXT:
            yield from _unsearchable(" ".join(values), query.TEXT_LIMIT)
        elif key not in (*query.OTHER_PARAMS, "v"):
            yield _letter("--query", None, key, known)


def _unsearchable(text: str, limit: int) -> Iterator[Problem]:
    """The letter about a search text that is empty or too long."""
    if not text.strip() or len(text) > limit:
        allowed, remedy = f"1 to {limit} characters", "shorten it, or leave out q."
        yield Problem("--query", None, "q", quoted(text), allowed, remedy)


def _unknown_ids(ids: Sequence[str], catalog: Catalog) -> Iterator[Problem]:
    """The letters about ids that the table does not have."""
    return (_letter("--id", None, id_, [*catalog.by_id]) for id_ in ids if id_ not in catalog.by_id)


def _miscounted(page: str, ids: Sequence[str]) -> Iterator[Problem]:
    """The letter about a page that needs fewer or more therapies than are named."""
    least, most = {"therapy": (1, 1), "compare": (2, MOST_COMPARED)}.get(page, (0, len(ids)))
    if not least <= len(ids) <= most:
        allowed = f"{least} to {most}" if least < most else str(least)
        remedy = f"name as many as the page {page} shows."
        yield Problem("--id", None, None, f"{len(ids)} therapies", allowed, remedy)


def _letter(option: str, key: str | None, value: str, allowed: Sequence[str]) -> Problem:
    """The letter about a value that is not among those allowed."""
    meant = nearest(value, allowed)
    remedy = did_you_mean(meant) if meant else "choose one of them."
    return Problem(option, None, key, quoted(value), listed(allowed), remedy)


def _outputs(options: argparse.Namespace) -> list[Output]:
    """The files that were asked for; for the full set one for each format and chart."""
    from therapies.exports.formats import FORMATS

    common = {"theme": options.theme, "paper": options.paper, "scale": 2}
    full = options.format == ALL
    found = []
    for format_ in FORMATS.values() if full else [FORMATS[options.format]]:
        names = _charts(options.chart, full) if "chart" in format_.options else [""]
        found += [Output(format_, common | {"chart": name}, name) for name in names]
    return found


def _charts(asked: str | None, full: bool) -> Sequence[str]:
    """The chart that was asked for; without one all for the full set, else the first."""
    from therapies.exports.formats import charts

    try:
        known = charts()
    except Exception as error:  # a library that is not there
        raise Refusal([_unmade("pictures", error)], 1) from error
    if asked is None:
        return known if full else known[:1]
    if asked not in known:
        raise Refusal([str(_letter("--chart", None, asked, known))])
    return [asked]


def _all(view: "View", options: argparse.Namespace) -> int:
    """Make the full set, a line on stderr for each; 1 when one of them failed."""
    if options.output is None:
        allowed = "a folder"
        raise Refusal([str(Problem("-o", None, None, "nothing", allowed, "name the folder."))])
    options.output.mkdir(parents=True, exist_ok=True)
    failed = 0
    for output in _outputs(options):
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
