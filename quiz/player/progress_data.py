"""Progress as plain data, as `quiz progress --format json` and `--format csv` print it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from quiz.player.narrowed import narrowing_data
from quiz.player.panels import MOST_PERIODS
from quiz.player.performance import Performance
from quiz.player.progress import BY, Progress, Retention
from quiz.player.resting import Resting
from quiz.stats.calibration import Calibration, LevelReport
from quiz.stats.certainty import Marks
from quiz.stats.intervals import Interval
from quiz.stats.trend import Period, trend

Cell = str | int | float | None
IDS = {
    "bank": ("bank",),
    "tag": ("tag",),
    "type": ("type",),
    "question": ("bank", "question"),
    "version": ("bank", "question", "version"),
}
"""The columns that identify a row of each table."""
COLUMNS = (
    "label", "questions", "answers", "right", "accuracy", "low", "high", "last_seen", "due",
    "stability_days", "suspended",
)  # fmt: skip
"""The other columns of every table."""
_DIGITS = 6
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def table(progress: Progress, by: str) -> list[dict[str, Cell]]:
    """Return a table line by line; shares are from 0 to 1, times UTC."""
    return [_performance(each, IDS[by]) for each in progress.by(by)]


def progress_data(progress: Progress) -> dict[str, object]:
    """Return all figures; shares are from 0 to 1, times UTC, dates those of study days."""
    return {
        "today": progress.today.isoformat(),
        "narrowed_to": narrowing_data(progress),
        "answers": progress.answers,
        "right": progress.right,
        "study_days": progress.streak._asdict(),
        **{f"{by}s": table(progress, by) for by in BY},
        "over_time": [_period(period) for period in trend(progress.days, MOST_PERIODS)],
        "confidence": {
            "unstated": progress.unstated,
            "levels": [_level(report) for report in progress.levels],
            "calibration": _calibration(progress.calibration),
            "certainty_based_marks": _marks(progress.marks),
        },
        "retention": _retention(progress.retention),
        "due": _due(progress),
        "suspended": progress.suspended,
        "put_off": progress.buried,
        "resting": [_resting(each) for each in progress.resting],
    }


def _performance(performance: Performance, ids: Sequence[str]) -> dict[str, Cell]:
    return {
        **dict(zip(ids, performance.ids, strict=True)),
        "label": performance.label,
        "questions": performance.questions,
        **_share(performance.right, performance.answers, performance.interval),
        "last_seen": _utc(performance.last),
        "due": _utc(performance.due),
        "stability_days": _rounded(performance.stability),
        "suspended": performance.suspended,
    }


def _share(right: int, answers: int, interval: Interval) -> dict[str, Cell]:
    return {
        "answers": answers,
        "right": right,
        "accuracy": _rounded(right / answers if answers else None),
        "low": _rounded(interval.low),
        "high": _rounded(interval.high),
    }


def _period(period: Period) -> dict[str, Cell]:
    figures = _share(period.right, period.answers, period.interval)
    return {"start": period.start.isoformat(), "days": period.days, **figures}


def _level(report: LevelReport) -> dict[str, Cell]:
    return {
        "confidence": report.confidence.words,
        "states_low": _rounded(report.window.low),
        "states_high": _rounded(report.window.high),
        **_share(report.right, report.answers, report.interval),
        "judgement": report.judgement,
    }


def _calibration(stated: Calibration | None) -> dict[str, Cell] | None:
    if stated is None:
        return None
    figures = stated._asdict()
    del figures["tallies"]
    return {
        name: _rounded(value) if isinstance(value, float) else value
        for name, value in figures.items()
    }


def _marks(marks: Marks | None) -> dict[str, Cell] | None:
    if marks is None:
        return None
    return {name: _rounded(value) for name, value in marks._asdict().items()}


def _retention(kept: Retention) -> dict[str, Cell]:
    return {"wanted": kept.wanted, **_share(kept.right, kept.answers, kept.interval)}


def _due(progress: Progress) -> list[dict[str, Cell]]:
    return [
        {"day": (progress.today + timedelta(days=ahead)).isoformat(), "questions": count}
        for ahead, count in enumerate(progress.due)
    ]


def _resting(resting: Resting) -> dict[str, Cell]:
    bank, question = resting.key
    return {
        "bank": bank,
        "question": question,
        "prompt": resting.prompt,
        "suspended": resting.until is None,
        "until": _utc(resting.until),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS)


def _utc(at: int | None) -> str | None:
    if at is None:
        return None
    moment = _EPOCH + timedelta(milliseconds=at)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
