"""A month of study through the functions of both front ends, compared with a simple account."""

from datetime import date, datetime, timedelta
from functools import reduce
from pathlib import Path
from random import Random

import pytest

from quiz.errors import NotPlayable
from quiz.model.response import Confidence, Grade, Key, Memory, Mode, Rating
from quiz.schedule import Scheduler
from quiz.study.launch import OnUnfinished, Request
from quiz.study.practice import PracticeRunner, ResponseActions
from tests.study.numbered_banks import NumberedBanks, keys, submit

LIMIT = 45
NEVER: Memory | None = None
SURE = {Confidence.GUESS: Rating.AGAIN}
"""Right guesses among options are rated as misses; all other right answers are good."""


class Account:
    """The answers, and the schedule that follows from them by definition."""

    def __init__(self) -> None:
        self.grades: dict[Key, list[Grade]] = {}
        self.memories: dict[Key, Memory] = {}
        self.postponed_to: dict[Key, date] = {}
        self.suspended: set[Key] = set()
        self.reviewed: dict[date, set[Key]] = {}
        self._scheduler = Scheduler(0.9)

    def answer(self, key: Key, at: int, right: bool, confidence: Confidence | None) -> None:
        """Add a response to the account."""
        rating = SURE.get(confidence or Confidence.CERTAIN, Rating.GOOD) if right else Rating.AGAIN
        soon = not right and confidence is Confidence.CERTAIN
        self.grades.setdefault(key, []).append(Grade(at, rating, soon))
        self.memories[key] = self._scheduler.step(self.memories.get(key), self.grades[key][-1])

    def undo(self, key: Key) -> None:
        """Remove the last response to a question from the account."""
        self.grades[key].pop()
        memory = reduce(self._scheduler.step, self.grades[key], NEVER)
        del self.memories[key]
        if memory is not None:
            self.memories[key] = memory

    def due(self, day: date) -> list[Key]:
        """Return the questions due on a study day, the longest due first."""
        found = [
            (memory.due, key)
            for key, memory in self.memories.items()
            if _day(memory.due) <= day
            and key not in self.suspended
            and self.postponed_to.get(key, day) <= day
        ]
        return [key for _, key in sorted(found)]


def _day(at: int) -> date:
    return (datetime.fromtimestamp(at / 1000) - timedelta(hours=4)).date()


class Month:
    """A learner who plays a bank each day, reviews what is due, and repeats mistakes."""

    def __init__(self, study: NumberedBanks, seed: int) -> None:
        self.study = study
        self.account = Account()
        self.chance = Random(seed)
        self.responses = 0

    def day(self, number: int) -> None:
        """Study on one day, at a different hour from the day before."""
        start = self.study.now.replace(hour=0, minute=0) + timedelta(days=1)
        self.study.now = start + timedelta(minutes=self.chance.randint(7 * 60, 24 * 60))
        self.play(number)
        self.review()
        self.study.wait(minutes=40)
        self.review()

    @property
    def today(self) -> date:
        """The study day."""
        return _day(int(self.study.now.timestamp() * 1000))

    def play(self, number: int) -> None:
        """Play one of the banks, the next each day."""
        file = self.study.files[number % len(self.study.files)]
        self.sit(self.study.begin(Request((file,), OnUnfinished.NEW)))

    def review(self) -> None:
        """Review the questions due; they must be those of the account."""
        reviewed = self.account.reviewed.setdefault(self.today, set())
        due = self.account.due(self.today)
        expected = due[: LIMIT - len(reviewed)]
        if not expected:
            with pytest.raises(NotPlayable, match=f"limit of {LIMIT}" if due else "Nothing is due"):
                self.study.review()
            return
        runner = self.study.review()
        assert keys(runner) == expected
        held_back = len(due) - len(expected)
        assert runner.notice.startswith(f"{held_back} more" if held_back else "")
        self.sit(runner)
        assert len(reviewed) <= LIMIT
        if runner.attempt.score < runner.attempt.max_score:
            self.repeat(runner)

    def repeat(self, runner: PracticeRunner) -> None:
        """Repeat the mistakes of a review once, or until they are right."""
        missed = [n for n, done in runner.attempt.answered.items() if not done.verdict.fraction]
        following: PracticeRunner | None = runner.again(missed) if missed else None
        while following is not None:
            self.sit(following)
            following = following.next_round()

    def sit(self, runner: PracticeRunner) -> None:
        """Answer all questions of an attempt, with an action on some of them."""
        tending = ResponseActions(runner)
        for place in range(len(runner.attempt.items)):
            self.study.wait(seconds=self.chance.randint(3, 30))
            key = runner.attempt.items[place].key
            right = self.chance.random() < 0.5 + 0.06 * len(self.account.grades.get(key, ()))
            confidence = self.chance.choice([None, *Confidence])
            submit(runner, right, confidence)
            self.account.answer(key, runner.remembered[place].last, right, confidence)
            self.responses += 1
            if runner.mode is Mode.REVIEW:
                self.account.reviewed[self.today].add(key)
            self.tend(tending, runner, place)

    def tend(self, tending: ResponseActions, runner: PracticeRunner, place: int) -> None:
        """Apply an action to a question, rarely."""
        key, lot = runner.attempt.items[place].key, self.chance.random()
        if lot < 0.01 and runner.mode is Mode.PRACTICE:
            tending.undo(place)
            self.account.undo(key)
        elif lot < 0.03:
            tending.postpone(place)
            self.account.postponed_to[key] = self.today + timedelta(days=1)
        elif lot < 0.04:
            tending.suspend(place)
            self.account.suspended ^= {key}


def test_a_month_of_study(tmp_path: Path) -> None:
    with NumberedBanks(tmp_path, {"a": 60, "b": 50, "c": 40}, LIMIT) as study:
        month = Month(study, seed=7)
        for number in range(30):
            month.day(number)
        known = {key: state.memory for key, state in study.store.states().items() if state.memory}
        assert known == month.account.memories
        states = study.store.states()
        study.store.rebuild()
        assert study.store.states() == states
        assert study.store.verify() == []
        reviewed = [len(asked) for asked in month.account.reviewed.values()]
        assert max(reviewed) == LIMIT and min(reviewed) < LIMIT and month.responses > 2000
