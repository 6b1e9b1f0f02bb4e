"""A bank made ready for rules: each text folded and taken apart once."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from quiz.model.bank import Bank
from quiz.model.question import Cloze, MultipleResponse, Question, SingleChoice
from quiz.question_types import question_type_of
from quiz.text.folding import fold
from quiz.text.phrases import Phrase, words_of

if TYPE_CHECKING:
    from quiz.quotes.sources import SourceText

CHOICE = (SingleChoice.kind, MultipleResponse.kind)
"""The types whose options stand below the prompt."""
_QUOTED = re.compile(r'"[^"]*"')


class Item:
    """One question with its texts folded and taken apart."""

    __slots__ = (
        "distractors", "keys", "options", "prompt", "question", "quote", "quote_words", "words",
    )  # fmt: skip

    def __init__(self, question: Question) -> None:
        self.question = question
        self.prompt = fold(_asked(question))
        """The prompt with, in a cloze, the text around the gaps."""
        self.words = words_of(self.prompt)
        """The words of the prompt in lower case."""
        self.keys = [fold(text) for text in question_type_of(question).key_texts(question)]
        """The texts that are right, folded; of several spellings the first."""
        options = getattr(question, "distractors", ())
        self.distractors = [fold(option.text) for option in options]
        self.options = [words_of(text) for text in (*self.keys, *self.distractors)]
        """The words of each option in lower case, the keys first."""
        quotes = question.quotes
        self.quote = " ".join([fold(quote.text) for quote in quotes]) if quotes else ""
        self.quote_words = words_of(self.quote)
        """The words of the quotes in lower case."""

    @property
    def own_words(self) -> Phrase:
        """The words of the prompt that do not stand between quotation marks."""
        if '"' not in self.prompt:
            return self.words
        return words_of(_QUOTED.sub(" ", self.prompt))


def _asked(question: Question) -> str:
    if not isinstance(question, Cloze):
        return question.prompt
    text = "".join(part if isinstance(part, str) else "____" for part in question.parts)
    return f"{question.prompt} {text}"


class Survey:
    """A bank without errors, with what rules ask of it."""

    def __init__(self, bank: Bank, texts: "Mapping[str, SourceText]") -> None:
        self.bank = bank
        self._texts = texts
        self.items = tuple([Item(question) for question in bank.questions])
        self.english = bank.language.lower().partition("-")[0] == "en"
        self._kinds: dict[str, list[Item]] = {}
        for item in self.items:
            self._kinds.setdefault(item.question.kind, []).append(item)

    def of(self, *kinds: str) -> Iterator[Item]:
        """Yield the questions of these types, of all where none is named."""
        if not kinds:
            yield from self.items
        for kind in kinds:
            yield from self._kinds.get(kind, ())

    @cached_property
    def told(self) -> frozenset[Phrase]:
        """The options that stand in a source, as words."""
        wanted = {phrase for item in self.of(*CHOICE, Cloze.kind) for phrase in item.options}
        return frozenset().union(*(text.holding(wanted) for text in self._texts.values()))
