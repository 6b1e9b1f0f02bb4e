"""Regrading: stored responses are marked again after the answer of a question was corrected."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from quiz.bank.questions import fingerprint, write_question
from quiz.model.bank import Bank
from quiz.model.response import Outcome, Response
from quiz.question_types import question_type_of
from quiz.store.backup import backup_before
from quiz.store.records import MarkRecord, VersionRecord
from quiz.store.store import Store
from quiz.store.writes import CountedResponse, Regrade
from quiz.study.formatting import NO_ANSWER, listed, number
from quiz.study.practice import version_of
from quiz.study.restore import RestoredAnswer, restore_answer, words_of
from quiz.text.cleaning import truncate

_MAX_KEY = 120
"""The maximum length of a right answer in a reason."""
_Key = tuple[str, str, Response]
"""The id of a question, the fingerprint of its version, and a response to it."""


class MarkChange(NamedTuple):
    """A response that gets a different mark."""

    bank: str
    response: CountedResponse
    answered: str
    """The answer in words."""
    version: VersionRecord
    """The version of the question that gives the new mark."""
    mark: MarkRecord
    why: str


class SkippedResponse(NamedTuple):
    """A response that the current question cannot mark; it keeps its mark."""

    bank: str
    response: CountedResponse
    answered: str
    why: str


class RegradeResult(NamedTuple):
    """The changes that regrading would make."""

    responses: int
    """How many were checked."""
    changes: tuple[MarkChange, ...]
    left: tuple[SkippedResponse, ...]


class _CannotRegrade(Exception):
    """A response does not fit the current question; the message gives the reason."""


class _Regraded(NamedTuple):
    """A response marked by the current question."""

    mark: MarkRecord
    key: str
    """The right answer in words."""


def find_changes(store: Store, banks: Iterable[Bank]) -> RegradeResult:
    """Return every mark that the current banks would change. Raises `StoreError`."""
    found = [_Regrader(bank).find(store.counted(bank.id)) for bank in banks]
    return RegradeResult(
        sum(each.responses for each in found),
        tuple(change for each in found for change in each.changes),
        tuple(left for each in found for left in each.left),
    )


def apply_changes(store: Store, changes: Sequence[MarkChange], now: datetime) -> Path:
    """Back up the history, write all changed marks in one transaction; return the backup.

    Raises `StoreError`; nothing is written then.
    """
    backup = backup_before(store, now)
    store.regrade(
        [
            Regrade(uuid.uuid4().hex, each.response, each.version, each.mark, each.why, now)
            for each in changes
        ]
    )
    return backup


class _Regrader:
    """Marks the responses to one bank; equal responses to one version are marked once."""

    def __init__(self, bank: Bank) -> None:
        self._bank = bank
        self._questions = {question.id: question for question in bank.questions}
        self._lexicon = words_of(bank)
        self._versions = {each.id: version_of(bank, each) for each in bank.questions}
        self._restored: dict[_Key, RestoredAnswer | None] = {}
        self._regraded: dict[_Key, _Regraded] = {}

    def find(self, responses: Sequence[CountedResponse]) -> RegradeResult:
        """Return what changes among these responses."""
        changes, left = [], []
        for each in responses:
            try:
                regraded = self._regrade(each)
            except _CannotRegrade as error:
                left.append(SkippedResponse(self._bank.id, each, self._words(each), str(error)))
                continue
            # Compared with the mark that counts now, which an earlier regrade may have given.
            if regraded.mark != each.mark:
                version, why = self._versions[each.question], "; ".join(self._why(each, regraded))
                words = self._words(each)
                changes.append(MarkChange(self._bank.id, each, words, version, regraded.mark, why))
        return RegradeResult(len(responses), tuple(changes), tuple(left))

    def _restore(self, response: CountedResponse) -> RestoredAnswer | None:
        """Return the response as it was marked; None when it cannot be restored."""
        key = _key_of(response)
        if key not in self._restored:
            self._restored[key] = restore_answer(
                response.body, response.given, response.mark, self._lexicon
            )
        return self._restored[key]

    def _regrade(self, response: CountedResponse) -> _Regraded:
        """Mark a response by the current question. Raises `_CannotRegrade`."""
        key = _key_of(response)
        if key not in self._regraded:
            self._regraded[key] = self._mark(response)
        return self._regraded[key]

    def _mark(self, response: CountedResponse) -> _Regraded:
        new, restored = self._questions.get(response.question), self._restore(response)
        if new is None:
            raise _CannotRegrade("the bank no longer has the question")
        if restored is None:
            raise _CannotRegrade("the question can no longer be read as it was answered")
        old = restored.question
        if old.kind != new.kind:
            raise _CannotRegrade(f"the question type is now {new.kind}; it was {old.kind}")
        kind = question_type_of(new)
        # The options may have been reordered since: find the same ones in the current question.
        carried = kind.carry(old, new, response.given)
        if carried is None:
            raise _CannotRegrade("the answer is no longer among the options")
        verdict = kind.mark(new, carried, self._lexicon)
        points = float(new.points)
        mark = MarkRecord(verdict.fraction * points, points, verdict.outcome)
        return _Regraded(mark, listed(verdict.key))

    def _words(self, response: CountedResponse) -> str:
        """Return the answer as the learner saw it."""
        restored = self._restore(response)
        given = tuple(map(str, response.given)) if restored is None else restored.verdict.given
        return listed(given) or NO_ANSWER

    def _why(self, response: CountedResponse, regraded: _Regraded) -> Iterator[str]:
        """Yield the reasons why the mark changes."""
        was, now = response.mark, regraded.mark
        restored, new = self._restore(response), self._questions[response.question]
        assert restored is not None
        old_key = listed(restored.verdict.key)
        # The most specific reason first: a corrected answer explains a changed outcome too.
        if old_key != regraded.key:
            yield f"the correct answer was “{_cut(old_key)}” and is now “{_cut(regraded.key)}”"
        elif response.fingerprint == fingerprint(write_question(new)):
            yield f"the rules of marking have changed: {_turn(was.outcome, now.outcome)}"
        elif was.outcome is not now.outcome:
            yield _turn(was.outcome, now.outcome)
        elif was.score / was.max_score != now.score / now.max_score:
            yield "it earns a different share of the points"
        # These two may come with any of the reasons above.
        if was.max_score != now.max_score:
            yield f"now worth {number(now.max_score)} (was {number(was.max_score)})"
        if restored.question.prompt != new.prompt:
            yield "the question was reworded"


def _key_of(response: CountedResponse) -> _Key:
    return response.question, response.fingerprint, response.given


def _cut(text: str) -> str:
    return truncate(text, _MAX_KEY)


def _turn(old: Outcome, new: Outcome) -> str:
    if new is Outcome.RIGHT:
        return "accepted now"
    return "no longer accepted" if old is Outcome.RIGHT else f"{new.value} now"


def regrade_data(result: RegradeResult, applied: bool) -> Mapping[str, Any]:
    """Return the result as plain data, for `quiz regrade --format json`."""
    return {
        "applied": applied,
        "responses": result.responses,
        "changes": [
            {
                **_location(each),
                "score": round(each.response.mark.score, 6),
                "max_score": round(each.response.mark.max_score, 6),
                "new_score": round(each.mark.score, 6),
                "new_max_score": round(each.mark.max_score, 6),
                "why": each.why,
            }
            for each in result.changes
        ],
        "left": [{**_location(each), "why": each.why} for each in result.left],
    }


def _location(each: MarkChange | SkippedResponse) -> dict[str, object]:
    return {
        "bank": each.bank,
        "question": each.response.question,
        "attempt": each.response.attempt,
        "position": each.response.position + 1,
        "answered": each.answered,
    }
