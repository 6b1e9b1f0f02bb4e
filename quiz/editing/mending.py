"""Quick fixes for problems, as edits of the bank's text; applying one removes its problem."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from quiz.bank.fields import FORMAT
from quiz.check.rules import RULES
from quiz.document.shapes import Identifier
from quiz.document.writing import yaml_text
from quiz.editing import grammar
from quiz.editing.outline import Part
from quiz.editing.requoting import quotes_for, requoted
from quiz.editing.view import View, in_flow
from quiz.editing.words import flow_text, new_id
from quiz.model.bank import Span
from quiz.model.problem import Problem
from quiz.text.cleaning import first_forbidden

_MAX_NAMES = 3
_BOOLEANS = {"true": "true", "yes": "true", "on": "true", "y": "true",
             "false": "false", "no": "false", "off": "false", "n": "false"}  # fmt: skip


class Edit(NamedTuple):
    """A stretch of the bank's text and what takes its place."""

    span: Span
    text: str


class Mend(NamedTuple):
    """One way to fix a problem."""

    title: str
    edits: tuple[Edit, ...]
    sure: bool = False
    """Whether it is most likely what the author wants."""


Find = Callable[[View, Problem, Part], Iterator[Mend]]


def mends(view: View, problem: Problem) -> list[Mend]:
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


def _requote(view: View, part: Part) -> Iterator[Mend]:
    for number, (title, quote) in enumerate(quotes_for(view, part)):
        span, text = requoted(view, part, quote)
        yield Mend(title, (Edit(span, text),), sure=number == 0)


def _named(view: View, part: Part, names: list[str]) -> Iterator[Mend]:
    """Yield the names most like a text, to take its place."""
    from difflib import get_close_matches

    near = get_close_matches(part.value, names, n=_MAX_NAMES, cutoff=0.5)
    write = flow_text if in_flow(view, part) else yaml_text
    for number, name in enumerate(near):
        yield Mend(f"Write “{name}”", (_replace(part, write(name)),), sure=number == 0)


def _source(view: View, problem: Problem, part: Part) -> Iterator[Mend]:
    group = part if part.form == "group" else part.above
    named = group.get("source") if group is not None and group.form == "group" else None
    if named is not None:
        yield from _named(view, named, list(view.sources))


def _key(view: View, problem: Problem, part: Part) -> Iterator[Mend]:
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
        yield Mend(f"Remove “{key.value}”", (removal,))


def _rule(view: View, problem: Problem, part: Part) -> Iterator[Mend]:
    if part.key is not None:
        yield from _named(view, part.key, list(RULES))


def _enemy(view: View, problem: Problem, part: Part) -> Iterator[Mend]:
    question = view.outline.question_of(part)
    own = question.said("id") if question else ""
    yield from _named(view, part, [name for name in view.ids if name != own])


def _word(view: View, problem: Problem, part: Part) -> Iterator[Mend]:
    question = view.outline.question_of(part)
    kind = question.said("type") if question else ""
    yield from _named(view, part, [str(word.text) for word in grammar.words(part.path, kind)])


def _format(view: View, problem: Problem, part: Part) -> Iterator[Mend]:
    yield Mend(f"Write {FORMAT}", (_replace(part, str(FORMAT)),), sure=True)


def _missing(view: View, problem: Problem, part: Part) -> Iterator[Mend]:
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
        yield Mend(f"Add “{key}: {name}”", (edit,), sure=True)


def _column(view: View, offset: int) -> int:
    return offset - view.text.rfind("\n", 0, offset) - 1


def _duplicate(view: View, problem: Problem, part: Part) -> Iterator[Mend]:
    name = new_id(part.value, view.ids)
    yield Mend(f"Name it “{name}”", (_replace(part, yaml_text(name)),), sure=True)


def _bad_id(view: View, problem: Problem, part: Part) -> Iterator[Mend]:
    if part.path not in (("id",), ("questions", None, "id")):
        return
    name = new_id(part.value, [each for each in view.ids if Identifier.fits(each)])
    yield Mend(f"Write “{name}”", (_replace(part, yaml_text(name)),), sure=True)


def _flag(view: View, problem: Problem, part: Part) -> Iterator[Mend]:
    question = view.outline.question_of(part)
    kind = question.said("type") if question else ""
    word = _BOOLEANS.get(part.value.lower()) if part.form == "text" else None
    if word in [each.text for each in grammar.words(part.path, kind)]:
        assert word is not None
        yield Mend(f"Write {word}", (_replace(part, word),), sure=True)


def _character(view: View, problem: Problem, part: Part) -> Iterator[Mend]:
    at = view.offset(problem.position)
    if first_forbidden(view.text[at : at + 1]) is not None:
        yield Mend("Remove the character", (Edit(Span(at, at + 1), ""),), sure=True)


def _needless(view: View, problem: Problem, part: Part) -> Iterator[Mend]:
    """Yield the removal of an allowance and, where it was the only one, of the whole key."""
    group = part.above
    if part.key is None or group is None or group.key is None:
        return
    title = f"Remove the allowance of “{part.key.value}”"
    whole = len(group.below) == 1
    entry, holder = (group, group.above) if whole else (part, group)
    if holder is not None and entry.key is not None:
        yield Mend(title, (Edit(_entry(view, entry, holder), ""),), sure=True)


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


def _allow(view: View, problem: Problem, part: Part) -> Iterator[Mend]:
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
    yield Mend(title, (edit,))


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
