"""The command `export`: a view of the table as a file, or as one file of every format."""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from therapies.catalog.catalog import CatalogError, load_catalog
from therapies.catalog.cell_rules import did_you_mean, escaped, some_of
from therapies.catalog.csv_file import Problem, nearest, quoted
from therapies.catalog.formatter import write_whole
from therapies.catalog.store import data_folder
from therapies.exports import formats, quiz_files, talk_files
from therapies.exports.formats import APPENDIX, PAPERS, SHAPES, THEMES, TITLED
from therapies.presenting.ready_talk import story
from therapies.presenting.talk import decode
from therapies.query import link as links
from therapies.query.query import ID, Params
from therapies.query.view import View
from therapies.site import CHARTS, PAGE, chart_named, page_with
from therapies.study.quiz import read as read_quiz

ALL, TEXT = "all", "txt"
BASE = "THERAPIES_BASE"
"""The setting that names the app's address for files made from the shell."""

STDOUT = "-"
"""As the place of a file: the standard output."""

WRONG_USE, NOTHING = 2, 3
CODES = """\
exit codes: 0 well; 1 a problem of the table, or a file that could not be made or written;
2 wrong use; 3 nothing passes the filter, and no file was made; 130 interrupted"""

OTHERS = {"study": quiz_files.OUTPUTS, "present": talk_files.OUTPUTS}
"""The files of a quiz and of a talk, beside the formats of a page."""


class Output(NamedTuple):
    """A file to make: the name of its format, the name to save it under, and what makes it."""

    name: str
    saved_as: str
    make: Callable[[], bytes]


class Refusal(Exception):
    """What was asked for cannot be done; its text says why."""

    def __init__(self, messages: Sequence[str], code: int = WRONG_USE) -> None:
        """Take the problems and the exit code."""
        super().__init__("\n".join(messages))
        self.code = code


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command `export`."""
    summary = "write what a page shows, a quiz or a talk to a file"
    export = commands.add_parser(
        "export",
        help=summary,
        description=summary.capitalize() + ".",
        epilog=CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    export.add_argument(
        "--format",
        required=True,
        choices=[*formats.FORMATS, TEXT, ALL],
        help=f"what to make; {TEXT}: a talk's list of links; {ALL}: one of each",
    )
    export.add_argument(
        "--query",
        default="",
        help='what stands behind "?" in a link: filters ("category=mechanical&goal=modify"), '
        'a quiz ("seed=class-3&number=10"), a talk ("talk=…")',
    )
    export.add_argument(
        "--page",
        choices=list(PAGE),
        help="whose view (default: browse; of pictures: overview); study: a quiz; "
        "present: a talk, the ready one without --query",
    )
    export.add_argument("--id", action="append", default=[], help="a therapy; repeat to compare")
    export.add_argument(
        "-o", "--output", metavar="FILE|DIR|-", help="where to; - is standard output"
    )
    export.add_argument("--base", help=f"the app's address, for its links (default: {BASE})")
    export.add_argument("--theme", choices=THEMES, default=THEMES[0], help="of pictures and slides")
    export.add_argument("--paper", choices=PAPERS, default=PAPERS[0], help="of sheets")
    export.add_argument("--notes", action="store_true", help="the sheet of a talk with your notes")
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
        view, asked = _view(options)
        outputs = _outputs(view, asked, options)
        if options.format == ALL:
            return _all(outputs, options.output)
        (output,) = outputs
        if sys.stderr.isatty():
            print(f"making {output.saved_as}", file=sys.stderr)
        content = _made(output)
        if options.output != STDOUT:
            path = _path(Path(options.output or ""), output.saved_as)
            write_whole(path, content)
            print(path)
            return 0
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
    sys.stdout.buffer.write(content)
    return 0


def _view(options: argparse.Namespace) -> tuple[View, Params]:
    """The view that the options name, and what they ask for in the form of a link.

    Raises `Refusal` with every problem of table and options, or where the view shows nothing.
    """
    try:
        catalog = load_catalog(data_folder())
    except CatalogError as error:
        raise Refusal(error.messages, 1) from error
    params = parse_qs(options.query.removeprefix("?"), keep_blank_values=True)
    asked = params | {ID: [*params.get(ID, ()), *options.id]}
    link = links.read(asked, catalog)
    page = options.page or _page(options, link, asked)
    base = options.base or os.environ.get(BASE, "")
    view = link.view(catalog, page, base)
    messages = [*_unknown(link.problems), *_miscounted(page, link.ids), *_unreachable(base)]
    messages += [*_unoffered(options, page), *_left_out(link.lost(view), page)]
    if messages:
        raise Refusal([str(problem) for problem in messages])
    if view.is_empty and (options.format == ALL or options.format in view.info.formats):
        raise _nothing(view)
    return view, asked


def _page(options: argparse.Namespace, link: links.Link, asked: Params) -> str:
    """The page of the talk, quiz, format, chart and therapies that were asked for."""
    for key, page in (("talk", "present"), ("seed", "study")):
        if asked.get(key):
            return page
    if options.format == TEXT:
        return "present"
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
    """The problem about a format, a chart or notes that the page does not have."""
    name, others = options.format, OTHERS.get(page, ())
    if options.chart and options.chart not in CHARTS:
        yield _problem("--chart", None, options.chart, list(CHARTS))
    elif name in formats.FORMATS and name not in others:
        form = formats.FORMATS[name]
        refused = form.refusal(page if form.pages else options.page or "", options.chart or "")
        if refused:
            allowed = ", ".join(form.pages) or "no --page"
            yield Problem("--page", None, None, quoted(page), allowed, refused)
    elif name == TEXT and name not in others:
        yield Problem("--page", None, None, quoted(page), "present", "only a talk is a list.")
    if options.notes and (page != "present" or name not in ("pdf", ALL)):
        yield Problem("--notes", None, None, quoted(name), "pdf, of a talk", "leave it out.")


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


def _outputs(view: View, asked: Params, options: argparse.Namespace) -> list[Output]:
    """Every file to make."""
    if view.page == "present":
        found = list(_of_talk(view, asked, options))
    elif view.page == "study" and (asked.get("seed") or options.format == "pdf"):
        found = [*_of_quiz(view, asked, options), *_of_view(view, options)]
    else:
        found = list(_of_view(view, options))
    return found if options.format == ALL else [e for e in found if e.name == options.format][:1]


def _of_view(view: View, options: argparse.Namespace) -> Iterator[Output]:
    """The files of a page, in each format one for each of its charts."""
    full = options.format == ALL
    offered = [e for e in formats.FORMATS.values() if not e.pages or view.page in e.pages]
    names = ("theme", "paper", "scale", "shape", "title", "appendix")
    given = {each: getattr(options, each) for each in names}
    for form in offered:
        charts = form.charts(view.page)
        chosen = (options.chart,) if options.chart else charts if full else charts[:1]
        for chart in chosen if charts else ("",):
            make = partial(form.make, view, chart=chart, **given)
            yield Output(form.name, form.file_name(view, chart), make)


def _of_quiz(view: View, asked: Params, options: argparse.Namespace) -> Iterator[Output]:
    """The files of the quiz that is asked for."""
    quiz, notes = read_quiz(view.catalog, view.therapies, asked)
    if notes or quiz is None:
        raise Refusal(notes or [quiz_files.NO_QUIZ])
    if not quiz.once:
        raise _nothing(view)
    own = quiz_files.view_of(view, quiz)
    for name in quiz_files.OUTPUTS:
        make = partial(quiz_files.made, name, own, quiz, options.paper)
        yield Output(name, formats.FORMATS[name].file_name(own, "quiz"), make)


def _of_talk(view: View, asked: Params, options: argparse.Namespace) -> Iterator[Output]:
    """The files of the talk that is asked for; without one, of the ready talk."""
    code = (list(asked.get("talk", ())) or [""])[-1]
    talk, problems = decode(code, view.catalog) if code else (story(view.catalog), ())
    if problems:
        raise Refusal(problems)
    given = {each: getattr(options, each) for each in ("theme", "paper", "appendix")}
    for name in talk_files.OUTPUTS:
        notes = options.notes and name == "pdf"
        make = partial(talk_files.made, name, talk, view.catalog, view.base, notes=notes, **given)
        yield Output(name, talk_files.file_name(name, talk, view.catalog, notes), make)


def _nothing(view: View) -> Refusal:
    """What is said where a file would hold nothing."""
    found = f"nothing that passes ({quoted(view.sentence)})"
    problem = Problem("--query", None, None, found, "what a therapy passes", "no file was made.")
    return Refusal([str(problem)], NOTHING)


def _all(outputs: Sequence[Output], output: str | None) -> int:
    """Make the full set, a line on stderr for each as it is made; 1 when one of them failed."""
    if output in (None, STDOUT):
        found = quoted(output) if output else "nothing"
        raise _misplaced(found, "a folder", "name the folder.")
    folder = Path(output or "")
    folder.mkdir(parents=True, exist_ok=True)
    failed = 0
    for number, each in enumerate(outputs, 1):
        start = time.perf_counter()
        begun = f"{number}/{len(outputs)}  {each.saved_as}"
        print(begun, end="", file=sys.stderr, flush=True)
        try:
            content = _made(each)
            write_whole(_path(folder, each.saved_as), content)
        except Refusal as refusal:
            print(f"\n{refusal}", file=sys.stderr)
            failed = 1
            continue
        seconds = time.perf_counter() - start
        print(f"  {len(content):,} bytes  {seconds:.2f} s", file=sys.stderr, flush=True)
    return failed


def _made(output: Output) -> bytes:
    """The file's bytes; whatever goes wrong in a format becomes one line."""
    try:
        return output.make()
    except Exception as error:
        said = " ".join(str(error).split()) or "no reason given"
        kind = "" if isinstance(error, ValueError) else f"{type(error).__name__}: "
        line = f"{output.name}: could not be made ({kind}{escaped(said)})"
        raise Refusal([line], 1) from error


def _path(output: Path, name: str) -> Path:
    """Where the file goes: into a folder under its own name, else to the file named."""
    path = output / name if output.is_dir() else output
    if path.exists() and not path.is_file():
        raise _misplaced(quoted(str(path)), "a file or a folder", "name another place.")
    return path


def _misplaced(found: str, allowed: str, remedy: str) -> Refusal:
    return Refusal([str(Problem("-o", None, None, found, allowed, remedy))])
