"""The command line: `python -m therapies check`, `new` and `export`, each with its `--help`."""

import argparse
import os
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from therapies import program
from therapies.catalog.catalog import CatalogError, Problem, load_catalog
from therapies.catalog.cell_rules import escaped
from therapies.catalog.formatter import format_folder, require_recorded
from therapies.catalog.mending import mend
from therapies.catalog.starter import lay_out
from therapies.catalog.store import data_folder
from therapies.exports import command
from therapies.site import TITLE
from therapies.wording import counted


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; give the exit code: 0 well, 1 problems, 2 wrong use, 3 nothing, 130."""
    options = _parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        code: int = options.run(options)
        if sys.stdout:
            sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        return _unheard(error)
    return code


def _unheard(error: OSError) -> int:
    """Nobody reads the output or it cannot be written: end quietly, or say so, with 1."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if not isinstance(error, BrokenPipeError):
        print(f"cannot write the output: {error.strerror}", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    """All commands; each sets `run`, a function from its options to an exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m therapies",
        description="The table's tools.",
        epilog=command.CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=_Version, help="say which program and table these are")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_check(commands)
    _add_new(commands)
    command.add(commands)
    return parser


class _Version(argparse.Action):
    """Prints the versions of program and table, and ends; nothing is read before it is asked."""

    def __init__(self, option_strings: Sequence[str], dest: str, **rest: Any) -> None:
        super().__init__(option_strings, dest, nargs=0, **rest)

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        try:
            catalog = load_catalog(data_folder())
            table = f"{catalog.version} of {catalog.date}"
        except CatalogError as error:
            table = f"none, {counted(len(error.problems), 'problem')}; `check` tells them"
        print(f"program {program.version()}, table {table}")
        parser.exit()


def _add_check(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    summary = "check a table and print every problem, or one line when there is none"
    check = commands.add_parser("check", help=summary, description=summary.capitalize() + ".")
    check.add_argument(
        "folder",
        nargs="?",
        type=Path,
        default=data_folder(),
        metavar="FOLDER",
        help="folder with the files (default: THERAPIES_DATA, else the program's data/)",
    )
    check.add_argument(
        "--fix",
        action="store_true",
        help="first mend what has one meaning: UTF-16, semicolons or tabs for commas, blank lines, "
        "tabs in cells",
    )
    check.add_argument(
        "--format",
        action="store_true",
        help="rewrite the files in canonical form and record a new version",
    )
    check.set_defaults(run=_check)


def _check(options: argparse.Namespace) -> int:
    try:
        for line in mend(options.folder) if options.fix else ():
            print(line)
        changed = format_folder(options.folder) if options.format else ()
        catalog = load_catalog(options.folder)
        require_recorded(catalog)
    except CatalogError as error:
        print("\n".join(error.messages))
        print(counted(len(error.problems), "problem"))
        return 1
    counts = (
        counted(len(catalog.therapies), "therapy", "therapies"),
        counted(len(catalog.claims), "claim"),
        counted(len(catalog.sources), "document"),
    )
    rewrote = f" (rewrote {', '.join(changed)})" if changed else ""
    print(f"{', '.join(counts)}, version {catalog.version} of {catalog.date}: no problems{rewrote}")
    return 0


def _add_new(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    summary = "lay out an empty table on the same subject, with its documents"
    new = commands.add_parser("new", help=summary, description=summary.capitalize() + ".")
    new.add_argument("folder", type=Path, metavar="FOLDER", help="a new or empty folder")
    new.set_defaults(run=_new)


def _new(options: argparse.Namespace) -> int:
    try:
        catalog = load_catalog(data_folder())
        written = lay_out(options.folder, catalog)
    except CatalogError as error:
        print("\n".join(error.messages))
        return 1
    except OSError as error:
        found = f"a place that cannot be written ({error.strerror or error})"
        name = escaped(str(options.folder))
        print(Problem(name, None, None, found, "a new or empty folder", "name another folder."))
        return 1
    print(f"{options.folder}: wrote {', '.join(written)}")
    print(f"Its subject is fixed: {TITLE.partition(':')[0].lower()}. It has no rows yet.")
    print("Write the first claim in claims.csv, then its row in therapies.csv: docs/columns.md.")
    print(f"Then run: python -m therapies check {shlex.quote(str(options.folder))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
