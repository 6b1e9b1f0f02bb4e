"""What is done about an answered question, and what the confidence stated says of an attempt."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from quiz.errors import NotPlayable
from quiz.model.response import Confidence
from quiz.study import confidence
from quiz.study.launch import Request
from quiz.study.practice import BURIED, RESUMED, SUSPENDED, TAKEN_BACK, ResponseActions
from tests.study.numbered_banks import RIGHT, WRONG, NumberedBanks, keys, submit


def test_a_response_is_taken_back(tmp_path: Path) -> None:
    with NumberedBanks(tmp_path, {"a": 2}) as study:
        player = study.begin(Request((study.files[0],)))
        tending = ResponseActions(player)
        assert not tending.possible(0) and not tending.can_undo(0)
        assert not tending.can_mark_easy(0) and tending.status(0) == ""
        submit(player, True)
        assert tending.status(0) == "Comes back in 2 days."
        assert tending.can_undo(0) and tending.can_mark_easy(0)
        tending.undo(0)
        assert tending.status(0) == TAKEN_BACK
        assert not tending.can_undo(0) and not tending.can_mark_easy(0)
        assert study.store.state(("a", "q0")).memory is None
        assert study.store.attempt(1).responses[0].taken_back
        assert player.session.score == 1


def test_a_right_response_is_called_easy_once(tmp_path: Path) -> None:
    with NumberedBanks(tmp_path, {"a": 2}) as study:
        player = study.begin(Request((study.files[0],)))
        tending = ResponseActions(player)
        submit(player, True)
        submit(player, False)
        assert not tending.can_mark_easy(1) and tending.can_undo(1)
        tending.mark_easy(0)
        assert tending.status(0) == "Comes back in 8 days."
        assert not tending.can_mark_easy(0) and tending.can_undo(0)
        memory = study.store.state(("a", "q0")).memory
        assert memory == player.remembered[0]


def test_a_suspended_question_is_left_out_of_reviews_and_mistakes(tmp_path: Path) -> None:
    with NumberedBanks(tmp_path, {"a": 2}) as study:
        player = study.play("q0", "q1")
        tending = ResponseActions(player)
        tending.suspend(0)
        assert tending.status(0) == SUSPENDED
        assert keys(study.mistakes()) == [("a", "q1")]
        study.wait(days=1)
        assert keys(study.review()) == [("a", "q1")]
        ResponseActions(player).suspend(1)
        with pytest.raises(NotPlayable):
            study.review()
        tending.suspend(0)
        assert tending.status(0) == RESUMED
        assert keys(study.review()) == [("a", "q0")]


def test_a_buried_question_waits_for_the_next_day(tmp_path: Path) -> None:
    with NumberedBanks(tmp_path, {"a": 2}) as study:
        study.play("q0", "q1")
        study.wait(days=1)
        player = study.review()
        submit(player, True)
        player.session.go(1)
        submit(player, False)
        ResponseActions(player).postpone(1)
        study.wait(days=1)
        assert ("a", "q1") in keys(study.review())
        again = study.review()
        submit(again, False)
        tending = ResponseActions(again)
        tending.postpone(0)
        assert tending.status(0) == BURIED
        assert study.store.state(keys(again)[0]).resting(int(study.now.timestamp() * 1000))


def test_what_is_not_saved_yet_cannot_be_tended(tmp_path: Path) -> None:
    with NumberedBanks(tmp_path, {"a": 3}) as study:
        player = study.begin(Request((study.files[0],)))
        tending = ResponseActions(player)
        player.submit_unsaved(RIGHT)
        assert player.unsaved == 1 and not tending.possible(0)
        assert not tending.can_undo(0) and not tending.can_mark_easy(0)
        player.save()
        assert tending.can_undo(0) and tending.can_mark_easy(0)
        tending.undo(0)
        assert study.store.attempt(1).responses[0].taken_back


def test_what_cannot_be_written_has_not_happened(tmp_path: Path) -> None:
    with NumberedBanks(tmp_path, {"a": 1}) as study:
        player = study.play()
        tending = ResponseActions(player)
        before = tending.status(0)
        with closing(sqlite3.connect(study.store.path)) as other:
            other.execute(
                "CREATE TRIGGER no BEFORE INSERT ON event BEGIN SELECT RAISE(ABORT, ''); END"
            )
        for act in (tending.undo, tending.mark_easy, tending.suspend, tending.postpone):
            with pytest.raises(Exception, match="history"):
                act(0)
        assert tending.can_undo(0) and tending.can_mark_easy(0)
        assert tending.status(0) == before


def test_without_confidence_nothing_is_said_of_it(tmp_path: Path) -> None:
    with NumberedBanks(tmp_path, {"a": 2}) as study:
        session = study.play("q0").session
        assert (confidence.expectation(session), confidence.certainty(session)) == ("", "")
        assert confidence.surprises(session) == 0


def test_confidence_is_set_beside_the_score(tmp_path: Path) -> None:
    with NumberedBanks(tmp_path, {"a": 3}) as study:
        player = study.begin(Request((study.files[0],)))
        assert confidence.options_of(player.session.item.question) == 3
        player.submit(WRONG, Confidence.CERTAIN)
        player.session.advance()
        player.submit(RIGHT, Confidence.CERTAIN)
        player.session.advance()
        player.submit((), Confidence.GUESS)
        assert confidence.surprises(player.session) == 1
        assert confidence.certainty(player.session) == (
            "Certainty-based marks: −1.5 per answer, on a scale from −6 to +3."
        )
        assert confidence.expectation(player.session) == "You expected 90%, you got 50%."
