"""Responses to QTI questions, chosen by the words that an item shows."""

from collections.abc import Iterator

from lxml import etree

from quiz.convert.xml import attribute, descendants
from quiz.model.question import (
    Categorize,
    Cloze,
    FindEvidence,
    Matching,
    MultipleResponse,
    Numeric,
    Ordering,
    Question,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)
from quiz.model.response import Response
from quiz.question_types import QUESTION_TYPES, question_type_of
from quiz.text.phrases import Lexicon

Given = dict[str, str | list[str] | None]
NOTHING = "qqqqqq zzzzzz 17"
_LEXICON = Lexicon(frozenset(), frozenset())


def responses(question: Question) -> Iterator[Response]:
    """Yield responses: none, the right one, wrong ones, some that are partly right."""
    yield ()
    match question:
        case SingleChoice() | TrueFalse():
            yield from ((0,), (1,))
        case MultipleResponse():
            right, count = len(question.answers), len(question.options)
            yield from (tuple(range(right)), tuple(range(count)), (0,), (count - 1,))
            yield (0, count - 1)
        case ShortAnswer():
            yield from ((text,) for text in (*question.answers, NOTHING))
            # Where case counts, the other case must be as wrong there as here.
            other = (question.answers[0].swapcase(),)
            if question.rules.case_sensitive and not score(question, other):
                yield other
        case Numeric():
            far = 2 * question.tolerance + abs(question.answer) + 1
            yield from ((str(question.answer),), (str(question.answer + far),))
        case Cloze():
            first = [gap.accepted[0] for gap in question.gaps]
            wrong = question.distractors[0].text if question.distractors else NOTHING
            yield from (
                tuple(first),
                (wrong,) * len(first),
                (first[0], *[wrong] * (len(first) - 1)),
            )
        case Matching():
            targets = question.targets
            yield from (targets, (targets[0],) * len(targets), targets[::-1])
        case Categorize():
            targets = question.targets
            yield from (targets, (targets[0],) * len(targets), targets[::-1])
        case Ordering():
            yield from (tuple(range(len(question.items))), tuple(range(len(question.items)))[::-1])
        case FindEvidence():
            yield from (question.key, (len(question.sentences) - 1,))


def score(question: Question, response: Response) -> float:
    """Return the score due: by the marking of the quiz, an ordering being right or wrong."""
    verdict = QUESTION_TYPES[question.kind].mark(question, response, _LEXICON)
    fraction = verdict.fraction
    if isinstance(question, Ordering):
        fraction = float(fraction == 1)
    return float(fraction) * float(question.points)


def given(question: Question, response: Response, item: etree._Element) -> Given:
    """Return a response by the identifiers of an item whose names are those of 2.1."""
    match question:
        case Cloze():
            return _filled(question, response, item)
        case ShortAnswer() | Numeric():
            return {"RESPONSE": str(response[0]) if response else None}
        case Matching():
            lefts, rights = descendants(item, "simpleMatchSet")
            names = _by_text(rights, "simpleAssociableChoice")
            texts = [names[_shown(question.rights[int(number)])] for number in response]
            pairs = zip(lefts, texts, strict=bool(response))
            return {
                "RESPONSE": [f"{attribute(left, 'identifier')} {n}" for left, n in pairs] or None
            }
        case Categorize():
            matching, _ = question_type_of(question).fallback(question) or (question, "")
            # A matching numbers its rights as a categorize numbers its categories, then none.
            return given(matching, response, item)
        case FindEvidence():
            names_of = [attribute(each, "identifier") for each in descendants(item, "hottext")]
        case TrueFalse():
            names_of = ["true", "false"]
        case _:
            found = _by_text(item, "simpleChoice")
            texts = list(QUESTION_TYPES[question.kind].shown(question))
            names_of = [found[_shown(text)] for text in texts]
    chosen = [names_of[int(number)] for number in response]
    return {"RESPONSE": (chosen if _is_several(item) else chosen[0]) if chosen else None}


def _filled(question: Cloze, response: Response, item: etree._Element) -> Given:
    fields = list(descendants(item, "textEntryInteraction", "inlineChoiceInteraction"))
    names = [attribute(each, "responseIdentifier") for each in fields]
    if not response:
        return dict.fromkeys(names)
    texts = [str(text) for text in response]
    if question.distractors:
        words = [_by_text(each, "inlineChoice") for each in fields]
        texts = [some[_shown(text)] for some, text in zip(words, texts, strict=True)]
    return dict(zip(names, texts, strict=True))


def _is_several(item: etree._Element) -> bool:
    return attribute(next(descendants(item, "responseDeclaration")), "cardinality") != "single"


def _by_text(element: etree._Element, name: str) -> dict[str, str]:
    return {
        _shown(" ".join(str(piece) for piece in each.itertext())): attribute(each, "identifier")
        for each in descendants(element, name)
    }


def _shown(text: str) -> str:
    return "".join(text.split()).casefold()
