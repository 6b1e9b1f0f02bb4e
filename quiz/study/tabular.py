"""The history and the progress as plain data, for `--format json` and `--format csv`."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta

from quiz.stats.activity import Interval, Period, trend
from quiz.stats.calibration import Calibration, LevelReport, Marks
from quiz.store.records import AttemptSummary, FormItem, JsonObject, StoredResponse
from quiz.store.store import Store
from quiz.study.progress import BY, PausedQuestion, PerformanceRow, Progress, Retention
from quiz.study.report import MAX_PERIODS, filter_data
from quiz.study.restore import restore_response


def attempts_data(store: Store) -> list[dict[str, object]]:
    """Return every attempt, newest first; times are in UTC, scores in points."""
    return [_attempt(summary) for summary in store.attempts()]


def attempt_data(store: Store, number: int) -> dict[str, object]:
    """Return one attempt with its responses in the order answered, then what was left blank.

    Raises `UsageError` when no attempt has this number.
    """
    detail = store.attempt(number)
    responses = sorted(detail.responses, key=lambda response: response.answered)
    blanks = [_blank(detail.form[position], body) for position, body in detail.blanks.items()]
    return {
        **_attempt(detail.summary),
        "responses": [*map(_response, responses), *blanks],
    }


def _attempt(summary: AttemptSummary) -> dict[str, object]:
    return {
        "attempt": summary.number,
        "bank": "+".join(summary.banks),
        "mode": summary.mode,
        "started": summary.started,
        "finished": summary.finished,
        "answered": summary.answered,
        "questions": summary.questions,
        # Thirds of points would print as 0.33333333333333337.
        "score": round(summary.score, 6),
        "max_score": round(summary.max_score, 6),
    }


def _response(response: StoredResponse) -> dict[str, object]:
    return {
        "question": response.question,
        "type": _type(response.body),
        "response": _in_words(response),
        "confidence": None if response.confidence is None else int(response.confidence),
        "score": round(response.score, 6),
        "max_score": round(response.max_score, 6),
        "taken_back": response.undone,
        "answered": response.answered,
        "regraded": response.regraded or None,
        "judged_right": response.overruled,
        "open_book": response.open_book,
    }


REMARK_COLUMNS = ("bank", "question", "prompt", "kind", "text", "version", "written")
"""The columns of the learner's remarks, in order."""


def remarks_data(store: Store) -> list[dict[str, object]]:
    """Return the learner's remarks on questions; times are in UTC. Raises `StoreError`."""
    return [
        {
            "bank": each.bank,
            "question": each.question,
            "prompt": " ".join(each.prompt.split()),
            "kind": "wrong" if each.wrong else "note",
            "text": each.text,
            "version": each.version,
            "written": each.moment,
        }
        for each in store.remarks()
    ]


OVERRULED_COLUMNS = (
    "bank", "question", "prompt", "answer", "key", "verdict", "version", "times", "last",
)  # fmt: skip
"""The columns of the answers that the learner judged right, in order."""


def overruled_data(store: Store, banks: Collection[str]) -> list[dict[str, object]]:
    """Return the answers that the learner judged right, of these banks or of all.

    Equal answers to one version of a question are one row; questions are in order. Times are in
    UTC. Raises `StoreError`.
    """
    rows: dict[tuple[str, ...], dict[str, object]] = {}
    for _, response, moment in store.overruled():
        if banks and response.bank not in banks:
            continue
        key = (response.bank, response.question, response.fingerprint, *map(str, response.given))
        before = rows.get(key)
        rows[key] = {
            **_judged(response),
            "times": 1 + (int(str(before["times"])) if before else 0),
            "last": max(moment, str(before["last"])) if before else moment,
        }
    return [rows[key] for key in sorted(rows)]


def _judged(response: StoredResponse) -> dict[str, object]:
    restored = restore_response(response)
    written = response.body.get("question")
    prompt = written.get("prompt", written.get("text", "")) if isinstance(written, dict) else ""
    return {
        "bank": response.bank,
        "question": response.question,
        "prompt": str(prompt),
        "answer": _in_words(response),
        "key": [] if restored is None else list(restored[1].verdict.key),
        "verdict": response.outcome.value,
        "version": response.fingerprint,
    }


def _blank(form_item: FormItem, body: JsonObject) -> dict[str, object]:
    """Return a question of an exam that was left blank, like a response."""
    return {
        "question": form_item.question,
        "type": _type(body),
        "response": [],
        "confidence": None,
        "score": 0.0,
        "max_score": round(form_item.points, 6),
        "taken_back": False,
        "answered": None,
        "regraded": None,
        "judged_right": False,
        "open_book": False,
    }


def _type(body: JsonObject) -> str:
    written = body.get("question")
    return str(written.get("type", "")) if isinstance(written, dict) else ""


def _in_words(response: StoredResponse) -> list[str]:
    """Return the answer as the learner saw it then."""
    restored = restore_response(response)
    # A version that this release cannot read: its raw response is better than nothing.
    if restored is None:
        return [str(part) for part in response.given]
    _, answered = restored
    return list(answered.verdict.given)


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
    """Return the rows of a table; shares are from 0 to 1, times in UTC."""
    return [_performance(each, IDS[by]) for each in progress.by(by)]


def progress_data(progress: Progress) -> dict[str, object]:
    """Return all figures; shares are from 0 to 1, times in UTC, dates are study days."""
    return {
        "today": progress.today.isoformat(),
        "narrowed_to": filter_data(progress),
        "answers": progress.answers,
        "right": progress.right,
        "judged_right": progress.overruled,
        "study_days": progress.streak._asdict(),
        # The keys of the output are a contract: `narrowed_to` and `put_off` keep their old names.
        **{f"{by}s": table(progress, by) for by in BY},
        "over_time": [_period(period) for period in trend(progress.days, MAX_PERIODS)],
        "confidence": {
            "unstated": progress.unstated,
            "levels": [_level(report) for report in progress.levels],
            "calibration": _calibration(progress.calibration),
            "certainty_based_marks": _marks(progress.marks),
        },
        "retention": _retention(progress.retention),
        "due": _due(progress),
        "suspended": progress.suspended,
        "put_off": progress.postponed,
        "resting": [_paused(each) for each in progress.paused],
    }


def _performance(performance: PerformanceRow, ids: Sequence[str]) -> dict[str, Cell]:
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
    # The tallies are the inner workings: `levels` has the same counts in words.
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


def _paused(paused: PausedQuestion) -> dict[str, Cell]:
    bank, question = paused.key
    return {
        "bank": bank,
        "question": question,
        "prompt": paused.prompt,
        "suspended": paused.until is None,
        "until": _utc(paused.until),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS)


def _utc(at: int | None) -> str | None:
    if at is None:
        return None
    moment = _EPOCH + timedelta(milliseconds=at)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
