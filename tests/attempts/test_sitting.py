"""One question of every type, from its bank to its score."""

from pathlib import Path
from random import Random

import pytest

from quiz.attempts.attempt import Attempt, by_tag, missed
from quiz.attempts.form import make_form
from quiz.question_types import QUESTION_TYPES, question_type_of
from tests.support import NO_LEXICON, SAMPLES, all_samples, as_items, read


@pytest.mark.parametrize("right", [True, False])
def test_every_type_is_played(tmp_path: Path, right: bool) -> None:
    bank = read(tmp_path, as_items(*all_samples())).bank
    assert bank is not None
    attempt = Attempt(make_form([bank], Random(3)), lambda: 0.0)
    for name in QUESTION_TYPES:
        question, order = attempt.item.question, attempt.item.order
        assert question.kind == name
        shown, kind = question_type_of(question).shown(question), question_type_of(question)
        line = SAMPLES[name].right if right else SAMPLES[name].wrong
        if name == "multiple_response":
            line = " ".join(str(order.index(int(word) - 1) + 1) for word in line.split())
        response = kind.read(question, order, line)
        assert all(number in range(len(shown)) for number in response) or not shown
        attempt.record(attempt.mark(response, NO_LEXICON))
        attempt.advance()
    assert attempt.finished
    assert attempt.score == (attempt.max_score if right else 0)
    assert missed(attempt) == (() if right else tuple(range(len(QUESTION_TYPES))))
    assert by_tag(attempt)[0].questions == len(QUESTION_TYPES)
