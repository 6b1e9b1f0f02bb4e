"""Requests to play banks, and the start of the attempts that they ask for."""

from collections.abc import Iterable
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from quiz.errors import NotPlayable, StoreError, UsageError
from quiz.model.response import Key, Mode
from quiz.store.records import AttemptSummary
from quiz.study.context import StudyContext
from quiz.study.library import load_bank


class OnUnfinished(Enum):
    """What to do when an attempt of the banks was left unfinished."""

    ASK = "ask"
    CONTINUE = "continue"
    NEW = "new"


class Request(NamedTuple):
    """Which banks to play, and how."""

    files: tuple[Path, ...]
    """When reviews or mistakes are requested, empty means every available bank."""
    again: OnUnfinished = OnUnfinished.ASK
    seed: int | None = None
    mode: Mode = Mode.PRACTICE
    max_questions: int | None = None
    """None for all."""
    tags: tuple[str, ...] = ()
    only: frozenset[Key] | None = None
    """Only these questions; None for all."""
    limit: float | None = None
    """The time limit of an exam in seconds; None for no limit."""

    @property
    def particular(self) -> bool:
        """Whether it asks for certain questions or a mode, so that no attempt is continued."""
        chosen = self.max_questions is not None or bool(self.tags) or self.only is not None
        return chosen or self.mode is not Mode.PRACTICE or self.limit is not None


if TYPE_CHECKING:
    from quiz.model.bank import Bank
    from quiz.study.exam import ExamRunner
    from quiz.study.practice import PracticeRunner

MAX_SIZE_AT_ONCE = 1_000_000
"""The maximum size of banks, in bytes, that are read without showing progress."""


class OpenedBanks(NamedTuple):
    """The banks of a request, and an unfinished attempt that may be continued."""

    request: Request
    banks: "tuple[Bank, ...]"
    unfinished: AttemptSummary | None
    """An attempt that may be continued; None when there is none or a new one is wanted."""


def open_banks(request: Request, context: StudyContext) -> OpenedBanks:
    """Read the requested banks.

    Raises `NotPlayable` when one has errors, `UsageError` when the request asks to
    continue an attempt and there is none, `StoreError` when the history cannot be read.
    """
    # A review asks what is due now, so an old one is never continued.
    if request.mode in (Mode.REVIEW, Mode.MISTAKES):
        return OpenedBanks(request, _banks_to_repeat(request, context), None)
    banks = _distinct(load_bank(file) for file in request.files)
    unfinished = None
    if request.again is not OnUnfinished.NEW:
        unfinished = context.store.unfinished(tuple(sorted(bank.id for bank in banks)))
    # A request for certain questions means a new attempt, but an exam under way comes first.
    if (
        request.again is OnUnfinished.ASK
        and request.particular
        and not _same_exam(request, unfinished)
    ):
        unfinished = None
    if request.again is OnUnfinished.CONTINUE and unfinished is None:
        names = " and ".join(f"“{bank.id}”" for bank in banks)
        raise UsageError(f"there is no unfinished attempt of {names}")
    return OpenedBanks(request, banks, unfinished)


def _same_exam(request: Request, unfinished: AttemptSummary | None) -> bool:
    """Check whether an exam is requested while one is under way."""
    # Its clock runs: a second exam would leave the first to run out unseen.
    both = (request.mode, unfinished.mode if unfinished else None)
    return both == (Mode.EXAM, Mode.EXAM)


def _distinct(banks: "Iterable[Bank]") -> "tuple[Bank, ...]":
    """Return the first bank of each id: two with one id would share a history."""
    kept: dict[str, Bank] = {}
    for bank in banks:
        kept.setdefault(bank.id, bank)
    return tuple(kept.values())


def _banks_to_repeat(request: Request, context: StudyContext) -> "tuple[Bank, ...]":
    """Return the requested banks, or the available ones that were played before."""
    if request.files:
        return _distinct(load_bank(file) for file in request.files)
    played = {bank for bank, _ in context.store.states()}
    context.library.search()
    banks = context.library.summaries()
    return tuple(load_bank(file) for file, each in banks.items() if each.bank in played)


def begin(
    opened: OpenedBanks, context: StudyContext, continue_unfinished: bool
) -> "PracticeRunner | ExamRunner":
    """Start or continue the attempt and return its runner.

    Raises `NotPlayable` and `UsageError`, with the reason, when no form can be made, and
    `StoreError` when an exam cannot be continued or its start cannot be saved.
    """
    if opened.unfinished is not None and continue_unfinished:
        runner = _continue(opened.banks, opened.unfinished, context)
    else:
        runner = _start(opened, context)
    runner.prepare()
    context.library.remember(opened.banks)
    return runner


def _continue(
    banks: "tuple[Bank, ...]", unfinished: AttemptSummary, context: StudyContext
) -> "PracticeRunner | ExamRunner":
    detail = context.store.attempt(unfinished.number)
    if unfinished.mode == Mode.EXAM:
        from quiz.study.exam import resume_exam

        return resume_exam(banks, detail, context.store, context.clocks)
    from quiz.study.practice import resume

    return resume(banks, detail, context.store, context.clocks)


def _start(opened: OpenedBanks, context: StudyContext) -> "PracticeRunner | ExamRunner":
    from quiz.study.practice import select_form

    request = opened.request
    form = select_form(request, opened.banks, context)
    if request.mode is Mode.EXAM:
        from quiz.study.exam import begin_exam

        return begin_exam(form, request.limit, context.store, context.clocks)
    from quiz.study.practice import start

    runner = start(
        form.items, context.store, form.seed, request.mode, form.measured, context.clocks
    )
    runner.notice = form.notice
    return runner


def start_at_once(request: Request, context: StudyContext) -> "PracticeRunner | ExamRunner | None":
    """Return the requested attempt if it needs neither a wait nor a question to the learner.

    Otherwise None: a screen opens it and reports errors. Raises `UsageError` as `open_banks`.
    """
    # Starting before the app paints shows the first question without a loading screen.
    wanted = request.again is OnUnfinished.CONTINUE
    if not wanted and (not request.files or sum(map(_size, request.files)) > MAX_SIZE_AT_ONCE):
        return None
    try:
        opened = open_banks(request, context)
        if opened.unfinished is not None and not wanted:
            return None
        return begin(opened, context, wanted)
    except (NotPlayable, StoreError):
        # The screen will open the bank again, get the same error and show it.
        return None


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0
