"""Sources with all that banks ask of them; a file that several banks name is one source."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import ceil
from pathlib import Path
from typing import NamedTuple

from quiz.evidence.coverage import Coverage, all_quotes_of, joint
from quiz.model.bank import Bank, Span
from quiz.model.question import Question

Key = tuple[str, str]
"""What tells questions apart: the path of the bank and the question's id."""


class Asked(NamedTuple):
    """A question with what it quotes of a source."""

    bank: Bank
    question: Question
    held: dict[int, tuple[Span, ...]]
    """The spans by the number of the sentence, ascending."""


@dataclass(frozen=True)
class Counted:
    """One source and the banks that name it."""

    parts: tuple[tuple[Bank, str], ...]
    """The banks, each with the name that it gives the source."""
    covered: Coverage

    @property
    def path(self) -> str:
        """The path of its file, from the working folder where that is above it."""
        bank, name = self.parts[0]
        return shown_path(bank.sources[name].path)

    @cached_property
    def asked(self) -> dict[Key, Asked]:
        """The questions that quote it, in the order of their banks."""
        found: dict[Key, Asked] = {}
        for number, touches in self.covered.touches.items():
            for touch in touches:
                one = Asked(touch.bank, touch.question, {})
                found.setdefault(key_of(touch.bank, touch.question), one).held[number] = touch.spans
        keys = (key_of(bank, each) for bank, _ in self.parts for each in bank.questions)
        return {key: found[key] for key in keys if key in found}

    @property
    def sentences(self) -> int:
        """How many sentences it has."""
        return len(self.covered.sentences)

    @property
    def with_questions(self) -> int:
        """How many of them have a question."""
        return len(self.covered.touches)

    @property
    def without(self) -> list[int]:
        """The numbers of the sentences without a question."""
        numbers = range(1, self.sentences + 1)
        return [number for number in numbers if number not in self.covered.touches]

    def reaches(self, least: Decimal) -> bool:
        """Check whether at least so many per cent of the sentences have a question."""
        return self.with_questions >= self.needed(least)

    def needed(self, least: Decimal) -> int:
        """Return how many sentences need a question to be so many per cent, 0 to 100."""
        return ceil(Fraction(least) * self.sentences / 100)

    def quoted(self, number: int) -> int:
        """Return how many characters of a sentence some quote holds."""
        touches = self.covered.touches.get(number, ())
        spans = sorted(span for touch in touches for span in touch.spans)
        held = end = 0
        for span in spans:
            held += max(0, span.end - max(span.start, end))
            end = max(end, span.end)
        return held


def count(banks: Iterable[Bank]) -> list[Counted]:
    """Return the sources of banks, in their order, each with what all of the banks ask of it."""
    groups: dict[Path, list[tuple[Bank, str]]] = {}
    for bank in banks:
        for name, source in bank.sources.items():
            groups.setdefault(source.path, []).append((bank, name))
    return [Counted(tuple(parts), joint(parts)) for parts in groups.values()]


def unquoted(banks: Sequence[Bank]) -> list[tuple[Bank, Question]]:
    """Return the questions that quote nothing."""
    return [
        (bank, question)
        for bank in banks
        for question in bank.questions
        if not all_quotes_of(question)
    ]


def key_of(bank: Bank, question: Question) -> Key:
    """Return what tells a question from all others."""
    return str(bank.path), question.id


def shown_path(path: Path) -> str:
    """Return a path, from the working folder where that is above it; not cleaned."""
    here = os.getcwd()
    return os.path.relpath(path, here) if path.is_relative_to(here) else str(path)
