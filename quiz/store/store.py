"""The open history: everything that the rest of the app reads from it and writes to it."""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from quiz.errors import StoreDamaged
from quiz.files import database_path, has_home, publish, sidecars, workshop
from quiz.model.response import Memory
from quiz.store import rebuild, writes
from quiz.store.backup import make_backup
from quiz.store.connection import (
    Unwritable,
    connect,
    connect_memory,
    copy_into,
    make_durable,
    newer,
    os_failure,
    read_header,
    shown,
    translated_errors,
)
from quiz.store.migrations import (
    MIGRATIONS,
    Migration,
    migrate,
    newest,
    version_of,
)
from quiz.store.queries import Queries
from quiz.store.records import (
    ALL,
    AttemptRecord,
    EventRecord,
    ExamDetail,
    ExamRecord,
    Marking,
    MarkRecord,
    ResponseFilter,
    ResponseRecord,
    Rules,
    SheetRecord,
    VersionRecord,
    utc_text,
)

if TYPE_CHECKING:
    from quiz.store.export import ExportCounts
    from quiz.store.figures import Figures
    from quiz.store.import_reader import ImportedEntry
    from quiz.store.merge import Merged
    from quiz.store.writes import CountedResponse, Regrade


class Store(Queries):
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

    def figures(self, narrowing: ResponseFilter = ALL) -> "Figures":
        """Return the figures over the responses that match a filter."""
        from quiz.store.figures import figures

        with self._reading() as connection:
            return figures(connection, narrowing, self._rules.options_to_guess)

    @property
    def outdated(self) -> bool:
        """Whether schedules were derived by rules other than the current ones."""
        with self._reading() as connection:
            row = connection.execute("SELECT rules FROM derived_by").fetchone()
            return row is None or str(row[0]) != self._rules.name

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

    def verify(self) -> list[str]:
        """Return a line for each changed fact; at most 20 lines."""
        from quiz.store.integrity import verify

        with self._reading() as connection:
            return verify(connection)

    def last_response(self) -> int:
        """Return the number of the last response of all, 0 when there is none."""
        with self._reading() as connection:
            return writes.tip(connection).number


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
        return Store(_open_saved(path, clock, migrations), path, clock, rules)
    except Unwritable as error:
        connection, known = _open_unsaved(path, migrations)
        return Store(connection, path, clock, rules, f"{error} {known}")


def _open_saved(
    path: Path, clock: Callable[[], datetime], migrations: Sequence[Migration]
) -> sqlite3.Connection:
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
            _make_ready(connection, path, clock, migrations)
        except BaseException:
            connection.close()
            raise
    return connection


def _create(path: Path, migrations: Sequence[Migration]) -> None:
    """Create a complete, empty history, unless another process does so first."""
    refuse_orphans(path)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with workshop(path.parent) as folder:
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
    migrations: Sequence[Migration],
) -> None:
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
    if version < wanted:
        make_backup(path, clock(), label=f"before-v{wanted}")
        migrate(connection, migrations)


def _open_unsaved(path: Path, migrations: Sequence[Migration]) -> tuple[sqlite3.Connection, str]:
    """Return a history in memory, and sentences that describe what it holds."""
    memory = connect_memory()
    with translated_errors(path):
        known = _copy(path, memory, newest(migrations))
        migrate(memory, migrations)
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
