"""Coverage as lines of text, not cleaned; they read without colour."""

from collections.abc import Iterable, Iterator, Sequence

from quiz.coverage.counting import Counted, unquoted
from quiz.model.bank import Bank
from quiz.text.counting import counted
from quiz.text.shares import percent

_CELLS = 8


def as_lines(found: Sequence[Counted], banks: Sequence[Bank]) -> Iterator[str]:
    """Yield every source with its sentences, then the questions that quote nothing."""
    for number, each in enumerate(found):
        if number:
            yield ""
        yield from _source_lines(each, len(banks) > 1)
    for bank, question in unquoted(banks):
        yield f"The question {named(bank.id, question.id, len(banks) > 1)} quotes nothing."


def named(bank: str, question: str, several: bool) -> str:
    """Return what a question is called: its id, after that of its bank where there are several."""
    return f"{bank}/{question}" if several else question


def summary(found: Counted) -> str:
    """Return how much of a source is asked: `10 of 18 sentences have questions (55%), …`."""
    covered = found.covered
    have = "has a question" if found.with_questions == 1 else "have questions"
    of = f"{found.with_questions:,} of {counted(found.sentences, 'sentence')} {have}"
    asked = percent(found.with_questions / max(1, found.sentences))
    return f"{of} ({asked}), {percent(covered.quoted / max(1, covered.characters))} is quoted"


def ranges(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield ascending numbers as first and last of each run."""
    first = last = 0
    for number in numbers:
        if number == last + 1 and last:
            last = number
            continue
        if last:
            yield first, last
        first = last = number
    if last:
        yield first, last


def _source_lines(found: Counted, several: bool) -> Iterator[str]:
    covered = found.covered
    yield f"Source {found.path}"
    yield "; ".join(f"“{name}” of {bank.id}" for bank, name in found.parts)
    for first, paragraph in zip(covered.firsts, covered.paragraphs, strict=True):
        yield ""
        for number, span in enumerate(paragraph, first):
            text = " ".join(covered.text[slice(*span)].split())
            yield f"{number}. {_sign(found, number, span.end - span.start)}: {text}"
            if number in covered.touches:
                touches = covered.touches[number]
                ids = (named(each.bank.id, each.question.id, several) for each in touches)
                yield f"   questions: {', '.join(ids)}"
    yield ""
    yield f"{summary(found)}."
    if found.without:
        runs = (f"{a}" if a == b else f"{a}–{b}" for a, b in ranges(found.without))
        yield f"Without a question: {', '.join(runs)}."


def _sign(found: Counted, number: int, characters: int) -> str:
    """Return a bar of how much of a sentence is quoted, and the same in words."""
    if number not in found.covered.touches:
        return f"{'░' * _CELLS} no question"
    share = found.quoted(number) / characters
    # Whatever is quoted shows, and only what is wholly quoted fills the bar.
    cells = _CELLS if share >= 1 else min(_CELLS - 1, max(1, round(share * _CELLS)))
    return f"{'█' * cells}{'░' * (_CELLS - cells)} {percent(share)}"
