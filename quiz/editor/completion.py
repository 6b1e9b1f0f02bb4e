"""Completions: keys, words, names, files, and quotes from the sources."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path as File
from typing import NamedTuple

from quiz.bank.fields import FORMAT
from quiz.bank.sources import path_fault
from quiz.convert.model import identifier, unused
from quiz.editor import grammar
from quiz.editor.grammar import CursorContext, context_at
from quiz.editor.outline import OutlineNode
from quiz.editor.view import BankView
from quiz.model.bank import Source
from quiz.model.question import Quote
from quiz.quotes.errors import shortened
from quiz.quotes.sources import SourceText
from quiz.quotes.suggest import quotes_at, sentences_with
from quiz.text.cleaning import clean, clean_line
from quiz.yaml_source.writer import yaml_text

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+.!|~&$:-])")


def new_id(words: str, taken: Collection[str]) -> str:
    """Return an id made of the first of some words that is not yet taken."""
    return unused(identifier(words, "question"), taken)


def flow_text(text: str) -> str:
    """Return a text of one line as YAML that is valid in brackets or braces."""
    # Always in quotes: commas and brackets end a plain text there.
    return "'" + text.replace("'", "''") + "'"


def markdown(text: str) -> str:
    """Return untrusted text as Markdown that shows exactly this text, on one line."""
    return _MARKDOWN.sub(r"\\\1", clean_line(text))


MAX_SUGGESTIONS = 20


class QuoteSuggestion(NamedTuple):
    """A sentence of a source, offered as a quote."""

    quote: Quote
    label: str
    description: str
    """The sentence and its paragraph; not cleaned for Markdown."""


def suggested_quotes(
    words: str, sources: Mapping[str, Source], known: Collection[SourceText]
) -> Iterator[QuoteSuggestion]:
    """Yield sentences that hold every word typed, in any order; those that hold the phrase first.

    The last word may be half typed. At most 20 for all sources together. Texts in `known` are not
    prepared again.
    """
    # Bounded for all sources together, since each suggestion is made unique by searching.
    left = MAX_SUGGESTIONS
    for name, source in sources.items():
        chosen = sentences_with(words, source.text)[:left]
        left -= len(chosen)
        quotes = quotes_at([span for span, _, _ in chosen], source, known) if chosen else []
        for (span, paragraph, _), quote in zip(chosen, quotes, strict=True):
            if quote is not None:
                named = replace(quote, source=name) if len(sources) > 1 else quote
                sentence = clean_line(source.text[span.start : span.end])
                description = f"{name}, paragraph {paragraph}: {sentence}"
                yield QuoteSuggestion(named, shortened(sentence), description)


TEXTS = (".txt", ".md", ".markdown")
_MAX_FILES = 200
_MAX_NAMES = 500


@dataclass(frozen=True, slots=True)
class Completion:
    """One text that can replace the text being typed."""

    label: str
    text: str
    """The inserted text, lines and indentation included."""
    start: int
    end: int
    """`start` and `end` are the offsets of the text that it replaces."""
    sort: str
    kind: str
    """`key`, `word`, `name`, `file`, `quote` or `skeleton`."""
    description: str = ""
    snippet: str = ""
    """The text with placeholders, in the snippet syntax of LSP; empty if there are none."""
    typed: str = ""
    """The typed text that it matches, where that is not the start of the label."""


def skeleton(path: File, text: str) -> list[Completion]:
    """Return a completion with a whole new bank, for an empty file."""
    name = new_id(path.stem, ())
    beside = next(iter(_texts(path)), "text.txt")
    head = f"format: {FORMAT}\nid: {name}\n"
    template = head + "title: {}\nsources:\n  text: {}\nquestions:\n  - id: {}\n    type: {}\n"
    fills = (clean_line(path.stem).capitalize(), beside, "q1", "single_choice")
    plain = template.format(*map(yaml_text, fills))
    placeholders = (
        f"${{{number}:{escaped(yaml_text(each))}}}" for number, each in enumerate(fills, 1)
    )
    snippet = template.format(*placeholders) + "    $0"
    description = "A new bank: its header, a source, its first question."
    label = head.partition("\n")[0]
    return [Completion(label, plain, 0, len(text), "0", "skeleton", description, snippet, text)]


def completions(view: BankView, offset: int) -> list[Completion]:
    """Return the completions at an offset; `sort` puts the most likely first."""
    context = context_at(view.text, offset)
    if not context.at_key:
        return list(_values(view, context, offset))
    # Behind a bare dash a value may follow as well as the first key of a group.
    found = list(_keys(context, offset))
    if context.path[-1:] == (None,) and context.bare and not context.present:
        found += _values(view, context, offset)
    return found


def _keys(context: CursorContext, offset: int) -> Iterator[Completion]:
    for number, key in enumerate(grammar.keys(context.path, context.kind)):
        if key.name in context.present or context.present & grammar.instead_of(key.name):
            continue
        text, snippet = _written(key, context)
        description = key.description
        if key.required:
            description = f"{description} (required)".strip()
        sort = f"{number:03}"
        yield Completion(key.name, text, context.start, offset, sort, "key", description, snippet)


def _written(key: grammar.AllowedKey, context: CursorContext) -> tuple[str, str]:
    """Return a key with the start of its value, plain and as a snippet."""
    # As snippets, so that the cursor lands where the value is to be typed.
    inner = " " * (context.column + 2)
    if context.flow or key.form == "text":
        return f"{key.name}: ", f"{key.name}: $0"
    if key.form == "list":
        return f"{key.name}:\n{inner}- ", f"{key.name}:\n{inner}- $0"
    return f"{key.name}:\n{inner}", f"{key.name}:\n{inner}$0"


def _values(view: BankView, context: CursorContext, offset: int) -> Iterator[Completion]:
    path = context.path
    for number, (word, description) in enumerate(grammar.words(path, context.kind)):
        yield Completion(
            str(word), str(word), context.start, offset, f"{number:03}", "word", description
        )
    if path[:1] == ("sources",) and len(path) == 2:
        for number, file in enumerate(_texts(view.path)):
            text = yaml_text(file)
            yield Completion(text, text, context.start, offset, f"{number:03}", "file")
    for number, (name, description) in enumerate(_names(view, context)):
        text = flow_text(name) if context.flow else yaml_text(name)
        yield Completion(
            clean(name), text, context.start, offset, f"{number:03}", "name", description
        )
    if grammar.is_quote(path) or path[-1:] == ("near",):
        suggestions = suggested_quotes(_words(context.typed), view.sources, view.texts.values())
        for number, suggestion in enumerate(suggestions):
            yield _quote(suggestion, context, f"{number:03}")


def _names(view: BankView, context: CursorContext) -> list[tuple[str, str]]:
    """Return names of the bank that are allowed here, each with a description."""
    path = context.path
    key = path[-1] if path and path[-1] is not None else next(iter(path[-2:-1]), None)
    if key == "source" and (grammar.is_quote(path[:-1])):
        return [(name, clean_line(source.path.name)) for name, source in view.sources.items()]
    if key == "enemies" and path[:2] == ("questions", None):
        found = [(each.text_of("id"), each.text_of("prompt")) for each in view.outline.questions]
        return [(name, clean_line(prompt)) for name, prompt in found if name][:_MAX_NAMES]
    if key == "tags" and path[:2] == ("questions", None):
        # From the outline, so that tags of half-typed questions are offered too.
        tags = (each.get("tags") for each in view.outline.questions)
        return [(tag, "") for tag in dict.fromkeys(_all_texts(tags)) if clean_line(tag) == tag][
            :_MAX_NAMES
        ]
    return []


def _all_texts(nodes: Iterator[OutlineNode | None]) -> Iterator[str]:
    for node in nodes:
        for each in node.walk() if node is not None else ():
            if each.form == "text" and each.value:
                yield each.value


def _texts(bank: File) -> list[str]:
    """Return the paths, relative to the bank, of texts in its folder and one level below."""
    folder = bank.parent
    try:
        found = [each for pattern in ("*", "*/*") for each in _some(folder, pattern)]
    except OSError:
        return []
    names = [each.relative_to(folder).as_posix() for each in sorted(found)[:_MAX_FILES]]
    return [name for name in names if not path_fault(name) and clean_line(name) == name]


def _some(folder: File, pattern: str) -> Iterator[File]:
    # A folder may hold more files than are worth a look at each key press.
    for number, each in enumerate(folder.glob(pattern)):
        if number == 10 * _MAX_FILES:
            return
        if each.suffix.lower() in TEXTS and not each.name.startswith(".") and each.is_file():
            yield each


def _words(typed: str) -> str:
    """Return the typed text without the quotation mark that it starts with."""
    if typed[:1] == "'":
        return typed[1:].replace("''", "'")
    return typed[1:] if typed[:1] == '"' else typed


def _quote(suggestion: QuoteSuggestion, context: CursorContext, sort: str) -> Completion:
    further = {"source": suggestion.quote.source, "near": suggestion.quote.near}
    # “near” and “source” need a group of keys. If one is being typed, they are added to it, if not,
    # the quote becomes one, in braces on the same line.
    alone = context.path[-1] in ("near", "text") or not any(further.values())
    write = yaml_text if alone and not context.flow else flow_text
    text = write(suggestion.quote.text)
    needed = [f"{key}: {write(value)}" for key, value in further.items() if value is not None]
    if context.path[-1] == "near":
        needed = []
    elif context.path[-1] == "text":
        needed = [each for each in needed if each.partition(":")[0] not in context.present]
        column = " " * context.column
        text += "".join(f", {each}" if context.flow else f"\n{column}{each}" for each in needed)
    elif needed:
        # Several editors insert the first line only.
        text = f"{{text: {text}, {', '.join(needed)}}}"
    return Completion(
        suggestion.label,
        text,
        context.start,
        context.end,
        sort,
        "quote",
        suggestion.description,
        typed=context.typed,
    )


def escaped(text: str) -> str:
    """Return a text as a snippet that inserts exactly this text."""
    return text.replace("\\", "\\\\").replace("$", "\\$").replace("}", "\\}")
