"""`quiz play`: open the app, or play line by line."""

import argparse
import os
from argparse import Namespace
from functools import partial
from pathlib import Path

from quiz.cli import context
from quiz.cli.args import add_locations, add_selection, add_theme, positive
from quiz.cli.context import bank_file, has_screen
from quiz.errors import UsageError
from quiz.model.response import Key, Mode
from quiz.settings.definitions import DEFINITIONS, InvalidSetting
from quiz.settings.manager import SettingsManager, load_settings
from quiz.store.store import Store
from quiz.study.launch import OnUnfinished, Request
from quiz.yaml_source.untrusted_files import bank_files

MAX_FAULTS = 5
"""Maximum number of mistakes in the settings that are shown at the start."""

_REPEATING = (Mode.REVIEW, Mode.MISTAKES)
"""Modes that choose among all banks when none is named."""

HELP = """\
BANK is the id of an available bank, the path of a bank, or a folder of banks; several are mixed.
Available are the banks that come with quiz, those in ./questions, those in folders given by --banks
or by QUIZ_BANKS (separated as in PATH), and every bank that you have played, wherever it is (“quiz
banks” lists them all). Without BANK, review and mistakes use all of them. Questions that you have
not seen for a while come first.

In plain mode a question is a few lines of text and an answer is one line of input: the number of
an option (or several: 1 3), the words of a short answer, or the words of the gaps separated by
“;”. A line that starts with “:” is a command (an answer that starts with “:” is typed with “::”):
:hint, :skip, :open (the text), :answer (show it), :source, :help, :quit; for the question you just
answered :undo (do not count it), :easy, :right (my answer was right: the mark stays, your schedule
counts it as right), :postpone (not before tomorrow) and :suspend (leave it out of reviews, or bring
it back).
In an exam the commands are :next, :back, :go 5, :mark, :sheet, :clear, :sure 2 (with --confidence),
:hint, :time, :remove-limit, :hand-in, :help, :quit. Plain mode is used automatically when input or
output is not a terminal.

--continue resumes a practice or an exam; reviews and mistakes always start a new attempt.

examples:
  quiz play munitions-policy
  quiz play munitions-policy nato-partners --count 10
  quiz play --mode review
  quiz play nato-partners --mode exam --time 20
  quiz play my/banks --plain
  quiz play munitions-policy --sentence 12
  printf '1\\n2\\n' | quiz play munitions-policy --seed 7
  quiz play munitions-policy --plain --continue
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("bank", metavar="BANK", nargs="*", help="ids, paths or folders")
    parser.add_argument(
        "--mode",
        choices=[mode.value for mode in Mode],
        default=Mode.PRACTICE.value,
        help="practice (feedback after each answer; default), exam (feedback at the end), review "
        "(what is due), mistakes (until each is right)",
    )
    add_selection(parser)
    parser.add_argument(
        "--sentence", type=positive, metavar="N", help="ask about sentence N of the source"
    )
    parser.add_argument(
        "--source", metavar="NAME", help="the source of that sentence, if there are several"
    )
    parser.add_argument("--time", type=_minutes, metavar="MINUTES", help="time limit of an exam")
    parser.add_argument(
        "--seed", type=int, metavar="N", help="same questions in the same order every time"
    )
    start = parser.add_mutually_exclusive_group()
    start.add_argument(
        "--continue", dest="resume", action="store_true", help="resume an unfinished attempt"
    )
    start.add_argument("--new", action="store_true", help="start a new attempt without asking")
    _add_settings(parser)
    add_locations(parser)


def _add_settings(parser: argparse.ArgumentParser) -> None:
    """Add the settings that can be changed for one run."""
    group = parser.add_argument_group("settings for this run (“quiz settings” saves them)")
    switch = argparse.BooleanOptionalAction
    group.add_argument("--plain", action=switch, help="play line by line, without a screen")
    add_theme(group)
    group.add_argument("--confidence", action=switch, help="ask how sure you are")
    group.add_argument(
        "--answer-at-once", action=switch, help="take the letter of an option without Enter"
    )
    group.add_argument("--certainty-marks", action=switch, help="give certainty-based marks")
    group.add_argument("--motion", action=switch, help="show animations")
    group.add_argument(
        "--daily-limit",
        type=partial(_setting, "daily_limit"),
        metavar="N",
        help="reviews a day, 0 to 9999; 0 for no limit",
    )
    group.add_argument(
        "--retention",
        type=partial(_setting, "retention"),
        metavar="X",
        help="share of reviews to remember, 0.70 to 0.99",
    )


def _minutes(text: str) -> float:
    """Return minutes as seconds."""
    try:
        minutes = float(text)
    except ValueError:
        minutes = 0
    if not 0 < minutes <= 10_000:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number of minutes above 0")
    return minutes * 60


def _setting(name: str, text: str) -> object:
    """Return the value of a setting; one that is not allowed is wrong usage."""
    try:
        return DEFINITIONS[name].shape.parse([text])
    except InvalidSetting as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def run(options: Namespace) -> int:
    """Open the app, or play in plain mode; return the exit code."""
    manager = load_settings(options)
    _warn_of_faults(manager)
    with context.history_to_play(options, manager) as store:
        library = context.library(store, manager)
        files = [bank_file(name, library) for name in options.bank]
        # A folder is offered like one given with --banks, so that the app lists its banks.
        if len(files) == 1 and os.path.isdir(files[0]):
            options.banks.insert(0, str(files[0]))
            manager = load_settings(options)
            library = context.library(store, manager)
            files = _only_bank(files[0])
        request = _request(options, _banks_of(files))
        _check_resumable(request, store)
        if manager.settings.plain or not has_screen():
            from quiz.line_mode.command import play

            return play(library, store, request, manager.settings)
        from quiz.tui import run_app

        # Without a bank the home screen opens, which has no place for options of one attempt.
        if not request.files and request.mode not in _REPEATING:
            if request.particular:
                raise UsageError("these options need a bank: quiz play BANK …")
            return run_app(library, store, None, manager)
        return run_app(library, store, request, manager)


def _warn_of_faults(manager: SettingsManager) -> None:
    for fault in manager.faults[:MAX_FAULTS]:
        context.warn(str(fault))
    if len(manager.faults) > MAX_FAULTS:
        context.warn("there are more mistakes in the settings: “quiz settings” lists them")


def _check_resumable(request: Request, store: Store) -> None:
    """Raise `UsageError` if an exam is to be resumed but the unfinished attempt is not one."""
    if request.again is not OnUnfinished.CONTINUE or request.mode is not Mode.EXAM:
        return
    from quiz.study.library import load_bank

    ids = {load_bank(file).id for file in request.files}
    unfinished = store.unfinished(tuple(sorted(ids)))
    if unfinished is not None and unfinished.mode != Mode.EXAM:
        raise UsageError(
            f"the unfinished attempt is not an exam (mode {unfinished.mode}): leave out "
            "--mode exam to resume it, or --continue to begin an exam"
        )


def _check_continue(options: Namespace, mode: Mode) -> None:
    """Raise `UsageError` for options that cannot change an attempt already begun."""
    if mode is Mode.REVIEW:
        raise UsageError("leave out --continue: a review always asks what is due now")
    if mode is Mode.MISTAKES:
        raise UsageError(
            "leave out --continue: mistakes that are not yet right are asked again anyway"
        )
    for name in ("count", "tag", "sentence", "source", "seed", "time"):
        if getattr(options, name) not in (None, []):
            raise UsageError(
                f"--{name} is for a new attempt; --continue resumes one as it was begun"
            )


def _request(options: Namespace, files: tuple[Path, ...]) -> Request:
    mode = Mode(options.mode)
    if options.resume:
        _check_continue(options, mode)
    if options.time is not None and mode is not Mode.EXAM:
        raise UsageError("--time is for exams: add --mode exam")
    return Request(
        files,
        _start(options),
        options.seed,
        mode,
        options.count,
        tuple(options.tag),
        _only(options, files),
        options.time,
    )


def _only(options: Namespace, files: tuple[Path, ...]) -> frozenset[Key] | None:
    """Return the questions about the sentence given, or None if none was given."""
    # Sentences are numbered within one source of one bank.
    if options.sentence is None:
        if options.source is not None:
            raise UsageError("--source needs --sentence N; “quiz map BANK” shows the numbers")
        return None
    if len(files) != 1:
        raise UsageError("--sentence needs exactly one bank: quiz play BANK --sentence N")
    from quiz.study.library import load_bank
    from quiz.study.source_map import questions_of

    return questions_of(load_bank(files[0]), options.source, options.sentence)


def _start(options: Namespace) -> OnUnfinished:
    if options.resume:
        return OnUnfinished.CONTINUE
    # A seed gives one choice of questions; an unfinished attempt has another.
    return OnUnfinished.NEW if options.new or options.seed is not None else OnUnfinished.ASK


def _only_bank(folder: Path) -> list[Path]:
    """Return the only bank of a folder, or none if there are several to choose from."""
    files = bank_files(folder).files
    if not files:
        raise UsageError(f"there is no bank (.yaml or .yml) in “{folder}”")
    return [files[0]] if len(files) == 1 else []


def _banks_of(files: list[Path]) -> tuple[Path, ...]:
    """Return the files, with each folder replaced by its banks."""
    found: list[Path] = []
    for file in files:
        found += bank_files(file).files if os.path.isdir(file) else [file]
    return tuple(found)
