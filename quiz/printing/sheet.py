"""Builds a sheet from banks and a seed: its versions, the key and the sources."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from random import Random
from string import ascii_uppercase
from typing import NamedTuple

from quiz.attempts.form import Candidate, Item, Wanted, in_form, make_form
from quiz.errors import UsageError
from quiz.model.bank import Bank, Citation, Source, Span
from quiz.model.question import FindEvidence, Question
from quiz.model.response import Key
from quiz.printing.model import (
    KeyEntry,
    LabelledText,
    PrintedParagraph,
    PrintedQuestion,
    PrintedQuote,
    PrintedSource,
    Sheet,
    SheetVersion,
    is_rtl,
)
from quiz.printing.tasks import TASK_PRINTERS, PrintedTask, QuoteLocation
from quiz.quotes.sources import Excerpts, SourceText, sentences
from quiz.text.cleaning import clean, clean_line, truncate
from quiz.text.numbers import plain

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
    # A byte order mark and empty lines may come before the title.
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
    # Two sources with one title could not be told apart in “sentence 3 of …”.
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
        """Return where a question's quotes are, and note the sentences that it needs."""
        citations = bank.cited(question.quotes)
        if not citations:
            return QuoteLocation("", ())
        source = self._source(bank, citations[0].source)
        spans = [span for citation in citations for span in citation.spans
                 if citation.source == citations[0].source]  # fmt: skip
        # Sentences are numbered through the whole source, also when only a part is printed.
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


_MAX_TRIES = 20
"""How often a version is shuffled to differ from all others; few questions may not allow it."""
_MAX_PROMPT = 200
"""The maximum of letters of a prompt in the key."""
Shown = Sequence[Item]


def make_sheet(
    banks: Sequence[Bank],
    seed: int,
    *,
    wanted: Wanted,
    versions: int,
    parts: Sequence[str],
    title: str = "",
) -> Sheet:
    """Return the sheet with a form of these banks.

    Raise `NotPlayable` or `UsageError` when there is no such form, or no source to print.
    """
    shown = _versions(banks, seed, wanted, versions)
    texts = PrintedSources(banks)
    letters = ascii_uppercase[:versions] if versions > 1 else ("",)
    made = tuple(_version(*each, texts) for each in zip(letters, shown, strict=True))
    title = clean_line(title or "; ".join(dict.fromkeys(bank.title for bank in banks)))
    return Sheet(
        title=title,
        language=banks[0].language,
        rtl=is_rtl(title),
        length=len(shown[0]),
        total=_points(item.question.points for item in shown[0]),
        origin=f"{' '.join(bank.id for bank in banks)}, seed {seed}",
        versions=made if {"questions", "key"} & set(parts) else (),
        answers=_answers(shown, letters, texts) if "key" in parts else (),
        texts=_texts(texts, parts),
        parts=tuple(parts),
    )


def _texts(texts: PrintedSources, parts: Sequence[str]) -> tuple[PrintedSource, ...]:
    """Return the sources to print; raise `UsageError` when they are requested and there is none."""
    if set(parts) == {"key"}:
        return ()
    found = texts.printed("source" in parts)
    if "source" in parts and not found:
        raise UsageError("there is no source to print, because the questions have no quotes")
    return found


def _versions(
    banks: Sequence[Bank], seed: int, wanted: Wanted, count: int
) -> tuple[tuple[Item, ...], ...]:
    """Return the forms: the first in the order of the banks, the others shuffled.

    A version depends on the seed and its letter alone, not on how many there are.
    """
    first = make_form(banks, Random(seed), wanted)
    made = [first]
    for letter in ascii_uppercase[1:count]:
        # Seeded by the letter, so that version C stays the same when D is added.
        random = Random(f"{seed} {letter}")
        for _ in range(_MAX_TRIES):
            candidates = [Candidate(item.bank, item.question) for item in first]
            random.shuffle(candidates)
            version = in_form(candidates, random)
            # Two versions with the same order would defeat their purpose.
            if version not in made:
                break
        made.append(version)
    return tuple(made)


def _version(letter: str, items: Shown, texts: PrintedSources) -> SheetVersion:
    return SheetVersion(letter, tuple(_asked(*each, texts) for each in enumerate(items, 1)))


def _asked(number: int, item: Item, texts: PrintedSources) -> PrintedQuestion:
    question, form = item.question, _form(item, texts)
    return PrintedQuestion(
        number=number,
        language=item.bank.language,
        rtl=is_rtl(question.prompt),
        points=_points([question.points]),
        prompt=clean(question.prompt),
        instruction=form.instruction,
        task=form.task,
        key=form.key,
    )


def _form(item: Item, texts: PrintedSources) -> PrintedTask:
    evidence = texts.evidence(item.bank, item.question)
    return TASK_PRINTERS[item.question.kind](item.question, item.order, evidence)


def _answers(
    shown: Sequence[Shown], letters: Sequence[str], texts: PrintedSources
) -> tuple[KeyEntry, ...]:
    labels: dict[Key, list[str]] = {}
    for letter, items in zip(letters, shown, strict=True):
        for number, item in enumerate(items, 1):
            labels.setdefault(item.key, []).append(f"{letter} {number}".strip())
    return tuple(_answer(item, ", ".join(labels[item.key]), texts) for item in shown[0])


def _answer(item: Item, label: str, texts: PrintedSources) -> KeyEntry:
    question, form = item.question, _form(item, texts)
    return KeyEntry(
        label=label,
        language=item.bank.language,
        rtl=is_rtl(question.prompt),
        prompt=truncate(clean_line(question.prompt), _MAX_PROMPT),
        answers=form.answers,
        notes=form.notes,
        explanation=clean(question.explanation),
        quotes=texts.cited(item.bank, question),
        feedback=form.feedback,
    )


def _points(points: Iterable[Decimal]) -> str:
    """Return points in words: `1 point`, `2.5 points`."""
    total = sum(points, Decimal(0))
    return f"{plain(total)} point" if total == 1 else f"{plain(total)} points"
