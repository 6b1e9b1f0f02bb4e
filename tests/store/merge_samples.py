"""Machines that play, are copied, and hand each other their histories."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from hypothesis import strategies as st

from quiz.model.response import Confidence, Mode, Outcome
from quiz.store.connection import connect_memory, copy_into
from quiz.store.export import ExportCounts
from quiz.store.import_reader import read_export
from quiz.store.merge import Merged
from quiz.store.migrations import MIGRATIONS, migrate
from quiz.store.records import (
    AttemptRecord,
    AttemptSummary,
    EventKind,
    EventRecord,
    FormItem,
    MarkRecord,
    ResponseRecord,
    StoredResponse,
    VersionRecord,
)
from quiz.store.store import Store
from quiz.store.writes import Regrade
from quiz.study.context import Grading
from tests.store.store_samples import NOON

QUESTIONS = 3
ATTEMPTS = 4


class Move(NamedTuple):
    """One thing that a learner does on a machine."""

    what: str
    attempt: int
    position: int
    score: float
    seconds: int
    """How much later than the move before."""


MOVES = st.lists(
    st.builds(
        Move,
        st.sampled_from(
            ["answer"] * 4
            + ["regrade", "regrade", "finish", "suspend", "bury", "easy", "open", "back"]
            + ["overrule"]
        ),
        # Machines are to meet in one place often.
        st.sampled_from([0, 0, 0, *range(1, ATTEMPTS)]),
        st.sampled_from([0, 0, *range(1, QUESTIONS)]),
        st.sampled_from([0.0, 1 / 3, 1.0]),
        st.sampled_from([0, 0, 1, 1, 60, 200_000]),
    ),
    max_size=7,
)


def attempt_number(number: int) -> AttemptRecord:
    """Return one of the attempts; on all machines it is the same."""
    bank = f"bank-{number % 2}"
    form = tuple(FormItem(bank, f"q{place}", "v1", 1.0, (0, 1)) for place in range(QUESTIONS))
    started = NOON + timedelta(milliseconds=number)
    mode = list(Mode)[number % 4]
    return AttemptRecord(f"attempt-{number}", mode, number, "T\u0301", (bank,), form, started)


class Machine:
    """A history in memory, and somebody who plays."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.folder = folder
        self.now = NOON
        self._done = 0
        self._connection = connect_memory()
        migrate(self._connection, MIGRATIONS)
        self.store = self._opened()

    def _opened(self) -> Store:
        return Store(self._connection, Path("history.sqlite"), self._clock, Grading(0.9))

    def _clock(self) -> datetime:
        return self.now

    def copy(self, name: str) -> "Machine":
        """Return another machine that has a copy of the data folder."""
        other = Machine(name, self.folder)
        other.now = self.now
        copy_into(self._connection, other._connection)
        return other

    def play(self, moves: list[Move]) -> None:
        """Do these things, as far as they can be done."""
        for move in moves:
            self.now += timedelta(seconds=move.seconds)
            self._done += 1
            getattr(self, f"_{move.what}")(move)

    def _answer(self, move: Move) -> None:
        attempt = attempt_number(move.attempt)
        taken = {each.position for each in self._responses(move.attempt)}
        if move.position in taken or self._finished(move.attempt):
            return
        given = (round(3 * move.score),)
        response = ResponseRecord(
            move.position, (1, 0), given, Confidence(1 + move.position), 1.5, 0, self.now
        )
        key = (attempt.banks[0], f"q{move.position}", f"v{1 + move.attempt // 2}")
        body = {"question": {"id": key[1], "prompt": key[2]}, "quotes": self._quotes()}
        version = VersionRecord(*key, body)
        self.store.record(attempt, response, version, mark(move.score))

    def _quotes(self) -> list[dict[str, object]]:
        """Return where the quotes stand in the sources of this machine."""
        return [{"text": "t", "source": "s", "paragraph": ord(self.name), "spans": [[0, 1]]}]

    def _finish(self, move: Move) -> None:
        self.now += timedelta(milliseconds=move.attempt)
        self.store.finish_attempt(attempt_number(move.attempt).uid)
        self.now -= timedelta(milliseconds=move.attempt)

    def _regrade(self, move: Move) -> None:
        bank = attempt_number(move.attempt).banks[0]
        version = VersionRecord(bank, f"q{move.position}", "v9", {"question": {"prompt": "new"}})
        regrades = [
            Regrade(self._uid(str(place)), each, version, mark(move.score, 2.0), "why", self.now)
            for place, each in enumerate(self.store.counted(bank))
            if each.question == version.question
        ]
        self.store.regrade(regrades)

    def _suspend(self, move: Move) -> None:
        kind = EventKind.SUSPEND if move.score else EventKind.RESUME
        self._event(move, kind)

    def _bury(self, move: Move) -> None:
        self._event(move, EventKind.POSTPONE, {"until": move.seconds})

    def _open(self, move: Move) -> None:
        self._event(move, EventKind.OPEN_BOOK)

    def _easy(self, move: Move) -> None:
        self._event(move, EventKind.EASY)

    def _overrule(self, move: Move) -> None:
        if move.position in {each.position for each in self._responses(move.attempt)}:
            self._event(move, EventKind.OVERRULE, {"right": bool(move.score)})

    def _back(self, move: Move) -> None:
        self._event(move, EventKind.UNDO)

    def _event(self, move: Move, kind: EventKind, detail: dict[str, object] | None = None) -> None:
        attempt = attempt_number(move.attempt)
        place = (attempt.uid, move.position)
        key = (attempt.banks[0], f"q{move.position}")
        self.store.record_event(
            EventRecord(self._uid(), kind, *key, self.now, *place, detail or {})
        )

    def _uid(self, more: str = "") -> str:
        return f"{self.name}-{self._done}-{more}"

    def _summary(self, number: int) -> AttemptSummary | None:
        uid = attempt_number(number).uid
        return next((each for each in self.store.attempts() if each.uid == uid), None)

    def _responses(self, number: int) -> tuple[StoredResponse, ...]:
        found = self._summary(number)
        return () if found is None else self.store.attempt(found.number).responses

    def _finished(self, number: int) -> bool:
        found = self._summary(number)
        return found is not None and found.finished is not None

    def begin_exam(self, attempt: int) -> None:
        """Make an exam under way of an attempt, with one answer on its sheet."""
        (number,) = self._connection.execute(
            "SELECT id FROM attempt WHERE uid = ?", (attempt_number(attempt).uid,)
        ).fetchone()
        self._connection.execute("INSERT INTO exam VALUES (?, NULL, 0.0, 0, '', 0)", (number,))
        self._connection.execute(
            "INSERT INTO sheet VALUES (?, 1, NULL, '', 0, NULL, 0.0, 0, '', 0)", (number,)
        )

    def amounts(self) -> ExportCounts:
        """Return how much an export of its history holds."""
        return self.store.export(lambda line: None)

    def exported(self) -> str:
        """Return the export of its history."""
        lines: list[str] = []
        self.store.export(lines.append)
        return "".join(lines)

    def take(self, *texts: str) -> Merged:
        """Import histories, all in one step."""
        files = []
        for number, text in enumerate(texts):
            files.append(self.folder / f"{number}.jsonl")
            files[-1].write_text(text, "utf-8")
        return self.store.merge(entry for file in files for entry in read_export(file))

    def figures(self) -> object:
        """Return everything that people see of a history, local numbers aside.

        Where quotes stood is shown as the machine itself saw it.
        """
        now = self.now
        # Then no answer is dated later than now, on whichever machine it was given.
        self.now += timedelta(days=3650)
        if self.store.outdated:
            self.store.rebuild()
        attempts = [self.store.attempt(each.number) for each in self.store.attempts()]
        plain = [
            (
                each.summary._replace(number=0),
                each.seed,
                each.form,
                [
                    answer._replace(body={"question": answer.body.get("question")})
                    for answer in each.responses
                ],
            )
            for each in sorted(attempts, key=lambda each: each.summary.uid)
        ]
        figures = self.store.bank_figures()
        self.now = now
        return plain, self.store.states(), figures

    def close(self) -> None:
        """Forget everything."""
        self.store.close()


def mark(share: float, most: float = 1.0) -> MarkRecord:
    """Return the mark for a share of the points."""
    outcome = Outcome.RIGHT if share == 1 else Outcome.PARTLY if share else Outcome.WRONG
    return MarkRecord(share * most, most, outcome)


@contextmanager
def machines(folder: Path, plays: list[list[Move]], apart: list[Move]) -> Iterator[list[Machine]]:
    """Give a machine with copies that played on, each in its way, and one that was always apart."""
    first = Machine("a", folder)
    first.play(plays[0])
    others = [first.copy(name) for name in "bcd"[: len(plays) - 2]]
    for machine, moves in zip([first, *others], plays[1:], strict=True):
        machine.play(moves)
    stranger = Machine("e", folder)
    stranger.play([move._replace(attempt=3) for move in apart])
    every = [first, *others, stranger]
    try:
        yield every
    finally:
        for machine in every:
            with closing(machine):
                pass
