"""Banks as Moodle XML, as Moodle 5.1 imports it: a category for each, and its questions."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from quiz.exchange.explaining import as_html
from quiz.exchange.html import paragraphs
from quiz.exchange.moodle.bodies import Body, body_of, escaped, text
from quiz.exchange.moodle.losing import (
    LONGEST_TITLE,
    category,
    name_of,
    of_question,
    of_tags,
    title_of,
)
from quiz.exchange.parcels import CannotConvert, Exported, Loss, Skipped, Tick
from quiz.model.bank import Bank
from quiz.model.question import Cloze, Question
from quiz.text.numbers import plain

_PENALTY = "0.3333333"
"""What a further try costs in Moodle, if nobody says otherwise."""


class Written(NamedTuple):
    """A question in a format of Moodle."""

    text: str
    lost: Sequence[str]


def write(banks: Sequence[Bank], tick: Tick) -> Exported:
    """See `Writer.write`."""
    pieces, losses, skipped = gathered(banks, tick, _category, _written)
    start = ('<?xml version="1.0" encoding="UTF-8"?>', "<quiz>")
    data = "\n".join((*start, *pieces, "</quiz>", "")).encode()
    return Exported(data, losses, skipped)


def gathered(
    banks: Sequence[Bank],
    tick: Tick,
    head: Callable[[Bank, str], str],
    written: Callable[[Question], Written],
) -> tuple[list[str], tuple[Loss, ...], tuple[Skipped, ...]]:
    """Return the categories, each begun by `head`, with their questions.

    `written` may raise `CannotConvert`.
    """
    pieces: list[str] = []
    losses: list[Loss] = []
    skipped: list[Skipped] = []
    total = sum(len(bank.questions) for bank in banks)
    done = 0
    for bank, title in zip(banks, titles(banks), strict=True):
        pieces.append(head(bank, title))
        losses += [Loss(bank.id, "", what) for what in of_title(bank, title)]
        for question in bank.questions:
            try:
                made = written(question)
            except CannotConvert as error:
                skipped.append(Skipped(bank.id, question.id, str(error)))
            else:
                pieces.append(made.text)
                losses += [Loss(bank.id, question.id, what) for what in made.lost]
            done += 1
            tick(done, total)
    return pieces, tuple(losses), tuple(skipped)


def titles(banks: Sequence[Bank]) -> list[str]:
    """Return a name for the category of each bank, none twice.

    In one category Moodle drops ids that are there already.
    """
    used: set[str] = set()
    found = []
    for bank in banks:
        title = bank.title.strip()
        if title in used or title == "top":
            title = f"{title[: LONGEST_TITLE - len(bank.id) - 3]} ({bank.id})"
        used.add(title)
        found.append(title)
    return found


def of_title(bank: Bank, title: str) -> list[str]:
    """Return what of the bank's title is not kept."""
    name = title_of(category(title))
    return [] if name == bank.title.strip() else [f"title: it is “{name}” in Moodle"]


def _category(bank: Bank, title: str) -> str:
    # Moodle passes over elements that it does not know, such as the language.
    return (
        f'<question type="category"><category>{text(category(title))}</category>'
        f'<info format="html">{text(paragraphs(bank.description))}</info>'
        f"<idnumber>{escaped(bank.id)}</idnumber>"
        f"<language>{escaped(bank.language)}</language></question>"
    )


def _written(question: Question) -> Written:
    body = body_of(question)
    lost = (*of_question(question), *of_tags(question), *body.lost)
    return Written(_question(question, body), lost)


def _question(question: Question, body: Body) -> str:
    hints = [f'<hint format="html">{text(paragraphs(hint))}</hint>' for hint in question.hints]
    tags = "".join(f"<tag>{text(tag)}</tag>" for tag in question.tags)
    pieces = (
        f'<question type="{body.type}">',
        f"<name>{text(name_of(named(question)))}</name>",
        f'<questiontext format="html">{text(body.text)}</questiontext>',
        f'<generalfeedback format="html">{text(as_html(question.explanation, question.quotes))}'
        "</generalfeedback>",
        f"<defaultgrade>{plain(question.points)}</defaultgrade>",
        f"<penalty>{_PENALTY}</penalty><hidden>0</hidden>",
        f"<idnumber>{escaped(question.id)}</idnumber>",
        body.elements,
        *hints,
        *([f"<tags>{tags}</tags>"] if tags else []),
        "</question>",
    )
    return "\n".join(filter(None, pieces))


def named(question: Question) -> str:
    """Return the text that a question is known by: that of a cloze, its prompt else."""
    if not isinstance(question, Cloze):
        return question.prompt
    return "".join(part if isinstance(part, str) else "____" for part in question.parts)
