"""Banks as GIFT, as Moodle 5.1 imports it: texts as HTML of which every sign is escaped."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from quiz.convert.html import escape as html
from quiz.convert.html import paragraphs
from quiz.convert.model import CannotConvert, Exported, ProgressCallback
from quiz.convert.moodle.cloze import as_markup, mark, replaced
from quiz.convert.moodle.gift_reader import FULL_MARK, can_name, comment, escape, is_weight
from quiz.convert.moodle.keys import of_several
from quiz.convert.moodle.losses import (
    category,
    name_of,
    of_marking,
    of_numbers,
    of_question,
    of_rules,
    of_spare,
    of_tags,
    of_unused_rules,
    one_line,
)
from quiz.convert.moodle.xml_writer import Written, gathered, named
from quiz.convert.render import as_choice, as_html, as_matching, fallback
from quiz.model.bank import Bank
from quiz.model.question import (
    Cloze,
    FindEvidence,
    Matching,
    MultipleResponse,
    Numeric,
    Option,
    Ordering,
    Question,
    ShortAnswer,
    SingleChoice,
    TextRules,
    TrueFalse,
)


class Block(NamedTuple):
    """A question in GIFT without what all have."""

    text: str
    """HTML; a mark stands where the answers belong, should they belong inside."""
    answers: list[str]
    """Line by line."""
    lost: list[str]


def write(banks: Sequence[Bank], tick: ProgressCallback) -> Exported:
    """See `Writer.write`."""
    pieces, losses, skipped = gathered(banks, tick, _head, _written)
    return Exported("\n".join(pieces).encode(), losses, skipped)


def _head(bank: Bank, title: str) -> str:
    described = {"bank": bank.id, "language": bank.language, "description": bank.description}
    lines = [f"// {comment(name, escape(text))}\n" for name, text in described.items() if text]
    path = category(title).replace("\\", "\\\\")
    return f"{''.join(lines)}$CATEGORY: {path}\n"


def _of_all(question: Question) -> Iterator[str]:
    if question.hints:
        yield "hints: GIFT has no place for them"
    if question.points != 1:
        yield "points: GIFT has no place for them"
    if not all(map(can_name, question.tags)):
        yield "tags: Moodle knows none with <, > or `"
    else:
        yield from of_tags(question)


def _written(question: Question) -> Written:
    block = block_of(question)
    lost = (*of_question(question), *_of_all(question), *block.lost)
    return Written(_question(question, block), lost)


def block_of(question: Question) -> Block:
    """Return a question as the type of GIFT that expresses it best, with what is lost."""
    if question.kind in KINDS:
        return KINDS[question.kind](question)
    turned, loss = fallback(question, "GIFT")
    block = KINDS[turned.kind](turned)
    block.lost.append(loss)
    return block


def _question(question: Question, block: Block) -> str:
    notes = [comment("id", question.id)]
    notes += [comment("tag", tag) for tag in question.tags if can_name(tag)]
    general = as_html(question.explanation, question.quotes)
    lines = [*block.answers, *([f"####{escape(general)}"] if general else [])]
    inside = "{" + "".join(f"\n\t{line}" for line in lines) + "\n}"
    text = escape(block.text)
    text = replaced(text, [inside]) if mark(0) in text else text + inside
    return f"// {' '.join(notes)}\n::{escape(name_of(named(question)))}::[html]{text}\n"


def _plain(word: str) -> str:
    """Return a word as an answer that is compared, not shown."""
    return f"[plain]{escape(word)}" if word.startswith("[") else escape(word)


def _option(sign: str, option: Option) -> str:
    feedback = as_html(option.feedback, option.quotes)
    return f"{sign}{escape(paragraphs(option.text))}" + (f"#{escape(feedback)}" if feedback else "")


def _unshuffled(shuffle: bool) -> list[str]:
    return [] if shuffle else ["shuffle: GIFT has no place for it"]


def _single_choice(question: SingleChoice) -> Block:
    answers = [
        _option("=", question.answer),
        *(_option("~", each) for each in question.distractors),
    ]
    return Block(paragraphs(question.prompt), answers, _unshuffled(question.shuffle))


def _multiple_response(question: MultipleResponse) -> Block:
    right, wrong = of_several(question)
    answers = [
        _option(f"~%{weight:f}%", option)
        for option, weight in zip(question.answers, right, strict=True)
    ]
    answers += [_option(f"~%{wrong:f}%", option) for option in question.distractors]
    lost = [*_unshuffled(question.shuffle), *of_marking(question)]
    return Block(paragraphs(question.prompt), answers, lost)


def _true_false(question: TrueFalse) -> Block:
    return Block(paragraphs(question.prompt), ["TRUE" if question.answer else "FALSE"], [])


def _short_answer(question: ShortAnswer) -> Block:
    answers, lost = _words(question.answers, question.rules, "answers")
    return Block(paragraphs(question.prompt), answers, lost)


def _words(words: Sequence[str], rules: TextRules, field: str) -> tuple[list[str], list[str]]:
    """Return accepted and rejected words as answers, and what is lost."""
    lost = [*of_rules(rules)]
    if rules.case_sensitive:
        lost.append("case_sensitive: GIFT has no place for it, and case never counts")
    accepted = _without_arrows(words, field, lost)
    if not accepted:
        raise CannotConvert("GIFT takes every “->” for a pair")
    answers = [_word("=", FULL_MARK, word) for word in accepted]
    rejected = _without_arrows(rules.reject, "reject", lost)
    return answers + [_word("=%0%", "", word) for word in rejected], lost


def _word(sign: str, weight: str, word: str) -> str:
    # A star would stand for any letters.
    return sign + (weight if is_weight(word) else "") + _plain(word.replace("*", r"\*"))


def _without_arrows(words: Iterable[str], field: str, lost: list[str]) -> list[str]:
    words = [*words]
    kept = [word for word in words if "->" not in word]
    if len(kept) < len(words):
        lost.append(f"{field}: GIFT takes every “->” for a pair")
    return kept


def _numeric(question: Numeric) -> Block:
    lost = [*of_numbers(question)]
    if question.unit:
        lost.append("unit: GIFT has no place for it")
    return Block(paragraphs(question.prompt), [f"#{question.answer}:{question.tolerance}"], lost)


def _cloze(question: Cloze) -> Block:
    if len(question.gaps) > 1:
        block = _matching(as_matching(question))
        block.lost.extend(
            ("type: GIFT has one gap at most; it is a matching of the numbered gaps",
             "prompt: the text with its numbered gaps stands below it")
        )  # fmt: skip
        return block
    (gap,) = question.gaps
    if not question.distractors:
        answers, lost = _words(gap.accepted, question.rules, "text")
        return Block(as_markup(question), answers, lost)
    lost = [*of_unused_rules(question.rules)]
    if len(gap.accepted) > 1:
        lost.append("text: a gap has one right word where words are chosen")
    answers = [_option("=", Option(gap.accepted[0]))]
    answers += [_option("~", option) for option in question.distractors]
    return Block(as_markup(question), answers, lost)


def _matching(question: Matching) -> Block:
    lost = [*of_spare(question.distractors)]
    if any("\n" in pair.right for pair in question.pairs):
        lost.append("pairs: each right side is on one line")
    pairs = [(paragraphs(pair.left), pair.right) for pair in question.pairs]
    pairs += [("", option.text) for option in question.distractors]
    answers = [f"={escape(left)} -> {escape(html(one_line(right)))}" for left, right in pairs]
    return Block(paragraphs(question.prompt), answers, lost)


def _ordering(question: Ordering) -> Block:
    # Moodle leaves escapes in items as they are, drops an item “0”, and takes each line for one.
    count = len(question.items)
    settings = f">{count} ALL VERTICAL RELATIVE_ALL_PREVIOUS_AND_NEXT SHOW none"
    items = [_item(item) for item in question.items]
    return Block(paragraphs(question.prompt), [settings, *items], [])


def _item(item: str) -> str:
    markup = paragraphs(item)
    for sign in "\\{}":
        markup = markup.replace(sign, f"&#{ord(sign)};")
    return markup.replace("##", "#&#35;")


def _find_evidence(question: FindEvidence) -> Block:
    turned = as_choice(question)
    if len(turned.options) < 2:
        raise CannotConvert("there is one sentence only to choose from")
    block = KINDS[turned.kind](turned)
    block.lost.append("type: it is a choice among the sentences in GIFT")
    return block


KINDS: dict[str, Callable[[Any], Block]] = {
    "single_choice": _single_choice,
    "multiple_response": _multiple_response,
    "true_false": _true_false,
    "short_answer": _short_answer,
    "numeric": _numeric,
    "cloze": _cloze,
    "matching": _matching,
    "ordering": _ordering,
    "find_evidence": _find_evidence,
}
"""How each type is written."""
