"""`quiz preview`: show a bank as a student sees it, beside its problems, while you write it."""

import argparse
from argparse import Namespace
from pathlib import Path

from quiz.cli.args import add_locations, add_theme
from quiz.cli.context import files_named, has_screen
from quiz.errors import UsageError
from quiz.settings.manager import load_settings

HELP = """\
The bank is shown beside the problems that “quiz check” finds in it. Both are read again each time
you save the bank or one of its sources; while a file has errors, the last version that could be
read stays on screen. You can try the answers; nothing is recorded.

examples:
  quiz preview my-banks/tides.yaml
  quiz preview my-banks/tides.yaml --question cause
  quiz preview nz-foreign-policy --theme light

exit codes: 0 done; 2 wrong usage, or no terminal; 130 ended by a signal
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("bank", metavar="BANK", help="id or path of the bank")
    parser.add_argument("--question", metavar="ID", help="start at this question")
    add_theme(parser)
    add_locations(parser)


def run(options: Namespace) -> int:
    """Show the bank until the user leaves; return the exit code."""
    if not has_screen():
        raise UsageError(
            "the preview needs a terminal for input and output; “quiz check” works without one"
        )
    manager = load_settings(options)
    files = files_named([options.bank], options)
    if len(files) > 1:
        raise UsageError(f"“{options.bank}” holds {len(files)} banks: name one of them")
    if options.question is not None:
        _check_question(files[0], options.question)
    from quiz.tui import run_preview

    return run_preview(files[0], options.question or "", manager)


def _check_question(file: Path, name: str) -> None:
    """Raise `UsageError` if the file has no such question."""
    from quiz.study.preview import BankSnapshot
    from quiz.yaml_source.problems import nearest_name

    snapshot = BankSnapshot(file, info=False)
    known = [found.placed.id for found in snapshot.questions if found.placed.id]
    # A syntax error hides the questions after it: the one asked for may be among them.
    if name not in known and snapshot.complete:
        raise UsageError(f"“{file}” has no question “{name}”{nearest_name(name, known)}")
