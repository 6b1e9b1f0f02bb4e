"""Performance by bank, tag, type, question and version, as rows of a table."""

from collections.abc import Callable, Iterable, Mapping
from statistics import median
from typing import NamedTuple

from quiz.model.memory import Key
from quiz.stats.intervals import Interval, wilson
from quiz.store.figures import Figures, VersionFigures
from quiz.store.narrowing import UNTAGGED
from quiz.store.records import QuestionState


class Performance(NamedTuple):
    """The answers to a group of questions, and the memory of them."""

    ids: tuple[str, ...]
    """A bank; a tag; a type; a bank and a question; a bank, a question and a version."""
    label: str
    """Its name for people: text from outside."""
    questions: int
    answers: int
    right: int
    last: int
    """When it was last answered; milliseconds since 1970 UTC."""
    due: int | None
    """When the first of its questions is due; None when all are suspended."""
    stability: float | None
    """The median over its questions of the days until the chance of knowing them is 90%."""
    suspended: int
    """How many of its questions are."""

    @property
    def accuracy(self) -> float:
        """The share of the answers that were right."""
        return self.right / self.answers

    @property
    def interval(self) -> Interval:
        """The 95% interval of the accuracy."""
        return wilson(self.right, self.answers)


Named = Iterable[tuple[tuple[str, ...], str]]
"""The ids and labels of the groups of a version."""
States = Mapping[Key, QuestionState]


def by_bank(figures: Figures, states: States, titles: Mapping[str, str]) -> tuple[Performance, ...]:
    """Return the banks, weakest first; one without a known title goes by its id."""
    return _weakest_first(
        _sums(figures, states, lambda each: [((each.bank,), titles.get(each.bank, each.bank))])
    )


def by_tag(figures: Figures, states: States) -> tuple[Performance, ...]:
    """Return the tags, weakest first; a question counts under each of its tags."""
    return _weakest_first(
        _sums(figures, states, lambda each: [((tag,), tag) for tag in each.tags or (UNTAGGED,)])
    )


def by_type(figures: Figures, states: States) -> tuple[Performance, ...]:
    """Return the types, weakest first; their names are those of the bank format."""
    return _weakest_first(
        _sums(figures, states, lambda each: [((each.kind,), each.kind.replace("_", " "))])
    )


def by_question(figures: Figures, states: States) -> tuple[Performance, ...]:
    """Return the questions, weakest first, with the prompts of their newest versions."""
    return _weakest_first(_sums(figures, states, lambda each: [(each.key, each.prompt)]))


def by_version(figures: Figures, states: States) -> tuple[Performance, ...]:
    """Return the versions of questions; those of one question stand together, oldest first."""
    return _sums(figures, states, lambda each: [((*each.key, each.fingerprint), each.prompt)])


def _sums(
    figures: Figures, states: States, named: Callable[[VersionFigures], Named]
) -> tuple[Performance, ...]:
    grouped: dict[tuple[str, ...], list[VersionFigures]] = {}
    labels: dict[tuple[str, ...], str] = {}
    for version in figures.versions:
        for ids, label in named(version):
            grouped.setdefault(ids, []).append(version)
            labels[ids] = label
    return tuple(_performance(ids, labels[ids], group, states) for ids, group in grouped.items())


def _performance(
    ids: tuple[str, ...], label: str, versions: list[VersionFigures], states: States
) -> Performance:
    keys = {version.key for version in versions}
    known = [states[key] for key in keys if key in states]
    due = [due for state in known if (due := due_at(state)) is not None]
    stabilities = [state.memory.stability for state in known if state.memory is not None]
    return Performance(
        ids,
        label,
        questions=len(keys),
        answers=sum(version.answers for version in versions),
        right=sum(version.right for version in versions),
        last=max(version.last for version in versions),
        due=min(due, default=None),
        stability=median(stabilities) if stabilities else None,
        suspended=sum(state.suspended for state in known),
    )


def due_at(state: QuestionState) -> int | None:
    """Return when a question is due, later when it is postponed; None when it never is."""
    if state.memory is None or state.suspended:
        return None
    return max(state.memory.due, state.buried_until)


def _weakest_first(performances: tuple[Performance, ...]) -> tuple[Performance, ...]:
    return tuple(sorted(performances, key=lambda each: (each.accuracy, -each.answers, each.label)))
