"""How much of each source has questions, and what happens to quotes when a source changes."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from quiz.model.bank import Bank, Citation, Match, Source, Span
from quiz.model.question import Option, Question, Quote
from quiz.quotes.errors import QuoteProblem, Reason
from quiz.quotes.locate import locate_all
from quiz.quotes.sources import paragraphs, sentences


class QuotingQuestion(NamedTuple):
    """A question with a quote that touches a sentence."""

    question: Question
    spans: tuple[Span, ...]
    """The quoted parts of the sentence, in order, as offsets into the source."""
    bank: Bank
    """The bank that asks it."""


Touches = Mapping[int, tuple[QuotingQuestion, ...]]
"""By the number of the sentence, ascending; the questions in the order of their banks."""


@dataclass(frozen=True)
class Coverage:
    """The sentences of one source by paragraph, and the questions that quote them.

    Sentences and paragraphs are counted from 1. White space between sentences belongs to none.
    """

    source: str
    """The source's name in the bank."""
    text: str
    paragraphs: tuple[tuple[Span, ...], ...]
    touches: Touches
    """The questions whose keys rest on a sentence."""
    wrong_options: Touches = field(default_factory=dict)
    """The questions that quote a sentence only in a wrong option."""

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """All sentences in order."""
        return tuple(span for paragraph in self.paragraphs for span in paragraph)

    @cached_property
    def firsts(self) -> tuple[int, ...]:
        """The number of the first sentence of each paragraph."""
        numbers, count = [], 1
        for paragraph in self.paragraphs:
            numbers.append(count)
            count += len(paragraph)
        return tuple(numbers)

    @cached_property
    def characters(self) -> int:
        """How many characters its sentences have."""
        return sum(span.end - span.start for span in self.sentences)

    @cached_property
    def quoted(self) -> int:
        """How many of these characters are quoted."""
        spans = (span for touches in self.touches.values() for each in touches for span in each[1])
        return sum(span.end - span.start for span in union(spans))

    def paragraph_of(self, number: int) -> int:
        """Return the number of the paragraph of a sentence."""
        return bisect_right(self.firsts, number)

    def sentence_at(self, offset: int) -> int:
        """Return the number of the sentence at an offset, or of the last one before it."""
        return max(1, bisect_right(self.sentences, offset, key=lambda span: span.start))


def coverage(bank: Bank, source: str) -> Coverage:
    """Return the coverage of one source of a bank."""
    return joint([(bank, source)])


def joint(parts: Sequence[tuple[Bank, str]]) -> Coverage:
    """Return what banks ask of one source, each with the name that it gives it.

    Name and text are those of the first.
    """
    first, name = parts[0]
    text = first.sources[name].text
    found = tuple(sentences(text, paragraph) for paragraph in paragraphs(text))
    flat = [span for paragraph in found for span in paragraph]
    starts = [span.start for span in flat]

    def touching(quotes_of: Callable[[Question], tuple[Quote, ...]]) -> Touches:
        touches: dict[int, list[QuotingQuestion]] = {}
        for bank, source in parts:
            for question in bank.questions:
                cited = bank.cited(quotes_of(question))
                quoted = [span for each in cited if each.source == source for span in each.spans]
                for number, spans in _touched(flat, starts, quoted).items():
                    touch = QuotingQuestion(question, union(spans), bank)
                    touches.setdefault(number, []).append(touch)
        return {number: tuple(touches[number]) for number in sorted(touches)}

    touches, others = touching(key_quotes_of), touching(wrong_quotes_of)
    only_wrong = {}
    for number, those in others.items():
        known = {(each.bank.path, each.question.id) for each in touches.get(number, ())}
        rest = tuple(each for each in those if (each.bank.path, each.question.id) not in known)
        if rest:
            only_wrong[number] = rest
    return Coverage(name, text, found, touches, only_wrong)


def key_quotes_of(question: Question) -> tuple[Quote, ...]:
    """Return the quotes that support a question's key: its own, then those of right options."""
    wrong = getattr(question, "distractors", ())
    right = (option for option in _options(question) if option not in wrong)
    return (*question.quotes, *(quote for option in right for quote in option.quotes))


def wrong_quotes_of(question: Question) -> tuple[Quote, ...]:
    """Return the quotes of a question's wrong options, which show why these are wrong."""
    wrong: tuple[Option, ...] = getattr(question, "distractors", ())
    return tuple(quote for option in wrong for quote in option.quotes)


def all_quotes_of(question: Question) -> tuple[Quote, ...]:
    """Return the quotes of a question, then those of its options."""
    return (*key_quotes_of(question), *wrong_quotes_of(question))


def union(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return spans in order, those that overlap or touch as one."""
    merged: list[Span] = []
    for span in sorted(spans):
        # Spans that only touch are one too, or a reader would see a seam in one passage.
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def _options(question: Question) -> Iterator[Option]:
    """Yield the options of a question of any type."""
    # By looking at every field, so that a new type with options is not forgotten here.
    for each in fields(question):
        value = getattr(question, each.name)
        for option in value if isinstance(value, tuple) else (value,):
            if isinstance(option, Option):
                yield option


def _touched(flat: list[Span], starts: list[int], spans: Iterable[Span]) -> dict[int, list[Span]]:
    """Return the parts of spans by the number of their sentence."""
    found: dict[int, list[Span]] = {}
    for span in spans:
        # The sentence that starts last before the span, and those after it up to the span's end.
        place = max(0, bisect_right(starts, span.start) - 1)
        while place < len(flat) and flat[place].start < span.end:
            part = Span(max(flat[place].start, span.start), min(flat[place].end, span.end))
            if part.start < part.end:
                found.setdefault(place + 1, []).append(part)
            place += 1
    return found


class DriftStatus(StrEnum):
    """What happened to a quote when its source changed, the most serious first."""

    LOST = "lost"
    """It does not occur any more."""
    DOUBLED = "doubled"
    """It now occurs more than once."""
    TYPOGRAPHIC = "typographic"
    """It was exact; now it differs in typography."""
    MOVED = "moved"
    """It is at another offset, in another paragraph, or in another source."""
    SAME = "same"
    """It is where it was."""


_GRAVITY = list(DriftStatus)
_DOUBLED = (Reason.AMBIGUOUS, Reason.NEAR_AMBIGUOUS)
BROKEN = frozenset({DriftStatus.LOST, DriftStatus.DOUBLED})
"""With one of these a bank is in error."""


class QuoteDrift(NamedTuple):
    """One quote, before and after."""

    quote: Quote
    status: DriftStatus
    before: Citation
    after: Citation | QuoteProblem


@dataclass(frozen=True)
class Drift:
    """One question with all of its quotes, before and after."""

    bank: Bank
    question: Question
    quotes: tuple[QuoteDrift, ...]

    @cached_property
    def status(self) -> DriftStatus:
        """The most serious status of its quotes; a question without quotes stays the same."""
        return min(
            (each.status for each in self.quotes), key=_GRAVITY.index, default=DriftStatus.SAME
        )


def drift(bank: Bank, sources: Mapping[str, Source]) -> tuple[Drift, ...]:
    """Return the drift of every question when `sources` replace those of its bank.

    Time is bounded as that of reading a bank.
    """
    quotes = list(bank.citations)
    found = dict(zip(quotes, locate_all(quotes, sources), strict=True))
    drifts = {
        quote: QuoteDrift(quote, _status(before, found[quote]), before, found[quote])
        for quote, before in bank.citations.items()
    }
    return tuple(
        Drift(bank, question, tuple(drifts[quote] for quote in all_quotes_of(question)))
        for question in bank.questions
    )


def _status(before: Citation, after: Citation | QuoteProblem) -> DriftStatus:
    if isinstance(after, QuoteProblem):
        # A quote that occurs twice is still there: the author only has to add “near”.
        return DriftStatus.DOUBLED if after.reason in _DOUBLED else DriftStatus.LOST
    if before.match is Match.EXACT and after.match is Match.TYPOGRAPHIC:
        return DriftStatus.TYPOGRAPHIC
    places = [(each.source, each.paragraph, each.spans) for each in (before, after)]
    return DriftStatus.SAME if places[0] == places[1] else DriftStatus.MOVED
