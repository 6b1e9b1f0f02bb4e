"""Which characters a problem is about: the key or the value that starts where it was found."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from quiz.bank.fields import FORMAT
from quiz.check.rules import RULES
from quiz.editor import grammar
from quiz.editor.completion import flow_text, new_id
from quiz.editor.outline import Part
from quiz.editor.view import View, in_flow, quote_at
from quiz.model.bank import Span
from quiz.model.problem import Problem
from quiz.model.question import Quote
from quiz.quotes.errors import short
from quiz.quotes.suggest import nearest_passages, passages
from quiz.text.cleaning import first_forbidden
from quiz.yaml_source.types import Identifier
from quiz.yaml_source.writer import yaml_text

_MOST = 2_000
_DOUBLE = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_SINGLE = re.compile(r"'(?:[^']|'')*'")
_PLAIN_END = re.compile(r":(?=\s|$)|\s#|[\r\n]")
_FLOW_END = re.compile(r":(?=\s|$)|\s#|[\r\n,\[\]{}]")


def token_at(text: str, offset: int) -> Span:
    """Return the stretch of the scalar that starts at an offset, as far as one can tell.

    At least one character of the line where there is any; never more than 2,000.
    """
    sign = text[offset : offset + 1]
    end = _end(text, offset, sign)
    if end > offset:
        return Span(offset, end)
    # At the end of a line, what stands last on it.
    start = max(text.rfind("\n", 0, offset) + 1, offset - 1)
    return Span(start, offset)


def _end(text: str, offset: int, sign: str) -> int:
    if sign and first_forbidden(sign) is not None and sign != "\r":
        return offset + 1
    for opener, whole in (('"', _DOUBLE), ("'", _SINGLE)):
        found = whole.match(text, offset, offset + _MOST) if sign == opener else None
        if found:
            return found.end()
    line = text[text.rfind("\n", 0, offset) + 1 : offset][-_MOST:]
    in_flow = line.count("[") + line.count("{") > line.count("]") + line.count("}")
    ends = _FLOW_END if in_flow or sign in ("[", "{") else _PLAIN_END
    stop = ends.search(text, offset + 1, offset + _MOST)
    end = stop.start() if stop else min(len(text), offset + _MOST)
    return offset + len(text[offset:end].rstrip())


def quotes_for(view: View, part: Part) -> Iterator[tuple[str, Quote]]:
    """Yield quotes that can take the place of the one to which a part belongs, with titles."""
    found = quote_at(view, part)
    if found is None:
        return
    quote = found[1]
    named = {name: each for name, each in view.sources.items() if name == quote.source}
    sources = named or view.sources
    there = passages(quote.text, sources)
    for passage in there or nearest_passages(quote.text, sources):
        if passage.quote is None:
            continue
        text = passage.quote.text
        if there and text == quote.text:
            where = f"{passage.source}, paragraph {passage.paragraph}, line {passage.line}"
            near = "Add near" if passage.quote.near else "Quote the place"
            title = f"{near}: {where}"
        else:
            title = f"Quote “{short(text)}”"
        source = passage.quote.source or quote.source
        yield title, Quote(text, source, passage.quote.near)


def requoted(view: View, part: Part, quote: Quote) -> tuple[Span, str]:
    """Return the stretch of the quote to which a part belongs, and another quote written there."""
    found = quote_at(view, part)
    assert found is not None, "only quotes are fixed so"
    whole = found[0]
    keys = {"text": quote.text, "source": quote.source, "near": quote.near}
    given = {key: text for key, text in keys.items() if text is not None}
    span = Span(whole.start, whole.end)
    if whole.form == "group" and view.text[whole.start : whole.start + 1] != "{":
        first = whole.below[0].key
        assert first is not None
        margin = "\n" + " " * (first.start - view.text.rfind("\n", 0, first.start) - 1)
        return span, margin.join(f"{key}: {yaml_text(text)}" for key, text in given.items())
    if len(given) == 1:
        return span, (flow_text if in_flow(view, whole) else yaml_text)(quote.text)
    return span, "{" + ", ".join(f"{key}: {flow_text(text)}" for key, text in given.items()) + "}"


_MAX_NAMES = 3
_BOOLEANS = {"true": "true", "yes": "true", "on": "true", "y": "true",
             "false": "false", "no": "false", "off": "false", "n": "false"}  # fmt: skip


class Edit(NamedTuple):
    """A stretch of the bank's text and what takes its place."""

    span: Span
    text: str


class QuickFix(NamedTuple):
    """One way to fix a problem."""

    title: str
    edits: tuple[Edit, ...]
    sure: bool = False
    """Whether it is most likely what the author wants."""


Find = Callable[[View, Problem, Part], Iterator[QuickFix]]


def quick_fixes(view: View, problem: Problem) -> list[QuickFix]:
    """Return the quick fixes for a problem, the likeliest first."""
    offset = view.offset(problem.position)
    place = view.outline.at(offset)
    found = _FINDERS.get(problem.rule)
    if found is not None:
        return list(found(view, problem, place.part))
    if problem.rule.startswith("quote-"):
        return list(_requote(view, place.part))
    if problem.rule in RULES:
        return list(_allow(view, problem, place.part))
    return []


def _replace(part: Part, text: str) -> Edit:
    return Edit(Span(part.start, part.end), text)


def _requote(view: View, part: Part) -> Iterator[QuickFix]:
    for number, (title, quote) in enumerate(quotes_for(view, part)):
        span, text = requoted(view, part, quote)
        yield QuickFix(title, (Edit(span, text),), sure=number == 0)


def _named(view: View, part: Part, names: list[str]) -> Iterator[QuickFix]:
    """Yield the names most like a text, to take its place."""
    from difflib import get_close_matches

    near = get_close_matches(part.value, names, n=_MAX_NAMES, cutoff=0.5)
    write = flow_text if in_flow(view, part) else yaml_text
    for number, name in enumerate(near):
        yield QuickFix(f"Write “{name}”", (_replace(part, write(name)),), sure=number == 0)


def _source(view: View, problem: Problem, part: Part) -> Iterator[QuickFix]:
    group = part if part.form == "group" else part.above
    named = group.get("source") if group is not None and group.form == "group" else None
    if named is not None:
        yield from _named(view, named, list(view.sources))


def _key(view: View, problem: Problem, part: Part) -> Iterator[QuickFix]:
    if part.key is None or part.above is None:
        return
    question = view.outline.question_of(part)
    kind = question.said("type") if question else ""
    known = [key.name for key in grammar.keys(part.above.path, kind)]
    present = {each.key.value for each in part.above.below if each.key}
    key = part.key
    near = list(_named(view, key, [name for name in known if name not in present]))
    yield from near
    if not near and len(part.above.below) > 1:
        removal = Edit(_entry(view, part, part.above), "")
        yield QuickFix(f"Remove “{key.value}”", (removal,))


def _rule(view: View, problem: Problem, part: Part) -> Iterator[QuickFix]:
    if part.key is not None:
        yield from _named(view, part.key, list(RULES))


def _enemy(view: View, problem: Problem, part: Part) -> Iterator[QuickFix]:
    question = view.outline.question_of(part)
    own = question.said("id") if question else ""
    yield from _named(view, part, [name for name in view.ids if name != own])


def _word(view: View, problem: Problem, part: Part) -> Iterator[QuickFix]:
    question = view.outline.question_of(part)
    kind = question.said("type") if question else ""
    yield from _named(view, part, [str(word.text) for word in grammar.words(part.path, kind)])


def _format(view: View, problem: Problem, part: Part) -> Iterator[QuickFix]:
    yield QuickFix(f"Write {FORMAT}", (_replace(part, str(FORMAT)),), sure=True)


def _missing(view: View, problem: Problem, part: Part) -> Iterator[QuickFix]:
    """Yield the key `id` or `format` for the group that lacks it."""
    group = part if part.form == "group" else part.above
    if group is None or group.form != "group" or not group.below:
        return
    if group.path == ("questions", None) and problem.field == "id":
        said = group.said("prompt") or group.said("text") or group.said("type")
        name, key = new_id(said, view.ids), "id"
    elif not group.path and problem.field == "id":
        name, key = new_id(view.path.stem, ()), "id"
    elif not group.path and problem.field == "format":
        name, key = str(FORMAT), "format"
    else:
        return
    if group.get(key) is None:
        first = group.below[0].key
        assert first is not None
        flow = view.text[group.start : group.start + 1] == "{"
        between = ", " if flow else "\n" + " " * _column(view, first.start)
        edit = Edit(Span(first.start, first.start), f"{key}: {yaml_text(name)}{between}")
        yield QuickFix(f"Add “{key}: {name}”", (edit,), sure=True)


def _column(view: View, offset: int) -> int:
    return offset - view.text.rfind("\n", 0, offset) - 1


def _duplicate(view: View, problem: Problem, part: Part) -> Iterator[QuickFix]:
    name = new_id(part.value, view.ids)
    yield QuickFix(f"Name it “{name}”", (_replace(part, yaml_text(name)),), sure=True)


def _bad_id(view: View, problem: Problem, part: Part) -> Iterator[QuickFix]:
    if part.path not in (("id",), ("questions", None, "id")):
        return
    name = new_id(part.value, [each for each in view.ids if Identifier.fits(each)])
    yield QuickFix(f"Write “{name}”", (_replace(part, yaml_text(name)),), sure=True)


def _flag(view: View, problem: Problem, part: Part) -> Iterator[QuickFix]:
    question = view.outline.question_of(part)
    kind = question.said("type") if question else ""
    word = _BOOLEANS.get(part.value.lower()) if part.form == "text" else None
    if word in [each.text for each in grammar.words(part.path, kind)]:
        assert word is not None
        yield QuickFix(f"Write {word}", (_replace(part, word),), sure=True)


def _character(view: View, problem: Problem, part: Part) -> Iterator[QuickFix]:
    at = view.offset(problem.position)
    if first_forbidden(view.text[at : at + 1]) is not None:
        yield QuickFix("Remove the character", (Edit(Span(at, at + 1), ""),), sure=True)


def _needless(view: View, problem: Problem, part: Part) -> Iterator[QuickFix]:
    """Yield the removal of an allowance and, where it was the only one, of the whole key."""
    group = part.above
    if part.key is None or group is None or group.key is None:
        return
    title = f"Remove the allowance of “{part.key.value}”"
    whole = len(group.below) == 1
    entry, holder = (group, group.above) if whole else (part, group)
    if holder is not None and entry.key is not None:
        yield QuickFix(title, (Edit(_entry(view, entry, holder), ""),), sure=True)


def _entry(view: View, part: Part, group: Part) -> Span:
    """Return the stretch of a key with its value and what parts it from the others."""
    assert part.key is not None
    text, start, end = view.text, part.key.start, max(part.key.end, part.end)
    number = group.below.index(part)
    if number + 1 < len(group.below):
        following = group.below[number + 1].key
        return Span(start, following.start if following else end)
    if number:
        before = group.below[number - 1]
        return Span(before.end, end)
    stop = text.find("\n", end)
    return Span(start, end if stop < 0 else stop + 1)


def _allow(view: View, problem: Problem, part: Part) -> Iterator[QuickFix]:
    """Yield an allowance without its reason, which `check` then asks for."""
    group = view.outline.question_of(part)
    if group is None or not group.below or view.text[group.start : group.start + 1] == "{":
        return
    allowed = group.get("allow")
    title = f"Allow “{problem.rule}” here (then say why)"
    if allowed is None:
        last, lines = group.below[0].key, [f"{problem.rule}: "]
        for each in group.below:
            last = each.key or last
        assert last is not None
        margin = "\n" + " " * _column(view, last.start)
        edit = Edit(Span(group.end, group.end), f"{margin}allow:{margin}  {lines[0]}")
    elif allowed.form == "group" and not in_flow(view, allowed.below[0]):
        first = allowed.below[0].key
        assert first is not None
        margin = "\n" + " " * _column(view, first.start)
        edit = Edit(Span(first.start, first.start), f"{problem.rule}: {margin}")
    else:
        return
    yield QuickFix(title, (edit,))


_FINDERS: dict[str, Find] = {
    "quote-unknown-source": _source,
    "unknown-key": _key,
    "unknown-rule": _rule,
    "unknown-enemy": _enemy,
    "unknown-type": _word,
    "unknown-word": _word,
    "unknown-format": _format,
    "missing-field": _missing,
    "duplicate-id": _duplicate,
    "bad-id": _bad_id,
    "wrong-type": _flag,
    "forbidden-character": _character,
    "needless-allowance": _needless,
}
