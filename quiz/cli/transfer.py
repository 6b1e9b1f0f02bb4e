"""Export and import of the whole history, with reports."""

import sys
from argparse import Namespace
from pathlib import Path

from quiz.cli import opening
from quiz.errors import BadHistory
from quiz.player.clocks import now
from quiz.player.transfer import export_lines, export_to, import_from
from quiz.store.exporting import Amounts
from quiz.text.cleaning import clean_line

LARGE = 5_000_000
"""Bytes from which reading a file takes so long that progress is reported."""
_STEP = 10
"""Per cent between two reports."""
_NOUNS = ("version of a question", "attempt", "response", "event")
_PLURALS = ("versions of questions", "attempts", "responses", "events")


def export_all(options: Namespace) -> int:
    """Write the history to a new file or to standard output; return 0."""
    with opening.history(options) as store:
        if options.export == "-":
            amounts = export_lines(store, sys.stdout.write)
        else:
            amounts = export_to(store, Path(options.export))
    report = sys.stderr if options.export == "-" else sys.stdout
    print(f"Exported: {_counted(amounts)}.", file=report)
    return 0


def import_all(options: Namespace) -> int:
    """Add the history of the files and print how much is new; return 0, or 1 for a bad file."""
    reading, adding = _Progress("reading"), _Progress("adding")
    paths = [Path(name) for name in options.imports]
    try:
        with opening.history(options) as store:
            imported = import_from(store, paths, now(), reading.update, adding.update)
    except BadHistory as error:
        print(clean_line(str(error)), file=sys.stderr)
        opening.warn("nothing was imported")
        return error.exit_code
    print(f"Added: {_counted(imported.merged.new)}.")
    print(f"Already here: {_counted(imported.merged.known)}.")
    print(f"Backup of the previous history: {clean_line(str(imported.backup))}")
    return 0


def _counted(amounts: Amounts) -> str:
    """Return `2 attempts, 1 response, …`."""
    named = zip(amounts, _NOUNS, _PLURALS, strict=True)
    words = [f"{count} {one if count == 1 else more}" for count, one, more in named]
    versions, *rest = words
    return ", ".join([*rest[:2], versions, *rest[2:]])


class _Progress:
    """Prints on standard error, every ten per cent, how far a large file has been read."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._reported: tuple[Path | None, int] = (None, 0)

    def update(self, path: Path, done: int, size: int) -> None:
        """Record that `done` of `size` bytes were read, and report each step once."""
        share = 100 * done // size if size else 100
        step = share - share % _STEP
        if size >= LARGE and self._reported != (path, step):
            self._reported = (path, step)
            opening.warn(f"{self._label} {path}: {step}%")
