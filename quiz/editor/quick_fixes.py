"""Quick fixes for problems, and the characters that a problem is about."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from quiz.bank.fields import FORMAT
from quiz.check.rules import RULES
from quiz.editor import grammar
from quiz.editor.completion import flow_text, new_id
from quiz.editor.outline import OutlineNode
from quiz.editor.view import BankView, in_flow, quote_at
from quiz.model.bank import Span
from quiz.model.problem import Problem
from quiz.model.question import Quote
from quiz.quotes.errors import shortened
from quiz.quotes.suggest import nearest_passages, passages
from quiz.text.cleaning import first_forbidden
from quiz.yaml_source.fields import Identifier
from quiz.yaml_source.syntax_hints import odd_spaces
from quiz.yaml_source.writer import yaml_text

_MAX_TOKEN = 2_000
_DOUBLE = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_SINGLE = re.compile(r"'(?:[^']|'')*'")
_PLAIN_END = re.compile(r":(?=\s|$)|\s#|[\r\n]")
_FLOW_END = re.compile(r":(?=\s|$)|\s#|[\r\n,\[\]{}]")


def token_at(text: str, offset: int) -> Span:
    """Return the span of the scalar that starts at an offset, without parsing the text.

    It has at least one character if the line has any, and at most 2,000.
    """
    sign = text[offset : offset + 1]
    end = _end(text, offset, sign)
    if end > offset:
        return Span(offset, end)
    # Editors show nothing for an empty span, so take the last character of the line.
    start = max(text.rfind("\n", 0, offset) + 1, offset - 1)
    return Span(start, offset)


def _end(text: str, offset: int, sign: str) -> int:
    if sign and first_forbidden(sign) is not None and sign != "\r":
        return offset + 1
    for opener, whole in (('"', _DOUBLE), ("'", _SINGLE)):
        found = whole.match(text, offset, offset + _MAX_TOKEN) if sign == opener else None
        if found:
            return found.end()
    # Counting the brackets before it on its line is enough for a span to underline.
    line = text[text.rfind("\n", 0, offset) + 1 : offset][-_MAX_TOKEN:]
    in_flow = line.count("[") + line.count("{") > line.count("]") + line.count("}")
    ends = _FLOW_END if in_flow or sign in ("[", "{") else _PLAIN_END
    stop = ends.search(text, offset + 1, offset + _MAX_TOKEN)
    end = stop.start() if stop else min(len(text), offset + _MAX_TOKEN)
    return offset + len(text[offset:end].rstrip())


def replacement_quotes(view: BankView, node: OutlineNode) -> Iterator[tuple[str, Quote]]:
    """Yield (title, quote) pairs to replace the quote to which `node` belongs."""
    found = quote_at(view, node)
    if found is None:
        return
    quote = found[1]
    named = {name: each for name, each in view.sources.items() if name == quote.source}
    sources = named or view.sources
    # A quote that occurs several times needs “source” or “near”; any other needs new words.
    there = passages(quote.text, sources)
    for passage in there or nearest_passages(quote.text, sources):
        if passage.quote is None:
            continue
        text = passage.quote.text
        if there and text == quote.text:
            where = f"{passage.source}, paragraph {passage.paragraph}, line {passage.line}"
            near = "Add “near”" if passage.quote.near else "Add the source"
            title = f"{near}: {where}"
        else:
            title = f"Replace with “{shortened(text)}”"
        source = passage.quote.source or quote.source
        yield title, Quote(text, source, passage.quote.near)


def quote_edit(view: BankView, node: OutlineNode, quote: Quote) -> tuple[Span, str]:
    """Return the span of the quote to which a node belongs, and another quote to write there."""
    found = quote_at(view, node)
    assert found is not None, "the node is not part of a quote"
    whole = found[0]
    keys = {"text": quote.text, "source": quote.source, "near": quote.near}
    given = {key: text for key, text in keys.items() if text is not None}
    span = Span(whole.start, whole.end)
    if whole.form == "group" and view.text[whole.start : whole.start + 1] != "{":
        first = whole.children[0].key
        assert first is not None
        margin = "\n" + " " * _column(view, first.start)
        return span, margin.join(f"{key}: {yaml_text(text)}" for key, text in given.items())
    if len(given) == 1:
        return span, (flow_text if in_flow(view, whole) else yaml_text)(quote.text)
    return span, "{" + ", ".join(f"{key}: {flow_text(text)}" for key, text in given.items()) + "}"


_MAX_NAMES = 3
_BOOLEANS = {"true": "true", "yes": "true", "on": "true", "y": "true",
             "false": "false", "no": "false", "off": "false", "n": "false"}  # fmt: skip


class Edit(NamedTuple):
    """A span of the bank's text and its replacement."""

    span: Span
    text: str


class QuickFix(NamedTuple):
    """One way to fix a problem."""

    title: str
    edits: tuple[Edit, ...]
    sure: bool = False
    """Whether it is most likely what the author wants."""


Find = Callable[[BankView, Problem, OutlineNode], Iterator[QuickFix]]


def quick_fixes(view: BankView, problem: Problem) -> list[QuickFix]:
    """Return the quick fixes for a problem, the most likely first."""
    offset = view.offset(problem.position)
    node = view.outline.at(offset).node
    found = _FINDERS.get(problem.rule)
    if found is not None:
        return list(found(view, problem, node))
    if problem.rule.startswith("quote-"):
        return list(_fix_quote(view, node))
    if problem.rule in RULES:
        return list(_allow(view, problem, node))
    return []


def _replace(node: OutlineNode, text: str) -> Edit:
    return Edit(Span(node.start, node.end), text)


def _fix_quote(view: BankView, node: OutlineNode) -> Iterator[QuickFix]:
    # The first one is marked as sure: editors apply it without asking which.
    for number, (title, quote) in enumerate(replacement_quotes(view, node)):
        span, text = quote_edit(view, node, quote)
        yield QuickFix(title, (Edit(span, text),), sure=number == 0)


def _named(view: BankView, node: OutlineNode, names: list[str]) -> Iterator[QuickFix]:
    """Yield replacements of a text by the names most like it."""
    from difflib import get_close_matches

    # Less alike than for “did you mean”: here the author chooses.
    near = get_close_matches(node.value, names, n=_MAX_NAMES, cutoff=0.5)
    write = flow_text if in_flow(view, node) else yaml_text
    for number, name in enumerate(near):
        yield QuickFix(f"Change to “{name}”", (_replace(node, write(name)),), sure=number == 0)


def _source(view: BankView, problem: Problem, node: OutlineNode) -> Iterator[QuickFix]:
    group = node if node.form == "group" else node.parent
    named = group.get("source") if group is not None and group.form == "group" else None
    if named is not None:
        yield from _named(view, named, list(view.sources))


def _key(view: BankView, problem: Problem, node: OutlineNode) -> Iterator[QuickFix]:
    if node.key is None or node.parent is None:
        return
    allowed = grammar.keys(node.parent.path, view.outline.kind_of(node))
    present = {each.key.value for each in node.parent.children if each.key}
    key = node.key
    near = list(_named(view, key, [each.name for each in allowed if each.name not in present]))
    yield from near
    # An only key cannot go: YAML would read what is left as an empty value.
    if not near and len(node.parent.children) > 1:
        removal = Edit(_entry(view, node, node.parent), "")
        yield QuickFix(f"Remove the key “{key.value}”", (removal,))


def _rule(view: BankView, problem: Problem, node: OutlineNode) -> Iterator[QuickFix]:
    if node.key is not None:
        yield from _named(view, node.key, list(RULES))


def _enemy(view: BankView, problem: Problem, node: OutlineNode) -> Iterator[QuickFix]:
    question = view.outline.question_of(node)
    own = question.text_of("id") if question else ""
    yield from _named(view, node, [name for name in view.ids if name != own])


def _word(view: BankView, problem: Problem, node: OutlineNode) -> Iterator[QuickFix]:
    words = grammar.words(node.path, view.outline.kind_of(node))
    yield from _named(view, node, [str(word.text) for word in words])


def _format(view: BankView, problem: Problem, node: OutlineNode) -> Iterator[QuickFix]:
    yield QuickFix(f"Change to {FORMAT}", (_replace(node, str(FORMAT)),), sure=True)


def _missing(view: BankView, problem: Problem, node: OutlineNode) -> Iterator[QuickFix]:
    """Yield the key `id` or `format` for the group that lacks it."""
    group = node if node.form == "group" else node.parent
    if group is None or group.form != "group" or not group.children:
        return
    if group.path == ("questions", None) and problem.field == "id":
        words = group.text_of("prompt") or group.text_of("text") or group.text_of("type")
        name, key = new_id(words, view.ids), "id"
    elif not group.path and problem.field == "id":
        name, key = new_id(view.path.stem, ()), "id"
    elif not group.path and problem.field == "format":
        name, key = str(FORMAT), "format"
    else:
        return
    if group.get(key) is None:
        first = group.children[0].key
        assert first is not None
        flow = view.text[group.start : group.start + 1] == "{"
        # Before the first key, which in a list comes after the dash of the entry.
        between = ", " if flow else "\n" + " " * _column(view, first.start)
        edit = Edit(Span(first.start, first.start), f"{key}: {yaml_text(name)}{between}")
        yield QuickFix(f"Add “{key}: {name}”", (edit,), sure=True)


def _column(view: BankView, offset: int) -> int:
    return offset - view.text.rfind("\n", 0, offset) - 1


def _duplicate(view: BankView, problem: Problem, node: OutlineNode) -> Iterator[QuickFix]:
    name = new_id(node.value, view.ids)
    yield QuickFix(f"Rename to “{name}”", (_replace(node, yaml_text(name)),), sure=True)


def _bad_id(view: BankView, problem: Problem, node: OutlineNode) -> Iterator[QuickFix]:
    if node.path not in (("id",), ("questions", None, "id")):
        return
    name = new_id(node.value, [each for each in view.ids if Identifier.fits(each)])
    yield QuickFix(f"Change to “{name}”", (_replace(node, yaml_text(name)),), sure=True)


def _flag(view: BankView, problem: Problem, node: OutlineNode) -> Iterator[QuickFix]:
    word = _BOOLEANS.get(node.value.lower()) if node.form == "text" else None
    # Only where the schema has a Boolean: elsewhere “yes” is a text with another fault.
    if word in [each.text for each in grammar.words(node.path, view.outline.kind_of(node))]:
        assert word is not None
        yield QuickFix(f"Change to {word}", (_replace(node, word),), sure=True)


def _character(view: BankView, problem: Problem, node: OutlineNode) -> Iterator[QuickFix]:
    at = view.offset(problem.position)
    if first_forbidden(view.text[at : at + 1]) is not None:
        yield QuickFix("Remove this character", (Edit(Span(at, at + 1), ""),), sure=True)


def _odd_space(view: BankView, problem: Problem, node: OutlineNode) -> Iterator[QuickFix]:
    at = view.offset(problem.position)
    start = view.text.rfind("\n", 0, at) + 1
    line = view.text[start:].partition("\n")[0]
    for odd in odd_spaces(line):
        if start + odd.start == at:
            edit = Edit(Span(at, start + odd.end), odd.replacement)
            title = "Replace it by plain spaces" if odd.replacement else "Remove it"
            yield QuickFix(title, (edit,), sure=True)


def _needless(view: BankView, problem: Problem, node: OutlineNode) -> Iterator[QuickFix]:
    """Yield the removal of an allowance and, where it was the only one, of the whole key."""
    group = node.parent
    if node.key is None or group is None or group.key is None:
        return
    title = f"Remove the allowance for “{node.key.value}”"
    whole = len(group.children) == 1
    entry, holder = (group, group.parent) if whole else (node, group)
    if holder is not None and entry.key is not None:
        yield QuickFix(title, (Edit(_entry(view, entry, holder), ""),), sure=True)


def _entry(view: BankView, node: OutlineNode, group: OutlineNode) -> Span:
    """Return the stretch of a key with its value and what separates it from the others."""
    assert node.key is not None
    text, start, end = view.text, node.key.start, max(node.key.end, node.end)
    # Up to the next key, so that comments and line ends go too; the last one takes what is before.
    number = group.children.index(node)
    if number + 1 < len(group.children):
        following = group.children[number + 1].key
        return Span(start, following.start if following else end)
    if number:
        before = group.children[number - 1]
        return Span(before.end, end)
    stop = text.find("\n", end)
    return Span(start, end if stop < 0 else stop + 1)


def _allow(view: BankView, problem: Problem, node: OutlineNode) -> Iterator[QuickFix]:
    """Yield an allowance without a reason; `check` then asks for one."""
    group = view.outline.question_of(node)
    if group is None or not group.children or view.text[group.start : group.start + 1] == "{":
        return
    allowed = group.get("allow")
    title = f"Allow “{problem.rule}” here (then add a reason)"
    if allowed is None:
        last, lines = group.children[0].key, [f"{problem.rule}: "]
        for each in group.children:
            last = each.key or last
        assert last is not None
        margin = "\n" + " " * _column(view, last.start)
        edit = Edit(Span(group.end, group.end), f"{margin}allow:{margin}  {lines[0]}")
    elif allowed.form == "group" and not in_flow(view, allowed.children[0]):
        first = allowed.children[0].key
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
    "odd-space": _odd_space,
    "needless-allowance": _needless,
}
