"""Rows as an aligned table for people, and as CSV for spreadsheets."""

from collections.abc import Iterable, Sequence

from quiz.text.cleaning import clean_line

Cell = str | int | float | None
MAX_CELL = 48
"""Maximum characters of a cell; longer text is cut, with an ellipsis."""


def as_table(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Return the rows in aligned columns under their heads."""
    lines = [list(heads), *([_cut(cell) for cell in row] for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def _cut(cell: Cell) -> str:
    text = clean_line("" if cell is None else str(cell))
    return text if len(text) <= MAX_CELL else text[: MAX_CELL - 1] + "…"


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Return the rows as CSV; a text that a spreadsheet would execute gets a leading `'`."""
    import csv
    import io

    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows([_inert(cell) for cell in row] for row in rows)
    return output.getvalue()


def _inert(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    # A leading apostrophe makes a spreadsheet show a formula as text.
    text = clean_line(cell)
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
