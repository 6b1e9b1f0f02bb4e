"""What is printed, before it has a layout; every text is cleaned."""

from dataclasses import dataclass
from typing import Literal

PARTS = ("questions", "key", "source")


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text with the letter or number that it is called by; an empty label for none."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class TickBoxes:
    """Options, each with a box to tick."""

    options: tuple[LabelledText, ...]
    shape: Literal["ticks"] = "ticks"


@dataclass(frozen=True, slots=True)
class WritingLines:
    """Empty lines to write on."""

    count: int
    shape: Literal["lines"] = "lines"


@dataclass(frozen=True, slots=True)
class NumberBlanks:
    """Short blanks to write numbers in."""

    count: int
    before: str = ""
    after: str = ""
    """The unit of the number."""
    shape: Literal["blanks"] = "blanks"


@dataclass(frozen=True, slots=True)
class GappedText:
    """A text with gaps, and the words to choose from, if there are any."""

    pieces: tuple[str | int, ...]
    """Literal pieces, and the number of each gap; 0 where there is but one."""
    width: int
    """How wide each gap is, in letters."""
    words: tuple[str, ...]
    shape: Literal["gaps"] = "gaps"


@dataclass(frozen=True, slots=True)
class MatchingColumns:
    """Numbered lefts, each with a blank for the letter of a right."""

    lefts: tuple[LabelledText, ...]
    rights: tuple[LabelledText, ...]
    shape: Literal["columns"] = "columns"


@dataclass(frozen=True, slots=True)
class OrderBoxes:
    """Items, each with a box for the number of its place."""

    items: tuple[str, ...]
    shape: Literal["places"] = "places"


ResponseArea = TickBoxes | WritingLines | NumberBlanks | GappedText | MatchingColumns | OrderBoxes
"""What a learner fills in."""


@dataclass(frozen=True, slots=True)
class PrintedQuestion:
    """One question of one version."""

    number: int
    language: str
    rtl: bool
    """Whether it is read from right to left."""
    points: str
    """In words: `2 points`."""
    prompt: str
    instruction: str
    """How to answer; empty where the prompt says it."""
    task: ResponseArea
    key: str
    """The right answer as it stands on this version, in short: `B`."""


@dataclass(frozen=True, slots=True)
class SheetVersion:
    """One version of the sheet."""

    letter: str
    """Empty where there is but one."""
    questions: tuple[PrintedQuestion, ...]


@dataclass(frozen=True, slots=True)
class PrintedQuote:
    """Words of a source, and where they stand."""

    text: str
    place: str


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """What the key says of one question, the same for every version."""

    label: str
    """Its numbers: `3`, or `A 3, B 7`."""
    language: str
    rtl: bool
    prompt: str
    answers: tuple[str, ...]
    notes: tuple[str, ...]
    """What else is right, or is not, in words of the product."""
    explanation: str
    quotes: tuple[PrintedQuote, ...]
    feedback: tuple[LabelledText, ...]
    """What the author says about options, each labelled with the option."""


@dataclass(frozen=True, slots=True)
class PrintedParagraph:
    """A paragraph of a source, as sentences labelled with their numbers."""

    rtl: bool
    sentences: tuple[LabelledText, ...]


@dataclass(frozen=True, slots=True)
class PrintedSource:
    """A source, or the part of it that questions send the learner to."""

    name: str
    language: str
    paragraphs: tuple[PrintedParagraph, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that is printed; what was not asked for is empty."""

    title: str
    language: str
    rtl: bool
    """Whether the title is read from right to left."""
    length: int
    """How many questions each version has."""
    total: str
    """All points, in words."""
    origin: str
    """What the versions can be made from again: the ids of the banks, and the seed."""
    versions: tuple[SheetVersion, ...]
    answers: tuple[KeyEntry, ...]
    texts: tuple[PrintedSource, ...]
    parts: tuple[str, ...]
    """Of `PARTS`, those that were asked for."""
