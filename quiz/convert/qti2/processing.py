"""What the response processing of a QTI 2 item says: when feedback is shown, and what is scored."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from lxml import etree

from quiz.convert.xml import attribute, child, children, descendants, local, text_of
from quiz.yaml_source.fields import Number

Occasion = Literal["always", "right", "wrong", "some"]
"""After which answers feedback is shown; `some` when it is none of the others."""
_BRANCHES = ("responseIf", "responseElseIf", "responseElse")
_COMPARED = ("match", "equal", "stringMatch", "equalRounded", "member")
_OPPOSITE = {"right": "wrong", "wrong": "right", "unanswered": "answered"}
_CHOICE = "choice "


class ResponseProcessing:
    """The rules of an item."""

    def __init__(self, item: etree._Element) -> None:
        self._root = child(item, "responseProcessing")
        self._set: dict[tuple[str, str], set[str]] = defaultdict(set)
        # A branch may hold very many rules.
        applied: dict[etree._Element, str] = {}
        for rule in self._rules():
            value = rule[0] if len(rule) else None
            if value is None or local(value) != "baseValue":
                continue
            branch = next((each for each in rule.iterancestors() if local(each) in _BRANCHES), None)
            if branch is not None and branch not in applied:
                applied[branch] = _applied(branch)
            key = attribute(rule, "identifier"), text_of(value).strip()
            self._set[key].add("always" if branch is None else applied[branch])

    def _rules(self) -> Iterator[etree._Element]:
        yield from () if self._root is None else descendants(self._root, "setOutcomeValue")

    def occasion(self, outcome: str, value: str) -> Occasion | None:
        """Return when an outcome gets a value; None if no rule says so."""
        found = self._set.get((outcome, value), set()) - {"unanswered"}
        if "always" in found or found >= {"right", "wrong"}:
            return "always"
        if found == {"right"}:
            return "right"
        if found == {"wrong"}:
            return "wrong"
        return "some" if found else None

    def choice(self, outcome: str, value: str) -> str:
        """Return the only choice that gives an outcome its value; empty if there is none."""
        found = self._set.get((outcome, value), set())
        names = {each.removeprefix(_CHOICE) for each in found if each.startswith(_CHOICE)}
        return names.pop() if len(names) == len(found) == 1 else ""

    def scores(self) -> list[Decimal]:
        """Return the fixed scores that rules give; empty if scores are also added up."""
        found = []
        for rule in self._rules():
            if attribute(rule, "identifier") != "SCORE" or not len(rule):
                continue
            text = text_of(rule[0]).strip()
            if local(rule[0]) != "baseValue" or not Number.fits(text):
                return []
            found.append(Decimal(text))
        return found

    def mapped(self) -> str:
        """Return the response whose mapping alone is the score; empty if there is none."""
        if self._root is None:
            return ""
        template = attribute(self._root, "template").rstrip("/").rpartition("/")[2]
        if template.removesuffix(".xml") in ("map_response", "CC2_map_response"):
            return "RESPONSE"
        values = [rule[0] for rule in self._rules()
                  if attribute(rule, "identifier") == "SCORE" and len(rule)]  # fmt: skip
        mapped = [attribute(each, "identifier") for each in values if local(each) == "mapResponse"]
        fixed = sum(local(each) == "baseValue" for each in values)
        return mapped[0] if len(mapped) == 1 and fixed == len(values) - 1 else ""


def _applied(branch: etree._Element) -> str:
    """Return after which answers a branch is taken, as an occasion or `choice NAME`."""
    if local(branch) != "responseElse":
        return _holds(branch[0])
    # “Else” is the opposite of the branches before it; one for missing answers says nothing.
    before = {_holds(each[0]) for each in branch.itersiblings(preceding=True) if len(each)}
    decided = before - {"unanswered"}
    return _OPPOSITE.get(decided.pop(), "some") if len(decided) == 1 else "some"


def _holds(test: etree._Element) -> str:
    """Return for which answers a test holds."""
    name = local(test)
    if name == "isNull":
        return "unanswered"
    if name == "not" and len(test):
        return _OPPOSITE.get(_holds(test[0]), "some")
    if name in ("and", "or"):
        parts = {_holds(each) for each in test} - {"answered"}
        return parts.pop() if len(parts) == 1 else "some"
    variables = [attribute(each, "identifier") for each in children(test, "variable")]
    if "SCORE" in variables:
        return _scored(test)
    if name in _COMPARED and child(test, "correct") is not None:
        return "right"
    value = child(test, "baseValue")
    if name in ("match", "member") and value is not None and len(variables) == 1:
        return _CHOICE + text_of(value).strip()
    return "some"


def _scored(test: etree._Element) -> str:
    """Return for which answers a comparison of the score holds."""
    value = child(test, "baseValue")
    text = "" if value is None else text_of(value).strip()
    is_zero = Number.fits(text) and not Decimal(text)
    if local(test) in ("lt", "lte") or is_zero and local(test) in _COMPARED:
        return "wrong"
    # At least 0 holds always, so that says nothing.
    return "some" if is_zero and local(test) == "gte" else "right"
