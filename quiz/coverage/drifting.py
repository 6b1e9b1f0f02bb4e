"""Drift as lines of text, not cleaned, and as data for programs."""

from collections import Counter
from collections.abc import Iterator, Sequence

from quiz.evidence.drift import BROKEN, Drift, Fate, QuoteDrift
from quiz.evidence.misses import Miss, short
from quiz.model.bank import Citation, Span
from quiz.text.counting import counted

_WORDS = {
    Fate.LOST: "lost",
    Fate.DOUBLED: "doubled",
    Fate.TYPOGRAPHIC: "only typographic now",
    Fate.MOVED: "moved",
    Fate.SAME: "as before",
}


def broken(found: Sequence[Drift]) -> bool:
    """Check whether any question lost its quote or has it in more than one place."""
    return any(each.fate in BROKEN for each in found)


def drift_lines(found: Sequence[Drift]) -> Iterator[str]:
    """Yield a line for each quote that did not stay, the gravest first, then the count."""
    for fate in Fate:
        for each in found:
            if each.fate is fate is not Fate.SAME:
                yield from (_line(each, one) for one in each.quotes if one.fate is not Fate.SAME)
    counts = Counter(each.fate for each in found)
    said = ", ".join(f"{counts[fate]:,} {words}" for fate, words in _WORDS.items())
    yield f"{counted(len(found), 'question')}: {said}"


def drift_data(found: Sequence[Drift]) -> dict[str, object]:
    """Return what the command prints as JSON; questions that stayed are only counted."""
    counts = Counter(each.fate for each in found)
    return {
        "questions": len(found),
        "counts": {fate.value: counts[fate] for fate in Fate},
        "drift": [_drift_data(each) for each in found if each.fate is not Fate.SAME],
    }


def _line(each: Drift, one: QuoteDrift) -> str:
    line, column = one.quote.position
    place = f"{each.bank.path}:{line}:{column}"
    return f"{place}: {_WORDS[one.fate]} {each.question.id} “{short(one.quote.text)}”: {_how(one)}"


def _how(one: QuoteDrift) -> str:
    """Return what happened to a quote in words."""
    before, after = one.before, one.after
    if isinstance(after, Miss):
        return f"stood in {_where(before)}; {after.message}"
    if after.source != before.source:
        return f"from {_where(before)} to {_where(after)}"
    step = after.spans[0].start - before.spans[0].start
    if after.paragraph != before.paragraph:
        return f"from paragraph {before.paragraph} to {after.paragraph}, {_steps(step)}"
    return f"paragraph {after.paragraph}, {_steps(step)}"


def _where(citation: Citation) -> str:
    return f"“{citation.source}”, paragraph {citation.paragraph}"


def _steps(step: int) -> str:
    if step == 0:
        return "at the same character"
    return f"{counted(abs(step), 'character')} {'later' if step > 0 else 'earlier'}"


def _drift_data(each: Drift) -> dict[str, object]:
    return {
        "bank": each.bank.id,
        "path": str(each.bank.path),
        "question": each.question.id,
        "fate": each.fate.value,
        "quotes": [_quote(one) for one in each.quotes],
    }


def _quote(one: QuoteDrift) -> dict[str, object]:
    missed = one.after if isinstance(one.after, Miss) else None
    return {
        "quote": one.quote.text,
        "line": one.quote.position.line,
        "column": one.quote.position.column,
        "fate": one.fate.value,
        "before": _citation(one.before),
        "after": None if isinstance(one.after, Miss) else _citation(one.after),
        "places": _pairs(missed.spans) if missed else [],
        "message": missed.message if missed else None,
    }


def _citation(citation: Citation) -> dict[str, object]:
    return {
        "source": citation.source,
        "paragraph": citation.paragraph,
        "match": citation.match.value,
        "spans": _pairs(citation.spans),
    }


def _pairs(spans: Sequence[Span]) -> list[list[int]]:
    return [list(span) for span in spans]
