"""Practice attempts: the choice of questions, the runner, and actions on answered questions.

Every response is saved before its verdict is shown.
"""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from random import Random, SystemRandom
from typing import NamedTuple

from quiz.attempts.attempt import Answered, Attempt, missed
from quiz.attempts.form import Item, Wanted, make_form, make_ordered_form, order_of
from quiz.bank.questions import fingerprint, write_question
from quiz.errors import AnsweredElsewhere, NotPlayable, StoreError
from quiz.model.bank import Bank
from quiz.model.question import Question
from quiz.model.response import Confidence, Key, Memory, Mode, Order, Outcome, Response
from quiz.question_types import question_type_of
from quiz.schedule import days_until, milliseconds, study_day
from quiz.store.records import (
    MAX_REMARK,
    AttemptDetail,
    AttemptRecord,
    EventKind,
    EventRecord,
    FormItem,
    JsonObject,
    MarkRecord,
    Remark,
    ResponseRecord,
    StoredResponse,
    VersionRecord,
)
from quiz.store.store import Store
from quiz.study import formatting
from quiz.study.context import Clocks, StudyContext
from quiz.study.launch import Request
from quiz.study.restore import OPEN_BOOK, restore_response, words_of
from quiz.study.review import DuePlan, due_plan
from quiz.text.cleaning import clean_line
from quiz.text.formatting import counted
from quiz.text.phrases import Lexicon

MAX_SEED = 2**31 - 1


class _Facts(NamedTuple):
    """A response to be stored."""

    response: ResponseRecord
    version: VersionRecord
    mark: MarkRecord
    event: EventRecord | None = None
    """How it was given."""


class PracticeRunner:
    """Runs one attempt; read `attempt` and navigate in it, but submit responses here."""

    def __init__(
        self,
        attempt: Attempt,
        record: AttemptRecord,
        store: Store,
        clocks: Clocks,
        positions: Sequence[int] = (),
        notice: str = "",
    ) -> None:
        self.attempt = attempt
        # Items may be left out of a continued attempt; these are the positions in the stored form.
        self._positions = positions or range(len(attempt.items))
        self.notice = notice
        """A message for the learner about this attempt; may be empty."""
        self._record = record
        self.store = store
        self.clocks = clocks
        self._lexicons: dict[str, Lexicon] = {}
        self._pending: list[_Facts] = []
        self.remembered: dict[int, Memory] = {}
        """The memory state of answered questions, by their position in the attempt."""

    @property
    def mode(self) -> Mode:
        """The mode of the attempt."""
        return self._record.mode

    @property
    def unsaved(self) -> int:
        """The number of responses not saved: all of them when there is no writable history."""
        if self.store.saved:
            return len(self._pending)
        answered = self.attempt.answered.values()
        # A question left blank in an exam has no response; giving up in practice is one.
        return sum(bool(each.response) or self.mode is not Mode.EXAM for each in answered)

    @property
    def waiting(self) -> bool:
        """Whether responses are waiting to be saved."""
        return bool(self._pending)

    def record_event(
        self, position: int, uid: str, kind: EventKind, detail: JsonObject, of_response: bool
    ) -> None:
        """Record an action on a question of the attempt, or on the response to it.

        Raises `StoreError` when it cannot be recorded.
        """
        bank, question = self.attempt.items[position].key
        event = EventRecord(uid, kind, bank, question, self.clocks.utc(), detail=detail)
        if of_response:
            event = event._replace(attempt=self._record.uid, position=self._positions[position])
        self.store.record_event(event)

    def prepare(self) -> None:
        """Read the lexicons now, in any thread, so that the first marking is fast."""
        for bank in {item.bank.id: item.bank for item in self.attempt.items}.values():
            self._read_lexicon(bank)

    def submit(self, response: Response, confidence: Confidence | None = None) -> Answered:
        """Mark a response to the current question, save it and return it with its verdict.

        Earlier responses that could not be saved are saved first. Raises `StoreError` when the
        response cannot be saved; then nothing changes, and the caller may try again. If the
        question was answered in another window, that answer is returned with a note.
        """
        answered = self._mark(response, confidence)
        # In the order given: the schedule of a question depends on the order of its answers.
        self._flush()
        try:
            memory = self._commit(self._facts(answered))
            # None if the answer no longer counts, or if the history is not saved.
            if memory is not None:
                self.remembered[self.attempt.position] = memory
        except AnsweredElsewhere as error:
            answered = self._given_elsewhere(error)
        if notice := self.store.take_notice():
            notes = (*answered.verdict.notes, notice)
            answered = replace(answered, verdict=replace(answered.verdict, notes=notes))
        # After the commit: a verdict never shows for an answer that is not on disk.
        self.attempt.record(answered)
        self._finish_if_done()
        return answered

    def submit_unsaved(self, response: Response, confidence: Confidence | None = None) -> Answered:
        """Record a response without saving it; every later `submit` tries to save it."""
        answered = self._mark(response, confidence)
        self._pending.append(self._facts(answered))
        self.attempt.record(answered)
        return answered

    def save(self) -> None:
        """Save the responses that are not saved yet. Raises `StoreError`."""
        self.store.save()
        self._flush()
        self._finish_if_done()

    def save_rest(self) -> str:
        """Try once more to save everything; return what is lost as a sentence, or an empty text."""
        reason = self.store.unsaved_reason
        if self.waiting or not self.store.saved:
            try:
                self.save()
            except StoreError as error:
                reason = str(error)
        if not self.unsaved:
            return ""
        answers = counted(self.unsaved, "answer")
        return f"{answers} {'is' if self.unsaved == 1 else 'are'} not saved: {reason}"

    def change(self) -> str:
        """Return how the score changed since the last attempt at the same; empty without one.

        Raises `StoreError`.
        """
        before = self.store.score_before(self._record.uid)
        if before is None or not self.attempt.max_score:
            return ""
        share, finished = before
        day = formatting.day_words(finished, self.clocks.utc())
        return formatting.change(self.attempt.score / self.attempt.max_score, share, day)

    def due_days(self) -> dict[int, int]:
        """Return in how many days the answered questions come back; 0 is today.

        Raises `StoreError`.
        """
        now, found = milliseconds(self.clocks.utc()), {}
        for position, item in enumerate(self.attempt.items):
            if position in self.attempt.answered:
                state = self.store.state(item.key)
                if state.memory is not None and not state.suspended:
                    found[position] = days_until(state.memory.due, now)
        return found

    def again(self, positions: Sequence[int]) -> "PracticeRunner":
        """Return a new attempt of some questions of this one, with their options reordered."""
        # Derived from the seed of this attempt, so that a seed reproduces the repetitions too.
        seed = Random(self._record.seed).randint(1, MAX_SEED)
        random = Random(seed)
        items = [self.attempt.items[position] for position in positions]
        fresh = [Item(item.bank, item.question, order_of(item.question, random)) for item in items]
        # Only a repetition of the whole form may count for the best and last score.
        whole = len(fresh) == len(self.attempt.items)
        # Questions of an exam are repeated as practice, without an answer sheet.
        same = Mode.PRACTICE if self.mode is Mode.EXAM else self.mode
        mode = same if whole and same is not Mode.REVIEW else Mode.MISTAKES
        measured = whole and self._record.measured
        runner = start(tuple(fresh), self.store, seed, mode, measured, self.clocks)
        # Reading the words of long sources again would delay the first verdict.
        runner._lexicons = self._lexicons
        return runner

    @property
    def has_next_round(self) -> bool:
        """Whether this attempt repeats mistakes and some are still not right."""
        return self.mode is Mode.MISTAKES and bool(missed(self.attempt))

    def next_round(self) -> "PracticeRunner | None":
        """Return an attempt of the remaining mistakes, None when there are none to repeat."""
        if not self.has_next_round:
            return None
        remaining = missed(self.attempt)
        runner = self.again(remaining)
        runner.notice = f"Once more: {counted(len(remaining), 'question')} not yet right."
        return runner

    def _mark(self, response: Response, confidence: Confidence | None = None) -> Answered:
        self._read_lexicon(self.attempt.item.bank)
        marked = self.attempt.mark(response, self._lexicons[self.attempt.item.bank.id])
        if marked.open_book:
            notes = (*marked.verdict.notes, OPEN_BOOK)
            marked = replace(marked, verdict=replace(marked.verdict, notes=notes))
        return replace(marked, confidence=confidence)

    def _read_lexicon(self, bank: Bank) -> None:
        if bank.id not in self._lexicons:
            self._lexicons[bank.id] = words_of(bank)

    def _facts(self, answered: Answered) -> _Facts:
        item = self.attempt.item
        points = float(item.question.points)
        verdict = answered.verdict
        response = ResponseRecord(
            position=self._positions[self.attempt.position],
            option_order=item.order,
            given=answered.response,
            confidence=answered.confidence,
            seconds=answered.seconds,
            hints_used=answered.hints,
            answered=self.clocks.utc(),
        )
        mark = MarkRecord(verdict.fraction * points, points, verdict.outcome)
        event = None
        if answered.open_book:
            bank, question = item.key
            place = self._record.uid, response.position
            event = EventRecord(
                uuid.uuid4().hex, EventKind.OPEN_BOOK, bank, question, response.answered, *place
            )
        return _Facts(response, version_record(item), mark, event)

    def _commit(self, facts: _Facts) -> Memory | None:
        return self.store.record(self._record, *facts)

    def _flush(self) -> None:
        while self._pending:
            try:
                self._commit(self._pending[0])
            except AnsweredElsewhere:
                self.notice = "Some questions were answered in another window; those answers count."
            # Removed only now: after an error it is still waiting to be saved.
            del self._pending[0]

    def _given_elsewhere(self, error: AnsweredElsewhere) -> Answered:
        """Return the response that another window recorded for the current question.

        Raises `error` when there is none: the attempt was ended there.
        """
        uid = self._record.uid
        number = next(each.number for each in self.store.attempts() if each.uid == uid)
        position = self._positions[self.attempt.position]
        for stored in self.store.attempt(number).responses:
            if stored.position == position:
                restored = restore_response(stored, self._lexicons[self.attempt.item.bank.id])
                if restored is None:
                    break
                _, answered = restored
                notes = (*answered.verdict.notes, f"{error} The answer given there counts.")
                return replace(answered, verdict=replace(answered.verdict, notes=notes))
        raise error

    def _finish_if_done(self) -> None:
        if self.attempt.finished and not self._pending:
            self.store.finish_attempt(self._record.uid)


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
    """Start an attempt of a form; it is stored with its first response."""
    clocks = clocks or Clocks()
    record = attempt_record(items, seed, mode, measured, clocks)
    return PracticeRunner(Attempt(items, clocks.monotonic), record, store, clocks)


def attempt_record(
    items: tuple[Item, ...], seed: int, mode: Mode, measured: bool, clocks: Clocks
) -> AttemptRecord:
    """Return the record of a new attempt of a form."""
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
    """Return the stored form of the question of an item."""
    return version_of(item.bank, item.question)


def version_of(bank: Bank, question: Question) -> VersionRecord:
    """Return the version of a question to store with the responses to it."""
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


class _ResumedItem(NamedTuple):
    """A question of a stored form that can be shown again."""

    position: int
    item: Item
    answered: Answered | None
    undone: bool = False
    overruled: bool = False


def resume(
    banks: Sequence[Bank], detail: AttemptDetail, store: Store, clocks: Clocks | None = None
) -> PracticeRunner:
    """Continue an unfinished attempt of some banks.

    Unanswered questions that their bank no longer has are left out, with a notice. Raises
    `NotPlayable` when no question is left.
    """
    clocks = clocks or Clocks()
    resumed = _resumed_items(banks, detail)
    # Numbered again from 0: `positions` leads back to the stored form.
    answered = {
        number: each.answered for number, each in enumerate(resumed) if each.answered is not None
    }
    kept = {each.position for each in resumed}
    lost = [item.points for position, item in enumerate(detail.form) if position not in kept]
    if not resumed:
        raise NotPlayable("the bank no longer has any question of this attempt; start a new one")
    items = [each.item for each in resumed]
    undone = [number for number, each in enumerate(resumed) if each.undone]
    overruled = [number for number, each in enumerate(resumed) if each.overruled]
    attempt = Attempt(items, clocks.monotonic, answered, sum(lost), undone, overruled)
    gone = len(lost)
    notice = (
        f"Left out because the bank no longer has them: {counted(gone, 'question')}."
        if gone
        else ""
    )
    positions = [each.position for each in resumed]
    runner = PracticeRunner(attempt, attempt_of(detail), store, clocks, positions, notice)
    # The app may have been closed between the last response and the end of the attempt.
    runner.save()
    return runner


def _resumed_items(banks: Sequence[Bank], detail: AttemptDetail) -> list[_ResumedItem]:
    known = {bank.id: bank for bank in banks}
    questions = {(bank.id, question.id): question for bank in banks for question in bank.questions}
    given = {response.position: response for response in detail.responses}
    lexicons = {bank.id: words_of(bank) for bank in banks}
    resumed = []
    for position, form_item in enumerate(detail.form):
        bank = known.get(form_item.bank)
        question = questions.get((form_item.bank, form_item.question))
        found = None
        # An answered question is shown as it was then, an open one as it is now.
        if bank is not None and position in given:
            found = _answered_item(bank, position, given[position], lexicons[bank.id])
        elif bank is not None and question is not None:
            found = _open_item(bank, position, question, form_item, detail.seed)
        if found is not None:
            resumed.append(found)
    return resumed


def _open_item(
    bank: Bank, position: int, question: Question, form_item: FormItem, seed: int
) -> _ResumedItem:
    order = _order(question, form_item.option_order, seed)
    return _ResumedItem(position, Item(bank, question, order), None)


def _answered_item(
    bank: Bank, position: int, response: StoredResponse, known: Lexicon
) -> _ResumedItem | None:
    """Return an answered question as it was then; None when it cannot be restored."""
    restored = restore_response(response, known)
    if restored is None:
        return None
    question, answered = restored
    item = Item(bank, question, response.option_order)
    return _ResumedItem(position, item, answered, response.undone, response.overruled)


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


ANSWER_UNDONE = "Undone: this answer does not count for your score, your schedule or your figures."
OVERRULED = "Right by your own judgement: the mark stays, but your schedule counts it as right."
JUDGEMENT_WITHDRAWN = "Your judgement is withdrawn: your schedule follows the mark again."
SUSPENDED = (
    "Suspended: reviews leave it out until you resume it, in Progress under Memory, or in the same "
    "way when you next answer it."
)
RESUMED = "Resumed: reviews will ask it again."
POSTPONED = "Not today: reviews will not ask it before tomorrow."


REMARKED = {
    True: "⚑ Flagged as wrong. “quiz history --remarks” lists what you flagged, for the author.",
    False: "Your note is kept. “quiz history --remarks” lists your notes.",
}
REMARK_REMOVED = "Removed."


_STILL_DUE = (OVERRULED, JUDGEMENT_WITHDRAWN, *REMARKED.values(), REMARK_REMOVED)
"""The messages of actions after which the question comes back as before."""


def remark_words(remark: Remark) -> str:
    """Return a remark as it stands beside its question."""
    if remark.wrong:
        return f"⚑ You flagged this question{f': {remark.text}' if remark.text else '.'}"
    return f"Your note: {remark.text}"


class ResponseActions:
    """The actions on the answered questions of an attempt, by their position in it.

    A question must be answered and its response saved. Every action raises `StoreError` when it
    cannot be recorded, and changes nothing then.
    """

    def __init__(self, runner: PracticeRunner) -> None:
        self._runner = runner
        self._easy: set[int] = set()
        self._messages: dict[int, str] = {}

    def possible(self, position: int) -> bool:
        """Check whether a question is answered and no response is waiting to be saved."""
        return position in self._runner.attempt.answered and not self._runner.waiting

    def can_undo(self, position: int) -> bool:
        """Check whether a response exists and still counts."""
        if not self.possible(position) or position in self._runner.attempt.undone:
            return False
        # A blank question of an exam has no response that could be undone.
        blank = not self._runner.attempt.answered[position].response
        return not (blank and self._runner.mode is Mode.EXAM)

    def can_mark_easy(self, position: int) -> bool:
        """Check whether a response counts, was right and is not marked easy yet."""
        if not self.can_undo(position) or position in self._easy:
            return False
        return self._runner.attempt.answered[position].verdict.outcome is Outcome.RIGHT

    def status(self, position: int) -> str:
        """Return when a question comes back, or the last action on it; empty when unknown."""
        due = self._due(position, formatting.due_words)
        return f"{self.message(position)} {due}".strip()

    def message(self, position: int) -> str:
        """Return what the last action on a question did, or else the learner's remarks on it."""
        if position in self._messages:
            return self._messages[position]
        return " ".join(map(remark_words, self.remarks(position)))

    def returns(self, position: int) -> str:
        """Return when a question comes back in a few words: `back tomorrow`; empty if unknown."""
        return self._due(position, formatting.back_words)

    def _due(self, position: int, words: Callable[[Memory, int], str]) -> str:
        memory = self._runner.remembered.get(position)
        done = self._messages.get(position, "")
        if memory is None or done not in ("", *_STILL_DUE):
            return ""
        return words(memory, milliseconds(self._runner.clocks.utc()))

    def undo(self, position: int) -> None:
        """Stop counting a response in the schedule and the figures."""
        self._record(position, EventKind.UNDO, ANSWER_UNDONE, of_response=True)
        self._runner.attempt.undone.add(position)

    def mark_easy(self, position: int) -> None:
        """Mark a right response as easy, so that the question comes back later."""
        self._record(position, EventKind.EASY, "", of_response=True)
        self._easy.add(position)
        # With no message set, `status` shows the new due date: what the learner wants to see.
        del self._messages[position]

    def can_overrule(self, position: int) -> bool:
        """Check whether a response counts and was not marked right; never in an exam."""
        if self._runner.mode is Mode.EXAM or not self.can_undo(position):
            return False
        answered = self._runner.attempt.answered[position]
        return bool(answered.response) and answered.verdict.outcome is not Outcome.RIGHT

    def overrule(self, position: int) -> None:
        """Judge a response right against its verdict, or withdraw that judgement."""
        overruled = self._runner.attempt.overruled
        right = position not in overruled
        message = OVERRULED if right else JUDGEMENT_WITHDRAWN
        self._record(position, EventKind.OVERRULE, message, {"right": right}, of_response=True)
        overruled ^= {position}

    def suspend(self, position: int) -> None:
        """Suspend a question, or resume it when it is suspended."""
        if self._runner.store.state(self._runner.attempt.items[position].key).suspended:
            self._record(position, EventKind.RESUME, RESUMED)
        else:
            self._record(position, EventKind.SUSPEND, SUSPENDED)

    def postpone(self, position: int) -> None:
        """Leave a question out of reviews until the next study day."""
        until = study_day(self._runner.clocks.utc()).end
        self._record(position, EventKind.POSTPONE, POSTPONED, {"until": until})

    def remarks(self, position: int) -> list[Remark]:
        """Return the learner's remarks on a question."""
        return self._runner.store.remarks(self._runner.attempt.items[position].key)

    def remark(self, position: int, wrong: bool, text: str | None) -> None:
        """Store a remark on a question, or remove it with None.

        `wrong` says that something is wrong with the question; otherwise it is a note.
        """
        item = self._runner.attempt.items[position]
        detail: JsonObject = {
            "wrong": wrong,
            "text": clean_line(text or "")[:MAX_REMARK],
            "version": version_record(item).fingerprint,
            "removed": text is None,
        }
        done = REMARKED[wrong] if text is not None else REMARK_REMOVED
        self._record(position, EventKind.REMARK, done, detail)

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
        memory = runner.store.state(runner.attempt.items[position].key).memory
        if memory is None:
            runner.remembered.pop(position, None)
        else:
            runner.remembered[position] = memory
        self._messages[position] = message


class SelectedForm(NamedTuple):
    """The questions chosen for an attempt."""

    items: tuple[Item, ...]
    seed: int
    measured: bool
    """Whether they were chosen from a whole bank, so that the score counts for that bank."""
    notice: str = ""
    """A message for the learner about the choice; may be empty."""


def select_form(request: Request, banks: Sequence[Bank], context: StudyContext) -> SelectedForm:
    """Choose the questions of a request.

    Raises `NotPlayable` when there are none and `UsageError` when there are too few, both with
    the reason.
    """
    seed = new_seed() if request.seed is None else request.seed
    random = Random(seed)
    wanted = Wanted(request.max_questions, request.tags, request.only)
    if request.mode is Mode.REVIEW:
        return _review(banks, wanted, context, seed)
    if request.mode is Mode.MISTAKES:
        keys = _mistakes(banks, wanted, context)
        return SelectedForm(
            make_ordered_form(banks, keys, random, wanted.max_questions), seed, False
        )
    states = context.store.states([bank.id for bank in banks])
    seen = {key: state.memory.last for key, state in states.items() if state.memory is not None}
    items = make_form(banks, random, wanted, seen)
    return SelectedForm(items, seed, len(banks) == 1 and wanted == Wanted())


def _review(
    banks: Sequence[Bank], wanted: Wanted, context: StudyContext, seed: int
) -> SelectedForm:
    plan = due_plan(context, _keys(banks, wanted), wanted.named)
    if plan.why_nothing:
        raise NotPlayable(plan.why_nothing)
    # The daily limit and --count both apply; the smaller one decides.
    bounds = [bound for bound in (plan.left, wanted.max_questions) if bound is not None]
    max_count = min(bounds, default=None)
    items = make_ordered_form(banks, plan.keys, Random(seed), max_count)
    return SelectedForm(items, seed, False, _waiting(plan, len(items), max_count))


def _waiting(plan: DuePlan, asked: int, max_count: int | None) -> str:
    """Return the reason why some due questions are not asked; empty when all are."""
    held_back = 0 if plan.left is None else len(plan.keys) - plan.left
    if held_back > 0:
        return f"{held_back} more are due, but your daily limit is {plan.limit}."
    # With no limit reached, questions are missing only because they are enemies of others.
    more = len(plan.keys) - asked
    if more and asked != max_count:
        return f"{more} more are due; they would give away answers here, so they come later."
    return ""


def _mistakes(banks: Sequence[Bank], wanted: Wanted, context: StudyContext) -> tuple[Key, ...]:
    """Return the questions whose last answer was wrong, the oldest answer first."""
    states = context.store.states([bank.id for bank in banks])
    keys = _keys(banks, wanted)
    met = {key: state for key, state in states.items() if state.memory is not None and key in keys}
    wrong = [
        (state.memory.last, key)
        # Suspending a question is the way to stop being asked it, so here too.
        for key, state in met.items()
        if state.memory is not None and not state.last_right and not state.suspended
    ]
    if not wrong:
        why = "you last answered all of them right" if met else "you have not answered any yet"
        raise NotPlayable(f"There are no mistakes{wanted.named} to repeat: {why}.")
    return tuple(key for _, key in sorted(wrong))


def _keys(banks: Sequence[Bank], wanted: Wanted) -> frozenset[Key]:
    """Return the questions of the banks that are wanted.

    Raises `NotPlayable`, with the reason, if there are none.
    """
    if banks:
        wanted.refuse_unknown(banks)
    return frozenset(
        (bank.id, each.id) for bank in banks for each in bank.questions if wanted.allows(bank, each)
    )
