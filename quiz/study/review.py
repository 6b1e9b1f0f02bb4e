"""The questions due for review today, within the daily limit, and the forecast."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, NamedTuple

from quiz.model.memory import Key
from quiz.schedule.days import StudyDay, date_of, milliseconds, study_day
from quiz.store.records import QuestionState
from quiz.store.store import Store

if TYPE_CHECKING:
    from quiz.study.clocks import Clocks
    from quiz.study.context import StudyContext


class DueToday(NamedTuple):
    """How many questions are due, for the home screen."""

    due: Mapping[str, int]
    """Questions due by the id of the bank."""
    left: int | None
    """How many more reviews the daily limit allows; None without a limit."""

    def among(self, banks: Collection[str]) -> int:
        """Return how many questions of these banks are to be reviewed today."""
        due = sum(count for bank, count in self.due.items() if bank in banks)
        return due if self.left is None else min(due, self.left)


class DuePlan(NamedTuple):
    """The questions of a review."""

    keys: tuple[Key, ...]
    """All that are due, the longest due first."""
    left: int | None
    """How many of them the daily limit allows; None without a limit."""
    limit: int
    why_nothing: str
    """Why there is nothing to review, as a sentence; empty when there is something."""


def due_today(store: Store, clocks: "Clocks", limit: int) -> DueToday:
    """Return how much is due today; a limit of 0 is none. Raises `StoreError`."""
    now, day = _now(clocks)
    figures = store.due_figures(now, day.start, day.end)
    return DueToday(figures.due, max(0, limit - figures.reviewed) if limit else None)


def due_plan(desk: "StudyContext", wanted: Collection[Key], named: str = "") -> DuePlan:
    """Return which of these questions are due today. Raises `StoreError`.

    `named` describes the questions, to follow a noun: ` tagged “sea”`.
    """
    now, day = _now(desk.clocks)
    banks = {bank for bank, _ in wanted}
    keys = [key for key in desk.store.due(banks, now, day.end) if key in wanted]
    left = due_today(desk.store, desk.clocks, desk.daily_limit).left
    why = ""
    if keys and left == 0:
        why = (
            f"You have reached today’s limit of {desk.daily_limit} reviews; {len(keys)} more are "
            "due. To go on, raise the limit in the settings or with --daily-limit."
        )
    elif not keys:
        states = desk.store.states(banks)
        why = _why_nothing([states[key] for key in wanted if key in states], day, named)
    return DuePlan(tuple(keys), left, desk.daily_limit, why)


def _now(clocks: "Clocks") -> tuple[int, StudyDay]:
    moment = clocks.utc()
    return milliseconds(moment), study_day(moment)


def _why_nothing(states: Collection[QuestionState], day: StudyDay, named: str) -> str:
    coming = next_due(states, day)
    if coming is None:
        return f"Nothing{named} is due: answer some questions first, and they will come back here."
    days, count = coming
    when = "tomorrow" if days == 1 else f"in {days} days"
    text = "1 question comes" if count == 1 else f"{count} questions come"
    return f"Nothing{named} is due today. {text} back {when}."


def next_due(states: Collection[QuestionState], day: StudyDay) -> tuple[int, int] | None:
    """Return the days until questions are due next, and how many; None when none are."""
    counts = forecast(states, day)
    return next(((days, count) for days, count in sorted(counts.items()) if days > 0), None)


def forecast(states: Collection[QuestionState], day: StudyDay) -> dict[int, int]:
    """Return how many questions are due, by the number of study days from `day`."""
    counts: dict[int, int] = {}
    for state in states:
        if state.memory is None or state.suspended:
            continue
        due = max(state.memory.due, state.buried_until)
        days = max(0, (date_of(due) - day.date).days)
        counts[days] = counts.get(days, 0) + 1
    return counts
