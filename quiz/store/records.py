"""What goes into the history and what comes out of it.

Texts that come out are text from outside: show them only cleaned. Times that come out are UTC,
ISO 8601 with milliseconds and `Z`; times that go in carry a zone.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from quiz.model.memory import Grade, Key, Memory, Rating
from quiz.model.response import Confidence, Mode, Order, Outcome, Response

JsonObject = Mapping[str, object]
"""A mapping that JSON can hold."""


class Rules(Protocol):
    """What turns responses into ratings and schedules."""

    @property
    def name(self) -> str:
        """What changes whenever schedules must be rebuilt."""

    def chosen(self, body: JsonObject) -> bool:
        """Say whether the question of a stored version is answered by choosing, not by typing."""

    def options_to_guess(self, body: JsonObject) -> int | None:
        """Return among how many options a stored version asks for one; None for other items."""

    def rate(
        self, outcome: Outcome, confidence: Confidence | None, chosen: bool
    ) -> tuple[Rating, bool]:
        """Return the rating of a response, and whether the question is to come back soon."""

    def step(self, memory: Memory | None, grade: Grade) -> Memory:
        """Return the memory after a response that is not earlier than the one before."""

    def warm(self) -> None:
        """Do at once, in any thread, what the first step would have to wait for."""


class FormItem(NamedTuple):
    """One question of a form; its position is its place in the form, counted from 0."""

    bank: str
    question: str
    fingerprint: str
    """Which version of the question was drawn."""
    points: float
    option_order: Order


class AttemptRecord(NamedTuple):
    """One sitting."""

    uid: str
    """Chosen by the caller, unique for ever (a random UUID in hexadecimal)."""
    mode: Mode
    seed: int
    title: str
    banks: tuple[str, ...]
    form: tuple[FormItem, ...]
    started: datetime
    measured: bool = True
    """Whether its form stands for a whole bank: best and last score are taken from these alone."""


class ResponseRecord(NamedTuple):
    """What was answered to one question of an attempt."""

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
    """Tells versions of one question apart."""
    body: JsonObject


class MarkRecord(NamedTuple):
    """How a response was marked."""

    score: float
    """Points."""
    max_score: float
    outcome: Outcome


class EventKind(StrEnum):
    """What a learner does about a question, beside answering it."""

    SUSPEND = "suspend"
    RESUME = "resume"
    """Ends a suspension."""
    BURY = "bury"
    """Puts the question off until the moment that `detail` holds as `until`."""
    TAKE_BACK = "take_back"
    """The response no longer counts for schedule and figures."""
    EASY = "easy"
    """The response was easy: the schedule takes it so."""
    REGRADE = "regrade"
    """The response is marked by another version.

    `detail` holds the mark, `why`, and `at`: when the response was given, in milliseconds.
    """


class EventRecord(NamedTuple):
    """One thing done about a question."""

    uid: str
    """Chosen by the caller, unique for ever (a random UUID in hexadecimal)."""
    kind: EventKind
    bank: str
    question: str
    happened: datetime
    attempt: str | None = None
    """The uid of the attempt whose response it is about."""
    position: int | None = None
    detail: JsonObject = {}


class QuestionState(NamedTuple):
    """What the history knows of one question."""

    memory: Memory | None = None
    """None when no response counts."""
    last_right: bool = False
    """Whether the last response was wholly right."""
    ever_right: bool = False
    reviewed: int = 0
    """When it was last answered in a review, milliseconds since 1970 UTC; 0 for never."""
    suspended: bool = False
    buried_until: int = 0
    """Milliseconds since 1970 UTC."""

    def resting(self, now: int) -> bool:
        """Say whether it is not to be asked in reviews now."""
        return self.suspended or self.buried_until > now


class DueFigures(NamedTuple):
    """What is due, of the questions on offer."""

    due: Mapping[str, int]
    """The number of questions due by the id of the bank."""
    reviewed: int
    """Questions answered in a review of this study day."""


class SheetRecord(NamedTuple):
    """What stands on the answer sheet of an exam under way for one question."""

    position: int
    given: Response | None
    """None while it is not answered."""
    draft: tuple[int | str, ...]
    """What was chosen or typed so far."""
    flagged: bool
    confidence: Confidence | None
    seconds: float
    hints_used: int
    changed: datetime


class ExamRecord(NamedTuple):
    """How far an exam under way is."""

    limit: float | None
    """Seconds that it lasts; None for no limit."""
    spent: float
    """Seconds that had passed when this was saved."""
    position: int
    """The question at hand."""
    saved: datetime


class ExamDetail(NamedTuple):
    """An exam under way."""

    exam: ExamRecord
    entries: tuple[SheetRecord, ...]
    bodies: tuple[JsonObject, ...]
    """The questions of the form as they were when the exam began."""


class MarkedResponse(NamedTuple):
    """A response with all that is written along with it."""

    response: ResponseRecord
    version: VersionRecord
    mark: MarkRecord


Marking = Callable[[tuple[SheetRecord, ...]], Iterable[MarkedResponse]]
"""From the sheet as it is handed in to a response for every question of the form."""


class AttemptSummary(NamedTuple):
    """One attempt in a list."""

    number: int
    """Stable for ever; what people type."""
    uid: str
    title: str
    banks: tuple[str, ...]
    mode: str
    started: str
    finished: str | None
    answered: int
    """In an exam under way, those that its sheet has an answer to."""
    questions: int
    score: float
    max_score: float
    """Points of the whole form, answered or not."""


class StoredResponse(NamedTuple):
    """A response as the history holds it."""

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
    taken_back: bool
    """Whether the learner took it back: it counts neither for schedule nor for figures."""
    regraded: str = ""
    """Why it was marked anew by another version; empty when it was not."""


class AttemptDetail(NamedTuple):
    """Everything about one attempt."""

    summary: AttemptSummary
    seed: int
    form: tuple[FormItem, ...]
    responses: tuple[StoredResponse, ...]
    """In the order of the form."""
    measured: bool
    """See `AttemptRecord.measured`."""


class BankFigures(NamedTuple):
    """What the history says about one bank, from attempts of that bank alone."""

    attempts: int = 0
    best: float | None = None
    """Highest share of the points in a finished, measured attempt, 0 to 1."""
    last: float | None = None
    """Share of the points in the measured attempt finished last, 0 to 1."""
    answered_right: int = 0
    """Questions ever answered right, in any attempt."""
    unfinished: tuple[int, int] | None = None
    """(answered, questions) of the attempt that is to be gone on with."""
    exam: bool = False
    """Whether that is an exam, whose clock may run."""


class CatalogueEntry(NamedTuple):
    """A summary of a bank's file, kept so that the file need not be read again."""

    stamp: str
    """Tells whether the file changed."""
    body: JsonObject


UNTAGGED = "untagged"
"""What a question without tags counts under."""


class ResponseFilter(NamedTuple):
    """What a question must be for its responses to count; nothing named lets all count."""

    banks: Collection[str] = ()
    """One of these, where any are named; so it is with the other fields."""
    tags: Collection[str] = ()
    types: Collection[str] = ()
    """As the bank format names them."""
    questions: Collection[Key] = ()

    def holds(self, key: Key, kind: str, tags: Collection[str]) -> bool:
        """Say whether a version of a question counts."""
        return (
            (not self.banks or key[0] in self.banks)
            and (not self.tags or any(tag in self.tags for tag in tags or (UNTAGGED,)))
            and (not self.types or kind in self.types)
            and (not self.questions or key in self.questions)
        )


ALL = ResponseFilter()
"""Lets every response count."""
