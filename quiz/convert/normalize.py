"""Texts from elsewhere as a bank may hold them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from quiz.bank.questions import read_question
from quiz.convert.ids import identifier, unused
from quiz.convert.model import ImportedQuestion
from quiz.convert.suggest_quotes import QuoteSuggester
from quiz.model.bank import Source
from quiz.model.problem import Severity
from quiz.model.question import Question, Quote
from quiz.question_types.options import write_quotes
from quiz.quotes.locate import QuoteProblem, locate_all
from quiz.text.cleaning import clean, describe_character, first_forbidden, truncate
from quiz.yaml_source.parse import from_data
from quiz.yaml_source.problems import ProblemLog
from quiz.yaml_source.types import Identifier
from quiz.yaml_source.writer import yaml_lines

_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNSEEN = re.compile("[\xad\u200b\u200e\u200f\u2060\ufeff]")
"""Marks that nobody sees or misses; other systems write them to break lines."""


def cleaned(data: Any, lost: list[str]) -> Any:
    """Return texts, lists and mappings without what no bank may hold; what that was goes to `lost`.

    Other line ends are line feeds; marks that are not seen go; other characters that a terminal
    could act on are replaced by a sign, which is a loss.
    """
    if isinstance(data, str):
        return _text(data, lost)
    if isinstance(data, Mapping):
        return {_text(key, lost): cleaned(value, lost) for key, value in data.items()}
    return [cleaned(item, lost) for item in data]


def _text(text: str, lost: list[str]) -> str:
    text = _UNSEEN.sub("", _ENDS.sub("\n", text)).strip()
    found = first_forbidden(text)
    if found is None:
        return text
    loss = f"characters that no bank may hold, such as {describe_character(text[found])}"
    if loss not in lost:
        lost.append(loss)
    return clean(text)


_OPTIONS = ("answer", "answers", "distractors")
"""Keys whose values may be options, which have quotes of their own."""


@dataclass(slots=True)
class NormalizedQuestion:
    """One question on its way into a bank."""

    incoming: ImportedQuestion
    data: dict[str, Any]
    lost: list[str]
    missing_quotes: list[str] = field(default_factory=list)
    """Losses: the quotes that are in none of the sources, each with the reason."""
    notes: list[str] = field(default_factory=list)
    """What a comment above it says."""
    question: Question | None = None
    """None when no bank may hold it."""
    reason: str = ""
    """Why none may."""
    proposed: bool = False


def normalize(
    incoming: Sequence[ImportedQuestion], sources: Mapping[str, Source]
) -> list[NormalizedQuestion]:
    """Return questions with ids of their own, and of their quotes those that the sources hold."""
    placed = [_placed(each) for each in incoming]
    _name(placed)
    _keep_found(placed, sources)
    for each in placed:
        each.question, each.reason = _read(each.data)
        if each.question is None:
            each.reason = "; ".join([each.reason, *each.missing_quotes])
    _keep_known_enemies(placed)
    return placed


def _placed(incoming: ImportedQuestion) -> NormalizedQuestion:
    lost = list(incoming.lost)
    return NormalizedQuestion(incoming, cleaned(incoming.data, lost), lost)


def _name(placed: Sequence[NormalizedQuestion]) -> None:
    """Give each question an id; an enemy follows where its id changed."""
    used: set[str] = set()
    renamed: dict[str, str] = {}
    for number, each in enumerate(placed, 1):
        given = each.data.pop("id", "")
        words = each.incoming.name or each.data.get("prompt", "")
        fits = Identifier.fits(given)
        name = unused(given if fits else identifier(given or words, f"q{number}"), used)
        if given and name != given:
            each.lost.append(f"id: “{given}” is now “{name}”")
            renamed.setdefault(given, name)
        used.add(name)
        each.data = {"id": name, **each.data}
    for each in placed:
        if "enemies" in each.data:
            each.data["enemies"] = [renamed.get(name, name) for name in each.data["enemies"]]


def _keep_known_enemies(placed: Sequence[NormalizedQuestion]) -> None:
    known = {each.data["id"] for each in placed if each.question is not None}
    for each in placed:
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


def _keep_found(placed: Sequence[NormalizedQuestion], sources: Mapping[str, Source]) -> None:
    """Keep the quotes that stand in the sources; the others become comments."""
    holders = [(each, holder) for each in placed for holder in _holders(each.data)]
    quotes = [[_known(quote, sources) for quote in _quotes(holder)] for _, holder in holders]
    flat = [quote for some in quotes for quote in some]
    found = dict(zip(map(id, flat), locate_all(flat, sources), strict=True)) if sources else {}
    for (each, holder), some in zip(holders, quotes, strict=True):
        kept = []
        for quote in some:
            result = found.get(id(quote))
            if result is not None and not isinstance(result, QuoteProblem):
                kept.append(quote)
                continue
            why = "there is no source to find it in" if result is None else result.message
            each.missing_quotes.append(f"quote “{_short(quote.text)}”: {why}")
            each.notes.append(f"quote, {why}: {quote.text}")
        holder.pop("quote", None)
        holder.pop("quotes", None)
        holder.update(write_quotes(kept))


def _holders(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the groups of keys that have quotes: the question's own, then options'."""
    groups = [data]
    for key in _OPTIONS:
        value = data.get(key)
        items = value if isinstance(value, list) else [value]
        groups += [item for item in items if isinstance(item, dict)]
    return (group for group in groups if "quote" in group or "quotes" in group)


def _quotes(holder: Mapping[str, Any]) -> list[Quote]:
    written = holder.get("quotes", [holder["quote"]] if "quote" in holder else [])
    return [Quote(**each) if isinstance(each, dict) else Quote(each) for each in written]


def _known(quote: Quote, sources: Mapping[str, Source]) -> Quote:
    """Return the quote without the name of a source that the bank does not have."""
    if quote.source is None or quote.source in sources:
        return quote
    return Quote(quote.text, None, quote.near)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return truncate(line, 60)


def _read(data: Mapping[str, Any]) -> tuple[Question | None, str]:
    """Return the question, or None and why no bank may hold it."""
    report = ProblemLog("")
    question = read_question(from_data(data), report).question
    errors = [each for each in report.problems if each.severity is Severity.ERROR]
    if question is not None and not errors:
        return question, ""
    return None, "; ".join(problem.message for problem in errors)


def suggest_quotes(
    placed: Sequence[NormalizedQuestion], sources: Mapping[str, Source], accept: bool
) -> None:
    """Propose a quote for each question without one: as a comment or, if accepted, in place."""
    proposer = QuoteSuggester(sources)
    for each in placed:
        if each.question is None or each.data.keys() & {"quote", "quotes"}:
            continue
        quote = proposer.propose(each.question)
        if quote is None:
            continue
        each.proposed = True
        if accept:
            each.data |= write_quotes([quote])
            each.notes.append("the quote was proposed by program: see that it supports the key")
        else:
            each.notes += ["proposed, if it supports the key:", *yaml_lines(write_quotes([quote]))]
