"""`quiz banks`: list the available banks, and forget one that was played before."""

import argparse
from argparse import Namespace
from collections.abc import Iterator, Mapping
from pathlib import Path

from quiz.cli import context
from quiz.cli.args import add_format, add_locations
from quiz.cli.output import Cell, as_csv, as_json
from quiz.errors import UsageError
from quiz.settings.manager import load_settings
from quiz.store.records import BankPlace
from quiz.study.library import BankLocation, Library, offered_files
from quiz.text.cleaning import clean_line
from quiz.text.formatting import counted

_COLUMNS = ("bank", "title", "questions", "from", "file", "problem")

HELP = """\
On offer are the banks that come with quiz, those in ./questions and in the folders of --banks,
QUIZ_BANKS and the settings, and every bank that you have played, wherever it is. If such a bank
was moved, quiz looks for its id in its folder, in the folder above, in the current one, and three
levels below them; otherwise play it once from where it is now. --forget stops listing a bank that
you played; your answers are kept.

examples:
  quiz banks
  quiz banks --format json
  quiz banks --forget tides
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("--forget", metavar="ID", help="no longer list a bank that you played")
    add_format(parser, "text", "json", "csv")
    add_locations(parser)


def run(options: Namespace) -> int:
    """Print the banks, or forget one; return 0."""
    manager = load_settings(options)
    with context.history(options, manager) as store:
        context.warn_if_unsaved(store)
        library = context.library(store, manager)
        if options.forget is not None:
            _forget(options.forget, library, store.places())
            return 0
        lost = library.search()
        rows = [*_offered(library, context.all_locations(manager, store)), *map(_lost, lost)]
    if options.format == "json":
        print(as_json(rows))
    elif options.format == "csv":
        print(as_csv(_COLUMNS, map(_cells, rows)), end="")
    else:
        for line in (line for row in rows for line in _lines(row)):
            print(clean_line(line))
    return 0


def _forget(name: str, library: Library, places: Mapping[str, BankPlace]) -> None:
    place = places.get(name)
    if place is None or place.path is None:
        raise UsageError(f"no bank “{name}” is remembered; “quiz banks” lists the banks")
    library.forget(place)
    print(clean_line(f"Forgotten: {place.title} ({place.path}). Your answers are kept."))


def _offered(library: Library, locations: list[BankLocation]) -> Iterator[dict[str, object]]:
    origins: dict[Path, str] = {}
    for location in locations:
        for file in offered_files([location]):
            origins.setdefault(file, location.origin)
    for file, summary in library.summaries().items():
        yield {
            "bank": summary.bank,
            "title": summary.title,
            "questions": summary.questions,
            "from": origins.get(file, "played before"),
            "file": str(file),
            "problem": summary.first_error,
        }


def _lost(place: BankPlace) -> dict[str, object]:
    return {
        "bank": place.bank,
        "title": place.title,
        "questions": None,
        "from": "played before",
        "file": place.path,
        "problem": "the file cannot be found",
    }


def _lines(row: Mapping[str, object]) -> Iterator[str]:
    count = row["questions"]
    questions = f" ({counted(count, 'question')})" if isinstance(count, int) else ""
    name = f"{row['bank']}: {row['title']}" if row["bank"] else str(row["title"])
    yield f"{name}{questions}"
    yield f"    {row['from']}: {row['file']}"
    if row["problem"]:
        yield f"    problem: {row['problem']}"


def _cells(row: Mapping[str, object]) -> tuple[Cell, ...]:
    cells = (row[name] for name in _COLUMNS)
    return tuple(each if isinstance(each, int | None) else str(each) for each in cells)
