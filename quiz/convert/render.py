"""Questions as other formats show them: explanations with quotes, simpler types, displays.

No format has a place for quotes: they are written below the explanation, in HTML as block quotes,
in plain text behind `> `. A quote's source and the text near it follow on lines of their own.
"""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from string import ascii_uppercase
from typing import Any, Literal, NamedTuple
from unicodedata import combining, normalize
from zlib import crc32

from quiz.convert.html import escape, paragraphs, reduce
from quiz.convert.model import CannotConvert
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
    Pair,
    Question,
    Quote,
    ShortAnswer,
    SingleChoice,
    TextRules,
    TrueFalse,
)
from quiz.question_types import question_type_of
from quiz.question_types.categorize import NO_CATEGORY
from quiz.question_types.options import MAX_OPTIONS, look_alike, write_quotes
from quiz.text.languages import language
from quiz.text.numbers import numbers_as_numerals, plain

MAX_SENTENCES = 10
"""The maximum number of sentences offered, because the whole source cannot be shown."""


def simplify(
    question: Question, known: Container[str], format_name: str
) -> tuple[Question, list[str]]:
    """Return the question as one of the types that a format has, and what is lost.

    Raise `CannotConvert` for a text of a single sentence, which leaves nothing to choose from.
    """
    if question.kind in known:
        return question, []
    if not isinstance(question, FindEvidence):
        simpler, loss = fallback(question, format_name)
        return simpler, [loss]
    choice = as_choice(question)
    if len(choice.options) < 2:
        raise CannotConvert("there is only one sentence to choose from")
    return choice, [f"type: in {format_name} it is a choice among the sentences"]


def fallback(question: Question, format_name: str) -> tuple[Question, str]:
    """Return a question converted to a more common type, and the loss.

    For question types that a format lacks; each format converts `find_evidence` and `cloze` itself,
    with the functions below.
    """
    simpler = question_type_of(question).fallback(question)
    assert simpler is not None, f"{question.kind} has neither an entry nor a fallback"
    return simpler[0], f"type: it becomes {simpler[1]} in {format_name}"


def as_choice(question: FindEvidence) -> SingleChoice | MultipleResponse:
    """Return a choice among the right sentences and the wrong ones closest to them."""
    sentences = question.sentences
    # The sentences around the right ones are the hardest to tell from them.
    near = sorted(
        set(range(len(sentences))) - set(question.key),
        key=lambda number: min(abs(number - right) for right in question.key),
    )
    spare = max(MAX_SENTENCES - len(question.key), 3)
    right = _told_apart(sentences[number] for number in question.key)
    wrong = [
        option
        for option in _told_apart(sentences[number] for number in sorted(near[:spare]))
        if look_alike(option.text) not in {look_alike(each.text) for each in right}
    ][: MAX_OPTIONS - len(right)]
    fields = question.shared()
    if len(right) == 1 and wrong:
        return SingleChoice(**fields, answer=right[0], distractors=tuple(wrong))
    return MultipleResponse(**fields, answers=tuple(right), distractors=tuple(wrong))


def _told_apart(texts: Iterable[str]) -> list[Option]:
    """Return options for the texts without those that look like an earlier one."""
    found: dict[str, Option] = {}
    for text in texts:
        line = " ".join(text.split())
        found.setdefault(look_alike(line), Option(line))
    return list(found.values())


def as_matching(question: Cloze) -> Matching:
    """Return a cloze as a matching of its numbered gaps with their words."""
    fields = question.shared() | {"prompt": f"{question.prompt}\n\n{numbered(question)}"}
    pairs = tuple(
        Pair(f"[{number}]", gap.accepted[0]) for number, gap in enumerate(question.gaps, 1)
    )
    return Matching(**fields, pairs=pairs, distractors=question.distractors)


def numbered(question: Cloze) -> str:
    """Return the text with its gaps as `[1]`, `[2]`, …; a single one as `____`."""
    pieces: list[str] = []
    number = 0
    for part in question.parts:
        if isinstance(part, Gap):
            number += 1
            pieces.append(f"[{number}]" if len(question.gaps) > 1 else "____")
        else:
            pieces.append(part)
    return "".join(pieces)


# A word that an apostrophe ends is joined to the next: l'eau.
_FIRST_WORD = re.compile(r"(\w+['’]|\w+(?= ))\s*(?=\S)")
_LONG_WORD = re.compile(r"[^\W\d_]{5}")


def typed_forms(answers: Sequence[str], rules: TextRules, tag: str = "en") -> list[str]:
    """Return the accepted answers in the language of a tag, each also without its article.

    For systems that compare letter by letter: here “Missouri” counts for “the Missouri”.
    """
    forms: list[str] = []
    for answer in answers:
        forms.append(answer)
        bare = "" if rules.strict else _without_article(answer, tag)
        if bare and bare not in answers:
            forms.append(bare)
    return forms


def _without_article(answer: str, tag: str) -> str:
    """Return an answer without the article that it begins with; empty if there is none."""
    found = _FIRST_WORD.match(answer)
    if found and found[1].casefold().replace("’", "'") in language(tag).articles:
        return answer[found.end() :]
    return ""


def given_forms(answers: Sequence[str], rules: TextRules, tag: str = "en") -> list[str]:
    """Return the answers without the forms that `typed_forms` adds."""
    added = {form for answer in answers for form in typed_forms([answer], rules, tag)[1:]}
    return [answer for answer in answers if answer not in added]


def typed_losses(
    answers: Sequence[str], question: ShortAnswer | Cloze, system: str
) -> Iterator[str]:
    """Yield what is accepted here and wrong in a system that compares letter by letter."""
    rules = question.rules
    # Slips are forgiven in longer words only.
    if rules.typos and any(_LONG_WORD.search(answer) for answer in answers):
        yield f"typos: small typing errors are wrong in {system}"
    if rules.strict:
        return
    if any(_has_accents(answer) for answer in answers):
        yield f"strict: missing accents are wrong in {system}"
    if any(_has_number(answer, question.language) for answer in answers):
        field = "text" if isinstance(question, Cloze) else "answers"
        yield f"{field}: a number counts in {system} only as it is written"


def _has_number(answer: str, tag: str) -> bool:
    words = answer.casefold().split()
    return any(map(str.isdigit, answer)) or (
        numbers_as_numerals(words, language(tag), exact=True) != words
    )


def _has_accents(text: str) -> bool:
    return not text.isascii() and any(map(combining, normalize("NFD", text)))


_MARK = "> "
_LABELS = {"source": "— source: ", "near": "— near: "}
_BREAKS = re.compile(r"\s*\n\s*")


class Explained(NamedTuple):
    """The text and quotes of an explanation."""

    text: str
    quotes: tuple[Quote, ...]
    lost: tuple[str, ...] = ()
    """Parts of its formatting that are lost, such as `pictures`."""

    def data(self, name: str = "explanation") -> dict[str, Any]:
        """Return text and quotes as keys of bank format, the text under `name`."""
        return ({name: self.text} if self.text else {}) | write_quotes(self.quotes)


def as_html(text: str, quotes: Sequence[Quote]) -> str:
    """Return an explanation or feedback with its quotes as HTML that is also XHTML."""
    written = paragraphs(text)
    for quote in quotes:
        details = {"source": quote.source, "near": quote.near}
        lines = [_one_line(quote.text)]
        lines += [f"{_LABELS[name]}{_one_line(line)}" for name, line in details.items() if line]
        written += f"<blockquote>{''.join(f'<p>{escape(line)}</p>' for line in lines)}</blockquote>"
    return written


def _one_line(text: str) -> str:
    # White space of any length is one space wherever quotes are looked for.
    return _BREAKS.sub(" ", text.strip())


def from_html(markup: str) -> Explained:
    """Return the text of HTML, and its block quotes as quotes."""
    reduced = reduce(markup)
    quotes = tuple(_quote(block.split("\n")) for block in reduced.quotes)
    return Explained(reduced.text, tuple(each for each in quotes if each.text), reduced.lost)


_WRONG = re.compile(r"wrong|incorrect|_IC$", re.IGNORECASE)
_RIGHT = re.compile(r"correct|right|_C$", re.IGNORECASE)


def named_occasion(ident: str) -> Literal["right", "wrong", "some"]:
    """Return after which answers feedback is shown, as far as its identifier tells."""
    # “incorrect” contains “correct”.
    if _WRONG.search(ident):
        return "wrong"
    return "right" if _RIGHT.search(ident) else "some"


@dataclass
class ItemFeedback:
    """The feedback of an item as HTML; feedback that nobody takes is reported as lost."""

    general: str = ""
    right: str = ""
    wrong: str = ""
    answers: dict[tuple[str, str], str] = field(default_factory=dict)
    """Feedback by response and answer."""
    others: int = 0
    """The number of other feedback texts."""

    def explained(self, lost: list[str]) -> Explained:
        """Return the explanation and its quotes; add the losses to `lost`."""
        markup = self.general or self.right
        if self.right == self.wrong and not self.general:
            self.wrong = ""
        elif self.general and self.right:
            lost.append("explanation: feedback for right answers only is not kept")
        elif self.right:
            lost.append("explanation: it was shown only with right answers")
        if self.wrong:
            lost.append("explanation: feedback for wrong answers only is not kept")
        if self.others or any(each != markup for each in self.answers.values()):
            lost.append("explanation: feedback on single answers is not kept")
        found = from_html(markup)
        if found.lost:
            lost.append(f"explanation: {', '.join(found.lost)}")
        return found

    def take(self, response: str, value: str) -> str:
        """Return the feedback on an answer and count it as kept."""
        return self.answers.pop((response, value), "")


def from_text(text: str) -> Explained:
    """Return plain text, and its lines after `> ` as quotes."""
    rest: list[str] = []
    quotes: list[list[str]] = []
    quoting = False
    for line in text.split("\n"):
        if line.startswith(_MARK.rstrip()):
            if not quoting:
                quotes.append([])
            quotes[-1].append(line.removeprefix(">").strip())
        else:
            rest.append(line)
        quoting = line.startswith(_MARK.rstrip())
    plain = re.sub(r"\n{3,}", "\n\n", "\n".join(rest)).strip("\n")
    found = tuple(_quote(lines) for lines in quotes)
    return Explained(plain, tuple(quote for quote in found if quote.text))


def _quote(lines: Sequence[str]) -> Quote:
    details: dict[str, str] = {}
    words: list[str] = []
    for line in filter(None, (line.strip() for line in lines)):
        label = next((name for name, mark in _LABELS.items() if line.startswith(mark)), None)
        if label is None:
            # The other system may have broken the quote into several lines.
            words.append(line)
        else:
            details[label] = line.removeprefix(_LABELS[label]).strip()
    return Quote(" ".join(words), details.get("source"), details.get("near"))


@dataclass(frozen=True, slots=True)
class Display:
    """A question ready for display; its texts are not escaped."""

    key: tuple[str, ...]
    """The right answers."""
    options: tuple[str, ...] = ()
    """The options in display order, named by letters."""
    lefts: tuple[str, ...] = ()
    """The left sides to match options with, named by numbers."""
    body: str = ""
    """A text with gaps."""
    explained: tuple[Option, ...] = ()
    """Options with feedback or quotes."""
    typed: str = ""
    """The one answer that can be typed."""


def display(question: Question, seed: str) -> Display:
    """Return a question for display; equal seeds give equal orders."""
    # Not `hash`, which differs from run to run: the same bank must give the same file.
    return KINDS[question.kind](question, Random(crc32(seed.encode())))


def _order(question: Question, random: Random) -> Sequence[int]:
    return [int(number) for number in question_type_of(question).order(question, random)]


def _explained(options: Sequence[Option]) -> tuple[Option, ...]:
    return tuple(option for option in options if option.feedback or option.quotes)


def _lettered(place: int, text: str) -> str:
    return f"{ascii_uppercase[place]}. {text}"


def _choice(question: SingleChoice | MultipleResponse, random: Random) -> Display:
    order = _order(question, random)
    texts = [option.text for option in question.options]
    right = 1 if isinstance(question, SingleChoice) else len(question.answers)
    return Display(
        key=tuple(_lettered(at, texts[n]) for at, n in enumerate(order) if n < right),
        options=tuple(texts[number] for number in order),
        explained=_explained(question.options),
    )


def _true_false(question: TrueFalse, random: Random) -> Display:
    options = question_type_of(question).shown(question)
    place = 0 if question.answer else 1
    return Display(key=(_lettered(place, options[place]),), options=options)


def _short_answer(question: ShortAnswer, random: Random) -> Display:
    shown, *others = question.answers
    also = (f"also right: {'; '.join(others)}",) if others else ()
    return Display(key=(shown, *also), typed=shown)


def _numeric(question: Numeric, random: Random) -> Display:
    answer = plain(question.answer)
    tolerance = f" ± {plain(question.tolerance)}" if question.tolerance else ""
    unit = f" {question.unit}" if question.unit else ""
    return Display(key=(f"{answer}{tolerance}{unit}",), typed=f"{answer}{unit}")


def _cloze(question: Cloze, random: Random) -> Display:
    words = question_type_of(question).shown(question)
    several = len(question.gaps) > 1
    return Display(
        key=tuple(
            f"[{number}] {' / '.join(gap.accepted)}" if several else " / ".join(gap.accepted)
            for number, gap in enumerate(question.gaps, 1)
        ),
        options=tuple(words[number] for number in _order(question, random)),
        body=numbered(question),
        explained=_explained(question.distractors),
    )


def _matching(question: Matching, random: Random) -> Display:
    rights = question.rights
    order = _order(question, random)
    places = {rights[number]: place for place, number in enumerate(order)}
    return Display(
        key=tuple(
            f"{number}. {pair.left} → {_lettered(places[pair.right], pair.right)}"
            for number, pair in enumerate(question.pairs, 1)
        ),
        options=tuple(rights[number] for number in order),
        lefts=tuple(pair.left for pair in question.pairs),
        explained=_explained(question.distractors),
    )


def _ordering(question: Ordering, random: Random) -> Display:
    order = _order(question, random)
    return Display(
        key=tuple(_lettered(order.index(n), text) for n, text in enumerate(question.items)),
        options=tuple(question.items[number] for number in order),
    )


def _categorize(question: Categorize, random: Random) -> Display:
    order = _order(question, random)
    names = [category.name for category in question.categories]
    lettered = [*(_lettered(at, name) for at, name in enumerate(names)), NO_CATEGORY]
    items, targets = question.items, question.targets
    return Display(
        key=tuple(
            f"{place}. {items[number]} → {lettered[targets[number]]}"
            for place, number in enumerate(order, 1)
        ),
        options=tuple(names),
        lefts=tuple(items[number] for number in order),
        explained=_explained(question.distractors),
    )


KINDS: dict[str, Callable[[Any, Random], Display]] = {
    SingleChoice.kind: _choice,
    MultipleResponse.kind: _choice,
    TrueFalse.kind: _true_false,
    ShortAnswer.kind: _short_answer,
    Numeric.kind: _numeric,
    Cloze.kind: _cloze,
    Matching.kind: _matching,
    Ordering.kind: _ordering,
    Categorize.kind: _categorize,
    FindEvidence.kind: lambda question, random: _choice(as_choice(question), random),
}
"""How each type is displayed."""
