"""The bank that an import makes: restored or normalized questions as YAML, with the losses."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from quiz.bank.fields import BANK, FORMAT
from quiz.bank.questions import read_question, rebuild_question
from quiz.convert.model import (
    ConversionLoss,
    ImportedBank,
    ImportedQuestion,
    ProgressCallback,
    SkippedQuestion,
    identifier,
    no_progress,
    unused,
)
from quiz.convert.suggest_quotes import QuoteSuggester
from quiz.model.bank import Source
from quiz.model.problem import Severity
from quiz.model.question import Question, Quote
from quiz.question_types import QUESTION_TYPES
from quiz.question_types.options import write_quotes
from quiz.quotes.locate import QuoteProblem, locate_all
from quiz.text.cleaning import clean, clean_line, describe_character, first_forbidden, truncate
from quiz.yaml_source.fields import Identifier
from quiz.yaml_source.parse import from_data
from quiz.yaml_source.problems import ProblemLog
from quiz.yaml_source.writer import yaml_item, yaml_lines

_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Invisible characters; other systems insert them where a line may break.
_INVISIBLE = re.compile("[\xad\u200b\u200e\u200f\u2060\ufeff]")


def cleaned(data: Any, lost: list[str]) -> Any:
    """Return texts, lists and mappings without characters that banks cannot hold; fill `lost`.

    Line ends become line feeds and invisible marks are removed. Other control characters are
    replaced, which is a loss.
    """
    if isinstance(data, str):
        return _text(data, lost)
    if isinstance(data, Mapping):
        return {_text(key, lost): cleaned(value, lost) for key, value in data.items()}
    return [cleaned(item, lost) for item in data]


def _text(text: str, lost: list[str]) -> str:
    text = _INVISIBLE.sub("", _ENDS.sub("\n", text)).strip()
    found = first_forbidden(text)
    if found is None:
        return text
    loss = f"characters that are not allowed in a bank, such as {describe_character(text[found])}"
    if loss not in lost:
        lost.append(loss)
    return clean(text)


# Keys whose values may be options, which have quotes of their own.
_OPTIONS = ("answer", "answers", "distractors")


@dataclass(slots=True)
class NormalizedQuestion:
    """An imported question, ready for a bank."""

    imported: ImportedQuestion
    data: dict[str, Any]
    lost: list[str]
    missing_quotes: list[str] = field(default_factory=list)
    """Losses: the quotes that no source contains, each with the reason."""
    notes: list[str] = field(default_factory=list)
    """Lines for the comment above it."""
    question: Question | None = None
    """None when it is not valid in a bank."""
    reason: str = ""
    """Why it is not valid."""
    proposed: bool = False


def normalize(
    imported: Sequence[ImportedQuestion],
    sources: Mapping[str, Source],
    tick: ProgressCallback = no_progress,
) -> list[NormalizedQuestion]:
    """Return questions with unique ids, cleaned texts and only the quotes found in the sources."""
    questions = []
    for one in imported:
        lost = list(one.lost)
        questions.append(NormalizedQuestion(one, cleaned(one.data, lost), lost))
    # Ids come before anything else: quotes and losses name the questions by them.
    _name(questions)
    _keep_found(questions, sources)
    for done, each in enumerate(questions, 1):
        # What the reader of banks accepts is the only test of a question.
        each.question, each.reason = _read(each.data)
        tick(done, len(questions))
        if each.question is None:
            each.reason = "; ".join([each.reason, *each.missing_quotes])
    _keep_known_enemies(questions)
    return questions


def _name(questions: Sequence[NormalizedQuestion]) -> None:
    """Give each question a unique id, and update references in `enemies`."""
    used: set[str] = set()
    renamed: dict[str, str] = {}
    for number, each in enumerate(questions, 1):
        given = each.data.pop("id", "")
        words = each.imported.name or each.data.get("prompt", "")
        fits = Identifier.fits(given)
        name = unused(given if fits else identifier(given or words, f"q{number}"), used)
        if given and name != given:
            each.lost.append(f"id: “{given}” is now “{name}”")
            renamed.setdefault(given, name)
        used.add(name)
        each.data = {"id": name, **each.data}
    # Only now are all new ids known.
    for each in questions:
        if "enemies" in each.data:
            each.data["enemies"] = [renamed.get(name, name) for name in each.data["enemies"]]


def _keep_known_enemies(questions: Sequence[NormalizedQuestion]) -> None:
    known = {each.data["id"] for each in questions if each.question is not None}
    for each in questions:
        if "enemies" not in each.data:
            continue
        kept = [name for name in each.data["enemies"] if name in known]
        each.lost += [
            f"enemies: there is no question “{name}”"
            for name in each.data["enemies"]
            if name not in known
        ]
        each.data["enemies"] = kept
        if not kept:
            del each.data["enemies"]


def _keep_found(questions: Sequence[NormalizedQuestion], sources: Mapping[str, Source]) -> None:
    """Keep the quotes that the sources contain; turn the others into comments."""
    holders = [(each, holder) for each in questions for holder in _holders(each.data)]
    quotes = [_quotes(holder, sources) for _, holder in holders]
    # One search for all quotes, because each search reads the whole sources.
    flat = [quote for some in quotes for quote in some]
    found = dict(zip(map(id, flat), locate_all(flat, sources), strict=True)) if sources else {}
    for (each, holder), some in zip(holders, quotes, strict=True):
        kept = []
        for quote in some:
            result = found.get(id(quote))
            if result is not None and not isinstance(result, QuoteProblem):
                kept.append(quote)
                continue
            why = "there is no source to search" if result is None else result.message
            each.missing_quotes.append(
                f"quote “{truncate(' '.join(quote.text.split()), 60)}”: {why}"
            )
            each.notes.append(f"quote, {why}: {quote.text}")
        # A quote that is not in a source is an error in a bank, so only a comment keeps it.
        holder.pop("quote", None)
        holder.pop("quotes", None)
        holder.update(write_quotes(kept))


def _holders(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the mappings that have quotes: the question, then its options."""
    groups = [data]
    for key in _OPTIONS:
        value = data.get(key)
        items = value if isinstance(value, list) else [value]
        groups += [item for item in items if isinstance(item, dict)]
    return (group for group in groups if "quote" in group or "quotes" in group)


def _quotes(holder: Mapping[str, Any], sources: Mapping[str, Source]) -> list[Quote]:
    written = holder.get("quotes", [holder["quote"]] if "quote" in holder else [])
    quotes = [Quote(**each) if isinstance(each, dict) else Quote(each) for each in written]
    # The name of a source that this bank does not have must not stop the search in the others.
    return [
        quote if quote.source in (None, *sources) else Quote(quote.text, None, quote.near)
        for quote in quotes
    ]


def _read(data: Mapping[str, Any]) -> tuple[Question | None, str]:
    """Return the question, or None and why it is not valid in a bank."""
    report = ProblemLog("")
    question = read_question(from_data(data), report).question
    errors = [each for each in report.problems if each.severity is Severity.ERROR]
    if question is not None and not errors:
        return question, ""
    return None, "; ".join(problem.message for problem in errors)


def suggest_quotes(
    questions: Sequence[NormalizedQuestion],
    sources: Mapping[str, Source],
    accept: bool,
    tick: ProgressCallback = no_progress,
) -> None:
    """Suggest a quote for each question without one: as a comment or, if `accept`, as its quote."""
    suggester = QuoteSuggester(sources)
    for done, each in enumerate(questions, 1):
        tick(done, len(questions))
        if each.question is None or each.data.keys() & {"quote", "quotes"}:
            continue
        quote = suggester.suggest(each.question)
        if quote is None:
            continue
        each.proposed = True
        if accept:
            each.data |= write_quotes([quote])
            each.notes.append(
                "the quote was suggested automatically: check that it supports the key"
            )
        else:
            each.notes += [
                "suggested quote; use it if it supports the key:",
                *yaml_lines(write_quotes([quote])),
            ]


_MAX_DEPTH = 8


class Restored(NamedTuple):
    """A question, and the same in bank format."""

    question: Question
    data: dict[str, Any]


def restore(data: object) -> Restored | None:
    """Return the question from data that `write_question` made; None if it is not valid.

    Data found in the sources are left out, because the new bank finds them there again.
    """
    if not isinstance(data, dict) or not _is_plain(data, _MAX_DEPTH):
        return None
    question = rebuild_question(data)
    if question is None:
        return None
    found = {field.name for field in QUESTION_TYPES[question.kind].stored}
    return Restored(question, {key: value for key, value in data.items() if key not in found})


def _is_plain(data: object, max_depth: int) -> bool:
    """Check whether data are only texts, lists and mappings, at most `max_depth` levels deep."""
    if isinstance(data, str):
        return True
    if not max_depth or not isinstance(data, list | dict):
        return False
    values = data
    if isinstance(data, dict):
        if not all(isinstance(key, str) for key in data):
            return False
        values = list(data.values())
    return all(_is_plain(value, max_depth - 1) for value in values)


_NO_SOURCE = (
    "# No source: quotes could not be checked. “quiz import --source TEXT” searches for quotes."
)


@dataclass(frozen=True, slots=True)
class Plan:
    """The settings for a bank that an import makes."""

    id: str
    title: str
    description: str = ""
    """As it was read, like `language`: what a bank cannot hold of it becomes a loss."""
    language: str = ""
    sources: Mapping[str, Source] = field(default_factory=dict)
    paths: Mapping[str, str] = field(default_factory=dict)
    """The path of each source as written in the bank."""
    accept: bool = False
    """Whether suggested quotes are written as quotes, not as comments."""


class Assembled(NamedTuple):
    """The text of a bank, with the losses and the skipped questions."""

    text: str
    questions: int
    proposed: int
    """The number of questions with a suggested quote."""
    unsupported: int
    """The number of questions without any quote."""
    losses: tuple[ConversionLoss, ...]
    skipped: tuple[SkippedQuestion, ...]


def assemble(
    banks: Sequence[ImportedBank], plan: Plan, tick: ProgressCallback = no_progress
) -> Assembled:
    """Return one bank with all imported questions.

    A question that is not valid in a bank becomes a comment with the reason.
    """
    questions = normalize([each for bank in banks for each in bank.questions], plan.sources, tick)
    if plan.sources:
        suggest_quotes(questions, plan.sources, plan.accept, tick)
    kept = [each for each in questions if each.question is not None]
    bare = [each for each in kept if not each.data.keys() & {"quote", "quotes"}]
    items = (line for each in questions for line in _item(each))
    lost: list[str] = []
    text = "\n".join([*_head(plan, lost), "questions:", *items])
    return Assembled(
        text.rstrip("\n") + "\n",
        len(kept),
        sum(each.proposed for each in questions),
        sum(not each.proposed for each in bare),
        (*(ConversionLoss(plan.id, "", what) for what in lost), *_losses(banks, questions, plan)),
        tuple(_skipped(banks, questions)),
    )


def _head(plan: Plan, lost: list[str]) -> Iterator[str]:
    """Yield the lines above the questions; `lost` takes what they cannot hold of the plan."""
    title = " ".join(plan.title.split())
    # Other systems write de_DE.
    language = plan.language.strip().replace("_", "-")
    described = {"title": title, "description": plan.description, "language": language}
    fitting = {key: _fitting(key, text, lost) for key, text in described.items() if text.strip()}
    data = {"format": str(FORMAT), "id": plan.id, "title": fitting.pop("title", "") or plan.id}
    data |= {key: text for key, text in fitting.items() if text}
    yield from yaml_lines(data)
    if plan.sources:
        yield from yaml_lines({"sources": dict(plan.paths)})
    else:
        yield _NO_SOURCE
    yield ""


def _fitting(key: str, text: str, lost: list[str]) -> str:
    """Return the text of a bank's own field as a bank can hold it; empty if it cannot hold it."""
    changes: list[str] = []
    text = _text(text, changes)
    lost += [f"{key}: {change}" for change in changes]
    # The field itself judges, so that the bank can be read whatever its rules are.
    report = ProblemLog("")
    BANK[key].shape.read(from_data(text), report, key)
    if not report.has_errors:
        return text
    lost.append(f"{key}: left out, because {report.problems[0].message}")
    return ""


def _item(questions: NormalizedQuestion) -> list[str]:
    """Return the lines of a question, comments first; only comments if it is left out."""
    lines = yaml_item(questions.data, "  ")
    # Missing quotes are in the notes in full.
    notes = [*(f"not kept: {loss}" for loss in questions.lost), *questions.notes]
    comments = [f"  # {clean_line(note)}".rstrip() for note in notes]
    if questions.question is None:
        reason = "  # " + clean_line(f"left out ({questions.imported.place}): {questions.reason}")
        lines = [reason, *(f"  # {line[2:]}".rstrip() for line in lines)]
    return [*comments, *lines, ""]


def _losses(
    banks: Sequence[ImportedBank], questions: Sequence[NormalizedQuestion], plan: Plan
) -> Iterator[ConversionLoss]:
    for bank in banks:
        for what in bank.lost:
            yield ConversionLoss(plan.id, "", what)
        if len(banks) > 1 and bank.description:
            # The description of one group would be wrong for all of them.
            yield ConversionLoss(plan.id, "", f"description: that of “{bank.title or bank.id}”")
        if len(banks) > 1 and bank.language not in ("", plan.language):
            yield ConversionLoss(plan.id, "", f"language: “{bank.title or bank.id}” has its own")
    for each in questions:
        if each.question is not None:
            for what in [*each.lost, *each.missing_quotes]:
                yield ConversionLoss(plan.id, each.data["id"], what)


def _skipped(
    banks: Sequence[ImportedBank], questions: Sequence[NormalizedQuestion]
) -> Iterator[SkippedQuestion]:
    for bank in banks:
        yield from bank.skipped
    for each in questions:
        if each.question is None:
            yield SkippedQuestion(
                each.imported.place, each.imported.name or each.data["id"], each.reason
            )
