"""Feedback of items of QTI 1.2: what is said of all, and of single answers."""

import re
from dataclasses import dataclass, field

from quiz.exchange.explaining import Explained, from_html
from quiz.exchange.qti12.items import Item
from quiz.exchange.qti12.marking import EQUAL, Condition, Marking
from quiz.exchange.xmldoc import attribute, local, text_of

_WRONG = re.compile(r"wrong|incorrect|_IC$", re.IGNORECASE)
_RIGHT = re.compile(r"correct|right|_C$", re.IGNORECASE)


@dataclass
class Notes:
    """The feedback of an item, each as HTML; what is taken is noted, for the rest is lost."""

    general: str = ""
    right: str = ""
    wrong: str = ""
    answers: dict[tuple[str, str], str] = field(default_factory=dict)
    """By response and what was answered."""
    others: int = 0
    """How many belong to anything else."""

    def explained(self, lost: list[str]) -> Explained:
        """Return the explanation and its quotes; what of the feedback is lost goes to `lost`."""
        markup = self.general or self.right
        if self.general and self.right:
            lost.append("explanation: what is said of right answers alone is not kept")
        elif self.right:
            lost.append("explanation: it was shown with right answers alone")
        if self.wrong:
            lost.append("explanation: what is said of wrong answers alone is not kept")
        if self.answers or self.others:
            lost.append("explanation: what is said of single answers is not kept")
        found = from_html(markup)
        if found.lost:
            lost.append(f"explanation: {', '.join(found.lost)}")
        return found

    def take(self, response: str, value: str) -> str:
        """Return what is said of an answer; it counts as kept."""
        return self.answers.pop((response, value), "")


def notes(item: Item, marking: Marking) -> Notes:
    """Return the feedback of an item."""
    found = Notes()
    said = {ident: markup for ident, markup in item.feedback.items() if markup.strip()}
    for condition in marking.conditions:
        answer = _answer(condition)
        for ident in condition.shows:
            if answer and ident in said and not _RIGHT.search(ident) and not _WRONG.search(ident):
                found.answers.setdefault(answer, said.pop(ident))
    for ident, markup in said.items():
        if _WRONG.search(ident):
            found.wrong = found.wrong or markup
        elif _RIGHT.search(ident):
            found.right = found.right or markup
        elif _is_general(ident, marking):
            found.general += markup
        else:
            found.others += 1
    return found


def _answer(condition: Condition) -> tuple[str, str] | None:
    """Return the only answer that a condition is about."""
    test = condition.test
    if test is None or len(test) != 1 or local(test[0]) not in EQUAL:
        return None
    return attribute(test[0], "respident"), text_of(test[0]).strip()


def _is_general(ident: str, marking: Marking) -> bool:
    """Check whether a feedback is shown whatever was answered, or is named so."""
    if "general" in ident.lower() or ident.lower().endswith("_all"):
        return True
    tests = [each.test for each in marking.conditions if ident in each.shows]
    return not tests or any(
        test is not None and [local(each) for each in test] == ["other"] for test in tests
    )
