"""Items of QTI 1.2 as questions of a bank, by what they ask."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from lxml import etree

from quiz.convert.html import reduce
from quiz.convert.ids import has_meaning, take_as_ids
from quiz.convert.model import ImportedBank, ImportedQuestion, ProgressCallback, SkippedQuestion
from quiz.convert.qti1.items import Item, Marking, MissingKey, Notes, Response, fields_of, notes
from quiz.convert.qti1.keys import (
    accepted,
    chosen_gaps,
    is_number,
    matching,
    multiple,
    number_key,
    ordering,
    single,
    typed_gaps,
)
from quiz.convert.xml import attribute, child, descendants, parse_xml, text_of
from quiz.convert.zip import Archive, open_archive
from quiz.errors import BadFile
from quiz.text.numbers import plain
from quiz.yaml_source.types import Identifier

Data = dict[str, Any]
_POINTS = ("points_possible", "qmd_weighting", "cc_weighting", "max_score", "qmd_absolutescore_max")
_TYPES = ("question_type", "cc_profile", "bbmd_questiontype", "bb_question_type",
          "qmd_questiontype", "qmd_itemtype")  # fmt: skip
_UNMARKED = {
    "essay": "an essay is not marked by a program",
    "short response": "a free text is not marked by a program",
    "file_upload": "a file that is handed in is not marked by a program",
    "file upload": "a file that is handed in is not marked by a program",
    "text_only": "it is a text that asks nothing",
    "stimulus": "it is a text that asks nothing",
    "calculated": "its numbers are drawn for each learner, by a formula",
    "formula": "its numbers are drawn for each learner, by a formula",
    "hot_spot": "a place on a picture is to be pointed at",
    "hot-spot": "a place on a picture is to be pointed at",
    "categorization": "things are to be sorted into groups, which no type of question here does",
    "likert": "no answer is right",
}
_MAX_WORK = 1_000_000
"""Options times conditions and their parts; with 26 pairs to match, some 100,000."""
_GAPS = ("fill_in_multiple_blanks_question", "multiple_dropdowns_question")


def incoming(item: Item) -> ImportedQuestion:
    """Return an item as a question; raise `Unkeyed` when it cannot be one."""
    kind = next((item.fields[name] for name in _TYPES if name in item.fields), "").lower()
    for word, reason in _UNMARKED.items():
        if word in kind:
            raise MissingKey(reason)
    _check_size(item)
    lost: list[str] = []
    marking = Marking(item)
    said = notes(item, marking)
    data = _asked(item, kind, marking, said, lost)
    if item.stem.lost:
        lost.append(f"{'text' if 'text' in data else 'prompt'}: {', '.join(item.stem.lost)}")
    data |= said.explained(lost).data()
    data |= _points(item, lost)
    return ImportedQuestion(item.place, data, lost=lost)


def _check_size(item: Item) -> None:
    """Refuse an item that would take long to mark: a question has far fewer options."""
    scoring = (each for each in item.conditions if child(each, "setvar") is not None)
    tests = len(item.conditions) + sum(1 for condition in scoring for _ in condition.iter())
    options = sum(len(response.choices) or tests for response in item.responses)
    if options * tests > _MAX_WORK:
        raise MissingKey("it has more options and conditions than a question may have")


def _points(item: Item, lost: list[str]) -> Data:
    own = next((item.fields[name] for name in _POINTS if item.fields.get(name)), "1")
    text = item.group_points or own
    if not is_number(text):
        return {}
    points = plain(abs(Decimal(text)))
    if points == "0":
        lost.append("points: it counted for nothing")
        return {}
    return {} if points == "1" else {"points": points}


def _asked(item: Item, kind: str, marking: Marking, said: Notes, lost: list[str]) -> Data:
    """Return the question without what all types have."""
    responses = item.responses
    if not responses:
        raise MissingKey("there is nothing to be answered")
    if any(each.kind == "response_xy" for each in responses):
        raise MissingKey("a place on a picture is to be pointed at")
    typed = [each for each in responses if each.typed]
    if typed and len(typed) < len(responses):
        raise MissingKey("it mixes what is typed with what is chosen")
    if kind in _GAPS and not typed:
        return chosen_gaps(item, kind, marking, said, lost)
    if len(typed) > 1 or len(item.parts()) > 1:
        return typed_gaps(item, marking, lost)
    prompt = {"prompt": item.stem.text}
    if typed:
        numeric = typed[0].number or "numeric" in kind
        key = number_key(marking, lost) if numeric else _short_answer(typed[0], marking, lost)
        return _typed(prompt, key)
    return _typed(prompt, _chosen(item, kind, marking, said, lost))


def _typed(prompt: Data, key: Data) -> Data:
    return {"type": key["type"], **prompt, **key}


def _chosen(item: Item, kind: str, marking: Marking, said: Notes, lost: list[str]) -> Data:
    first = item.responses[0]
    if len(item.responses) > 1 or "match" in kind and "pattern" not in kind:
        return matching(item, marking, lost)
    if first.cardinality == "ordered":
        return ordering(first, marking, lost)
    several = first.cardinality == "multiple" or "multiple_answers" in kind
    if several:
        return multiple(item, first, marking, said, lost)
    return single(first, marking, said, lost)


def _short_answer(response: Response, marking: Marking, lost: list[str]) -> Data:
    texts, sensitive = accepted(response, marking, lost)
    case = {"case_sensitive": "true"} if sensitive else {}
    return {"type": "short_answer", "answers": texts, **case}


_ROOTS = tuple("questestinterop".encode(each) for each in ("utf-8", "utf-16-le", "utf-16-be"))
_MANIFEST = b"imsmanifest.xml"
_ARCHIVE = b"PK\x03\x04"
_LOOKED_AT = 20_000
_SUFFIXES = (".xml", ".qti", ".dat")


class _Document(NamedTuple):
    """One file of items."""

    name: str
    """In its archive; empty for a bare file."""
    root: etree._Element
    description: str


def reads(data: bytes) -> bool:
    """Check whether a file is in the format: XML or a package whose items are of QTI 1.2."""
    if not data.startswith(_ARCHIVE):
        return _is_items(data)
    try:
        archive = open_archive(data)
        return any(_is_items(archive.read(name)) for name in _candidates(archive))
    except BadFile:
        # `read` says what is wrong with it.
        return _MANIFEST in data


def _is_items(data: bytes) -> bool:
    return any(root in data[:_LOOKED_AT] for root in _ROOTS)


def read(data: bytes, tick: ProgressCallback) -> list[ImportedBank]:
    """Return the banks in a file; raise `BadFile` if none of it can be read."""
    documents = list(_documents(data))
    banks = [
        (bank, items, f" ({_short(document.name)})" if len(documents) > 1 else "")
        for document in documents
        for bank, items in _banks(document)
    ]
    total = sum(len(items) for _, items, _ in banks)
    done = 0
    for bank, items, name in banks:
        titles = []
        for number, element in enumerate(items, 1):
            titles.append(_take(Item(element, f"item {number}{name}"), bank))
            done += 1
            tick(done, total)
        take_as_ids(bank.questions, [title for title in titles if title is not None])
    found = [bank for bank, items, _ in banks if items]
    if not found:
        raise BadFile("has no questions")
    return found


def _documents(data: bytes) -> Iterator[_Document]:
    if not data.startswith(_ARCHIVE):
        yield _Document("", parse_xml(data), "")
        return
    archive = open_archive(data)
    names = set(archive.names)
    for name in _candidates(archive):
        path = PurePosixPath(name)
        # A cartridge has two copies of a quiz; the one for Canvas holds more.
        if f"non_cc_assessments/{path.parent.name}.xml.qti" in names and path.suffix == ".xml":
            continue
        content = archive.read(name)
        if _is_items(content):
            yield _Document(name, _parsed(content, name), _description(archive, path))


def _candidates(archive: Archive) -> list[str]:
    return [name for name in archive.names if name.lower().endswith(_SUFFIXES)]


def _parsed(content: bytes, name: str) -> etree._Element:
    try:
        return parse_xml(content)
    except BadFile as error:
        raise BadFile(f"“{name}” in the archive: {error}") from error


def _description(archive: Archive, path: PurePosixPath) -> str:
    """Return the description of a quiz, which Canvas keeps in a file beside it."""
    stem = path.name.removesuffix(".qti").removesuffix(".xml")
    for folder in (str(path.parent), stem):
        name = f"{folder}/assessment_meta.xml"
        if name in archive.names:
            root = _parsed(archive.read(name), name)
            return reduce(text_of(child(root, "description"))).text
    return ""


def _short(name: str) -> str:
    name = PurePosixPath(name).name
    return name if len(name) <= 40 else f"{name[:20]}…{name[-19:]}"


def _banks(document: _Document) -> Iterator[tuple[ImportedBank, Sequence[etree._Element]]]:
    """Yield the banks of a file with their items."""
    parents = list(descendants(document.root, "assessment", "objectbank")) or [document.root]
    for parent in parents:
        fields = fields_of(parent)
        title = attribute(parent, "title") or fields.get("bank_title", "")
        name = fields.get("bank_id", "")
        bank = ImportedBank(
            title=" ".join(title.split()),
            id=name if Identifier.fits(name) else "",
            description=document.description,
            language=attribute(parent, "lang"),
        )
        bank.lost += _lost(parent)
        yield bank, list(descendants(parent, "item"))


def _lost(parent: etree._Element) -> Iterator[str]:
    """Yield what of a quiz as a whole could not be carried."""
    draws = list(descendants(parent, "selection_number"))
    if draws:
        yield "groups: some questions were drawn at random from many; all are here"
    away = list(descendants(parent, "itemref", "sourcebank_ref", "bankentry_item"))
    if away:
        yield "groups: questions that stand in a question bank are not repeated"


def _take(item: Item, bank: ImportedBank) -> str | None:
    """Add an item to a bank; return its title, None when it was skipped."""
    title = has_meaning(item.title)
    try:
        made = incoming(item)
    except MissingKey as reason:
        bank.skipped.append(SkippedQuestion(item.place, title or item.stem.text, str(reason)))
        return None
    made.name = title or item.stem.text
    bank.questions.append(made)
    return title
