"""What can be typed on: keys, words, names, and the words of the sources."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path as File
from typing import NamedTuple

from quiz.bank.fields import FORMAT
from quiz.bank.sources import path_fault
from quiz.editor import grammar
from quiz.editor.context import Typing, typing_at
from quiz.editor.outline import Part
from quiz.editor.view import View
from quiz.model.bank import Source
from quiz.model.question import Quote
from quiz.quotes.errors import short
from quiz.quotes.sources import SourceText
from quiz.quotes.suggest import quotes_at, sentences_with
from quiz.text.cleaning import clean, clean_line
from quiz.yaml_source.writer import yaml_text

_LONGEST_ID = 40
_WORD = re.compile(r"[^\W_]+")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+.!|~&$:-])")


def new_id(words: str, taken: Collection[str]) -> str:
    """Return an id made of the first of some words that is not among those taken."""
    plain = unicodedata.normalize("NFKD", words)
    found = _WORD.findall(
        "".join(each for each in plain if not unicodedata.combining(each)).lower()
    )
    name = "-".join(found)[: _LONGEST_ID + 1]
    if len(name) > _LONGEST_ID:
        name = name.rpartition("-")[0] or name[:_LONGEST_ID]
    name = name or "question"
    number = 2
    unique = name
    while unique in taken:
        unique = f"{name}-{number}"
        number += 1
    return unique


def flow_text(text: str) -> str:
    """Return a text of one line as YAML that may stand in brackets or braces."""
    return "'" + text.replace("'", "''") + "'"


def markdown(text: str) -> str:
    """Return outside text as Markdown that shows just this text, on one line."""
    return _MARKDOWN.sub(r"\\\1", clean_line(text))


MOST_OFFERS = 20


class Offer(NamedTuple):
    """A sentence as a quote."""

    quote: Quote
    label: str
    says: str
    """The sentence and where it stands; not cleaned for Markdown."""


def offers(
    words: str, sources: Mapping[str, Source], known: Collection[SourceText]
) -> Iterator[Offer]:
    """Yield sentences that hold every word typed, in any order; those that hold the phrase first.

    The last word may be half typed. At most 20 of all sources. What is derived of a text that is
    `known` is not derived anew.
    """
    left = MOST_OFFERS
    for name, source in sources.items():
        chosen = sentences_with(words, source.text)[:left]
        left -= len(chosen)
        quotes = quotes_at([span for span, _, _ in chosen], source, known) if chosen else []
        for (span, paragraph, _), quote in zip(chosen, quotes, strict=True):
            if quote is not None:
                named = replace(quote, source=name) if len(sources) > 1 else quote
                sentence = clean_line(source.text[span.start : span.end])
                says = f"{name}, paragraph {paragraph}: {sentence}"
                yield Offer(named, short(sentence), says)


TEXTS = (".txt", ".md", ".markdown")
_MAX_FILES = 200
_MAX_NAMES = 500


@dataclass(frozen=True, slots=True)
class Completion:
    """One thing that can stand in the place of what is being typed."""

    label: str
    text: str
    """What is put in, lines and indentation included."""
    start: int
    end: int
    """The stretch of the text that it replaces."""
    sort: str
    kind: str
    """`key`, `word`, `name`, `file`, `quote` or `skeleton`."""
    says: str = ""
    snippet: str = ""
    """The same with places to fill, as LSP writes them; empty where there are none."""
    typed: str = ""
    """What it is for, where that is not the start of the label."""


def skeleton(path: File, text: str) -> list[Completion]:
    """Return a whole bank to start from, for a file that is empty."""
    name = new_id(path.stem, ())
    beside = next(iter(_texts(path)), "text.txt")
    head = f"format: {FORMAT}\nid: {name}\n"
    template = head + "title: {}\nsources:\n  text: {}\nquestions:\n  - id: {}\n    type: {}\n"
    fills = (clean_line(path.stem).capitalize(), beside, "q1", "single_choice")
    plain = template.format(*map(yaml_text, fills))
    places = (f"${{{number}:{escaped(yaml_text(each))}}}" for number, each in enumerate(fills, 1))
    snippet = template.format(*places) + "    $0"
    says = "A bank: its head, a source, its first question."
    label = head.partition("\n")[0]
    return [Completion(label, plain, 0, len(text), "0", "skeleton", says, snippet, text)]


def completions(view: View, offset: int) -> list[Completion]:
    """Return what can stand where the cursor is, the most likely first by `sort`."""
    typing = typing_at(view.text, offset)
    if not typing.at_key:
        return list(_values(view, typing, offset))
    found = list(_keys(typing, offset))
    if typing.path[-1:] == (None,) and typing.bare and not typing.present:
        found += _values(view, typing, offset)
    return found


def _keys(typing: Typing, offset: int) -> Iterator[Completion]:
    for number, key in enumerate(grammar.keys(typing.path, typing.kind)):
        if key.name in typing.present or typing.present & grammar.instead_of(key.name):
            continue
        text, snippet = _written(key, typing)
        says = f"{key.says} (required)".strip() if key.required else key.says
        sort = f"{number:03}"
        yield Completion(key.name, text, typing.start, offset, sort, "key", says, snippet)


def _written(key: grammar.Key, typing: Typing) -> tuple[str, str]:
    """Return a key with the start of its value, plain and as a snippet."""
    inner = " " * (typing.column + 2)
    if typing.flow or key.form == "text":
        return f"{key.name}: ", f"{key.name}: $0"
    if key.form == "list":
        return f"{key.name}:\n{inner}- ", f"{key.name}:\n{inner}- $0"
    return f"{key.name}:\n{inner}", f"{key.name}:\n{inner}$0"


def _values(view: View, typing: Typing, offset: int) -> Iterator[Completion]:
    path = typing.path
    for number, (word, says) in enumerate(grammar.words(path, typing.kind)):
        yield Completion(str(word), str(word), typing.start, offset, f"{number:03}", "word", says)
    if path[:1] == ("sources",) and len(path) == 2:
        for number, file in enumerate(_texts(view.path)):
            text = yaml_text(file)
            yield Completion(text, text, typing.start, offset, f"{number:03}", "file")
    for number, (name, says) in enumerate(_names(view, typing)):
        text = flow_text(name) if typing.flow else yaml_text(name)
        yield Completion(clean(name), text, typing.start, offset, f"{number:03}", "name", says)
    if grammar.is_quote(path) or path[-1:] == ("near",):
        offered = offers(_words(typing.typed), view.sources, view.texts.values())
        for number, offer in enumerate(offered):
            yield _quote(offer, typing, f"{number:03}")


def _names(view: View, typing: Typing) -> list[tuple[str, str]]:
    """Return names of the bank that may stand here, with what each is."""
    path = typing.path
    key = path[-1] if path and path[-1] is not None else next(iter(path[-2:-1]), None)
    if key == "source" and (grammar.is_quote(path[:-1])):
        return [(name, clean_line(source.path.name)) for name, source in view.sources.items()]
    if key == "enemies" and path[:2] == ("questions", None):
        found = [(each.said("id"), each.said("prompt")) for each in view.outline.questions]
        return [(name, clean_line(says)) for name, says in found if name][:_MAX_NAMES]
    if key == "tags" and path[:2] == ("questions", None):
        tags = (each.get("tags") for each in view.outline.questions)
        return [(tag, "") for tag in dict.fromkeys(_all_texts(tags)) if clean_line(tag) == tag][
            :_MAX_NAMES
        ]
    return []


def _all_texts(parts: Iterator[Part | None]) -> Iterator[str]:
    for part in parts:
        for each in part.walk() if part is not None else ():
            if each.form == "text" and each.value:
                yield each.value


def _texts(bank: File) -> list[str]:
    """Return the paths, from the bank, of texts beside it and one folder below."""
    folder = bank.parent
    try:
        found = [each for pattern in ("*", "*/*") for each in _some(folder, pattern)]
    except OSError:
        return []
    names = [each.relative_to(folder).as_posix() for each in sorted(found)[:_MAX_FILES]]
    return [name for name in names if not path_fault(name) and clean_line(name) == name]


def _some(folder: File, pattern: str) -> Iterator[File]:
    for number, each in enumerate(folder.glob(pattern)):
        if number == 10 * _MAX_FILES:
            return
        if each.suffix.lower() in TEXTS and not each.name.startswith(".") and each.is_file():
            yield each


def _words(typed: str) -> str:
    """Return what is typed without the quote mark that it starts with."""
    if typed[:1] == "'":
        return typed[1:].replace("''", "'")
    return typed[1:] if typed[:1] == '"' else typed


def _quote(offer: Offer, typing: Typing, sort: str) -> Completion:
    further = {"source": offer.quote.source, "near": offer.quote.near}
    alone = typing.path[-1] in ("near", "text") or not any(further.values())
    write = yaml_text if alone and not typing.flow else flow_text
    text = write(offer.quote.text)
    needed = [f"{key}: {write(value)}" for key, value in further.items() if value is not None]
    if typing.path[-1] == "near":
        needed = []
    elif typing.path[-1] == "text":
        needed = [each for each in needed if each.partition(":")[0] not in typing.present]
        column = " " * typing.column
        text += "".join(f", {each}" if typing.flow else f"\n{column}{each}" for each in needed)
    elif needed:
        # Several editors put in the first line alone.
        text = f"{{text: {text}, {', '.join(needed)}}}"
    return Completion(
        offer.label, text, typing.start, typing.end, sort, "quote", offer.says, typed=typing.typed
    )


def escaped(text: str) -> str:
    """Return a text as a snippet that is this text."""
    return text.replace("\\", "\\\\").replace("$", "\\$").replace("}", "\\}")
