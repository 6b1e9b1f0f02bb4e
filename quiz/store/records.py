"""What goes into the history and what comes out of it.

Texts that come out are text from outside: show them only cleaned. Times that come out are UTC,
ISO 8601 with milliseconds and `Z`; times that go in carry a zone.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from quiz.model.response import Order, Outcome, Response

JsonObject = Mapping[str, object]
"""A mapping that JSON can hold."""


MEASURED = frozenset(("practice", "exam"))
"""Modes whose forms stand for a bank: best and last score are taken from these alone."""


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
    mode: str
    seed: int
    title: str
    banks: tuple[str, ...]
    form: tuple[FormItem, ...]
    started: datetime


class ResponseRecord(NamedTuple):
    """What was answered to one question of an attempt."""

    position: int
    option_order: Order
    """The options in the order shown."""
    given: Response
    confidence: int | None
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
    confidence: int | None
    seconds: float
    hints_used: int
    answered: str
    score: float
    max_score: float
    outcome: Outcome


class AttemptDetail(NamedTuple):
    """Everything about one attempt."""

    summary: AttemptSummary
    seed: int
    form: tuple[FormItem, ...]
    responses: tuple[StoredResponse, ...]
    """In the order of the form."""


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
    """(answered, questions) of the newest attempt when that is unfinished."""


class CatalogueEntry(NamedTuple):
    """A summary of a bank's file, kept so that the file need not be read again."""

    stamp: str
    """Tells whether the file changed."""
    body: JsonObject
