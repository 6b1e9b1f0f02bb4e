"""Progress reports: charts of plain text, the filter in words, and the panels of each section.

Charts need no colour, give their numbers in words too, and fit any width from `MIN_CHART_WIDTH`
up; a smaller width counts as that. Labels may come from outside.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from quiz.schedule import date_of
from quiz.stats.activity import MIN_FOR_INTERVAL, Interval, Period, Streak, trend, wilson
from quiz.stats.calibration import (
    MIN_FOR_ERRORS,
    MIN_FOR_JUDGEMENT,
    Calibration,
    LevelReport,
    Marks,
)
from quiz.store.records import ALL
from quiz.study import formatting
from quiz.study.progress import PerformanceRow, Progress
from quiz.study.review import KnowledgeState
from quiz.text.cleaning import clean_line
from quiz.text.formatting import cells, counted, flowed, padded, percent, percent_range, wrapped

MIN_CHART_WIDTH = 20
_PLOT = 14
"""Minimum columns of a plot beside its label; a narrower plot goes on the line below."""
_WIDEST_COLUMN = 4
_WIDEST_COUNT = 5
_EIGHTHS = " ▁▂▃▄▅▆▇█"
_PARTS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")


class ShareRow(NamedTuple):
    """The right answers to some questions, and the name of the questions."""

    label: str
    right: int
    answers: int


class BarRow(NamedTuple):
    """The value of a bar, with its label and the value in figures."""

    label: str
    value: float
    figures: str


class _Row(NamedTuple):
    label: str
    plot: Callable[[int], str] | None
    """Draw in this many columns; None when there are too few answers for a plot."""
    figures: str


def shares(rows: Sequence[ShareRow], width: int, axis: bool = True) -> list[str]:
    """Return shares with their 95% intervals (Wilson), by default over an axis from 0 to 100%.

    A few answers are only counted.
    """
    return _laid_out([_share_row(row) for row in rows], width, axis)


def bars(rows: Sequence[BarRow], width: int, full: float = 1.0) -> list[str]:
    """Return a bar for each value; a value of `full` takes the full width."""
    return _laid_out([_bar_row(row, full) for row in rows], width, axis=False)


def levels(reports: Sequence[LevelReport], width: int) -> list[str]:
    """Return, for each level of confidence, the stated chance and the share right, with a key."""
    key = "● right, ├─┤ its 95% interval, ░ stated (═ where the two meet)"
    lines = _laid_out([_level_row(report) for report in reports], width, axis=True)
    return lines + wrapped(key, max(width, MIN_CHART_WIDTH))


def columns(start: date, counts: Sequence[int], width: int, height: int = 5) -> list[str]:
    """Return a column of questions for each day from `start`, or for several days at small widths.

    A few questions are only counted.
    """
    width = max(width, MIN_CHART_WIDTH)
    if not any(counts):
        return wrapped("None on any day.", width)
    if sum(counts) < MIN_FOR_INTERVAL:
        starts = [start + timedelta(days=index) for index in range(len(counts))]
        return flowed(_counted(starts, counts, 1), width)
    # The labels need room for the largest column. How many days a column covers depends on that
    # room, so take the sum of all days first, which no column can exceed.
    gutter = min(_WIDEST_COUNT, len(str(sum(counts)))) + 1
    days = -(-len(counts) // (width - gutter))
    sums = [sum(counts[first : first + days]) for first in range(0, len(counts), days)]
    gutter = min(_WIDEST_COUNT, len(str(max(sums)))) + 1
    pitch = min(_WIDEST_COLUMN, (width - gutter) // len(sums))
    starts = [start + timedelta(days=index * days) for index in range(len(sums))]
    return [
        *_column_lines(sums, gutter, pitch, height),
        _dates(starts, gutter, pitch, width),
        *flowed(_counted(starts, sums, days), width),
    ]


def _share_row(row: ShareRow) -> _Row:
    figures = _share_figures(row.right, row.answers)
    if row.answers < MIN_FOR_INTERVAL:
        return _Row(row.label, None, figures)
    return _Row(row.label, lambda room: _plot(room, row.right, row.answers), figures)


def _share_figures(right: int, answers: int) -> str:
    if not answers:
        return "no answers"
    if answers < MIN_FOR_INTERVAL:
        return f"{right} of {answers} right"
    likely = percent_range(*wilson(right, answers))
    return f"{percent(right / answers)} ({likely}), {right} of {answers}"


def _bar_row(row: BarRow, full: float) -> _Row:
    # A clamp, because a bar longer than its line would break the layout.
    share = max(0.0, min(1.0, row.value / full)) if full else 0.0
    return _Row(row.label, lambda room: _bar(share, room), row.figures)


def _bar(share: float, room: int) -> str:
    """Return a bar, rounded to an eighth of a cell; the smallest share is still visible."""
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
    """Return a share and its interval on a line from 0 to 100%, with the stated window if any."""
    signs = ["·"] * room
    if window:
        _fill(signs, window, {"·": "░"})
    if answers >= MIN_FOR_INTERVAL:
        interval = wilson(right, answers)
        _fill(signs, interval, {"·": "─", "░": "═"})
        # The dot is drawn last, because the ends of the interval may fall on the same column.
        signs[_column(interval.low, room)] = "├"
        signs[_column(interval.high, room)] = "┤"
        signs[_column(right / answers, room)] = "●"
    return "".join(signs)


def _fill(signs: list[str], interval: Interval, over: dict[str, str]) -> None:
    room = len(signs)
    for index in range(_column(interval.low, room), _column(interval.high, room) + 1):
        signs[index] = over[signs[index]]


def _column(share: float, room: int) -> int:
    return round(share * (room - 1))


def _axis(room: int) -> str:
    """Return the labels under a plot of at least `_PLOT` columns."""
    # The label of the middle is centred on the column of the share 0.5.
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
    # A long title may take a third of the line at most, or the plot would be too small to read.
    if all(row.plot is None for row in rows):
        return [line for row in rows for line in wrapped(f"{row.label}: {row.figures}", width)]
    label = min(max(cells(row.label) for row in rows), width // 3)
    room = width - label - max(cells(row.figures) for row in rows) - 4
    if room < _PLOT:
        return _stacked(rows, width, axis)
    lines = [
        f"{padded(row.label, label)}  {padded(_drawn(row, room), room)}  {row.figures}"
        for row in rows
    ]
    return [*lines, " " * (label + 2) + _axis(room)] if axis else lines


def _drawn(row: _Row, room: int) -> str:
    return row.plot(room) if row.plot else ""


def _stacked(rows: Sequence[_Row], width: int, axis: bool) -> list[str]:
    lines = []
    for row in rows:
        lines += wrapped(f"{row.label}: {row.figures}", width)
        lines += [row.plot(width)] if row.plot else []
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
    offset = min(gutter + pitch * (len(starts) - 1), width - len(last))
    return line.ljust(offset) + last if offset > len(line) else line


def _counted(starts: Sequence[date], sums: Sequence[int], days: int) -> list[str]:
    """Return the numbers of the columns in words, without the empty columns."""
    found = [(day, count) for day, count in zip(starts, sums, strict=True) if count]
    total = f"{counted(sum(sums), 'question')} due"
    if len(found) == 1 and days == 1:
        return [*f"{total}:".split(), _day(found[0][0])]
    heading = f"{total}:" if days == 1 else f"{total}, {days} days a column:"
    shown = [f"{count:,} on {_day(day)}," for day, count in found]
    # A date is kept on one line with its number; the heading may be longer than a line.
    return [*heading.split(), *shown[:-1], shown[-1].removesuffix(",")]


def _day(day: date) -> str:
    return f"{day.day} {day:%b}"


def filter_words(progress: Progress) -> str:
    """Return the filter in words: `The ferry · tag sea or land`; empty without one."""
    return " · ".join(_named(progress))


def _named(progress: Progress) -> Iterator[str]:
    banks, tags, types, questions = progress.response_filter
    prompts = {performance.ids: performance.label for performance in progress.questions}
    if banks:
        yield " or ".join(progress.titles.get(bank, bank) for bank in banks)
    if tags:
        yield f"tag {' or '.join(tags)}"
    if types:
        yield f"type {' or '.join(kind.replace('_', ' ') for kind in types)}"
    if questions:
        yield " or ".join(f"“{prompts.get(key, key[1])}”" for key in questions)


def filter_data(progress: Progress) -> dict[str, object] | None:
    """Return the filter as plain data, None without one."""
    if progress.response_filter == ALL:
        return None
    banks, tags, types, questions = progress.response_filter
    return {
        "banks": list(banks),
        "tags": list(tags),
        "types": list(types),
        "questions": [{"bank": bank, "question": question} for bank, question in questions],
    }


NOTHING = "You have not answered any questions yet. Play a bank, and your progress will show here."
NEAR_DAYS = 14
"""How many days ahead the first chart of what is due shows."""
MAX_PERIODS = 14
"""The maximum number of lines of a chart over time."""

PAUSED = "Suspended and postponed"
"""The heading of the questions that reviews do not ask."""

Draw = Callable[[int], list[str]]
"""Draw in this many columns."""


class Panel(NamedTuple):
    """Some lines under a heading."""

    title: str
    draw: Draw


def nothing(progress: Progress) -> str:
    """Return why there is nothing to report."""
    alone = filter_words(progress)
    return f"No answers match: {alone}." if alone else NOTHING


def overview(progress: Progress) -> Iterator[Panel]:
    """Yield the findings: what is known and weakest, the days, the answers, what is due."""
    if progress.knowledge:
        yield Panel(known_words(progress), lambda width: _known(progress, width))
    if weakest := progress.weakest:
        rows = [
            BarRow(each.label, each.accuracy, _few(each))
            for each in progress.tags[: max(MAX_TAGS, progress.tags.index(weakest) + 1)]
        ]
        yield Panel(weakest_words(weakest), lambda width: bars(rows, width))
    yield Panel("Study days", lambda width: wrapped(_studied(progress), width))
    answered = [ShareRow("all answers", progress.right, progress.answers)]
    today = progress.done_today
    if today.answers:
        answered.append(ShareRow("today", today.right, today.answers))
    yield Panel("Answered right", lambda width: shares(answered, width) + _judged(progress, width))
    yield due_panel(progress, NEAR_DAYS)


MAX_TAGS = 5
"""The maximum number of tags on the first page, unless the weakest with enough answers is later."""


def known_words(progress: Progress) -> str:
    """Return how many questions are known: `You know 24 of 54 questions`."""
    known = progress.knowledge.get(KnowledgeState.KNOWN, 0)
    return f"You know {known:,} of {counted(sum(progress.knowledge.values()), 'question')}"


def weakest_words(weakest: PerformanceRow) -> str:
    """Return which tag is the weakest, as a heading."""
    return f"Your weakest tag is {weakest.label}"


def _known(progress: Progress, width: int) -> list[str]:
    total = sum(progress.knowledge.values())
    rows = [
        BarRow(f"{state.sign} {state}", count / total, f"{count:,}")
        for state, count in progress.knowledge.items()
    ]
    return bars(rows, width)


def _few(performance: PerformanceRow) -> str:
    few = ", few" if performance.answers < MIN_FOR_INTERVAL else ""
    return f"{performance.right:,} of {performance.answers:,} right{few}"


def _judged(progress: Progress, width: int) -> list[str]:
    """Return how many more answers are right by the learner’s own judgement, if any."""
    if not progress.overruled:
        return []
    count = counted(progress.overruled, "more answer")
    return wrapped(f"{count} right by your own judgement, not counted here.", width)


def due_panel(progress: Progress, days: int) -> Panel:
    """Return a chart of the questions due today and on the following days."""
    counts = progress.due[:days]
    return Panel(
        f"Due in the next {days} days",
        lambda width: columns(progress.today, counts, width),
    )


def accuracy(progress: Progress) -> Iterator[Panel]:
    """Yield the share of right answers by bank, tag and type, weakest first."""
    for by in ("bank", "tag", "type"):
        yield accuracy_panel(progress, by)


def accuracy_panel(progress: Progress, by: str) -> Panel:
    """Return the share of right answers by one of `BY`, weakest first."""
    rows = [ShareRow(each.label, each.right, each.answers) for each in progress.by(by)]
    return Panel(f"By {by}, weakest first", lambda width: shares(rows, width))


def over_time(progress: Progress) -> Iterator[Panel]:
    """Yield the share of right answers and the number of answers over time."""
    periods = trend(progress.days, MAX_PERIODS)
    if not periods:
        return
    span = periods[0].span
    rows = [ShareRow(_name(period), period.right, period.answers) for period in periods]
    yield Panel(f"Answered right, by {span}", lambda width: shares(rows, width))
    # A bar for each of a few answers would say no more than the line above.
    if progress.answers < MIN_FOR_INTERVAL:
        return
    max_answers = max(period.answers for period in periods)
    counts = [BarRow(_name(period), period.answers, str(period.answers)) for period in periods]
    yield Panel(f"Answers, by {span}", lambda width: bars(counts, width, max_answers))


def _name(period: Period) -> str:
    if period.days == 1:
        return f"{period.start:%Y-%m-%d}"
    last = period.start + timedelta(days=period.days - 1)
    return f"{period.start:%Y-%m-%d} – {last:%m-%d}"


def confidence(progress: Progress) -> Iterator[Panel]:
    """Yield panels that compare the stated confidence with the results."""
    stated = progress.calibration
    if stated is None:
        text = "State how sure you are of your answers to see here how often you are right."
        yield Panel("How sure, and how right", lambda width: wrapped(text, width))
        return
    yield Panel("How sure, and how right", lambda width: levels(progress.levels, width))
    yield Panel("Overall", lambda width: _flowing(_calibrated(stated, progress), width))
    if progress.marks is not None:
        marks = progress.marks
        yield Panel("Certainty-based marks", lambda width: _flowing(_marks(marks), width))


def _calibrated(stated: Calibration, progress: Progress) -> Iterator[str]:
    # The bias is the mean stated chance minus the share that was right.
    mean = stated.bias + sum(tally.successes for tally in stated.tallies) / stated.answers
    right = mean - stated.bias
    text = f"You stated {percent(mean)} on average; {percent(right)} were right"
    if stated.judgement is None:
        yield f"{text}. A judgement needs at least {MIN_FOR_JUDGEMENT} answers."
    else:
        yield f"{text}: {stated.judgement}."
    if stated.expected_error is None:
        yield f"The mean error is given from {MIN_FOR_ERRORS} answers on."
    else:
        yield f"Your statements are off by {percent(stated.expected_error)} on average (ECE)."
    count = counted(stated.answers, "answer")
    yield f"{count} with a stated confidence, {progress.unstated} without."


def _marks(marks: Marks) -> Iterator[str]:
    yield (
        f"{formatting.number(marks.average)} on average; the maximum is 3. "
        "Right answers earn 1, 2 or 3 "
        "the surer you are; wrong ones cost 0, 2 or 6."
    )
    worth = "adds" if marks.bonus >= 0 else "takes"
    way = "to" if marks.bonus >= 0 else "from"
    bonus = f"{100 * abs(marks.bonus):.1f} percentage points"
    yield f"Knowing what you know {worth} {bonus} {way} your {percent(marks.accuracy)}."


def memory(progress: Progress) -> Iterator[Panel]:
    """Yield the panels of `recalled`, then the questions that reviews leave out."""
    yield from recalled(progress)
    yield Panel(PAUSED, lambda width: _paused(progress, width))


def recalled(progress: Progress) -> Iterator[Panel]:
    """Yield the share still known when questions came back, and the forecast."""
    yield Panel("Still known more than half a day later", lambda width: _retained(progress, width))
    yield due_panel(progress, len(progress.due))


def _retained(progress: Progress, width: int) -> list[str]:
    kept = progress.retention
    if not kept.answers:
        return wrapped(kept.words, width)
    lines = shares([ShareRow("known", kept.right, kept.answers)], width)
    return [*lines, *wrapped(kept.words, width)]


def _paused(progress: Progress, width: int) -> list[str]:
    lines = wrapped(paused_count(progress), width)
    for each in progress.paused:
        text = f"{clean_line(each.title)} · {clean_line(each.prompt)} {each.words}"
        lines += wrapped(text, width)
    return lines


def paused_count(progress: Progress) -> str:
    """Return how many questions are suspended and postponed, as a sentence."""
    suspended = counted(progress.suspended, "question")
    return f"{suspended} suspended, {progress.postponed:,} postponed."


def question_lines(performance: PerformanceRow, progress: Progress, width: int) -> list[str]:
    """Return a question or a version of it: its prompt, results and memory."""
    return [
        *wrapped(clean_line(performance.label), width),
        *history_lines(performance, progress, width),
    ]


def history_lines(performance: PerformanceRow, progress: Progress, width: int) -> list[str]:
    """Return how often a question was right, and the state of its memory."""
    # The axis is left out: the figures beside the plot are enough for one row.
    row = ShareRow("answered", performance.right, performance.answers)
    chart = shares([row], width, axis=False)
    return [*chart, *wrapped(memory_words(performance, progress), width)]


def versions(performances: Sequence[PerformanceRow], width: int) -> list[str]:
    """Return the versions of one question, with the days they were last answered."""
    rows = [
        ShareRow(f"version {number}, {date_of(each.last):%Y-%m-%d}", each.right, each.answers)
        for number, each in enumerate(performances, 1)
    ]
    return shares(rows, width, axis=False)


def memory_words(performance: PerformanceRow, progress: Progress) -> str:
    """Return when a question was last seen and will be due, and how long it is remembered."""
    parts = [f"last seen {date_of(performance.last):%Y-%m-%d}"]
    if performance.suspended:
        parts.append("suspended")
    elif performance.due is not None:
        parts.append(_due_words((date_of(performance.due) - progress.today).days))
    if performance.stability is not None:
        parts.append(f"remembered for about {counted(max(1, round(performance.stability)), 'day')}")
    return ", ".join(parts)


def _due_words(days: int) -> str:
    if days <= 0:
        return "due today"
    return "due tomorrow" if days == 1 else f"due in {days} days"


def _studied(progress: Progress) -> str:
    days: Streak = progress.streak
    today = progress.done_today
    if not today.answers:
        return days.words
    return f"{days.words} {counted(today.answers, 'answer')} today."


def _flowing(sentences: Iterator[str], width: int) -> list[str]:
    return [line for sentence in sentences for line in wrapped(sentence, width)]


SECTIONS: tuple[Callable[[Progress], Iterator[Panel]], ...] = (
    overview,
    accuracy,
    over_time,
    confidence,
    memory,
)
"""The sections of a full report, in order."""
