"""Schedules and marks kept up to date, compared with those derived again from the facts."""

import random
import sqlite3
from contextlib import closing
from operator import attrgetter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.model.response import DAY, Confidence, Grade, Mode, Outcome, Rating
from quiz.store.integrity import HistoryState
from quiz.store.migrations import MIGRATIONS
from quiz.store.records import EventKind, EventRecord, QuestionState
from quiz.store.store import Store, open_store
from quiz.study.context import Grading
from tests.store.store_samples import clock, examined, opened
from tests.store.study_samples import (
    BODIES,
    HOUR,
    KEYS,
    START,
    Given,
    done,
    marks,
    moment,
    record_all,
)

RULES = Grading(0.9)
GAPS = st.sampled_from([0, 0, 1, -1, HOUR, -HOUR, DAY - 1, DAY, 3 * DAY, -2 * DAY, 40 * DAY])
"""Time between one thing done and the next; below 0 the clock was set back."""
History = list[Given | EventRecord]


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Draw responses and events at any time, in the order in which they are recorded."""
    now, given_before, history = START, list[Given](), History()
    for number in range(draw(st.integers(1, 14))):
        now += draw(GAPS)
        if given_before and draw(st.integers(0, 2)) == 0:
            kind, about = draw(st.sampled_from(EventKind)), draw(st.sampled_from(given_before))
            history.append(done(str(number), kind, about, now))
            continue
        response = Given(
            f"{draw(st.integers(0, 9))}-{number}",
            draw(st.sampled_from(["one", "two"])),
            draw(st.integers(0, 2)),
            now,
            draw(st.sampled_from([0.0, 0.5, 1.0])),
            draw(st.sampled_from([None, *Confidence])),
            draw(st.sampled_from([Mode.PRACTICE, Mode.REVIEW])),
        )
        given_before.append(response)
        history.append(response)
    return history


def expected(history: History) -> dict[tuple[str, str], QuestionState]:
    """Return the states that a history leads to, by the definitions."""
    responses = [each for each in history if isinstance(each, Given)]
    events = [each for each in history if isinstance(each, EventRecord)]
    events.sort(key=attrgetter("happened", "uid"))
    states = {each.key: QuestionState() for each in responses}
    for each in sorted(responses, key=attrgetter("at", "uid")):
        about = {event.kind: event for event in events if event.attempt == each.uid}
        if EventKind.UNDO not in about:
            states[each.key] = _after(states[each.key], each, about)
    for event in events:
        key = (event.bank, event.question)
        if event.kind is EventKind.POSTPONE:
            states[key] = states[key]._replace(postponed_until=int(str(event.detail["until"])))
        elif event.kind in (EventKind.SUSPEND, EventKind.RESUME):
            states[key] = states[key]._replace(suspended=event.kind is EventKind.SUSPEND)
    return states


def _after(
    before: QuestionState, response: Given, about: dict[EventKind, EventRecord]
) -> QuestionState:
    outcome = response.records()[3].outcome
    if EventKind.REGRADE in about:
        outcome = Outcome(str(about[EventKind.REGRADE].detail["outcome"]))
    right = outcome is Outcome.RIGHT
    judged = EventKind.OVERRULE in about and about[EventKind.OVERRULE].detail["right"] is True
    rated = Outcome.RIGHT if judged else outcome
    rating, soon = RULES.rate(rated, response.confidence, response.place != 1)
    if right and EventKind.EASY in about:
        rating = Rating.EASY
    if EventKind.OPEN_BOOK in about:
        rating = min(rating, Rating.HARD)
    return before._replace(
        memory=RULES.step(before.memory, Grade(response.at, rating, soon)),
        last_right=right or judged,
        ever_right=before.ever_right or right,
        reviewed=response.at if response.mode is Mode.REVIEW else before.reviewed,
    )


@settings(max_examples=60)
@given(histories(), st.randoms(use_true_random=False))
def test_what_is_kept_along_the_way_is_what_a_rebuild_derives(
    tmp_path_factory: pytest.TempPathFactory, history: History, chance: random.Random
) -> None:
    with opened(tmp_path_factory.mktemp("history")) as store:
        record_all(store, history)
        states, derived = store.states(), marks(store)
        assert states == expected(history)
        record_all(store, chance.sample(history, len(history)))
        assert (store.states(), marks(store)) == (states, derived)
        store.rebuild()
        assert (store.states(), marks(store)) == (states, derived)
        assert store.verify() == [] and not store.outdated


@settings(max_examples=20)
@given(histories(), st.randoms(use_true_random=False))
def test_the_order_in_which_responses_arrive_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, history: History, chance: random.Random
) -> None:
    responses = [each for each in history if isinstance(each, Given)]
    with opened(tmp_path_factory.mktemp("history")) as store:
        record_all(store, chance.sample(responses, len(responses)))
        assert store.states() == expected(list(responses))


def test_marks_tell_what_the_schedule_took(tmp_path: Path) -> None:
    lucky = Given("a", "one", 0, START, 1.0, Confidence.GUESS)
    typed = Given("b", "one", 1, START, 1.0, Confidence.GUESS)
    surprised = Given("c", "one", 2, START, 0.0, Confidence.CERTAIN)
    later = Given("d", "one", 0, START + DAY)
    soon = Given("e", "one", 0, START + DAY + DAY // 2)
    with opened(tmp_path) as store:
        record_all(store, [lucky, typed, surprised, later, soon])
        found = [row[9:12] for row in marks(store)]
    assert found == [(1, 0, 0), (2, 0, 0), (1, 1, 0), (3, 0, 1), (3, 0, 0)]


def test_other_rules_make_schedules_outdated_until_they_are_rebuilt(tmp_path: Path) -> None:
    history: History = [Given(str(number), "one", 0, START + number * DAY) for number in range(3)]
    with opened(tmp_path) as store:
        record_all(store, history)
        store.rebuild()
        before = store.state(KEYS[0]).memory
    with open_store(tmp_path, clock, Grading(0.8)) as store:
        assert store.outdated
        store.rebuild()
        assert not store.outdated
        after = store.state(KEYS[0]).memory
    assert before is not None and after is not None and after.due > before.due


def due(store: Store, now: int) -> list[tuple[str, str]]:
    """Return what is due in the hour that begins now."""
    return store.due(["one", "two"], now, now + HOUR)


def test_what_is_due_longest_comes_first(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        record_all(store, [Given("a", "two", 0, START, 0.0), Given("b", "one", 1, START - HOUR, 0)])
        assert due(store, START + DAY - HOUR) == [KEYS[1]]
        assert due(store, START + DAY) == [KEYS[1], KEYS[3]]
        assert store.due(["two"], START + DAY, START + DAY + 1) == [KEYS[3]]
        assert store.due(["two"], START + DAY, START + DAY) == []


def test_a_suspended_question_is_not_due_until_it_is_resumed(tmp_path: Path) -> None:
    response, later = Given("a", "one", 0, START, 0.0), START + 2 * DAY
    with opened(tmp_path) as store:
        record_all(store, [response, done("s", EventKind.SUSPEND, response, START)])
        assert due(store, later) == []
        assert store.state(KEYS[0]).suspended and store.state(KEYS[0]).memory is not None
        store.record_event(done("r", EventKind.RESUME, response, START + 1))
        assert due(store, later) == [KEYS[0]]


def test_a_postponed_question_is_not_due_before_its_time(tmp_path: Path) -> None:
    response = Given("a", "one", 0, START, 0.0)
    with opened(tmp_path) as store:
        record_all(store, [response, done("b", EventKind.POSTPONE, response, START + DAY)])
        assert due(store, START + DAY + DAY // 2) == []
        assert due(store, START + 2 * DAY) == [KEYS[0]]


def test_a_response_taken_back_counts_for_nothing(tmp_path: Path) -> None:
    first, second = Given("a", "one", 0, START), Given("b", "one", 0, START + DAY, 0.0)
    with opened(tmp_path) as store:
        record_all(store, [first])
        before = store.state(KEYS[0])
        record_all(store, [second, done("t", EventKind.UNDO, second, START + DAY)])
        assert store.state(KEYS[0]) == before
        assert [each.responses[0].undone for each in map(store.attempt, (1, 2))] == [0, 1]
        store.record_event(done("u", EventKind.UNDO, first, START + DAY))
        assert store.state(KEYS[0]) == QuestionState()
        assert due(store, START + 400 * DAY) == []
        assert store.bank_figures()["one"].answered_right == 0


def test_the_days_reviews_are_counted_though_the_question_is_played_again(tmp_path: Path) -> None:
    review = Given("a", "one", 0, START, mode=Mode.REVIEW)
    others = [Given("b", "one", 1, START), Given("c", "two", 0, START - DAY, mode=Mode.REVIEW)]
    with opened(tmp_path) as store:
        record_all(store, [review, *others, Given("d", "one", 0, START + HOUR)])
        assert store.due_figures(START, START, START + DAY).reviewed == 1
        assert store.due_figures(START, START - DAY, START + DAY).reviewed == 2


def test_due_figures_count_what_is_on_offer(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        record_all(store, [Given(bank, bank, 0, START, 0.0) for bank in ("one", "two")])
        store.offer("one", ["question-0", "question-1"])
        store.offer("two", ["question-2"])
        assert store.due_figures(START, START, START + 2 * DAY).due == {"one": 1}
        store.offer("two", ["question-0"])
        assert store.due_figures(START, START, START + 2 * DAY).due == {"one": 1, "two": 1}


def test_a_response_with_the_book_open_is_hard_at_most_and_written_at_once(tmp_path: Path) -> None:
    right, wrong = Given("a", "one", 0, START), Given("b", "one", 1, START, 0.0)
    with opened(tmp_path) as store:
        for number, given in enumerate((right, wrong)):
            event = done(f"o{number}", EventKind.OPEN_BOOK, given, START)
            memory = store.record(*given.records(), event)
            assert memory == store.state(given.key).memory
        assert [row[9] for row in marks(store)] == [Rating.HARD, Rating.AGAIN]
        assert store.attempt(1).responses[0].open_book
        assert store.verify() == []
        before = store.states()
        store.rebuild()
        assert store.states() == before
    assert examined(tmp_path).state is HistoryState.INTACT


def test_an_event_recorded_again_is_there_once(tmp_path: Path) -> None:
    response = Given("a", "one", 1, START)
    easy = done("e", EventKind.EASY, response, START)
    with opened(tmp_path) as store:
        record_all(store, [response, easy, easy])
        with closing(sqlite3.connect(store.path)) as connection:
            assert connection.execute("SELECT count(*) FROM event").fetchone() == (1,)
            for statement in ("UPDATE event SET detail = '{}'", "DELETE FROM event"):
                with pytest.raises(sqlite3.IntegrityError):
                    connection.execute(statement)
        assert store.verify() == []
        assert marks(store)[0][9] == Rating.EASY


def _as_version_1(folder: Path, store: Store) -> None:
    """Write the facts of a history as the first release kept them."""
    folder.mkdir()
    path = folder / store.path.name
    open_store(folder, clock, RULES, MIGRATIONS[:1]).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        old.execute("ATTACH ? AS new", (str(store.path),))
        for table in ("question_version", "attempt", "form_item", "response"):
            old.execute(f"INSERT INTO main.{table} SELECT * FROM new.{table}")
        old.execute(
            "INSERT INTO main.attempt_total SELECT attempt_id, banks, measured, finished_at,"
            " answered, questions, score, max_score FROM new.attempt_total"
        )
        old.execute(
            "INSERT INTO main.mark SELECT response_id, score, max_score, outcome FROM new.mark"
        )


@settings(max_examples=8)
@given(histories())
def test_a_history_of_the_first_release_is_brought_up_to_date(
    tmp_path_factory: pytest.TempPathFactory, history: History
) -> None:
    folder = tmp_path_factory.mktemp("histories")
    responses = [each._replace(confidence=None) for each in history if isinstance(each, Given)]
    with opened(folder / "new") as new:
        record_all(new, responses)
        _as_version_1(folder / "old", new)
        with opened(folder / "old") as old:
            places = [row[:9] for row in marks(new)]
            assert [row[:9] for row in marks(old)] == places
            assert old.outdated and old.verify() == []
            old.rebuild()
            assert (old.states(), marks(old)) == (new.states(), marks(new))
            record_all(old, [Given("more", "one", 0, START + 500 * DAY)])
            assert old.state(KEYS[0]).memory is not None
            assert old.verify() == []


def test_a_question_is_chosen_or_typed_as_it_was_shown() -> None:
    assert [RULES.chosen(body) for body in BODIES] == [True, False, True]
    assert RULES.chosen({"prompt": "of an older release"})
    assert moment(START).timestamp() * 1000 == START
