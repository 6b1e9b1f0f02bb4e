"""A request to play some banks."""

from collections.abc import Iterable
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from quiz.errors import NotPlayable, StoreError, UsageError
from quiz.model.memory import Key
from quiz.model.response import Mode
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
    """In review, empty stands for every bank on offer."""
    again: OnUnfinished = OnUnfinished.ASK
    seed: int | None = None
    mode: Mode = Mode.PRACTICE
    most: int | None = None
    """How many questions; None for all."""
    tags: tuple[str, ...] = ()
    only: frozenset[Key] | None = None
    """Only these questions; None for all."""
    limit: float | None = None
    """Seconds that an exam lasts; None for no limit."""

    @property
    def particular(self) -> bool:
        """Whether it asks for certain questions or a mode, so that nothing is continued."""
        chosen = self.most is not None or bool(self.tags) or self.only is not None
        return chosen or self.mode is not Mode.PRACTICE or self.limit is not None


if TYPE_CHECKING:
    from quiz.model.bank import Bank
    from quiz.study.exam import ExamRunner
    from quiz.study.practice import PracticeRunner

MAX_SIZE_AT_ONCE = 1_000_000
"""The size in bytes up to which a bank is read without showing progress."""


class OpenedBanks(NamedTuple):
    """The banks of a request, and an unfinished attempt that may be continued."""

    request: Request
    banks: "tuple[Bank, ...]"
    unfinished: AttemptSummary | None
    """An attempt that may be continued; None when there is none or a new one is wanted."""


def open_banks(request: Request, desk: StudyContext) -> OpenedBanks:
    """Read the banks that were asked for.

    Raises `NotPlayable` when one has errors, `UsageError` when there is no attempt to continue
    though the request says so, `StoreError` when the history cannot be read.
    """
    if request.mode in (Mode.REVIEW, Mode.MISTAKES):
        return OpenedBanks(request, _banks_to_repeat(request, desk), None)
    banks = _distinct(load_bank(file) for file in request.files)
    unfinished = None
    if request.again is not OnUnfinished.NEW:
        unfinished = desk.store.unfinished(tuple(sorted(bank.id for bank in banks)))
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
    """Check whether an exam is requested while one is under way, which must not get lost."""
    both = (request.mode, unfinished.mode if unfinished else None)
    return both == (Mode.EXAM, Mode.EXAM)


def _distinct(banks: "Iterable[Bank]") -> "tuple[Bank, ...]":
    """Return the first bank of each id: two with one id would share a history."""
    kept: dict[str, Bank] = {}
    for bank in banks:
        kept.setdefault(bank.id, bank)
    return tuple(kept.values())


def _banks_to_repeat(request: Request, desk: StudyContext) -> "tuple[Bank, ...]":
    """Return the requested banks, or else those on offer that were played before."""
    if request.files:
        return _distinct(load_bank(file) for file in request.files)
    played = {bank for bank, _ in desk.store.states()}
    cards = desk.library.cards()
    return tuple(load_bank(file) for file, card in cards.items() if card.bank in played)


def begin(
    opened: OpenedBanks, desk: StudyContext, continue_unfinished: bool
) -> "PracticeRunner | ExamRunner":
    """Start or continue the attempt and return its runner.

    Raises `NotPlayable` and `UsageError`, with the reason, when no form can be made, and
    `StoreError` when an exam cannot be continued or its start cannot be saved.
    """
    if opened.unfinished is not None and continue_unfinished:
        player = _continue(opened.banks, opened.unfinished, desk)
    else:
        player = _start(opened, desk)
    player.prepare()
    return player


def _continue(
    banks: "tuple[Bank, ...]", unfinished: AttemptSummary, desk: StudyContext
) -> "PracticeRunner | ExamRunner":
    detail = desk.store.attempt(unfinished.number)
    if unfinished.mode == Mode.EXAM:
        from quiz.study.exam import resume_exam

        return resume_exam(banks, detail, desk.store, desk.clocks)
    from quiz.study.practice import resume

    return resume(banks, detail, desk.store, desk.clocks)


def _start(opened: OpenedBanks, desk: StudyContext) -> "PracticeRunner | ExamRunner":
    from quiz.study.form_selection import select_form

    request = opened.request
    form = select_form(request, opened.banks, desk)
    if request.mode is Mode.EXAM:
        from quiz.study.exam import begin_exam

        return begin_exam(form, request.limit, desk.store, desk.clocks)
    from quiz.study.practice import start

    player = start(form.items, desk.store, form.seed, request.mode, form.measured, desk.clocks)
    player.notice = form.notice
    return player


def start_at_once(request: Request, desk: StudyContext) -> "PracticeRunner | ExamRunner | None":
    """Return the requested attempt when it needs neither waiting nor a question to the learner.

    Otherwise None: a screen opens it and reports errors. Raises `UsageError` as `open_banks`.
    """
    wanted = request.again is OnUnfinished.CONTINUE
    if not wanted and (not request.files or sum(map(_size, request.files)) > MAX_SIZE_AT_ONCE):
        return None
    try:
        opened = open_banks(request, desk)
        if opened.unfinished is not None and not wanted:
            return None
        return begin(opened, desk, wanted)
    except (NotPlayable, StoreError):
        # The screen that opens the bank meets the error again and shows it.
        return None


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0
