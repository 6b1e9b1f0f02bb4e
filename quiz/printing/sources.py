"""What printed sheets call a text: its own title rather than its name in the bank."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from quiz.model.bank import Bank, Citation, Source, Span
from quiz.model.question import FindEvidence, Question
from quiz.printing.model import Cited, Labelled, Paragraph, Text, is_rtl
from quiz.printing.tasks import Evidence
from quiz.quotes.sources import Excerpts, SourceText, sentences
from quiz.text.cleaning import clean_line

_LONGEST = 80
_HEADING = re.compile(r"#{1,6}[ \t]+(.+?)[ \t]*#*")
_ALONE = "The text"


class Called(NamedTuple):
    """A text in a heading, and in a sentence."""

    heading: str
    phrase: str


def title_of(text: str) -> str:
    """Return the title at the start of a text, or nothing where it starts otherwise.

    That is a Markdown heading, or a line of fewer than 80 characters without a full stop before an
    empty line.
    """
    first, _, rest = text.lstrip("\ufeff \t\r\n").partition("\n")
    first = first.strip()
    heading = _HEADING.fullmatch(first)
    if heading:
        return clean_line(heading[1])
    parted = bool(rest.strip()) and not rest.partition("\n")[0].strip()
    return clean_line(first) if parted and len(first) < _LONGEST and "." not in first else ""


def key_of(source: Source) -> str:
    """Return what is the same for the same file in several banks."""
    return str(source.path.resolve())


def names(banks: Iterable[Bank]) -> dict[str, Called]:
    """Return what each source of some banks is called, by `key_of`.

    A text without a title, or with that of another, has the name that its bank gives it; the only
    text needs none.
    """
    sources = {key_of(each): each for bank in banks for each in bank.sources.values()}
    titles = {key: title_of(each.text) for key, each in sources.items()}
    shared = Counter(titles.values())
    found = {}
    for key, source in sources.items():
        title = titles[key] if shared[titles[key]] == 1 else ""
        if not title and len(sources) == 1:
            found[key] = Called(_ALONE, _ALONE.lower())
        else:
            name = title or clean_line(source.name)
            found[key] = Called(name, f"“{name}”")
    return found


class _Source:
    """One source of one bank, or of several banks that name the same file."""

    def __init__(self, called: Called, language: str, text: str) -> None:
        self.called = called
        self.language = language
        self.text = text
        self.stretches = Excerpts(SourceText(text))
        self.wanted: set[int] = set()
        """The numbers, from 1, of the sentences that some question sends the learner to."""

    def printed(self, whole: bool) -> Text:
        """Return the whole source, or what of it is wanted."""
        paragraphs = []
        for numbered in self._numbered():
            kept = tuple(Labelled(str(number), text) for number, text in numbered
                         if whole or number in self.wanted)  # fmt: skip
            if kept:
                paragraphs.append(Paragraph(is_rtl(kept[0].text), kept))
        return Text(self.called.heading, self.language, tuple(paragraphs))

    def _numbered(self) -> Iterator[list[tuple[int, str]]]:
        number = 0
        for paragraph in SourceText(self.text).paragraphs:
            texts = []
            for span in sentences(self.text, paragraph):
                number += 1
                texts.append((number, _one_line(self.text, span)))
            yield texts


class Texts:
    """The sources that questions quote, each file once."""

    def __init__(self, banks: Sequence[Bank]) -> None:
        self._names = names(banks)
        self._sources: dict[str, _Source] = {}

    def evidence(self, bank: Bank, question: Question) -> Evidence:
        """Return where a question's quotes stand, and keep what it asks to be looked at."""
        citations = bank.cited(question.quotes)
        if not citations:
            return Evidence("", ())
        source = self._source(bank, citations[0].source)
        spans = [span for citation in citations for span in citation.spans
                 if citation.source == citations[0].source]  # fmt: skip
        touched = source.stretches.touched(spans)
        if isinstance(question, FindEvidence):
            # The stretch counts from its own first sentence.
            first = touched[0] - question.key[0] + 1
            source.wanted.update(range(first, first + len(question.sentences)))
        return Evidence(source.called.phrase, tuple(number + 1 for number in touched))

    def cited(self, bank: Bank, question: Question) -> tuple[Cited, ...]:
        """Return a question's quotes in the words of the source."""
        return tuple(self._cited(bank, each) for each in bank.cited(question.quotes))

    def printed(self, whole: bool) -> tuple[Text, ...]:
        """Return all sources that were met, or what of them questions send the learner to."""
        chosen = self._sources.values()
        return tuple(each.printed(whole) for each in chosen if whole or each.wanted)

    def _cited(self, bank: Bank, citation: Citation) -> Cited:
        source = self._source(bank, citation.source)
        text = " […] ".join(_one_line(source.text, span) for span in citation.spans)
        numbers = [number + 1 for number in source.stretches.touched(citation.spans)]
        return Cited(text, f"{source.called.heading}, {_sentences(numbers)}")

    def _source(self, bank: Bank, name: str) -> _Source:
        source = bank.sources[name]
        key = key_of(source)
        return self._sources.setdefault(key, _Source(self._names[key], bank.language, source.text))


def _sentences(numbers: Sequence[int]) -> str:
    """Return `sentence 3`, `sentences 3–4`, `sentences 3, 7`."""
    if len(numbers) == 1:
        return f"sentence {numbers[0]}"
    if list(numbers) == list(range(numbers[0], numbers[-1] + 1)):
        return f"sentences {numbers[0]}–{numbers[-1]}"
    return f"sentences {', '.join(map(str, numbers))}"


def _one_line(text: str, span: Span) -> str:
    return clean_line(" ".join(text[slice(*span)].split()))
