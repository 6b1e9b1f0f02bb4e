"""Items of QTI 1.2 as they stand in a file: texts, responses, conditions, feedback."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from lxml import etree

from quiz.exchange.html import escape, reduce
from quiz.exchange.qti12.pieces import xml
from quiz.exchange.xmldoc import (
    attribute,
    child,
    children,
    descend,
    descendants,
    local,
    markup_of,
    text_of,
)

RESPONSES = ("response_lid", "response_str", "response_num", "response_grp", "response_xy")
_RENDERED = ("render_fib", "render_choice", "ims_render_object")
_TYPED = ("response_str", "response_num")
_MARK = re.compile("\ue000(\\d+)\ue001")
"""Where a response stands in a text; no bank holds such characters."""
_MARKS = re.compile("[\ue000\ue001]")
_HTML = re.compile(r"</(?:p|div|span|b|i|u|em|strong|sub|sup|a|li|td|font)>|<br\s*/?>|<img\s", re.I)
_EQUATION = re.compile(r"<img\b[^>]*\bequation_image\b[^>]*>")
_LATEX = re.compile(r'(?:data-equation-content="|alt="LaTeX: ?)([^"]*)"')
_PIECES = {
    "matbreak": "<br/>",
    "matimage": "<img>",
    "mataudio": "<audio></audio>",
    "matvideo": "<video></video>",
    "matapplet": "<object></object>",
}
_TEXTS = ("mattext", "matemtext", "mat_formattedtext")


class Shown(NamedTuple):
    """A text as it is displayed."""

    text: str
    lost: tuple[str, ...] = ()
    """What of its form could not be carried."""


class Choice(NamedTuple):
    """Something that can be chosen."""

    ident: str
    shown: Shown
    attributes: Mapping[str, str]


class Response(NamedTuple):
    """Something that is to be answered."""

    ident: str
    kind: str
    """The name of its element."""
    cardinality: str
    """`single`, `multiple` or `ordered`."""
    shuffle: str
    """`yes`, `no` or empty."""
    number: bool
    """Whether a number is typed."""
    shown: Shown
    """A text of its own, such as what is to be matched."""
    choices: tuple[Choice, ...]

    @property
    def typed(self) -> bool:
        """Whether it is typed."""
        return self.kind in _TYPED


@dataclass
class Item:
    """An item of which only what is asked for is read."""

    element: etree._Element
    place: str

    @cached_property
    def ident(self) -> str:
        """Its identifier, which people do not see."""
        return attribute(self.element, "ident")

    @cached_property
    def title(self) -> str:
        """What it is called."""
        return " ".join(attribute(self.element, "title").split())

    @cached_property
    def fields(self) -> dict[str, str]:
        """Its metadata by lower-case name."""
        return fields_of(self.element)

    @cached_property
    def group_points(self) -> str:
        """What each question of its group counts, where it is of one that says so."""
        section = self.element.getparent()
        for each in () if section is None else section:
            if local(each) == "selection_ordering":
                path = ("selection", "selection_extension", "points_per_item")
                return text_of(descend(each, *path)).strip()
            if local(each) == "item":
                break
        return ""

    @cached_property
    def is_canvas(self) -> bool:
        """Whether it is of Canvas's dialect."""
        return "question_type" in self.fields

    @cached_property
    def responses(self) -> tuple[Response, ...]:
        """All that is to be answered, in order."""
        return tuple(self._response(each) for each in self._response_elements)

    @cached_property
    def _presentation(self) -> etree._Element | None:
        return child(self.element, "presentation")

    @cached_property
    def _response_elements(self) -> list[etree._Element]:
        presentation = self._presentation
        return [] if presentation is None else list(descendants(presentation, *RESPONSES))

    def _response(self, element: etree._Element) -> Response:
        own = [each for each in _flat(element) if local(each) == "material"]
        render = next(
            descendants(element, "render_fib", "render_choice", "ims_render_object"), None
        )
        kind = "" if render is None else attribute(render, "fibtype").lower()
        return Response(
            attribute(element, "ident") or attribute(element, "respident"),
            local(element),
            attribute(element, "rcardinality", "Single").lower(),
            "" if render is None else attribute(render, "shuffle").lower(),
            kind in ("decimal", "integer", "scientific") or local(element) == "response_num",
            self._shown("".join(map(self.markup, own))),
            tuple(self._choice(each) for each in descendants(element, "response_label")),
        )

    def _choice(self, element: etree._Element) -> Choice:
        names = {str(name): str(value) for name, value in element.items()}
        return Choice(attribute(element, "ident"), self._shown(self.markup(element)), names)

    @cached_property
    def stem(self) -> Shown:
        """The question, with a mark for each typed response that text follows; see `parts`."""
        tokens = list(self._stem_tokens())
        while tokens and _MARK.fullmatch(tokens[-1]):
            if sum(_MARK.fullmatch(token) is not None for token in tokens) > 1:
                break
            tokens.pop()
        pieces = []
        for at, token in enumerate(tokens):
            around = tokens[max(0, at - 1) : at + 2]
            inline = any(_MARK.fullmatch(each) for each in around)
            pieces.append(token if inline else f"<div>{token}</div>")
        return self._shown("".join(pieces))

    def _stem_tokens(self) -> Iterator[str]:
        presentation = self._presentation
        if presentation is None:
            return
        for element in _flat(presentation):
            if local(element) == "material":
                markup = self.markup(element, inline=any(each.typed for each in self.responses))
                if markup.strip():
                    yield markup
            elif local(element) in _TYPED:
                number = self._response_elements.index(element)
                yield f"\ue000{number}\ue001"

    def parts(self) -> list[str | Response]:
        """Return the question as texts and, between them, the responses that stand in it."""
        pieces = _MARK.split(self.stem.text)
        return [self.responses[int(piece)] if at % 2 else piece for at, piece in enumerate(pieces)]

    @cached_property
    def conditions(self) -> list[etree._Element]:
        """What is done when, in order."""
        return [
            condition
            for processing in children(self.element, "resprocessing")
            for condition in descendants(processing, "respcondition")
        ]

    @cached_property
    def feedback(self) -> dict[str, str]:
        """All feedback as HTML, by identifier."""
        return {
            attribute(each, "ident"): self.markup(each)
            for each in children(self.element, "itemfeedback")
        }

    def _shown(self, markup: str) -> Shown:
        reduced = reduce(markup)
        text = "\n\n".join(block.text for block in reduced.blocks)
        return Shown(text.strip(), reduced.lost)

    def markup(self, element: etree._Element, *, inline: bool = False) -> str:
        """Return all that is displayed of an element as HTML; spaces around it count `inline`."""
        pieces = []
        for each in element.iterdescendants():
            name = local(each)
            if name in _TEXTS:
                pieces.append(self._text_markup(each, inline))
            elif name in _PIECES:
                pieces.append(_PIECES[name])
        return "".join(pieces)

    def _text_markup(self, element: etree._Element, inline: bool) -> str:
        kind = (attribute(element, "texttype") or attribute(element, "type")).lower()
        if len(element):
            markup = markup_of(element)
        else:
            text = text_of(element)
            plain = "plain" in kind or (not kind and self.is_canvas)
            html = "html" in kind or (not plain and _HTML.search(text) is not None)
            escaped = xml(text).replace("\n", "<br/>") if inline else escape(text)
            markup = _EQUATION.sub(_formula, text) if html else escaped
        return _MARKS.sub("", markup)


def _flat(element: etree._Element) -> Iterator[etree._Element]:
    """Yield what is inside, through `flow` and the like, but not inside materials and responses."""
    for each in element:
        yield each
        if local(each) not in ("material", "render_choice", "render_fib", "render_extension",
                               *RESPONSES):  # fmt: skip
            yield from _flat(each)


def _formula(picture: re.Match[str]) -> str:
    """Return the formula of which Canvas has a picture."""
    latex = _LATEX.search(picture.group())
    return f"${latex[1].strip()}$" if latex else picture.group()


def fields_of(element: etree._Element) -> dict[str, str]:
    """Return the metadata of an element by lower-case name."""
    found: dict[str, str] = {}
    holders: Sequence[etree._Element] = children(element, "itemmetadata", "qtimetadata")
    for holder in holders:
        for entry in descendants(holder, "qtimetadatafield", "qti_metadatafield"):
            name = text_of(descend(entry, "fieldlabel")).strip().lower()
            found.setdefault(name, text_of(descend(entry, "fieldentry")).strip())
        for entry in children(holder):
            if local(entry).startswith(("qmd_", "bbmd_")):
                found.setdefault(local(entry).lower(), text_of(entry).strip())
    return found
