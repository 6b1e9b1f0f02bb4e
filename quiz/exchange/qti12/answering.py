"""Items of QTI 1.2 as questions of a bank, by what they ask."""

from decimal import Decimal
from typing import Any

from quiz.exchange.parcels import Incoming
from quiz.exchange.qti12.choices import multiple, ordering, single
from quiz.exchange.qti12.gaps import chosen_gaps, typed_gaps
from quiz.exchange.qti12.items import Item, Response
from quiz.exchange.qti12.marking import Marking, Unkeyed
from quiz.exchange.qti12.notes import Notes, notes
from quiz.exchange.qti12.numbers import is_number, number_key
from quiz.exchange.qti12.pairs import matching
from quiz.exchange.qti12.texts import accepted
from quiz.exchange.xmldoc import child
from quiz.text.numbers import plain

Data = dict[str, Any]
_POINTS = ("points_possible", "qmd_weighting", "cc_weighting", "max_score", "qmd_absolutescore_max")
_TYPES = ("question_type", "cc_profile", "bbmd_questiontype", "bb_question_type",
          "qmd_questiontype", "qmd_itemtype")  # fmt: skip
_UNMARKED = {
    "essay": "an essay is not marked by a program",
    "short response": "a free text is not marked by a program",
    "file_upload": "a file that is handed in is not marked by a program",
    "file upload": "a file that is handed in is not marked by a program",
    "text_only": "it is a text that asks nothing",
    "stimulus": "it is a text that asks nothing",
    "calculated": "its numbers are drawn for each learner, by a formula",
    "formula": "its numbers are drawn for each learner, by a formula",
    "hot_spot": "a place on a picture is to be pointed at",
    "hot-spot": "a place on a picture is to be pointed at",
    "categorization": "things are to be sorted into groups, which no type of question here does",
    "likert": "no answer is right",
}
_MOST_WORK = 1_000_000
"""Options times conditions and their parts; with 26 pairs to match, some 100,000."""
_GAPS = ("fill_in_multiple_blanks_question", "multiple_dropdowns_question")


def incoming(item: Item) -> Incoming:
    """Return an item as a question; raise `Unkeyed` when it cannot be one."""
    kind = next((item.fields[name] for name in _TYPES if name in item.fields), "").lower()
    for word, reason in _UNMARKED.items():
        if word in kind:
            raise Unkeyed(reason)
    _check_size(item)
    lost: list[str] = []
    marking = Marking(item)
    said = notes(item, marking)
    data = _asked(item, kind, marking, said, lost)
    if item.stem.lost:
        lost.append(f"{'text' if 'text' in data else 'prompt'}: {', '.join(item.stem.lost)}")
    data |= said.explained(lost).data()
    data |= _points(item, lost)
    return Incoming(item.place, data, lost=lost)


def _check_size(item: Item) -> None:
    """Refuse an item that would take long to mark: a question has far fewer options."""
    scoring = (each for each in item.conditions if child(each, "setvar") is not None)
    tests = len(item.conditions) + sum(1 for condition in scoring for _ in condition.iter())
    options = sum(len(response.choices) or tests for response in item.responses)
    if options * tests > _MOST_WORK:
        raise Unkeyed("it has more options and conditions than a question may have")


def _points(item: Item, lost: list[str]) -> Data:
    own = next((item.fields[name] for name in _POINTS if item.fields.get(name)), "1")
    text = item.group_points or own
    if not is_number(text):
        return {}
    points = plain(abs(Decimal(text)))
    if points == "0":
        lost.append("points: it counted for nothing")
        return {}
    return {} if points == "1" else {"points": points}


def _asked(item: Item, kind: str, marking: Marking, said: Notes, lost: list[str]) -> Data:
    """Return the question without what all types have."""
    responses = item.responses
    if not responses:
        raise Unkeyed("there is nothing to be answered")
    if any(each.kind == "response_xy" for each in responses):
        raise Unkeyed("a place on a picture is to be pointed at")
    typed = [each for each in responses if each.typed]
    if typed and len(typed) < len(responses):
        raise Unkeyed("it mixes what is typed with what is chosen")
    if kind in _GAPS and not typed:
        return chosen_gaps(item, kind, marking, said, lost)
    if len(typed) > 1 or len(item.parts()) > 1:
        return typed_gaps(item, marking, lost)
    prompt = {"prompt": item.stem.text}
    if typed:
        numeric = typed[0].number or "numeric" in kind
        key = number_key(marking, lost) if numeric else _short_answer(typed[0], marking, lost)
        return _typed(prompt, key)
    return _typed(prompt, _chosen(item, kind, marking, said, lost))


def _typed(prompt: Data, key: Data) -> Data:
    return {"type": key["type"], **prompt, **key}


def _chosen(item: Item, kind: str, marking: Marking, said: Notes, lost: list[str]) -> Data:
    first = item.responses[0]
    if len(item.responses) > 1 or "match" in kind and "pattern" not in kind:
        return matching(item, marking, lost)
    if first.cardinality == "ordered":
        return ordering(first, marking, lost)
    several = first.cardinality == "multiple" or "multiple_answers" in kind
    if several:
        return multiple(item, first, marking, said, lost)
    return single(first, marking, said, lost)


def _short_answer(response: Response, marking: Marking, lost: list[str]) -> Data:
    texts, sensitive = accepted(response, marking, lost)
    case = {"case_sensitive": "true"} if sensitive else {}
    return {"type": "short_answer", "answers": texts, **case}
