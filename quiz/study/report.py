"""The filter of a progress report, as text and as data; not cleaned."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import NamedTuple

from quiz.schedule.days import date_of
from quiz.stats.activity import Period, Streak, trend
from quiz.stats.calibration import MIN_FOR_ERRORS, MIN_FOR_JUDGEMENT, Calibration
from quiz.stats.certainty import Marks
from quiz.store.records import ALL
from quiz.study import charts, formatting
from quiz.study.charts import BarRow, ShareRow
from quiz.study.progress import PausedQuestion, PerformanceRow, Progress
from quiz.text.cells import wrapped
from quiz.text.cleaning import clean_line
from quiz.text.formatting import counted, percent


def filter_words(progress: Progress) -> str:
    """Return the filter in words: `The ferry · tag sea or land`; empty without one."""
    return " · ".join(_named(progress))


def _named(progress: Progress) -> Iterator[str]:
    banks, tags, types, questions = progress.narrowing
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
    if progress.narrowing == ALL:
        return None
    banks, tags, types, questions = progress.narrowing
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
"""Draws in so many columns."""


class Panel(NamedTuple):
    """Some lines under a heading."""

    title: str
    draw: Draw


def nothing(progress: Progress) -> str:
    """Return why there is nothing to report."""
    alone = filter_words(progress)
    return f"No answers match: {alone}." if alone else NOTHING


def overview(progress: Progress) -> Iterator[Panel]:
    """Yield the study days, the share of right answers, and the questions due."""
    yield Panel("Study days", lambda width: wrapped(_studied(progress), width))
    rows = [ShareRow("all answers", progress.right, progress.answers)]
    today = progress.done_today
    if today.answers:
        rows.append(ShareRow("today", today.right, today.answers))
    yield Panel("Answered right", lambda width: charts.shares(rows, width))
    yield due_panel(progress, NEAR_DAYS)


def due_panel(progress: Progress, days: int) -> Panel:
    """Return how many questions are due today and on the days that follow."""
    counts = progress.due[:days]
    return Panel(
        f"Due in the next {days} days",
        lambda width: charts.columns(progress.today, counts, width),
    )


def accuracy(progress: Progress) -> Iterator[Panel]:
    """Yield the share of right answers by bank, tag and type, weakest first."""
    for by in ("bank", "tag", "type"):
        yield accuracy_panel(progress, by)


def accuracy_panel(progress: Progress, by: str) -> Panel:
    """Return the share of right answers by one of `BY`, weakest first."""
    rows = [ShareRow(each.label, each.right, each.answers) for each in progress.by(by)]
    return Panel(f"By {by}, weakest first", lambda width: charts.shares(rows, width))


def over_time(progress: Progress) -> Iterator[Panel]:
    """Yield the share of right answers and the number of answers over time."""
    periods = trend(progress.days, MAX_PERIODS)
    if not periods:
        return
    span = periods[0].span
    rows = [ShareRow(_name(period), period.right, period.answers) for period in periods]
    yield Panel(f"Answered right, by {span}", lambda width: charts.shares(rows, width))
    max_answers = max(period.answers for period in periods)
    bars = [BarRow(_name(period), period.answers, str(period.answers)) for period in periods]
    yield Panel(f"Answers, by {span}", lambda width: charts.bars(bars, width, max_answers))


def _name(period: Period) -> str:
    if period.days == 1:
        return f"{period.start:%Y-%m-%d}"
    last = period.start + timedelta(days=period.days - 1)
    return f"{period.start:%Y-%m-%d} – {last:%m-%d}"


def confidence(progress: Progress) -> Iterator[Panel]:
    """Yield how well the stated confidence fits the results."""
    stated = progress.calibration
    if stated is None:
        text = "State how sure you are of your answers to see here how often you are right."
        yield Panel("How sure, and how right", lambda width: wrapped(text, width))
        return
    yield Panel("How sure, and how right", lambda width: charts.levels(progress.levels, width))
    yield Panel("Overall", lambda width: _flowing(_calibrated(stated, progress), width))
    if progress.marks is not None:
        marks = progress.marks
        yield Panel("Certainty-based marks", lambda width: _flowing(_marks(marks), width))


def _calibrated(stated: Calibration, progress: Progress) -> Iterator[str]:
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
    yield Panel(PAUSED, lambda width: _resting(progress, width))


def recalled(progress: Progress) -> Iterator[Panel]:
    """Yield the share still known when questions came back, and the forecast."""
    yield Panel("Still known more than half a day later", lambda width: _retained(progress, width))
    yield due_panel(progress, len(progress.due))


def _retained(progress: Progress, width: int) -> list[str]:
    kept = progress.retention
    lines = charts.shares([ShareRow("known", kept.right, kept.answers)], width)
    return [*lines, *wrapped(kept.words, width)]


def _resting(progress: Progress, width: int) -> list[str]:
    lines = [line for each in progress.resting for line in wrapped(_rests(each), width)]
    return [*wrapped(paused_count(progress), width), *lines]


def _rests(resting: PausedQuestion) -> str:
    return f"{clean_line(resting.title)} · {clean_line(resting.prompt)} {resting.words}"


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
    *chart, _ = charts.shares([ShareRow("right", performance.right, performance.answers)], width)
    return [*chart, *wrapped(memory_words(performance, progress), width)]


def versions(performances: Sequence[PerformanceRow], width: int) -> list[str]:
    """Return the versions of one question, told apart by when they were last answered."""
    rows = [
        ShareRow(f"version {number}, {date_of(each.last):%Y-%m-%d}", each.right, each.answers)
        for number, each in enumerate(performances, 1)
    ]
    return charts.shares(rows, width)[:-1]


def memory_words(performance: PerformanceRow, progress: Progress) -> str:
    """Return when a question was last seen and is due, and how long it is remembered."""
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
