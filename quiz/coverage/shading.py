"""The text of a source as HTML, shaded by how many questions quote it."""

import re
from collections.abc import Iterator
from html import escape

from quiz.coverage.counting import Counted, key_of
from quiz.evidence.coverage import Touch
from quiz.model.bank import Span
from quiz.text.cleaning import clean

_DEPTHS = ("", "<mark>", '<mark class="two">', '<mark class="more">')
_BREAK = re.compile("[\r\v\f\x1c-\x1e\x85\u2028\u2029]")


def visible(text: str) -> str:
    """Return `text` fit for a page, character for character: every kind of line end is a break."""
    return clean(_BREAK.sub("\n", text.replace("\r\n", " \n")))


def shaded(found: Counted, place: str) -> Iterator[str]:
    """Yield the text of a source in paragraphs; ids and links start with `place`.

    What stands outside of `<sup>` is the text as it is, character for character.
    """
    covered = found.covered
    text = visible(covered.text)
    numbers = {key: number for number, key in enumerate(found.asked, 1)}
    end = 0
    for first, paragraph in zip(covered.firsts, covered.paragraphs, strict=True):
        yield escape(text[end : paragraph[0].start])
        yield '<p dir="auto">'
        end = paragraph[0].start
        for number, span in enumerate(paragraph, first):
            yield escape(text[end : span.start])
            touches = covered.touches.get(number, ())
            labels = [numbers[key_of(each.bank, each.question)] for each in touches]
            yield _opening(place, number, bool(touches))
            yield from _sentence(text, span, touches, [(f"{place}-q{n}", n) for n in labels])
            yield "</span>"
            end = span.end
        yield "</p>"
    yield escape(text[end:])


def _opening(place: str, number: int, asked: bool) -> str:
    kind = "" if asked else ' class="no"'
    title = "" if asked else ' title="no question"'
    return f'<span id="{place}-n{number}"{kind}><sup{title}>{number}\u00a0</sup>'


def _sentence(
    text: str, span: Span, touches: tuple[Touch, ...], labels: list[tuple[str, int]]
) -> Iterator[str]:
    """Yield a sentence piece by piece; each question's mark stands where its words end."""
    steps: dict[int, int] = {span.start: 0, span.end: 0}
    marks: dict[int, list[tuple[str, int]]] = {}
    for touch, label in zip(touches, labels, strict=True):
        for start, end in touch.spans:
            steps[start] = steps.get(start, 0) + 1
            steps[end] = steps.get(end, 0) - 1
        marks.setdefault(touch.spans[-1].end, []).append(label)
    depth, before = 0, span.start
    for at in sorted(steps):
        if before < at:
            yield _piece(text[before:at], depth)
        yield from (_mark(*label, span) for label in marks.get(at, ()))
        depth, before = depth + steps[at], at


def _piece(text: str, depth: int) -> str:
    mark = _DEPTHS[min(depth, len(_DEPTHS) - 1)]
    return f"{mark}{escape(text)}</mark>" if mark else escape(text)


def _mark(name: str, number: int, sentence: Span) -> str:
    return (
        f'<sup id="{name}-{sentence.start}"><a href="#{name}" '
        f'aria-label="Question {number}">Q{number}</a></sup>'
    )
