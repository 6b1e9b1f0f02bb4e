"""Export to Moodle XML as Moodle 5.1 imports it: a category for each bank."""

from collections.abc import Callable, Iterable, Sequence
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
from quiz.convert.moodle.keys import FULL, choice_weights
from quiz.convert.moodle.losses import (
    MAX_TITLE,
    category_path,
    category_title,
    distractor_losses,
    marking_losses,
    number_losses,
    one_line,
    question_losses,
    question_name,
    rule_losses,
    tag_losses,
    unused_rule_losses,
)
from quiz.convert.render import as_choice, as_html, fallback
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
    TrueFalse,
)
from quiz.question_types import QUESTION_TYPES as KINDS_OF_BANKS
from quiz.question_types.options import look_alike
from quiz.text.numbers import plain

_BEFORE_NUMBERS = frozenset("$£€¥")


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
    """Return an element `text_element` of markup or of plain text."""
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
        f"<single>{_flag(single)}</single><shuffleanswers>{_flag(shuffle)}</shuffleanswers>"
        f"<answernumbering>abc</answernumbering>"
        f"<showstandardinstruction>{int(not single)}</showstandardinstruction>"
    )
    return "\n".join((settings, *answers))


def _flag(value: bool) -> str:
    return "true" if value else "false"


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
        _answer(_flag(value), FULL if value == question.answer else Decimal(0), html=False)
        for value in (True, False)
    ]
    return TypedElements("truefalse", paragraphs(question.prompt), "\n".join(answers), [])


def _short_answer(question: ShortAnswer) -> TypedElements:
    rules = question.rules
    words = [(word, FULL) for word in question.answers]
    words += [(word, Decimal(0)) for word in rules.reject]
    # A bare star would stand for any letters.
    answers = [_answer(word.replace("*", r"\*"), weight, html=False) for word, weight in words]
    case = f"<usecase>{int(rules.case_sensitive)}</usecase>"
    elements = "\n".join((case, *answers))
    return TypedElements(
        "shortanswer", paragraphs(question.prompt), elements, [*rule_losses(rules)]
    )


def _numeric(question: Numeric) -> TypedElements:
    tolerance = f"<tolerance>{question.tolerance}</tolerance></answer>"
    answer = _answer(str(question.answer), FULL, html=False).removesuffix("</answer>") + tolerance
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
    lost = [*rule_losses(rules)]
    points, rest = divmod(question.points, len(question.gaps))
    if rest or not 1 <= points <= 1000:
        points = Decimal(1)
        lost.append("points: each gap is worth 1 point in Moodle")
    gaps = [
        write_gap(gap.accepted, rules.reject, rules.case_sensitive, int(points))
        for gap in question.gaps
    ]
    markup = cloze_html(question).replace("{", "&#123;").replace("}", "&#125;")
    return TypedElements("cloze", replace_marks(markup, gaps), "", lost)


def _word_bank(question: Cloze) -> TypedElements:
    lost = [*unused_rule_losses(question.rules), *distractor_losses(question.distractors)]
    if any(len(gap.accepted) > 1 for gap in question.gaps):
        lost.append("text: where words are chosen, a gap has only one right word")
    words = KINDS_OF_BANKS["cloze"].shown(question)
    numbers = {look_alike(word): number for number, word in enumerate(words, 1)}
    gaps = [f"[[{numbers[look_alike(gap.accepted[0])]}]]" for gap in question.gaps]
    markup = cloze_html(question).replace("[[", "&#91;&#91;")
    options = [
        f"<selectoption>{text_element(escape(one_line(word)))}<group>1</group></selectoption>"
        for word in words
    ]
    elements = "\n".join(("<shuffleanswers>1</shuffleanswers>", *options, "<shownumcorrect/>"))
    return TypedElements("gapselect", replace_marks(markup, gaps), elements, lost)


def _matching(question: Matching) -> TypedElements:
    lost = [*distractor_losses(question.distractors)]
    if any("\n" in pair.right for pair in question.pairs):
        lost.append("pairs: line breaks in right sides become spaces")
    pairs = [(paragraphs(pair.left), pair.right) for pair in question.pairs]
    pairs += [("", option.text) for option in question.distractors]
    written_pairs = [
        f'<subquestion format="html">{text_element(left)}'
        f"<answer>{text_element(escape(one_line(right)))}</answer></subquestion>"
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


def _find_evidence(question: FindEvidence) -> TypedElements:
    choice = as_choice(question)
    if len(choice.options) < 2:
        raise CannotConvert("there is only one sentence to choose from")
    body = XML_WRITERS[choice.kind](choice)
    body.lost.append("type: in Moodle it is a choice among the sentences")
    return body


XML_WRITERS: dict[str, Callable[[Any], TypedElements]] = {
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
"""The function that writes each question type."""


def body_of(question: Question) -> TypedElements:
    """Return a question as the type of Moodle that fits it best, with what is lost."""
    if question.kind in XML_WRITERS:
        return XML_WRITERS[question.kind](question)
    turned, loss = fallback(question, "Moodle")
    body = XML_WRITERS[turned.kind](turned)
    body.lost.append(loss)
    return body


_PENALTY = "0.3333333"
"""Moodle's default for the share of the points that each further try costs."""


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
