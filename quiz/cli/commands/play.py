"""`quiz play`: the app, or the same attempt line by line."""

import os
from argparse import Namespace
from pathlib import Path

from quiz.bank.discovery import bank_files
from quiz.cli import opening
from quiz.cli.banks import bank_file
from quiz.cli.configured import keeper_of
from quiz.cli.screen import has_screen
from quiz.errors import UsageError
from quiz.model.memory import Key
from quiz.model.mode import Mode
from quiz.player.library import Library
from quiz.player.request import Again, Request
from quiz.settings.keeper import Keeper
from quiz.store.store import Store

MOST_FAULTS = 5
"""How many mistakes of the settings are told when a game begins."""

_REPEATING = (Mode.REVIEW, Mode.MISTAKES)
"""Modes that choose among all banks when none is named."""


def run(options: Namespace) -> int:
    """Open the app, or play in plain mode; return the exit code."""
    keeper = keeper_of(options)
    _tell_faults(keeper)
    with opening.history_to_play(options, keeper) as store:
        library = opening.library(store, keeper)
        files = _bank_files(options.bank, library)
        if len(files) == 1 and os.path.isdir(files[0]):
            options.banks.insert(0, str(files[0]))
            keeper = keeper_of(options)
            library = opening.library(store, keeper)
            files = _only_bank(files[0])
        request = _request(options, _banks_of(files))
        _check_that_it_goes_on(request, store)
        if keeper.settings.plain or not has_screen():
            from quiz.plain.command import play

            return play(library, store, request, keeper.settings)
        from quiz.tui import run_app

        if not request.files and request.mode not in _REPEATING:
            if request.particular:
                raise UsageError("name the bank that is to be played so: quiz play BANK …")
            return run_app(library, store, None, keeper)
        return run_app(library, store, request, keeper)


def _tell_faults(keeper: Keeper) -> None:
    for fault in keeper.faults[:MOST_FAULTS]:
        opening.warn(str(fault))
    if len(keeper.faults) > MOST_FAULTS:
        opening.warn("the settings hold more mistakes: “quiz settings” lists them")


def _check_that_it_goes_on(request: Request, store: Store) -> None:
    """Raise `UsageError` when an exam is to be continued but something else is unfinished."""
    if request.again is not Again.CONTINUE or request.mode is not Mode.EXAM:
        return
    from quiz.player.library import load_bank

    ids = {load_bank(file).id for file in request.files}
    unfinished = store.unfinished(tuple(sorted(ids)))
    if unfinished is not None and unfinished.mode != Mode.EXAM:
        raise UsageError(
            f"what is unfinished is no exam (mode {unfinished.mode}): leave --mode exam out to go "
            "on with it, or --continue to begin an exam"
        )


def _check_continue(options: Namespace, mode: Mode) -> None:
    """Raise `UsageError` for what cannot be asked of an attempt that was begun already."""
    if mode is Mode.REVIEW:
        raise UsageError("leave --continue out: a review asks anew what is due")
    if mode is Mode.MISTAKES:
        raise UsageError("leave --continue out: mistakes not yet right are asked anew")
    for name in ("count", "tag", "sentence", "source", "seed", "time"):
        if getattr(options, name) not in (None, []):
            raise UsageError(
                f"--{name} is for a new attempt: with --continue all is as it was begun"
            )


def _request(options: Namespace, files: tuple[Path, ...]) -> Request:
    mode = Mode(options.mode)
    if options.resume:
        _check_continue(options, mode)
    if options.time is not None and mode is not Mode.EXAM:
        raise UsageError("--time is for exams: add --mode exam")
    return Request(
        files,
        _again(options),
        options.seed,
        mode,
        options.count,
        tuple(options.tag),
        _only(options, files),
        options.time,
    )


def _only(options: Namespace, files: tuple[Path, ...]) -> frozenset[Key] | None:
    """Return the questions of the sentence that was named; None when none was."""
    if options.sentence is None:
        if options.source is not None:
            raise UsageError("--source goes with --sentence N; “quiz map BANK” gives the numbers")
        return None
    if len(files) != 1:
        raise UsageError("--sentence is for one bank: quiz play BANK --sentence N")
    from quiz.player.library import load_bank
    from quiz.player.map import questions_of

    return questions_of(load_bank(files[0]), options.source, options.sentence)


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


def _banks_of(files: list[Path]) -> tuple[Path, ...]:
    """Return the files, in place of each folder its banks."""
    found: list[Path] = []
    for file in files:
        found += bank_files(file).files if os.path.isdir(file) else [file]
    return tuple(found)


def _bank_files(names: list[str], library: Library) -> list[Path]:
    return [bank_file(name, library) for name in names]
