"""Options of items of QTI 1.2: which are right, in which order, and what is said of them."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from quiz.exchange.explaining import from_html
from quiz.exchange.qti12.items import Choice, Item, Response
from quiz.exchange.qti12.marking import Marking, Unkeyed
from quiz.exchange.qti12.notes import Notes
from quiz.exchange.xmldoc import descendants, local, text_of
from quiz.kinds.options import write_option
from quiz.model.question import Option

Data = dict[str, Any]


def single(response: Response, marking: Marking, said: Notes, lost: list[str]) -> Data:
    choices = sound(response, lost)
    points = {each.ident: marking.points({response.ident: (each.ident,)}) for each in choices}
    most = max(points.values(), default=0)
    if most <= 0:
        raise Unkeyed("no option is marked as right")
    right = [each for each in choices if points[each.ident] == most]
    if len(right) > 1:
        raise Unkeyed("several options are right where one is to be chosen")
    if any(0 < value < most for value in points.values()):
        lost.append("distractors: points for some of them are not kept")
    truth = _truth(choices, right[0])
    if truth:
        return {"type": "true_false", "answer": truth}
    wrong = [option(response, each, said, lost) for each in choices if each is not right[0]]
    return {
        "type": "single_choice",
        "answer": option(response, right[0], said, lost),
        "distractors": wrong,
        **_shuffle(response),
    }


def _truth(choices: Sequence[Choice], right: Choice) -> str:
    words = sorted(each.shown.text.casefold() for each in choices)
    return right.shown.text.casefold() if words == ["false", "true"] else ""


def _shuffle(response: Response) -> Data:
    return {"shuffle": "false"} if response.shuffle == "no" else {}


def multiple(
    item: Item, response: Response, marking: Marking, said: Notes, lost: list[str]
) -> Data:
    choices = sound(response, lost)
    right, partial = _right_set(response, choices, marking)
    exact = not partial and not item.is_canvas
    groups = [[option(response, each, said, lost) for each in choices
               if (each.ident in right) is wanted] for wanted in (True, False)]  # fmt: skip
    return {
        "type": "multiple_response",
        "answers": groups[0],
        "distractors": groups[1],
        **({"marking": "all_or_nothing"} if exact else {}),
        **_shuffle(response),
    }


def _right_set(
    response: Response, choices: Sequence[Choice], marking: Marking
) -> tuple[frozenset[str], bool]:
    """Return the options that earn most together, and whether single ones earn something."""
    name = response.ident

    def points(chosen: frozenset[str]) -> Decimal:
        return marking.points({name: sorted(chosen)})

    shown = {each.ident for each in choices}
    single = frozenset(ident for ident in shown if points(frozenset((ident,))) > 0)
    candidates = {single} if single else set()
    for condition, _ in marking.scoring():
        if condition.test is not None:
            wanted = frozenset(
                text_of(test).strip()
                for test in descendants(condition.test, "varequal")
                if not any(local(above) == "not" for above in test.iterancestors())
            )
            candidates.add(wanted & shown)
    candidates.discard(frozenset())
    if not candidates:
        raise Unkeyed("no option is marked as right")
    most = max(map(points, candidates))
    best, *others = (each for each in candidates if points(each) == most)
    if most <= 0 or others:
        raise Unkeyed("which options are right together cannot be told")
    return best, bool(single) and single != best or len(single) > 1


def ordering(response: Response, marking: Marking, lost: list[str]) -> Data:
    scoring = marking.scoring()
    if len(scoring) != 1 or scoring[0][0].test is None:
        raise Unkeyed("the right order is not told by one condition")
    order = [text_of(test).strip() for test in descendants(scoring[0][0].test, "varequal")]
    texts = {each.ident: each.shown.text for each in response.choices}
    if sorted(order) != sorted(texts):
        raise Unkeyed("the right order does not name each item once")
    check_pictures(response.choices, lost)
    return {"type": "ordering", "items": [texts[ident] for ident in order]}


def sound(response: Response, lost: list[str]) -> list[Choice]:
    """Return the options of which something is seen."""
    check_pictures(response.choices, lost)
    kept = [each for each in response.choices if each.shown.text]
    empty = len(response.choices) - len(kept)
    lost += [f"distractors: {empty} without any text"] if empty else []
    return kept


def check_pictures(choices: Sequence[Choice], lost: list[str]) -> None:
    for choice in choices:
        if not choice.shown.text and choice.shown.lost:
            raise Unkeyed(f"an option is made of {choice.shown.lost[0]} alone")
    forms = dict.fromkeys(form for choice in choices for form in choice.shown.lost)
    if forms:
        lost.append(f"options: {', '.join(forms)}")


def option(response: Response, choice: Choice, said: Notes, lost: list[str]) -> Any:
    found = from_html(said.take(response.ident, choice.ident))
    if found.lost:
        lost.append(f"feedback: {', '.join(found.lost)}")
    return write_option(Option(choice.shown.text, found.text, found.quotes))
