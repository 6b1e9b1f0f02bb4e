"""An item under the hands of those that take it apart."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import etree

from quiz.exchange.parcels import CannotConvert
from quiz.exchange.qti.bodies import Texts
from quiz.exchange.qti.items import EXPLANATION
from quiz.exchange.qti.keys import Declared, declarations
from quiz.exchange.xmldoc import attribute, children, local
from quiz.model.question import Option


@dataclass(slots=True)
class Opened:
    """An item, its feedback apart from its body."""

    body: etree._Element
    declared: dict[str, Declared]
    texts: Texts
    general: list[etree._Element]
    """Feedback that is not of one option, or was not taken yet."""
    named: dict[str, etree._Element]
    """The feedback that may be of one option, by its identifier."""
    spent: set[str] = field(default_factory=set)
    """The identifiers whose feedback was taken."""

    def response(self, interaction: etree._Element) -> Declared:
        """Return the response of an interaction; raise `CannotConvert` when it has none."""
        name = attribute(interaction, "responseIdentifier")
        found = self.declared.get(name)
        if found is None:
            raise CannotConvert("it does not declare its response")
        return found

    def option(self, element: etree._Element, name: str) -> Option:
        """Return a choice as an option, with the feedback on it; `name` is its field."""
        text = self.texts.of(element, name)
        if not text:
            raise CannotConvert("there is a choice without text")
        identifier = attribute(element, "identifier")
        own = self.named.get(identifier)
        if own is None:
            return Option(text)
        self.spent.add(identifier)
        found = self.texts.explained(own, name)
        return Option(text, found.text, found.quotes)

    def forget_spent(self) -> None:
        """Leave no feedback among the general that an option has."""
        self.general = [
            each
            for each in self.general
            if not (_is_told(each) and attribute(each, "identifier") in self.spent)
        ]


def _is_told(feedback: etree._Element) -> bool:
    """Check whether feedback may be of one option."""
    return (
        attribute(feedback, "outcomeIdentifier") != EXPLANATION
        and attribute(feedback, "showHide", "show") == "show"
    )


def opened(item: etree._Element, body: etree._Element, aside: Sequence[etree._Element]) -> Opened:
    """Return an item whose body has no feedback any more; that is in `aside`."""
    texts = Texts(item)
    feedback = [each for each in aside if local(each).startswith("feedback")]
    rubrics = [each for each in aside if local(each) in ("rubricBlock", "infoControl")]
    if rubrics:
        texts.lost.append("prompt: instructions that stand aside are not kept")
    general = [*children(item, "modalFeedback"), *feedback]
    named: dict[str, etree._Element] = {}
    for each in filter(_is_told, general):
        named.setdefault(attribute(each, "identifier"), each)
    return Opened(body, declarations(item), texts, general, named)
