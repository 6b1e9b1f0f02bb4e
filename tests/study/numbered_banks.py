"""Small generated banks, and a learner whose clock the test moves."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from quiz.attempts.attempt import Answered
from quiz.model.response import Confidence, Key, Mode
from quiz.settings.definitions import Settings
from quiz.store.store import open_store
from quiz.study.context import Clocks, Grading, StudyContext
from quiz.study.launch import OnUnfinished, Request, begin, open_banks
from quiz.study.library import Library
from quiz.study.practice import PracticeRunner
from tests.support import as_items, write_bank

RIGHT, WRONG = (0,), (1,)
_HEADER = "format: 1\nid: {name}\ntitle: Bank {name}\nsources:\n  report: report.txt\nquestions:\n"
_QUESTION = """\
id: q{number}
type: single_choice
prompt: What is number {number} called?
answer: this
distractors: [that, those]
quote: Nobody was hurt
tags: [{tag}]
"""


def numbered(count: int) -> list[str]:
    """Return questions q0, q1 and so on, tagged odd or even; option 0 is right."""
    return [_QUESTION.format(number=n, tag="odd" if n % 2 else "even") for n in range(count)]


class NumberedBanks:
    """A learner with some banks, from noon of 1 June 2026.

    Each reading of the clock moves it by a millisecond, so that no two answers coincide.
    """

    def __init__(self, folder: Path, banks: Mapping[str, int], daily_limit: int = 0) -> None:
        self.files = [self.write(folder, name, count) for name, count in banks.items()]
        self.now = datetime(2026, 6, 1, 12).astimezone()
        self._started = self.now
        self.store = open_store(folder / "data", lambda: self.now, Grading(0.9))
        clocks = Clocks(lambda: (self.now - self._started).total_seconds(), self._moment)
        settings = Settings(daily_limit=daily_limit)
        self.context = StudyContext(Library(self.store, self.files), self.store, settings, clocks)
        self.context.library.summaries()

    def _moment(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    def write(self, folder: Path, name: str, count: int) -> Path:
        """Write a bank of `count` questions, replacing an older one."""
        return write_bank(
            folder, as_items(*numbered(count)), _HEADER.format(name=name), f"{name}.yaml"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.store.close()

    def limited(self, daily_limit: int) -> None:
        """Change the daily limit of reviews."""
        self.context = self.context._replace(settings=Settings(daily_limit=daily_limit))

    def wait(self, **time: float) -> None:
        """Let time pass, given as for `timedelta`."""
        self.now += timedelta(**time)

    def begin(self, request: Request) -> PracticeRunner:
        """Start the requested attempt."""
        runner = begin(open_banks(request, self.context), self.context, continue_unfinished=False)
        assert isinstance(runner, PracticeRunner)
        return runner

    def play(self, *wrong: str, bank: int = 0, tags: tuple[str, ...] = ()) -> PracticeRunner:
        """Play a bank; answer the questions `wrong` wrong and all others right."""
        asked = Request((self.files[bank],), OnUnfinished.NEW, tags=tags)
        return self.answer(self.begin(asked), *wrong)

    def review(
        self, max_questions: int | None = None, tags: tuple[str, ...] = ()
    ) -> PracticeRunner:
        """Begin a review of all available banks."""
        return self.begin(Request((), mode=Mode.REVIEW, max_questions=max_questions, tags=tags))

    def mistakes(self) -> PracticeRunner:
        """Begin to repeat mistakes of all available banks."""
        return self.begin(Request((), mode=Mode.MISTAKES))

    def answer(self, runner: PracticeRunner, *wrong: str) -> PracticeRunner:
        """Answer all open questions of an attempt: those `wrong` wrong and all others right."""
        while not runner.attempt.finished:
            submit(runner, runner.attempt.item.question.id not in wrong)
        return runner


def submit(runner: PracticeRunner, right: bool, confidence: Confidence | None = None) -> Answered:
    """Answer the current question and go to the next."""
    answered = runner.submit(RIGHT if right else WRONG, confidence)
    runner.attempt.advance()
    return answered


def keys(runner: PracticeRunner) -> list[Key]:
    """Return the keys of the questions of an attempt, in order."""
    return [item.key for item in runner.attempt.items]
