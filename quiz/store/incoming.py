"""The facts of an exported history, checked line by line."""

import json
from typing import NamedTuple

from quiz.model.confidence import Confidence
from quiz.model.memory import LATEST
from quiz.model.mode import Mode
from quiz.model.response import Order, Outcome, Response
from quiz.store.exporting import Amounts
from quiz.store.facts import canonical, utc_text
from quiz.store.records import (
    AttemptRecord,
    EventKind,
    EventRecord,
    FormItem,
    JsonObject,
    MarkRecord,
    ResponseRecord,
    VersionRecord,
)
from quiz.store.strict import Fields, Unfit

MOST_QUESTIONS = 200_000
"""Of one attempt."""
_MOST_BANKS = 10_000
_MOST_OPTIONS = 1_000_000
"""A question for evidence has all sentences of its source."""
_MOST_TITLE = 1_000_000
_MOST_TYPED = 20_000
_MOST_DETAIL = 100_000
_MOST_OFFSET = 10**9

_VERSION = ("line", "bank", "question", "fingerprint", "body")
_ATTEMPT = ("line", "uid", "mode", "seed", "title", "banks", "started", "finished", "measured",
            "form")  # fmt: skip
_ITEM = ("bank", "question", "fingerprint", "points", "order")
_RESPONSE = ("line", "attempt", "position", "answered", "given", "fingerprint", "order",
             "confidence", "seconds", "hints", "mark")  # fmt: skip
_QUOTE = ("text", "source", "paragraph", "spans")
_MARK = ("score", "max_score", "outcome")
_EVENT = ("line", "uid", "kind", "bank", "question", "attempt", "position", "detail", "happened")
_REGRADE = ("at", "fingerprint", "max_score", "outcome", "score", "why")
_ABOUT_RESPONSES = (EventKind.TAKE_BACK, EventKind.EASY, EventKind.REGRADE)


class AttemptEntry(NamedTuple):
    """An attempt, and when it was finished."""

    record: AttemptRecord
    finished: str | None


class ResponseEntry(NamedTuple):
    """A response: to what, and its mark when it is the one that counts there."""

    attempt: str
    """The uid of its attempt."""
    version: tuple[str, str, str]
    """Bank, question and fingerprint of what was answered."""
    record: ResponseRecord
    mark: MarkRecord | None


Entry = VersionRecord | AttemptEntry | ResponseEntry | EventRecord


class Checker:
    """Takes the lines of a file in turn and knows what stood before."""

    def __init__(self) -> None:
        self.found = Amounts()
        """How much there was of each so far."""
        self._last: tuple[object, ...] = ()
        """What the line before stands in order by."""
        self._versions: set[tuple[str, str, str]] = set()
        self._forms: dict[str, tuple[tuple[str, str], ...]] = {}
        self._place: tuple[str, int] | None = None
        """The place that the response before was given to."""

    def check(self, value: object) -> Entry:
        """Return what a line says. Raises Unfit."""
        line = value.get("line") if isinstance(value, dict) else None
        match line:
            case "version":
                return self._version(Fields(value, "a version", _VERSION))
            case "attempt":
                return self._attempt(Fields(value, "an attempt", _ATTEMPT))
            case "response":
                return self._response(Fields(value, "a response", _RESPONSE))
            case "event":
                return self._event(Fields(value, "an event", _EVENT))
        raise Unfit("“line” must be one of: version, attempt, response, event")

    def _count(self, group: str, *key: object) -> None:
        """Count a line that stands in its group by `key`. Raises Unfit when out of order."""
        place = (Amounts._fields.index(group), *key)
        if not self._last < place:
            raise Unfit("the line stands twice, or out of the order of an export")
        self._last = place
        self.found = self.found._replace(**{group: getattr(self.found, group) + 1})

    def _version(self, line: Fields) -> VersionRecord:
        key = (line.identifier("bank"), line.identifier("question"), line.uid("fingerprint"))
        body = line.object("body")
        self._count("versions", *key, canonical(body))
        _check_body(body)
        self._versions.add(key)
        return VersionRecord(*key, body)

    def _attempt(self, line: Fields) -> AttemptEntry:
        uid = line.uid("uid")
        self._count("attempts", uid)
        form = tuple(_form_item(item) for item in line.items("form", MOST_QUESTIONS))
        if not form:
            raise Unfit("“form” holds no question")
        record = AttemptRecord(
            uid,
            line.word("mode", Mode),
            line.seed("seed"),
            line.text("title", _MOST_TITLE),
            line.identifiers("banks", _MOST_BANKS),
            form,
            line.moment("started"),
            line.flag("measured"),
        )
        self._forms[uid] = tuple((item.bank, item.question) for item in form)
        finished = utc_text(line.moment("finished")) if line.has("finished") else None
        return AttemptEntry(record, finished)

    def _response(self, line: Fields) -> ResponseEntry:
        attempt = line.uid("attempt")
        form = self._forms.get(attempt)
        if form is None:
            raise Unfit("the response belongs to an attempt that is not in the file")
        position = line.whole("position", 0, len(form) - 1)
        version = (*form[position], line.uid("fingerprint"))
        if version not in self._versions:
            raise Unfit("the response is to a version of its question that is not in the file")
        answered, given = line.moment("answered"), _given(line)
        self._count("responses", attempt, position, answered, canonical(given))
        sure = Confidence(line.whole("confidence", 1, 3)) if line.has("confidence") else None
        order, hints = _order(line), line.whole("hints", 0, 10**6)
        seconds = line.number("seconds")
        record = ResponseRecord(position, order, given, sure, seconds, hints, answered)
        return ResponseEntry(attempt, version, record, self._mark(line, (attempt, position)))

    def _mark(self, line: Fields, place: tuple[str, int]) -> MarkRecord | None:
        """Return the mark, which the earliest response to a place has and no other."""
        first = place != self._place
        self._place = place
        if line.has("mark") is not first:
            raise Unfit("of the responses to one place the earliest has a mark, and no other")
        return _mark(Fields(line.value("mark"), "“mark”", _MARK)) if first else None

    def _event(self, line: Fields) -> EventRecord:
        uid, kind = line.uid("uid"), line.word("kind", EventKind)
        self._count("events", uid)
        key = (line.identifier("bank"), line.identifier("question"))
        attempt = line.uid("attempt") if line.has("attempt") else None
        last = MOST_QUESTIONS - 1
        position = line.whole("position", 0, last) if line.has("position") else None
        if kind in _ABOUT_RESPONSES and (attempt is None or position is None):
            raise Unfit(f"an event “{kind}” needs “attempt” and “position”")
        detail = _detail(kind, line)
        return EventRecord(uid, kind, *key, line.moment("happened"), attempt, position, detail)


def _check_body(body: JsonObject) -> None:
    """Raise Unfit when what the app reads of a version is not as it writes it."""
    if not _is_plain(body.get("question", "")):
        raise Unfit("“question” may hold texts, lists and objects only")
    quotes = body.get("quotes", [])
    for value in quotes if isinstance(quotes, list) else [quotes]:
        quote = Fields(value, "a quote", _QUOTE)
        quote.text("text", _MOST_TYPED)
        quote.text("source", _MOST_TYPED)
        quote.whole("paragraph", 0, _MOST_OFFSET)
        for span in quote.items("spans", _MOST_TYPED):
            numbers = span if isinstance(span, list) else []
            sound = [each for each in numbers if type(each) is int and 0 <= each <= _MOST_OFFSET]
            if not len(sound) == len(numbers) == 2:
                raise Unfit("“spans” must be a list of pairs of numbers")


def _is_plain(value: object) -> bool:
    """Say whether a value is made of texts, lists and objects only."""
    if isinstance(value, dict):
        return all(map(_is_plain, value.values()))
    return isinstance(value, str) or (isinstance(value, list) and all(map(_is_plain, value)))


def _form_item(value: object) -> FormItem:
    item = Fields(value, "a question of the form", _ITEM)
    key = (item.identifier("bank"), item.identifier("question"), item.uid("fingerprint"))
    return FormItem(*key, item.number("points"), _order(item))


def _order(line: Fields) -> Order:
    numbers = tuple(
        value for value in line.items("order", _MOST_OPTIONS)
        if type(value) is int and 0 <= value < _MOST_OPTIONS
    )  # fmt: skip
    if len(numbers) < len(line.items("order", _MOST_OPTIONS)):
        raise Unfit("“order” must be a list of numbers of options")
    return numbers


def _given(line: Fields) -> Response:
    values = line.items("given", _MOST_OPTIONS)
    numbers = tuple(each for each in values if type(each) is int and 0 <= each < _MOST_OPTIONS)
    texts = tuple(each for each in values if isinstance(each, str) and len(each) <= _MOST_TYPED)
    if len(values) not in (len(numbers), len(texts)):
        raise Unfit("“given” must be a list of numbers of options or of texts")
    return texts if len(texts) == len(values) else numbers


def _mark(fields: Fields) -> MarkRecord:
    most = fields.number("max_score")
    if not most:
        raise Unfit("“max_score” must be above 0")
    return MarkRecord(fields.number("score", most), most, fields.word("outcome", Outcome))


def _detail(kind: EventKind, line: Fields) -> JsonObject:
    detail = line.object("detail")
    if len(json.dumps(detail)) > _MOST_DETAIL:
        raise Unfit(f"“detail” is longer than {_MOST_DETAIL:,} characters")
    if kind in (EventKind.TAKE_BACK, EventKind.EASY) and detail:
        Fields(detail, "“detail”", ("at",)).whole("at", 0, LATEST - 1)
    if kind is EventKind.BURY:
        Fields(detail, "“detail”", ("until",)).whole("until", 0, LATEST - 1)
    if kind is EventKind.REGRADE:
        regrade = Fields(detail, "“detail”", _REGRADE)
        regrade.whole("at", 0, LATEST - 1)
        regrade.uid("fingerprint")
        regrade.text("why", _MOST_DETAIL)
        _mark(regrade)
    return detail
