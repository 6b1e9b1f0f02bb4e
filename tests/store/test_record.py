"""Recording and reading back."""

import sqlite3
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.errors import StoreError, UsageError
from quiz.model.response import Confidence, Mode, Outcome
from quiz.store.records import BankFigures, CatalogueEntry, utc_text
from tests.store.store_samples import (
    NOON,
    answer,
    attempt,
    clock,
    mark,
    opened,
    play,
    response,
    version,
)


def test_a_response_comes_back_as_it_was_given(tmp_path: Path) -> None:
    said = response(1, ("ils ont dit « non »", "\x1b]52;c;x\x07", ""))._replace(
        confidence=Confidence(2), hints_used=1
    )
    with opened(tmp_path) as store:
        store.record(attempt(), said, version(1), mark(0.5, 2.0))
    with opened(tmp_path) as store:
        detail = store.attempt(1)
    (stored,) = detail.responses
    assert stored.given == said.given
    assert (stored.position, stored.bank, stored.question) == (1, "summit", "question-1")
    assert stored.body == {"prompt": "Who? 1"}
    assert (stored.option_order, stored.confidence, stored.hints_used) == ((1, 0, 2), 2, 1)
    assert (stored.seconds, stored.answered) == (2.5, "2026-03-01T12:00:01.000Z")
    assert (stored.score, stored.max_score, stored.outcome) == (0.5, 2.0, Outcome.PARTLY)
    assert detail.form == attempt().form
    assert detail.seed == 7
    summary = detail.summary
    assert (summary.uid, summary.title, summary.mode) == ("a" * 32, "The summit", "practice")
    assert (summary.banks, summary.started) == (("summit",), "2026-03-01T12:00:00.000Z")
    assert (summary.finished, summary.answered, summary.questions) == (None, 1, 3)
    assert (summary.score, summary.max_score) == (0.5, 6.0)


def test_an_attempt_is_finished_once(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        play(store, attempt(), 1, 0, 0.5)
        first = store.attempts()
        store.finish_attempt("a" * 32)
        assert store.attempts() == first
        assert first[0].finished == utc_text(clock())


def test_finishing_an_attempt_without_an_answer_leaves_no_trace(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        store.finish_attempt("never seen")
        assert store.attempts() == []


def test_the_same_response_again_changes_nothing(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        answer(store, attempt(), 0)
        before = store.attempt(1)
        answer(store, attempt(), 0)
        assert store.attempt(1) == before


def test_another_response_to_an_answered_question_is_refused(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        answer(store, attempt(), 0)
        with pytest.raises(StoreError, match="already answered in another window"):
            store.record(attempt(), response(0, (2,)), version(), mark())
        assert store.attempt(1).responses[0].given == (1,)


def test_a_finished_attempt_takes_no_response(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        answer(store, attempt(), 0)
        store.finish_attempt("a" * 32)
        with pytest.raises(StoreError, match="already finished"):
            answer(store, attempt(), 1)
        answer(store, attempt(), 0)
        assert store.attempts()[0].answered == 1


@pytest.mark.parametrize(
    "bad",
    [
        response(9),
        response()._replace(seconds=-1.0),
        response()._replace(seconds=float("nan")),
        response()._replace(seconds=float("inf")),
        response()._replace(hints_used=-1),
    ],
)
def test_a_refused_response_leaves_nothing_and_the_next_is_recorded(
    tmp_path: Path, bad: object
) -> None:
    assert isinstance(bad, type(response()))
    with opened(tmp_path) as store:
        with pytest.raises(StoreError):
            store.record(attempt(), bad, version(), mark())
        assert store.attempts() == []
        answer(store, attempt(), 0)
        assert store.verify() == []


def test_lone_surrogates_and_huge_seeds_are_stored(tmp_path: Path) -> None:
    odd = attempt()._replace(seed=10**30, title="\ud800 title")
    with opened(tmp_path) as store:
        store.record(odd, response(0, ("a\udfffb\0",)), version(), mark())
        store.record(odd, response(0, ("a\udfffb\0",)), version(), mark())
        detail = store.attempt(1)
        assert detail.responses[0].given == ("a\ufffdb\0",)
        assert (detail.seed, detail.summary.title) == (10**30, "\ufffd title")
        assert store.verify() == []


def test_a_time_without_a_zone_is_a_mistake_of_the_caller(tmp_path: Path) -> None:
    naive = response()._replace(answered=datetime(2026, 1, 1))
    with opened(tmp_path) as store:
        with pytest.raises(ValueError, match="zone"):
            store.record(attempt(), naive, version(), mark())
        answer(store, attempt(), 0)


@pytest.mark.parametrize("number", [0, 2, -1, 2**63, 10**30])
def test_an_attempt_that_is_not_there(tmp_path: Path, number: int) -> None:
    with opened(tmp_path) as store:
        answer(store, attempt(), 0)
        with pytest.raises(UsageError, match=f"no attempt {number}"):
            store.attempt(number)


def test_an_edited_question_is_another_version_of_the_same(tmp_path: Path) -> None:
    second = attempt("b" * 32)
    with opened(tmp_path) as store:
        answer(store, attempt(), 0)
        edited = version()._replace(fingerprint="v2", body={"prompt": "Whom?"})
        store.record(second, response(), edited, mark())
        bodies = [store.attempt(number).responses[0].body["prompt"] for number in (1, 2)]
        assert bodies == ["Who? 0", "Whom?"]
        assert store.bank_figures()["summit"].answered_right == 1


def test_figures_of_banks(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        assert store.bank_figures() == {}
        play(store, attempt("a"), 1, 1, 0)
        play(store, attempt("b"), 0, 0, 0)
        answer(store, attempt("c"), 2)
        play(store, attempt("d", "policy", 1), 0.5)
        both = attempt("e")._replace(banks=("summit", "other"))
        play(store, both, 1, 1, 1)
        assert store.bank_figures() == {
            "summit": BankFigures(3, 0.5, 0.0, 3, (1, 3)),
            "policy": BankFigures(1, 0.5, 0.5, 0, None),
        }


def test_only_the_newest_attempt_of_a_bank_can_be_continued(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        assert store.unfinished(("summit",)) is None
        answer(store, attempt("a"), 0)
        answer(store, attempt("b", "policy"), 0)
        found = store.unfinished(("summit",))
        assert found is not None
        assert (found.uid, found.number, found.answered) == ("a", 1, 1)
        play(store, attempt("c"), 1)
        assert store.unfinished(("summit",)) is None


def test_the_catalogue_keeps_the_last_entry_of_a_path(tmp_path: Path) -> None:
    odd = "/home/\udcff/bank.yaml"
    with opened(tmp_path) as store:
        store.catalogue_put({odd: CatalogueEntry("1", {"title": "Old"})})
        store.catalogue_put({odd: CatalogueEntry("2", {"title": "New"})})
    with opened(tmp_path) as store:
        assert store.catalogue_get([odd, "elsewhere"]) == {
            odd: CatalogueEntry("2", {"title": "New"})
        }


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE response SET given = '[2]'",
        "DELETE FROM response",
        "UPDATE question_version SET body = '{}'",
        "DELETE FROM question_version",
        "UPDATE form_item SET points = 9",
        "DELETE FROM form_item",
        "UPDATE attempt SET title = 'other'",
        "UPDATE attempt SET finished_at = NULL",
        "DELETE FROM attempt",
    ],
)
def test_facts_cannot_be_changed_even_by_hand(tmp_path: Path, statement: str) -> None:
    with opened(tmp_path) as store:
        play(store, attempt(), 1)
        path = store.path
    by_hand = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError):
        by_hand.execute(statement)
    by_hand.close()


@dataclass
class _Facts:
    """What a bank's figures are recomputed from."""

    fractions: list[tuple[bool, int, float]] = field(default_factory=list)
    right: set[int] = field(default_factory=set)


_SITTINGS = st.lists(
    st.tuples(
        st.sampled_from(["one", "two"]),
        st.lists(st.sampled_from([0.0, 0.25, 1.0]), min_size=1, max_size=4),
        st.booleans(),
    ),
    max_size=8,
)


@settings(max_examples=40, deadline=None)
@given(sittings=_SITTINGS)
def test_totals_are_those_of_the_facts(
    tmp_path_factory: pytest.TempPathFactory, sittings: list[tuple[str, list[float], bool]]
) -> None:
    facts: dict[str, _Facts] = {}
    with opened(tmp_path_factory.mktemp("history")) as store:
        for number, (bank, fractions, finished) in enumerate(sittings, 1):
            started = attempt(str(number), bank, 4)
            for position, fraction in enumerate(fractions):
                answer(store, started, position, fraction)
            if finished:
                store.finish_attempt(started.uid)
            score = sum((place + 1) * share for place, share in enumerate(fractions))
            known = facts.setdefault(bank, _Facts())
            known.fractions.append((finished, len(fractions), score / 10))
            known.right |= {place for place, share in enumerate(fractions) if share == 1}
            assert store.attempt(number).summary.score == pytest.approx(score)
        assert store.verify() == []
        figures = store.bank_figures()
    assert figures.keys() == facts.keys()
    for bank, known in facts.items():
        done = [share for finished, _, share in known.fractions if finished]
        finished, answered, _ = known.fractions[-1]
        figure = figures[bank]
        assert figure.attempts == len(known.fractions)
        assert figure.best == (pytest.approx(max(done)) if done else None)
        assert figure.last == (pytest.approx(done[-1]) if done else None)
        assert figure.answered_right == len(known.right)
        assert figure.unfinished == (None if finished else (answered, 4))


def test_times_are_stored_as_utc(tmp_path: Path) -> None:
    local = NOON.astimezone(timezone(timedelta(hours=13)))
    with opened(tmp_path) as store:
        store.record(attempt(), response()._replace(answered=local), version(), mark())
        assert store.attempt(1).responses[0].answered == "2026-03-01T12:00:00.000Z"


def test_only_measured_attempts_count_for_best_and_last(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        play(store, attempt(), 1, 0.5, 0.5)
        missed = attempt("b" * 32, questions=1)._replace(mode=Mode.MISTAKES, measured=False)
        play(store, missed, 1)
        figures = store.bank_figures()["summit"]
    assert (figures.attempts, figures.best, figures.last) == (2, 3.5 / 6, 3.5 / 6)
