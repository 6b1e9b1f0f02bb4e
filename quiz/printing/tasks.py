"""Each question type in print: what learners fill in, and the key.

Options are lettered in the order shown, so that the key names the letters on the sheet.
"""

from collections.abc import Callable, Sequence
from string import ascii_uppercase
from typing import Any, NamedTuple

from quiz.model.question import (
    Categorize,
    Cloze,
    FindEvidence,
    Gap,
    Matching,
    MultipleResponse,
    Numeric,
    Option,
    Ordering,
    ShortAnswer,
    SingleChoice,
    TextRules,
    TrueFalse,
)
from quiz.model.response import Order
from quiz.printing.model import (
    LabelledText,
    MatchingColumns,
    NumberBlanks,
    OrderBoxes,
    ResponseArea,
    TextWithGaps,
    TickBoxes,
    WritingLines,
)
from quiz.question_types import question_type_of
from quiz.question_types.categorize import NO_CATEGORY
from quiz.text.cleaning import clean, clean_line, truncate
from quiz.text.phrases import Lexicon

MAX_SHORT_KEY = 40
"""The maximum of letters of a typed answer in the short key."""
_LINE_LENGTH = 60
_NO_WORDS = Lexicon(names=frozenset(), words=frozenset())


class QuoteLocation(NamedTuple):
    """Where a question's quotes are on paper."""

    source: str
    """The title of the source within a sentence."""
    sentences: tuple[int, ...]
    """The numbers of the sentences that hold the quotes, ascending."""


class PrintedTask(NamedTuple):
    """One question on paper, with its key."""

    task: ResponseArea
    instruction: str
    key: str
    """The key in short form, with the letters of this sheet."""
    answers: tuple[str, ...]
    """The right answers in full, whatever the order of the options."""
    notes: tuple[str, ...] = ()
    feedback: tuple[LabelledText, ...] = ()


def _single_choice(question: SingleChoice, order: Order, _: QuoteLocation) -> PrintedTask:
    # The answer is option 0 before shuffling.
    key = ascii_uppercase[order.index(0)]
    answers = (clean(question.answer.text),)
    task = _ticks(question.options, order)
    return PrintedTask(task, "Tick one.", key, answers, (), _feedback(question.options))


def _multiple_response(question: MultipleResponse, order: Order, _: QuoteLocation) -> PrintedTask:
    right = range(len(question.answers))
    key = ", ".join(letter for letter, number in zip(ascii_uppercase, order, strict=False)
                    if number in right)  # fmt: skip
    instruction = "Tick all that are right. Each wrong tick cancels a right one."
    if question.marking == "all_or_nothing":
        instruction = "Tick all that are right; only the exact set scores."
    answers = tuple(clean(option.text) for option in question.answers)
    task = _ticks(question.options, order)
    return PrintedTask(task, instruction, key, answers, (), _feedback(question.options))


def _true_false(question: TrueFalse, order: Order, _: QuoteLocation) -> PrintedTask:
    words = question_type_of(question).shown(question)
    key = words[0 if question.answer else 1]
    task = TickBoxes(tuple(LabelledText("", words[number]) for number in order))
    return PrintedTask(task, "Tick one.", key, (key,))


def _short_answer(question: ShortAnswer, order: Order, _: QuoteLocation) -> PrintedTask:
    longest = max(map(len, question.answers))
    task = WritingLines(1 if longest <= _LINE_LENGTH else 2)
    first, *others = map(clean_line, question.answers)
    also = (f"Also right: {'; '.join(others)}",) if others else ()
    notes = (*also, *_rules(question.rules))
    return PrintedTask(task, "Write the answer.", _short(first), (first,), notes)


def _numeric(question: Numeric, order: Order, _: QuoteLocation) -> PrintedTask:
    unit = clean_line(question.unit)
    # An empty answer is marked for its key, which holds number, tolerance and unit as shown.
    verdict = question_type_of(question).mark(question, (), _NO_WORDS)
    answers = tuple(map(clean_line, verdict.key))
    return PrintedTask(
        NumberBlanks(1, after=unit),
        "Write a number.",
        _short("; ".join(answers)),
        answers,
    )


def _cloze(question: Cloze, order: Order, _: QuoteLocation) -> PrintedTask:
    words = question_type_of(question).shown(question)
    longest = max(len(text) for gap in question.gaps for text in gap.accepted)
    several = len(question.gaps) > 1
    pieces: list[str | int] = []
    for part in question.parts:
        number = 1 + sum(isinstance(piece, int) for piece in pieces)
        pieces.append((number if several else 0) if isinstance(part, Gap) else clean(part))
    task = TextWithGaps(
        tuple(pieces),
        # One width for all gaps: their own would tell how long each word is.
        width=min(max(longest + 4, 14), 40),
        words=tuple(clean_line(words[number]) for number in order),
    )
    instruction = "Write the missing words in the gaps."
    if words:
        instruction = "Write words from the list in the gaps; a word may be used more than once."
    firsts = [clean_line(gap.accepted[0]) for gap in question.gaps]
    # A single gap has no number on the sheet either.
    numbers = [f"{number} " if several else "" for number in range(1, len(firsts) + 1)]
    key = "; ".join(f"{number}{_short(text)}" for number, text in zip(numbers, firsts, strict=True))
    answers = tuple(
        f"{number}{'; or '.join(map(clean_line, gap.accepted))}"
        for number, gap in zip(numbers, question.gaps, strict=True)
    )
    feedback = _feedback(question.distractors)
    return PrintedTask(task, instruction, key, answers, _rules(question.rules), feedback)


def _matching(question: Matching, order: Order, _: QuoteLocation) -> PrintedTask:
    lefts = tuple(
        LabelledText(str(number), clean(pair.left)) for number, pair in enumerate(question.pairs, 1)
    )
    rights = _lettered([question.rights[number] for number in order])
    letters = [ascii_uppercase[order.index(target)] for target in question.targets]
    key = ", ".join(f"{number}{letter}" for number, letter in enumerate(letters, 1))
    answers = tuple(clean_line(f"{pair.left} → {pair.right}") for pair in question.pairs)
    instruction = "Write the matching letter next to each number; a letter may be used twice."
    feedback = _feedback(question.distractors)
    return PrintedTask(MatchingColumns(lefts, rights), instruction, key, answers, (), feedback)


def _ordering(question: Ordering, order: Order, _: QuoteLocation) -> PrintedTask:
    task = OrderBoxes(tuple(clean(question.items[number]) for number in order))
    key = ", ".join(str(number + 1) for number in order)
    instruction = f"Number the boxes in the right order, 1 to {len(order)}."
    answers = tuple(f"{place}. {clean_line(text)}" for place, text in enumerate(question.items, 1))
    return PrintedTask(task, instruction, key, answers)


def _categorize(question: Categorize, order: Order, _: QuoteLocation) -> PrintedTask:
    items, targets = question.items, question.targets
    numbered = tuple(
        LabelledText(str(place), clean(items[int(number)])) for place, number in enumerate(order, 1)
    )
    letters = [
        ascii_uppercase[target] if target < len(question.categories) else "–" for target in targets
    ]
    key = ", ".join(f"{place}{letters[int(number)]}" for place, number in enumerate(order, 1))
    names = [*(category.name for category in question.categories), NO_CATEGORY]
    answers = tuple(
        clean_line(f"{item} → {names[target]}") for item, target in zip(items, targets, strict=True)
    )
    instruction = "Write the letter of its category next to each number."
    if question.distractors:
        instruction = "Write the letter of its category, or a dash for none, next to each number."
    task = MatchingColumns(numbered, _lettered([category.name for category in question.categories]))
    return PrintedTask(task, instruction, key, answers, (), _feedback(question.distractors))


def _find_evidence(question: FindEvidence, order: Order, evidence: QuoteLocation) -> PrintedTask:
    count = len(question.key)
    label, instruction = "Sentence", f"Write the number of one sentence of {evidence.source}."
    if count > 1:
        label = "Sentences"
        instruction = (
            f"Write the numbers of {count} sentences of {evidence.source}. "
            "Each wrong one cancels a right one."
        )
    key = ", ".join(map(str, evidence.sentences))
    return PrintedTask(NumberBlanks(count, before=label), instruction, key, (f"{label} {key}",))


TASK_PRINTERS: dict[str, Callable[[Any, Order, QuoteLocation], PrintedTask]] = {
    SingleChoice.kind: _single_choice,
    MultipleResponse.kind: _multiple_response,
    TrueFalse.kind: _true_false,
    ShortAnswer.kind: _short_answer,
    Numeric.kind: _numeric,
    Cloze.kind: _cloze,
    Matching.kind: _matching,
    Ordering.kind: _ordering,
    Categorize.kind: _categorize,
    FindEvidence.kind: _find_evidence,
}
"""The function that prints each question type, by the name of the type."""


def _ticks(options: Sequence[Option], order: Order) -> TickBoxes:
    return TickBoxes(_lettered([options[number].text for number in order]))


def _lettered(texts: Sequence[str]) -> tuple[LabelledText, ...]:
    return tuple(LabelledText(letter, clean(text))
                 for letter, text in zip(ascii_uppercase, texts, strict=False))  # fmt: skip


def _feedback(options: Sequence[Option]) -> tuple[LabelledText, ...]:
    return tuple(LabelledText(clean_line(option.text), clean(option.feedback))
                 for option in options if option.feedback)  # fmt: skip


def _short(text: str) -> str:
    return truncate(text, MAX_SHORT_KEY)


def _rules(rules: TextRules) -> tuple[str, ...]:
    notes = [f"Not right: {'; '.join(map(clean_line, rules.reject))}"] if rules.reject else []
    if rules.case_sensitive:
        notes.append("Capital letters count.")
    if rules.strict:
        notes.append("Accents count.")
    return tuple(notes)
