"""Figures that the database adds up equal those added up response by response."""

import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.model.response import NEAR, Confidence, Mode, Outcome
from quiz.store.figures import BUCKET, ConfidenceFigures, Figures
from quiz.store.records import (
    AttemptRecord,
    EventKind,
    EventRecord,
    FormItem,
    MarkRecord,
    ResponseFilter,
    ResponseRecord,
    StoredResponse,
    VersionRecord,
)
from quiz.store.store import Store, open_store
from quiz.study.context import Grading
from tests.store.store_samples import NOON, attempt, clock, mark, opened, play

BANKS = ("sea", "sky", "a “bank”")
TYPES: dict[str, dict[str, object]] = {
    "single_choice": {"type": "single_choice", "prompt": "Who?", "distractors": ["a", "b"]},
    "true_false": {"type": "true_false", "prompt": "True?", "tags": ["x", "y"]},
    "cloze": {"type": "cloze", "text": "a {{b}}", "tags": ["x"]},
}
TAGS = {"single_choice": ["untagged"], "true_false": ["x", "y"], "cloze": ["x"]}
OPTIONS = {"single_choice": 3, "true_false": 2, "cloze": None}


class Given(NamedTuple):
    """One response of a made-up history."""

    bank: str
    question: int
    kind: str
    minutes: int
    confidence: Confidence | None
    points: int
    undone: bool


responses = st.lists(
    st.builds(
        Given,
        st.sampled_from(BANKS),
        st.integers(0, 2),
        st.sampled_from(list(TYPES)),
        st.integers(0, 6000),
        st.none() | st.sampled_from(Confidence),
        st.integers(0, 4),
        st.booleans(),
    ),
    max_size=12,
)


def record(store: Store, number: int, one: Given) -> None:
    """Record a response as an attempt of its own, and take it back if it was."""
    name, moment = f"q{one.question}", NOON + timedelta(minutes=one.minutes)
    item = FormItem(one.bank, name, one.kind, 4.0, ())
    started = AttemptRecord(
        f"{number:032x}", Mode.PRACTICE, 1, one.bank.upper(), (one.bank,), (item,), moment
    )
    outcome = {0: Outcome.WRONG, 4: Outcome.RIGHT}.get(one.points, Outcome.PARTLY)
    store.record(
        started,
        ResponseRecord(0, (), ("x",), one.confidence, 1.0, 0, moment),
        VersionRecord(one.bank, name, one.kind, {"question": TYPES[one.kind]}),
        MarkRecord(one.points, 4.0, outcome),
    )
    if one.undone:
        event = EventRecord(
            f"{number:032x}", EventKind.UNDO, one.bank, name, moment, started.uid, 0
        )
        store.record_event(event)


def counted(store: Store, banks: Iterable[str]) -> Iterator[StoredResponse]:
    """Yield the responses that count, oldest first, those of one moment as they are ordered."""
    found = [
        (response.answered, summary.uid, response)
        for summary in store.attempts()
        for response in store.attempt(summary.number).responses
        if not response.undone and response.bank in banks
    ]
    yield from (response for _, _, response in sorted(found, key=lambda each: each[:2]))


def milliseconds(response: StoredResponse) -> int:
    return round(datetime.fromisoformat(response.answered).timestamp() * 1000)


def check(store: Store, figures: Figures, banks: Iterable[str]) -> None:
    """Compare all figures with what the responses say one by one."""
    versions: dict[tuple[str, str, str], list[Any]] = defaultdict(lambda: [0, 0, 0, 0, [], []])
    buckets: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    stated: Counter[tuple[object, ...]] = Counter()
    before: dict[tuple[str, str], int] = {}
    for each in counted(store, banks):
        at, right = milliseconds(each), each.outcome is Outcome.RIGHT
        key = each.bank, each.question
        spaced = key in before and at - before[key] > NEAR
        before[key] = at
        sums = versions[*key, each.fingerprint]
        for place, value in enumerate((1, right, spaced, spaced and right)):
            sums[place] += value
        sums[4].append(at)
        start = at - at % BUCKET
        buckets[start] = [buckets[start][0] + 1, buckets[start][1] + right]
        if each.confidence is not None:
            share = each.score / each.max_score
            stated[each.confidence, OPTIONS[each.fingerprint], right, share] += 1
    assert {(*each.key, each.fingerprint): each[6:] for each in figures.versions} == {
        key: (*sums[:4], min(sums[4]), max(sums[4])) for key, sums in versions.items()
    }
    assert [tuple(each) for each in figures.buckets] == [
        (start, *sums) for start, sums in sorted(buckets.items())
    ]
    assert Counter({tuple(each[:4]): each.answers for each in figures.confidences}) == stated


@settings(max_examples=40)
@given(responses)
def test_the_database_counts_as_one_would_by_hand(history: list[Given]) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        open_store(Path(folder), clock, Grading(0.9)) as store,
    ):
        for number, one in enumerate(history):
            record(store, number, one)
        check(store, store.figures(), BANKS)
        check(store, store.figures(ResponseFilter(BANKS[:2])), BANKS[:2])
        nothing = store.figures(ResponseFilter(["no bank"]))
        assert not (nothing.versions or nothing.buckets or nothing.confidences)


def checked_by_hand(history: list[Given], narrowing: ResponseFilter) -> list[Given]:
    """Return what counts, by the definition alone."""
    banks, tags, types, questions = narrowing
    return [
        one
        for one in history
        if not one.undone
        and (not banks or one.bank in banks)
        and (not types or one.kind in types)
        and (not questions or (one.bank, f"q{one.question}") in questions)
        and (not tags or {str(tag) for tag in TAGS[one.kind]} & set(tags))
    ]


@settings(max_examples=40)
@given(
    responses,
    st.builds(
        ResponseFilter,
        st.lists(st.sampled_from(BANKS), max_size=1),
        st.lists(st.sampled_from(["x", "y", "untagged"]), max_size=2),
        st.lists(st.sampled_from(list(TYPES)), max_size=2),
        st.lists(st.tuples(st.sampled_from(BANKS), st.sampled_from(["q0", "q1"])), max_size=2),
    ),
)
def test_narrowed_every_figure_counts_the_same_answers(
    history: list[Given], narrowing: ResponseFilter
) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        open_store(Path(folder), clock, Grading(0.9)) as store,
    ):
        for number, one in enumerate(history):
            record(store, number, one)
        figures = store.figures(narrowing)
    fitting = checked_by_hand(history, narrowing)
    right = sum(one.points == 4 for one in fitting)
    stated = sum(one.confidence is not None for one in fitting)
    for table in (figures.versions, figures.buckets):
        assert sum(each.answers for each in table) == len(fitting)
        assert sum(each.right for each in table) == right
    assert sum(each.answers for each in figures.confidences) == stated
    keys = {(one.bank, f"q{one.question}") for one in fitting}
    assert {each.key for each in figures.versions} == keys
    assert figures.keys is None or keys <= figures.keys


def test_what_a_version_says_of_itself(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        for number, kind in enumerate(TYPES):
            given_one = Given("sea", 0, kind, number, Confidence.CERTAIN, 2, False)
            record(store, number, given_one)
        figures = store.figures()
        assert [(each.kind, each.prompt, each.tags) for each in figures.versions] == [
            ("single_choice", "Who?", ()), ("true_false", "True?", ("x", "y")),
            ("cloze", "a {{b}}", ("x",)),
        ]  # fmt: skip
        assert figures.titles == {"sea": "SEA"}
        assert ConfidenceFigures(Confidence.CERTAIN, 2, False, 0.5, 1) in figures.confidences


def test_a_version_that_says_nothing_goes_by_its_id(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        play(store, attempt(), 1, 0)
        first, second = store.figures().versions
        assert (first.prompt, first.kind, first.tags) == ("question-0", "", ())
        assert (first.right, second.right) == (1, 0)


def test_questions_that_a_bank_on_offer_lost_are_named(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        play(store, attempt(), 1, 0)
        assert store.figures().gone == frozenset()
        store.offer("summit", ["question-1", "question-9"])
        assert store.figures().gone == {("summit", "question-0")}


@pytest.mark.parametrize("score", [0.0, 1.0])
def test_what_is_worth_nothing_is_still_right_or_wrong(tmp_path: Path, score: float) -> None:
    with opened(tmp_path) as store:
        started = attempt(questions=1)
        answer = ResponseRecord(0, (), (1,), Confidence.GUESS, 1.0, 0, NOON)
        version = VersionRecord("summit", "question-0", "v1", {})
        store.record(started, answer, version, mark(score)._replace(score=0, max_score=0))
        assert [each.fraction for each in store.figures().confidences] == [score]
