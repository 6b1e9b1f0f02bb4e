"""The paper form of every type of question: what is filled in, and what is right.

Options are lettered in the order shown, so that a key says what stands on the sheet.
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
from quiz.printing.model import Blanks, Columns, Gaps, Labelled, Lines, Places, Task, Ticks
from quiz.question_types import question_type_of
from quiz.question_types.categorize import NO_CATEGORY
from quiz.text.cleaning import clean, clean_line, truncate
from quiz.text.phrases import Lexicon

LONGEST_IN_SHORT = 40
"""In letters; typed answers that are longer are cut in the short key."""
_LINE = 60
_NO_WORDS = Lexicon(names=frozenset(), words=frozenset())


class Evidence(NamedTuple):
    """Where a question's quotes stand on paper."""

    source: str
    """What the text is called in a sentence."""
    sentences: tuple[int, ...]
    """The numbers of the sentences that hold them, ascending."""


class Form(NamedTuple):
    """One question on paper, with its key."""

    task: Task
    instruction: str
    key: str
    """In short, as it stands on this sheet."""
    answers: tuple[str, ...]
    """In full, whatever the order of the options."""
    notes: tuple[str, ...] = ()
    feedback: tuple[Labelled, ...] = ()


def _single_choice(question: SingleChoice, order: Order, _: Evidence) -> Form:
    key = ascii_uppercase[order.index(0)]
    answers = (clean(question.answer.text),)
    task = _ticks(question.options, order)
    return Form(task, "Tick one.", key, answers, (), _feedback(question.options))


def _multiple_response(question: MultipleResponse, order: Order, _: Evidence) -> Form:
    right = range(len(question.answers))
    key = ", ".join(letter for letter, number in zip(ascii_uppercase, order, strict=False)
                    if number in right)  # fmt: skip
    says = "a wrong tick takes a right one away"
    if question.marking == "all_or_nothing":
        says = "only the exact set scores"
    answers = tuple(clean(option.text) for option in question.answers)
    task = _ticks(question.options, order)
    instruction = f"Tick all that are right; {says}."
    return Form(task, instruction, key, answers, (), _feedback(question.options))


def _true_false(question: TrueFalse, order: Order, _: Evidence) -> Form:
    words = question_type_of(question).shown(question)
    key = words[0 if question.answer else 1]
    task = Ticks(tuple(Labelled("", words[number]) for number in order))
    return Form(task, "Tick one.", key, (key,))


def _short_answer(question: ShortAnswer, order: Order, _: Evidence) -> Form:
    longest = max(map(len, question.answers))
    task = Lines(1 if longest <= _LINE else 2)
    first, *others = map(clean_line, question.answers)
    also = (f"Also right: {'; '.join(others)}",) if others else ()
    notes = (*also, *_rules(question.rules))
    return Form(task, "Write the answer.", cut(first), (first,), notes)


def _numeric(question: Numeric, order: Order, _: Evidence) -> Form:
    unit = clean_line(question.unit)
    verdict = question_type_of(question).mark(question, (), _NO_WORDS)
    answers = tuple(map(clean_line, verdict.key))
    return Form(Blanks(1, after=unit), "Write a number.", cut("; ".join(answers)), answers)


def _cloze(question: Cloze, order: Order, _: Evidence) -> Form:
    words = question_type_of(question).shown(question)
    longest = max(len(text) for gap in question.gaps for text in gap.accepted)
    several = len(question.gaps) > 1
    pieces: list[str | int] = []
    for part in question.parts:
        number = 1 + sum(isinstance(piece, int) for piece in pieces)
        pieces.append((number if several else 0) if isinstance(part, Gap) else clean(part))
    task = Gaps(
        tuple(pieces),
        width=min(max(longest + 4, 14), 40),
        words=tuple(clean_line(words[number]) for number in order),
    )
    says = "Write the missing words in the gaps."
    if words:
        says = "Write words from the list in the gaps; a word may serve more than once."
    firsts = [clean_line(gap.accepted[0]) for gap in question.gaps]
    numbers = [f"{number} " if several else "" for number in range(1, len(firsts) + 1)]
    key = "; ".join(f"{number}{cut(text)}" for number, text in zip(numbers, firsts, strict=True))
    answers = tuple(
        f"{number}{'; or '.join(map(clean_line, gap.accepted))}"
        for number, gap in zip(numbers, question.gaps, strict=True)
    )
    feedback = _feedback(question.distractors)
    return Form(task, says, key, answers, _rules(question.rules), feedback)


def _matching(question: Matching, order: Order, _: Evidence) -> Form:
    lefts = tuple(
        Labelled(str(number), clean(pair.left)) for number, pair in enumerate(question.pairs, 1)
    )
    rights = _lettered([question.rights[number] for number in order])
    letters = [ascii_uppercase[order.index(target)] for target in question.targets]
    key = ", ".join(f"{number}{letter}" for number, letter in enumerate(letters, 1))
    answers = tuple(clean_line(f"{pair.left} → {pair.right}") for pair in question.pairs)
    says = "Write beside each number the letter that goes with it; a letter may serve twice."
    feedback = _feedback(question.distractors)
    return Form(Columns(lefts, rights), says, key, answers, (), feedback)


def _ordering(question: Ordering, order: Order, _: Evidence) -> Form:
    task = Places(tuple(clean(question.items[number]) for number in order))
    key = ", ".join(str(number + 1) for number in order)
    says = f"Number the boxes in the right order, 1 to {len(order)}."
    answers = tuple(f"{place}. {clean_line(text)}" for place, text in enumerate(question.items, 1))
    return Form(task, says, key, answers)


def _categorize(question: Categorize, order: Order, _: Evidence) -> Form:
    items, targets = question.items, question.targets
    numbered = tuple(
        Labelled(str(place), clean(items[int(number)])) for place, number in enumerate(order, 1)
    )
    letters = [
        ascii_uppercase[target] if target < len(question.categories) else "–" for target in targets
    ]
    key = ", ".join(f"{place}{letters[int(number)]}" for place, number in enumerate(order, 1))
    names = [*(category.name for category in question.categories), NO_CATEGORY]
    answers = tuple(
        clean_line(f"{item} → {names[target]}") for item, target in zip(items, targets, strict=True)
    )
    instruction = "Write beside each number the letter of its category."
    if question.distractors:
        instruction = "Write beside each number the letter of its category, or a dash for none."
    task = Columns(numbered, _lettered([category.name for category in question.categories]))
    return Form(task, instruction, key, answers, (), _feedback(question.distractors))


def _find_evidence(question: FindEvidence, order: Order, evidence: Evidence) -> Form:
    count = len(question.key)
    what, says = "Sentence", f"Write the number of one sentence of {evidence.source}."
    if count > 1:
        what = "Sentences"
        says = (
            f"Write the numbers of {count} sentences of {evidence.source}; "
            "a wrong one takes a right one away."
        )
    key = ", ".join(map(str, evidence.sentences))
    return Form(Blanks(count, before=what), says, key, (f"{what} {key}",))


FORMS: dict[str, Callable[[Any, Order, Evidence], Form]] = {
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
"""The form of each type, by the name of the type."""


def _ticks(options: Sequence[Option], order: Order) -> Ticks:
    return Ticks(_lettered([options[number].text for number in order]))


def _lettered(texts: Sequence[str]) -> tuple[Labelled, ...]:
    return tuple(Labelled(letter, clean(text))
                 for letter, text in zip(ascii_uppercase, texts, strict=False))  # fmt: skip


def _feedback(options: Sequence[Option]) -> tuple[Labelled, ...]:
    return tuple(Labelled(clean_line(option.text), clean(option.feedback))
                 for option in options if option.feedback)  # fmt: skip


def _rules(rules: TextRules) -> tuple[str, ...]:
    said = [f"Not right: {'; '.join(map(clean_line, rules.reject))}"] if rules.reject else []
    if rules.case_sensitive:
        said.append("Capitals count.")
    if rules.strict:
        said.append("Accents count.")
    return tuple(said)


def cut(text: str, most: int = LONGEST_IN_SHORT) -> str:
    """Return `text` with at most so many letters; what was cut ends in `…`."""
    return truncate(text, most)
