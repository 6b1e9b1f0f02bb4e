"""`quiz play`: the app, or the same attempt line by line."""

import os
import sys
from argparse import Namespace
from pathlib import Path

from quiz.bank.discovery import bank_files
from quiz.cli import naming, opening
from quiz.errors import UsageError
from quiz.model.mode import Mode
from quiz.player.request import Again, Request

_REPEATING = (Mode.REVIEW, Mode.MISTAKES)
"""Modes that choose among all banks when none is named."""


def run(options: Namespace) -> int:
    """Open the app, or play in plain mode; return the exit code."""
    with opening.history_to_play(options) as store:
        library = opening.library(options, store)
        files = naming.named_files(options.bank, library)
        if len(files) == 1 and os.path.isdir(files[0]):
            options.banks.insert(0, str(files[0]))
            library = opening.library(options, store)
            files = _only_bank(files[0])
        request = _request(options, naming.banks_of(files))
        if options.plain or not _has_screen():
            from quiz.plain.command import play

            return play(library, store, request)
        from quiz.tui import run_app

        if not request.files and request.mode not in _REPEATING:
            if request.particular:
                raise UsageError("name the bank that is to be played so: quiz play BANK …")
            return run_app(library, store, None)
        return run_app(library, store, request)


def _request(options: Namespace, files: tuple[Path, ...]) -> Request:
    mode = Mode(options.mode)
    if options.time is not None and mode is not Mode.EXAM:
        raise UsageError("--time is for exams: add --mode exam")
    return Request(
        files,
        _again(options),
        options.seed,
        mode,
        options.count,
        tuple(options.tag),
        limit=options.time,
    )


def _again(options: Namespace) -> Again:
    if options.resume:
        return Again.CONTINUE
    return Again.NEW if options.new or options.seed is not None else Again.ASK


def _only_bank(folder: Path) -> list[Path]:
    """Return the bank of a folder with just one; of a folder with several, one is to be chosen."""
    files = bank_files(folder).files
    if not files:
        raise UsageError(f"there is no bank (.yaml or .yml) in “{folder}”")
    return [files[0]] if len(files) == 1 else []


def _has_screen() -> bool:
    """Say whether a full-screen app can work: a terminal at all ends that is not a dumb one."""
    # The app paints on standard error.
    ends = (sys.stdin, sys.stdout, sys.stderr)
    if any(end is None or not end.isatty() for end in ends):
        return False
    return os.environ.get("TERM", "") not in ("dumb", "")
