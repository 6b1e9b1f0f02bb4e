"""The model that all formats share: questions on their way, and the report of what was lost."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar
from zlib import crc32

from quiz.text.cleaning import truncate
from quiz.text.formatting import counted
from quiz.yaml_source.fields import Identifier

ProgressCallback = Callable[[int, int], None]
"""Called now and then with how many items are done and how many there are."""


def no_progress(done: int, total: int) -> None:
    """Ignore progress."""


class CannotConvert(Exception):
    """A question cannot be converted; the message says why."""


MAX_TEXT = 1_000_000
"""The maximum of characters in a text of a file, its markup included; a bank holds 20,000."""
MAX_ANSWERS = 1_000
"""The maximum number of answers that are read of a question; a bank has at most 100."""


def limit_text(text: str, longest: int = MAX_TEXT) -> None:
    """Raise `CannotConvert` for a text that is far too long for a bank, before it costs time."""
    if len(text) > longest:
        raise CannotConvert(f"a text has {len(text):,} characters: at most {longest:,} are read")


def limit_answers(count: int) -> None:
    """Raise `CannotConvert` for far more answers than a question of a bank has."""
    if count > MAX_ANSWERS:
        raise CannotConvert(f"it has {count:,} answers: at most {MAX_ANSWERS:,} are read")


class ConversionLoss(NamedTuple):
    """A part of a question or bank that the other format cannot hold."""

    bank: str
    """The bank's id; empty before it has one."""
    question: str
    """The question's id or name; empty when the loss concerns the whole bank."""
    what: str
    """The field and the loss, such as `hints: GIFT has no place for them`."""


class SkippedQuestion(NamedTuple):
    """A question that could not be converted at all."""

    place: str
    """Its position: `line 12`, `item 3 (i1.xml)`; the bank's id when it is exported."""
    name: str
    """Its name in the file; may be empty."""
    reason: str
    """Why it could not be converted."""


class Exported(NamedTuple):
    """Banks in another format."""

    data: bytes
    losses: tuple[ConversionLoss, ...] = ()
    skipped: tuple[SkippedQuestion, ...] = ()


@dataclass(slots=True)
class ImportedQuestion:
    """A question as it was read from another format."""

    place: str
    """Its position in the file, as in `SkippedQuestion`."""
    data: dict[str, Any]
    """The question in bank format, as `write_question` gives it; `id` may be missing.

    Quotes have the same keys as in a bank, even without a source.
    """
    name: str = ""
    """Its name in its file; used to make an id if it has none."""
    lost: list[str] = field(default_factory=list)
    """The losses, as in `ConversionLoss.what`."""


@dataclass(slots=True)
class ImportedBank:
    """A bank as it was read from another format."""

    title: str = ""
    id: str = ""
    description: str = ""
    language: str = ""
    questions: list[ImportedQuestion] = field(default_factory=list)
    skipped: list[SkippedQuestion] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    """The losses that concern the bank as a whole."""

    @contextmanager
    def or_skip(self, place: str, name: str) -> Iterator[None]:
        """Add the question that is read inside to the skipped ones if it raises `CannotConvert`."""
        try:
            yield
        except CannotConvert as error:
            self.skipped.append(SkippedQuestion(place, name, str(error)))


_T = TypeVar("_T")


def mixed(right: Sequence[_T], wrong: Sequence[_T], seed: str) -> list[_T]:
    """Return `wrong` with `right` inserted at positions that depend only on the seed.

    Both keep their order, which importing the file again restores.
    """
    places = range(len(right) + len(wrong))
    # The right positions are those with the smallest checksums: random enough, and the same
    # in every version of Python.
    taken = set(sorted(places, key=lambda place: checksum(seed, place))[: len(right)])
    rights, wrongs = iter(right), iter(wrong)
    return [next(rights if place in taken else wrongs) for place in places]


def checksum(seed: str, number: int) -> int:
    """Return a pseudo-random number that depends only on the arguments."""
    return crc32(f"{number}/{seed}".encode())


def report_lines(
    losses: Sequence[ConversionLoss],
    skipped: Sequence[SkippedQuestion],
    remarks: Sequence[str] = (),
) -> Iterator[str]:
    """Yield the losses by question, the skipped questions, remarks and a summary; not cleaned."""
    by_place: dict[tuple[str, str], list[str]] = {}
    for loss in losses:
        by_place.setdefault((loss.bank, loss.question), []).append(loss.what)
    for (bank, question), whats in by_place.items():
        yield f"{bank}/{question}:" if question else f"{bank}:"
        yield from (f"  {what}" for what in whats)
    for each in skipped:
        name = f" “{truncate(' '.join(each.name.split()), 60)}”" if each.name else ""
        yield f"skipped: {each.place}{name}: {each.reason}"
    yield from (f"note: {remark}" for remark in remarks)
    parts = []
    if losses:
        questions = {(loss.bank, loss.question) for loss in losses if loss.question}
        word = "loss" if len(losses) == 1 else "losses"
        where = f" in {counted(len(questions), 'question')}" if questions else ""
        parts.append(f"{len(losses):,} {word}{where}")
    if skipped:
        parts.append(f"{counted(len(skipped), 'question')} skipped")
    yield f"{', '.join(parts)}." if parts else "Nothing was lost."


def report_data(
    losses: Sequence[ConversionLoss],
    skipped: Sequence[SkippedQuestion],
    remarks: Sequence[str] = (),
) -> dict[str, Any]:
    """Return the report as plain data.

    `losses` and `skipped` are lists of mappings, `remarks` is a list of texts.
    """
    return {
        "losses": [each._asdict() for each in losses],
        "skipped": [each._asdict() for each in skipped],
        "remarks": list(remarks),
    }


_MAX_ID_LENGTH = 40
_SEPARATORS = re.compile(r"[^\w]+")


def identifier(text: str, otherwise: str) -> str:
    """Return an id made from the first words of a text, or `otherwise` if it has none."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(sign for sign in folded if not unicodedata.combining(sign))
    name = _SEPARATORS.sub("-", unicodedata.normalize("NFC", plain)).strip("-_")
    if len(name) > _MAX_ID_LENGTH:
        name = name[: _MAX_ID_LENGTH + 1].rpartition("-")[0] or name[:_MAX_ID_LENGTH]
    return name if Identifier.fits(name) else otherwise


def unused(name: str, used: Container[str]) -> str:
    """Return the name, with a number appended if it is used already."""
    if name not in used:
        return name

    def numbered(number: int) -> str:
        return f"{name[:90]}-{number}"

    # Thousands of questions may have one prompt: search by halves instead of counting up.
    low, high = 1, 2
    while numbered(high) in used:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if numbered(middle) in used else (low, middle)
    return numbered(high)


_EMPTY_TITLES = frozenset(("", "question", "untitled", "quiz", "item"))


def has_meaning(title: str) -> str:
    """Return a title on one line; empty when it has no meaning, such as `Question 3`."""
    line = " ".join(title.split())
    return "" if line.lower().rstrip("0123456789 #.:") in _EMPTY_TITLES else line


def take_as_ids(questions: Sequence[ImportedQuestion], titles: Sequence[str]) -> None:
    """Use the title of each question as its id if it is a valid id and unique."""
    counts = Counter(titles)
    for question, title in zip(questions, titles, strict=True):
        if counts[title] == 1 and Identifier.fits(title):
            question.data = {"id": title, **question.data}
