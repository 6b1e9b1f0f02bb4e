"""Preview the questions of a bank while it is written; what was sound once stays visible."""

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from random import Random
from typing import Self

from quiz.model.bank import Bank
from quiz.model.problem import START, Problem, Severity
from quiz.model.question import Question
from quiz.player.manuscript import Found, Manuscript
from quiz.session.form import Item, order_of


class State(Enum):
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
class View:
    """A question as it can be shown."""

    name: str
    """Its id, or which one it is when it has none."""
    key: tuple[str, int]
    """Identifies it, even among questions of the same id."""
    state: State
    place: int | None
    """The index of the question in the file; None when it is not there."""
    question: Question | None
    bank: Bank | None
    """The bank at the time of the question shown."""

    @property
    def was_sound(self) -> bool:
        """Whether what it shows is, or was, sound."""
        return self.question is not None and self.state is not State.UNSOUND

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
        self.manuscript: Manuscript | None = None
        """The newest snapshot."""
        self.views: tuple[View, ...] = ()

    def take(self, manuscript: Manuscript, current: int) -> int:
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

    def problems_of(self, view: View) -> tuple[Problem, ...]:
        """Return the current problems of the question of a view."""
        if self.manuscript is None or view.place is None:
            return ()
        return self.manuscript.problems_by_place.get(view.place, ())

    def reasons(self, view: View) -> tuple[Problem, ...]:
        """Return the errors that keep a view from showing the file, else the first of the bank."""
        if self.manuscript is None or view.state is State.SOUND:
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


def _merged(before: Sequence[View], manuscript: Manuscript) -> Iterator[View]:
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
            yield replace(lost.popleft(), state=State.GONE, place=None)
        yield _view(each, key, place, known, manuscript)
    for view in lost:
        yield replace(view, state=State.GONE, place=None)


def _view(
    found: Found, key: tuple[str, int], place: int, known: View | None, manuscript: Manuscript
) -> View:
    name = found.placed.id or f"question {place + 1}"
    here = View(name, key, State.SOUND, place, found.question, manuscript.bank)
    if found.sound:
        return here
    if known is not None and known.was_sound:
        return replace(known, name=name, key=key, state=State.STALE, place=place)
    return replace(here, state=State.UNSOUND if found.question else State.UNSEEN)


def _keys(found: Sequence[Found]) -> Iterator[tuple[str, int]]:
    """Yield the key of each question: its id, and how often that occurred before."""
    seen: Counter[str] = Counter()
    for each in found:
        name = each.placed.id or ""
        yield name, seen[name]
        seen[name] += 1


def _renamed(
    before: Sequence[View], keys: Sequence[tuple[str, int]]
) -> dict[tuple[str, int], tuple[str, int]]:
    """Return the old keys, by the new ones, of questions whose id changed in place."""
    old = [view.key for view in before if view.state is not State.GONE]
    if len(old) != len(keys):
        return {}
    known, here = set(old), set(keys)
    return {
        new: was
        for new, was in zip(keys, old, strict=True)
        if new != was and new not in known and was not in here
    }
