"""The report on coverage and drift as text and data; one file is one source for all banks."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import ceil
from pathlib import Path
from typing import NamedTuple

from quiz.coverage import (
    BROKEN,
    Coverage,
    Drift,
    DriftStatus,
    QuoteDrift,
    QuotingQuestion,
    joint,
    key_quotes_of,
    union,
)
from quiz.model.bank import Bank, Citation, Span
from quiz.model.question import Question
from quiz.question_types import question_type_of
from quiz.quotes.errors import QuoteProblem, shortened
from quiz.text.formatting import counted, percent

Key = tuple[str, str]
"""The key of a question: the path of the bank and the question's id."""


class QuestionCoverage(NamedTuple):
    """A question with its quotes from one source."""

    bank: Bank
    question: Question
    held: dict[int, tuple[Span, ...]]
    """The spans by the number of the sentence, ascending."""


@dataclass(frozen=True)
class SourceCoverage:
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
    def asked(self) -> dict[Key, QuestionCoverage]:
        """The questions that quote it, in the order of their banks."""
        found: dict[Key, QuestionCoverage] = {}
        for number, touches in self.covered.touches.items():
            for touch in touches:
                one = QuestionCoverage(touch.bank, touch.question, {})
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

    @property
    def only_wrong(self) -> list[int]:
        """The numbers of the sentences that only wrong options quote."""
        return [number for number in self.covered.wrong_options if number in self.without]

    def reaches(self, threshold: Decimal) -> bool:
        """Check whether at least so many per cent of the sentences have a question."""
        return self.with_questions >= self.needed(threshold)

    def needed(self, threshold: Decimal) -> int:
        """Return how many sentences need a question to be so many per cent, 0 to 100."""
        # In fractions: 14 of 20 sentences are 70%, whatever a float makes of 0.7 * 20.
        return ceil(Fraction(threshold) * self.sentences / 100)

    def quoted(self, number: int) -> int:
        """Return how many characters of a sentence are quoted."""
        # As one, because several questions may quote the same words.
        touches = self.covered.touches.get(number, ())
        spans = union(span for touch in touches for span in touch.spans)
        return sum(span.end - span.start for span in spans)


def count(banks: Iterable[Bank]) -> list[SourceCoverage]:
    """Return the sources of banks, in their order, each with what all of the banks ask of it."""
    # By the file, because two banks may give the same text different names.
    groups: dict[Path, list[tuple[Bank, str]]] = {}
    for bank in banks:
        for name, source in bank.sources.items():
            groups.setdefault(source.path, []).append((bank, name))
    return [SourceCoverage(tuple(parts), joint(parts)) for parts in groups.values()]


def unquoted(banks: Sequence[Bank]) -> list[tuple[Bank, Question]]:
    """Return the questions that quote nothing in support of their keys."""
    return [
        (bank, question)
        for bank in banks
        for question in bank.questions
        if not key_quotes_of(question)
    ]


def key_of(bank: Bank, question: Question) -> Key:
    """Return the key of a question."""
    return str(bank.path), question.id


def shown_path(path: Path) -> str:
    """Return a path, from the working folder where that is above it; not cleaned."""
    here = os.getcwd()
    return os.path.relpath(path, here) if path.is_relative_to(here) else str(path)


def as_data(
    found: Sequence[SourceCoverage], banks: Sequence[Bank], threshold: Decimal | None
) -> dict[str, object]:
    """Return what `quiz coverage --format json` prints."""
    return {
        "banks": [
            {"bank": bank.id, "path": str(bank.path), "questions": len(bank.questions)}
            for bank in banks
        ],
        "sources": [_source_data(each, threshold) for each in found],
        "without_quotes": [
            {"bank": bank.id, "question": question.id} for bank, question in unquoted(banks)
        ],
        "least": None if threshold is None else float(threshold),
    }


def _source_data(found: SourceCoverage, threshold: Decimal | None) -> dict[str, object]:
    return {
        "path": found.path,
        "names": [{"bank": bank.id, "source": name} for bank, name in found.parts],
        "summary": {
            "sentences": found.sentences,
            "with_questions": found.with_questions,
            "without_questions": found.without,
            "only_wrong_options": found.only_wrong,
            "characters": found.covered.characters,
            "quoted": found.covered.quoted,
            "reached": None if threshold is None else found.reaches(threshold),
        },
        "sentences": [_sentence(found, number) for number in range(1, found.sentences + 1)],
        "questions": [_question_data(each) for each in found.asked.values()],
    }


def _sentence(found: SourceCoverage, number: int) -> dict[str, object]:
    covered = found.covered
    span = covered.sentences[number - 1]
    return {
        "sentence": number,
        "paragraph": covered.paragraph_of(number),
        "start": span.start,
        "end": span.end,
        "text": covered.text[slice(*span)],
        "quoted": found.quoted(number),
        "questions": _touch_data(covered.touches.get(number, ())),
        "wrong_options": _touch_data(covered.wrong_options.get(number, ())),
    }


def _touch_data(touches: Iterable[QuotingQuestion]) -> list[dict[str, object]]:
    return [
        {
            "bank": touch.bank.id,
            "question": touch.question.id,
            "quoted": [list(each) for each in touch.spans],
        }
        for touch in touches
    ]


def _question_data(asked: QuestionCoverage) -> dict[str, object]:
    return {
        "bank": asked.bank.id,
        "question": asked.question.id,
        "type": asked.question.kind,
        "asks": question_type_of(asked.question).asks(asked.question),
        "sentences": list(asked.held),
        "quoted": [list(span) for spans in asked.held.values() for span in spans],
    }


_CELLS = 8


def as_lines(found: Sequence[SourceCoverage], banks: Sequence[Bank]) -> Iterator[str]:
    """Yield every source with its sentences, then the questions that quote nothing."""
    for number, each in enumerate(found):
        if number:
            yield ""
        yield from _source_lines(each, len(banks) > 1)
    for bank, question in unquoted(banks):
        yield f"The question {named(bank.id, question.id, len(banks) > 1)} quotes nothing."


def named(bank: str, question: str, several: bool) -> str:
    """Return the name of a question: its id, after that of its bank where there are several."""
    return f"{bank}/{question}" if several else question


def summary(found: SourceCoverage) -> str:
    """Return how much of a source is asked: `10 of 18 sentences have questions (55%), …`."""
    covered = found.covered
    have = "has a question" if found.with_questions == 1 else "have questions"
    of = f"{found.with_questions:,} of {counted(found.sentences, 'sentence')} {have}"
    asked = percent(found.with_questions / max(1, found.sentences))
    quoted = percent(covered.quoted / max(1, covered.characters))
    return f"{of} ({asked}); {quoted} of the text is quoted"


def ranges(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield ascending numbers as first and last of each run."""
    first = last = 0
    for number in numbers:
        # Sentences count from 1, so that 0 says that no run was begun.
        if number == last + 1 and last:
            last = number
            continue
        if last:
            yield first, last
        first = last = number
    if last:
        yield first, last


def _source_lines(found: SourceCoverage, several: bool) -> Iterator[str]:
    covered = found.covered
    yield f"Source {found.path}"
    yield "; ".join(f"“{name}” of {bank.id}" for bank, name in found.parts)
    for first, paragraph in zip(covered.firsts, covered.paragraphs, strict=True):
        yield ""
        for number, span in enumerate(paragraph, first):
            text = " ".join(covered.text[slice(*span)].split())
            yield f"{number}. {_sign(found, number, span.end - span.start)}: {text}"
            for label, touches in (
                ("questions", covered.touches),
                ("wrong options of", covered.wrong_options),
            ):
                if number in touches:
                    here = touches[number]
                    ids = (named(each.bank.id, each.question.id, several) for each in here)
                    yield f"   {label}: {', '.join(ids)}"
    yield ""
    yield f"{summary(found)}."
    for words, numbers in (
        ("Without a question", found.without),
        ("Quoted by wrong options only", found.only_wrong),
    ):
        if numbers:
            runs = (f"{a}" if a == b else f"{a}–{b}" for a, b in ranges(numbers))
            yield f"{words}: {', '.join(runs)}."


def _sign(found: SourceCoverage, number: int, characters: int) -> str:
    """Return a bar of how much of a sentence is quoted, and the same in words."""
    if number not in found.covered.touches:
        return f"{'░' * _CELLS} no question"
    share = found.quoted(number) / characters
    # The shortest quote shows, and only a sentence quoted in full fills the bar.
    cells = _CELLS if share >= 1 else min(_CELLS - 1, max(1, round(share * _CELLS)))
    return f"{'█' * cells}{'░' * (_CELLS - cells)} {percent(share)}"


_WORDS = {
    DriftStatus.LOST: "lost",
    DriftStatus.DOUBLED: "doubled",
    DriftStatus.TYPOGRAPHIC: "only typographic now",
    DriftStatus.MOVED: "moved",
    DriftStatus.SAME: "as before",
}


def broken(found: Sequence[Drift]) -> bool:
    """Check whether any question lost its quote or has it in more than one place."""
    return any(each.status in BROKEN for each in found)


def drift_lines(found: Sequence[Drift]) -> Iterator[str]:
    """Yield a line for each quote that changed, the most serious first, then the count."""
    changed = [each for each in found if each.status is not DriftStatus.SAME]
    order = list(DriftStatus)
    for each in sorted(changed, key=lambda drift: order.index(drift.status)):
        for one in each.quotes:
            if one.status is not DriftStatus.SAME:
                line, column = one.quote.position
                quoted = f"{_WORDS[one.status]} {each.question.id} “{shortened(one.quote.text)}”"
                yield f"{each.bank.path}:{line}:{column}: {quoted}: {_how(one)}"
    counts = Counter(each.status for each in found)
    counted_statuses = ", ".join(f"{counts[status]:,} {words}" for status, words in _WORDS.items())
    yield f"{counted(len(found), 'question')}: {counted_statuses}"


def drift_data(found: Sequence[Drift]) -> dict[str, object]:
    """Return what the command prints as JSON; questions that stayed are only counted."""
    counts = Counter(each.status for each in found)
    return {
        "questions": len(found),
        "counts": {status.value: counts[status] for status in DriftStatus},
        "drift": [_drift_data(each) for each in found if each.status is not DriftStatus.SAME],
    }


def _how(one: QuoteDrift) -> str:
    """Return what happened to a quote in words."""
    before, after = one.before, one.after
    if isinstance(after, QuoteProblem):
        return f"was in {_where(before)}; {after.message}"
    if after.source != before.source:
        return f"from {_where(before)} to {_where(after)}"
    step = after.spans[0].start - before.spans[0].start
    if after.paragraph != before.paragraph:
        return f"from paragraph {before.paragraph} to {after.paragraph}, {_steps(step)}"
    return f"paragraph {after.paragraph}, {_steps(step)}"


def _where(citation: Citation) -> str:
    return f"“{citation.source}”, paragraph {citation.paragraph}"


def _steps(step: int) -> str:
    if step == 0:
        return "at the same character"
    return f"{counted(abs(step), 'character')} {'later' if step > 0 else 'earlier'}"


def _drift_data(each: Drift) -> dict[str, object]:
    return {
        "bank": each.bank.id,
        "path": str(each.bank.path),
        "question": each.question.id,
        "fate": each.status.value,
        "quotes": [_quote(one) for one in each.quotes],
    }


def _quote(one: QuoteDrift) -> dict[str, object]:
    missed = one.after if isinstance(one.after, QuoteProblem) else None
    return {
        "quote": one.quote.text,
        "line": one.quote.position.line,
        "column": one.quote.position.column,
        "fate": one.status.value,
        "before": _citation(one.before),
        "after": None if isinstance(one.after, QuoteProblem) else _citation(one.after),
        "places": _pairs(missed.spans) if missed else [],
        "message": missed.message if missed else None,
    }


def _citation(citation: Citation) -> dict[str, object]:
    return {
        "source": citation.source,
        "paragraph": citation.paragraph,
        "match": citation.match.value,
        "spans": _pairs(citation.spans),
    }


def _pairs(spans: Sequence[Span]) -> list[list[int]]:
    return [list(span) for span in spans]
