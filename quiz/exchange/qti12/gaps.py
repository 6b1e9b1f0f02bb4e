"""Texts with gaps in items of QTI 1.2."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from quiz.exchange.html import reduce
from quiz.exchange.qti12.choices import Data, option
from quiz.exchange.qti12.items import Choice, Item, Response
from quiz.exchange.qti12.marking import Marking, Unkeyed
from quiz.exchange.qti12.notes import Notes
from quiz.exchange.qti12.texts import accepted
from quiz.exchange.xmldoc import attribute, child, children, descendants, text_of
from quiz.kinds.options import look_alike

_PROMPT = re.compile(
    r'<div class="quiz-prompt">(.*?)</div>\s*<div class="quiz-text">(.*)</div>', re.DOTALL
)
"""How the writer parts the prompt from the text."""
_UNLIKE = {
    "textregex": "what fills a gap is told by a pattern",
    "textcontainsanswer": "",
    "textcloseenough": "",
}
_LISTS = ("dropdown", "wordbank")


def typed_gaps(item: Item, marking: Marking, lost: list[str]) -> Data:
    """Return an item with several typed responses, or one in the middle of its text."""
    words: list[str] = []
    sensitive = []
    for part in item.parts():
        if isinstance(part, str):
            words.append(_literal(part))
            continue
        if part.number:
            raise Unkeyed("numbers are to be typed into a text")
        texts, case = accepted(part, _alone(item, part, marking), lost)
        sensitive.append(case)
        words.append(_gap(texts))
    if len(sensitive) != len(item.responses):
        raise Unkeyed("some of what is to be typed has no place in the text")
    rules = {"case_sensitive": "true"} if all(sensitive) else {}
    return {"type": "cloze", "text": "".join(words).strip(), **rules}


class _Alone(Marking):
    """Marks one response as if all others were right."""

    def __init__(self, item: Item, others: Mapping[str, Sequence[str]]) -> None:
        super().__init__(item)
        self._others = others

    def points(self, given: Mapping[str, Sequence[str]]) -> Any:
        """Return the points that this answer adds to those for the other answers."""
        return super().points({**self._others, **given}) - super().points(self._others)


def _alone(item: Item, response: Response, marking: Marking) -> Marking:
    """Return what marks a response of several."""
    others = {
        each.ident: tuple(_named(each, marking)) for each in item.responses if each is not response
    }
    return _Alone(item, others)


def _named(response: Response, marking: Marking) -> list[str]:
    return [
        text_of(test).strip()
        for condition, _ in marking.scoring()
        if condition.test is not None
        for test in descendants(condition.test, "varequal")
        if attribute(test, "respident") == response.ident
    ]


def chosen_gaps(item: Item, kind: str, marking: Marking, said: Notes, lost: list[str]) -> Data:
    """Return an item of Canvas whose gaps stand in its text as `[name]`."""
    offered = kind.startswith("multiple_dropdowns") or any(
        choice.attributes.get("answer_type", "") in _LISTS
        for response in item.responses
        for choice in response.choices
    )
    fillings: dict[str, list[str]] = {}
    wrong: dict[str, Any] = {}
    for response in item.responses:
        _check_algorithms(response, lost)
        right = _right(response, marking) if offered else response.choices
        fillings[response.ident.removeprefix("response_")] = [each.shown.text for each in right]
        for choice in response.choices if offered else ():
            if choice not in right and choice.shown.text:
                made = option(response, choice, said, lost)
                if not isinstance(wrong.get(choice.shown.text), dict):
                    wrong[choice.shown.text] = made
    prompt, text = _stem(item)
    data = {"type": "cloze", **prompt, "text": _filled(text, fillings)}
    if not offered:
        return data
    return data | _word_bank(item, fillings, wrong, lost)


def _check_algorithms(response: Response, lost: list[str]) -> None:
    for choice in response.choices:
        name = choice.attributes.get("scoring_algorithm", "").lower()
        reason = _UNLIKE.get(name)
        if reason:
            raise Unkeyed(reason)
        loss = "text: words that are nearly right, or part of what was typed, were right too"
        if reason == "" and loss not in lost:
            lost.append(loss)


def _right(response: Response, marking: Marking) -> list[Choice]:
    points = [marking.points({response.ident: (each.ident,)}) for each in response.choices]
    most = max(points, default=0)
    right = [each for each, some in zip(response.choices, points, strict=True) if some == most]
    if most <= 0 or len(right) != 1:
        raise Unkeyed("what fills a gap is not told")
    return right


def _stem(item: Item) -> tuple[Data, str]:
    """Return the prompt, if there is one, and the text with its gaps."""
    presentation = child(item.element, "presentation")
    assert presentation is not None, "an item with responses has a presentation"
    markup = "".join(map(item.markup, children(presentation, "material")))
    parted = _PROMPT.search(markup)
    if parted is None:
        return {}, item.stem.text
    prompt, text = (reduce(part).text for part in parted.groups())
    return {"prompt": prompt}, text


def _filled(text: str, fillings: Mapping[str, Sequence[str]]) -> str:
    """Return the text with its gaps in bank format."""
    names = "|".join(re.escape(name) for name in sorted(fillings, key=len, reverse=True))
    pieces = re.split(rf"\[({names})\]", text)
    if sorted(pieces[1::2]) != sorted(fillings):
        raise Unkeyed("the gaps do not stand in the text once each")
    return "".join(
        _gap(fillings[piece]) if at % 2 else _literal(piece) for at, piece in enumerate(pieces)
    )


def _literal(text: str) -> str:
    if "{{" in text or "}}" in text:
        raise Unkeyed("its text has double braces, which mark gaps here")
    return text


def _gap(texts: Sequence[str]) -> str:
    kept = [text for text in dict.fromkeys(texts) if text]
    if not kept:
        raise Unkeyed("nothing fills one of the gaps")
    if any(sign in text for text in kept for sign in "|{}\n"):
        raise Unkeyed("what fills a gap has a bar, a brace or a line end, which mean more here")
    return "{{" + "|".join(kept) + "}}"


def _word_bank(
    item: Item, fillings: Mapping[str, Sequence[str]], wrong: Mapping[str, Any], lost: list[str]
) -> Data:
    """Return the wrong words of all gaps together."""
    right = {look_alike(text) for texts in fillings.values() for text in texts}
    words: dict[str, Any] = {}
    for text, made in wrong.items():
        words.setdefault(look_alike(text), made)
    kept = [made for look, made in words.items() if look not in right]
    lists = {frozenset(each.shown.text for each in response.choices) for response in item.responses}
    if len(lists) > 1:
        lost.append("distractors: each gap had words of its own to choose from")
    if not kept:
        lost.append("distractors: there are no wrong words, so the gaps are typed")
        return {}
    return {"distractors": kept}
