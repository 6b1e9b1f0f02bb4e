"""A scorer for QTI items, written from the specification."""

from collections.abc import Callable, Sequence

from lxml import etree

from quiz.convert.xml import attribute, child, children, descendants, local, text_of
from tests.convert.qti_responding import Given

Value = list[str] | None


class Scored:
    """An item answered once."""

    def __init__(self, item: etree._Element, given: Given) -> None:
        self._declared = {
            attribute(each, "identifier"): each
            for each in descendants(item, "responseDeclaration", "outcomeDeclaration")
        }
        self.values: dict[str, Value] = {}
        for name, element in self._declared.items():
            default = child(element, "defaultValue")
            self.values[name] = None if default is None else [text_of(default)]
        for name, value in given.items():
            self.values[name] = [value] if isinstance(value, str) else value
        processing = child(item, "responseProcessing")
        assert processing is not None
        self._run(processing)

    @property
    def score(self) -> float:
        """The score."""
        return _float(self.values["SCORE"])

    def _run(self, rules: Sequence[etree._Element] | etree._Element) -> None:
        for rule in rules:
            if local(rule) == "setOutcomeValue":
                assert attribute(rule, "identifier") in self._declared
                self.values[attribute(rule, "identifier")] = self._value(rule[0])
            else:
                assert local(rule) == "responseCondition"
                self._first(rule)

    def _first(self, condition: etree._Element) -> None:
        for branch in condition:
            if local(branch) == "responseElse":
                return self._run(branch)
            if self._value(branch[0]) == ["true"]:
                return self._run(list(branch)[1:])
        return None

    def _value(self, node: etree._Element) -> Value:
        work: dict[str, Callable[[etree._Element], Value]] = {
            "variable": lambda node: self.values[attribute(node, "identifier")],
            "correct": self._correct,
            "baseValue": lambda node: [text_of(node)],
            "isNull": lambda node: _truth(self._value(node[0]) is None),
            "not": lambda node: _truth(self._value(node[0]) == ["false"]),
            "or": lambda node: _truth(any(self._value(each) == ["true"] for each in node)),
            "member": self._member,
            "match": self._match,
            "equal": self._equal,
            "mapResponse": self._worth,
            "sum": lambda node: [str(sum(_float(self._value(each)) for each in node))],
            "product": lambda node: [
                str(_float(self._value(node[0])) * _float(self._value(node[1])))
            ],
            "divide": lambda node: [
                str(_float(self._value(node[0])) / _float(self._value(node[1])))
            ],
        }
        return work[local(node)](node)

    def _correct(self, node: etree._Element) -> Value:
        correct = child(self._declared[attribute(node, "identifier")], "correctResponse")
        assert correct is not None
        return [text_of(each) for each in correct]

    def _member(self, node: etree._Element) -> Value:
        one, several = self._value(node[0]), self._value(node[1])
        return None if one is None or several is None else _truth(one[0] in several)

    def _match(self, node: etree._Element) -> Value:
        one, other = self._value(node[0]), self._value(node[1])
        if one is None or other is None:
            return None
        declared = self._declared[attribute(node[0], "identifier")]
        if attribute(declared, "cardinality") == "multiple":
            one, other = sorted(one), sorted(other)
        return _truth(one == other)

    def _equal(self, node: etree._Element) -> Value:
        one, other = _float(self._value(node[0])), _float(self._value(node[1]))
        if attribute(node, "toleranceMode") == "exact":
            return _truth(one == other)
        below, above = map(float, attribute(node, "tolerance").split())
        return _truth(other - below <= one <= other + above)

    def _worth(self, node: etree._Element) -> Value:
        name = attribute(node, "identifier")
        given = self.values[name]
        assert given is not None, "players fail on the worth of nothing"
        mapping = child(self._declared[name], "mapping")
        assert mapping is not None
        total = 0.0
        for value in dict.fromkeys(given):
            entries = [each for each in children(mapping, "mapEntry") if _is_key(each, value)]
            total += float(attribute(entries[0] if entries else mapping, *_WORTH[bool(entries)]))
        return [str(max(total, float(attribute(mapping, "lowerBound", str(total)))))]


_WORTH = {True: ("mappedValue",), False: ("defaultValue", "0")}


def _is_key(entry: etree._Element, value: str) -> bool:
    key = attribute(entry, "mapKey")
    if attribute(entry, "caseSensitive", "true") == "false":
        return key.casefold() == value.casefold()
    return key == value


def _truth(value: bool) -> Value:
    return ["true" if value else "false"]


def _float(value: Value) -> float:
    assert value is not None
    return float(value[0])
