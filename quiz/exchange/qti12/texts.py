"""Which typed texts are right, by the conditions of an item of QTI 1.2."""

from quiz.exchange.qti12.items import Response
from quiz.exchange.qti12.marking import EQUAL, Marking, Unkeyed
from quiz.exchange.xmldoc import attribute, descendants, local, text_of


def accepted(response: Response, marking: Marking, lost: list[str]) -> tuple[list[str], bool]:
    """Return the texts that earn most points in a response, and whether case counts."""
    tests = [
        test
        for condition, _ in marking.scoring()
        if condition.test is not None
        for test in descendants(condition.test, *EQUAL)
        if attribute(test, "respident") == response.ident
    ]
    texts = list(dict.fromkeys(text_of(test).strip() for test in tests))
    texts = [text for text in texts if text]
    points = {text: marking.points({response.ident: (text,)}) for text in texts}
    most = max(points.values(), default=0)
    if most <= 0:
        raise Unkeyed("no answer is marked as right")
    best = [text for text in texts if points[text] == most]
    if any(0 < value < most for value in points.values()):
        lost.append("answers: those that earn part of the points are not kept")
    if any(local(test) != "varequal" for test in tests):
        lost.append("answers: they were right within a longer text too")
    return best, all(attribute(test, "case").lower() == "yes" for test in tests)
