"""Run an attempt: every response is committed before its verdict is shown."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from random import Random, SystemRandom
from typing import NamedTuple

from quiz.attempts.attempt import Answered, Attempt, missed
from quiz.attempts.form import Item, order_of
from quiz.bank.questions import fingerprint, write_question
from quiz.errors import AnsweredElsewhere, NotPlayable
from quiz.model.bank import Bank
from quiz.model.memory import Memory
from quiz.model.question import Question
from quiz.model.response import Confidence, Mode, Order, Outcome, Response
from quiz.question_types import question_type_of
from quiz.quotes.lexicon import lexicon
from quiz.schedule.days import milliseconds, study_day
from quiz.store.records import (
    AttemptDetail,
    AttemptRecord,
    EventKind,
    EventRecord,
    FormItem,
    JsonObject,
    MarkRecord,
    ResponseRecord,
    StoredResponse,
    VersionRecord,
)
from quiz.store.store import Store
from quiz.study import formatting
from quiz.study.clocks import Clocks
from quiz.study.restore import restore_response
from quiz.text.formatting import counted
from quiz.text.phrases import Lexicon

MAX_SEED = 2**31 - 1


class _Facts(NamedTuple):
    """A response as it is to be stored."""

    response: ResponseRecord
    version: VersionRecord
    mark: MarkRecord


class PracticeRunner:
    """Runs one attempt; read `session`, and navigate in it, but record responses here."""

    def __init__(
        self,
        session: Attempt,
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

    def again(self, positions: Sequence[int]) -> "PracticeRunner":
        """Return a new attempt of some questions of this one, with their options reordered."""
        seed = Random(self._attempt.seed).randint(1, MAX_SEED)
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
    def has_next_round(self) -> bool:
        """Whether mistakes are being repeated and some are still not right."""
        return self.mode is Mode.MISTAKES and bool(missed(self.session))

    def next_round(self) -> "PracticeRunner | None":
        """Return an attempt of the remaining mistakes, None when there are none to repeat."""
        if not self.has_next_round:
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
    return SystemRandom().randint(1, MAX_SEED)


def start(
    items: tuple[Item, ...],
    store: Store,
    seed: int,
    mode: Mode = Mode.PRACTICE,
    measured: bool = True,
    clocks: Clocks | None = None,
) -> PracticeRunner:
    """Start an attempt of a form; nothing is stored before its first response."""
    clocks = clocks or Clocks()
    attempt = attempt_record(items, seed, mode, measured, clocks)
    return PracticeRunner(Attempt(items, clocks.monotonic), attempt, store, clocks)


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


class _Place(NamedTuple):
    """A question of the stored form that can be shown again."""

    position: int
    item: Item
    answered: Answered | None


def resume(
    banks: Sequence[Bank], detail: AttemptDetail, store: Store, clocks: Clocks | None = None
) -> PracticeRunner:
    """Continue an unfinished attempt of some banks.

    A question that its bank no longer has, and that was not answered, is not asked; the notice
    says so. Raises `NotPlayable` when that leaves nothing.
    """
    clocks = clocks or Clocks()
    places = _places(banks, detail)
    answered = {
        number: place.answered for number, place in enumerate(places) if place.answered is not None
    }
    kept = {place.position for place in places}
    lost = [item.points for position, item in enumerate(detail.form) if position not in kept]
    if not places:
        raise NotPlayable("the bank no longer has any question of this attempt; start a new one")
    items = [place.item for place in places]
    session = Attempt(items, clocks.monotonic, answered, sum(lost))
    gone = len(lost)
    notice = (
        f"Left out because the bank no longer has them: {counted(gone, 'question')}."
        if gone
        else ""
    )
    positions = [place.position for place in places]
    player = PracticeRunner(session, attempt_of(detail), store, clocks, positions, notice)
    player.save()
    return player


def _places(banks: Sequence[Bank], detail: AttemptDetail) -> list[_Place]:
    known = {bank.id: bank for bank in banks}
    questions = {(bank.id, question.id): question for bank in banks for question in bank.questions}
    given = {response.position: response for response in detail.responses}
    lexicons = {
        bank.id: lexicon([source.text for source in bank.sources.values()]) for bank in banks
    }
    places = []
    for position, form_item in enumerate(detail.form):
        bank = known.get(form_item.bank)
        question = questions.get((form_item.bank, form_item.question))
        place = None
        if bank is not None and position in given:
            place = _answered_place(bank, position, given[position], lexicons[bank.id])
        elif bank is not None and question is not None:
            place = _open_place(bank, position, question, form_item, detail.seed)
        if place is not None:
            places.append(place)
    return places


def _open_place(
    bank: Bank, position: int, question: Question, form_item: FormItem, seed: int
) -> _Place:
    order = _order(question, form_item.option_order, seed)
    return _Place(position, Item(bank, question, order), None)


def _answered_place(
    bank: Bank, position: int, response: StoredResponse, known: Lexicon
) -> _Place | None:
    """Return an answered question as it stood then; None when the history cannot tell."""
    restored = restore_response(response, known)
    if restored is None:
        return None
    question, answered = restored
    return _Place(position, Item(bank, question, response.option_order), answered)


def _order(question: Question, stored: Order, seed: int) -> Order:
    """Return the stored order of the options, or a new one when the options have changed."""
    if sorted(stored) == list(range(len(question_type_of(question).shown(question)))):
        return stored
    return order_of(question, Random(seed))


def attempt_of(detail: AttemptDetail) -> AttemptRecord:
    """Return the record of a stored attempt."""
    summary = detail.summary
    return AttemptRecord(
        uid=summary.uid,
        mode=Mode(summary.mode),
        seed=detail.seed,
        title=summary.title,
        banks=summary.banks,
        form=detail.form,
        started=datetime.fromisoformat(summary.started),
        measured=detail.measured,
    )


TAKEN_BACK = "Undone: this answer does not count for your schedule or your figures."
SUSPENDED = (
    "Suspended: reviews leave it out until you resume it, under Progress, Memory or here when "
    "you answer it again."
)
RESUMED = "Resumed: reviews will ask it again."
BURIED = "Not today: reviews will not ask it before tomorrow."


class ResponseActions:
    """The actions on the answered questions of an attempt, by their position in it.

    A question must be answered and its response saved. Every action raises `StoreError` when it
    cannot be recorded, and changes nothing then.
    """

    def __init__(self, runner: PracticeRunner) -> None:
        self._runner = runner
        self._undone: set[int] = set()
        self._easy: set[int] = set()
        self._messages: dict[int, str] = {}

    def possible(self, position: int) -> bool:
        """Check whether a question is answered and no response is waiting to be saved."""
        return position in self._runner.session.answered and not self._runner.waiting

    def can_undo(self, position: int) -> bool:
        """Check whether a response exists and still counts."""
        return self.possible(position) and position not in self._undone

    def can_mark_easy(self, position: int) -> bool:
        """Check whether a response counts, was right and is not marked easy yet."""
        if not self.can_undo(position) or position in self._easy:
            return False
        return self._runner.session.answered[position].verdict.outcome is Outcome.RIGHT

    def status(self, position: int) -> str:
        """Return when a question comes back, or what was done to it; empty when unknown."""
        if position in self._messages:
            return self._messages[position]
        memory = self._runner.remembered.get(position)
        now = milliseconds(self._runner.clocks.utc())
        return "" if memory is None else formatting.due_words(memory, now)

    def undo(self, position: int) -> None:
        """Stop counting a response in the schedule and the figures."""
        self._record(position, EventKind.TAKE_BACK, TAKEN_BACK, of_response=True)
        self._undone.add(position)

    def mark_easy(self, position: int) -> None:
        """Mark a right response as easy, so that the question comes back later."""
        self._record(position, EventKind.EASY, "", of_response=True)
        self._easy.add(position)
        del self._messages[position]

    def suspend(self, position: int) -> None:
        """Suspend a question, or resume it when it is suspended."""
        if self._runner.store.state(self._runner.session.items[position].key).suspended:
            self._record(position, EventKind.RESUME, RESUMED)
        else:
            self._record(position, EventKind.SUSPEND, SUSPENDED)

    def postpone(self, position: int) -> None:
        """Leave a question out of reviews until the next study day."""
        until = study_day(self._runner.clocks.utc()).end
        self._record(position, EventKind.BURY, BURIED, {"until": until})

    def _record(
        self,
        position: int,
        kind: EventKind,
        message: str,
        detail: JsonObject | None = None,
        of_response: bool = False,
    ) -> None:
        runner = self._runner
        runner.record_event(position, uuid.uuid4().hex, kind, detail or {}, of_response)
        memory = runner.store.state(runner.session.items[position].key).memory
        if memory is None:
            runner.remembered.pop(position, None)
        else:
            runner.remembered[position] = memory
        self._messages[position] = message
