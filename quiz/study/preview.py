"""The preview of a bank while it is being written: file watcher, snapshots and question views.

A question that has errors is shown as it was when it was last valid.
"""

import os
from bisect import bisect_right
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property
from pathlib import Path
from random import Random
from typing import NamedTuple, Self

from quiz.attempts.form import Item, order_of
from quiz.bank.reader import BankReading, QuestionPosition, read_bank
from quiz.check.engine import check_reading
from quiz.check.output import lines_of
from quiz.coverage import all_quotes_of
from quiz.model.bank import Bank
from quiz.model.problem import START, Position, Problem, Severity
from quiz.model.question import Question
from quiz.question_types import question_type_of
from quiz.quotes.sources import SourceText, lexicon
from quiz.text.formatting import counted
from quiz.text.phrases import Lexicon
from quiz.yaml_source.parse import recover

Stamp = tuple[int, ...] | None
"""Metadata that changes when a file or its permissions change; None for an unreadable file."""
ViewKey = tuple[str, int]
"""The id of a question and the number of earlier questions with the same id."""
_UNREAD: Stamp = ()
_COARSE_NS = 100_000_000
"""How far the timestamps of a file system may lag behind the clock, in nanoseconds."""


class FileWatcher:
    """Notices changes of files by their metadata; a change counts when two looks agree on it.

    A file that differs at every look is still being written.
    """

    def __init__(self, files: Iterable[Path]) -> None:
        self._files = tuple(files)
        self._known = self._last = self._look()

    def follow(self, files: Iterable[Path], since: int) -> None:
        """Watch these files from now on; files watched before keep their known state.

        The others were read after `since`, as `time.time_ns` returns it; a file that may have
        been written since then counts as changed.
        """
        known = dict(zip(self._files, self._known, strict=True))
        self._files = tuple(files)
        self._last = self._look()
        settled = (_settled(stamp, since) for stamp in self._last)
        self._known = tuple(map(known.get, self._files, settled))

    def changed(self) -> bool:
        """Look once; return whether a file changed and is the same as at the last look.

        The new state becomes the known one.
        """
        now = self._look()
        rests, self._last = now == self._last, now
        if now == self._known or not rests:
            return False
        self._known = now
        return True

    def _look(self) -> tuple[Stamp, ...]:
        return tuple(_stamp(file) for file in self._files)


def _settled(stamp: Stamp, since: int) -> Stamp:
    """Return the stamp, or `_UNREAD` if the file may have been written since then."""
    return _UNREAD if stamp and since - _COARSE_NS <= max(stamp[:2]) else stamp


def _stamp(file: Path) -> Stamp:
    try:
        found = os.stat(file)
    except (OSError, ValueError):
        return None
    return (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino, found.st_mode)


_SYNTAX = "yaml-syntax"
_ALL_UNSURE = "too-many-problems"
"""Reading stopped at this problem, so that questions without a problem may have errors too."""


class SnapshotQuestion(NamedTuple):
    """A question of a snapshot."""

    placed: QuestionPosition
    question: Question | None
    """None when it cannot be shown."""
    sound: bool
    """Whether it has no errors."""


class BankSnapshot:
    """A bank file as read at one moment; a snapshot takes as long as a check of the bank."""

    def __init__(self, path: Path, info: bool, before: "BankSnapshot | None" = None) -> None:
        """Read and check the bank at `path`; with `info`, minor hints are included.

        Sources unchanged since the snapshot `before` are reused, with what was derived from them.
        """
        known = before.texts if before is not None else {}
        self.reading: BankReading = read_bank(path, known=known.values())
        judgement = check_reading(self.reading, str(path), info)
        self.problems: tuple[Problem, ...] = judgement.problems
        """The problems that `quiz check` finds, in the order of the file."""
        self.rules = len(judgement.rules)
        """How many rules were applied."""
        self.info = info
        self.lines = lines_of(self.reading.text)
        self._readable = self.reading
        self._cut: frozenset[int] = frozenset()
        if self.reading.partial is None and self.reading.text:
            # The parts without errors can still be shown.
            text, self._cut = recover(self.reading.text)
            self._readable = read_bank(path, typed=text, known=known.values())
        self.files = (path, *self._readable.files)
        """The file and the sources that it names."""
        self.texts: Mapping[str, SourceText] = self._readable.texts or known
        """The texts of its sources, or of its earlier sources, with what was derived from them."""

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
            self._found(each, known.get(each.position), index) for index, each in enumerate(outline)
        )

    def _found(
        self, placed: QuestionPosition, question: Question | None, index: int
    ) -> SnapshotQuestion:
        if question is None or self.bank is None:
            return SnapshotQuestion(placed, None, False)
        cut = placed.position.line in self._cut
        citations = self.bank.citations
        proved = all(quote in citations for quote in all_quotes_of(question))
        kind = question_type_of(question)
        # Types that take their options from the source have none when it cannot be read.
        bare = bool(kind.stored) and not kind.shown(question)
        sound = proved and not bare and not cut and index not in self._faulty
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
        indices = (self.index_of(error.position) for error in errors)
        return frozenset(index for index in indices if index is not None)

    def index_of(self, position: Position) -> int | None:
        """Return the index of the question at a position; None outside of all questions."""
        index = bisect_right(self._starts, position) - 1
        end = self._readable.end
        if index < 0 or (end is not None and end <= position):
            return None
        # A question that was cut out as a whole contains no positions.
        lost = position.line in self._cut and self._starts[index].line not in self._cut
        return None if lost else index

    @cached_property
    def _starts(self) -> list[Position]:
        return [each.position for each in self._readable.outline]

    def words_of(self, index: int) -> Counter[str]:
        """Return the words of a question as written in the file, without its id."""
        start, end = self._starts[index], self._readable.end
        following = self._starts[index + 1] if index + 1 < len(self._starts) else end
        lines = self.lines[start.line - 1 : following.line - 1 if following else None]
        words = Counter(" ".join(lines)[start.column - 1 :].split())
        del words[self._readable.outline[index].id or ""]
        return words

    @cached_property
    def problems_by_index(self) -> Mapping[int | None, tuple[Problem, ...]]:
        """The problems of each question, by its index; those of the bank itself under None."""
        found: dict[int | None, list[Problem]] = {}
        for problem in self.problems:
            found.setdefault(self.index_of(problem.position), []).append(problem)
        return {index: tuple(problems) for index, problems in found.items()}

    @property
    def blocking(self) -> Problem | None:
        """The first error outside of all questions, if any."""
        outside = self.problems_by_index.get(None, ())
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
    """How the shown question relates to the file."""

    SOUND = ""
    STALE = "as last valid"
    """The question in the file has errors."""
    GONE = "not in the file now"
    UNSOUND = "not sound"
    """It was never sound but can be shown."""
    UNSEEN = "not sound yet"
    """There has been nothing to show yet."""


@dataclass(frozen=True)
class PreviewedQuestion:
    """A question as it can be shown."""

    name: str
    """Its id, or `question 3` when it has none."""
    key: ViewKey
    state: PreviewState
    index: int | None
    """The index of the question in the file; None when it is not there."""
    question: Question | None
    bank: Bank | None
    """The bank that the question was read with."""

    @property
    def was_sound(self) -> bool:
        """Whether the question is sound, or was when it was read."""
        return self.question is not None and self.state is not PreviewState.UNSOUND

    @property
    def item(self) -> Item | None:
        """The question with its options in an order that never changes; None without a question."""
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
        self.snapshot: BankSnapshot | None = None
        """The newest snapshot."""
        self.views: tuple[PreviewedQuestion, ...] = ()

    def take(self, snapshot: BankSnapshot, current: int) -> int:
        """Update the views from a snapshot; return the new index of the current view.

        The view is found by its id; when that is gone, the index stays.
        """
        before = self.views
        keys = list(_keys(snapshot.questions))
        renamed = {}
        if self.snapshot is not None and snapshot.complete:
            renamed = _renamed(before, self.snapshot, keys, snapshot)
        self.snapshot = snapshot
        self.views = tuple(_merged(before, keys, renamed, snapshot))
        shown = [view.key for view in self.views]
        if before and before[current].key in shown:
            return shown.index(before[current].key)
        return max(0, min(current, len(self.views) - 1))

    def problems_of(self, view: PreviewedQuestion) -> tuple[Problem, ...]:
        """Return the current problems of the question of a view."""
        if self.snapshot is None or view.index is None:
            return ()
        return self.snapshot.problems_by_index.get(view.index, ())

    def reasons(self, view: PreviewedQuestion) -> tuple[Problem, ...]:
        """Return the errors that keep a view from showing the file, else the first of the bank."""
        if self.snapshot is None or view.state is PreviewState.SOUND:
            return ()
        errors = [each for each in self.problems_of(view) if each.severity is Severity.ERROR]
        blocking = self.snapshot.blocking
        if not errors and blocking is None:
            # A syntax error hides the problems that follow it.
            errors = [each for each in self.snapshot.problems
                      if each.severity is Severity.ERROR][:1]  # fmt: skip
        return tuple(errors) if errors or blocking is None else (blocking,)

    def view_of(self, problem: Problem) -> int | None:
        """Return the index of the view that a problem belongs to, None for the bank itself."""
        index = self.snapshot and self.snapshot.index_of(problem.position)
        if index is None:
            return None
        return next((n for n, view in enumerate(self.views) if view.index == index), None)


def _merged(
    before: Sequence[PreviewedQuestion],
    keys: Sequence[ViewKey],
    renamed: Mapping[ViewKey, ViewKey],
    snapshot: BankSnapshot,
) -> Iterator[PreviewedQuestion]:
    """Yield a view of each question of the file, and the old views of questions missing from it."""
    found = snapshot.questions
    old = {view.key: view for view in before}
    kept = {*keys, *renamed.values()}
    # Unless the file is sound, an error may hide these questions, so they stay visible.
    lost = deque(view for view in before if view.was_sound and view.key not in kept)
    if snapshot.sound:
        lost.clear()
    order = {view.key: index for index, view in enumerate(before)}
    for index, (each, key) in enumerate(zip(found, keys, strict=True)):
        known = old.get(key) or old.get(renamed.get(key, key))
        here = order.get(known.key) if known else None
        # A missing question keeps its place before the questions that used to follow it.
        while lost and here is not None and order[lost[0].key] < here:
            yield replace(lost.popleft(), state=PreviewState.GONE, index=None)
        yield _view(each, key, index, known, snapshot)
    for view in lost:
        yield replace(view, state=PreviewState.GONE, index=None)


def _view(
    found: SnapshotQuestion,
    key: ViewKey,
    index: int,
    known: PreviewedQuestion | None,
    snapshot: BankSnapshot,
) -> PreviewedQuestion:
    name = found.placed.id or f"question {index + 1}"
    here = PreviewedQuestion(name, key, PreviewState.SOUND, index, found.question, snapshot.bank)
    if found.sound:
        return here
    if known is not None and known.was_sound:
        return replace(known, name=name, key=key, state=PreviewState.STALE, index=index)
    return replace(here, state=PreviewState.UNSOUND if found.question else PreviewState.UNSEEN)


def _keys(found: Sequence[SnapshotQuestion]) -> Iterator[ViewKey]:
    """Yield the key of each question: its id, and how often that occurred before."""
    seen: Counter[str] = Counter()
    for each in found:
        name = each.placed.id or ""
        yield name, seen[name]
        seen[name] += 1


def _renamed(
    before: Sequence[PreviewedQuestion],
    old: BankSnapshot,
    keys: Sequence[ViewKey],
    new: BankSnapshot,
) -> dict[ViewKey, ViewKey]:
    """Return the old keys, by the new ones, of questions whose id changed in place."""
    were = [view.key for view in before if view.state is not PreviewState.GONE]
    # Only with the same number of questions can the old and the new ids be paired by index.
    if len(were) != len(keys):
        return {}
    known, here = set(were), set(keys)
    # Another question may have replaced it: the old one must not be shown for the new.
    return {
        key: was
        for index, (key, was) in enumerate(zip(keys, were, strict=True))
        if key != was
        and key not in known
        and was not in here
        and _mostly_same(old.words_of(index), new.words_of(index))
    }


def _mostly_same(old: Counter[str], new: Counter[str]) -> bool:
    """Check whether two texts have more than half of the longer one's words in common."""
    return 2 * (old & new).total() > max(old.total(), new.total())
