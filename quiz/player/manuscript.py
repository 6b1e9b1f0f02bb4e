"""A snapshot of a bank file at its last save: what can be shown, and every problem."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from quiz.bank.reader import BankReading, Placed, read_bank
from quiz.check.judging import examine
from quiz.check.render import lines_of
from quiz.document.recovery import recovered
from quiz.evidence.coverage import all_quotes_of
from quiz.evidence.lexicon import lexicon
from quiz.evidence.sources import SourceText
from quiz.kinds import kind_of
from quiz.model.bank import Bank
from quiz.model.problem import Position, Problem, Severity
from quiz.model.question import Question
from quiz.text.counting import counted
from quiz.text.lexicon import Lexicon

_SYNTAX = "yaml-syntax"
_ALL_UNSURE = "too-many-problems"
"""With this problem, some faulty questions have no problem of their own."""


class Found(NamedTuple):
    """A question of a snapshot."""

    placed: Placed
    question: Question | None
    """None when it cannot be shown."""
    sound: bool
    """Whether nothing is wrong with it."""


class Manuscript:
    """A bank file read once; making a snapshot takes as long as checking the bank."""

    def __init__(self, path: Path, info: bool, before: "Manuscript | None" = None) -> None:
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
    def questions(self) -> tuple[Found, ...]:
        """The questions in the order of the file."""
        if self.bank is None:
            return ()
        known = {question.position: question for question in self.bank.questions}
        outline = self._readable.outline
        return tuple(
            self._found(each, known.get(each.position), place) for place, each in enumerate(outline)
        )

    def _found(self, placed: Placed, question: Question | None, place: int) -> Found:
        if question is None or self.bank is None:
            return Found(placed, None, False)
        cut = placed.position.line in self._cut
        citations = self.bank.citations
        proved = all(quote in citations for quote in all_quotes_of(question))
        kind = kind_of(question)
        # A type that keeps parts of its source in the history has no options without the source.
        bare = bool(kind.stored) and not kind.shown(question)
        sound = proved and not bare and not cut and place not in self._faulty
        return Found(placed, None if bare or cut else question, sound)

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
