"""Exporting and importing the history, with what is said about it."""

import sys
from argparse import Namespace
from pathlib import Path

from quiz.cli import opening
from quiz.errors import BadHistory
from quiz.player.clocks import now
from quiz.player.transfer import export_lines, export_to, import_from
from quiz.store.exporting import Amounts
from quiz.store.merge import Merged
from quiz.text.cleaning import clean_line

LARGE = 5_000_000
"""Bytes from which on reading a file takes a while that is worth a word."""
_STEP = 10
_NOUNS = ("version of a question", "attempt", "response", "event")
_PLURALS = ("versions of questions", "attempts", "responses", "events")


def export_all(options: Namespace) -> int:
    """Write the history to a new file, or to the output; return 0."""
    with opening.history(options) as store:
        if options.export == "-":
            amounts = export_lines(store, sys.stdout.write)
        else:
            amounts = export_to(store, Path(options.export))
    report = sys.stderr if options.export == "-" else sys.stdout
    print(f"Exported: {_counted(amounts)}.", file=report)
    return 0


def import_all(options: Namespace) -> int:
    """Take in the files and print what they brought; return 0, or 1 when one is not right."""
    reading, taking_in = _Progress("reading"), _Progress("taking in")
    paths = [Path(name) for name in options.imports]
    try:
        with opening.history(options) as store:
            imported = import_from(store, paths, now(), reading.tell, taking_in.tell)
    except BadHistory as error:
        print(clean_line(str(error)), file=sys.stderr)
        opening.warn("nothing was imported")
        return error.exit_code
    _report(imported.merged)
    print(f"The history as it was before: {clean_line(str(imported.backup))}")
    return 0


def _report(merged: Merged) -> None:
    print(f"Came in: {_counted(merged.new)}.")
    print(f"Known before: {_counted(merged.known)}.")


def _counted(amounts: Amounts) -> str:
    """Return `2 attempts, 1 response, …`."""
    named = zip(amounts, _NOUNS, _PLURALS, strict=True)
    words = [f"{count} {one if count == 1 else more}" for count, one, more in named]
    versions, *rest = words
    return ", ".join([*rest[:2], versions, *rest[2:]])


class _Progress:
    """Says on standard error, now and then, how far a long file has been read."""

    def __init__(self, doing: str) -> None:
        self._doing = doing
        self._said: tuple[Path | None, int] = (None, 0)

    def tell(self, path: Path, done: int, size: int) -> None:
        """Take note that so many bytes of a file were read, and say so once in a while."""
        share = 100 * done // size if size else 100
        step = share - share % _STEP
        if size >= LARGE and self._said != (path, step):
            self._said = (path, step)
            opening.warn(f"{self._doing} {path}: {step}%")
