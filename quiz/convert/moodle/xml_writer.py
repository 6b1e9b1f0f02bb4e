"""Our types as Moodle's, in XML: what each has of its own."""

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
from quiz.convert.moodle.cloze import as_markup, replaced, written
from quiz.convert.moodle.keys import FULL, of_several
from quiz.convert.moodle.losses import (
    LONGEST_TITLE,
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
    title_of,
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


class Body(NamedTuple):
    """A question in Moodle XML without what all have."""

    type: str
    text: str
    """The question's text as HTML."""
    elements: str
    """The elements of its type."""
    lost: list[str]


def escaped(markup: str) -> str:
    """Return markup, or plain text, as what is inside an XML element."""
    if "&" in markup or "<" in markup or ">" in markup:
        return f"<![CDATA[{markup.replace(']]>', ']]]]><![CDATA[>')}]]>"
    return markup


def text(markup: str) -> str:
    """Return an element `text` of markup or of plain text."""
    return f"<text>{escaped(markup)}</text>"


def _answer(markup: str, weight: Decimal, feedback: str = "", html: bool = True) -> str:
    form = "html" if html else "moodle_auto_format"
    return (
        f'<answer fraction="{weight:f}" format="{form}">{text(markup)}'
        f'<feedback format="html">{text(feedback)}</feedback></answer>'
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


def _single_choice(question: SingleChoice) -> Body:
    answers = [
        *_options([question.answer], FULL),
        *_options(question.distractors, Decimal(0)),
    ]
    elements = _choice(answers, True, question.shuffle)
    return Body("multichoice", paragraphs(question.prompt), elements, [])


def _multiple_response(question: MultipleResponse) -> Body:
    right, wrong = of_several(question)
    answers = [
        answer
        for option, weight in zip(question.answers, right, strict=True)
        for answer in _options([option], weight)
    ]
    elements = _choice([*answers, *_options(question.distractors, wrong)], False, question.shuffle)
    return Body("multichoice", paragraphs(question.prompt), f"{elements}\n<shownumcorrect/>",
                [*of_marking(question)])  # fmt: skip


def _true_false(question: TrueFalse) -> Body:
    answers = [
        _answer(_flag(value), FULL if value == question.answer else Decimal(0), html=False)
        for value in (True, False)
    ]
    return Body("truefalse", paragraphs(question.prompt), "\n".join(answers), [])


def _short_answer(question: ShortAnswer) -> Body:
    rules = question.rules
    words = [(word, FULL) for word in question.answers]
    words += [(word, Decimal(0)) for word in rules.reject]
    # A star would stand for any letters.
    answers = [_answer(word.replace("*", r"\*"), weight, html=False) for word, weight in words]
    case = f"<usecase>{int(rules.case_sensitive)}</usecase>"
    elements = "\n".join((case, *answers))
    return Body("shortanswer", paragraphs(question.prompt), elements, [*of_rules(rules)])


def _numeric(question: Numeric) -> Body:
    tolerance = f"<tolerance>{question.tolerance}</tolerance></answer>"
    answer = _answer(str(question.answer), FULL, html=False).removesuffix("</answer>") + tolerance
    left = int(question.unit in _BEFORE_NUMBERS)
    unit = (
        f"<units><unit><multiplier>1</multiplier><unit_name>{escaped(question.unit)}"
        "</unit_name></unit></units>"
    )
    settings = (
        "<unitgradingtype>0</unitgradingtype><unitpenalty>0.1000000</unitpenalty>"
        f"<showunits>{0 if question.unit else 3}</showunits><unitsleft>{left}</unitsleft>"
    )
    elements = "\n".join((answer, *([unit] if question.unit else []), settings))
    return Body("numerical", paragraphs(question.prompt), elements, [*of_numbers(question)])


def _cloze(question: Cloze) -> Body:
    return _word_bank(question) if question.distractors else _typed(question)


def _typed(question: Cloze) -> Body:
    rules = question.rules
    lost = [*of_rules(rules)]
    points, rest = divmod(question.points, len(question.gaps))
    if rest or not 1 <= points <= 1000:
        points = Decimal(1)
        lost.append("points: each gap counts 1 in Moodle")
    gaps = [
        written(gap.accepted, rules.reject, rules.case_sensitive, int(points))
        for gap in question.gaps
    ]
    markup = as_markup(question).replace("{", "&#123;").replace("}", "&#125;")
    return Body("cloze", replaced(markup, gaps), "", lost)


def _word_bank(question: Cloze) -> Body:
    lost = [*of_unused_rules(question.rules), *of_spare(question.distractors)]
    if any(len(gap.accepted) > 1 for gap in question.gaps):
        lost.append("text: a gap has one right word where words are chosen")
    words = KINDS_OF_BANKS["cloze"].shown(question)
    places = {look_alike(word): place for place, word in enumerate(words, 1)}
    gaps = [f"[[{places[look_alike(gap.accepted[0])]}]]" for gap in question.gaps]
    markup = as_markup(question).replace("[[", "&#91;&#91;")
    options = [
        f"<selectoption>{text(escape(one_line(word)))}<group>1</group></selectoption>"
        for word in words
    ]
    elements = "\n".join(("<shuffleanswers>1</shuffleanswers>", *options, "<shownumcorrect/>"))
    return Body("gapselect", replaced(markup, gaps), elements, lost)


def _matching(question: Matching) -> Body:
    lost = [*of_spare(question.distractors)]
    if any("\n" in pair.right for pair in question.pairs):
        lost.append("pairs: each right side is on one line")
    pairs = [(paragraphs(pair.left), pair.right) for pair in question.pairs]
    pairs += [("", option.text) for option in question.distractors]
    written_pairs = [
        f'<subquestion format="html">{text(left)}'
        f"<answer>{text(escape(one_line(right)))}</answer></subquestion>"
        for left, right in pairs
    ]
    elements = "\n".join(
        ("<shuffleanswers>true</shuffleanswers>", "<shownumcorrect/>", *written_pairs)
    )
    return Body("matching", paragraphs(question.prompt), elements, lost)


def _ordering(question: Ordering) -> Body:
    # Without all of these Moodle shows six items at random, or gives up on the file.
    settings = (
        "<layouttype>VERTICAL</layouttype><selecttype>ALL</selecttype>"
        f"<selectcount>{len(question.items)}</selectcount>"
        "<gradingtype>RELATIVE_ALL_PREVIOUS_AND_NEXT</gradingtype>"
        "<showgrading>SHOW</showgrading><numberingstyle>none</numberingstyle>"
        "<shownumcorrect>1</shownumcorrect>"
    )
    items = [
        f'<answer fraction="{place}" format="html">{text(paragraphs(item))}</answer>'
        for place, item in enumerate(question.items, 1)
    ]
    return Body("ordering", paragraphs(question.prompt), "\n".join((settings, *items)), [])


def _find_evidence(question: FindEvidence) -> Body:
    turned = as_choice(question)
    if len(turned.options) < 2:
        raise CannotConvert("there is one sentence only to choose from")
    body = QUESTION_TYPES[turned.kind](turned)
    body.lost.append("type: it is a choice among the sentences in Moodle")
    return body


QUESTION_TYPES: dict[str, Callable[[Any], Body]] = {
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


def body_of(question: Question) -> Body:
    """Return a question as Moodle's type that expresses it best, with what is lost."""
    if question.kind in QUESTION_TYPES:
        return QUESTION_TYPES[question.kind](question)
    turned, loss = fallback(question, "Moodle")
    body = QUESTION_TYPES[turned.kind](turned)
    body.lost.append(loss)
    return body


_PENALTY = "0.3333333"
"""What a further try costs in Moodle, if nobody says otherwise."""


class Written(NamedTuple):
    """A question in a format of Moodle."""

    text: str
    lost: Sequence[str]


def write(banks: Sequence[Bank], tick: ProgressCallback) -> Exported:
    """See `Writer.write`."""
    pieces, losses, skipped = gathered(banks, tick, _category, _written)
    start = ('<?xml version="1.0" encoding="UTF-8"?>', "<quiz>")
    data = "\n".join((*start, *pieces, "</quiz>", "")).encode()
    return Exported(data, losses, skipped)


def gathered(
    banks: Sequence[Bank],
    tick: ProgressCallback,
    head: Callable[[Bank, str], str],
    written: Callable[[Question], Written],
) -> tuple[list[str], tuple[ConversionLoss, ...], tuple[SkippedQuestion, ...]]:
    """Return the categories, each begun by `head`, with their questions.

    `written` may raise `CannotConvert`.
    """
    pieces: list[str] = []
    losses: list[ConversionLoss] = []
    skipped: list[SkippedQuestion] = []
    total = sum(len(bank.questions) for bank in banks)
    done = 0
    for bank, title in zip(banks, titles(banks), strict=True):
        pieces.append(head(bank, title))
        losses += [ConversionLoss(bank.id, "", what) for what in of_title(bank, title)]
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


def titles(banks: Sequence[Bank]) -> list[str]:
    """Return a name for the category of each bank, none twice.

    In one category Moodle drops ids that are there already.
    """
    used: set[str] = set()
    found = []
    for bank in banks:
        title = bank.title.strip()
        if title in used or title == "top":
            title = f"{title[: LONGEST_TITLE - len(bank.id) - 3]} ({bank.id})"
        used.add(title)
        found.append(title)
    return found


def of_title(bank: Bank, title: str) -> list[str]:
    """Return what of the bank's title is not kept."""
    name = title_of(category(title))
    return [] if name == bank.title.strip() else [f"title: it is “{name}” in Moodle"]


def _category(bank: Bank, title: str) -> str:
    # Moodle passes over elements that it does not know, such as the language.
    return (
        f'<question type="category"><category>{text(category(title))}</category>'
        f'<info format="html">{text(paragraphs(bank.description))}</info>'
        f"<idnumber>{escaped(bank.id)}</idnumber>"
        f"<language>{escaped(bank.language)}</language></question>"
    )


def _written(question: Question) -> Written:
    body = body_of(question)
    lost = (*of_question(question), *of_tags(question), *body.lost)
    return Written(_question(question, body), lost)


def _question(question: Question, body: Body) -> str:
    hints = [f'<hint format="html">{text(paragraphs(hint))}</hint>' for hint in question.hints]
    tags = "".join(f"<tag>{text(tag)}</tag>" for tag in question.tags)
    pieces = (
        f'<question type="{body.type}">',
        f"<name>{text(name_of(named(question)))}</name>",
        f'<questiontext format="html">{text(body.text)}</questiontext>',
        f'<generalfeedback format="html">{text(as_html(question.explanation, question.quotes))}'
        "</generalfeedback>",
        f"<defaultgrade>{plain(question.points)}</defaultgrade>",
        f"<penalty>{_PENALTY}</penalty><hidden>0</hidden>",
        f"<idnumber>{escaped(question.id)}</idnumber>",
        body.elements,
        *hints,
        *([f"<tags>{tags}</tags>"] if tags else []),
        "</question>",
    )
    return "\n".join(filter(None, pieces))


def named(question: Question) -> str:
    """Return the text that a question is known by: that of a cloze, its prompt else."""
    if not isinstance(question, Cloze):
        return question.prompt
    return "".join(part if isinstance(part, str) else "____" for part in question.parts)
