"""Reports of losses, output files, titles and paths for `quiz export`, `import` and `new`."""

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from quiz.cli.output import as_json, check_writable, write_new
from quiz.convert.formats import export_formats
from quiz.convert.model import ConversionLoss, SkippedQuestion, report_data, report_lines
from quiz.errors import UsageError
from quiz.text.cleaning import clean_line, has_forbidden_in_line

WRITTEN = tuple(export_formats())
"""The formats that banks can be exported to."""


def print_report(
    losses: Sequence[ConversionLoss], skipped: Sequence[SkippedQuestion], format_: str, aside: bool
) -> None:
    """Print what was lost as text or JSON: on standard output, or `aside`, on standard error."""
    stream = sys.stderr if aside else sys.stdout
    if format_ == "json":
        print(as_json(report_data(losses, skipped)), file=stream)
        return
    for line in report_lines(losses, skipped):
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
