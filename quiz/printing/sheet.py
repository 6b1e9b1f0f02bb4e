"""The making of a sheet from banks and a seed: its versions, the key and the sources."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from random import Random
from string import ascii_uppercase

from quiz.attempts.form import Candidate, Item, Wanted, in_form, make_form
from quiz.errors import UsageError
from quiz.model.bank import Bank
from quiz.model.response import Key
from quiz.printing.model import (
    KeyEntry,
    PrintedQuestion,
    PrintedSource,
    Sheet,
    SheetVersion,
    is_rtl,
)
from quiz.printing.sources import PrintedSources
from quiz.printing.tasks import TASK_PRINTERS, PrintedTask
from quiz.text.cleaning import clean, clean_line, truncate
from quiz.text.numbers import plain

_MAX_TRIES = 20
"""How often a version is shuffled to differ from all others; few questions may not allow it."""
_MAX_PROMPT = 200
"""The maximum of letters of a prompt in the key."""
Shown = Sequence[Item]


def make_sheet(
    banks: Sequence[Bank],
    seed: int,
    *,
    wanted: Wanted,
    versions: int,
    parts: Sequence[str],
    title: str = "",
) -> Sheet:
    """Return the sheet with a form of these banks.

    Raise `NotPlayable` or `UsageError` when there is no such form, or no source to print.
    """
    shown = _versions(banks, seed, wanted, versions)
    texts = PrintedSources(banks)
    letters = ascii_uppercase[:versions] if versions > 1 else ("",)
    made = tuple(_version(*each, texts) for each in zip(letters, shown, strict=True))
    title = clean_line(title or "; ".join(dict.fromkeys(bank.title for bank in banks)))
    return Sheet(
        title=title,
        language=banks[0].language,
        rtl=is_rtl(title),
        length=len(shown[0]),
        total=_points(item.question.points for item in shown[0]),
        origin=f"{' '.join(bank.id for bank in banks)}, seed {seed}",
        versions=made if {"questions", "key"} & set(parts) else (),
        answers=_answers(shown, letters, texts) if "key" in parts else (),
        texts=_texts(texts, parts),
        parts=tuple(parts),
    )


def _texts(texts: PrintedSources, parts: Sequence[str]) -> tuple[PrintedSource, ...]:
    """Return the sources to print; raise `UsageError` when they are requested and there is none."""
    if set(parts) == {"key"}:
        return ()
    found = texts.printed("source" in parts)
    if "source" in parts and not found:
        raise UsageError("there is no source to print, because the questions have no quotes")
    return found


def _versions(
    banks: Sequence[Bank], seed: int, wanted: Wanted, count: int
) -> tuple[tuple[Item, ...], ...]:
    """Return the forms: the first in the order of the banks, the others shuffled.

    A version depends on the seed and its letter alone, not on how many there are.
    """
    first = make_form(banks, Random(seed), wanted)
    made = [first]
    for letter in ascii_uppercase[1:count]:
        random = Random(f"{seed} {letter}")
        for _ in range(_MAX_TRIES):
            candidates = [Candidate(item.bank, item.question) for item in first]
            random.shuffle(candidates)
            version = in_form(candidates, random)
            if version not in made:
                break
        made.append(version)
    return tuple(made)


def _version(letter: str, items: Shown, texts: PrintedSources) -> SheetVersion:
    return SheetVersion(letter, tuple(_asked(*each, texts) for each in enumerate(items, 1)))


def _asked(number: int, item: Item, texts: PrintedSources) -> PrintedQuestion:
    question, form = item.question, _form(item, texts)
    return PrintedQuestion(
        number=number,
        language=item.bank.language,
        rtl=is_rtl(question.prompt),
        points=_points([question.points]),
        prompt=clean(question.prompt),
        instruction=form.instruction,
        task=form.task,
        key=form.key,
    )


def _form(item: Item, texts: PrintedSources) -> PrintedTask:
    evidence = texts.evidence(item.bank, item.question)
    return TASK_PRINTERS[item.question.kind](item.question, item.order, evidence)


def _answers(
    shown: Sequence[Shown], letters: Sequence[str], texts: PrintedSources
) -> tuple[KeyEntry, ...]:
    labels: dict[Key, list[str]] = {}
    for letter, items in zip(letters, shown, strict=True):
        for number, item in enumerate(items, 1):
            labels.setdefault(item.key, []).append(f"{letter} {number}".strip())
    return tuple(_answer(item, ", ".join(labels[item.key]), texts) for item in shown[0])


def _answer(item: Item, label: str, texts: PrintedSources) -> KeyEntry:
    question, form = item.question, _form(item, texts)
    return KeyEntry(
        label=label,
        language=item.bank.language,
        rtl=is_rtl(question.prompt),
        prompt=truncate(clean_line(question.prompt), _MAX_PROMPT),
        answers=form.answers,
        notes=form.notes,
        explanation=clean(question.explanation),
        quotes=texts.cited(item.bank, question),
        feedback=form.feedback,
    )


def _points(points: Iterable[Decimal]) -> str:
    """Return points in words: `1 point`, `2.5 points`."""
    total = sum(points, Decimal(0))
    return f"{plain(total)} point" if total == 1 else f"{plain(total)} points"
