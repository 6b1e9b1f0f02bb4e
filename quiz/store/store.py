"""The open history, as the rest of the app sees it."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from quiz.model.memory import Key, Memory
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

    After a write that failed, nothing of it is kept and the same write may be tried again.
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
        """Why nothing is saved, a sentence for people; None when all is."""

    @property
    def saved(self) -> bool:
        """Say whether what is recorded outlasts this process."""
        return self.unsaved_reason is None

    def record(
        self,
        attempt: AttemptRecord,
        response: ResponseRecord,
        version: VersionRecord,
        mark: MarkRecord,
    ) -> Memory | None:
        """Record one response; it is safe on disk when this returns (unless `saved` is False).

        What is returned is how well its question is remembered now.
        The attempt with its form and the question version are written along when they are new.
        The same response again changes nothing; another one to the same position, or one to a
        finished attempt, is a StoreError.
        """
        with self._writing() as connection:
            return writes.add_response(connection, attempt, response, version, mark, self._rules)

    def warm(self) -> None:
        """Do at once, in any thread, what recording the first response would have to wait for."""
        self._rules.warm()

    def record_event(self, event: EventRecord) -> None:
        """Record what was done about a question; the same event again changes nothing."""
        with self._writing() as connection:
            writes.add_event(connection, event, self._rules)

    def finish_attempt(self, uid: str) -> None:
        """Mark an attempt as finished now; one never answered or already finished stays so."""
        with self._writing() as connection:
            writes.finish(connection, uid, utc_text(self._clock()))

    def begin_exam(
        self, attempt: AttemptRecord, versions: Iterable[VersionRecord], exam: ExamRecord
    ) -> None:
        """Record that an exam begins, with its questions; the same again changes nothing."""
        from quiz.store.exams import begin

        with self._writing() as connection:
            begin(connection, attempt, versions, exam)

    def save_exam(self, uid: str, exam: ExamRecord, entries: Iterable[SheetRecord]) -> None:
        """Keep how far an exam is and what has changed on its sheet; the limit stays as it is.

        Raises AnsweredElsewhere, as all about exams does, when it was handed in.
        """
        from quiz.store.exams import save

        with self._writing() as connection:
            save(connection, uid, exam, entries)

    def lift_limit(self, uid: str) -> None:
        """Take the time limit of an exam away."""
        from quiz.store.exams import lift

        with self._writing() as connection:
            lift(connection, uid)

    def exam(self, uid: str) -> ExamDetail:
        """Return an exam under way."""
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
        """Record the whole sheet of an exam as responses and finish it, all at once or not at all.

        `entries` are what has changed since it was saved last; `marking` is given all of them.
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
        """Return the newest attempt of just these banks when it is unfinished, else None.

        Reviews are left out: what is due now is asked anew. So is an exam without its sheet.
        """
        with self._reading() as connection:
            return queries.unfinished(connection, banks)

    def bank_figures(self) -> dict[str, BankFigures]:
        """Return the figures of every bank that was ever played, by the id of the bank."""
        with self._reading() as connection:
            return queries.bank_figures(connection)

    def figures(self, narrowing: ResponseFilter = ALL) -> "Figures":
        """Return the figures over the responses that count, all of them unless narrowed."""
        from quiz.store.figures import figures

        with self._reading() as connection:
            return figures(connection, narrowing, self._rules.options_to_guess)

    def states(self, banks: Iterable[str] | None = None) -> dict[Key, QuestionState]:
        """Return what is known of every question of these banks, or of all."""
        with self._reading() as connection:
            return queries.states(connection, banks)

    def state(self, key: Key) -> QuestionState:
        """Return what is known of one question."""
        with self._reading() as connection:
            return rebuild.state(connection, key)

    def due(self, banks: Iterable[str], now: int, before: int) -> list[Key]:
        """Return the questions of these banks due before a moment, the longest due first.

        Suspended questions and those buried at `now` are left out. Moments are milliseconds.
        """
        with self._reading() as connection:
            return queries.due(connection, banks, now, before)

    def due_figures(self, now: int, start: int, end: int) -> DueFigures:
        """Return how much is due in the study day from `start` to `end`, and how much was done."""
        with self._reading() as connection:
            return queries.due_figures(connection, now, start, end)

    def offer(self, bank: str, questions: Iterable[str]) -> None:
        """Keep which questions a bank has, in place of what was kept."""
        with self._writing() as connection:
            queries.offer(connection, bank, questions)

    @property
    def outdated(self) -> bool:
        """Whether schedules were derived by other rules than those in force."""
        with self._reading() as connection:
            return queries.derived_by(connection) != self._rules.name

    def follow(self, rules: Rules) -> None:
        """Derive everything anew by other rules, which are in force from then on."""
        with self._writing() as connection:
            rebuild.derive(connection, rules)
        self._rules = rules

    def rebuild(self) -> None:
        """Derive marks' ratings and all schedules anew from the facts, by the rules in force."""
        with self._writing() as connection:
            rebuild.derive(connection, self._rules)

    def export(self, write: Callable[[str], object]) -> "ExportCounts":
        """Hand every line of an export to `write`, with its end; return how much there was."""
        from quiz.store.export import amounts, lines

        with self._reading() as connection:
            for line in lines(connection):
                write(f"{line}\n")
            return amounts(connection)

    def merge(self, entries: "Iterable[ImportedEntry]") -> "Merged":
        """Take in the facts of an exported history: all of them, or none.

        Raises whatever else reading `entries` raises, and `BadHistory` when a fact contradicts
        what is here.
        """
        from quiz.store.merge import merge

        with self._writing() as connection:
            return merge(connection, entries, self._rules)

    def counted(self, bank: str) -> "list[CountedResponse]":
        """Return every response that counts to the questions of a bank, with its mark."""
        from quiz.store.writes import counted

        with self._reading() as connection:
            return counted(connection, bank)

    def regrade(self, regrades: "Sequence[Regrade]") -> None:
        """Record other marks of responses, all in one step."""
        from quiz.store.writes import regrade

        with self._writing() as connection:
            regrade(connection, regrades, self._rules)

    def catalogue_get(self, paths: Iterable[str]) -> dict[str, CatalogueEntry]:
        """Return what is kept about the files of banks, for those paths that have something."""
        with self._reading() as connection:
            return queries.get(connection, paths)

    def catalogue_put(self, entries: Mapping[str, CatalogueEntry]) -> None:
        """Keep something about files of banks, in place of what was kept."""
        with self._writing() as connection:
            queries.put(connection, entries)

    def verify(self) -> list[str]:
        """Return what of the facts is not as it was written; at most 20 lines."""
        with self._reading() as connection:
            return facts.verify(connection)

    def last_response(self) -> int:
        """Return the number of the last response of all, 0 when there is none."""
        with self._reading() as connection:
            return last_response(connection)


def last_response(connection: sqlite3.Connection) -> int:
    """Return the number of the last response of a database, 0 when there is none."""
    return int(connection.execute("SELECT coalesce(max(id), 0) FROM response").fetchone()[0])
