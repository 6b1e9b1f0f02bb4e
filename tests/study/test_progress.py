"""The figures, the report and the data of progress."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.model.response import Confidence, Mode
from quiz.schedule import date_of
from quiz.stats.activity import wilson
from quiz.stats.calibration import MIN_FOR_ERRORS
from quiz.store.figures import BUCKET, BucketFigures
from quiz.store.records import EventKind, EventRecord, ResponseFilter
from quiz.study import report
from quiz.study.progress import (
    NOT_PAUSED,
    REVIEWS_RESUMED,
    Retention,
    by_day,
    progress,
    resume_reviews,
)
from quiz.study.report import filter_words
from quiz.study.tabular import progress_data, table
from quiz.text.formatting import cells
from tests.study.learner import MORNING, RIGHT, WRONG, bank_of, choices, studying

QUARTERS = st.integers(0, 4 * 24 * 200).map(
    lambda number: round(MORNING.timestamp() * 1000) // BUCKET * BUCKET + number * BUCKET
)


def test_what_was_answered_is_told_by_bank_tag_type_and_question(tmp_path: Path) -> None:
    ferry = bank_of(tmp_path, choices("one", "two", tags="sea, people"))
    train = bank_of(tmp_path, choices("three", tags="land"), "train", "The train")
    with studying(tmp_path / "data", ferry, train) as study:
        study.play(ferry, [RIGHT, WRONG])
        study.play(train, [RIGHT])
        shown = progress(study.context)
        figures = [(each.ids, each.label, each.right, each.answers) for each in shown.banks]
        assert figures == [
            (("ferry",), "The ferry", 1, 2), (("train",), "The train", 1, 1),
        ]  # fmt: skip
        assert [(each.label, each.answers) for each in shown.tags] == [
            ("people", 2), ("sea", 2), ("land", 1),
        ]  # fmt: skip
        assert [(each.ids, each.questions) for each in shown.types] == [(("single_choice",), 3)]
        assert [each.ids for each in shown.questions] == [
            ("ferry", "two"), ("ferry", "one"), ("train", "three"),
        ]  # fmt: skip
        assert shown.banks[0].interval == wilson(1, 2) and shown.banks[0].accuracy == 0.5
        assert shown.banks[0].last == round(MORNING.timestamp() * 1000)
        alone = progress(study.context, ResponseFilter(["train"]))
        assert (alone.answers, alone.right, len(alone.questions)) == (1, 1, 1)


def test_an_edited_question_keeps_its_history_and_its_versions_are_told_apart(
    tmp_path: Path,
) -> None:
    file = bank_of(tmp_path, choices("one"))
    with studying(tmp_path / "data", file) as study:
        study.play(file, [WRONG])
        study.wait(days=1)
        bank_of(tmp_path, choices("one").replace("Where did", "From where did"))
        study.play(file, [RIGHT])
        shown = progress(study.context)
        (question,), (old, new) = shown.questions, shown.versions
        assert (question.answers, question.right) == (2, 1)
        assert question.label.startswith("From where") and old.label.startswith("Where")
        assert (old.right, old.answers, new.right, new.answers) == (0, 1, 1, 1)
        assert old.ids[:2] == new.ids[:2] == question.ids and old.ids != new.ids
        assert "version 2, 2026-03-03" in report.versions([old, new], 80)[1]


def test_a_question_that_no_bank_has_is_told_as_it_was_and_is_not_due(tmp_path: Path) -> None:
    file = bank_of(tmp_path, choices("one", "two"))
    with studying(tmp_path / "data", file) as study:
        study.play(file, [RIGHT, RIGHT])
        assert sum(progress(study.context).due) == 2
        bank_of(tmp_path, choices("two"))
        study.context.library.summaries()
        shown = progress(study.context)
        assert sum(shown.due) == 1 and len(shown.questions) == 2
        file.unlink()
        assert [each.label for each in progress(study.context).banks] == ["The ferry"]


def test_only_answers_a_day_or_more_after_the_one_before_tell_of_memory(tmp_path: Path) -> None:
    file = bank_of(tmp_path, choices("one", "two"))
    with studying(tmp_path / "data", file) as study:
        study.play(file, [RIGHT, RIGHT])
        study.wait(hours=3)
        study.play(file, [WRONG, WRONG])
        assert progress(study.context).retention == Retention(0, 0, 0.9)
        study.wait(days=2)
        study.play(file, [RIGHT, WRONG])
        kept = progress(study.context).retention
        assert (kept.right, kept.answers) == (1, 2) and kept.words.startswith("Too few")


@pytest.mark.parametrize(
    ("right", "answers", "message"),
    [
        (0, 0, "No question has come back"),
        (20, 30, "fewer than that"),
        (27, 30, "in line"),
        (60, 60, "more"),
    ],
)
def test_retention_is_judged_by_its_interval(right: int, answers: int, message: str) -> None:
    assert message in Retention(answers, right, 0.9).words


def test_study_days_begin_at_four_and_are_counted_without_blame(tmp_path: Path) -> None:
    file = bank_of(tmp_path, choices("one"))
    night = datetime(2026, 3, 3, 2, 30).astimezone(UTC)
    with studying(tmp_path / "data", file, start=night) as study:
        study.play(file, [RIGHT])
        assert progress(study.context).today == date(2026, 3, 2)
        study.wait(hours=6)
        study.play(file, [WRONG])
        shown = progress(study.context)
        assert [(row.day.day, row.answers, row.right) for row in shown.days] == [
            (2, 1, 1), (3, 1, 0),
        ]  # fmt: skip
        assert shown.streak.run == 2 and shown.done_today.answers == 1
        study.wait(days=5)
        shown = progress(study.context)
        assert shown.streak.words == "Studied on 2 of the last 7 days; longest row 2 days."
        assert shown.done_today.answers == 0


def test_confidence_is_compared_level_by_level(tmp_path: Path) -> None:
    file = bank_of(tmp_path, choices(*(f"q{number}" for number in range(MIN_FOR_ERRORS))))
    with studying(tmp_path / "data", file) as study:
        study.play(file, [RIGHT] * 2 + [WRONG] * 18, Confidence.CERTAIN)
        shown = progress(study.context, with_marks=True)
        certain = shown.levels[-1]
        assert (certain.answers, certain.right, certain.judgement) == (20, 2, "overconfident")
        assert shown.calibration is not None and shown.calibration.expected_error is None
        assert shown.marks is not None and shown.marks.average == (2 * 3 - 18 * 6) / 20
        study.play(file, [RIGHT] * 20, Confidence.CERTAIN)
        study.play(file, [RIGHT] * 3)
        shown = progress(study.context)
        assert shown.calibration is not None and shown.calibration.expected_error is not None
        assert (shown.unstated, shown.marks) == (3, None)


def test_what_is_due_comes_day_by_day_without_what_is_suspended(tmp_path: Path) -> None:
    file = bank_of(tmp_path, choices("one", "two", "three"))
    with studying(tmp_path / "data", file) as study:
        study.play(file, [RIGHT, RIGHT, WRONG])
        before = progress(study.context)
        assert sum(before.due) == 3 and before.due[1] == 1
        for kind, name in ((EventKind.SUSPEND, "one"), (EventKind.POSTPONE, "two")):
            until = round((study.now + timedelta(days=9)).timestamp() * 1000)
            event = EventRecord(name.ljust(32, "0"), kind, "ferry", name, study.now)
            study.context.store.record_event(event._replace(detail={"until": until}))
        shown = progress(study.context)
        assert (shown.suspended, shown.postponed, sum(shown.due)) == (1, 1, 2)
        assert shown.due[1] == 1 and shown.due[9] == 1
        one = next(each for each in shown.questions if each.ids[1] == "one")
        assert one.due is None and "suspended" in report.memory_words(one, shown)
        two = next(each for each in shown.questions if each.ids[1] == "two")
        assert "due in 9 days" in report.memory_words(two, shown)


def test_what_rests_is_listed_and_asked_again(tmp_path: Path) -> None:
    ferry = bank_of(tmp_path, choices("one", "two", "three"))
    train = bank_of(tmp_path, choices("four", tags="land"), "train", "The train")
    with studying(tmp_path / "data", ferry, train) as study:
        study.play(ferry, [RIGHT, RIGHT, WRONG])
        study.play(train, [RIGHT])
        until = round((study.now + timedelta(days=9)).timestamp() * 1000)
        for kind, key in (
            (EventKind.SUSPEND, ("train", "four")), (EventKind.SUSPEND, ("ferry", "one")),
            (EventKind.POSTPONE, ("ferry", "one")), (EventKind.POSTPONE, ("ferry", "two")),
        ):  # fmt: skip
            event = EventRecord(f"{kind}{key[1]}".ljust(32, "0"), kind, *key, study.now)
            study.context.store.record_event(event._replace(detail={"until": until}))
        shown = progress(study.context)
        assert [(each.key[1], each.title, each.until) for each in shown.paused] == [
            ("one", "The ferry", None), ("two", "The ferry", until), ("four", "The train", None),
        ]  # fmt: skip
        assert shown.paused[1].words == "postponed until 2026-03-11"
        assert shown.paused[0].prompt == "Where did the ferry leave from?"
        assert [
            each.key for each in progress(study.context, ResponseFilter(tags=["land"])).paused
        ] == [("train", "four")]
        study.wait(seconds=1)
        for left, each in enumerate(shown.paused, 1):
            assert resume_reviews(study.context, each.key) == REVIEWS_RESUMED
            assert progress(study.context).paused == shown.paused[left:]
        assert progress(study.context).paused == ()
        assert resume_reviews(study.context, ("ferry", "one")) == NOT_PAUSED
        study.context.store.rebuild()
        assert progress(study.context).paused == ()


def test_narrowed_to_a_question_all_figures_are_its_own(tmp_path: Path) -> None:
    file = bank_of(tmp_path, choices("one", "two"))
    with studying(tmp_path / "data", file) as study:
        for answers in ([RIGHT, WRONG], [RIGHT, RIGHT]):
            study.play(file, answers, Confidence.CERTAIN)
            study.wait(days=3)
        shown = progress(
            study.context, ResponseFilter(questions=[("ferry", "two")]), with_marks=True
        )
        assert [(row.day.day, row.answers, row.right) for row in shown.days] == [
            (2, 1, 0), (5, 1, 1),
        ]  # fmt: skip
        assert (shown.retention.right, shown.retention.answers) == (1, 1)
        assert shown.calibration is not None and shown.calibration.answers == 2
        assert shown.marks is not None and shown.marks.average == (3 - 6) / 2
        assert (sum(shown.due), shown.unstated, len(shown.questions)) == (1, 0, 1)
        assert filter_words(shown) == "“Where did the ferry leave from?”"


@given(st.lists(QUARTERS, max_size=60, unique=True).map(sorted))
def test_quarters_of_an_hour_fall_into_the_days_that_hold_them(starts: list[int]) -> None:
    days = list(by_day(BucketFigures(start, 3, 1) for start in starts))
    counts: dict[date, int] = {}
    for start in starts:
        counts[date_of(start)] = counts.get(date_of(start), 0) + 1
        assert date_of(start) == date_of(start + BUCKET - 1)
    assert [(row.day, row.answers, row.right) for row in days] == [
        (day, 3 * count, count) for day, count in sorted(counts.items())
    ]


@pytest.mark.parametrize("width", [20, 37, 78, 158])
def test_every_panel_fits_every_width(tmp_path: Path, width: int) -> None:
    file = bank_of(tmp_path, choices("one", "two", tags="a tag with rather a long name of its own"))
    with studying(tmp_path / "data", file) as study:
        for days in (1, 30, 100):
            study.play(file, [RIGHT, WRONG], Confidence.THINK_SO)
            study.wait(days=days)
        shown = progress(study.context, with_marks=True)
        drawn = [line for draw in report.SECTIONS for panel in draw(shown)
                 for line in panel.draw(width)]  # fmt: skip
        drawn += report.question_lines(shown.questions[0], shown, width)
        assert len(drawn) > 30 and all(cells(line) <= width for line in drawn)


def test_the_data_hold_every_figure(tmp_path: Path) -> None:
    file = bank_of(tmp_path, choices("one", "two"))
    with studying(tmp_path / "data", file) as study:
        study.play(file, [RIGHT, WRONG], Confidence.GUESS, Mode.EXAM)
        shown = progress(study.context, with_marks=True)
        data = progress_data(shown)
        assert data["answers"] == 2 and data["today"] == "2026-03-02"
        assert table(shown, "version")[0]["bank"] == "ferry"
        assert data["banks"] == table(shown, "bank")
        assert table(shown, "bank")[0]["last_seen"] == "2026-03-02T09:00:00.000Z"
        assert {"retention", "due", "confidence", "over_time", "study_days"} <= data.keys()


def test_nothing_answered_is_nothing_told(tmp_path: Path) -> None:
    with studying(tmp_path / "data") as study:
        shown = progress(study.context, with_marks=True)
        assert shown.answers == 0 and shown.banks == () and shown.calibration is None
        assert shown.marks is None and sum(shown.due) == 0
        assert progress_data(shown)["over_time"] == []
