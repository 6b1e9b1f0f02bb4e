"""How well questions are known now: the states, and the questions of each bank with theirs."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from quiz.model.response import Key
from quiz.store.records import QuestionState


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
