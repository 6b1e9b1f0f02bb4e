"""The content of a printed sheet, before layout; every text is cleaned."""

import unicodedata
from dataclasses import dataclass
from typing import Literal


def is_rtl(text: str) -> bool:
    """Check whether the first letter with a direction runs from right to left (UAX 9, rule P2)."""
    if text.isascii():
        return False
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text with the letter or number that names it; the label may be empty."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class TickBoxes:
    """Options, each with a box to tick."""

    options: tuple[LabelledText, ...]
    shape: Literal["ticks"] = "ticks"


@dataclass(frozen=True, slots=True)
class WritingLines:
    """Empty lines to write an answer on."""

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
class TextWithGaps:
    """A text with gaps, and the words to choose from, if any."""

    pieces: tuple[str | int, ...]
    """Literal text, and the number of each gap; 0 for the only gap."""
    width: int
    """The width of each gap, in letters."""
    words: tuple[str, ...]
    shape: Literal["gaps"] = "gaps"


@dataclass(frozen=True, slots=True)
class MatchingColumns:
    """Numbered left sides, each with a blank for the letter of a right side."""

    lefts: tuple[LabelledText, ...]
    rights: tuple[LabelledText, ...]
    shape: Literal["columns"] = "columns"


@dataclass(frozen=True, slots=True)
class OrderBoxes:
    """Items, each with a box for its position in the right order."""

    items: tuple[str, ...]
    shape: Literal["places"] = "places"


ResponseArea = TickBoxes | WritingLines | NumberBlanks | TextWithGaps | MatchingColumns | OrderBoxes
"""The part of a question that a learner fills in."""


@dataclass(frozen=True, slots=True)
class PrintedQuestion:
    """One question of one version."""

    number: int
    language: str
    rtl: bool
    """Whether the text runs from right to left."""
    points: str
    """In words, such as `2 points`."""
    prompt: str
    instruction: str
    """How to answer."""
    task: ResponseArea
    key: str
    """The right answer on this version in short form, such as `B`."""


@dataclass(frozen=True, slots=True)
class SheetVersion:
    """One version of the sheet."""

    letter: str
    """Empty for the only version."""
    questions: tuple[PrintedQuestion, ...]


@dataclass(frozen=True, slots=True)
class PrintedQuote:
    """A quote from a source, and its place in it."""

    text: str
    place: str


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """The entry of the key for one question, the same for every version."""

    label: str
    """The numbers of the question, such as `3` or `A 3, B 7`."""
    language: str
    rtl: bool
    prompt: str
    answers: tuple[str, ...]
    notes: tuple[str, ...]
    """Rules of marking, such as further right answers, in English."""
    explanation: str
    quotes: tuple[PrintedQuote, ...]
    feedback: tuple[LabelledText, ...]
    """The author's feedback on options, each labelled with its option."""


@dataclass(frozen=True, slots=True)
class PrintedParagraph:
    """A paragraph of a source as sentences, each labelled with its number."""

    rtl: bool
    sentences: tuple[LabelledText, ...]


@dataclass(frozen=True, slots=True)
class PrintedSource:
    """A source, or the part of it that learners need to answer."""

    name: str
    language: str
    paragraphs: tuple[PrintedParagraph, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that is printed; parts that were not requested are empty."""

    title: str
    language: str
    rtl: bool
    """Whether the title runs from right to left."""
    length: int
    """The number of questions in each version."""
    total: str
    """The sum of all points, in words."""
    origin: str
    """The ids of the banks and the seed, from which the versions can be made again."""
    versions: tuple[SheetVersion, ...]
    answers: tuple[KeyEntry, ...]
    texts: tuple[PrintedSource, ...]
    parts: tuple[str, ...]
    """The requested parts: `questions`, `key`, `source`."""
