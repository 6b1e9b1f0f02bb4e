"""Texts with gaps as items of Canvas: typed, or filled from lists."""

from collections.abc import Sequence

from quiz.exchange.explaining import as_html
from quiz.exchange.html import paragraphs
from quiz.exchange.qti12 import pieces
from quiz.exchange.qti12.body import FIRST, Body, lost_rules, mixed
from quiz.exchange.qti12.pieces import Answer
from quiz.kinds import KINDS
from quiz.kinds.options import look_alike
from quiz.model.question import Cloze, Gap, Option

PROMPT = "quiz-prompt"
"""The class of what stands above the text of a cloze, so that both can be told apart again."""
TEXT = "quiz-text"


def cloze(question: Cloze) -> Body:
    """Return what a text with gaps asks."""
    prefix = _prefix("".join(part for part in question.parts if isinstance(part, str)))
    names = [f"{prefix}{number}" for number in range(1, len(question.gaps) + 1)]
    words = _words(question) if question.distractors else []
    answers, presentation, scoring = [], [], []
    first = FIRST
    for name, gap, share in zip(names, question.gaps, pieces.shares(len(names)), strict=True):
        some = _gap_answers(f"response_{name}", gap, words, first)
        key = next(each for each in some if _alike(each.text, gap.accepted[0]))
        presentation.append(_gap(name, some))
        scoring.append(pieces.partly_right(pieces.equal(key.ident, key.response), share))
        answers += some
        first += len(some)
    losses = lost_rules(question.rules)
    if any(len(set(gap.accepted)) < len(gap.accepted) for gap in question.gaps):
        losses.append("text: what fills a gap and stands there twice is written once")
    if words and any(len(gap.accepted) > 1 for gap in question.gaps):
        losses.append("text: only the first of the words that fill a gap is offered")
    if words and _differ(question.gaps):
        losses.append("text: words that look alike are offered once")
    kind = "multiple_dropdowns_question" if words else "fill_in_multiple_blanks_question"
    return Body(kind, "".join(presentation), "".join(scoring), answers,
                _cloze_stem(question, names), losses)  # fmt: skip


def _prefix(text: str) -> str:
    """Return a name for gaps that the text has not in brackets already."""
    name = "gap"
    while f"[{name}" in text:
        name += "x"
    return name


def _words(question: Cloze) -> list[Option]:
    texts = KINDS["cloze"].shown(question)
    right = [Option(text) for text in texts[: len(texts) - len(question.distractors)]]
    return mixed(right, question.distractors, question.id)


def _gap_answers(response: str, gap: Gap, words: Sequence[Option], first: int) -> list[Answer]:
    if not words:
        return [
            Answer(str(number), text, response=response)
            for number, text in enumerate(dict.fromkeys(gap.accepted), first)
        ]
    return [
        Answer(str(number), word.text, as_html(word.feedback, word.quotes), response)
        for number, word in enumerate(words, first)
    ]


def _differ(gaps: Sequence[Gap]) -> bool:
    first = [gap.accepted[0] for gap in gaps]
    return len(set(first)) > len({look_alike(text) for text in first})


def _alike(text: str, other: str) -> bool:
    return text == other or look_alike(text) == look_alike(other)


def _gap(name: str, answers: Sequence[Answer]) -> str:
    return (
        f'<response_lid ident="response_{name}"><material><mattext>{name}</mattext></material>'
        f"<render_choice>{pieces.labels(answers, plain=True)}</render_choice></response_lid>"
    )


def _cloze_stem(question: Cloze, names: Sequence[str]) -> str:
    rest = iter(names)
    pieces_of_text = [
        part if isinstance(part, str) else f"[{next(rest)}]" for part in question.parts
    ]
    text = paragraphs("".join(pieces_of_text))
    if question.prompt == KINDS["cloze"].prompt:
        return text
    prompt = paragraphs(question.prompt)
    return f'<div class="{PROMPT}">{prompt}</div><div class="{TEXT}">{text}</div>'
