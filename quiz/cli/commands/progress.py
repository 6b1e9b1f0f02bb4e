"""`quiz progress`: show figures of learning as text, JSON or CSV."""

import argparse
from argparse import Namespace
from collections.abc import Iterable, Iterator
from pathlib import Path
from shutil import get_terminal_size

from quiz.cli import context
from quiz.cli.args import add_format, add_locations
from quiz.errors import UsageError
from quiz.settings.manager import load_settings
from quiz.store.records import ResponseFilter
from quiz.study import report
from quiz.study.context import StudyContext
from quiz.study.library import BankLocation, Library, offered_files
from quiz.study.progress import Progress, named_question, progress, resume_reviews
from quiz.study.report import Panel, filter_words
from quiz.text.cleaning import clean_line
from quiz.text.formatting import wrapped

MAX_WIDTH = 100
"""Maximum columns for the charts."""

HELP = """\
BANK is the id of a bank that you have played or that is available, or a path; by default all banks
count. Each percentage comes with its 95% range: a few answers say little. --tag, --type and
--question may be repeated: an answer counts if it matches one value of each option that is given,
and belongs to one of the banks. The filter applies to every figure, also over time. --resume only
brings suspended and postponed questions back into reviews, and reports it.

examples:
  quiz progress
  quiz progress munitions-policy --by question
  quiz progress --by tag --format csv > tags.csv
  quiz progress --tag ammunition --type cloze
  quiz progress --question munitions-policy/bombs-target
  quiz progress --resume munitions-policy/bombs-target
  quiz progress --certainty       show certainty-based marks too
  quiz progress --format json
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("bank", metavar="BANK", nargs="*", help="count only these banks")
    for option, metavar, summary in (
        ("--tag", "TAG", "count only questions with this tag (“untagged”: without any)"),
        ("--type", "TYPE", "count only questions of this type"),
        ("--question", "BANK/ID", "count only this question"),
        ("--resume", "BANK/ID", "bring a suspended or postponed question back into reviews"),
    ):
        parser.add_argument(option, metavar=metavar, action="append", default=[], help=summary)
    parser.add_argument(
        "--by",
        choices=("bank", "tag", "type", "question", "version"),
        help="print only this table (CSV default: bank)",
    )
    parser.add_argument(
        "--certainty", action="store_true", help="show certainty-based marks, as in Moodle"
    )
    add_format(parser, "text", "json", "csv")
    add_locations(parser)


def run(options: Namespace) -> int:
    """Print the figures; return 0."""
    manager = load_settings(options)
    settings = manager.settings
    with context.history(options, manager) as store:
        context.warn_if_unsaved(store)
        study = StudyContext(context.library(store, manager), store, settings)
        if options.resume:
            _resume(options.resume, study)
            return 0
        marks = options.certainty or settings.certainty_marks
        figures = progress(study, _filter(options, study), marks)
    if options.format == "json":
        _print_json(figures)
    elif options.format == "csv":
        _print_csv(figures, options.by or "bank")
    else:
        _print_text(figures, options.by)
    return 0


def _resume(words: list[str], study: StudyContext) -> None:
    """Bring questions back into reviews, once every word is known to name one."""
    # Resolve every word first: a mistyped one must not leave half of them done.
    for word, key in [(word, named_question(study, word)) for word in words]:
        print(clean_line(f"{word}: {resume_reviews(study, key)}."))


def _filter(options: Namespace, study: StudyContext) -> ResponseFilter:
    return ResponseFilter(
        tuple(bank for name in options.bank for bank in _named(name, study)),
        tuple(options.tag),
        tuple(_type(word) for word in options.type),
        tuple(named_question(study, word) for word in options.question),
    )


def _type(word: str) -> str:
    from quiz.question_types import QUESTION_TYPES

    name = word.replace(" ", "_")
    if name not in QUESTION_TYPES:
        raise UsageError(f"there is no type “{word}”; there are: {', '.join(QUESTION_TYPES)}")
    return name


def _named(name: str, study: StudyContext) -> list[str]:
    """Return the ids of the banks that a word names: a played bank, an available one, or a path.

    Raise `UsageError` if it names none.
    """
    played = {bank for bank, _ in study.store.states()}
    if name in played:
        return [name]
    summaries = study.library.summaries()
    # Not played yet: look among the available banks, then for a path.
    found = [
        summary.bank for file, summary in summaries.items() if name in (summary.bank, file.stem)
    ]
    if not found and Path(name).exists():
        here = Library(study.store, offered_files([BankLocation(Path(name), "named")]))
        found = [summary.bank for summary in here.summaries().values()]
    if not any(found):
        known = f"; you have played: {', '.join(sorted(played))}" if played else ""
        raise UsageError(f"there is no bank “{name}”{known}")
    return [bank for bank in found if bank]


def _print_json(figures: Progress) -> None:
    from quiz.cli.output import as_json
    from quiz.study.tabular import progress_data

    print(as_json(progress_data(figures)))


def _print_csv(figures: Progress, by: str) -> None:
    from quiz.cli.output import as_csv
    from quiz.study.tabular import COLUMNS, IDS, table

    heads = (*IDS[by], *COLUMNS)
    rows = ([line[head] for head in heads] for line in table(figures, by))
    print(as_csv(heads, rows), end="")


def _print_text(figures: Progress, by: str | None) -> None:
    # Panels full of zeros would hide the one thing to do: play.
    if not figures.answers:
        print(clean_line(report.nothing(figures)))
        return
    width = min(MAX_WIDTH, get_terminal_size().columns - 1)
    if filtered := filter_words(figures):
        print(*wrapped(f"Counting only: {clean_line(filtered)}", width), "", sep="\n")
    lines = _tabled(figures, by, width) if by else _sections(figures, width)
    for line in lines:
        print(clean_line(line))


def _sections(figures: Progress, width: int) -> Iterator[str]:
    for draw in report.SECTIONS:
        yield from _drawn(draw(figures), width)


def _tabled(figures: Progress, by: str, width: int) -> Iterator[str]:
    if by in ("question", "version"):
        for performance in figures.by(by):
            yield from (*report.question_lines(performance, figures, width), "")
    else:
        yield from _drawn([report.accuracy_panel(figures, by)], width)


def _drawn(shown: Iterable[Panel], width: int) -> Iterator[str]:
    for panel in shown:
        yield from (panel.title, *(f"  {line}" for line in panel.draw(width - 2)), "")
