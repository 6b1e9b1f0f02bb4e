"""Export to GIFT as Moodle 5.1 imports it: texts are HTML with every sign escaped."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from quiz.convert.html import paragraphs
from quiz.convert.model import CannotConvert, Exported, ProgressCallback
from quiz.convert.moodle.cloze import cloze_html, gap_mark, replace_marks
from quiz.convert.moodle.gift_reader import (
    FULL_MARK,
    escape_gift,
    fits_comment,
    is_weight,
    write_comment,
)
from quiz.convert.moodle.keys import choice_weights
from quiz.convert.moodle.xml_writer import (
    WrittenQuestion,
    category_path,
    marking_losses,
    matching_pairs,
    number_losses,
    question_losses,
    question_name,
    question_text,
    rule_losses,
    tag_losses,
    unused_rule_losses,
    write_questions,
)
from quiz.convert.render import as_html, as_matching, simplify, typed_forms, typed_losses
from quiz.model.bank import Bank
from quiz.model.question import (
    Cloze,
    Matching,
    MultipleResponse,
    Numeric,
    Option,
    Ordering,
    Question,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)


class GiftBlock(NamedTuple):
    """The part of a question in GIFT that depends on its type."""

    text: str
    """HTML; a mark stands where the answers belong, if they belong inside the text."""
    answers: list[str]
    """Line by line."""
    lost: list[str]


def write(banks: Sequence[Bank], tick: ProgressCallback) -> Exported:
    pieces, losses, skipped = write_questions(banks, tick, _head, _written)
    return Exported("\n".join(pieces).encode(), losses, skipped)


def _head(bank: Bank, title: str) -> str:
    details = {"bank": bank.id, "language": bank.language, "description": bank.description}
    lines = [
        f"// {write_comment(name, escape_gift(text))}\n" for name, text in details.items() if text
    ]
    path = category_path(title).replace("\\", "\\\\")
    return f"{''.join(lines)}$CATEGORY: {path}\n"


def _field_losses(question: Question) -> Iterator[str]:
    if question.hints:
        yield "hints: GIFT has none"
    if question.points != 1:
        yield "points: GIFT has none"
    if not all(map(fits_comment, question.tags)):
        yield "tags: in Moodle they cannot hold <, > or `"
    else:
        yield from tag_losses(question)


def _written(question: Question) -> WrittenQuestion:
    simpler, changed = simplify(question, GIFT_WRITERS, "GIFT")
    block = GIFT_WRITERS[simpler.kind](simpler)
    lost = (*question_losses(question), *_field_losses(question), *block.lost, *changed)
    return WrittenQuestion(_question(question, block), lost)


def _question(question: Question, block: GiftBlock) -> str:
    notes = [write_comment("id", question.id)]
    notes += [write_comment("tag", tag) for tag in question.tags if fits_comment(tag)]
    general = as_html(question.explanation, question.quotes)
    lines = [*block.answers, *([f"####{escape_gift(general)}"] if general else [])]
    inside = "{" + "".join(f"\n\t{line}" for line in lines) + "\n}"
    text = escape_gift(block.text)
    text = replace_marks(text, [inside]) if gap_mark(0) in text else text + inside
    name = escape_gift(question_name(question_text(question)))
    return f"// {' '.join(notes)}\n::{name}::[html]{text}\n"


def _option(sign: str, option: Option) -> str:
    feedback = as_html(option.feedback, option.quotes)
    return f"{sign}{escape_gift(paragraphs(option.text))}" + (
        f"#{escape_gift(feedback)}" if feedback else ""
    )


def _shuffle_losses(shuffle: bool) -> list[str]:
    return [] if shuffle else ["shuffle: GIFT has no such setting"]


def _single_choice(question: SingleChoice) -> GiftBlock:
    answers = [
        _option("=", question.answer),
        *(_option("~", each) for each in question.distractors),
    ]
    return GiftBlock(paragraphs(question.prompt), answers, _shuffle_losses(question.shuffle))


def _multiple_response(question: MultipleResponse) -> GiftBlock:
    right, wrong = choice_weights(question)
    answers = [
        _option(f"~%{weight:f}%", option)
        for option, weight in zip(question.answers, right, strict=True)
    ]
    answers += [_option(f"~%{wrong:f}%", option) for option in question.distractors]
    lost = [*_shuffle_losses(question.shuffle), *marking_losses(question)]
    return GiftBlock(paragraphs(question.prompt), answers, lost)


def _true_false(question: TrueFalse) -> GiftBlock:
    return GiftBlock(paragraphs(question.prompt), ["TRUE" if question.answer else "FALSE"], [])


def _short_answer(question: ShortAnswer) -> GiftBlock:
    answers, lost = _words(question.answers, question, "answers")
    return GiftBlock(paragraphs(question.prompt), answers, lost)


def _words(
    words: Sequence[str], question: ShortAnswer | Cloze, field: str
) -> tuple[list[str], list[str]]:
    """Return accepted and rejected words as answers, and what is lost."""
    rules = question.rules
    lost = [*rule_losses(rules), *typed_losses(words, question, "GIFT")]
    if rules.case_sensitive:
        lost.append("case_sensitive: case never counts in GIFT")
    accepted = _without_arrows(typed_forms(words, rules, question.language), field, lost)
    if not accepted:
        raise CannotConvert("every answer has “->”, which makes a pair in GIFT")
    answers = [_word("=", FULL_MARK, word) for word in accepted]
    rejected = _without_arrows(rules.reject, "reject", lost)
    return answers + [_word("=%0%", "", word) for word in rejected], lost


def _word(sign: str, weight: str, word: str) -> str:
    # A bare star would stand for any letters, and a bracket could name a text format.
    text = escape_gift(word.replace("*", r"\*"))
    return (
        sign + (weight if is_weight(word) else "") + ("[plain]" if word[:1] == "[" else "") + text
    )


def _without_arrows(words: Iterable[str], field: str, lost: list[str]) -> list[str]:
    words = [*words]
    kept = [word for word in words if "->" not in word]
    if len(kept) < len(words):
        lost.append(f"{field}: words with “->”, which makes a pair in GIFT, are left out")
    return kept


def _numeric(question: Numeric) -> GiftBlock:
    lost = [*number_losses(question)]
    if question.unit:
        lost.append("unit: GIFT has none")
    return GiftBlock(
        paragraphs(question.prompt), [f"#{question.answer:f}:{question.tolerance:f}"], lost
    )


def _cloze(question: Cloze) -> GiftBlock:
    if len(question.gaps) > 1:
        block = _matching(as_matching(question))
        block.lost.extend(
            ("type: GIFT has at most one gap; it becomes a matching of the numbered gaps",
             "prompt: the text with its numbered gaps is added below")
        )  # fmt: skip
        return block
    (gap,) = question.gaps
    if not question.distractors:
        answers, lost = _words(gap.accepted, question, "text")
        return GiftBlock(cloze_html(question), answers, lost)
    lost = [*unused_rule_losses(question.rules)]
    if len(gap.accepted) > 1:
        lost.append("text: where words are chosen, a gap has only one right word")
    answers = [_option("=", Option(gap.accepted[0]))]
    answers += [_option("~", option) for option in question.distractors]
    return GiftBlock(cloze_html(question), answers, lost)


def _matching(question: Matching) -> GiftBlock:
    pairs, lost = matching_pairs(question)
    answers = [f"={escape_gift(left)} -> {escape_gift(right)}" for left, right in pairs]
    return GiftBlock(paragraphs(question.prompt), answers, lost)


def _ordering(question: Ordering) -> GiftBlock:
    # Moodle does not unescape items, drops an item “0”, and takes each line as one item.
    count = len(question.items)
    settings = f">{count} ALL VERTICAL RELATIVE_ALL_PREVIOUS_AND_NEXT SHOW none"
    items = [_item(item) for item in question.items]
    return GiftBlock(paragraphs(question.prompt), [settings, *items], [])


def _item(item: str) -> str:
    markup = paragraphs(item)
    for sign in "\\{}":
        markup = markup.replace(sign, f"&#{ord(sign)};")
    return markup.replace("##", "#&#35;")


GIFT_WRITERS: dict[str, Callable[[Any], GiftBlock]] = {
    "single_choice": _single_choice,
    "multiple_response": _multiple_response,
    "true_false": _true_false,
    "short_answer": _short_answer,
    "numeric": _numeric,
    "cloze": _cloze,
    "matching": _matching,
    "ordering": _ordering,
}
"""The function that writes each question type that GIFT has."""
