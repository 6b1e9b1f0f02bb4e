"""Charts as lines of plain text, the same for every front end.

They need no colour, give their numbers in words too, and fit any width from `NARROWEST` up; a
smaller one counts as that. Labels may come from outside.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from quiz.stats.calibration import LevelReport
from quiz.stats.intervals import Interval, wilson
from quiz.text.cells import cells, flowed, padded, wrapped
from quiz.text.cleaning import clean_line
from quiz.text.formatting import percent, percent_range

MIN_CHART_WIDTH = 20
_PLOT = 14
"""Columns of a plot below which it goes under its label; the axis needs them."""
_WIDEST_COLUMN = 4
_WIDEST_COUNT = 5
_EIGHTHS = " ▁▂▃▄▅▆▇█"
_PARTS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")


class ShareRow(NamedTuple):
    """A number of right answers, with what they are answers to."""

    label: str
    right: int
    answers: int


class BarRow(NamedTuple):
    """A length, with its label and the same in figures."""

    label: str
    value: float
    figures: str


class _Row(NamedTuple):
    label: str
    plot: Callable[[int], str]
    """Draws in so many columns."""
    figures: str


def shares(rows: Sequence[ShareRow], width: int) -> list[str]:
    """Return shares with their 95% intervals over one axis from 0 to 100%."""
    return _laid_out([_share_row(row) for row in rows], width, axis=True)


def bars(rows: Sequence[BarRow], width: int, full: float = 1.0) -> list[str]:
    """Return a bar for each value; one of `full` takes all the room there is."""
    return _laid_out([_bar_row(row, full) for row in rows], width, axis=False)


def levels(reports: Sequence[LevelReport], width: int) -> list[str]:
    """Return, for each level of confidence, what it states and what was right, with a key."""
    key = "● right, ├─┤ its 95% interval, ░ stated (═ where the two meet)"
    lines = _laid_out([_level_row(report) for report in reports], width, axis=True)
    return lines + wrapped(key, max(width, MIN_CHART_WIDTH))


def columns(start: date, counts: Sequence[int], width: int, height: int = 5) -> list[str]:
    """Return a column for each day from `start` on, for several days where room is short."""
    width = max(width, MIN_CHART_WIDTH)
    if not any(counts):
        return wrapped("None on any day.", width)
    # No column is more than all of them, so this much room is enough whatever is put together.
    gutter = min(_WIDEST_COUNT, len(str(sum(counts)))) + 1
    days = -(-len(counts) // (width - gutter))
    sums = [sum(counts[place : place + days]) for place in range(0, len(counts), days)]
    gutter = min(_WIDEST_COUNT, len(str(max(sums)))) + 1
    pitch = min(_WIDEST_COLUMN, (width - gutter) // len(sums))
    starts = [start + timedelta(days=place * days) for place in range(len(sums))]
    return [
        *_column_lines(sums, gutter, pitch, height),
        _dates(starts, gutter, pitch, width),
        *flowed(_counted(starts, sums, days), width),
    ]


def _share_row(row: ShareRow) -> _Row:
    return _Row(
        row.label,
        lambda room: _plot(room, row.right, row.answers),
        _share_figures(row.right, row.answers),
    )


def _share_figures(right: int, answers: int) -> str:
    if not answers:
        return "no answers"
    likely = percent_range(*wilson(right, answers))
    return f"{percent(right / answers)} ({likely}), {right} of {answers}"


def _bar_row(row: BarRow, full: float) -> _Row:
    share = max(0.0, min(1.0, row.value / full)) if full else 0.0
    return _Row(row.label, lambda room: _bar(share, room), row.figures)


def _bar(share: float, room: int) -> str:
    """Return a bar to the eighth of a column; the smallest share is still visible."""
    eighths = max(round(share * room * 8), 1 if share else 0)
    return "█" * (eighths // 8) + _PARTS[eighths % 8]


def _level_row(report: LevelReport) -> _Row:
    figures = _share_figures(report.right, report.answers)
    if report.judgement:
        figures = f"{figures}: {report.judgement}"
    elif report.answers:
        figures = f"{figures}: too few to judge"
    return _Row(
        f"{report.confidence.words}, {percent_range(*report.window)}",
        lambda room: _plot(room, report.right, report.answers, report.window),
        figures,
    )


def _plot(room: int, right: int, answers: int, window: Interval | None = None) -> str:
    """Return a share and its interval on a line from 0 to 100%, over the window if any."""
    signs = ["·"] * room
    if window:
        _fill(signs, window, {"·": "░"})
    if answers:
        interval = wilson(right, answers)
        _fill(signs, interval, {"·": "─", "░": "═"})
        signs[_column(interval.low, room)] = "├"
        signs[_column(interval.high, room)] = "┤"
        signs[_column(right / answers, room)] = "●"
    return "".join(signs)


def _fill(signs: list[str], interval: Interval, over: dict[str, str]) -> None:
    room = len(signs)
    for place in range(_column(interval.low, room), _column(interval.high, room) + 1):
        signs[place] = over[signs[place]]


def _column(share: float, room: int) -> int:
    return round(share * (room - 1))


def _axis(room: int) -> str:
    """Return the words under a plot of at least `_PLOT` columns."""
    line = "0%".ljust(room - 4) + "100%"
    middle = _column(0.5, room) - 1
    return line[:middle] + "50%" + line[middle + 3 :]


def _laid_out(rows: Sequence[_Row], width: int, axis: bool) -> list[str]:
    """Return label, plot and figures side by side, or below each other where that is too wide."""
    if not rows:
        return []
    width = max(width, MIN_CHART_WIDTH)
    rows = [
        row._replace(label=clean_line(row.label), figures=clean_line(row.figures)) for row in rows
    ]
    label = min(max(cells(row.label) for row in rows), width // 3)
    room = width - label - max(cells(row.figures) for row in rows) - 4
    if room < _PLOT:
        return _stacked(rows, width, axis)
    lines = [
        f"{padded(row.label, label)}  {padded(row.plot(room), room)}  {row.figures}" for row in rows
    ]
    return [*lines, " " * (label + 2) + _axis(room)] if axis else lines


def _stacked(rows: Sequence[_Row], width: int, axis: bool) -> list[str]:
    lines = []
    for row in rows:
        lines += wrapped(f"{row.label}: {row.figures}", width)
        lines.append(row.plot(width))
    return [*lines, _axis(width)] if axis else lines


def _column_lines(sums: Sequence[int], gutter: int, pitch: int, height: int) -> list[str]:
    max_sum = max(sums)
    # The smallest number is still visible.
    eighths = [max(round(count / max_sum * height * 8), 1 if count else 0) for count in sums]
    lines = []
    for level in reversed(range(height)):
        tick = str(max_sum) if level == height - 1 and len(str(max_sum)) <= _WIDEST_COUNT else ""
        body = "".join(_column_piece(each - level * 8, pitch) for each in eighths)
        lines.append(f"{tick:>{gutter - 1}}{'┤' if tick else '│'}{body}".rstrip())
    return [*lines, f"{0:>{gutter - 1}}└{'─' * (pitch * len(sums))}"]


def _column_piece(eighths: int, pitch: int) -> str:
    sign = _EIGHTHS[max(0, min(8, eighths))]
    return sign if pitch == 1 else sign * (pitch - 1) + " "


def _dates(starts: Sequence[date], gutter: int, pitch: int, width: int) -> str:
    """Return the first and the last date under their columns, the last where it has room."""
    line = " " * gutter + _day(starts[0])
    last = _day(starts[-1])
    place = min(gutter + pitch * (len(starts) - 1), width - len(last))
    return line.ljust(place) + last if place > len(line) else line


def _counted(starts: Sequence[date], sums: Sequence[int], days: int) -> list[str]:
    """Return what the columns show in words that stay whole, without the empty ones."""
    total = [f"{sum(sums)} in all,", f"{days} days", "a column:"]
    if days == 1:
        total = [f"{sum(sums)} in all:"]
    shown = [f"{_day(day)} {count}," for day, count in zip(starts, sums, strict=True) if count]
    return [*total, *shown[:-1], shown[-1].removesuffix(",")]


def _day(day: date) -> str:
    return f"{day:%m-%d}"
