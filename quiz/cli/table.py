"""Rows as an aligned table for people and as CSV for spreadsheets."""

from collections.abc import Iterable, Sequence

from quiz.text.cleaning import clean_line

Cell = str | int | float | None
WIDEST = 48
"""Characters of a column before it is cut with an ellipsis."""


def as_table(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Return the rows under their heads, in columns."""
    lines = [list(heads), *([_shown(cell) for cell in row] for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def _shown(cell: Cell) -> str:
    text = clean_line("" if cell is None else str(cell))
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Return the rows as CSV; a text that a spreadsheet would execute gets a leading `'`."""
    import csv
    import io

    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return output.getvalue()


def _safe(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    text = clean_line(cell)
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
