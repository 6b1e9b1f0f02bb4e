"""The open history: everything that the rest of the app reads from it and writes to it."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from quiz.model.response import Key, Memory
from quiz.store import facts, queries, rebuild, writes
from quiz.store.connection import LockedConnection
from quiz.store.facts import utc_text
from quiz.store.records import (
    ALL,
    AttemptDetail,
    AttemptRecord,
    AttemptSummary,
    BankFigures,
    CatalogueEntry,
    DueFigures,
    EventRecord,
    ExamDetail,
    ExamRecord,
    Marking,
    MarkRecord,
    QuestionState,
    ResponseFilter,
    ResponseRecord,
    Rules,
    SheetRecord,
    VersionRecord,
)

if TYPE_CHECKING:
    from quiz.store.export import ExportCounts
    from quiz.store.figures import Figures
    from quiz.store.import_reader import ImportedEntry
    from quiz.store.merge import Merged
    from quiz.store.writes import CountedResponse, Regrade


class Store(LockedConnection):
    """An open history; any thread may use it. Every method may raise StoreError.

    A failed write leaves no trace and may be tried again.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: Path,
        clock: Callable[[], datetime],
        rules: Rules,
        unsaved_reason: str | None = None,
    ) -> None:
        super().__init__(connection, path)
        self._clock = clock
        self._rules = rules
        self.unsaved_reason = unsaved_reason
        """Why nothing is saved, as a sentence; None when everything is."""

    @property
    def saved(self) -> bool:
        """Whether the history is saved on disk."""
        return self.unsaved_reason is None

    def record(
        self,
        attempt: AttemptRecord,
        response: ResponseRecord,
        version: VersionRecord,
        mark: MarkRecord,
    ) -> Memory | None:
        """Record one response; it is safe on disk when this returns (unless `saved` is False).

        Return the memory of its question afterwards. The attempt with its form and the version of
        the question are written too if they are new. Recording the same response again changes
        nothing; another one at the same position, or one in a finished attempt, raises
        AnsweredElsewhere.
        """
        with self._writing() as connection:
            return writes.add_response(connection, attempt, response, version, mark, self._rules)

    def warm(self) -> None:
        """Load in advance, in any thread, what recording the first response needs."""
        self._rules.warm()

    def record_event(self, event: EventRecord) -> None:
        """Record an action on a question; recording the same event again changes nothing."""
        with self._writing() as connection:
            writes.add_event(connection, event, self._rules)

    def finish_attempt(self, uid: str) -> None:
        """Mark an attempt as finished now, unless it is unknown or already finished."""
        with self._writing() as connection:
            writes.finish(connection, uid, utc_text(self._clock()))

    def begin_exam(
        self, attempt: AttemptRecord, versions: Iterable[VersionRecord], exam: ExamRecord
    ) -> None:
        """Record a new exam with its questions; recording it again changes nothing."""
        from quiz.store.exams import begin

        with self._writing() as connection:
            begin(connection, attempt, versions, exam)

    def save_exam(self, uid: str, exam: ExamRecord, entries: Iterable[SheetRecord]) -> None:
        """Save the progress of an exam and the changed entries of its sheet, but not the limit.

        Raises AnsweredElsewhere, like all methods for exams, when it was handed in.
        """
        from quiz.store.exams import save

        with self._writing() as connection:
            save(connection, uid, exam, entries)

    def lift_limit(self, uid: str) -> None:
        """Remove the time limit of an exam."""
        from quiz.store.exams import lift

        with self._writing() as connection:
            lift(connection, uid)

    def exam(self, uid: str) -> ExamDetail:
        """Return an unfinished exam."""
        from quiz.store.exams import load

        with self._reading() as connection:
            return load(connection, uid)

    def hand_in(
        self,
        attempt: AttemptRecord,
        exam: ExamRecord,
        entries: Iterable[SheetRecord],
        marking: Marking,
    ) -> None:
        """Record the whole sheet of an exam as responses and finish it, in one transaction.

        `entries` are those that changed since the last save; `marking` receives all of them.
        """
        moment = self._clock()
        from quiz.store.exams import hand_in

        with self._writing() as connection:
            hand_in(connection, attempt, exam, entries, marking, moment, self._rules)

    def attempts(self) -> list[AttemptSummary]:
        """Return every attempt, the newest first."""
        with self._reading() as connection:
            return queries.attempts(connection)

    def attempt(self, number: int) -> AttemptDetail:
        """Return one attempt with its form and responses; UsageError when there is none."""
        with self._reading() as connection:
            return queries.attempt(connection, number)

    def unfinished(self, banks: tuple[str, ...]) -> AttemptSummary | None:
        """Return the attempt at exactly these banks that can be continued, or None.

        Reviews cannot: a new review asks what is due now. Nor can exams whose sheet is not stored.
        """
        with self._reading() as connection:
            return queries.unfinished(connection, banks)

    def bank_figures(self) -> dict[str, BankFigures]:
        """Return the figures of every bank that was ever played, by bank id."""
        with self._reading() as connection:
            return queries.bank_figures(connection)

    def figures(self, narrowing: ResponseFilter = ALL) -> "Figures":
        """Return the figures over the responses that match a filter."""
        from quiz.store.figures import figures

        with self._reading() as connection:
            return figures(connection, narrowing, self._rules.options_to_guess)

    def states(self, banks: Iterable[str] | None = None) -> dict[Key, QuestionState]:
        """Return the state of every question of these banks, or of all."""
        with self._reading() as connection:
            return queries.states(connection, banks)

    def state(self, key: Key) -> QuestionState:
        """Return the state of one question."""
        with self._reading() as connection:
            return rebuild.state(connection, key)

    def due(self, banks: Iterable[str], now: int, before: int) -> list[Key]:
        """Return the questions of these banks due before a moment, the longest due first.

        Suspended questions and those postponed at `now` are left out. Times are in milliseconds.
        """
        with self._reading() as connection:
            return queries.due(connection, banks, now, before)

    def due_figures(self, now: int, start: int, end: int) -> DueFigures:
        """Return how much is due, and was reviewed, in the study day from `start` to `end`."""
        with self._reading() as connection:
            return queries.due_figures(connection, now, start, end)

    def offer(self, bank: str, questions: Iterable[str]) -> None:
        """Store which questions a bank has."""
        with self._writing() as connection:
            queries.offer(connection, bank, questions)

    @property
    def outdated(self) -> bool:
        """Whether schedules were derived by rules other than the current ones."""
        with self._reading() as connection:
            return queries.derived_by(connection) != self._rules.name

    def follow(self, rules: Rules) -> None:
        """Derive everything again by other rules, and use these from then on."""
        with self._writing() as connection:
            rebuild.derive(connection, rules)
        self._rules = rules

    def rebuild(self) -> None:
        """Derive all marks and schedules again from the facts, by the current rules."""
        with self._writing() as connection:
            rebuild.derive(connection, self._rules)

    def export(self, write: Callable[[str], object]) -> "ExportCounts":
        """Pass every line of an export, with its line end, to `write`; return the counts."""
        from quiz.store.export import amounts, lines

        with self._reading() as connection:
            for line in lines(connection):
                write(f"{line}\n")
            return amounts(connection)

    def merge(self, entries: "Iterable[ImportedEntry]") -> "Merged":
        """Add the facts of an exported history: all of them, or none.

        Raises `BadHistory` when a fact contradicts this history, and whatever reading `entries`
        raises.
        """
        from quiz.store.merge import merge

        with self._writing() as connection:
            return merge(connection, entries, self._rules)

    def counted(self, bank: str) -> "list[CountedResponse]":
        """Return every counted response to the questions of a bank, with its mark."""
        from quiz.store.writes import counted

        with self._reading() as connection:
            return counted(connection, bank)

    def regrade(self, regrades: "Sequence[Regrade]") -> None:
        """Record new marks of responses in one transaction."""
        from quiz.store.writes import regrade

        with self._writing() as connection:
            regrade(connection, regrades, self._rules)

    def catalogue_get(self, paths: Iterable[str]) -> dict[str, CatalogueEntry]:
        """Return the cached summaries of bank files, for the paths that have one."""
        with self._reading() as connection:
            return queries.get(connection, paths)

    def catalogue_put(self, entries: Mapping[str, CatalogueEntry]) -> None:
        """Store or replace cached summaries of bank files."""
        with self._writing() as connection:
            queries.put(connection, entries)

    def verify(self) -> list[str]:
        """Return a line for each changed fact; at most 20 lines."""
        with self._reading() as connection:
            return facts.verify(connection)

    def last_response(self) -> int:
        """Return the number of the last response of all, 0 when there is none."""
        with self._reading() as connection:
            return last_response(connection)


def last_response(connection: sqlite3.Connection) -> int:
    """Return the number of the last response of a database, 0 when there is none."""
    return int(connection.execute("SELECT coalesce(max(id), 0) FROM response").fetchone()[0])
