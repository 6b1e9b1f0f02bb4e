"""Run an exam: an answer sheet that is saved as it changes and handed in as a whole.

The clock of an exam runs on while the app is closed: the time spent is stored with the moment, and
the time since is added when the exam is continued. A system clock that was set back adds nothing.
While the app runs, a monotonic clock counts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from quiz.attempts.answer_sheet import AnswerSheet, Draft, SheetEntry
from quiz.attempts.attempt import Answered, Attempt
from quiz.attempts.form import Item
from quiz.errors import AnsweredElsewhere, StoreDamaged, StoreError
from quiz.model.bank import Bank
from quiz.model.response import Mode, Response
from quiz.question_types import question_type_of
from quiz.store.records import (
    AttemptDetail,
    AttemptRecord,
    ExamRecord,
    MarkedResponse,
    MarkRecord,
    ResponseRecord,
    SheetRecord,
)
from quiz.store.store import Store
from quiz.study.context import Clocks
from quiz.study.formatting import duration
from quiz.study.practice import (
    PracticeRunner,
    SelectedForm,
    attempt_of,
    attempt_record,
    resume,
    version_record,
)
from quiz.study.restore import NO_WORDS, blank_answer, stored_question, words_of
from quiz.text.phrases import Lexicon


class ExamChanges(NamedTuple):
    """The unsaved changes of an exam at one moment; safe to use in any thread."""

    exam: ExamRecord
    entries: Mapping[int, SheetEntry]


class ExamRunner:
    """Runs one exam until it is handed in; read `sheet`, and navigate in it."""

    def __init__(
        self,
        sheet: AnswerSheet,
        record: AttemptRecord,
        store: Store,
        clocks: Clocks,
        notice: str = "",
    ) -> None:
        self.sheet = sheet
        self.notice = notice
        """A message for the learner about this exam; may be empty."""
        self._record = record
        self._store = store
        self._clocks = clocks
        self._saved = dict(sheet.entries)
        self._handed_in = False
        self._refused = ""
        """Why handing in failed; empty if it did not fail."""
        self._lexicons: dict[str, Lexicon] = {}

    @property
    def unsaved(self) -> bool:
        """Whether an answer, a flag or a confidence on the sheet is not saved."""
        if not self._store.saved:
            return True
        # Time alone is no reason to warn: it changes with every second.
        return any(
            _without_time(entry) != _without_time(self._saved.get(position, SheetEntry()))
            for position, entry in self.sheet.entries.items()
        )

    def prepare(self) -> None:
        """Read the lexicons now, in any thread, so that handing in is fast."""
        for bank in {item.bank.id: item.bank for item in self.sheet.items}.values():
            if bank.id not in self._lexicons:
                self._lexicons[bank.id] = words_of(bank)

    @property
    def given(self) -> tuple[str, ...]:
        """The answer to the current question in words; empty when there is none."""
        return self.given_at(self.sheet.position)

    def given_at(self, position: int) -> tuple[str, ...]:
        """Return the answer to a question in words; empty when there is none."""
        given, question = self.sheet.at(position).given, self.sheet.items[position].question
        if given is None:
            return ()
        # The wording of a response does not depend on the words of the sources.
        return question_type_of(question).mark(question, given, NO_WORDS).given

    def answer(self, given: Response | None, draft: Draft) -> None:
        """Enter an answer to the current question; None while it is incomplete."""
        # An empty response says “I don’t know”, which leaves the question blank.
        self.sheet.answer(given or None, draft, self._clocks.utc())

    def changes(self) -> ExamChanges:
        """Return the unsaved changes."""
        # The time on the current question has to be on the sheet before it is compared.
        sheet = self.sheet
        sheet.tally()
        changed = {
            position: entry
            for position, entry in sheet.entries.items()
            if entry != self._saved.get(position)
        }
        exam = ExamRecord(sheet.limit, sheet.spent, sheet.position, self._clocks.utc())
        return ExamChanges(exam, changed)

    def save(self, changes: ExamChanges | None = None) -> None:
        """Save changes, by default all up to now.

        Raises `AnsweredElsewhere` when the exam was handed in in another window, and `StoreError`
        when they cannot be saved; the next changes then include them.
        """
        exam, entries = changes or self.changes()
        # The sheet may change meanwhile in another thread: only what was written counts as saved.
        self._store.save_exam(self._record.uid, exam, _records(entries, exam.saved))
        self._saved.update(entries)

    def save_rest(self) -> str:
        """Try once more to save the sheet; return what is lost as a sentence, or an empty text."""
        if self._handed_in:
            return ""
        reason = self._store.unsaved_reason
        if self.unsaved:
            try:
                self.save()
            except StoreError as error:
                reason = str(error)
        if self.unsaved and any(entry.draft for entry in self.sheet.entries.values()):
            return f"your answer sheet is not saved: {reason}"
        return f"the exam is not handed in: {self._refused}" if self._refused else ""

    def remove_limit(self) -> None:
        """Remove the time limit for good. Raises `StoreError`; then the limit stays."""
        if not self.sheet.over:
            self._store.remove_limit(self._record.uid)
            self.sheet.remove_limit()

    def hand_in(self, changes: ExamChanges | None = None) -> PracticeRunner:
        """Hand in the sheet and return the attempt with every question marked.

        A blank question scores 0, and no response to it is recorded, so that it does not affect the
        schedule. An exam that was handed in in another window is returned as it was there. Raises
        `StoreError`; nothing changes then.
        """
        self.prepare()
        exam, entries = changes or self.changes()
        answered: dict[int, Answered] = {}

        # Called with the sheet as the history has it, which another window may have changed.
        def marking(sheet: Sequence[SheetRecord]) -> list[MarkedResponse]:
            answered.update(self._marked({entry.position: entry for entry in sheet}))
            times = {entry.position: entry.changed for entry in sheet if entry.given}
            return list(self._responses(answered, times, exam.saved))

        records = _records(entries, exam.saved)
        try:
            self._store.hand_in(self._record, exam, records, marking)
        except AnsweredElsewhere as error:
            self._handed_in = True
            return self._handed_in_elsewhere(error)
        except StoreError as error:
            self._refused = str(error)
            raise
        self._handed_in = True
        attempt = Attempt(self.sheet.items, self._clocks.monotonic, answered)
        runner = PracticeRunner(attempt, self._record, self._store, self._clocks)
        runner.prepare()
        return runner

    def _marked(self, sheet: Mapping[int, SheetRecord]) -> Iterator[tuple[int, Answered]]:
        for position, item in enumerate(self.sheet.items):
            entry = sheet.get(position)
            if entry is None or not entry.given:
                yield position, blank_answer(item.question, self._lexicons[item.bank.id])
                continue
            words = self._lexicons[item.bank.id]
            verdict = question_type_of(item.question).mark(item.question, entry.given, words)
            seconds, hints = entry.seconds, entry.hints_used
            yield position, Answered(entry.given, verdict, seconds, hints, entry.confidence)

    def _responses(
        self, answered: Mapping[int, Answered], times: Mapping[int, datetime], end: datetime
    ) -> Iterator[MarkedResponse]:
        for position, item in enumerate(self.sheet.items):
            done, points = answered[position], float(item.question.points)
            if not done.response:
                continue  # A blank question: no response, so nothing for the schedule.
            response = ResponseRecord(
                position=position,
                option_order=item.order,
                given=done.response,
                confidence=done.confidence,
                seconds=done.seconds,
                hints_used=done.hints,
                answered=times.get(position, end),
            )
            mark = MarkRecord(done.verdict.fraction * points, points, done.verdict.outcome)
            yield MarkedResponse(response, version_record(item), mark)

    def _handed_in_elsewhere(self, error: AnsweredElsewhere) -> PracticeRunner:
        """Return the attempt as it was handed in. Raises `error` if it was not marked."""
        uid = self._record.uid
        number = next((each.number for each in self._store.attempts() if each.uid == uid), None)
        detail = None if number is None else self._store.attempt(number)
        if detail is None or detail.summary.finished is None:
            raise error
        banks = list({item.bank.id: item.bank for item in self.sheet.items}.values())
        runner = resume(banks, detail, self._store, self._clocks)
        attempt = runner.attempt
        for position in set(range(len(attempt.items))) - attempt.answered.keys():
            item = attempt.items[position]
            words = self._lexicons[item.bank.id]
            attempt.answered[position] = blank_answer(item.question, words)
        runner.notice = f"{error} Only the answers handed in there count."
        return runner


def begin_exam(form: SelectedForm, limit: float | None, store: Store, clocks: Clocks) -> ExamRunner:
    """Start an exam; it is on disk, with its questions, before the first is shown.

    `limit` is in seconds. Raises `StoreError`.
    """
    attempt = attempt_record(form.items, form.seed, Mode.EXAM, form.measured, clocks)
    exam = ExamRecord(limit, 0.0, 0, attempt.started)
    store.begin_exam(attempt, map(version_record, form.items), exam)
    sheet = AnswerSheet(form.items, clocks.hall, limit)
    return ExamRunner(sheet, attempt, store, clocks, form.notice)


def resume_exam(
    banks: Sequence[Bank], detail: AttemptDetail, store: Store, clocks: Clocks
) -> ExamRunner:
    """Continue an exam with its questions as they were at the start; its clock ran on.

    Raises `StoreError`.
    """
    kept = store.exam(detail.summary.uid)
    exam = kept.exam
    # A system clock that was set back would give a negative time.
    away = max(0.0, (clocks.utc() - exam.saved).total_seconds())
    sheet = AnswerSheet(
        _items(banks, detail, kept.bodies),
        clocks.hall,
        exam.limit,
        exam.spent + away,
        min(exam.position, len(detail.form) - 1),
        {entry.position: _entry(entry) for entry in kept.entries},
    )
    return ExamRunner(sheet, attempt_of(detail), store, clocks, _back(sheet))


def _items(
    banks: Sequence[Bank], detail: AttemptDetail, bodies: Sequence[Mapping[str, object]]
) -> list[Item]:
    """Return the questions as they were at the start, even if their bank has changed since."""
    known = {bank.id: bank for bank in banks}
    where = f"attempt {detail.summary.number}"
    damaged = StoreDamaged(f"The history is damaged at {where}; run `quiz doctor`.")
    items: list[Item] = []
    if not detail.form or len(detail.form) != detail.summary.questions:
        raise damaged
    for form_item, body in zip(detail.form, bodies, strict=True):
        question = stored_question(body)
        bank = known.get(form_item.bank)
        if question is None or bank is None:
            raise damaged
        items.append(Item(bank, question, form_item.option_order))
    return items


def _back(sheet: AnswerSheet) -> str:
    """Return the message that is shown when an exam is continued."""
    if sheet.left is None:
        return ""
    if sheet.over:
        return "The time ran out while the exam was closed."
    return f"The clock ran on while the exam was closed: {duration(sheet.left)} left."


def _entry(record: SheetRecord) -> SheetEntry:
    return SheetEntry(
        record.given,
        record.draft,
        record.flagged,
        record.confidence,
        record.seconds,
        record.hints_used,
        record.changed if record.draft else None,
    )


def _records(entries: Mapping[int, SheetEntry], now: datetime) -> list[SheetRecord]:
    return [
        SheetRecord(
            position,
            entry.given,
            entry.draft,
            entry.flagged,
            entry.confidence,
            entry.seconds,
            entry.hints,
            entry.changed or now,
        )
        for position, entry in entries.items()
    ]


def _without_time(entry: SheetEntry) -> SheetEntry:
    return replace(entry, seconds=0.0)
