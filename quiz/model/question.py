"""Questions as they are read from a bank; one class per type."""

from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any, ClassVar, Literal

from quiz.model.problem import START, Position


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a source as the author wrote them, not yet searched for."""

    text: str
    source: str | None = None
    """The source's name in the bank; None when any source of the bank may hold it."""
    near: str | None = None
    """A longer, unique piece of the source that contains the intended occurrence."""
    position: Position = field(default=START, compare=False)
    """The position of the quote in the bank's file."""


@dataclass(frozen=True, slots=True)
class Option:
    """An option that can be chosen."""

    text: str
    feedback: str = ""
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The fields of every type of question."""

    kind: ClassVar[str]
    """The name of the type in a bank."""
    id: str
    prompt: str
    explanation: str = ""
    quotes: tuple[Quote, ...] = ()
    inferred: bool = False
    """The key follows from the quote but is not part of it."""
    hints: tuple[str, ...] = ()
    points: Decimal = Decimal(1)
    tags: tuple[str, ...] = ()
    enemies: tuple[str, ...] = ()
    """Ids of questions never in one form with this one, because one gives the other away."""
    language: str = "en"
    """The language in which typed answers are read; “en” where nothing is typed, too."""
    position: Position = START
    """The position of the question in its file."""

    def shared(self) -> dict[str, Any]:
        """Return the fields that every type of question has, by their names."""
        return {each.name: getattr(self, each.name) for each in fields(Question)}


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleChoice(Question):
    """One option is right."""

    kind: ClassVar[str] = "single_choice"
    answer: Option
    distractors: tuple[Option, ...]
    shuffle: bool = True

    @property
    def options(self) -> tuple[Option, ...]:
        """The key, then the distractors: the order in which responses count options."""
        return (self.answer, *self.distractors)


@dataclass(frozen=True, slots=True, kw_only=True)
class MultipleResponse(Question):
    """All right options must be ticked, and no others."""

    kind: ClassVar[str] = "multiple_response"
    answers: tuple[Option, ...]
    distractors: tuple[Option, ...] = ()
    marking: Literal["plus_minus", "all_or_nothing"] = "plus_minus"
    shuffle: bool = True

    @property
    def options(self) -> tuple[Option, ...]:
        """The right options, then the distractors: the order in which responses count them."""
        return (*self.answers, *self.distractors)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueFalse(Question):
    """A statement that is true or false."""

    kind: ClassVar[str] = "true_false"
    answer: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRules:
    """How typed words are compared with the key."""

    case_sensitive: bool = False
    strict: bool = False
    """All counts that is typed, but case, white space and the kind of marks."""
    typos: bool = True
    """Small slips are forgiven."""
    reject: tuple[str, ...] = ()
    """Similar texts that are wrong, however they are spelled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortAnswer(Question):
    """A few typed words."""

    kind: ClassVar[str] = "short_answer"
    answers: tuple[str, ...]
    """Everything accepted; the first is the one shown."""
    rules: TextRules = TextRules()


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeric(Question):
    """A typed number."""

    kind: ClassVar[str] = "numeric"
    answer: Decimal
    tolerance: Decimal = Decimal(0)
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap of a cloze; the first accepted text is the one shown."""

    accepted: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloze(Question):
    """A text with gaps, typed or filled from a word bank."""

    kind: ClassVar[str] = "cloze"
    parts: tuple[str | Gap, ...]
    """The text in order: literal pieces and gaps."""
    distractors: tuple[Option, ...] = ()
    """Wrong words; where there are any, the gaps are filled from a word bank."""
    rules: TextRules = TextRules()

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """The gaps in order: the order in which responses count them."""
        return tuple(part for part in self.parts if isinstance(part, Gap))


@dataclass(frozen=True, slots=True)
class Pair:
    """A left text and the right text that belongs to it."""

    left: str
    right: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching(Question):
    """Each left-hand text must be matched with its right-hand text."""

    kind: ClassVar[str] = "matching"
    pairs: tuple[Pair, ...]
    distractors: tuple[Option, ...] = ()
    """Right-hand texts that match nothing."""

    @property
    def rights(self) -> tuple[str, ...]:
        """The rights, each once, then the spare ones: the order in which responses count them."""
        right = dict.fromkeys(pair.right for pair in self.pairs)
        return (*right, *(option.text for option in self.distractors))

    @property
    def targets(self) -> tuple[int, ...]:
        """The index of the right of each left: the correct response."""
        rights = self.rights
        return tuple(rights.index(pair.right) for pair in self.pairs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordering(Question):
    """Items must be put in order."""

    kind: ClassVar[str] = "ordering"
    items: tuple[str, ...]
    """The items in the right order: the order in which responses count them."""


@dataclass(frozen=True, slots=True)
class Category:
    """A category and the items that belong in it."""

    name: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Categorize(Question):
    """Items must be put in categories."""

    kind: ClassVar[str] = "categorize"
    categories: tuple[Category, ...]
    distractors: tuple[Option, ...] = ()
    """Items that belong in no category."""

    @property
    def items(self) -> tuple[str, ...]:
        """The items of all categories, then the distractors: the order of responses."""
        placed = (item for category in self.categories for item in category.items)
        return (*placed, *(option.text for option in self.distractors))

    @property
    def targets(self) -> tuple[int, ...]:
        """The index of the category of each item; for a distractor, the number of categories."""
        placed = [number for number, category in enumerate(self.categories) for _ in category.items]
        return (*placed, *[len(self.categories)] * len(self.distractors))


@dataclass(frozen=True, slots=True, kw_only=True)
class FindEvidence(Question):
    """The sentences of the source that hold the quotes must be found."""

    kind: ClassVar[str] = "find_evidence"
    paragraphs: tuple[tuple[str, ...], ...] = ()
    """The sentences to choose from, by paragraph; empty until the quotes are found."""
    key: tuple[int, ...] = ()
    """The indexes of the right sentences, ascending; they count from 0 over all paragraphs."""

    @property
    def sentences(self) -> tuple[str, ...]:
        """The sentences in the order of the source: the order in which responses count them."""
        return tuple(sentence for paragraph in self.paragraphs for sentence in paragraph)
