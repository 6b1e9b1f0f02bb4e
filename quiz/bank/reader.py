"""The reader of banks: every problem with its position, and the bank if there is no error."""

import gc
from collections import Counter, abc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from quiz.bank.fields import BANK, MAX_QUESTIONS, rulings
from quiz.bank.questions import BankDefaults, EvidenceResolver, QuestionReading, read_question
from quiz.bank.sources import Texts, read_sources, source_files
from quiz.errors import BadFile
from quiz.model.bank import Bank, Citation, Source
from quiz.model.problem import START, Position, Problem, Rulings, Severity
from quiz.model.question import Question, Quote
from quiz.quotes.errors import QuoteProblem, Reason
from quiz.quotes.locate import locate_in
from quiz.quotes.sources import SourceText, texts_of
from quiz.yaml_source.fields import Identifier, Values
from quiz.yaml_source.parse import Mapping, Node, Scalar, Sequence, scan
from quiz.yaml_source.problems import ProblemLog
from quiz.yaml_source.untrusted_files import Unreadable, as_saved, read_text

MAX_BANK_BYTES = 64_000_000
_PARTED = "; commas separate the entries inside [ ]: put quotes around a quote that has one"


class QuestionPosition(NamedTuple):
    """Where a question starts in its file, sound or not."""

    id: str | None
    position: Position


class BankReading(NamedTuple):
    """The result of reading one bank file."""

    bank: Bank | None
    """None when any problem is an error."""
    problems: tuple[Problem, ...]
    questions: int
    """Questions in the file, wrong ones too."""
    quotes: int
    """Quotes looked for in their sources."""
    text: str
    """The file's text; empty when it could not be read."""
    sources: abc.Mapping[str, Source]
    """The sources that could be read, by name."""
    texts: abc.Mapping[str, SourceText]
    """Their texts with the data derived from them, by name too."""
    rulings: Rulings = Rulings()
    """The settings and allowances of rules in the file."""
    outline: tuple[QuestionPosition, ...] = ()
    """Every item of its questions, in order."""
    partial: Bank | None = None
    """The bank, errors or not: questions that could be read, quotes that were found."""
    files: tuple[Path, ...] = ()
    """The paths of its sources, whether they exist or not."""
    end: Position | None = None
    """The position of the key after its questions; None when there is none."""


def read_bank(
    path: Path,
    name: str | None = None,
    instead: Texts | None = None,
    typed: str | None = None,
    known: Iterable[SourceText] = (),
) -> BankReading:
    """Read the bank at `path`, which problems call `name` (by default, the path).

    A text in `instead` replaces the place of the source at its path, and `typed` that of the bank's
    own file, as if it were saved there. What was derived of the `known` texts of an earlier
    reading is reused where a source still has the same text.
    """
    with no_garbage_collection():
        return _read_bank(path, name, instead or {}, typed, known)


@contextmanager
def no_garbage_collection() -> Iterator[None]:
    """Pause the collector: it would scan the growing bank again and again and find nothing."""
    # No node refers back to another, so reference counts alone free all of them.
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _read_bank(
    path: Path, name: str | None, instead: Texts, typed: str | None, known: Iterable[SourceText]
) -> BankReading:
    report = ProblemLog(str(path) if name is None else name)
    try:
        text = read_text(path, MAX_BANK_BYTES) if typed is None else as_saved(typed, MAX_BANK_BYTES)
    except Unreadable as error:
        report.error(error.position, "unreadable", f"the file {error}")
        return BankReading(None, tuple(report.problems), 0, 0, "", {}, {})
    root = scan(text, report)
    if type(root) is not Mapping:
        # A warning is no reason: a bank that cannot be played must have an error that says why.
        if not report.has_errors:
            position = START if root is None else root.position
            report.error(
                position,
                "not-a-bank",
                "this is not a bank: a bank has the keys format, id, title and questions",
            )
        return BankReading(None, tuple(report.problems), 0, 0, text, {}, {})
    return _read_root(root, path, report, text, instead, known)


def read_sources_of(path: Path) -> tuple[dict[str, Source], tuple[Problem, ...]]:
    """Return the sources of a bank by name, even if it has errors, and their problems.

    Raises `BadFile` when there are none.
    """
    report = ProblemLog(str(path))
    try:
        root = scan(read_text(path, MAX_BANK_BYTES), report)
    except Unreadable as error:
        raise BadFile(f"“{path}” {error}") from error
    node = root.entries.get("sources") if isinstance(root, Mapping) else None
    sources = read_sources(node, path, report, {})[0] if isinstance(node, Mapping) else {}
    if not sources:
        errors = [each for each in report.problems if each.severity is Severity.ERROR]
        raise BadFile(str(errors[0]) if errors else f"“{path}” names no source: add “sources”")
    return sources, tuple(report.problems)


def _read_root(
    root: Mapping,
    path: Path,
    report: ProblemLog,
    text: str,
    instead: Texts,
    known: Iterable[SourceText],
) -> BankReading:
    # Missing, unknown and wrong keys are reported where all groups of keys are read, in
    # yaml_source/fields.py; here and below, what can only be seen of the bank as a whole.
    values, _ = BANK.read(root, report)
    sources: dict[str, Source] = {}
    whole = True
    if "sources" in values:
        sources, whole = read_sources(values["sources"], path, report, instead)
    readings = _read_questions(values, report)
    # All quotes of the bank at once, after all questions: one pass over a source finds them all.
    texts = texts_of(sources, known)
    citations = _locate(report.quotes, texts, whole, report)
    evidence = EvidenceResolver(texts, citations, report)
    questions = tuple(
        evidence.resolve(reading.question) for reading in readings if reading.question
    )
    if whole:
        _warn_of_unused(sources, citations, values, report)
    # With errors too: the preview shows what could be read while the rest is being written.
    partial = _bank(path, values, questions, sources, citations)
    bank = None if report.has_errors else partial
    problems = tuple(sorted(report.problems, key=lambda problem: problem.position))
    counts = len(readings), len(report.quotes)
    ruled = rulings(values, (reading.allowances for reading in readings))
    outline = tuple(QuestionPosition(reading.id, reading.position) for reading in readings)
    files = source_files(values.get("sources"), path)
    keys = list(root.keys)
    after = keys[keys.index("questions") + 1 :] if "questions" in keys else []
    end = root.key_position(after[0]) if after else None
    return BankReading(
        bank, problems, *counts, text, sources, texts, ruled, outline, partial, files, end
    )


def _bank(
    path: Path,
    values: Values,
    questions: tuple[Question, ...],
    sources: dict[str, Source],
    citations: dict[Quote, Citation],
) -> Bank:
    return Bank(
        path=path,
        id=values.get("id", ""),
        title=values.get("title", path.name),
        description=values.get("description", ""),
        language=values.get("language", "en"),
        questions=questions,
        sources=sources,
        citations=citations,
    )


def _read_questions(values: Values, report: ProblemLog) -> list[QuestionReading]:
    node: Sequence | None = values.get("questions")
    defaults = BankDefaults(values.get("language", "en"), values.get("typed", {}))
    if node is None:
        return []
    if not node.items:
        report.error(node.position, "too-few", "the bank has no questions yet: write one")
    if len(node.items) > MAX_QUESTIONS:
        report.error(node.position, "too-many", f"a bank has at most {MAX_QUESTIONS:,} questions")
        return []
    # Nothing needs the nodes of a question that was read; they take most of the memory.
    items, node.items = node.items[::-1], []
    readings = []
    # Popped one by one, so that each can be freed as soon as it was read.
    while items:
        readings.append(read_question(items.pop(), report, defaults=defaults))
    _check_ids(readings, report)
    return readings


def _check_ids(readings: list[QuestionReading], report: ProblemLog) -> None:
    ids = {reading.id for reading in readings}
    # Counted only if any is missing or double: banks of 100,000 questions are read too.
    if len(ids) < len(readings):
        counts = Counter(reading.id for reading in readings if reading.id is not None)
        _report_duplicates(readings, counts, report)
    for reading in readings:
        if reading.enemies is not None:
            _check_enemies(reading.id, reading.enemies, ids, report)


def _report_duplicates(
    readings: list[QuestionReading], counts: Counter[str], report: ProblemLog
) -> None:
    first: dict[str, int] = {}
    for reading in readings:
        if reading.id is None or reading.id_node is None or counts[reading.id] < 2:
            continue
        at = reading.id_node.position
        if reading.id in first:
            report.error(
                at,
                "duplicate-id",
                f"“{reading.id}” is already the id of line {first[reading.id]}: choose another",
            )
        first.setdefault(reading.id, at.line)


def _check_enemies(name: str | None, node: Node, ids: set[str | None], report: ProblemLog) -> None:
    for item in node.items if isinstance(node, Sequence) else [node]:
        # A value that is no id was reported when the field was read.
        if not isinstance(item, Scalar) or not Identifier.fits(item.value):
            continue
        enemy = item.value
        if enemy == name:
            report.error(item.position, "unknown-enemy", "a question cannot be its own enemy")
        elif enemy not in ids:
            near = report.nearest(enemy, [known for known in ids if known is not None])
            report.error(item.position, "unknown-enemy", f"no question has the id “{enemy}”{near}")


def _locate(
    quotes: list[Quote], sources: dict[str, SourceText], whole: bool, report: ProblemLog
) -> dict[Quote, Citation]:
    """Return the citations of the quotes; a quote whose source could not be read is skipped."""
    if not whole:
        quotes = [quote for quote in quotes if quote.source in sources]
    citations: dict[Quote, Citation] = {}
    for quote, found in zip(quotes, locate_in(quotes, sources), strict=True):
        if isinstance(found, QuoteProblem):
            rule = f"quote-{found.reason.value.lower().replace('_', '-')}"
            message = found.message
            if found.reason is Reason.TOO_SHORT:
                message += _PARTED if quote.position in report.parted else ""
            report.error(quote.position, rule, message, found.comparison)
        else:
            citations[quote] = found
    return citations


def _warn_of_unused(
    sources: dict[str, Source],
    citations: dict[Quote, Citation],
    values: Values,
    report: ProblemLog,
) -> None:
    # Where a question could not be read, its quotes are unknown.
    if report.has_errors:
        return
    used = {citation.source for citation in citations.values()}
    for name in sources.keys() - used:
        at = values["sources"].key_position(name)
        report.warning(at, "unused-source", f"no quote comes from “{name}”: quote it, or remove it")
