"""Records that are written to the history and read from it.

Text that is read is untrusted: clean it before showing it. Times that are read are UTC, ISO 8601
with milliseconds and `Z`; times that are written must have a time zone.
"""

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from math import inf
from types import UnionType
from typing import NamedTuple, Protocol

from quiz.errors import StoreDamaged
from quiz.model.response import (
    DAY,
    LATEST,
    Confidence,
    Grade,
    Key,
    Memory,
    Mode,
    Order,
    Outcome,
    Rating,
    Response,
)
from quiz.text.cleaning import REPLACEMENT

JsonObject = Mapping[str, object]
"""A mapping that JSON can hold."""


class Rules(Protocol):
    """The rules that turn responses into ratings and schedules."""

    @property
    def name(self) -> str:
        """Identifies the rules; when it changes, schedules must be rebuilt."""

    def chosen(self, body: JsonObject) -> bool:
        """Return whether a stored question is answered by choosing, not by typing."""

    def options_to_guess(self, body: JsonObject) -> int | None:
        """Return among how many options a stored version asks for one; None for other items."""

    def rate(
        self, outcome: Outcome, confidence: Confidence | None, chosen: bool
    ) -> tuple[Rating, bool]:
        """Return the rating of a response, and whether the question should come back soon."""

    def step(self, memory: Memory | None, grade: Grade) -> Memory:
        """Return the memory after a response that is not earlier than the one before."""

    def warm(self) -> None:
        """Load the modules of the first step in advance, in any thread."""


class FormItem(NamedTuple):
    """One question of a form; its position is its index in the form."""

    bank: str
    question: str
    fingerprint: str
    """Identifies the version of the question that was drawn."""
    points: float
    option_order: Order


class AttemptRecord(NamedTuple):
    """One attempt."""

    uid: str
    """Chosen by the caller, unique for ever (a random UUID in hexadecimal)."""
    mode: Mode
    seed: int
    title: str
    banks: tuple[str, ...]
    form: tuple[FormItem, ...]
    started: datetime
    measured: bool = True
    """Whether its form represents a whole bank; only then it counts for best and last score."""


class ResponseRecord(NamedTuple):
    """The response to one question of an attempt."""

    position: int
    option_order: Order
    """The options in the order shown."""
    given: Response
    confidence: Confidence | None
    seconds: float
    """Time spent on the question; never negative."""
    hints_used: int
    answered: datetime


class VersionRecord(NamedTuple):
    """A question as it was when it was answered."""

    bank: str
    question: str
    fingerprint: str
    """Distinguishes the versions of one question."""
    body: JsonObject


class MarkRecord(NamedTuple):
    """How a response was marked."""

    score: float
    """Points."""
    max_score: float
    outcome: Outcome


class EventKind(StrEnum):
    """The actions on a question besides answering it."""

    SUSPEND = "suspend"
    RESUME = "resume"
    """Ends a suspension."""
    # “bury” and “take_back” are the words in stored and exported histories, and stay.
    POSTPONE = "bury"
    """Postpones the question until the moment stored in `detail` as `until`."""
    UNDO = "take_back"
    """The response no longer counts for the schedule and the figures."""
    EASY = "easy"
    """The response was easy, and is rated so in the schedule."""
    OPEN_BOOK = "open_book"
    """The response was given with the source open: right, it is rated hard at most."""
    REMARK = "remark"
    """The learner's own words on a question.

    `detail` holds `text`, `version`, whether something is `wrong` with the question, and whether
    the remark was `removed`. The last one of each kind holds.
    """
    OVERRULE = "overrule"
    """The learner judges the response right against its verdict, or with `right` false no longer.

    It never changes the mark; only the schedule follows.
    """
    REGRADE = "regrade"
    """The response is marked again by another version.

    `detail` holds the mark, `why`, and `at`: when the response was given, in milliseconds.
    """
    REDATE = "redate"
    """The response was not given at the moment `at`, by a wrong clock, but at the moment `to`."""


class EventRecord(NamedTuple):
    """One action on a question."""

    uid: str
    """Chosen by the caller, unique for ever (a random UUID in hexadecimal)."""
    kind: EventKind
    bank: str
    question: str
    happened: datetime
    attempt: str | None = None
    """The uid of the attempt with the response concerned."""
    position: int | None = None
    detail: JsonObject = {}


LONGEST_DELAY = 30 * DAY
"""Milliseconds that a question can be postponed at most; anything later is from a wrong clock."""


class QuestionState(NamedTuple):
    """The schedule and the results of one question."""

    memory: Memory | None = None
    """None when no response counts."""
    last_right: bool = False
    """Whether the last response was completely right."""
    ever_right: bool = False
    reviewed: int = 0
    """When it was last answered in a review, milliseconds since 1970 UTC; 0 for never."""
    suspended: bool = False
    postponed_until: int = 0
    """Milliseconds since 1970 UTC."""

    def paused(self, now: int) -> bool:
        """Return whether the question is suspended or postponed: reviews leave it out now."""
        return self.suspended or now < self.postponed_until <= now + LONGEST_DELAY


class FutureAnswers(NamedTuple):
    """The answers dated later than now, by a wrong clock; they do not count until then."""

    answers: int
    latest: int | None
    """Milliseconds since 1970 UTC."""


class DueFigures(NamedTuple):
    """How many of the available questions are due."""

    due: Mapping[str, int]
    """The number of questions due, by bank id."""
    reviewed: int
    """Number of questions answered in reviews on this study day."""


class SheetRecord(NamedTuple):
    """The entry for one question on the answer sheet of an unfinished exam."""

    position: int
    given: Response | None
    """None while it is not answered."""
    draft: tuple[int | str, ...]
    """The response so far, complete or not."""
    flagged: bool
    confidence: Confidence | None
    seconds: float
    hints_used: int
    changed: datetime


class ExamRecord(NamedTuple):
    """The progress of an unfinished exam."""

    limit: float | None
    """Time limit in seconds; None for no limit."""
    spent: float
    """Seconds that had passed when this was saved."""
    position: int
    """Index of the current question."""
    saved: datetime


class ExamDetail(NamedTuple):
    """An unfinished exam."""

    exam: ExamRecord
    entries: tuple[SheetRecord, ...]
    bodies: tuple[JsonObject, ...]
    """The questions of the form as they were when the exam began."""


class MarkedResponse(NamedTuple):
    """A response with the version and the mark that are written with it."""

    response: ResponseRecord
    version: VersionRecord
    mark: MarkRecord


Marking = Callable[[tuple[SheetRecord, ...]], Iterable[MarkedResponse]]
"""Turns the sheet that is handed in into a response for every question of the form."""


class AttemptSummary(NamedTuple):
    """One attempt in a list."""

    number: int
    """Never changes; people type it."""
    uid: str
    title: str
    banks: tuple[str, ...]
    mode: str
    started: str
    finished: str | None
    answered: int
    """In an unfinished exam, the questions with an answer on the sheet."""
    questions: int
    score: float
    max_score: float
    """Points of the whole form, answered or not."""


class StoredResponse(NamedTuple):
    """A response as it is stored."""

    position: int
    bank: str
    question: str
    fingerprint: str
    body: JsonObject
    """The question as it was answered."""
    option_order: Order
    given: Response
    confidence: Confidence | None
    seconds: float
    hints_used: int
    answered: str
    score: float
    max_score: float
    outcome: Outcome
    undone: bool
    """Whether the learner undid it; it then counts neither for the schedule nor for the figures."""
    regraded: str = ""
    """Why it was marked again by another version; empty if it was not."""
    overruled: bool = False
    """Whether the learner judged it right against its verdict."""
    open_book: bool = False
    """Whether the source was open when it was given."""
    given_at: int = 0
    """When it was given by the clock of its machine, in milliseconds; events refer to it by this.

    `answered` differs if that clock was wrong and its date was corrected.
    """


class Remark(NamedTuple):
    """The learner's own words on a question."""

    bank: str
    question: str
    wrong: bool
    """Whether they say that something is wrong with the question; a note otherwise."""
    text: str
    """Empty when the question was only flagged."""
    version: str
    """The fingerprint of the question."""
    prompt: str
    """Empty when that version of the question is not in the history."""
    moment: str


MAX_REMARK = 2_000
"""Characters of a remark."""


class AttemptDetail(NamedTuple):
    """Everything about one attempt."""

    summary: AttemptSummary
    seed: int
    form: tuple[FormItem, ...]
    responses: tuple[StoredResponse, ...]
    """In the order of the form."""
    measured: bool
    """See `AttemptRecord.measured`."""
    blanks: Mapping[int, JsonObject] = {}
    """The questions left blank in an exam that was handed in, by position, as they were then."""


class OverruledResponse(NamedTuple):
    """A response that the learner judged right against its verdict."""

    attempt: int
    """The number of its attempt."""
    response: StoredResponse
    overruled: str
    """When it was judged right."""


class BankFigures(NamedTuple):
    """The figures of one bank, from attempts at that bank only."""

    attempts: int = 0
    best: float | None = None
    """Highest share of the points in a finished, measured attempt, 0 to 1."""
    last: float | None = None
    """Share of the points in the measured attempt finished last, 0 to 1."""
    answered_right: int = 0
    """Questions ever answered right, in any attempt."""
    unfinished: tuple[int, int] | None = None
    """(answered, questions) of the attempt to continue."""
    exam: bool = False
    """Whether that attempt is an exam, whose clock may be running."""


class CatalogueEntry(NamedTuple):
    """A cached summary of a bank's file."""

    stamp: str
    """Changes when the file changes."""
    body: JsonObject


class BankPlace(NamedTuple):
    """Where a bank was when it was last played."""

    bank: str
    title: str
    path: str | None
    """The whole path of its file; None when the learner wants to forget the place."""


UNTAGGED = "untagged"
"""Stands for the tag of questions without tags."""


class ResponseFilter(NamedTuple):
    """Which responses count; an empty field lets all count."""

    banks: Collection[str] = ()
    """The question is in one of these banks; the other fields work the same way."""
    tags: Collection[str] = ()
    types: Collection[str] = ()
    """Names of types as in the bank format."""
    questions: Collection[Key] = ()

    def holds(self, key: Key, kind: str, tags: Collection[str]) -> bool:
        """Return whether a version of a question counts."""
        return (
            (not self.banks or key[0] in self.banks)
            and (not self.tags or any(tag in self.tags for tag in tags or (UNTAGGED,)))
            and (not self.types or kind in self.types)
            and (not self.questions or key in self.questions)
        )


ALL = ResponseFilter()
"""The filter that lets every response count."""


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SURROGATES = re.compile("[\ud800-\udfff]")
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def canonical(value: object) -> str:
    """Return JSON with sorted keys, no spaces, and lone surrogates replaced."""
    return storable(_encode(value))


def storable(text: str) -> str:
    """Return `text` as valid UTF-8 text: lone surrogates are replaced."""
    # Lone surrogates come from file names and from terminals; SQLite and UTF-8 refuse them.
    return text if text.isascii() else _SURROGATES.sub(REPLACEMENT, text)


def damage(what: str) -> StoreDamaged:
    """Return the error for a part of the history, such as “attempt 3”, that cannot be read."""
    return StoreDamaged(f"The history is damaged at {what}; run `quiz doctor`.")


def check_types(row: Sequence[object], types: Sequence[type | UnionType], what: str) -> None:
    """Raise StoreDamaged if a value has a type that its column cannot hold."""
    if not all(map(isinstance, row, types)):
        raise damage(what)


def check_score(score: float, max_score: float, what: str) -> None:
    """Raise StoreDamaged if a score cannot be reached, or is no number."""
    # Sums depend on their order in the last digits.
    if not 0 <= score <= max_score * (1 + 1e-9) < inf:
        raise damage(what)


def check_moments(moments: Iterable[int], what: str) -> None:
    """Raise StoreDamaged if a moment is out of the range that can be stored."""
    if not all(0 <= moment < LATEST for moment in moments):
        raise damage(what)


def parsed(text: str, what: str) -> object:
    """Return the value of JSON from the history. Raises StoreDamaged."""
    try:
        value: object = json.loads(text)
    except (ValueError, TypeError, RecursionError) as error:
        raise damage(what) from error
    return value


def confidence_of(value: object, what: str) -> Confidence | None:
    """Return a stored confidence, None for none. Raises StoreDamaged."""
    if value is None:
        return None
    try:
        return Confidence(int(str(value)))
    except ValueError as error:
        raise damage(what) from error


def outcome_of(value: object, what: str) -> Outcome:
    """Return a stored outcome. Raises StoreDamaged."""
    try:
        return Outcome(str(value))
    except ValueError as error:
        raise damage(what) from error


def object_of(text: str, what: str) -> JsonObject:
    """Return the object in JSON from the history. Raises StoreDamaged."""
    value = parsed(text, what)
    if not isinstance(value, dict):
        raise damage(what)
    return value


def utc_text(moment: datetime) -> str:
    """Return a time as UTC, ISO 8601 with milliseconds and `Z`. Raises ValueError when naive."""
    return _aware(moment).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def utc_milliseconds(moment: datetime) -> int:
    """Return a time in whole milliseconds since 1970 UTC, rounded down as in `utc_text`."""
    return (_aware(moment) - _EPOCH) // timedelta(milliseconds=1)


def utc_of(milliseconds: int) -> str:
    """Return a moment in milliseconds since 1970 UTC as `utc_text` writes it."""
    return utc_text(_EPOCH + timedelta(milliseconds=milliseconds))


def utc_stamp(moment: datetime) -> str:
    """Return a time as UTC for file names, `YYYYMMDDTHHMMSSZ`. Raises ValueError when naive."""
    return _aware(moment).strftime("%Y%m%dT%H%M%SZ")


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a time without a zone cannot be stored")
    return moment.astimezone(UTC)


GENESIS = bytes(32)
"""The hash before the first response."""


def digest(*facts: object) -> bytes:
    """Return SHA-256 (32 bytes) over the canonical JSON of some facts; bytes as hexadecimal."""
    return link(b"", *facts)


def link(previous: bytes, *facts: object) -> bytes:
    """Return the hash (32 bytes) of a response that follows the one with the hash `previous`."""
    # Imported late: it loads OpenSSL, which the first screen does not need.
    import hashlib

    # JSON has no bytes; hexadecimal is the same on every system.
    plain = [fact.hex() if isinstance(fact, bytes) else fact for fact in facts]
    return hashlib.sha256(previous + canonical(plain).encode()).digest()
