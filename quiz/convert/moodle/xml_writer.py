"""Export to Moodle XML as Moodle 5.1 imports it, and what the export to GIFT shares with it.

Each bank becomes a category.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from quiz.convert.html import escape, paragraphs
from quiz.convert.model import (
    CannotConvert,
    ConversionLoss,
    Exported,
    ProgressCallback,
    SkippedQuestion,
)
from quiz.convert.moodle.cloze import cloze_html, replace_marks, write_gap
from quiz.convert.moodle.keys import FULL, category_title, choice_weights, one_line
from quiz.convert.render import as_html, simplify, typed_forms, typed_losses
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
    TextRules,
    TrueFalse,
)
from quiz.question_types import question_type_of
from quiz.question_types.options import look_alike
from quiz.text.cleaning import truncate
from quiz.text.numbers import plain

_TAG = re.compile(r"<(?=\S)")
_SPACE = re.compile(r"\s+")
_MAX_NAME = 80
_DIGITS = 15
# Moodle adds 1e-14 to each tolerance, which is over 1 % of numbers smaller than this.
_SMALLEST = Decimal("1e-12")
_UNTAGGABLE = re.compile("[<>`]")
_MAX_TAG = 50
MAX_POINTS = Decimal(99_999)
"""Moodle's column has five digits before the point; more stop the whole import."""
_POINT_DECIMALS = 7
MAX_TITLE = 250
"""Moodle stores 255 characters, and stops the import at a category with more."""


def question_losses(question: Question) -> Iterator[str]:
    """Yield what is lost of any type of question."""
    if question.inferred:
        yield "inferred: Moodle has no such field"
    if question.enemies:
        yield "enemies: Moodle has no such field"


def tag_losses(question: Question) -> Iterator[str]:
    """Yield how Moodle changes the tags."""
    if any(_UNTAGGABLE.search(tag) or len(tag) > _MAX_TAG for tag in question.tags):
        yield f"tags: Moodle keeps {_MAX_TAG} characters and removes <, > and `"


def marking_losses(question: MultipleResponse) -> Iterator[str]:
    """Yield how Moodle marks a multiple response differently."""
    if question.marking == "all_or_nothing":
        yield "marking: Moodle gives some of the points for some of the right options"
    elif len(question.answers) > 10:
        yield "marking: Moodle has no equal weights for more than ten right options"


def rule_losses(rules: TextRules) -> Iterator[str]:
    """Yield which rules for typed words cannot be recorded, although Moodle marks by them."""
    if rules.strict:
        yield "strict: accents always count in Moodle"
    if not rules.typos:
        yield "typos: Moodle never accepts spelling mistakes"


def unused_rule_losses(rules: TextRules) -> Iterator[str]:
    """Yield which rules are lost where words are chosen, not typed."""
    yield from rule_losses(rules)
    if rules.case_sensitive:
        yield "case_sensitive: words are chosen, not typed"
    if rules.reject:
        yield "reject: words are chosen, not typed"


def distractor_losses(options: Sequence[Option]) -> Iterator[str]:
    """Yield what is lost of options that Moodle holds as one line of plain text."""
    if any(option.feedback or option.quotes for option in options):
        yield "distractors: Moodle has no feedback on them"
    if any("\n" in option.text for option in options):
        yield "distractors: line breaks become spaces"


def point_losses(question: Question) -> Iterator[str]:
    """Yield how Moodle changes the points."""
    if question.points > MAX_POINTS:
        yield f"points: Moodle has at most {MAX_POINTS:,}"
    elif question.points != round(question.points, _POINT_DECIMALS):
        yield f"points: Moodle keeps {_POINT_DECIMALS} decimals"


def number_losses(question: Numeric) -> Iterator[str]:
    """Yield what Moodle does not keep of a number."""
    numbers = {"answer": question.answer, "tolerance": question.tolerance}
    for name, value in numbers.items():
        digits = "".join(map(str, value.as_tuple().digits)).strip("0")
        if len(digits) > _DIGITS:
            yield f"{name}: Moodle calculates with {_DIGITS} digits"
        elif 0 < abs(value) < _SMALLEST:
            yield f"{name}: Moodle takes numbers that differ by less than 1e-14 as equal"


def question_name(text: str) -> str:
    """Return a name for a question, made from its text."""
    # Moodle removes whatever looks like a tag.
    return truncate(_TAG.sub("< ", _SPACE.sub(" ", text).strip()), _MAX_NAME)


def category_path(title: str) -> str:
    """Return the path of the category with that title, escaped as Moodle expects."""
    name = _TAG.sub("< ", _SPACE.sub(" ", title).strip())[:MAX_TITLE]
    name = name.replace("/", "//")
    start = " " if name.startswith("/") else ""
    return f"$course$/top/{start}{name}{' ' if name.endswith('/') else ''}"


_BEFORE_NUMBERS = frozenset("$£€¥")
_FLAGS = {True: "true", False: "false"}


class TypedElements(NamedTuple):
    """The part of a question in Moodle XML that depends on its type."""

    type: str
    text: str
    """The question's text as HTML."""
    elements: str
    """The elements that only its type has."""
    lost: list[str]


def escape_xml(markup: str) -> str:
    """Return text or markup escaped as the content of an XML element."""
    if "&" in markup or "<" in markup or ">" in markup:
        return f"<![CDATA[{markup.replace(']]>', ']]]]><![CDATA[>')}]]>"
    return markup


def text_element(markup: str) -> str:
    """Return an element `text` that holds markup or plain text."""
    return f"<text>{escape_xml(markup)}</text>"


def _answer(markup: str, weight: Decimal, feedback: str = "", html: bool = True) -> str:
    text_format = "html" if html else "moodle_auto_format"
    return (
        f'<answer fraction="{weight:f}" format="{text_format}">{text_element(markup)}'
        f'<feedback format="html">{text_element(feedback)}</feedback></answer>'
    )


def _options(options: Iterable[Option], weight: Decimal) -> list[str]:
    return [
        _answer(paragraphs(option.text), weight, as_html(option.feedback, option.quotes))
        for option in options
    ]


def _choice(answers: Sequence[str], single: bool, shuffle: bool) -> str:
    settings = (
        f"<single>{_FLAGS[single]}</single><shuffleanswers>{_FLAGS[shuffle]}</shuffleanswers>"
        f"<answernumbering>abc</answernumbering>"
        f"<showstandardinstruction>{int(not single)}</showstandardinstruction>"
    )
    return "\n".join((settings, *answers))


def _single_choice(question: SingleChoice) -> TypedElements:
    answers = [
        *_options([question.answer], FULL),
        *_options(question.distractors, Decimal(0)),
    ]
    elements = _choice(answers, True, question.shuffle)
    return TypedElements("multichoice", paragraphs(question.prompt), elements, [])


def _multiple_response(question: MultipleResponse) -> TypedElements:
    right, wrong = choice_weights(question)
    answers = [
        answer
        for option, weight in zip(question.answers, right, strict=True)
        for answer in _options([option], weight)
    ]
    elements = _choice([*answers, *_options(question.distractors, wrong)], False, question.shuffle)
    elements = f"{elements}\n<shownumcorrect/>"
    losses = [*marking_losses(question)]
    return TypedElements("multichoice", paragraphs(question.prompt), elements, losses)


def _true_false(question: TrueFalse) -> TypedElements:
    answers = [
        _answer(_FLAGS[value], FULL if value == question.answer else Decimal(0), html=False)
        for value in (True, False)
    ]
    return TypedElements("truefalse", paragraphs(question.prompt), "\n".join(answers), [])


def _short_answer(question: ShortAnswer) -> TypedElements:
    rules = question.rules
    words = [(word, FULL) for word in typed_forms(question.answers, rules, question.language)]
    words += [(word, Decimal(0)) for word in rules.reject]
    # A bare star would stand for any letters.
    answers = [_answer(word.replace("*", r"\*"), weight, html=False) for word, weight in words]
    case = f"<usecase>{int(rules.case_sensitive)}</usecase>"
    elements = "\n".join((case, *answers))
    lost = [*rule_losses(rules), *typed_losses(question.answers, question, "Moodle")]
    return TypedElements("shortanswer", paragraphs(question.prompt), elements, lost)


def _numeric(question: Numeric) -> TypedElements:
    # Other programs that read Moodle XML know no exponents.
    tolerance = f"<tolerance>{question.tolerance:f}</tolerance></answer>"
    answer = _answer(f"{question.answer:f}", FULL, html=False).removesuffix("</answer>") + tolerance
    left = int(question.unit in _BEFORE_NUMBERS)
    unit = (
        f"<units><unit><multiplier>1</multiplier><unit_name>{escape_xml(question.unit)}"
        "</unit_name></unit></units>"
    )
    settings = (
        "<unitgradingtype>0</unitgradingtype><unitpenalty>0.1000000</unitpenalty>"
        f"<showunits>{0 if question.unit else 3}</showunits><unitsleft>{left}</unitsleft>"
    )
    elements = "\n".join((answer, *([unit] if question.unit else []), settings))
    return TypedElements(
        "numerical", paragraphs(question.prompt), elements, [*number_losses(question)]
    )


def _cloze(question: Cloze) -> TypedElements:
    return _word_bank(question) if question.distractors else _typed(question)


def _typed(question: Cloze) -> TypedElements:
    rules = question.rules
    words = [word for gap in question.gaps for word in gap.accepted]
    lost = [*rule_losses(rules), *typed_losses(words, question, "Moodle")]
    points, rest = divmod(question.points, len(question.gaps))
    if rest or not 1 <= points <= 1000:
        points = Decimal(1)
        lost.append("points: each gap is worth 1 point in Moodle")
    gaps = [
        write_gap(
            typed_forms(gap.accepted, rules, question.language),
            rules.reject,
            rules.case_sensitive,
            int(points),
        )
        for gap in question.gaps
    ]
    markup = cloze_html(question).replace("{", "&#123;").replace("}", "&#125;")
    return TypedElements("cloze", replace_marks(markup, gaps), "", lost)


def _word_bank(question: Cloze) -> TypedElements:
    lost = [*unused_rule_losses(question.rules), *distractor_losses(question.distractors)]
    if any(len(gap.accepted) > 1 for gap in question.gaps):
        lost.append("text: where words are chosen, a gap has only one right word")
    words = question_type_of(question).shown(question)
    numbers = {look_alike(word): number for number, word in enumerate(words, 1)}
    gaps = [f"[[{numbers[look_alike(gap.accepted[0])]}]]" for gap in question.gaps]
    markup = cloze_html(question).replace("[[", "&#91;&#91;")
    options = [
        f"<selectoption>{text_element(escape(one_line(word)))}<group>1</group></selectoption>"
        for word in words
    ]
    elements = "\n".join(("<shuffleanswers>1</shuffleanswers>", *options, "<shownumcorrect/>"))
    return TypedElements("gapselect", replace_marks(markup, gaps), elements, lost)


def matching_pairs(question: Matching) -> tuple[list[tuple[str, str]], list[str]]:
    """Return the pairs as HTML, distractors with an empty left side, and what is lost."""
    lost = [*distractor_losses(question.distractors)]
    if any("\n" in pair.right for pair in question.pairs):
        lost.append("pairs: line breaks in right sides become spaces")
    pairs = [(paragraphs(pair.left), pair.right) for pair in question.pairs]
    pairs += [("", option.text) for option in question.distractors]
    return [(left, escape(one_line(right))) for left, right in pairs], lost


def _matching(question: Matching) -> TypedElements:
    pairs, lost = matching_pairs(question)
    written_pairs = [
        f'<subquestion format="html">{text_element(left)}'
        f"<answer>{text_element(right)}</answer></subquestion>"
        for left, right in pairs
    ]
    elements = "\n".join(
        ("<shuffleanswers>true</shuffleanswers>", "<shownumcorrect/>", *written_pairs)
    )
    return TypedElements("matching", paragraphs(question.prompt), elements, lost)


def _ordering(question: Ordering) -> TypedElements:
    # Without all of these settings Moodle shows six random items, or stops the import.
    settings = (
        "<layouttype>VERTICAL</layouttype><selecttype>ALL</selecttype>"
        f"<selectcount>{len(question.items)}</selectcount>"
        "<gradingtype>RELATIVE_ALL_PREVIOUS_AND_NEXT</gradingtype>"
        "<showgrading>SHOW</showgrading><numberingstyle>none</numberingstyle>"
        "<shownumcorrect>1</shownumcorrect>"
    )
    items = [
        f'<answer fraction="{number}" format="html">{text_element(paragraphs(item))}</answer>'
        for number, item in enumerate(question.items, 1)
    ]
    return TypedElements("ordering", paragraphs(question.prompt), "\n".join((settings, *items)), [])


XML_WRITERS: dict[str, Callable[[Any], TypedElements]] = {
    "single_choice": _single_choice,
    "multiple_response": _multiple_response,
    "true_false": _true_false,
    "short_answer": _short_answer,
    "numeric": _numeric,
    "cloze": _cloze,
    "matching": _matching,
    "ordering": _ordering,
}
"""The function that writes each question type that Moodle has."""


# Moodle's default for the share of the points that each further try costs.
_PENALTY = "0.3333333"


class WrittenQuestion(NamedTuple):
    """A question in one of Moodle's formats."""

    text: str
    lost: Sequence[str]


def write(banks: Sequence[Bank], tick: ProgressCallback) -> Exported:
    pieces, losses, skipped = write_questions(banks, tick, _category, _written)
    start = ('<?xml version="1.0" encoding="UTF-8"?>', "<quiz>")
    data = "\n".join((*start, *pieces, "</quiz>", "")).encode()
    return Exported(data, losses, skipped)


def write_questions(
    banks: Sequence[Bank],
    tick: ProgressCallback,
    head: Callable[[Bank, str], str],
    written: Callable[[Question], WrittenQuestion],
) -> tuple[list[str], tuple[ConversionLoss, ...], tuple[SkippedQuestion, ...]]:
    """Return the categories, each begun by `head`, with their questions.

    `written` may raise `CannotConvert`.
    """
    pieces: list[str] = []
    losses: list[ConversionLoss] = []
    skipped: list[SkippedQuestion] = []
    total = sum(len(bank.questions) for bank in banks)
    done = 0
    for bank, title in zip(banks, category_titles(banks), strict=True):
        pieces.append(head(bank, title))
        losses += [ConversionLoss(bank.id, "", what) for what in title_losses(bank, title)]
        for question in bank.questions:
            try:
                made = written(question)
            except CannotConvert as error:
                skipped.append(SkippedQuestion(bank.id, question.id, str(error)))
            else:
                pieces.append(made.text)
                losses += [ConversionLoss(bank.id, question.id, what) for what in made.lost]
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
    simpler, changed = simplify(question, XML_WRITERS, "Moodle")
    body = XML_WRITERS[simpler.kind](simpler)
    lost = (*question_losses(question), *tag_losses(question), *body.lost, *changed)
    # A cloze has no points of its own in Moodle, only its gaps have.
    lost += () if body.type == "cloze" else tuple(point_losses(question))
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
        f"<defaultgrade>{plain(min(question.points, MAX_POINTS))}</defaultgrade>",
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
