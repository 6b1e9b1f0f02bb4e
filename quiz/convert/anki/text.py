"""Text files of notes, as Anki exports and imports them.

Lines such as `#separator:tab` may stand first. Without any, a file is taken for one only where all
of its lines have the same two or three columns with tabs between them.
"""

import re
from itertools import islice
from typing import NamedTuple

from quiz.convert.anki.fields import CLOZE_FIELDS, CLOZE_NAME, FIELDS, NAME
from quiz.convert.anki.reader import Note, NoteType, banks_of, nameless
from quiz.convert.html import escape
from quiz.convert.model import ImportedBank, ProgressCallback
from quiz.convert.tables.reader import Row, rows, text_of
from quiz.errors import BadFile

_HEADER = re.compile(
    r"#(separator|html|columns|notetype|deck|tags|if matches"
    r"|(?:guid|notetype|deck|tags) column):(.*)"
)
_SEPARATORS = {
    "comma": ",",
    "semicolon": ";",
    "tab": "\t",
    "space": " ",
    "pipe": "|",
    "colon": ":",
}
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|&[a-zA-Z]+;|&#\d+;")
_LOOKED_AT = 200_000
_SAMPLE = 200
_OURS = {NAME: FIELDS, CLOZE_NAME: CLOZE_FIELDS}


class _Layout(NamedTuple):
    """What the lines at the start of a file say, and those below them."""

    said: dict[str, str]
    separator: str
    body: str
    line: int
    """The number of the first line of the body."""

    def column(self, name: str) -> int | None:
        """Return the place of a column that is no field, counted from 0."""
        number = self.said.get(f"{name} column", "")
        return int(number) - 1 if number.isdecimal() and 0 < int(number) < 1000 else None


def reads(data: bytes) -> bool:
    """See `Reader.reads`."""
    start = data[:_LOOKED_AT].decode("utf-8-sig", "replace")
    if _HEADER.match(start):
        return True
    lines = [line for line in start.splitlines() if line.strip()][:_SAMPLE]
    if len(data) > _LOOKED_AT:
        del lines[-1:]
    tabs = {line.count("\t") for line in lines if not line.startswith("#")}
    return len(lines) > 1 and len(tabs) == 1 and tabs <= {1, 2}


def read(data: bytes, tick: ProgressCallback) -> list[ImportedBank]:
    """See `Reader.read`."""
    layout = _layout(text_of(data))
    lines = layout.body.split("\n")
    # Below the first lines too, what starts with this sign is no note.
    found = [
        row
        for row in rows(layout.body, layout.separator, layout.line)
        if not lines[row.line - layout.line].startswith("#")
    ]
    if not found:
        raise BadFile("holds no notes")
    is_html = layout.said.get("html") or str(_MARKUP.search(layout.body) is not None)
    notes = [_note(row, layout, is_html.casefold() == "true") for row in found]
    return banks_of([note for note in notes if note.fields], tick)


def _layout(text: str) -> _Layout:
    said: dict[str, str] = {}
    lines = text.split("\n")
    at = 0
    for line in lines:
        header = _HEADER.match(line.rstrip("\r"))
        if header is None and not line.startswith("#"):
            break
        if header is not None:
            said[header[1]] = header[2].strip() if header[1] != "separator" else header[2]
        at += 1
    named = said.get("separator", "tab")
    separator = _SEPARATORS.get(named.strip().casefold(), named)
    if len(separator) != 1 or separator in '"\r\n':
        raise BadFile(f"names a separator that is none: “{named}”")
    return _Layout(said, separator, "\n".join(lines[at:]), at + 1)


def _note(row: Row, layout: _Layout, is_html: bool) -> Note:
    places = {name: layout.column(name) for name in ("guid", "notetype", "deck", "tags")}
    aside = {place for place in places.values() if place is not None}
    cells = [cell for place, cell in enumerate(row.cells) if place not in aside]

    def said(name: str) -> str:
        place = places[name]
        if place is None or place >= len(row.cells):
            return layout.said.get(name, "")
        return row.cells[place]

    if not is_html:
        cells = [escape(cell) for cell in cells]
    tags = f"{layout.said.get('tags', '')} {said('tags')}".split()
    kind = _kind(said("notetype"), layout, aside, len(cells))
    return Note(f"line {row.line}", kind, tuple(cells), tuple(tags), said("deck"))


def _kind(name: str, layout: _Layout, aside: set[int], count: int) -> NoteType:
    if name in _OURS:
        return NoteType(name, _OURS[name], name == CLOZE_NAME, 1)
    columns = next(islice(rows(layout.said.get("columns", ""), layout.separator), 1), None)
    if columns is None:
        return nameless(count)
    named = [cell for place, cell in enumerate(columns.cells) if place not in aside]
    return NoteType(name, tuple(named), False, 1)
