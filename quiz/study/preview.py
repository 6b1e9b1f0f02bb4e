"""A snapshot of a bank file at its last save: what can be shown, and every problem."""

from bisect import bisect_right
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property
from pathlib import Path
from random import Random
from typing import NamedTuple, Self

from quiz.attempts.form import Item, order_of
from quiz.bank.reader import BankReading, Placed, read_bank
from quiz.check.engine import examine
from quiz.check.output import lines_of
from quiz.model.bank import Bank
from quiz.model.problem import START, Position, Problem, Severity
from quiz.model.question import Question
from quiz.question_types import question_type_of
from quiz.quotes.coverage import all_quotes_of
from quiz.quotes.lexicon import lexicon
from quiz.quotes.sources import SourceText
from quiz.text.formatting import counted
from quiz.text.phrases import Lexicon
from quiz.yaml_source.parse import recovered

_SYNTAX = "yaml-syntax"
_ALL_UNSURE = "too-many-problems"
"""With this problem, some faulty questions have no problem of their own."""


class SnapshotQuestion(NamedTuple):
    """A question of a snapshot."""

    placed: Placed
    question: Question | None
    """None when it cannot be shown."""
    sound: bool
    """Whether nothing is wrong with it."""


class BankSnapshot:
    """A bank file read once; making a snapshot takes as long as checking the bank."""

    def __init__(self, path: Path, info: bool, before: "BankSnapshot | None" = None) -> None:
        """Read and check the bank at `path`; with `info`, minor hints count as problems too.

        Sources unchanged since the snapshot `before` are taken over with what was derived of them.
        """
        known = before.texts if before is not None else {}
        self.reading: BankReading = read_bank(path, known=known.values())
        judgement = examine(self.reading, str(path), info)
        self.problems: tuple[Problem, ...] = judgement.problems
        """Everything that `quiz check` says, in the order of the file."""
        self.rules = len(judgement.rules)
        """How many rules were applied."""
        self.info = info
        self.lines = lines_of(self.reading.text)
        self._readable = self.reading
        self._cut: frozenset[int] = frozenset()
        if self.reading.partial is None and self.reading.text:
            # The parts without a fault can still be shown.
            text, self._cut = recovered(self.reading.text)
            self._readable = read_bank(path, typed=text, known=known.values())
        self.files = (path, *self._readable.files)
        """The file and the sources that it names."""
        self.texts: Mapping[str, SourceText] = self._readable.texts or known
        """The texts of its sources, or of those that it had, with what was derived of them."""

    @property
    def sound(self) -> bool:
        """Whether the bank can be played as it is."""
        return self.reading.bank is not None

    @property
    def complete(self) -> bool:
        """Whether all questions of the file are known, sound or not."""
        return bool(self.reading.outline)

    @property
    def bank(self) -> Bank | None:
        """The readable part of the bank; None when there is none."""
        return self._readable.partial

    @cached_property
    def lexicon(self) -> Lexicon:
        """The words and names of its sources."""
        return lexicon(source.text for source in self._readable.sources.values())

    @cached_property
    def questions(self) -> tuple[SnapshotQuestion, ...]:
        """The questions in the order of the file."""
        if self.bank is None:
            return ()
        known = {question.position: question for question in self.bank.questions}
        outline = self._readable.outline
        return tuple(
            self._found(each, known.get(each.position), place) for place, each in enumerate(outline)
        )

    def _found(self, placed: Placed, question: Question | None, place: int) -> SnapshotQuestion:
        if question is None or self.bank is None:
            return SnapshotQuestion(placed, None, False)
        cut = placed.position.line in self._cut
        citations = self.bank.citations
        proved = all(quote in citations for quote in all_quotes_of(question))
        kind = question_type_of(question)
        # A type that keeps parts of its source in the history has no options without the source.
        bare = bool(kind.stored) and not kind.shown(question)
        sound = proved and not bare and not cut and place not in self._faulty
        return SnapshotQuestion(placed, None if bare or cut else question, sound)

    @cached_property
    def _faulty(self) -> frozenset[int]:
        """The indices of the questions in which reading found an error."""
        # A syntax error may be reported one line late; the lines it affects are in `_cut`.
        reported = [each for each in self.reading.problems if each.rule != _SYNTAX]
        found = (*reported, *self._readable.problems)
        errors = [each for each in found if each.severity is Severity.ERROR]
        if any(error.rule == _ALL_UNSURE for error in errors):
            return frozenset(range(len(self._readable.outline)))
        places = (self.place_of(error.position) for error in errors)
        return frozenset(place for place in places if place is not None)

    def place_of(self, position: Position) -> int | None:
        """Return the index of the question that holds a position, None outside of all."""
        place = bisect_right(self._starts, position) - 1
        end = self._readable.end
        if place < 0 or (end is not None and end <= position):
            return None
        # A question that is cut from its first line on holds no positions.
        lost = position.line in self._cut and self._starts[place].line not in self._cut
        return None if lost else place

    @cached_property
    def _starts(self) -> list[Position]:
        return [each.position for each in self._readable.outline]

    @cached_property
    def problems_by_place(self) -> Mapping[int | None, tuple[Problem, ...]]:
        """The problems of each question, by its index; those of the bank itself under None."""
        found: dict[int | None, list[Problem]] = {}
        for problem in self.problems:
            found.setdefault(self.place_of(problem.position), []).append(problem)
        return {place: tuple(problems) for place, problems in found.items()}

    @property
    def blocking(self) -> Problem | None:
        """The first error outside of all questions, if any."""
        outside = self.problems_by_place.get(None, ())
        return next((each for each in outside if each.severity is Severity.ERROR), None)

    @property
    def counts(self) -> str:
        """The number of problems in words: `2 errors, 1 warning`; empty without any."""
        found = Counter(problem.severity for problem in self.problems)
        return ", ".join(counted(found[each], each.value) for each in Severity if found[each])

    @property
    def checked(self) -> str:
        """How much was checked, in words."""
        looked = (
            counted(self.reading.questions, "question"),
            counted(self.reading.quotes, "quote"),
            counted(self.rules, "rule"),
        )
        return f"{', '.join(looked)} checked"


class PreviewState(Enum):
    """How the view of a question relates to the file."""

    SOUND = ""
    STALE = "as last sound"
    """The question in the file has errors."""
    GONE = "not in the file now"
    UNSOUND = "not sound"
    """It was never sound, but can be shown."""
    UNSEEN = "not sound yet"
    """There has been nothing to show yet."""


@dataclass(frozen=True)
class PreviewedQuestion:
    """A question as it can be shown."""

    name: str
    """Its id, or which one it is when it has none."""
    key: tuple[str, int]
    """Identifies it, even among questions of the same id."""
    state: PreviewState
    place: int | None
    """The index of the question in the file; None when it is not there."""
    question: Question | None
    bank: Bank | None
    """The bank at the time of the question shown."""

    @property
    def was_sound(self) -> bool:
        """Whether what it shows is, or was, sound."""
        return self.question is not None and self.state is not PreviewState.UNSOUND

    @property
    def item(self) -> Item | None:
        """The question with its options in an order that stays; None when nothing can be shown."""
        if self.question is None or self.bank is None:
            return None
        order = order_of(self.question, Random(self.question.id))
        return Item(self.bank, self.question, order)

    def shows_same(self, other: Self) -> bool:
        """Check whether both show the same question, wherever it is in the file."""
        return _unplaced(self.question) == _unplaced(other.question)


def _unplaced(question: Question | None) -> Question | None:
    return None if question is None else replace(question, position=START)


class Preview:
    """The views of a bank's questions, in the order of the file."""

    def __init__(self) -> None:
        self.manuscript: BankSnapshot | None = None
        """The newest snapshot."""
        self.views: tuple[PreviewedQuestion, ...] = ()

    def take(self, manuscript: BankSnapshot, current: int) -> int:
        """Update the views from a snapshot; return the new index of the current view.

        The view is found by its id; when that is gone, the index stays.
        """
        before = self.views
        self.manuscript = manuscript
        self.views = tuple(_merged(before, manuscript))
        keys = [view.key for view in self.views]
        if before and before[current].key in keys:
            return keys.index(before[current].key)
        return max(0, min(current, len(self.views) - 1))

    def problems_of(self, view: PreviewedQuestion) -> tuple[Problem, ...]:
        """Return the current problems of the question of a view."""
        if self.manuscript is None or view.place is None:
            return ()
        return self.manuscript.problems_by_place.get(view.place, ())

    def reasons(self, view: PreviewedQuestion) -> tuple[Problem, ...]:
        """Return the errors that keep a view from showing the file, else the first of the bank."""
        if self.manuscript is None or view.state is PreviewState.SOUND:
            return ()
        errors = [each for each in self.problems_of(view) if each.severity is Severity.ERROR]
        blocking = self.manuscript.blocking
        if not errors and blocking is None:
            # A syntax error hides what follows it.
            errors = [each for each in self.manuscript.problems
                      if each.severity is Severity.ERROR][:1]  # fmt: skip
        return tuple(errors) if errors or blocking is None else (blocking,)

    def view_of(self, problem: Problem) -> int | None:
        """Return the index of the view that a problem belongs to, None for the bank itself."""
        place = self.manuscript and self.manuscript.place_of(problem.position)
        if place is None:
            return None
        return next((n for n, view in enumerate(self.views) if view.place == place), None)


def _merged(
    before: Sequence[PreviewedQuestion], manuscript: BankSnapshot
) -> Iterator[PreviewedQuestion]:
    """Yield a view of each question of the file, and old views of those that errors may hide."""
    found = manuscript.questions
    keys = list(_keys(found))
    old = {view.key: view for view in before}
    renamed = _renamed(before, keys) if manuscript.complete else {}
    kept = {*keys, *renamed.values()}
    lost = deque(view for view in before if view.was_sound and view.key not in kept)
    if manuscript.sound:
        lost.clear()
    order = {view.key: place for place, view in enumerate(before)}
    for place, (each, key) in enumerate(zip(found, keys, strict=True)):
        known = old.get(key) or old.get(renamed.get(key, key))
        here = order.get(known.key) if known else None
        while lost and here is not None and order[lost[0].key] < here:
            yield replace(lost.popleft(), state=PreviewState.GONE, place=None)
        yield _view(each, key, place, known, manuscript)
    for view in lost:
        yield replace(view, state=PreviewState.GONE, place=None)


def _view(
    found: SnapshotQuestion,
    key: tuple[str, int],
    place: int,
    known: PreviewedQuestion | None,
    manuscript: BankSnapshot,
) -> PreviewedQuestion:
    name = found.placed.id or f"question {place + 1}"
    here = PreviewedQuestion(name, key, PreviewState.SOUND, place, found.question, manuscript.bank)
    if found.sound:
        return here
    if known is not None and known.was_sound:
        return replace(known, name=name, key=key, state=PreviewState.STALE, place=place)
    return replace(here, state=PreviewState.UNSOUND if found.question else PreviewState.UNSEEN)


def _keys(found: Sequence[SnapshotQuestion]) -> Iterator[tuple[str, int]]:
    """Yield the key of each question: its id, and how often that occurred before."""
    seen: Counter[str] = Counter()
    for each in found:
        name = each.placed.id or ""
        yield name, seen[name]
        seen[name] += 1


def _renamed(
    before: Sequence[PreviewedQuestion], keys: Sequence[tuple[str, int]]
) -> dict[tuple[str, int], tuple[str, int]]:
    """Return the old keys, by the new ones, of questions whose id changed in place."""
    old = [view.key for view in before if view.state is not PreviewState.GONE]
    if len(old) != len(keys):
        return {}
    known, here = set(old), set(keys)
    return {
        new: was
        for new, was in zip(keys, old, strict=True)
        if new != was and new not in known and was not in here
    }
