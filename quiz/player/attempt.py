"""Run an attempt: every response is committed before its verdict is shown."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from random import Random, SystemRandom
from typing import NamedTuple

from quiz.bank.questions import fingerprint, write_question
from quiz.errors import AnsweredElsewhere
from quiz.evidence.lexicon import lexicon
from quiz.model.bank import Bank
from quiz.model.confidence import Confidence
from quiz.model.memory import Memory
from quiz.model.mode import Mode
from quiz.model.question import Question
from quiz.model.response import Response
from quiz.player.clocks import Clocks
from quiz.player.restore import restore_response
from quiz.session.form import Item, order_of
from quiz.session.results import missed
from quiz.session.session import Answered, Session
from quiz.store.records import (
    AttemptRecord,
    EventKind,
    EventRecord,
    FormItem,
    JsonObject,
    MarkRecord,
    ResponseRecord,
    VersionRecord,
)
from quiz.store.store import Store
from quiz.text.counting import counted
from quiz.text.lexicon import Lexicon

LARGEST_SEED = 2**31 - 1


class _Facts(NamedTuple):
    """A response as it is to be stored."""

    response: ResponseRecord
    version: VersionRecord
    mark: MarkRecord


class Player:
    """Runs one attempt; read `session`, and navigate in it, but record responses here."""

    def __init__(
        self,
        session: Session,
        attempt: AttemptRecord,
        store: Store,
        clocks: Clocks,
        positions: Sequence[int] = (),
        notice: str = "",
    ) -> None:
        self.session = session
        self._positions = positions or range(len(session.items))
        self.notice = notice
        """A message for the learner about this attempt; may be empty."""
        self._attempt = attempt
        self.store = store
        self.clocks = clocks
        self._lexicons: dict[str, Lexicon] = {}
        self._pending: list[_Facts] = []
        self.remembered: dict[int, Memory] = {}
        """The memory state of answered questions, by their position in the session."""

    @property
    def mode(self) -> Mode:
        """What the attempt is for."""
        return self._attempt.mode

    @property
    def unsaved(self) -> int:
        """How many responses are not on disk: all of them when there is no writable history."""
        return len(self._pending) if self.store.saved else len(self.session.answered)

    @property
    def waiting(self) -> bool:
        """Whether responses are waiting to be saved."""
        return bool(self._pending)

    def record_event(
        self, position: int, uid: str, kind: EventKind, detail: JsonObject, of_response: bool
    ) -> None:
        """Record an action on a question of the session, or on the response to it.

        Raises `StoreError` when it cannot be recorded.
        """
        bank, question = self.session.items[position].key
        event = EventRecord(uid, kind, bank, question, self.clocks.utc(), detail=detail)
        if of_response:
            event = event._replace(attempt=self._attempt.uid, position=self._positions[position])
        self.store.record_event(event)

    def prepare(self) -> None:
        """Read the lexicons now, in any thread, so that the first marking is fast."""
        for bank in {item.bank.id: item.bank for item in self.session.items}.values():
            self._read_lexicon(bank)

    def submit(self, response: Response, confidence: Confidence | None = None) -> Answered:
        """Commit a response to the current question, record it and return how it was marked.

        Earlier responses that could not be saved are saved first. Raises `StoreError` when the
        response cannot be committed; nothing changes then, and the caller may try again. If the
        question was answered in another window, that answer is returned with a note.
        """
        answered = self._mark(response, confidence)
        self._flush()
        try:
            self._remember(self._commit(self._facts(answered)))
        except AnsweredElsewhere as error:
            answered = self._given_elsewhere(error)
        self.session.record(answered)
        self._finish_if_done()
        return answered

    def submit_unsaved(self, response: Response, confidence: Confidence | None = None) -> Answered:
        """Record a response without committing it; every later submit tries to save it."""
        answered = self._mark(response, confidence)
        self._pending.append(self._facts(answered))
        self.session.record(answered)
        return answered

    def save(self) -> None:
        """Commit the responses that are still unsaved. Raises `StoreError`."""
        self._flush()
        self._finish_if_done()

    def again(self, positions: Sequence[int]) -> "Player":
        """Return a new attempt of some questions of this one, with their options reordered."""
        seed = Random(self._attempt.seed).randint(1, LARGEST_SEED)
        random = Random(seed)
        items = [self.session.items[position] for position in positions]
        fresh = [Item(item.bank, item.question, order_of(item.question, random)) for item in items]
        whole = len(fresh) == len(self.session.items)
        # Repeating questions of an exam is practice: there is no answer sheet.
        same = Mode.PRACTICE if self.mode is Mode.EXAM else self.mode
        mode = same if whole and same is not Mode.REVIEW else Mode.MISTAKES
        measured = whole and self._attempt.measured
        player = start(tuple(fresh), self.store, seed, mode, measured, self.clocks)
        player._lexicons = self._lexicons
        return player

    @property
    def more_to_come(self) -> bool:
        """Whether mistakes are being repeated and some are still not right."""
        return self.mode is Mode.MISTAKES and bool(missed(self.session))

    def next_round(self) -> "Player | None":
        """Return an attempt of the remaining mistakes, None when there are none to repeat."""
        if not self.more_to_come:
            return None
        remaining = missed(self.session)
        player = self.again(remaining)
        player.notice = f"Once more: {counted(len(remaining), 'question')} not yet right."
        return player

    def _mark(self, response: Response, confidence: Confidence | None = None) -> Answered:
        self._read_lexicon(self.session.item.bank)
        marked = self.session.mark(response, self._lexicons[self.session.item.bank.id])
        return replace(marked, confidence=confidence)

    def _remember(self, memory: Memory | None) -> None:
        if memory is not None:
            self.remembered[self.session.position] = memory

    def _read_lexicon(self, bank: Bank) -> None:
        if bank.id not in self._lexicons:
            texts = [source.text for source in bank.sources.values()]
            self._lexicons[bank.id] = lexicon(texts)

    def _facts(self, answered: Answered) -> _Facts:
        item = self.session.item
        points = float(item.question.points)
        verdict = answered.verdict
        response = ResponseRecord(
            position=self._positions[self.session.position],
            option_order=item.order,
            given=answered.response,
            confidence=answered.confidence,
            seconds=answered.seconds,
            hints_used=answered.hints,
            answered=self.clocks.utc(),
        )
        mark = MarkRecord(verdict.fraction * points, points, verdict.outcome)
        return _Facts(response, version_record(item), mark)

    def _commit(self, facts: _Facts) -> Memory | None:
        return self.store.record(self._attempt, *facts)

    def _flush(self) -> None:
        while self._pending:
            try:
                self._commit(self._pending[0])
            except AnsweredElsewhere:
                self.notice = "Some questions were answered in another window; those answers count."
            del self._pending[0]

    def _given_elsewhere(self, error: AnsweredElsewhere) -> Answered:
        """Return the response that another window recorded for the current question.

        Raises the error again when there is none, because the attempt was ended there.
        """
        uid = self._attempt.uid
        number = next(each.number for each in self.store.attempts() if each.uid == uid)
        position = self._positions[self.session.position]
        for stored in self.store.attempt(number).responses:
            if stored.position == position:
                restored = restore_response(stored, self._lexicons[self.session.item.bank.id])
                if restored is None:
                    break
                _, answered = restored
                notes = (*answered.verdict.notes, f"{error} The answer given there counts.")
                return replace(answered, verdict=replace(answered.verdict, notes=notes))
        raise error

    def _finish_if_done(self) -> None:
        if self.session.finished and not self._pending:
            self.store.finish_attempt(self._attempt.uid)


def new_seed() -> int:
    """Return a random seed."""
    return SystemRandom().randint(1, LARGEST_SEED)


def start(
    items: tuple[Item, ...],
    store: Store,
    seed: int,
    mode: Mode = Mode.PRACTICE,
    measured: bool = True,
    clocks: Clocks | None = None,
) -> Player:
    """Start an attempt of a form; nothing is stored before its first response."""
    clocks = clocks or Clocks()
    attempt = attempt_record(items, seed, mode, measured, clocks)
    return Player(Session(items, clocks.monotonic), attempt, store, clocks)


def attempt_record(
    items: tuple[Item, ...], seed: int, mode: Mode, measured: bool, clocks: Clocks
) -> AttemptRecord:
    """Return a new attempt of a form as it is stored."""
    return AttemptRecord(
        uid=uuid.uuid4().hex,
        mode=mode,
        seed=seed,
        title="; ".join(dict.fromkeys(item.bank.title for item in items)),
        banks=tuple(sorted({item.bank.id for item in items})),
        form=tuple(_form_item(item) for item in items),
        started=clocks.utc(),
        measured=measured,
    )


def version_record(item: Item) -> VersionRecord:
    """Return the version of a question that an item of a form shows."""
    return version_of(item.bank, item.question)


def version_of(bank: Bank, question: Question) -> VersionRecord:
    """Return the version of a question that is stored when it is answered."""
    written = write_question(question)
    body = {"question": written, "quotes": _cited(bank, question)}
    return VersionRecord(bank.id, question.id, fingerprint(written), body)


def _cited(bank: Bank, question: Question) -> list[dict[str, object]]:
    """Return the quotes of a question with their positions in its sources."""
    return [
        {
            "text": citation.quote.text,
            "source": citation.source,
            "paragraph": citation.paragraph,
            "spans": [list(span) for span in citation.spans],
        }
        for citation in bank.cited(question.quotes)
    ]


def _form_item(item: Item) -> FormItem:
    return FormItem(
        bank=item.bank.id,
        question=item.question.id,
        fingerprint=fingerprint(write_question(item.question)),
        points=float(item.question.points),
        option_order=item.order,
    )
