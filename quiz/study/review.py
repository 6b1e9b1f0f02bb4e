"""How well questions are known, which are due today within the daily limit, and the forecast."""

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from quiz.model.response import Key
from quiz.schedule import StudyDay, date_of, milliseconds, study_day
from quiz.store.records import QuestionState
from quiz.store.store import Store


class KnowledgeState(StrEnum):
    """How well a question or a sentence is known, in words for the learner."""

    KNOWN = "known"
    """The last answer was right, and it is not due yet."""
    FADING = "fading"
    """The last answer was right, and it is due today or earlier."""
    MISSED = "missed"
    """The last answer was missing or not fully right."""
    PARTLY = "partly met"
    """Only of a sentence: some of its questions are known, the others were never met."""
    NEVER = "never met"

    @property
    def sign(self) -> str:
        """A sign of one cell, so that colour is never the only cue."""
        return _SIGNS[self]


_SIGNS = {
    KnowledgeState.KNOWN: "✓",
    KnowledgeState.FADING: "◐",
    KnowledgeState.MISSED: "✗",
    KnowledgeState.PARTLY: "+",
    KnowledgeState.NEVER: "○",
}


def state_of(state: QuestionState | None, tomorrow: int) -> KnowledgeState:
    """Return how well a question is known; `tomorrow` is the end of the study day in ms."""
    if state is None or state.memory is None:
        return KnowledgeState.NEVER
    if not state.last_right:
        return KnowledgeState.MISSED
    return KnowledgeState.FADING if state.memory.due < tomorrow else KnowledgeState.KNOWN


class BankKnowledge(NamedTuple):
    """How well the questions of a bank that were met are known."""

    states: Mapping[str, KnowledgeState] = {}
    """By the id of the question; questions that were never met are missing."""

    def count(self, state: KnowledgeState) -> int:
        """Return how many of the questions that were met are in a state."""
        return sum(each is state for each in self.states.values())

    def of(self, questions: Iterable[str]) -> list[KnowledgeState]:
        """Return the state of each of some questions."""
        return [self.states.get(each, KnowledgeState.NEVER) for each in questions]


def by_bank(states: Mapping[Key, QuestionState], tomorrow: int) -> dict[str, BankKnowledge]:
    """Return how well the questions of each bank are known; `tomorrow` as in `state_of`."""
    found: dict[str, dict[str, KnowledgeState]] = {}
    for (bank, question), state in states.items():
        known = state_of(state, tomorrow)
        if known is not KnowledgeState.NEVER:
            found.setdefault(bank, {})[question] = known
    return {bank: BankKnowledge(known) for bank, known in found.items()}


if TYPE_CHECKING:
    from quiz.study.context import Clocks, StudyContext


class DueToday(NamedTuple):
    """The number of questions due today."""

    due: Mapping[str, int]
    """The number of questions due, by the id of the bank."""
    left: int | None
    """The number of further reviews that the daily limit allows; None without a limit."""

    def among(self, banks: Collection[str]) -> int:
        """Return the number of questions of these banks to review today."""
        # Reviews of any bank use up the limit, so it cannot be divided among the banks.
        due = sum(count for bank, count in self.due.items() if bank in banks)
        return due if self.left is None else min(due, self.left)


class DuePlan(NamedTuple):
    """The questions of a review."""

    keys: tuple[Key, ...]
    """All questions due, the longest due first."""
    left: int | None
    """The number of them that the daily limit allows; None without a limit."""
    limit: int
    why_nothing: str
    """The reason why there is nothing to review, as a sentence; empty if there is something."""


def due_today(store: Store, clocks: "Clocks", limit: int) -> DueToday:
    """Return the number of questions due today; a limit of 0 means none. Raises `StoreError`."""
    now, day = _now(clocks)
    figures = store.due_figures(now, day.start, day.end)
    return DueToday(figures.due, max(0, limit - figures.reviewed) if limit else None)


def due_plan(context: "StudyContext", wanted: Collection[Key], named: str = "") -> DuePlan:
    """Return which of these questions are due today. Raises `StoreError`.

    `named` describes the questions, to follow a noun: ` tagged “sea”`.
    """
    now, day = _now(context.clocks)
    # The limit holds for the day, whatever part of the due questions is asked for.
    banks = {bank for bank, _ in wanted}
    keys = [key for key in context.store.due(banks, now, day.end) if key in wanted]
    left = due_today(context.store, context.clocks, context.daily_limit).left
    why = ""
    if keys and left == 0:
        why = (
            f"You have reached today’s limit of {context.daily_limit} reviews; {len(keys)} more "
            "are due. To continue, raise the limit in the settings or with --daily-limit."
        )
    elif not keys:
        states = context.store.states(banks)
        why = _why_nothing([states[key] for key in wanted if key in states], day, named)
        if not wanted and not named and context.store.last_response():
            why = (
                "Nothing is due in the banks that are here. To bring back one that you played "
                "before, play its file once: quiz play FILE"
            )
    return DuePlan(tuple(keys), left, context.daily_limit, why)


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
    """Return the days until the next questions are due, and their number; None without any."""
    counts = forecast(states, day)
    return next(((days, count) for days, count in sorted(counts.items()) if days > 0), None)


def due_at(state: QuestionState) -> int | None:
    """Return when a question is due, later when it is postponed; None when it never is."""
    if state.memory is None or state.suspended:
        return None
    return max(state.memory.due, state.postponed_until)


def forecast(states: Collection[QuestionState], day: StudyDay) -> dict[int, int]:
    """Return the number of questions due, by the number of study days after `day`."""
    counts: dict[int, int] = {}
    for state in states:
        due = due_at(state)
        if due is None:
            continue
        # Questions that were due on earlier days are due today.
        days = max(0, (date_of(due) - day.date).days)
        counts[days] = counts.get(days, 0) + 1
    return counts
