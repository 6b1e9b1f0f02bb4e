"""A month of study with small generated banks and a clock that is moved by hand."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from quiz.attempts.attempt import Answered
from quiz.model.memory import Key
from quiz.model.response import Confidence, Mode
from quiz.settings.definitions import Settings
from quiz.store.opening import open_store
from quiz.study.clocks import Clocks
from quiz.study.context import StudyContext
from quiz.study.grading import Grading
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
    """A learner at a desk, at noon of 1 June 2026 at first by the clock on the wall.

    Whoever asks the clock moves it by a millisecond, so that no two answers fall together.
    """

    def __init__(self, folder: Path, banks: Mapping[str, int], daily_limit: int = 0) -> None:
        self.files = [self.write(folder, name, count) for name, count in banks.items()]
        self.now = datetime(2026, 6, 1, 12).astimezone()
        self._started = self.now
        self.store = open_store(folder / "data", lambda: self.now, Grading(0.9))
        clocks = Clocks(lambda: (self.now - self._started).total_seconds(), self._moment)
        settings = Settings(daily_limit=daily_limit)
        self.desk = StudyContext(Library(self.store, self.files), self.store, settings, clocks)
        self.desk.library.cards()

    def _moment(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    def write(self, folder: Path, name: str, count: int) -> Path:
        """Write a bank of so many questions, in place of what it was."""
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
        """Change how many questions are reviewed in a day."""
        self.desk = self.desk._replace(settings=Settings(daily_limit=daily_limit))

    def wait(self, **time: float) -> None:
        """Let time pass; it is what `timedelta` takes."""
        self.now += timedelta(**time)

    def begin(self, request: Request) -> PracticeRunner:
        """Begin what is asked for."""
        player = begin(open_banks(request, self.desk), self.desk, continue_unfinished=False)
        assert isinstance(player, PracticeRunner)
        return player

    def play(self, *wrong: str, bank: int = 0, tags: tuple[str, ...] = ()) -> PracticeRunner:
        """Play a bank, those questions wrong and all others right."""
        asked = Request((self.files[bank],), OnUnfinished.NEW, tags=tags)
        return self.answer(self.begin(asked), *wrong)

    def review(self, most: int | None = None, tags: tuple[str, ...] = ()) -> PracticeRunner:
        """Begin a review of all banks on offer."""
        return self.begin(Request((), mode=Mode.REVIEW, most=most, tags=tags))

    def mistakes(self) -> PracticeRunner:
        """Begin to repeat mistakes of all banks on offer."""
        return self.begin(Request((), mode=Mode.MISTAKES))

    def answer(self, player: PracticeRunner, *wrong: str) -> PracticeRunner:
        """Answer all open questions of an attempt, those wrong and all others right."""
        while not player.session.finished:
            submit(player, player.session.item.question.id not in wrong)
        return player


def submit(player: PracticeRunner, right: bool, confidence: Confidence | None = None) -> Answered:
    """Answer the question at hand and go on to the next."""
    answered = player.submit(RIGHT if right else WRONG, confidence)
    player.session.advance()
    return answered


def keys(player: PracticeRunner) -> list[Key]:
    """Return which questions an attempt asks, in order."""
    return [item.key for item in player.session.items]
