"""Each of our question types as elements of Moodle XML."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from quiz.exchange.explaining import as_html
from quiz.exchange.html import escape, paragraphs
from quiz.exchange.moodle.gaps import cloze_html, replace_marks
from quiz.exchange.moodle.losing import (
    distractor_losses,
    marking_losses,
    number_losses,
    one_line,
    rule_losses,
    unused_rule_losses,
)
from quiz.exchange.moodle.multianswer import write_gap
from quiz.exchange.moodle.weights import FULL, choice_weights
from quiz.exchange.parcels import CannotConvert
from quiz.exchange.turning import as_choice, fallback
from quiz.kinds import KINDS as KINDS_OF_BANKS
from quiz.kinds.options import look_alike
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
