"""What `quiz export` and `quiz import` share: reports, progress, writing bytes."""

import sys
from collections.abc import Sequence
from pathlib import Path
from time import monotonic

from quiz.cli.output import as_json, foresee, write_new
from quiz.errors import UsageError
from quiz.exchange import report
from quiz.exchange.parcels import Loss, Skipped
from quiz.text.cleaning import clean_line

_WORTH_A_WORD = 1.0
"""Seconds after which it is told how far a conversion is."""


def tell(losses: Sequence[Loss], skipped: Sequence[Skipped], form: str, aside: bool) -> None:
    """Print what was lost, as text or JSON: on the output, or `aside`, on standard error."""
    stream = sys.stderr if aside else sys.stdout
    if form == "json":
        print(as_json(report.as_data(losses, skipped)), file=stream)
        return
    for line in report.as_lines(losses, skipped):
        print(clean_line(line), file=stream)


class Progress:
    """Says on standard error, once a second, how much of a long conversion is done."""

    def __init__(self, doing: str) -> None:
        self._doing = doing
        self._next = monotonic() + _WORTH_A_WORD

    def tick(self, done: int, total: int) -> None:
        """Take note that so many of so many are done."""
        if monotonic() >= self._next and total:
            self._next = monotonic() + _WORTH_A_WORD
            print(clean_line(f"{self._doing}: {100 * done // total}%"), file=sys.stderr)


def foresee_bytes(file: str | None, *, binary: bool) -> None:
    """Raise, before long work, `UsageError` or `QuizError` where `put_bytes` should not be called.

    Binary data are nothing for a terminal.
    """
    if file is not None:
        foresee(file)
    elif binary and sys.stdout.isatty():
        raise UsageError("this format is no text for a terminal: name a file with -o")


def put_bytes(data: bytes, file: str | None) -> None:
    """Write to a new file, which holds all of it or is gone again, or to the output.

    Raises `UsageError` when the file exists and `QuizError` when it cannot be written.
    """
    if file is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    write_new(data, file)


def source_path(source: Path, folder: Path) -> str:
    """Return the path of a text as a bank in a folder gives it; raises `UsageError`."""
    from quiz.bank.sources import path_fault
    from quiz.text.cleaning import has_forbidden_in_line

    place = source.resolve()
    if not place.is_relative_to(folder.resolve()):
        raise UsageError(
            f"“{source}” lies neither beside nor below “{folder}”: put a copy of it there"
        )
    written = place.relative_to(folder.resolve()).as_posix()
    fault = "holds a character that no path in a bank may hold"
    fault = fault if has_forbidden_in_line(written) else path_fault(written)
    if fault:
        raise UsageError(f"“{written}” {fault}: rename it")
    return written
