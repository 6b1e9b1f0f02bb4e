"""The questions of a bank while it is being written: what was sound once is never lost."""

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from random import Random

from quiz.model.bank import Bank
from quiz.model.problem import START, Problem, Severity
from quiz.model.question import Question
from quiz.player.manuscript import Found, Manuscript
from quiz.session.form import Item, order_of


class State(Enum):
    """How the view of a question stands to the file."""

    SOUND = ""
    STALE = "as last sound"
    """Something is wrong with the question in the file."""
    GONE = "not in the file now"
    UNSOUND = "not sound"
    """It was never sound, but can be shown."""
    UNSEEN = "not sound yet"
    """There was never anything to show."""


@dataclass(frozen=True)
class View:
    """A question as it can be shown."""

    name: str
    """Its id, or which one it is when it has none."""
    key: tuple[str, int]
    """Tells it from all others, even of the same id."""
    state: State
    place: int | None
    """Which question of the file it is; None when it is not there."""
    question: Question | None
    bank: Bank | None
    """The bank as it was when the question was as it is shown."""

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

    def shows_same(self, other: "View") -> bool:
        """Say whether both show the same question, wherever it stands in the file."""
        return _unplaced(self.question) == _unplaced(other.question)


def _unplaced(question: Question | None) -> Question | None:
    return None if question is None else replace(question, position=START)


class Preview:
    """The views of a bank's questions, in the order of the file."""

    def __init__(self) -> None:
        self.manuscript: Manuscript | None = None
        """What was read last."""
        self.views: tuple[View, ...] = ()

    def take(self, manuscript: Manuscript, at_hand: int) -> int:
        """Take in what was read; return the place of the view that was at hand before, now.

        It is found by its id; when that is gone, the place stays.
        """
        before = self.views
        self.manuscript = manuscript
        self.views = tuple(_merged(before, manuscript))
        keys = [view.key for view in self.views]
        if before and before[at_hand].key in keys:
            return keys.index(before[at_hand].key)
        return max(0, min(at_hand, len(self.views) - 1))

    def problems_of(self, view: View) -> tuple[Problem, ...]:
        """Return what is wrong with the question of a view now."""
        if self.manuscript is None or view.place is None:
            return ()
        return self.manuscript.problems_by_place.get(view.place, ())

    def reasons(self, view: View) -> tuple[Problem, ...]:
        """Return the errors for which a view is not what the file has, else the bank's first."""
        if self.manuscript is None or view.state is State.SOUND:
            return ()
        errors = [each for each in self.problems_of(view) if each.severity is Severity.ERROR]
        blocking = self.manuscript.blocking
        if not errors and blocking is None:
            # A fault of the syntax hides what follows it.
            errors = [each for each in self.manuscript.problems
                      if each.severity is Severity.ERROR][:1]  # fmt: skip
        return tuple(errors) if errors or blocking is None else (blocking,)

    def view_of(self, problem: Problem) -> int | None:
        """Return the place of the view of the question that a problem lies in, None of none."""
        place = self.manuscript and self.manuscript.place_of(problem.position)
        if place is None:
            return None
        return next((n for n, view in enumerate(self.views) if view.place == place), None)


def _merged(before: Sequence[View], manuscript: Manuscript) -> Iterator[View]:
    """Yield a view for each question of the file, and of those that faults may hide the old one."""
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
    """Yield what tells each question from the others: its id, and how often that came before."""
    seen: Counter[str] = Counter()
    for each in found:
        name = each.placed.id or ""
        yield name, seen[name]
        seen[name] += 1


def _renamed(
    before: Sequence[View], keys: Sequence[tuple[str, int]]
) -> dict[tuple[str, int], tuple[str, int]]:
    """Return the old keys, by the new ones, of questions that stand where they stood."""
    old = [view.key for view in before if view.state is not State.GONE]
    if len(old) != len(keys):
        return {}
    known, here = set(old), set(keys)
    return {
        new: was
        for new, was in zip(keys, old, strict=True)
        if new != was and new not in known and was not in here
    }
