"""Marking old responses by the questions as they are now: after a key was mended."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from quiz.bank.questions import fingerprint, rebuild_question, write_question
from quiz.evidence.lexicon import lexicon
from quiz.kinds import kind_of
from quiz.model.bank import Bank
from quiz.model.question import Question
from quiz.model.response import Outcome, Response, Verdict
from quiz.player.attempt import version_of
from quiz.player.words import NO_ANSWER, listed, number
from quiz.store.backup import backup_before
from quiz.store.records import MarkRecord, VersionRecord
from quiz.store.regrades import Counted, Regrade
from quiz.store.store import Store
from quiz.text.lexicon import Lexicon

_LONGEST = 120
"""Characters of a key in a reason."""
_NOTHING = Lexicon(frozenset(), frozenset())


class Change(NamedTuple):
    """A response that is marked otherwise now."""

    bank: str
    response: Counted
    answered: str
    """What was answered, in words."""
    version: VersionRecord
    """What it is marked by."""
    mark: MarkRecord
    why: str


class Left(NamedTuple):
    """A response that the question as it is now has no place for; its mark stays."""

    bank: str
    response: Counted
    answered: str
    why: str


class Findings(NamedTuple):
    """What marking anew would change."""

    responses: int
    """How many were looked at."""
    changes: tuple[Change, ...]
    left: tuple[Left, ...]


class _Gone(Exception):
    """A response cannot be carried over; the message says why."""


class _Marked(NamedTuple):
    """A response under the question as it is now."""

    mark: MarkRecord
    old: Verdict
    new: Verdict


def find_changes(store: Store, banks: Iterable[Bank]) -> Findings:
    """Return every mark that the banks as they are now give otherwise. Raises `StoreError`."""
    found = [_Regrading(bank).look(store.counted(bank.id)) for bank in banks]
    return Findings(
        sum(each.responses for each in found),
        tuple(change for each in found for change in each.changes),
        tuple(left for each in found for left in each.left),
    )


def apply_changes(store: Store, changes: Sequence[Change], now: datetime) -> Path:
    """Write the marks that change, all in one step after a backup, and return where that is.

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


class _Regrading:
    """Marks the responses to one bank; equal responses to one version are marked once."""

    def __init__(self, bank: Bank) -> None:
        self._bank = bank
        self._questions = {question.id: question for question in bank.questions}
        self._lexicon = lexicon([source.text for source in bank.sources.values()])
        self._current = {each.id: version_of(bank, each) for each in bank.questions}
        self._olds: dict[tuple[str, str], Question | None] = {}
        self._marked: dict[tuple[str, str, Response], _Marked] = {}

    def look(self, responses: Sequence[Counted]) -> Findings:
        """Return what changes among these responses."""
        changes, left = [], []
        for each in responses:
            try:
                marked = self._mark(each)
            except _Gone as error:
                left.append(Left(self._bank.id, each, self._words(each), str(error)))
                continue
            if marked.mark != each.mark:
                current, why = self._current[each.question], "; ".join(self._why(each, marked))
                words = self._words(each)
                changes.append(Change(self._bank.id, each, words, current, marked.mark, why))
        return Findings(len(responses), tuple(changes), tuple(left))

    def _old(self, response: Counted) -> Question | None:
        """Return the question as it was answered; None when the history cannot tell."""
        key = (response.question, response.fingerprint)
        if key not in self._olds:
            written = response.body.get("question")
            self._olds[key] = rebuild_question(written) if isinstance(written, dict) else None
        return self._olds[key]

    def _mark(self, response: Counted) -> _Marked:
        """Return how a response is marked now. Raises _Gone."""
        key = (response.question, response.fingerprint, response.given)
        if key not in self._marked:
            self._marked[key] = self._fresh(response)
        return self._marked[key]

    def _fresh(self, response: Counted) -> _Marked:
        new, old = self._questions.get(response.question), self._old(response)
        if new is None:
            raise _Gone("the bank no longer has the question")
        if old is None or not kind_of(old).accepts(old, response.given):
            raise _Gone("the question as it was answered cannot be read any more")
        if old.kind != new.kind:
            raise _Gone(f"the question is of another type now: {new.kind}, was {old.kind}")
        kind = kind_of(new)
        carried = kind.carry(old, new, response.given)
        if carried is None:
            raise _Gone("what was answered is not among the options any more")
        verdict = kind.mark(new, carried, self._lexicon)
        points = float(new.points)
        mark = MarkRecord(verdict.fraction * points, points, verdict.outcome)
        return _Marked(mark, kind.mark(old, response.given, self._lexicon), verdict)

    def _words(self, response: Counted) -> str:
        """Return what was answered as the learner saw it."""
        old = self._old(response)
        if old is None or not kind_of(old).accepts(old, response.given):
            return listed(tuple(map(str, response.given))) or NO_ANSWER
        return listed(kind_of(old).mark(old, response.given, _NOTHING).given) or NO_ANSWER

    def _why(self, response: Counted, marked: _Marked) -> Iterator[str]:
        """Yield why the mark is another one."""
        was, most = response.mark, marked.mark.max_score
        old, new = self._old(response), self._questions[response.question]
        assert old is not None
        if marked.old.key != marked.new.key:
            yield f"the key was “{_key(marked.old)}”, is now “{_key(marked.new)}”"
        elif response.fingerprint == fingerprint(write_question(new)):
            yield f"by the marking as it is now: {_turn(was.outcome, marked.mark.outcome)}"
        elif was.outcome is not marked.mark.outcome:
            yield _turn(was.outcome, marked.mark.outcome)
        elif was.score / was.max_score != marked.mark.score / most:
            yield "its share of the points is another now"
        if was.max_score != most:
            yield f"worth {number(most)} now, was {number(was.max_score)}"
        if old.prompt != new.prompt:
            yield "the question was reworded"


def _key(verdict: Verdict) -> str:
    text = listed(verdict.key)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _turn(old: Outcome, new: Outcome) -> str:
    if new is Outcome.RIGHT:
        return "accepted now"
    return "no longer accepted" if old is Outcome.RIGHT else f"{new.value} now"


def as_data(findings: Findings, applied: bool) -> Mapping[str, Any]:
    """Return the findings as plain data: what `quiz regrade --format json` prints."""
    return {
        "applied": applied,
        "responses": findings.responses,
        "changes": [
            {
                **_place(each),
                "score": round(each.response.mark.score, 6),
                "max_score": round(each.response.mark.max_score, 6),
                "new_score": round(each.mark.score, 6),
                "new_max_score": round(each.mark.max_score, 6),
                "why": each.why,
            }
            for each in findings.changes
        ],
        "left": [{**_place(each), "why": each.why} for each in findings.left],
    }


def _place(each: Change | Left) -> dict[str, object]:
    return {
        "bank": each.bank,
        "question": each.response.question,
        "attempt": each.response.attempt,
        "position": each.response.position + 1,
        "answered": each.answered,
    }
