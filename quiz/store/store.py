"""The open history: everything that the rest of the app reads from it and writes to it."""

import os
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from quiz.data_folder import database_path, has_home, publish, sidecars, staging_folder
from quiz.errors import AnsweredElsewhere, StoreDamaged, StoreError
from quiz.model.response import LATEST, Memory
from quiz.store import rebuild, writes
from quiz.store.backup import copy_out, keep_replaced, make_backup
from quiz.store.connection import (
    Unwritable,
    connect,
    connect_memory,
    copy_into,
    empty_log,
    make_durable,
    newer,
    os_failure,
    read_header,
    shown,
    translated_errors,
    writing,
)
from quiz.store.migrations import MIGRATIONS, Migration, migrate, newest, version_of
from quiz.store.queries import Queries
from quiz.store.records import (
    ALL,
    AttemptRecord,
    EventRecord,
    ExamDetail,
    ExamRecord,
    FutureAnswers,
    Marking,
    MarkRecord,
    ResponseFilter,
    ResponseRecord,
    Rules,
    SheetRecord,
    VersionRecord,
    utc_milliseconds,
    utc_of,
    utc_text,
)

if TYPE_CHECKING:
    from quiz.store.export import ExportCounts
    from quiz.store.figures import Figures
    from quiz.store.import_reader import ImportedEntry
    from quiz.store.merge import Merged
    from quiz.store.writes import CountedResponse, Redate, Regrade

T = TypeVar("T")
P = ParamSpec("P")
_EARLY = f"SELECT count(*), min(max(at), {LATEST - 1}) FROM mark WHERE future = 1"
# A question whose last answer is dated later than now was derived while the clock was wrong; an
# answer left out as too early may have to count by now.
_OUTDATED = f"""
    SELECT coalesce((SELECT rules FROM derived_by), '') <> :rules
        OR coalesce((SELECT max(last) FROM memory), 0) > :now + {rebuild.SLACK}
        OR EXISTS (SELECT 1 FROM mark WHERE future = 1 AND at <= :now)
"""


class Store(Queries):
    """An open history; any thread may use it. Every method may raise StoreError.

    A failed write leaves no trace and may be tried again. A history that could not be written when
    it was opened is kept in memory, and saved as soon as a later write succeeds.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: Path,
        clock: Callable[[], datetime],
        rules: Rules,
        migrations: Sequence[Migration] = MIGRATIONS,
        unsaved_reason: str | None = None,
    ) -> None:
        super().__init__(connection, path, clock)
        self._rules = rules
        self._migrations = migrations
        self._stamp: tuple[int, int, int, int] | None = None
        self._note_files()
        self._last = writes.tip(connection)
        self._kept: Path | None = None
        """The copy of a history in whose place another file was put, until that is opened."""
        self._closed = False
        self.unsaved_reason = unsaved_reason
        """Why nothing is saved, as a sentence; None when everything is."""
        self._unsaved: list[Callable[[sqlite3.Connection], object]] = []
        """The writes made only in memory."""
        self.notice = ""
        """What happened to the file of the history, as a sentence; see `take_notice`."""

    @property
    def saved(self) -> bool:
        """Whether the history is saved on disk."""
        return self.unsaved_reason is None

    def take_notice(self) -> str:
        """Return the message on what happened to the file of the history, once; may be empty."""
        notice, self.notice = self.notice, ""
        return notice

    def warning(self) -> str:
        """Return what is wrong with the history, in sentences; empty when nothing is known.

        Only faults that are found quickly: `quiz doctor` looks at everything.
        """
        from quiz.store.verify import recent_problems

        if self.unsaved_reason is not None:
            return self.unsaved_reason
        with self._reading() as connection:
            problems = recent_problems(connection)
        if problems:
            return f"The history is damaged: {problems[0]}. Run `quiz doctor`."
        future = self.future_answers()
        if not future.answers or future.latest is None:
            return ""
        count = future.answers
        are, they = ("answer is", "It does") if count == 1 else ("answers are", "They do")
        return (
            f"{count:,} {are} dated later than now, up to {utc_of(future.latest)[:10]}. {they} not "
            "count until then. If the clock of this computer is right: quiz history --correct-dates"
        )

    def save(self) -> None:
        """Save the facts that are only in memory. Raises StoreError if that is still impossible."""
        with self._lock:
            self._reach_disk()
        if not self.saved and self._unsaved:
            raise Unwritable(self.unsaved_reason or "")

    def _write(
        self,
        action: Callable[Concatenate[sqlite3.Connection, P], T],
        *values: P.args,
        **named: P.kwargs,
    ) -> T:
        """Run one write transaction, and empty the log."""
        result = self._commit(action, *values, **named)
        with self._lock, translated_errors(self.path):
            self._empty_log()
        return result

    def _commit(
        self,
        action: Callable[Concatenate[sqlite3.Connection, P], T],
        *values: P.args,
        **named: P.kwargs,
    ) -> T:
        """Run one write transaction: on disk when this returns, or in memory if not `saved`."""

        def write(connection: sqlite3.Connection) -> T:
            return action(connection, *values, **named)

        with self._lock, translated_errors(self.path):
            self._reach_disk()
            with writing(self._connection):
                result = write(self._connection)
            if not self.saved:
                self._unsaved.append(write)
            elif _identity(self.path) != self._file:
                # It went into a file without a name; the next try writes to the right one.
                raise Unwritable(f"The history {shown(self.path)} was removed just now.")
            else:
                self._log_waits = True
        return result

    def _reach_disk(self) -> None:
        """Make sure that the connection leads to the file of the history, if possible."""
        if not self.saved:
            self._leave_memory()
        elif _identity(self.path) is None:
            # SQLite would go on writing to the removed file, and all would be gone at the end.
            with suppress(FileExistsError):
                # Otherwise another window put it back at the same time.
                copy_out(self._connection, self.path)
            self._switch(self._open()[0])
            self.notice = (
                "The file of the history was removed while quiz was open; it was written again."
            )
        else:
            self._follow_file()

    def _follow_file(self) -> None:
        """Open the file again if it is another one now, or was written by another program.

        SQLite does not notice that, and would mix what it knows of the old file with the new one.
        """
        found = _stamp(self.path)
        if not self.saved or found is None or found == self._stamp:
            return
        other = _identity(self.path) != self._file
        kept = f" The old one is {shown(self._leave_replaced())}." if other else ""
        self._switch(self._open()[0])
        # Most likely another window wrote to it; a file that holds our last answer is ours.
        if other or not writes.follows(self._connection, self._last):
            self.notice = (
                "The history was replaced while quiz was open; answers now go to the new one."
                f"{kept}"
            )
            self._last = writes.tip(self._connection)

    def _leave_replaced(self) -> Path:
        """Keep a copy of the open history, in whose place another file was put; return its path."""
        # Nothing was written since the last time: the new file could not be opened then.
        if self._kept is not None:
            return self._kept
        self._kept = keep_replaced(self._connection, self.path, self._clock())
        for left, file in zip(sidecars(self.path), self._beside, strict=True):
            # A log that came with the new file belongs to it; ours would damage it.
            if file is not None and _identity(left) == file:
                left.unlink(missing_ok=True)
        # If the old file comes back, it must be opened again, for its log is gone.
        self._stamp = None
        return self._kept

    def _empty_log(self) -> None:
        self._log_waits = False
        if self.saved:
            empty_log(self._connection)
            self._note_files()
            self._last = writes.tip(self._connection)

    def _note_files(self) -> None:
        """Note what distinguishes the files of the history as they are now."""
        self._file: tuple[int, int] | None = _identity(self.path)
        self._stamp = _stamp(self.path)
        self._beside: list[tuple[int, int] | None] = [_identity(s) for s in sidecars(self.path)]

    def close(self) -> None:
        """Close the history; calling it again has no effect.

        If another file was put in its place, a copy is kept: see `take_notice`.
        """
        with self._lock, translated_errors(self.path):
            replaced = _identity(self.path) not in (None, self._file)
            if self.saved and not self._closed and replaced:
                kept = self._leave_replaced()
                self.notice = (
                    "The history was replaced while quiz was open. The old one, with the answers "
                    f"given here, is {shown(kept)}."
                )
            self._closed = True
            self._connection.close()

    def _leave_memory(self) -> None:
        """Save the writes made in memory, and all later ones, if the disk is usable by now."""
        connection = None
        try:
            connection, _ = self._open()
            for write in self._unsaved:
                # Another window may have answered meanwhile: its answer counts.
                with suppress(AnsweredElsewhere), translated_errors(self.path):
                    with writing(connection):
                        write(connection)
        except StoreError:
            # Writes repeated at the next try change nothing.
            if connection is not None:
                connection.close()
            return
        self._switch(connection)
        self._last = writes.tip(connection)
        if self._unsaved:
            self.notice = "The history can be written again; your earlier answers are saved too."
        self.unsaved_reason = None
        self._unsaved.clear()

    def _open(self) -> tuple[sqlite3.Connection, str]:
        return _open_saved(self.path, self._clock, self._rules, self._migrations)

    def _switch(self, connection: sqlite3.Connection) -> None:
        self._connection.close()
        self._connection, self._kept = connection, None
        self._note_files()

    def record(
        self,
        attempt: AttemptRecord,
        response: ResponseRecord,
        version: VersionRecord,
        mark: MarkRecord,
        event: EventRecord | None = None,
    ) -> Memory | None:
        """Record one response; it is safe on disk when this returns (unless `saved` is False).

        Return the memory of its question afterwards, None if it is not saved. The attempt with its
        form and the version of the question are written too if they are new, and `event`, which
        tells how the response was given. Recording the same
        response again changes nothing; another one at the same position, or one in a finished
        attempt, raises AnsweredElsewhere.
        """
        memory = self._write(
            writes.add_response, attempt, response, version, mark, self._rules, self._now, event
        )
        return memory if self.saved else None

    def warm(self) -> None:
        """Load in advance, in any thread, what recording the first response needs."""
        self._rules.warm()

    def record_event(self, event: EventRecord) -> None:
        """Record an action on a question; recording the same event again changes nothing."""
        self._write(writes.add_event, event, self._rules, self._now)

    def finish_attempt(self, uid: str) -> None:
        """Mark an attempt as finished now, unless it is unknown or already finished."""
        self._write(writes.finish, uid, utc_text(self._clock()))

    def begin_exam(
        self, attempt: AttemptRecord, versions: Iterable[VersionRecord], exam: ExamRecord
    ) -> None:
        """Record a new exam with its questions; recording it again changes nothing."""
        from quiz.store.exams import begin

        self._write(begin, attempt, tuple(versions), exam)

    def save_exam(self, uid: str, exam: ExamRecord, entries: Iterable[SheetRecord]) -> None:
        """Save the progress of an exam and the changed entries of its sheet, but not the limit.

        Raises AnsweredElsewhere, like all methods for exams, when it was handed in.
        """
        from quiz.store.exams import save

        # Not after each: a sheet is saved at every few keys.
        self._commit(save, uid, exam, tuple(entries))

    def remove_limit(self, uid: str) -> None:
        """Remove the time limit of an exam."""
        from quiz.store.exams import remove_limit

        self._write(remove_limit, uid)

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
        from quiz.store.exams import hand_in

        moment = self._clock()
        self._write(hand_in, attempt, exam, tuple(entries), marking, moment, self._rules)

    def figures(self, response_filter: ResponseFilter = ALL) -> "Figures":
        """Return the figures over the responses that match a filter."""
        from quiz.store.figures import figures

        with self._reading() as connection:
            return figures(connection, response_filter, self._rules.options_to_guess)

    @property
    def outdated(self) -> bool:
        """Whether schedules must be derived again: by other rules, or at another time."""
        values = {"rules": self._rules.name, "now": self._now}
        with self._reading() as connection:
            return bool(connection.execute(_OUTDATED, values).fetchone()[0])

    def use_rules(self, rules: Rules) -> None:
        """Derive everything again by other rules, and use these from now on."""
        self._write(rebuild.derive, rules, self._now)
        self._rules = rules

    def rebuild(self) -> None:
        """Derive all marks and schedules again from the facts, by the current rules."""
        self.use_rules(self._rules)

    def repair(self) -> None:
        """Derive everything again, and read the banks again, whatever is stored."""
        self._write(rebuild.repair, self._rules, self._now)

    def future_answers(self) -> FutureAnswers:
        """Return how many answers are dated later than now, which do not count."""
        with self._reading() as connection:
            return FutureAnswers(*connection.execute(_EARLY).fetchone())

    def redates(self) -> "list[Redate]":
        """Return the corrections of all dates later than now."""
        from quiz.store.writes import redates

        with self._reading() as connection:
            return redates(connection, self._now)

    def correct_dates(self, corrections: "Sequence[Redate]") -> None:
        """Record the times at which responses were really given."""
        from quiz.store.writes import redate

        self._write(redate, corrections, self._clock(), self._rules)

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

        return self._write(merge, entries, self._rules, self._now)

    def counted(self, bank: str) -> "list[CountedResponse]":
        """Return every counted response to the questions of a bank, with its mark."""
        from quiz.store.writes import counted

        with self._reading() as connection:
            return counted(connection, bank)

    def regrade(self, regrades: "Sequence[Regrade]") -> None:
        """Record new marks of responses in one transaction."""
        from quiz.store.writes import regrade

        self._write(regrade, regrades, self._rules, self._now)

    def verify(self) -> list[str]:
        """Return a line for each changed fact; at most 20 lines."""
        from quiz.store.verify import verify

        with self._reading() as connection:
            return verify(connection)

    def last_response(self) -> int:
        """Return the number of the last response of all, 0 when there is none."""
        with self._reading() as connection:
            return writes.tip(connection).number


def _identity(path: Path) -> tuple[int, int] | None:
    """Return what distinguishes a file from any other at the same path; None without a file."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _stamp(path: Path) -> tuple[int, int, int, int] | None:
    """Return what changes when a file is written or replaced; None without a file."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def open_store(
    directory: Path,
    clock: Callable[[], datetime],
    rules: Rules,
    migrations: Sequence[Migration] = MIGRATIONS,
) -> Store:
    """Return the history of a data folder, created if there is none; schedules follow `rules`.

    If nothing can be written, the history is kept in memory, with whatever could be read:
    `Store.saved` is then False and `Store.unsaved_reason` explains why. Raises StoreForeign,
    StoreNewer and StoreDamaged, leaving the file as it was; StoreError when it is locked.
    """
    path = database_path(directory)
    try:
        connection, notice = _open_saved(path, clock, rules, migrations)
        store = Store(connection, path, clock, rules, migrations)
        store.notice = notice
        return store
    except Unwritable as error:
        connection, known = _open_unsaved(path, migrations)
        return Store(connection, path, clock, rules, migrations, f"{error} {known}")


def _open_saved(
    path: Path, clock: Callable[[], datetime], rules: Rules, migrations: Sequence[Migration]
) -> tuple[sqlite3.Connection, str]:
    """Return a connection to the history on disk, and a message on what was wrong with it."""
    if not has_home(path):
        raise Unwritable(
            "There is no home folder to keep the history in: name a folder with --data-dir or "
            "QUIZ_DATA_DIR."
        )
    if read_header(path, newest(migrations)) is None:
        _create(path, migrations)
    with translated_errors(path):
        connection = connect(path)
        try:
            notice = _make_ready(connection, path, clock, rules, migrations)
        except BaseException:
            connection.close()
            raise
    return connection, notice


def _create(path: Path, migrations: Sequence[Migration]) -> None:
    """Create a complete, empty history, unless another process does so first."""
    refuse_orphans(path)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with staging_folder(path.parent) as folder:
            built = folder / path.name
            built.touch(mode=0o600)
            with translated_errors(path), closing(connect(built)) as connection:
                migrate(connection, migrations)
                make_durable(connection)
            publish(built, path)
    except FileExistsError:
        if not path.exists():
            raise Unwritable(
                f"The history {shown(path)} cannot be written: its folder is a file."
            ) from None
    except OSError as error:
        raise os_failure(error, path) from error


def refuse_orphans(path: Path) -> None:
    """Raise StoreDamaged when only the log of a history is left.

    SQLite would apply it to a new history. The log is looked for first, because another process
    may just be creating both files.
    """
    log, _, journal = sidecars(path)
    left = [file for file in (log, journal) if file.exists() and file.stat().st_size]
    if left and not path.exists():
        raise StoreDamaged(
            f"The history {shown(path)} is gone, but {shown(left[0])} is still there. Nothing was "
            "changed: put the history back, restore a backup with `quiz doctor`, or move the rest "
            "away to start a new history."
        )


def _make_ready(
    connection: sqlite3.Connection,
    path: Path,
    clock: Callable[[], datetime],
    rules: Rules,
    migrations: Sequence[Migration],
) -> str:
    version, wanted = version_of(connection), newest(migrations)
    if version > wanted:
        raise newer(path, version, wanted)
    writes.tip(connection)
    if not make_durable(connection):
        raise Unwritable(
            f"The history {shown(path)} cannot be written safely: the file system allows no "
            "write-ahead log."
        )
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("ROLLBACK")
    if version == wanted:
        return ""
    backup = make_backup(path, clock(), label=f"before-v{wanted}")
    try:
        migrate(connection, migrations)
    except (sqlite3.Error, StoreError):
        # Each attempt to open it would leave another copy of a history that did not change.
        if version_of(connection) == version:
            with suppress(OSError):
                backup.unlink()
        raise
    return _derive_later(connection, rules, clock(), backup) if version else ""


def _derive_later(connection: sqlite3.Connection, rules: Rules, now: datetime, backup: Path) -> str:
    """Have everything derived again; return a message if that hides damage."""
    from quiz.store.verify import derivation_problems

    problems = derivation_problems(connection, rules, utc_milliseconds(now))
    with writing(connection):
        connection.execute("DELETE FROM derived_by")
    if not problems:
        return ""
    return (
        f"The history was damaged before it was brought up to date: {problems[0]}. Such results "
        f"were derived again; the history as it was is {shown(backup)}."
    )


def _open_unsaved(path: Path, migrations: Sequence[Migration]) -> tuple[sqlite3.Connection, str]:
    """Return a history in memory, and sentences that describe its contents."""
    memory = connect_memory()
    with translated_errors(path):
        known = _copy(path, memory, newest(migrations))
        derived_before = version_of(memory) == newest(migrations)
        migrate(memory, migrations)
        if not derived_before:
            memory.execute("DELETE FROM derived_by")
    return memory, f"What you answer now is not saved.{known}"


def _copy(path: Path, memory: sqlite3.Connection, wanted: int) -> str:
    """Copy what can be read from disk; return a sentence about it, or nothing.

    `immutable` needs no files beside the database, but ignores its write-ahead log.
    Raises sqlite3.Error when the history is damaged, StoreError when it belongs to another program.
    """
    try:
        if not has_home(path) or read_header(path, wanted) is None:
            return ""
    except Unwritable:
        return ""
    log, *_ = sidecars(path)
    behind = ", but perhaps not the latest" if log.is_file() and log.stat().st_size else ""
    for query, but in (("mode=ro", ""), ("mode=ro&immutable=1", behind)):
        try:
            with closing(connect(path, query)) as source:
                copy_into(source, memory)
                return f" Earlier answers can be seen{but}."
        except sqlite3.OperationalError:
            continue
    return ""
