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
    MAX_REMARK,
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
from quiz.yaml_source.fields import Identifier

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
    """A value is not as the format requires; the message names it and the reason, in one line."""


def parse(text: str) -> object:
    """Return the JSON value of a line. Raises InvalidEntry."""
    # Counted before parsing: afterwards the memory would already be taken.
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
        raise InvalidEntry(f"the line is not JSON ({error})") from None
    _check(value, _DEEPEST)
    return value


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    # json.loads keeps the last of equal keys; a forger could hide the other one from a reader.
    found = dict(pairs)
    if len(found) < len(pairs):
        raise InvalidEntry("a key occurs twice in one object")
    return found


def _no_constant(text: str) -> object:
    raise InvalidEntry(f"{text} is not a number")


def _integer(text: str) -> int:
    # int() takes quadratic time, and from 4,300 digits on it raises an error of its own.
    if len(text) > _LONGEST_NUMBER:
        raise InvalidEntry("a number is too long")
    return int(text)


def _float(text: str) -> float:
    # JSON allows 1e999, which Python reads as infinity.
    value = float(text)
    if not math.isfinite(value):
        raise InvalidEntry("a number is too large")
    return value


def _check(value: object, left: int) -> None:
    """Raise InvalidEntry for lone surrogates and for values nested too deep."""
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
        """Return the value of a key."""
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

    def identifiers(self, name: str, max_count: int) -> tuple[str, ...]:
        """Return 1 to `max_count` ids."""
        values = self.items(name, max_count)
        found = tuple(value for value in values if isinstance(value, str))
        if not found or len(found) < len(values) or not all(map(Identifier.fits, found)):
            raise InvalidEntry(f"“{name}” must be a list of ids")
        return found

    def uid(self, name: str) -> str:
        """Return a unique identifier."""
        return self._matching(name, _UID, "1 to 64 letters and digits")

    def seed(self, name: str) -> int:
        """Return a seed, which is written as a text because it may have any size."""
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
            raise InvalidEntry(f"“{name}” is not a time that exists") from None
        if not _EARLIEST <= moment.year < _LATEST:
            raise InvalidEntry(f"“{name}” must lie in the years {_EARLIEST} to {_LATEST - 1}")
        return moment

    def whole(self, name: str, minimum: int, maximum: int) -> int:
        """Return a whole number."""
        value = self._values[name]
        # Not isinstance: True and False are instances of int.
        if type(value) is not int or not minimum <= value <= maximum:
            raise InvalidEntry(f"“{name}” must be a whole number from {minimum} to {maximum}")
        return value

    def number(self, name: str, maximum: float = MAX_NUMBER) -> float:
        """Return a number from 0 to `maximum`."""
        value = self._values[name]
        if (type(value) is not int and type(value) is not float) or not 0 <= value <= maximum:
            raise InvalidEntry(f"“{name}” must be a number from 0 to {maximum:g}")
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

    def items(self, name: str, max_count: int) -> list[object]:
        """Return a list of at most `max_count` values."""
        value = self._values[name]
        if not isinstance(value, list) or len(value) > max_count:
            raise InvalidEntry(f"“{name}” must be a list of at most {max_count:,}")
        return value

    def object(self, name: str) -> JsonObject:
        """Return an object with any keys."""
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
    EventKind.UNDO,
    EventKind.EASY,
    EventKind.OPEN_BOOK,
    EventKind.OVERRULE,
    EventKind.REGRADE,
    EventKind.REDATE,
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
    """Bank, question and fingerprint of the answered version."""
    record: ResponseRecord
    mark: MarkRecord | None


Entry = VersionRecord | AttemptEntry | ResponseEntry | EventRecord


class Checker:
    """Checks the lines of a file in turn, each against those before it."""

    def __init__(self) -> None:
        self.found = ExportCounts()
        """The number of lines of each group so far."""
        self._last: tuple[object, ...] = ()
        """The sort key of the line before."""
        self._versions: set[tuple[str, str, str]] = set()
        self._forms: dict[str, tuple[tuple[str, str], ...]] = {}
        self._place: tuple[str, int] | None = None
        """The attempt and position of the response before."""

    def check(self, value: object) -> Entry:
        """Return the fact of a line. Raises InvalidEntry."""
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
        """Count a line of a group sorted by `key`. Raises InvalidEntry when it is out of order."""
        # Strictly ascending keys exclude duplicates without keeping all keys in memory.
        place = (ExportCounts._fields.index(group), *key)
        if not self._last < place:
            raise InvalidEntry("the line is a duplicate, or not in the order of an export")
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
        confidence = Confidence(line.whole("confidence", 1, 3)) if line.has("confidence") else None
        order, hints = _order(line), line.whole("hints", 0, 10**6)
        seconds = line.number("seconds")
        record = ResponseRecord(position, order, given, confidence, seconds, hints, answered)
        return ResponseEntry(attempt, version, record, self._mark(line, (attempt, position)))

    def _mark(self, line: ObjectReader, place: tuple[str, int]) -> MarkRecord | None:
        """Return the mark, which the earliest response to a place has and no other."""
        # Lines are sorted by time within a place, so the first is the earliest response.
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
    """Raise InvalidEntry when a part of a version that the app reads is not as it writes it."""
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
    # Scores are divided by it.
    if not max_score:
        raise InvalidEntry("“max_score” must be above 0")
    return MarkRecord(fields.number("score", max_score), max_score, fields.word("outcome", Outcome))


def _detail(kind: EventKind, line: ObjectReader) -> JsonObject:
    detail = line.object("detail")
    if len(json.dumps(detail)) > _MAX_DETAIL:
        raise InvalidEntry(f"“detail” is longer than {_MAX_DETAIL:,} characters")
    if kind in (EventKind.UNDO, EventKind.EASY, EventKind.OPEN_BOOK) and detail:
        ObjectReader(detail, "“detail”", ("at",)).whole("at", 0, LATEST - 1)
    if kind is EventKind.REDATE:
        redate = ObjectReader(detail, "“detail”", ("at", "to"))
        redate.whole("at", 0, LATEST - 1)
        redate.whole("to", 0, LATEST - 1)
    if kind is EventKind.OVERRULE:
        overrule = ObjectReader(detail, "“detail”", ("at", "right"))
        overrule.whole("at", 0, LATEST - 1)
        overrule.flag("right")
    if kind is EventKind.REMARK:
        remark = ObjectReader(detail, "“detail”", ("removed", "text", "version", "wrong"))
        remark.text("text", MAX_REMARK)
        remark.text("version", _MAX_DETAIL)
        remark.flag("removed")
        remark.flag("wrong")
    if kind is EventKind.POSTPONE:
        ObjectReader(detail, "“detail”", ("until",)).whole("until", 0, LATEST - 1)
    if kind is EventKind.REGRADE:
        regrade = ObjectReader(detail, "“detail”", _REGRADE)
        regrade.whole("at", 0, LATEST - 1)
        regrade.uid("fingerprint")
        regrade.text("why", _MAX_DETAIL)
        _mark(regrade)
    return detail


MAX_EXPORT_BYTES = 2_000_000_000
MAX_LINE = 64_000_000
"""Bytes of a line; a question may hold the whole of a source."""
PROGRESS_LINES = 2_000
"""Number of lines between two calls of `progress`."""

Progress = Callable[[int, int], None]
"""Called with the bytes read and the size of the file."""
_READING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class ImportedEntry(NamedTuple):
    """One fact of a file, checked, and its position there."""

    where: str
    """`path:line`."""
    entry: Entry


def read_export(
    path: Path, progress: Progress = lambda done, size: None
) -> Iterator[ImportedEntry]:
    """Yield the facts of an exported history in the order of the file.

    Raises `BadHistory` as `path:line: message` for the first invalid line, `UsageError`
    when there is no such file, `StoreError` when it cannot be read.
    """
    with _opened(path) as file:
        yield from _read(file, path, progress)


def _opened(path: Path) -> BinaryIO:
    try:
        # Without O_NONBLOCK, opening a named pipe would wait forever for a writer.
        file = open(path, "rb", opener=lambda name, flags: os.open(name, _READING))
    except FileNotFoundError:
        raise UsageError(f"There is no file {shown(path)}.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise StoreError(f"The file {shown(path)} cannot be read: {reason}.") from error
    status = os.fstat(file.fileno())
    fault = ""
    if not stat.S_ISREG(status.st_mode):
        fault = "is not a file (but a folder, a pipe or a device)"
    elif status.st_size > MAX_EXPORT_BYTES:
        fault = f"is larger than {MAX_EXPORT_BYTES // 10**9} GB, the maximum"
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
        raise BadHistory(
            f"{where}: the file is incomplete: it holds fewer lines than its first line counts"
        )


def _line(file: BinaryIO) -> str:
    """Return the next line, empty at the end. Raises InvalidEntry, OSError."""
    # One byte more than allowed tells a line of the maximum length from a longer one.
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
    """Return how many facts the first line counts. Raises InvalidEntry."""
    # Some editors put a byte order mark before the text.
    text = text.removeprefix("\ufeff")
    # A file of another program may have one huge line: only its start is searched.
    if FORMAT not in text[:10_000]:
        raise InvalidEntry(
            f"this is not an export of “quiz history --export”: “{FORMAT}” is missing"
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
        raise InvalidEntry(f"the first line must have format “{FORMAT}” and version {VERSION}")
    return ExportCounts._make(
        header.whole(name, 0, MAX_EXPORT_BYTES) for name in ExportCounts._fields
    )
