"""A sitting, the history and the replay agree, whatever is done in which order."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.attempts.attempt import Attempt, by_tag, missed
from quiz.errors import StoreError
from quiz.model.response import Outcome
from quiz.study.launch import OnUnfinished, Request, begin, open_banks
from quiz.study.practice import PracticeRunner, ResponseActions
from quiz.study.progress import progress
from quiz.study.replay import open_past_attempt
from tests.study.numbered_banks import RIGHT, WRONG, NumberedBanks

ACTIONS = ("undo", "overrule", "mark_easy", "suspend", "postpone")
MOVES = st.lists(
    st.tuples(st.sampled_from(("right", "wrong", "blank", "lost", *ACTIONS)), st.integers(0, 5)),
    max_size=14,
)
_ANSWERS = {"right": RIGHT, "wrong": WRONG, "blank": (), "lost": WRONG}


def act(runner: PracticeRunner, actions: ResponseActions, what: str, position: int) -> None:
    """Answer the next question, or do something about one, as far as a screen would offer it."""
    attempt = runner.attempt
    if what in _ANSWERS and not attempt.finished:
        if what == "lost":
            runner.submit_unsaved(_ANSWERS[what])
        else:
            runner.submit(_ANSWERS[what])
        attempt.advance()
    elif what in ACTIONS:
        offered = {
            "undo": actions.can_undo,
            "overrule": actions.can_overrule,
            "mark_easy": actions.can_mark_easy,
        }.get(what, actions.possible)
        if offered(position):
            getattr(actions, what)(position)


def figures(attempt: Attempt) -> dict[str, object]:
    """Return what screens say of an attempt."""
    return {
        "score": attempt.score,
        "right": attempt.count(Outcome.RIGHT),
        "tags": sum(tag.score for tag in by_tag(attempt)),
        "undone": attempt.undone,
        "judged": attempt.overruled - attempt.undone,
    }


@settings(max_examples=40)
@given(MOVES)
def test_a_sitting_the_history_and_the_replay_agree(
    tmp_path_factory: pytest.TempPathFactory, moves: list[tuple[str, int]]
) -> None:
    folder: Path = tmp_path_factory.mktemp("bank")
    with NumberedBanks(folder, {"a": 6}) as study:
        request = Request((study.files[0],))
        runner = study.begin(request)
        actions = ResponseActions(runner)
        for what, position in moves:
            act(runner, actions, what, position)
        assert runner.save_rest() == ""
        attempt = runner.attempt
        if not attempt.answered:
            return
        summary = study.store.attempts()[0]
        assert (summary.score, summary.answered) == (attempt.score, len(attempt.answered))
        assert attempt.score == attempt.count(Outcome.RIGHT) == figures(attempt)["tags"]
        counted = progress(study.context)
        assert counted.answers == len(attempt.counted)
        assert counted.right == attempt.count(Outcome.RIGHT)
        assert counted.overruled == len(attempt.overruled - attempt.undone)
        past = open_past_attempt(study.context, summary.number).runner.attempt
        # A replay numbers only what was answered, in the order of the form.
        assert figures(past) == figures(attempt)
        if summary.finished is None:
            opened = open_banks(request._replace(again=OnUnfinished.CONTINUE), study.context)
            again = begin(opened, study.context, continue_unfinished=True)
            assert isinstance(again, PracticeRunner)
            assert figures(again.attempt) == figures(attempt)
            assert missed(again.attempt) == missed(attempt)
        before = study.store.states()
        study.store.rebuild()
        assert study.store.states() == before
        assert study.store.attempts()[0].score == summary.score


def test_what_cannot_be_saved_is_named_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise StoreError("the disk is full")

    with NumberedBanks(tmp_path, {"a": 2}) as study:
        runner = study.begin(Request((study.files[0],)))
        runner.submit_unsaved(RIGHT)
        with monkeypatch.context() as patch:
            patch.setattr(study.store, "record", refuse)
            assert runner.save_rest() == "1 answer is not saved: the disk is full"
        assert runner.save_rest() == "" and len(study.store.attempt(1).responses) == 1
