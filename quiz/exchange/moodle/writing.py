"""Export to Moodle XML as Moodle 5.1 imports it: a category for each bank."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from quiz.exchange.explaining import as_html
from quiz.exchange.html import paragraphs
from quiz.exchange.moodle.bodies import TypedElements, body_of, escape_xml, text_element
from quiz.exchange.moodle.losing import (
    MAX_TITLE,
    category_path,
    category_title,
    question_losses,
    question_name,
    tag_losses,
)
from quiz.exchange.parcels import CannotConvert, Exported, Loss, Skipped, Tick
from quiz.model.bank import Bank
from quiz.model.question import Cloze, Question
from quiz.text.numbers import plain

_PENALTY = "0.3333333"
"""Moodle's default for the share of the points that each further try costs."""


class WrittenQuestion(NamedTuple):
    """A question in one of Moodle's formats."""

    text: str
    lost: Sequence[str]


def write(banks: Sequence[Bank], tick: Tick) -> Exported:
    pieces, losses, skipped = write_questions(banks, tick, _category, _written)
    start = ('<?xml version="1.0" encoding="UTF-8"?>', "<quiz>")
    data = "\n".join((*start, *pieces, "</quiz>", "")).encode()
    return Exported(data, losses, skipped)


def write_questions(
    banks: Sequence[Bank],
    tick: Tick,
    head: Callable[[Bank, str], str],
    written: Callable[[Question], WrittenQuestion],
) -> tuple[list[str], tuple[Loss, ...], tuple[Skipped, ...]]:
    """Return the categories, each begun by `head`, with their questions.

    `written` may raise `CannotConvert`.
    """
    pieces: list[str] = []
    losses: list[Loss] = []
    skipped: list[Skipped] = []
    total = sum(len(bank.questions) for bank in banks)
    done = 0
    for bank, title in zip(banks, category_titles(banks), strict=True):
        pieces.append(head(bank, title))
        losses += [Loss(bank.id, "", what) for what in title_losses(bank, title)]
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


def category_titles(banks: Sequence[Bank]) -> list[str]:
    """Return a different title for the category of each bank.

    In one category, Moodle drops an id that is used a second time.
    """
    used: set[str] = set()
    found = []
    for bank in banks:
        title = bank.title.strip()
        if title in used or title == "top":
            title = f"{title[: MAX_TITLE - len(bank.id) - 3]} ({bank.id})"
        used.add(title)
        found.append(title)
    return found


def title_losses(bank: Bank, title: str) -> list[str]:
    """Return what of the bank's title is lost."""
    name = category_title(category_path(title))
    return [] if name == bank.title.strip() else [f"title: in Moodle it is “{name}”"]


def _category(bank: Bank, title: str) -> str:
    # Moodle ignores elements that it does not know, such as the language.
    return (
        f'<question type="category"><category>{text_element(category_path(title))}</category>'
        f'<info format="html">{text_element(paragraphs(bank.description))}</info>'
        f"<idnumber>{escape_xml(bank.id)}</idnumber>"
        f"<language>{escape_xml(bank.language)}</language></question>"
    )


def _written(question: Question) -> WrittenQuestion:
    body = body_of(question)
    lost = (*question_losses(question), *tag_losses(question), *body.lost)
    return WrittenQuestion(_question(question, body), lost)


def _question(question: Question, body: TypedElements) -> str:
    hints = [
        f'<hint format="html">{text_element(paragraphs(hint))}</hint>' for hint in question.hints
    ]
    tags = "".join(f"<tag>{text_element(tag)}</tag>" for tag in question.tags)
    feedback = as_html(question.explanation, question.quotes)
    pieces = (
        f'<question type="{body.type}">',
        f"<name>{text_element(question_name(question_text(question)))}</name>",
        f'<questiontext format="html">{text_element(body.text)}</questiontext>',
        f'<generalfeedback format="html">{text_element(feedback)}</generalfeedback>',
        f"<defaultgrade>{plain(question.points)}</defaultgrade>",
        f"<penalty>{_PENALTY}</penalty><hidden>0</hidden>",
        f"<idnumber>{escape_xml(question.id)}</idnumber>",
        body.elements,
        *hints,
        *([f"<tags>{tags}</tags>"] if tags else []),
        "</question>",
    )
    return "\n".join(filter(None, pieces))


def question_text(question: Question) -> str:
    """Return the text to name a question by: the text of a cloze, else the prompt."""
    if not isinstance(question, Cloze):
        return question.prompt
    return "".join(part if isinstance(part, str) else "____" for part in question.parts)
