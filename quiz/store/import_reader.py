"""Strict reader of exported histories: only known keys, types and sizes are accepted."""

import json
import math
import os
import re
import stat
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, NamedTuple, TypeVar

from quiz.errors import BadHistory, StoreError, UsageError
from quiz.model.response import LATEST, Confidence, Mode, Order, Outcome, Response
from quiz.store.connection import shown
from quiz.store.export import FORMAT, VERSION, ExportCounts
from quiz.store.records import (
    AttemptRecord,
    EventKind,
    EventRecord,
    FormItem,
    JsonObject,
    MarkRecord,
    ResponseRecord,
    VersionRecord,
    canonical,
    utc_text,
)
from quiz.text.cleaning import clean_line
from quiz.yaml_source.types import Identifier

MAX_PARTS = 5_000_000
"""Values in one line; each takes some hundred bytes of memory."""
MAX_NUMBER = 10**9
_LONGEST_NUMBER = 30
_DEEPEST = 16
_EARLIEST, _LATEST = 1970, 3000
"""Years; far from these, times of other zones cannot be reckoned."""
_UID = re.compile(r"[0-9A-Za-z_-]{1,64}")
_SEED = re.compile(r"0|-?[1-9][0-9]{0,4299}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)
_SURROGATE = re.compile("[\ud800-\udfff]")
E = TypeVar("E", bound=StrEnum)


class InvalidEntry(Exception):
    """A value is not what was foreseen; the message says which and why, in one line."""


def parse(text: str) -> object:
    """Return the JSON value of a line. Raises InvalidEntry."""
    if text.count(",") > MAX_PARTS or text.count("[") + text.count("{") > MAX_PARTS:
        raise InvalidEntry(f"the line holds more than {MAX_PARTS:,} values")
    try:
        value: object = json.loads(
            text,
            object_pairs_hook=_unique,
            parse_constant=_no_constant,
            parse_int=_integer,
            parse_float=_float,
        )
    except RecursionError:
        raise InvalidEntry("the line is nested too deep") from None
    except ValueError as error:
        raise InvalidEntry(f"the line is no JSON ({error})") from None
    _check(value, _DEEPEST)
    return value


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise InvalidEntry("a key stands twice in one object")
    return found


def _no_constant(text: str) -> object:
    raise InvalidEntry(f"{text} is no number")


def _integer(text: str) -> int:
    if len(text) > _LONGEST_NUMBER:
        raise InvalidEntry("a number is too long")
    return int(text)


def _float(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise InvalidEntry("a number is too large")
    return value


def _check(value: object, left: int) -> None:
    """Raise InvalidEntry for halves of characters, and for what is nested too deep."""
    if isinstance(value, str):
        if not value.isascii() and _SURROGATE.search(value):
            raise InvalidEntry("a text holds half a character (a lone surrogate)")
        return
    if not isinstance(value, dict | list):
        return
    if not left:
        raise InvalidEntry("the line is nested too deep")
    for part in value:
        _check(part, left - 1)
    if isinstance(value, dict):
        for part in value.values():
            _check(part, left - 1)


class ObjectReader:
    """Reads an object with exactly the known keys; every method may raise InvalidEntry."""

    def __init__(self, value: object, what: str, names: Sequence[str]) -> None:
        if not isinstance(value, dict):
            raise InvalidEntry(f"{what} must be an object")
        if missing := [name for name in names if name not in value]:
            raise InvalidEntry(f"{what} lacks “{missing[0]}”")
        if len(value) > len(names):
            strange = next(name for name in value if name not in names)
            raise InvalidEntry(f"{what} has a key that is not known: “{strange[:60]}”")
        self._values = value

    def has(self, name: str) -> bool:
        """Return whether there is a value other than null."""
        return self._values[name] is not None

    def value(self, name: str) -> object:
        """Return whatever stands there."""
        return self._values[name]

    def text(self, name: str, max_length: int) -> str:
        """Return a text of at most `max_length` characters."""
        value = self._values[name]
        if not isinstance(value, str) or len(value) > max_length:
            raise InvalidEntry(f"“{name}” must be a text of at most {max_length:,} characters")
        return value

    def identifier(self, name: str) -> str:
        """Return the id of a bank or of a question."""
        value = self._values[name]
        if not isinstance(value, str) or not Identifier.fits(value):
            raise InvalidEntry(f"“{name}” must be {Identifier.expected}")
        return value

    def identifiers(self, name: str, max_length: int) -> tuple[str, ...]:
        """Return 1 to `max_length` ids."""
        values = self.items(name, max_length)
        found = tuple(value for value in values if isinstance(value, str))
        if not found or len(found) < len(values) or not all(map(Identifier.fits, found)):
            raise InvalidEntry(f"“{name}” must be a list of ids")
        return found

    def uid(self, name: str) -> str:
        """Return what names something for ever."""
        return self._matching(name, _UID, "1 to 64 letters and digits")

    def seed(self, name: str) -> int:
        """Return a seed, which is written as a text for it may be of any size."""
        return int(self._matching(name, _SEED, "a whole number as a text"))

    def _matching(self, name: str, pattern: re.Pattern[str], expected: str) -> str:
        value = self._values[name]
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise InvalidEntry(f"“{name}” must be {expected}")
        return value

    def moment(self, name: str) -> datetime:
        """Return a time, written as the history writes times."""
        text = self._matching(name, _MOMENT, "a time such as 2026-03-01T12:00:00.000Z")
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise InvalidEntry(f"“{name}” is no time that there is") from None
        if not _EARLIEST <= moment.year < _LATEST:
            raise InvalidEntry(f"“{name}” must lie in the years {_EARLIEST} to {_LATEST - 1}")
        return moment

    def whole(self, name: str, min_value: int, max_value: int) -> int:
        """Return a whole number."""
        value = self._values[name]
        if type(value) is not int or not min_value <= value <= max_value:
            raise InvalidEntry(f"“{name}” must be a whole number from {min_value} to {max_value}")
        return value

    def number(self, name: str, max_value: float = MAX_NUMBER) -> float:
        """Return a number from 0 on."""
        value = self._values[name]
        if (type(value) is not int and type(value) is not float) or not 0 <= value <= max_value:
            raise InvalidEntry(f"“{name}” must be a number from 0 to {max_value:g}")
        return float(value)

    def flag(self, name: str) -> bool:
        """Return true or false."""
        value = self._values[name]
        if not isinstance(value, bool):
            raise InvalidEntry(f"“{name}” must be true or false")
        return value

    def word(self, name: str, words: type[E]) -> E:
        """Return one of some words."""
        value = self._values[name]
        if not isinstance(value, str) or value not in list(words):
            raise InvalidEntry(f"“{name}” must be one of: {', '.join(words)}")
        return words(value)

    def items(self, name: str, max_length: int) -> list[object]:
        """Return a list of at most `max_length` values."""
        value = self._values[name]
        if not isinstance(value, list) or len(value) > max_length:
            raise InvalidEntry(f"“{name}” must be a list of at most {max_length:,}")
        return value

    def object(self, name: str) -> JsonObject:
        """Return an object of whatever kind."""
        value = self._values[name]
        if not isinstance(value, dict):
            raise InvalidEntry(f"“{name}” must be an object")
        return value


MAX_QUESTIONS = 200_000
"""Of one attempt."""
_MAX_BANKS = 10_000
_MAX_OPTIONS = 1_000_000
"""A question for evidence has all sentences of its source."""
_MAX_TITLE = 1_000_000
_MAX_TYPED = 20_000
_MAX_DETAIL = 100_000
_MAX_OFFSET = 10**9

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
_ABOUT_RESPONSES = (
    EventKind.TAKE_BACK,
    EventKind.EASY,
    EventKind.OVERRULE,
    EventKind.REGRADE,
)


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
        self.found = ExportCounts()
        """How much there was of each so far."""
        self._last: tuple[object, ...] = ()
        """What the line before stands in order by."""
        self._versions: set[tuple[str, str, str]] = set()
        self._forms: dict[str, tuple[tuple[str, str], ...]] = {}
        self._place: tuple[str, int] | None = None
        """The place that the response before was given to."""

    def check(self, value: object) -> Entry:
        """Return what a line says. Raises InvalidEntry."""
        line = value.get("line") if isinstance(value, dict) else None
        match line:
            case "version":
                return self._version(ObjectReader(value, "a version", _VERSION))
            case "attempt":
                return self._attempt(ObjectReader(value, "an attempt", _ATTEMPT))
            case "response":
                return self._response(ObjectReader(value, "a response", _RESPONSE))
            case "event":
                return self._event(ObjectReader(value, "an event", _EVENT))
        raise InvalidEntry("“line” must be one of: version, attempt, response, event")

    def _count(self, group: str, *key: object) -> None:
        """Count a line that stands in its group by `key`. Raises InvalidEntry when out of order."""
        place = (ExportCounts._fields.index(group), *key)
        if not self._last < place:
            raise InvalidEntry("the line stands twice, or out of the order of an export")
        self._last = place
        self.found = self.found._replace(**{group: getattr(self.found, group) + 1})

    def _version(self, line: ObjectReader) -> VersionRecord:
        key = (line.identifier("bank"), line.identifier("question"), line.uid("fingerprint"))
        body = line.object("body")
        self._count("versions", *key, canonical(body))
        _check_body(body)
        self._versions.add(key)
        return VersionRecord(*key, body)

    def _attempt(self, line: ObjectReader) -> AttemptEntry:
        uid = line.uid("uid")
        self._count("attempts", uid)
        form = tuple(_form_item(item) for item in line.items("form", MAX_QUESTIONS))
        if not form:
            raise InvalidEntry("“form” holds no question")
        record = AttemptRecord(
            uid,
            line.word("mode", Mode),
            line.seed("seed"),
            line.text("title", _MAX_TITLE),
            line.identifiers("banks", _MAX_BANKS),
            form,
            line.moment("started"),
            line.flag("measured"),
        )
        self._forms[uid] = tuple((item.bank, item.question) for item in form)
        finished = utc_text(line.moment("finished")) if line.has("finished") else None
        return AttemptEntry(record, finished)

    def _response(self, line: ObjectReader) -> ResponseEntry:
        attempt = line.uid("attempt")
        form = self._forms.get(attempt)
        if form is None:
            raise InvalidEntry("the response belongs to an attempt that is not in the file")
        position = line.whole("position", 0, len(form) - 1)
        version = (*form[position], line.uid("fingerprint"))
        if version not in self._versions:
            raise InvalidEntry(
                "the response is to a version of its question that is not in the file"
            )
        answered, given = line.moment("answered"), _given(line)
        self._count("responses", attempt, position, answered, canonical(given))
        sure = Confidence(line.whole("confidence", 1, 3)) if line.has("confidence") else None
        order, hints = _order(line), line.whole("hints", 0, 10**6)
        seconds = line.number("seconds")
        record = ResponseRecord(position, order, given, sure, seconds, hints, answered)
        return ResponseEntry(attempt, version, record, self._mark(line, (attempt, position)))

    def _mark(self, line: ObjectReader, place: tuple[str, int]) -> MarkRecord | None:
        """Return the mark, which the earliest response to a place has and no other."""
        first = place != self._place
        self._place = place
        if line.has("mark") is not first:
            raise InvalidEntry(
                "of the responses to one place the earliest has a mark, and no other"
            )
        return _mark(ObjectReader(line.value("mark"), "“mark”", _MARK)) if first else None

    def _event(self, line: ObjectReader) -> EventRecord:
        uid, kind = line.uid("uid"), line.word("kind", EventKind)
        self._count("events", uid)
        key = (line.identifier("bank"), line.identifier("question"))
        attempt = line.uid("attempt") if line.has("attempt") else None
        last = MAX_QUESTIONS - 1
        position = line.whole("position", 0, last) if line.has("position") else None
        if kind in _ABOUT_RESPONSES and (attempt is None or position is None):
            raise InvalidEntry(f"an event “{kind}” needs “attempt” and “position”")
        detail = _detail(kind, line)
        return EventRecord(uid, kind, *key, line.moment("happened"), attempt, position, detail)


def _check_body(body: JsonObject) -> None:
    """Raise InvalidEntry when what the app reads of a version is not as it writes it."""
    if not _is_plain(body.get("question", "")):
        raise InvalidEntry("“question” may hold texts, lists and objects only")
    quotes = body.get("quotes", [])
    for value in quotes if isinstance(quotes, list) else [quotes]:
        quote = ObjectReader(value, "a quote", _QUOTE)
        quote.text("text", _MAX_TYPED)
        quote.text("source", _MAX_TYPED)
        quote.whole("paragraph", 0, _MAX_OFFSET)
        for span in quote.items("spans", _MAX_TYPED):
            numbers = span if isinstance(span, list) else []
            sound = [each for each in numbers if type(each) is int and 0 <= each <= _MAX_OFFSET]
            if not len(sound) == len(numbers) == 2:
                raise InvalidEntry("“spans” must be a list of pairs of numbers")


def _is_plain(value: object) -> bool:
    """Return whether a value is made of texts, lists and objects only."""
    if isinstance(value, dict):
        return all(map(_is_plain, value.values()))
    return isinstance(value, str) or (isinstance(value, list) and all(map(_is_plain, value)))


def _form_item(value: object) -> FormItem:
    item = ObjectReader(value, "a question of the form", _ITEM)
    key = (item.identifier("bank"), item.identifier("question"), item.uid("fingerprint"))
    return FormItem(*key, item.number("points"), _order(item))


def _order(line: ObjectReader) -> Order:
    numbers = tuple(
        value for value in line.items("order", _MAX_OPTIONS)
        if type(value) is int and 0 <= value < _MAX_OPTIONS
    )  # fmt: skip
    if len(numbers) < len(line.items("order", _MAX_OPTIONS)):
        raise InvalidEntry("“order” must be a list of numbers of options")
    return numbers


def _given(line: ObjectReader) -> Response:
    values = line.items("given", _MAX_OPTIONS)
    numbers = tuple(each for each in values if type(each) is int and 0 <= each < _MAX_OPTIONS)
    texts = tuple(each for each in values if isinstance(each, str) and len(each) <= _MAX_TYPED)
    if len(values) not in (len(numbers), len(texts)):
        raise InvalidEntry("“given” must be a list of numbers of options or of texts")
    return texts if len(texts) == len(values) else numbers


def _mark(fields: ObjectReader) -> MarkRecord:
    max_score = fields.number("max_score")
    if not max_score:
        raise InvalidEntry("“max_score” must be above 0")
    return MarkRecord(fields.number("score", max_score), max_score, fields.word("outcome", Outcome))


def _detail(kind: EventKind, line: ObjectReader) -> JsonObject:
    detail = line.object("detail")
    if len(json.dumps(detail)) > _MAX_DETAIL:
        raise InvalidEntry(f"“detail” is longer than {_MAX_DETAIL:,} characters")
    if kind in (EventKind.TAKE_BACK, EventKind.EASY) and detail:
        ObjectReader(detail, "“detail”", ("at",)).whole("at", 0, LATEST - 1)
    if kind is EventKind.OVERRULE:
        overrule = ObjectReader(detail, "“detail”", ("at", "right"))
        overrule.whole("at", 0, LATEST - 1)
        overrule.flag("right")
    if kind is EventKind.BURY:
        ObjectReader(detail, "“detail”", ("until",)).whole("until", 0, LATEST - 1)
    if kind is EventKind.REGRADE:
        regrade = ObjectReader(detail, "“detail”", _REGRADE)
        regrade.whole("at", 0, LATEST - 1)
        regrade.uid("fingerprint")
        regrade.text("why", _MAX_DETAIL)
        _mark(regrade)
    return detail


MAX_BYTES = 2_000_000_000
MAX_LINE = 64_000_000
"""Bytes of a line; a question may hold the whole of a source."""
PROGRESS_LINES = 2_000
"""Number of lines between two calls of `progress`."""

Progress = Callable[[int, int], None]
"""Called with the bytes read and the size of the file."""
_READING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class ImportedEntry(NamedTuple):
    """One fact of a file, checked, and where it stands."""

    where: str
    """`path:line`."""
    entry: Entry


def read_export(
    path: Path, progress: Progress = lambda done, size: None
) -> Iterator[ImportedEntry]:
    """Yield the facts of an exported history in the order of the file.

    Raises `BadHistory` as `path:line: message` for the first line that is not right, `UsageError`
    when there is no such file, `StoreError` when it cannot be read.
    """
    with _opened(path) as file:
        yield from _read(file, path, progress)


def _opened(path: Path) -> BinaryIO:
    try:
        file = open(path, "rb", opener=lambda name, flags: os.open(name, _READING))
    except FileNotFoundError:
        raise UsageError(f"There is no file {shown(path)}.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise StoreError(f"The file {shown(path)} cannot be read: {reason}.") from error
    status = os.fstat(file.fileno())
    fault = ""
    if not stat.S_ISREG(status.st_mode):
        fault = "is no file (a folder, a pipe or a device)"
    elif status.st_size > MAX_BYTES:
        fault = f"is larger than {MAX_BYTES // 10**9} GB, the largest file that is read"
    if fault:
        file.close()
        raise UsageError(f"{shown(path)} {fault}.")
    return file


def _read(file: BinaryIO, path: Path, progress: Progress) -> Iterator[ImportedEntry]:
    size, number, total = os.fstat(file.fileno()).st_size, 0, None
    checker = Checker()
    while True:
        number += 1
        where = f"{shown(path)}:{number}"
        try:
            text = _line(file)
            if total is None:
                total = _header(text)
                continue
            if not text:
                break
            entry = checker.check(parse(text))
        except InvalidEntry as error:
            raise BadHistory(f"{where}: {clean_line(str(error))}") from None
        except OSError as error:
            raise StoreError(f"The file {shown(path)} cannot be read: {error.strerror}.") from error
        yield ImportedEntry(where, entry)
        if number % PROGRESS_LINES == 0:
            progress(file.tell(), size)
    if checker.found != total:
        raise BadHistory(f"{where}: the file breaks off: its first line counts more than is there")


def _line(file: BinaryIO) -> str:
    """Return the next line, empty at the end. Raises InvalidEntry, OSError."""
    data = file.readline(MAX_LINE + 1)
    if len(data) > MAX_LINE:
        raise InvalidEntry(f"the line is longer than {MAX_LINE // 10**6} MB")
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise InvalidEntry("the line is not UTF-8") from None
    if data and not text.strip():
        raise InvalidEntry("the line is empty")
    return text


def _header(text: str) -> ExportCounts:
    """Return how much the file holds, by its first line. Raises InvalidEntry."""
    if FORMAT not in text[:10_000]:
        raise InvalidEntry(
            f"this is no history that “quiz history --export” wrote: no “{FORMAT}” is here"
        )
    names = ("format", "version", *ExportCounts._fields)
    value = parse(text)
    version = value.get("version") if isinstance(value, dict) else None
    if type(version) is int and version > VERSION:
        raise InvalidEntry(
            "the file was written by a newer release of quiz: install that one first"
        )
    header = ObjectReader(value, "the first line", names)
    if header.value("format") != FORMAT or version != VERSION:
        raise InvalidEntry(f"the first line must say format “{FORMAT}”, version {VERSION}")
    return ExportCounts._make(header.whole(name, 0, MAX_BYTES) for name in ExportCounts._fields)
