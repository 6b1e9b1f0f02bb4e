"""Import of text files of notes, as Anki exports and imports them.

Header lines such as `#separator:tab` may stand first. A file without them is recognised only if all
of its lines have the same two or three columns with tabs between them.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from quiz.convert.anki.reader import AnkiNote, NoteType, banks_of_notes, unnamed_type
from quiz.convert.anki.writer import CLOZE_FIELDS, CLOZE_TYPE_NAME, FIELDS, TYPE_NAME
from quiz.convert.html import escape
from quiz.convert.model import ImportedBank, ProgressCallback, SkippedQuestion
from quiz.convert.plain_text import decode_lines, sample
from quiz.convert.tables.reader import TableRow, read_rows
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
# Not any tag: a card about “#include <stdio.h>” is no HTML.
_MARKUP = re.compile(
    r"</?(?:a|b|blockquote|br|code|div|em|font|h\d|hr|i|img|li|ol|p|pre|s|span|strong|sub|sup|table"
    r"|td|th|tr|u|ul)\b[^<>]*>|&[a-zA-Z]+;|&#\d+;",
    re.IGNORECASE,
)
# Anki’s own note types with a second card for the way back, in some of its languages.
_BOTH_WAYS = re.compile("revers|invers|invert|beide richtungen|omgekeer", re.IGNORECASE)
_MAX_SAMPLE = 200_000
_MAX_LINES = 200
_OWN_TYPES = {TYPE_NAME: FIELDS, CLOZE_TYPE_NAME: CLOZE_FIELDS}


class _Layout(NamedTuple):
    """The headers at the start of a file, and the rest of it."""

    headers: dict[str, str]
    separator: str
    body: str
    line: int
    """The number of the first line of the body."""
    named_columns: Sequence[str]
    """The names of all columns; empty when the file does not give them."""

    def column(self, name: str) -> int | None:
        """Return the index of a column that is not a field of the note, or None."""
        number = self.headers.get(f"{name} column", "").strip()
        if number.isdecimal() and 0 < int(number) < 1000:
            return int(number) - 1
        # People who write such a file by hand name the column of the tags as any other.
        names = [cell.strip().casefold() for cell in self.named_columns]
        return names.index(name) if name == "tags" and name in names else None


def reads(data: bytes) -> bool:
    """Check for Anki's headers, or for lines of two or three columns."""
    start = sample(data)
    if _HEADER.match(start):
        return True
    lines = [line for line in start.splitlines() if line.strip()][:_MAX_LINES]
    if len(data) > _MAX_SAMPLE:
        # The last line of the sample is cut off.
        del lines[-1:]
    tabs = {line.count("\t") for line in lines if not line.startswith("#")}
    # A tab before every line is a margin.
    is_margin = all(line.startswith("\t") for line in lines)
    return len(lines) > 1 and len(tabs) == 1 and tabs <= {1, 2} and not is_margin


def read(data: bytes, tick: ProgressCallback) -> list[ImportedBank]:
    lines = decode_lines(data)
    layout = _layout(lines)
    notes: list[AnkiNote] = []
    comments: list[SkippedQuestion] = []
    # Without the header, Anki itself takes a file with tags for HTML.
    is_html = layout.headers.get("html", "").strip() or str(_MARKUP.search(layout.body) is not None)
    for row in read_rows(layout.body, layout.separator, layout.line):
        if not lines[row.line - 1].startswith("#"):
            notes.append(_note(row, layout, is_html.casefold() == "true"))
        elif len(row.cells) < 2:
            # One column is a remark; several may be a card of somebody who does not know of them.
            continue
        elif layout.headers:
            place = f"line {row.line}"
            comments.append(SkippedQuestion(place, row.cells[0], "“#” makes its line a comment"))
        else:
            notes.append(_note(row, layout, is_html.casefold() == "true"))
    notes = [note for note in notes if note.fields]
    if not notes and not comments:
        raise BadFile("holds no notes")
    banks = banks_of_notes(notes, tick) or [ImportedBank()]
    banks[0].skipped += comments
    return banks


def _layout(lines: list[str]) -> _Layout:
    headers: dict[str, str] = {}
    count = 0
    for number, line in enumerate(lines, 1):
        if not line.startswith("#"):
            break
        header = _HEADER.match(line)
        if header is not None:
            # A spreadsheet fills the line up with empty cells.
            headers[header[1]] = header[2].rstrip(",;\t") or header[2][:1]
            count = number
    named = headers.get("separator", "tab")
    separator = _SEPARATORS.get(named.strip().casefold(), named)
    if len(separator) != 1 or separator in '"\r\n':
        raise BadFile(
            f"names “{named}” as its separator, which must be one character, such as a comma"
        )
    rows = read_rows(headers.get("columns", ""), separator)
    names = next((row.cells for row in rows), ())
    return _Layout(headers, separator, "\n".join(lines[count:]), count + 1, names)


def _note(row: TableRow, layout: _Layout, is_html: bool) -> AnkiNote:
    columns = {name: layout.column(name) for name in ("guid", "notetype", "deck", "tags")}
    not_fields = {index for index in columns.values() if index is not None}
    cells = [cell for index, cell in enumerate(row.cells) if index not in not_fields]

    def value(name: str) -> str:
        index = columns[name]
        if index is None or index >= len(row.cells):
            return layout.headers.get(name, "").strip()
        return row.cells[index]

    if not is_html:
        cells = [escape(cell) for cell in cells]
    tags = f"{layout.headers.get('tags', '')} {value('tags')}".split()
    note_type = _note_type(value("notetype"), layout, not_fields, len(cells))
    return AnkiNote(f"line {row.line}", note_type, tuple(cells), tuple(tags), value("deck"))


def _note_type(name: str, layout: _Layout, not_fields: set[int], count: int) -> NoteType:
    if name in _OWN_TYPES:
        return NoteType(name, _OWN_TYPES[name], name == CLOZE_TYPE_NAME, 1)
    # A text file does not list the cards of a note type; only its name tells of a second one.
    cards = 2 if _BOTH_WAYS.search(name) else 1
    columns = layout.named_columns
    if not columns:
        return replace(unnamed_type(count), cards=cards)
    named = [cell for index, cell in enumerate(columns) if index not in not_fields]
    return NoteType(name, tuple(named), False, cards)
