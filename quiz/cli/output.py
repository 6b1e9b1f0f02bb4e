"""The output of commands: JSON, CSV, tables, files, and reports of what a conversion lost."""

import argparse
import os
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePath
from time import monotonic

from quiz.errors import QuizError, UsageError
from quiz.text.cleaning import clean_line, has_forbidden_in_line, is_plain, truncate

TYPE_CHECKING = False  # as in `typing`, whose import would slow every command down
if TYPE_CHECKING:
    from quiz.convert.model import ConversionLoss, SkippedQuestion


def as_json(data: object) -> str:
    """Return JSON that is safe for any terminal and any encoding of the output.

    Characters beyond ASCII are escaped if one of them could act on a terminal, or if the output is
    not in UTF-8.
    """
    import json

    # Escape everything if anything could act on the terminal: JSON stays equal.
    text = json.dumps(data, ensure_ascii=False, indent=2)
    encoding = (getattr(sys.stdout, "encoding", None) or "ascii").lower().replace("-", "")
    return text if encoding == "utf8" and is_plain(text) else json.dumps(data, indent=2)


INTERVAL = 1.0
"""Seconds between two reports of progress."""


class ProgressPrinter:
    """Prints on standard error, once a second, how much of a long task is done."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._next = monotonic() + INTERVAL

    def update(self, done: int, total: int) -> None:
        """Record that `done` of `total` are done, and print it if a second has passed."""
        if monotonic() >= self._next and total:
            self._next = monotonic() + INTERVAL
            print(clean_line(f"quiz: {self._label}: {100 * done // total}%"), file=sys.stderr)


_ENDINGS = {"htm": "html", "txt": "text"}


def format_for(given: str | None, file: str | None, formats: Sequence[str]) -> str:
    """Return the format given, else the one of the file's ending, else the first.

    Raise `UsageError` if the ending contradicts the format given.
    """
    ending = PurePath(file or "").suffix.lower().removeprefix(".")
    named = _ENDINGS.get(ending, ending)
    if given is not None and named in formats and named != given:
        raise UsageError(
            f"“{file}” has the ending of {named}, but --format is {given}: change one of them"
        )
    return given or (named if named in formats else formats[0])


def write_text(text: str, file: str | None) -> None:
    """Print `text`, or write it to a new file in UTF-8 as `write_new` does."""
    if file is None:
        sys.stdout.write(text)
    else:
        write_new(text.encode("utf-8"), file)


def write_new(data: bytes, file: str) -> None:
    """Write a new file; if that fails, nothing is left behind.

    Raise `UsageError` if the name is taken, and `QuizError` if the file cannot be written.
    """
    try:
        # “x” leaves it to the file system whether the name is taken, without a race.
        output = open(file, "xb")
    except FileExistsError:
        raise _existing(file) from None
    except (OSError, ValueError) as error:
        raise _unwritable(file, error) from error
    try:
        with output:
            output.write(data)
    # A half-written file would look like a finished one, also after Ctrl+C.
    except BaseException as error:
        os.unlink(file)
        if isinstance(error, OSError):
            raise _unwritable(file, error) from error
        raise


def check_writable(file: str) -> None:
    """Raise, before long work begins, what `write_new` would raise for this file."""
    if os.path.lexists(file):
        raise _existing(file)
    if not os.path.isdir(os.path.dirname(file) or "."):
        raise QuizError(f"“{file}” cannot be written: its folder does not exist; make it first")


def replace_file(path: Path, text: str) -> None:
    """Write a file in UTF-8 over any older one; raise `QuizError` if that fails."""
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise _unwritable(str(path), error) from error


def _existing(file: str) -> UsageError:
    return UsageError(f"“{file}” exists already: name a new file, or remove it first")


def _unwritable(file: str, error: OSError | ValueError) -> QuizError:
    reason = error.strerror if isinstance(error, OSError) else error
    return QuizError(f"“{file}” cannot be written: {reason}")


def named_file(name: str) -> Path:
    """Return the path of an existing file; raise `UsageError` if there is none."""
    if not os.path.lexists(name):
        raise UsageError(f"there is no file “{name}”")
    return Path(name)


Cell = str | int | float | None
MAX_CELL = 48
"""Maximum characters of a cell; longer text is cut, with an ellipsis."""


def as_table(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Return the rows in aligned columns under their heads."""
    lines = [list(heads), *([_cut(cell) for cell in row] for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def _cut(cell: Cell) -> str:
    text = clean_line("" if cell is None else str(cell))
    return truncate(text, MAX_CELL)


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Return the rows as CSV; a text that a spreadsheet would execute gets a leading `'`."""
    import csv
    import io

    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows([_inert(cell) for cell in row] for row in rows)
    return output.getvalue()


def _inert(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    # A leading apostrophe makes a spreadsheet show a formula as text.
    text = clean_line(cell)
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def print_report(
    losses: "Sequence[ConversionLoss]",
    skipped: "Sequence[SkippedQuestion]",
    format_: str,
    aside: bool,
    remarks: "Sequence[str]" = (),
) -> None:
    """Print what was lost as text or JSON: on standard output, or `aside`, on standard error.

    `remarks` are told with it and are no losses.
    """
    # Imported late: most commands write no such report.
    from quiz.convert.model import report_data, report_lines

    stream = sys.stderr if aside else sys.stdout
    if format_ == "json":
        print(as_json(report_data(losses, skipped, remarks)), file=stream)
        return
    for line in report_lines(losses, skipped, remarks):
        print(clean_line(line), file=stream)


def check_output(file: str | None, *, binary: bool) -> None:
    """Raise, before long work begins, what `write_bytes` would raise.

    Raise `UsageError` as well for binary data that would go to a terminal.
    """
    if file is not None:
        check_writable(file)
    elif binary and sys.stdout.isatty():
        raise UsageError("this format is binary: name a file with -o")


def write_bytes(data: bytes, file: str | None) -> None:
    """Write bytes to standard output, or to a new file as `write_new` does."""
    if file is None:
        # Text printed before must come out before the bytes.
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    write_new(data, file)


def source_path(source: Path, folder: Path) -> str:
    """Return the path of a text as a bank in `folder` names it.

    Raise `UsageError` if the text is outside the folder or its path is not allowed in a bank.
    """
    from quiz.bank.sources import path_fault

    # Links are followed first: a link may not lead to a text outside the folder.
    resolved = source.resolve()
    if not resolved.is_relative_to(folder.resolve()):
        raise UsageError(
            f"“{source}” must be in the folder of the bank (“{folder}”) or below it: copy it there"
        )
    written = resolved.relative_to(folder.resolve()).as_posix()
    fault = path_fault(written)
    if has_forbidden_in_line(written):
        fault = "has a character that is not allowed in a path"
    if fault:
        raise UsageError(f"“{written}” {fault}: rename it")
    return written


def bank_title(given: str | None, name: str) -> str:
    """Return the title given, or one made of a file's name.

    Raise `UsageError` if the title given is empty or more than one line.
    """
    if given is None:
        words = clean_line(re.sub(r"[-_\s]+", " ", name)).strip() or "Untitled"
        return words[0].upper() + words[1:]
    title = given.strip()
    if not title or has_forbidden_in_line(title):
        raise UsageError("a title must be one line of text")
    return title


def add_report(parser: argparse.ArgumentParser) -> None:
    """Add the options for what could not be converted."""
    parser.add_argument(
        "--strict", action="store_true", help="write nothing if anything would be lost"
    )
    parser.add_argument(
        "--report",
        choices=("text", "json"),
        default="text",
        help="format of the list of losses (default: text)",
    )
