"""Output of commands: JSON, and the files that they write."""

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePath
from time import monotonic

from quiz.errors import QuizError, UsageError
from quiz.text.cleaning import clean_line, is_plain, truncate


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
