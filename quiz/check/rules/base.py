"""Rules, and the questions of a bank in the form that rules work on, folded once for all."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from quiz.model.bank import Bank
from quiz.model.problem import Position, Severity
from quiz.model.question import Cloze, Gap, MultipleResponse, Question, SingleChoice
from quiz.question_types import question_type_of
from quiz.text.folding import fold
from quiz.text.phrases import Phrase, words_of

if TYPE_CHECKING:
    from quiz.quotes.sources import SourceText

CHOICE = (SingleChoice.kind, MultipleResponse.kind)
"""The types that show options below the prompt."""
_QUOTED = re.compile(r'"[^"]*"')
COMMON = frozenset(
    "about after again against also among because been before being between both could does "
    "down during each from have having here into itself more most much only other over same "
    "should some such than that their them then there these they this those through under until "
    "very were what when where which while whom whose will with would your according article "
    "text says say said".split()
)
"""Words of four letters and more without a meaning of their own."""


class PreparedQuestion:
    """One question with its texts folded and split into words."""

    # Slots, because a bank of 10,000 questions has as many of these at once.
    __slots__ = (
        "distractors", "keys", "options", "prompt", "question", "quote", "quote_words", "words",
    )  # fmt: skip

    def __init__(self, question: Question) -> None:
        self.question = question
        asked = question.prompt
        if isinstance(question, Cloze):
            gapped = ("____" if isinstance(part, Gap) else part for part in question.parts)
            asked = f"{asked} {''.join(gapped)}"
        self.prompt = fold(asked)
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
        """The words of the prompt outside quotation marks."""
        if '"' not in self.prompt:
            return self.words
        # Folding has made all double quotation marks this one.
        return words_of(_QUOTED.sub(" ", self.prompt))


class PreparedBank:
    """A bank without errors, prepared for rules."""

    def __init__(self, bank: Bank, texts: "Mapping[str, SourceText]") -> None:
        self.bank = bank
        self._texts = texts
        self.items = tuple([PreparedQuestion(question) for question in bank.questions])
        self.english = bank.language.lower().partition("-")[0] == "en"
        self._kinds: dict[str, list[PreparedQuestion]] = {}
        for item in self.items:
            self._kinds.setdefault(item.question.kind, []).append(item)

    def of(self, *kinds: str) -> Iterator[PreparedQuestion]:
        """Yield the questions of these types, of all where none is named."""
        if not kinds:
            yield from self.items
        for kind in kinds:
            yield from self._kinds.get(kind, ())

    @cached_property
    def options_in_sources(self) -> frozenset[Phrase]:
        """The options that occur in a source, as words."""
        # All at once: each source is read through once, not once for every option.
        wanted = {phrase for item in self.of(*CHOICE, Cloze.kind) for phrase in item.options}
        return frozenset().union(*(text.holding(wanted) for text in self._texts.values()))


class Hit(NamedTuple):
    """One problem that a rule finds."""

    message: str
    """The problem, and how to fix it."""
    item: PreparedQuestion | None = None
    """The question; None when it is the bank as a whole."""
    field: str = ""
    """The key of the question that is meant; empty for the question itself."""
    position: Position | None = None
    """The exact position, if the bank keeps it."""


Find = Callable[[PreparedBank], Iterator[Hit]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that `quiz check` looks for in valid banks."""

    name: str
    """Kebab-case, unique; never changed, because banks name it."""
    severity: Severity
    """The severity unless a bank sets another."""
    summary: str
    """The fault that it finds, in one line."""
    find: Find
    english: bool = False
    """Whether it knows English words, so that it runs on English banks only."""


def each(judge: Callable[[PreparedQuestion], str], field: str, *kinds: str) -> Find:
    """Return a search through the questions of these types, all where none is named.

    `judge` returns what is wrong with a question, or nothing.
    """

    def find(prepared: PreparedBank) -> Iterator[Hit]:
        for item in prepared.of(*kinds):
            message = judge(item)
            if message:
                yield Hit(message, item, field)

    return find
