"""The body of an item as text, with marks where its fields are."""

from lxml import etree

from quiz.exchange.explaining import Explained, from_html
from quiz.exchange.html import reduce
from quiz.exchange.parcels import CannotConvert
from quiz.exchange.qti.formulas import in_line
from quiz.exchange.xmldoc import attribute, child, descendants, markup_of, text_of

FIELD = "\ue000"
"""Stands in a text for a field of the item."""
_START = "\ue001"
"""Stands where the text of a cloze begins below the prompt."""
_ASIDE = ("feedbackBlock", "feedbackInline", "rubricBlock", "infoControl", "stylesheet")


class Texts:
    """Takes texts out of an item, and notes what could not be carried of each."""

    def __init__(self, item: etree._Element) -> None:
        self.lost: list[str] = []
        if FIELD in (text := text_of(item)) or _START in text:
            raise CannotConvert("it has characters of no script, which stand for fields here")
        self._formulas = False
        for each in list(descendants(item, "math")):
            self._formulas = True
            replace(each, in_line(each))
        if child(item, "assessmentStimulusRef") is not None:
            self.lost.append("prompt: it refers to a text of its own, which is not kept")

    def of(self, element: etree._Element | None, name: str) -> str:
        """Return the text of an element; `name` is the field of a bank that it is for."""
        if element is None:
            return ""
        reduced = reduce(markup_of(element))
        self._note(name, reduced.lost)
        return "\n\n".join(block.text for block in reduced.blocks).strip()

    def explained(self, element: etree._Element, name: str) -> Explained:
        """Return the text of feedback and the quotes in it."""
        found = from_html(markup_of(element))
        self._note(name, found.lost)
        return found

    def _note(self, name: str, lost: tuple[str, ...]) -> None:
        self.lost += [f"{name}: {what} are not kept" for what in lost]

    def done(self) -> list[str]:
        """Return what could not be carried, each once."""
        formulas = ["prompt: formulas are written in a line"] if self._formulas else []
        return list(dict.fromkeys([*self.lost, *formulas]))


def replace(element: etree._Element, text: str) -> None:
    """Put a text in place of an element, which stands by itself then; takes constant time."""
    parent = element.getparent()
    if parent is None:
        return
    # An element, for adding to the text before would copy that each time.
    span = etree.Element("span")
    span.text, span.tail, element.tail = text, element.tail, None
    parent.replace(element, span)


def set_aside(body: etree._Element) -> list[etree._Element]:
    """Take feedback and rubrics out of a body, and return them."""
    aside = list(descendants(body, *_ASIDE))
    for each in aside:
        replace(each, "")
    return aside


def mark_cloze(body: etree._Element) -> bool:
    """Mark where the text of a cloze begins, if the item says so; say whether it does."""
    found = next((e for e in descendants(body, "div") if attribute(e, "class") == "cloze"), None)
    if found is None:
        return False
    found.text = _START + (found.text or "")
    return True


def prompt_and_text(whole: str) -> tuple[str, str]:
    """Return what stands above the paragraph of the first field, and that with all below it."""
    if _START in whole:
        above, _, below = whole.partition(_START)
        return above.strip(), below.strip()
    above, gap, _ = whole[: whole.find(FIELD)].rpartition("\n\n")
    return above.strip(), whole[len(above) + len(gap) :].strip()
