"""Damage that SQLite itself does not notice is found by the chain."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.errors import StoreDamaged
from quiz.store.integrity import HistoryState
from tests.store.store_samples import (
    answer,
    attempt,
    examined,
    mark,
    opened,
    play,
    response,
    version,
)

_PROMPT = "Which alliance met in the city, and who was heard to say so?"
_GIVEN = "the North Atlantic Treaty Organisation"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A history of thirteen responses; not to be changed."""
    folder = tmp_path_factory.mktemp("sound")
    body = version()._replace(body={"prompt": _PROMPT})
    with opened(folder) as store:
        store.record(attempt("a"), response(0, (_GIVEN,)), body, mark())
        for uid in "bcde":
            play(store, attempt(uid), 1, 0.5, 0)
    return folder / "history.sqlite"


def test_an_untouched_history_is_sound(sound: Path) -> None:
    report = examined(sound.parent)
    assert report.state is HistoryState.INTACT
    assert report.contents is not None
    assert report.contents.counts == (5, 13, 3)


@settings(max_examples=60, deadline=None)
@given(where=st.sampled_from([_PROMPT, _GIVEN]), share=st.floats(0, 0.999), bit=st.integers(0, 7))
def test_every_flipped_bit_of_an_answer_or_a_question_is_found(
    sound: Path,
    tmp_path_factory: pytest.TempPathFactory,
    where: str,
    share: float,
    bit: int,
) -> None:
    data = bytearray(sound.read_bytes())
    assert data.count(where.encode()) == 1
    data[data.index(where.encode()) + int(share * len(where))] ^= 1 << bit
    folder = tmp_path_factory.mktemp("flipped")
    (folder / "history.sqlite").write_bytes(data)
    report = examined(folder)
    assert report.state is HistoryState.DAMAGED
    assert report.contents is not None
    expected = "question version 1" if where == _PROMPT else "response 1"
    assert report.contents.chain_problems == (f"{expected} is not as it was written",)


_BY_HAND = {
    "UPDATE response SET given = '[2]' WHERE id = 5": ["response 5 is not as it was written"],
    "UPDATE response SET seconds = 9 WHERE id = 2": ["response 2 is not as it was written"],
    "UPDATE response SET chain = 'text' WHERE id = 13": None,
    "UPDATE response SET chain = zeroblob(32) WHERE id = 13": [
        "response 13 is not as it was written"
    ],
    "DELETE FROM response WHERE id = 13": ["attempt 5 counted 3 responses, 2 are there"],
    "DELETE FROM response WHERE id = 4": [
        "response 4 is missing",
        "attempt 2 counted 3 responses, 2 are there",
    ],
    "UPDATE form_item SET points = 50 WHERE attempt_id = 3 AND position = 2": [
        "attempt 3 is not as it was written"
    ],
    "UPDATE attempt SET seed = '8' WHERE id = 1": ["attempt 1 is not as it was written"],
    "UPDATE question_version SET body = '{}' WHERE id = 2": [
        "question version 2 is not as it was written"
    ],
}


@pytest.mark.parametrize("statement", _BY_HAND)
def test_changes_past_the_triggers_are_named(sound: Path, tmp_path: Path, statement: str) -> None:
    path = tmp_path / "history.sqlite"
    path.write_bytes(sound.read_bytes())
    with closing(sqlite3.connect(path, isolation_level=None)) as by_hand:
        for (name,) in by_hand.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
        ).fetchall():
            by_hand.execute(f"DROP TRIGGER {name}")
        expected = _BY_HAND[statement]
        if expected is None:
            with pytest.raises(sqlite3.IntegrityError):
                by_hand.execute(statement)
            return
        by_hand.execute(statement)
    with opened(tmp_path) as store:
        assert store.verify() == expected
    report = examined(tmp_path)
    assert report.state is HistoryState.DAMAGED
    assert report.contents is not None
    assert "trigger response_is_never_changed differs from the schema of this version" in (
        report.contents.page_problems
    )


@pytest.mark.parametrize("spoilt", [b"\xff" * len(_GIVEN), b'"' * len(_GIVEN)])
def test_an_attempt_that_cannot_be_read_does_not_hide_the_others(
    sound: Path, tmp_path: Path, spoilt: bytes
) -> None:
    path = tmp_path / "history.sqlite"
    path.write_bytes(sound.read_bytes().replace(_GIVEN.encode(), spoilt))
    with opened(tmp_path) as store:
        with pytest.raises(StoreDamaged, match="quiz doctor"):
            store.attempt(1)
        assert len(store.attempts()) == 5
        assert len(store.attempt(2).responses) == 3
        assert store.bank_figures()["summit"].best == pytest.approx(2 / 6)


def test_a_damaged_list_of_banks_names_none(sound: Path, tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    path.write_bytes(sound.read_bytes().replace(b'["summit"]', b'["summit"}'))
    with opened(tmp_path) as store:
        assert {summary.banks for summary in store.attempts()} == {()}
        assert store.bank_figures()["summit"].answered_right == 1
        assert "attempt 1 is not as it was written" in store.verify()


def test_a_damaged_history_can_still_be_added_to(sound: Path, tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    path.write_bytes(sound.read_bytes().replace(_GIVEN.encode(), _GIVEN.upper().encode()))
    with opened(tmp_path) as store:
        answer(store, attempt("new"), 0)
        assert store.verify() == ["response 1 is not as it was written"]
