"""The sources as they are printed: their titles, and sentences numbered through each source."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from quiz.model.bank import Bank, Citation, Source, Span
from quiz.model.question import FindEvidence, Question
from quiz.printing.model import LabelledText, PrintedParagraph, PrintedQuote, PrintedSource, is_rtl
from quiz.printing.tasks import QuoteLocation
from quiz.quotes.sources import Excerpts, SourceText, sentences
from quiz.text.cleaning import clean_line

_MAX_TITLE = 80
_HEADING = re.compile(r"#{1,6}[ \t]+(.+?)[ \t]*#*")
_ONLY_SOURCE = "The text"


class SourceTitle(NamedTuple):
    """The title of a source as a heading, and within a sentence."""

    heading: str
    phrase: str


def text_title(text: str) -> str:
    """Return the title at the start of a text, or an empty text.

    A title is a Markdown heading, or a line of fewer than 80 characters without a full stop that is
    followed by an empty line.
    """
    first, _, rest = text.lstrip("\ufeff \t\r\n").partition("\n")
    first = first.strip()
    heading = _HEADING.fullmatch(first)
    if heading:
        return clean_line(heading[1])
    stands_apart = bool(rest.strip()) and not rest.partition("\n")[0].strip()
    return (
        clean_line(first) if stands_apart and len(first) < _MAX_TITLE and "." not in first else ""
    )


def source_key(source: Source) -> str:
    """Return a key that is the same for the same file in several banks."""
    return str(source.path.resolve())


def source_titles(banks: Iterable[Bank]) -> dict[str, SourceTitle]:
    """Return the title of each source of the banks, by `source_key`.

    A source without a title, or with the same title as another, gets its name in the bank. The only
    source is called “The text”.
    """
    sources = {source_key(each): each for bank in banks for each in bank.sources.values()}
    titles = {key: text_title(each.text) for key, each in sources.items()}
    shared = Counter(titles.values())
    found = {}
    for key, source in sources.items():
        title = titles[key] if shared[titles[key]] == 1 else ""
        if not title and len(sources) == 1:
            found[key] = SourceTitle(_ONLY_SOURCE, _ONLY_SOURCE.lower())
        else:
            name = title or clean_line(source.name)
            found[key] = SourceTitle(name, f"“{name}”")
    return found


class _Source:
    """One source of one bank, or of several banks that use the same file."""

    def __init__(self, title: SourceTitle, language: str, text: str) -> None:
        self.title = title
        self.language = language
        self.text = text
        self.stretches = Excerpts(SourceText(text))
        self.needed: set[int] = set()
        """The numbers, from 1, of the sentences that learners need to answer a question."""

    def printed(self, whole: bool) -> PrintedSource:
        """Return the whole source, or only the needed sentences."""
        paragraphs = []
        for numbered in self._numbered():
            kept = tuple(LabelledText(str(number), text) for number, text in numbered
                         if whole or number in self.needed)  # fmt: skip
            if kept:
                paragraphs.append(PrintedParagraph(is_rtl(kept[0].text), kept))
        return PrintedSource(self.title.heading, self.language, tuple(paragraphs))

    def _numbered(self) -> Iterator[list[tuple[int, str]]]:
        number = 0
        for paragraph in SourceText(self.text).paragraphs:
            texts = []
            for span in sentences(self.text, paragraph):
                number += 1
                texts.append((number, _one_line(self.text, span)))
            yield texts


class PrintedSources:
    """The sources that questions quote, each file once."""

    def __init__(self, banks: Sequence[Bank]) -> None:
        self._titles = source_titles(banks)
        self._sources: dict[str, _Source] = {}

    def evidence(self, bank: Bank, question: Question) -> QuoteLocation:
        """Return where a question's quotes stand, and note the sentences that it needs."""
        citations = bank.cited(question.quotes)
        if not citations:
            return QuoteLocation("", ())
        source = self._source(bank, citations[0].source)
        spans = [span for citation in citations for span in citation.spans
                 if citation.source == citations[0].source]  # fmt: skip
        touched = source.stretches.touched(spans)
        if isinstance(question, FindEvidence):
            # The key of the question is counted from the first sentence of its excerpt.
            first = touched[0] - question.key[0] + 1
            source.needed.update(range(first, first + len(question.sentences)))
        return QuoteLocation(source.title.phrase, tuple(number + 1 for number in touched))

    def cited(self, bank: Bank, question: Question) -> tuple[PrintedQuote, ...]:
        """Return a question's quotes, worded as in the source."""
        return tuple(self._cited(bank, each) for each in bank.cited(question.quotes))

    def printed(self, whole: bool) -> tuple[PrintedSource, ...]:
        """Return all cited sources, or only the sentences that learners need."""
        sources = self._sources.values()
        return tuple(each.printed(whole) for each in sources if whole or each.needed)

    def _cited(self, bank: Bank, citation: Citation) -> PrintedQuote:
        source = self._source(bank, citation.source)
        text = " […] ".join(_one_line(source.text, span) for span in citation.spans)
        numbers = [number + 1 for number in source.stretches.touched(citation.spans)]
        return PrintedQuote(text, f"{source.title.heading}, {_sentences(numbers)}")

    def _source(self, bank: Bank, name: str) -> _Source:
        source = bank.sources[name]
        key = source_key(source)
        return self._sources.setdefault(key, _Source(self._titles[key], bank.language, source.text))


def _sentences(numbers: Sequence[int]) -> str:
    """Return `sentence 3`, `sentences 3–4`, `sentences 3, 7`."""
    if len(numbers) == 1:
        return f"sentence {numbers[0]}"
    if list(numbers) == list(range(numbers[0], numbers[-1] + 1)):
        return f"sentences {numbers[0]}–{numbers[-1]}"
    return f"sentences {', '.join(map(str, numbers))}"


def _one_line(text: str, span: Span) -> str:
    return clean_line(" ".join(text[slice(*span)].split()))
