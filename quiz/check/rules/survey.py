"""A bank made ready for rules: each text folded and taken apart once."""

import re
from collections.abc import Iterator
from functools import cached_property

from quiz.check.rules.phrases import Phrase, find_phrases
from quiz.model.bank import Bank
from quiz.model.question import (
    Cloze,
    Gap,
    Matching,
    MultipleResponse,
    Numeric,
    Question,
    ShortAnswer,
    SingleChoice,
)
from quiz.text.folding import fold
from quiz.text.numbers import plain

CHOICE = (SingleChoice.kind, MultipleResponse.kind)
"""The types whose options stand below the prompt."""
_WORD = re.compile(r"\w+")
_QUOTED = re.compile(r'"[^"]*"')


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a folded text in lower case, without punctuation."""
    return tuple(_WORD.findall(text.lower()))


class Item:
    """One question with its texts folded."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.prompt = fold(_asked(question))
        """The prompt with, in a cloze, the text around the gaps."""
        self.keys = tuple(map(fold, _keys(question)))
        """The texts that are right; of several spellings the first."""
        options = getattr(question, "distractors", ())
        self.distractors = tuple([fold(option.text) for option in options])
        self.quote = " ".join([fold(quote.text) for quote in question.quotes])

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words of the prompt in lower case."""
        return words_of(self.prompt)

    @property
    def own_words(self) -> tuple[str, ...]:
        """The words of the prompt that do not stand between quotation marks."""
        if '"' not in self.prompt:
            return self.words
        return words_of(_QUOTED.sub(" ", self.prompt))

    @cached_property
    def quote_words(self) -> tuple[str, ...]:
        """The words of the quotes in lower case."""
        return words_of(self.quote)

    @cached_property
    def options(self) -> tuple[tuple[str, ...], ...]:
        """The words of each option, the keys first."""
        return tuple([words_of(text) for text in (*self.keys, *self.distractors)])


def _asked(question: Question) -> str:
    if not isinstance(question, Cloze):
        return question.prompt
    text = "".join(part if isinstance(part, str) else "____" for part in question.parts)
    return f"{question.prompt} {text}"


def _keys(question: Question) -> tuple[str, ...]:
    match question:
        case SingleChoice(answer=answer):
            return (answer.text,)
        case MultipleResponse(answers=answers):
            return tuple([option.text for option in answers])
        case ShortAnswer(answers=answers):
            return answers[:1]
        case Numeric(answer=number):
            return (plain(number),)
        case Cloze(parts=parts):
            return tuple([part.accepted[0] for part in parts if isinstance(part, Gap)])
        case Matching(pairs=pairs):
            return tuple([pair.right for pair in pairs])
    return ()


class Survey:
    """A bank without errors, with what rules ask of it."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
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
        texts = [words_of(fold(source.text)) for source in self.bank.sources.values()]
        return frozenset(find_phrases(wanted, texts))
