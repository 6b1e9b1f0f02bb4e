"""`quiz history`: list attempts, show one in full, and move the history between machines."""

import argparse
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from pathlib import Path

from quiz.cli import context
from quiz.cli.args import add_format, add_locations
from quiz.cli.output import Cell, ProgressPrinter, as_csv, as_json, as_table
from quiz.errors import BadHistory, UsageError
from quiz.settings.definitions import Settings
from quiz.settings.manager import load_settings
from quiz.store.backup import backup_before
from quiz.store.export import ExportCounts
from quiz.store.rebuild import SLACK
from quiz.store.records import utc_of, utc_text
from quiz.store.store import Store
from quiz.store.writes import Redate
from quiz.study.context import now
from quiz.study.formatting import NO_ANSWER, moment, number, percent
from quiz.study.library import Library
from quiz.study.tabular import REMARK_COLUMNS, attempt_data, attempts_data, remarks_data
from quiz.study.transfer import export_lines, export_to, import_from
from quiz.text.cleaning import clean, clean_line
from quiz.text.formatting import counted

_NOUNS = ("version of a question", "attempt", "response", "event")
_PLURALS = ("versions of questions", "attempts", "responses", "events")
_ATTEMPT = ("attempt", "bank", "mode", "started", "finished", "answered", "questions", "score",
            "max_score")  # fmt: skip
_RESPONSE = ("question", "type", "response", "confidence", "score", "max_score", "taken_back",
             "answered", "regraded", "judged_right", "open_book")  # fmt: skip
_HEADS = ("attempt", "bank", "mode", "started", "answered", "score")
_MAX_BANKS = 24
"""Maximum characters for the ids of several banks; beyond that only the first is shown."""

HELP = """\
examples:
  quiz history                    every attempt
  quiz history 3                  the responses of attempt 3
  quiz history 3 --full           attempt 3 question by question, as it was
  quiz history --format csv > attempts.csv
  quiz history --remarks          what you flagged as wrong, and your notes
  quiz history --remarks --format csv > for-the-author.csv
  quiz history --export laptop.jsonl
  quiz history --import laptop.jsonl
  quiz history --correct-dates    answers dated later than now, and when they were given
  quiz history --correct-dates --apply

An export holds the whole history as JSON Lines, apart from unfinished exams; existing files are
never overwritten. An import makes a backup and then adds what is new: all of the files, or
nothing. Answers dated later than now, by a wrong clock, do not count until then; their dates can
be corrected, which also makes a backup.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument(
        "attempt", metavar="ATTEMPT", nargs="?", type=int, help="number of an attempt"
    )
    parser.add_argument(
        "--full", action="store_true", help="print the attempt question by question, as it was"
    )
    add_format(parser, "text", "json", "csv")
    whole = parser.add_mutually_exclusive_group()
    whole.add_argument(
        "--export",
        metavar="FILE",
        help="write the whole history to a new file (- for standard output)",
    )
    whole.add_argument(
        "--import",
        dest="imports",
        metavar="FILE",
        nargs="+",
        help="add the history exported on another machine",
    )
    whole.add_argument(
        "--remarks", action="store_true", help="list the questions you flagged, and your notes"
    )
    whole.add_argument(
        "--correct-dates", action="store_true", help="correct the dates of a clock that was ahead"
    )
    parser.add_argument("--apply", action="store_true", help="save the corrected dates")
    add_locations(parser)


def run(options: Namespace) -> int:
    """Print the attempts, or one with its responses, or export or import all; return 0, or 1."""
    whole = options.export or options.imports or options.remarks
    if (options.attempt is not None or options.full) and whole:
        raise UsageError(
            "--export, --import and --remarks are about the whole history: leave out ATTEMPT and "
            "--full"
        )
    if options.apply and not options.correct_dates:
        raise UsageError("--apply belongs to --correct-dates")
    if options.correct_dates:
        return correct_dates(options)
    if options.export is not None or options.imports:
        return export_all(options) if options.export is not None else import_all(options)
    manager = load_settings(options)
    with context.history(options, manager) as store:
        context.warn_if_unsaved(store)
        if options.remarks:
            _print_remarks(store, options.format)
        elif options.full:
            _print_in_full(options, context.library(store, manager), store, manager.settings)
        elif options.attempt is None:
            _print_attempts(store, options.format)
        else:
            _print_attempt(store, options.attempt, options.format)
    return 0


def export_all(options: Namespace) -> int:
    """Write the history to a new file or to standard output; return 0."""
    with context.history(options) as store:
        if options.export == "-":
            amounts = export_lines(store, sys.stdout.write)
        else:
            amounts = export_to(store, Path(options.export))
    # Standard output may hold the history itself.
    report = sys.stderr if options.export == "-" else sys.stdout
    print(f"Exported: {_counted(amounts)}.", file=report)
    return 0


def import_all(options: Namespace) -> int:
    """Add the history of the files and print how much is new; return 0, or 1 for a bad file."""
    paths = [Path(name) for name in options.imports]
    try:
        with context.history(options) as store:
            imported = import_from(store, paths, now(), _progress("reading"), _progress("adding"))
            warning = store.warning()
            late = _dated_later(store)
    except BadHistory as error:
        print(clean_line(str(error)), file=sys.stderr)
        context.warn("nothing was imported")
        return error.exit_code
    print(f"Added: {_counted(imported.merged.new)}.")
    print(f"Already here: {_counted(imported.merged.known)}.")
    print(f"Backup of the previous history: {clean_line(str(imported.backup))}")
    for each in filter(None, (warning, late)):
        context.warn(each)
    return 0


def _dated_later(store: Store) -> str:
    """Return that attempts begin or end later than now; empty if none does."""
    latest = utc_text(now() + timedelta(milliseconds=SLACK))
    late = [
        each.number for each in store.attempts() if max(each.started, each.finished or "") > latest
    ]
    if not late:
        return ""
    first = f"attempt {late[0]}"
    named = first if len(late) == 1 else f"{counted(len(late), 'attempt')}, such as {first},"
    return f"{named} {'begins or ends' if len(late) == 1 else 'begin or end'} later than now"


def correct_dates(options: Namespace) -> int:
    """Print the answers dated later than now and when they were given; return 0."""
    with context.history(options) as store:
        context.warn_if_unsaved(store)
        corrections = store.redates()
        if corrections:
            print(as_table(("attempt", "question", "dated", "corrected"), map(_dates, corrections)))
        if not options.apply:
            dates = counted(len(corrections), "date")
            print(f"{dates} would change. Nothing was written: to do so, add --apply.")
            return 0
        if corrections:
            backup = backup_before(store, now())
            store.correct_dates(corrections)
            context.warn(f"the history as it was before: {backup}")
    print(f"{counted(len(corrections), 'date')} corrected.")
    return 0


def _dates(correction: Redate) -> tuple[Cell, ...]:
    question = f"{correction.bank}/{correction.question}"
    dates = (moment(utc_of(at)) for at in (correction.at, correction.to))
    return (str(correction.number), question, *dates)


def _counted(amounts: ExportCounts) -> str:
    """Return `2 attempts, 1 response, …`."""
    named = zip(amounts, _NOUNS, _PLURALS, strict=True)
    words = [f"{count} {one if count == 1 else more}" for count, one, more in named]
    versions, *rest = words
    return ", ".join([*rest[:2], versions, *rest[2:]])


def _progress(label: str) -> Callable[[Path, int, int], None]:
    """Return what reports how far each file has got, with a printer of its own for each."""
    printers: dict[Path, ProgressPrinter] = {}

    def update(path: Path, done: int, size: int) -> None:
        printers.setdefault(path, ProgressPrinter(f"{label} {path}")).update(done, size)

    return update


def _print_attempts(store: Store, format_: str) -> None:
    attempts = attempts_data(store)
    if format_ == "json":
        print(as_json(attempts))
    elif format_ == "csv":
        print(as_csv(_ATTEMPT, (_cells(attempt, _ATTEMPT) for attempt in attempts)), end="")
    elif attempts:
        print(as_table(_HEADS, (_row(attempt) for attempt in attempts)))
    else:
        print("No attempts yet: type “quiz” and choose a bank.")


def _print_remarks(store: Store, format_: str) -> None:
    remarks = remarks_data(store)
    if format_ == "json":
        print(as_json(remarks))
    elif format_ == "csv":
        rows = (_cells(remark, REMARK_COLUMNS) for remark in remarks)
        print(as_csv(REMARK_COLUMNS, rows), end="")
    elif not remarks:
        print("No remarks yet: after an answer, F flags a question or takes a note.")
    for remark in remarks if format_ == "text" else ():
        sign = "⚑ wrong" if remark["kind"] == "wrong" else "note"
        when = moment(str(remark["written"]))
        print(clean_line(f"{remark['bank']}/{remark['question']}  {sign}  {when}"))
        print(clean_line(f"  {remark['prompt']}"))
        if remark["text"]:
            print(clean_line(f"  → {remark['text']}"))


def _print_attempt(store: Store, attempt: int, format_: str) -> None:
    data = attempt_data(store, attempt)
    responses = data["responses"]
    assert isinstance(responses, list)
    if format_ == "json":
        print(as_json(data))
    elif format_ == "csv":
        print(as_csv(_RESPONSE, (_cells(response, _RESPONSE) for response in responses)), end="")
    else:
        print(as_table(_HEADS, [_row(data)]), end="\n\n")
        print(as_table(("question", "response", "score"), map(_response_row, responses)))


def _print_in_full(options: Namespace, library: Library, store: Store, settings: Settings) -> None:
    """Print an attempt as it was; raise `UsageError` unless one is named and the format is text."""
    if options.attempt is None:
        raise UsageError("--full needs the number of an attempt: quiz history N --full")
    if options.format != "text":
        raise UsageError("--full prints text only; --format json includes the responses anyway")
    from quiz.line_mode.practice import attempt_lines
    from quiz.study.context import StudyContext
    from quiz.study.replay import open_past_attempt

    past = open_past_attempt(StudyContext(library, store, settings), options.attempt)
    for line in attempt_lines(past):
        print(clean(line).expandtabs(4))


def _row(attempt: Mapping[str, object]) -> tuple[Cell, ...]:
    score, max_score = float(str(attempt["score"])), float(str(attempt["max_score"]))
    state = "" if attempt["finished"] else " (unfinished)"
    return (
        str(attempt["attempt"]),
        _banks(str(attempt["bank"])),
        str(attempt["mode"]),
        moment(str(attempt["started"])),
        f"{attempt['answered']} of {attempt['questions']}{state}",
        f"{number(score)} of {number(max_score)} ({percent(score, max_score)})",
    )


def _banks(ids: str) -> str:
    """Return the banks of an attempt; if they are too long, the first and how many more."""
    first, *others = ids.split("+")
    if not others or len(ids) <= _MAX_BANKS:
        return ids
    more = f" and {len(others)} more"
    room = _MAX_BANKS - len(more)
    return (first if len(first) <= room else f"{first[: room - 1]}…") + more


def _response_row(response: Mapping[str, object]) -> tuple[Cell, ...]:
    score, max_score = float(str(response["score"])), float(str(response["max_score"]))
    return (
        str(response["question"]),
        _words(response["response"]) or NO_ANSWER,
        f"{number(score)} of {number(max_score)}{_note(response)}",
    )


def _note(response: Mapping[str, object]) -> str:
    if response["taken_back"]:
        return " (undone)"
    if response["judged_right"]:
        return " (right by your own judgement)"
    if response["regraded"]:
        return " (regraded)"
    return " (with the text open)" if response["open_book"] else ""


def _cells(row: Mapping[str, object], names: Iterable[str]) -> tuple[Cell, ...]:
    return tuple(_cell(row[name]) for name in names)


def _cell(value: object) -> Cell:
    if value is None or isinstance(value, int | float):
        return value
    return _words(value)


def _words(value: object) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)
