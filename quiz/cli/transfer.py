"""Export and import of the whole history, with reports."""

import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

from quiz.cli import opening
from quiz.cli.output import ProgressPrinter
from quiz.errors import BadHistory
from quiz.player.clocks import now
from quiz.player.transfer import export_lines, export_to, import_from
from quiz.store.exporting import Amounts
from quiz.text.cleaning import clean_line

_NOUNS = ("version of a question", "attempt", "response", "event")
_PLURALS = ("versions of questions", "attempts", "responses", "events")


def export_all(options: Namespace) -> int:
    """Write the history to a new file or to standard output; return 0."""
    with opening.history(options) as store:
        if options.export == "-":
            amounts = export_lines(store, sys.stdout.write)
        else:
            amounts = export_to(store, Path(options.export))
    # The history itself goes to standard output then.
    report = sys.stderr if options.export == "-" else sys.stdout
    print(f"Exported: {_counted(amounts)}.", file=report)
    return 0


def import_all(options: Namespace) -> int:
    """Add the history of the files and print how much is new; return 0, or 1 for a bad file."""
    paths = [Path(name) for name in options.imports]
    try:
        with opening.history(options) as store:
            imported = import_from(store, paths, now(), _progress("reading"), _progress("adding"))
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


def _progress(label: str) -> Callable[[Path, int, int], None]:
    """Return what reports how far each file has got, with a printer of its own for each."""
    printers: dict[Path, ProgressPrinter] = {}

    def update(path: Path, done: int, size: int) -> None:
        printers.setdefault(path, ProgressPrinter(f"{label} {path}")).update(done, size)

    return update
