"""The source map: how well the learner knows each sentence of a source."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from quiz.coverage import Coverage, coverage
from quiz.errors import UsageError
from quiz.model.bank import Bank
from quiz.model.question import Question
from quiz.model.response import Key
from quiz.schedule import milliseconds, study_day
from quiz.store.records import QuestionState
from quiz.store.store import Store
from quiz.study.context import Clocks, Grading
from quiz.study.formatting import percent
from quiz.study.review import KnowledgeState, state_of

if TYPE_CHECKING:
    from quiz.schedule import Scheduler

_ANY_RETENTION = 0.9
"""The scheduler needs a retention, but the chance of recall does not depend on it."""


_WEAKEST = (
    KnowledgeState.MISSED,
    KnowledgeState.FADING,
    KnowledgeState.NEVER,
    KnowledgeState.PARTLY,
    KnowledgeState.KNOWN,
)
NO_QUESTION = "no question"


class QuestionKnowledge(NamedTuple):
    """How well one question is known now."""

    state: KnowledgeState = KnowledgeState.NEVER
    recall: float | None = None
    """The chance, 0 to 1, that it is known; None when it was never met."""
    due: bool = False
    """Whether to review it today; never while it is suspended."""
    suspended: bool = False


Standings = Mapping[str, QuestionKnowledge]
"""By the id of the question."""


class SentenceKnowledge(NamedTuple):
    """How well a sentence is known, judged by the weakest of its questions."""

    questions: tuple[Question, ...]
    standings: tuple[QuestionKnowledge, ...]
    """Of the questions, in the same order."""

    @property
    def state(self) -> KnowledgeState:
        """Missed or fading if any question is; known only if all are."""
        # The states left after the loop are known and never met, and both together are partly met.
        states = {standing.state for standing in self.standings}
        for weak in (KnowledgeState.MISSED, KnowledgeState.FADING):
            if weak in states:
                return weak
        return KnowledgeState.PARTLY if len(states) > 1 else next(iter(states))

    @property
    def never_met(self) -> int:
        """How many of its questions were never met."""
        return sum(standing.state is KnowledgeState.NEVER for standing in self.standings)

    @property
    def recall(self) -> float | None:
        """The lowest chance among the questions that were met; None without any."""
        met = [standing.recall for standing in self.standings if standing.recall is not None]
        return min(met, default=None)

    @property
    def due(self) -> int:
        """The number of its questions to review today."""
        return sum(standing.due for standing in self.standings)


class SourceMap:
    """A source with how well its sentences are known."""

    def __init__(self, covered: Coverage, standings: Standings) -> None:
        self.covered = covered
        self.knowledge = {
            number: SentenceKnowledge(
                tuple(touch.question for touch in touches),
                tuple(standings[touch.question.id] for touch in touches),
            )
            for number, touches in covered.touches.items()
        }
        """By number of the sentence, ascending, without sentences that have no questions."""

    @cached_property
    def states(self) -> dict[int, KnowledgeState]:
        """The state of each sentence that has questions, by its number."""
        return {number: each.state for number, each in self.knowledge.items()}

    @cached_property
    def counts(self) -> dict[KnowledgeState, int]:
        """How many sentences are in each state that occurs, in the order of the states."""
        found = list(self.states.values())
        return {state: found.count(state) for state in KnowledgeState if state in found}

    @property
    def sentences(self) -> int:
        """How many sentences the source has."""
        return len(self.covered.sentences)

    def overview(self, parts: int) -> list[KnowledgeState | None]:
        """Return the weakest state in each of `parts` equal parts; None without questions."""
        weakest: list[KnowledgeState | None] = [None] * parts
        for number, state in self.states.items():
            part = self.part_of(number, parts)
            weakest[part] = min(weakest[part] or state, state, key=_WEAKEST.index)
        return weakest

    def part_of(self, number: int, parts: int) -> int:
        """Return the index of the part, of `parts` equal ones, that holds a sentence."""
        # Integer division spreads the sentences over the parts, even if there are more parts.
        return (number - 1) * parts // self.sentences

    def asked(self, number: int, step: int) -> int:
        """Return the next or previous sentence with questions, wrapping at the ends."""
        numbers = list(self.knowledge)
        if not numbers:
            return number
        if step > 0:
            return next((each for each in numbers if each > number), numbers[0])
        return next((each for each in reversed(numbers) if each < number), numbers[-1])


def coverages(bank: Bank, names: Iterable[str] | None = None) -> list[Coverage]:
    """Return the coverage of these sources of a bank, or of all, in the order of the bank."""
    return [coverage(bank, name) for name in (bank.sources if names is None else names)]


def standings(bank: Bank, store: Store, clocks: Clocks) -> Standings:
    """Return how well each question of a bank is known now. Raises `StoreError`."""
    states = store.states([bank.id])
    moment = clocks.utc()
    assessment = _Assessment(milliseconds(moment), study_day(moment).end)
    return {
        question.id: assessment.knowledge(states.get((bank.id, question.id)))
        for question in bank.questions
    }


class _Assessment:
    """Computes from the history how well questions are known at a moment."""

    def __init__(self, now: int, tomorrow: int) -> None:
        self._now = now
        self._tomorrow = tomorrow

    @cached_property
    def _scheduler(self) -> "Scheduler":
        return Grading(_ANY_RETENTION).scheduler

    def knowledge(self, state: QuestionState | None) -> QuestionKnowledge:
        """Return how well a question is known; one without a response was never met."""
        if state is None or state.memory is None:
            return QuestionKnowledge(suspended=state is not None and state.suspended)
        # A question due later today already counts as due: a study day is reviewed as a whole.
        due = state.memory.due < self._tomorrow
        return QuestionKnowledge(
            state_of(state, self._tomorrow),
            self._scheduler.recall(state.memory, self._now),
            due and not state.paused(self._now),
            state.suspended,
        )


def source_of(bank: Bank, name: str | None) -> str:
    """Return the name of the source; it may be None when the bank has only one.

    Raises `UsageError` when there is none, several to choose from, or none of that name.
    """
    names = ", ".join(f"“{each}”" for each in bank.sources)
    if not bank.sources:
        raise UsageError(f"the bank “{bank.id}” has no source")
    if name is None and len(bank.sources) > 1:
        raise UsageError(f"the bank “{bank.id}” has several sources; add --source with {names}")
    if name is not None and name not in bank.sources:
        raise UsageError(f"the bank “{bank.id}” has no source “{name}”; it has {names}")
    return next(iter(bank.sources)) if name is None else name


def questions_of(bank: Bank, name: str | None, number: int) -> frozenset[Key]:
    """Return the questions of a sentence, counted from 1.

    Raises `UsageError` as `source_of`, and when there is no such sentence or it has no question.
    """
    covered = coverage(bank, source_of(bank, name))
    count = len(covered.sentences)
    if not 1 <= number <= count:
        raise UsageError(
            f"“{covered.source}” has {count:,} sentences; there is no sentence {number:,}"
        )
    touches = covered.touches.get(number, ())
    if not touches:
        which = f"sentence {number:,} of “{covered.source}”"
        raise UsageError(f"{which} has no question{_near(covered, number)}")
    return keys_of(bank, [touch.question for touch in touches])


def keys_of(bank: Bank, questions: Sequence[Question]) -> frozenset[Key]:
    """Return the keys of questions, as the history and requests use them."""
    return frozenset((bank.id, question.id) for question in questions)


def _near(covered: Coverage, number: int) -> str:
    if not covered.touches:
        return ", nor does any other"
    nearest = min(covered.touches, key=lambda each: abs(each - number))
    return f"; the nearest one that does is {nearest:,}"


def question_line(question: Question) -> str:
    """Return a question on one line, with its text with gaps if any; not cleaned."""
    # Imported late to keep the import of this module fast.
    from quiz.question_types import question_type_of

    return question_type_of(question).asks(question)


def state_words(knowledge: SentenceKnowledge | None) -> str:
    """Return the state of a sentence with its sign: `✗ missed, due, 1 of 2 never met`."""
    if knowledge is None:
        return NO_QUESTION
    words = [f"{knowledge.state.sign} {knowledge.state}"]
    if knowledge.due:
        words.append("due")
    if 0 < knowledge.never_met < len(knowledge.questions):
        words.append(f"{knowledge.never_met} of {len(knowledge.questions)} never met")
    return ", ".join(words)


def coverage_words(shown: SourceMap, short: bool = False) -> str:
    """Return how much of a source has questions: `10 of 18 sentences have questions, …`."""
    quoted = percent(shown.covered.quoted, shown.covered.characters)
    of = f"{len(shown.knowledge):,} of {shown.sentences:,}"
    if short:
        return f"{of} asked, {quoted} quoted"
    have = "has a question" if len(shown.knowledge) == 1 else "have questions"
    return f"{of} sentences {have}, {quoted} is quoted"


def state_counts(shown: SourceMap) -> list[str]:
    """Return how many sentences are in which state, each with its sign: `✓ 4 known`."""
    return [f"{state.sign} {count:,} {state}" for state, count in shown.counts.items()]
