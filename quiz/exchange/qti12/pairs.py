"""What belongs together in items of QTI 1.2 that are matched."""

from typing import Any

from quiz.exchange.qti12.items import Choice, Item, Response
from quiz.exchange.qti12.marking import Marking, Unkeyed
from quiz.exchange.xmldoc import attribute, descendants, text_of


def matching(item: Item, marking: Marking, lost: list[str]) -> dict[str, Any]:
    pairs: dict[str, str] = {}
    spare: dict[str, None] = {}
    same = empty = 0
    for response in item.responses:
        right = _right_choice(item, response, marking)
        left, text = response.shown.text, right.shown.text
        spare |= dict.fromkeys(each.shown.text for each in response.choices)
        if not left and not text:
            empty += 1
        elif not left or not text:
            raise Unkeyed("one side of a pair is empty")
        elif pairs.get(left, text) != text:
            raise Unkeyed(f"“{left[:40]}” belongs to several")
        else:
            same += left in pairs
            pairs[left] = text
    lost += [f"pairs: {empty} without any text"] if empty else []
    lost += [f"pairs: {same} that said what another did"] if same else []
    rest = [text for text in spare if text and text not in pairs.values()]
    return {
        "type": "matching",
        "pairs": [{left: right} for left, right in pairs.items()],
        **({"distractors": rest} if rest else {}),
    }


def _right_choice(item: Item, response: Response, marking: Marking) -> Choice:
    """Return what belongs to a response, by itself or in a condition on all of them."""
    points = {each.ident: marking.points({response.ident: (each.ident,)})
              for each in response.choices}  # fmt: skip
    most = max(points.values(), default=0)
    right = [each for each in response.choices if points[each.ident] == most]
    if most <= 0:
        tests = [
            text_of(test).strip()
            for condition, _ in marking.scoring()
            if condition.test is not None and len(marking.scoring()) == 1
            for test in descendants(condition.test, "varequal")
            if attribute(test, "respident") == response.ident
        ]
        right = [each for each in response.choices if tests == [each.ident]]
    if len({each.shown.text for each in right}) != 1:
        raise Unkeyed("what belongs together is not told")
    return right[0]
