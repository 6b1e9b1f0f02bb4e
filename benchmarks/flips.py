"""Flipped bits in a history: which change what is shown, and which `quiz doctor` notices.

`python -m benchmarks.flips [COUNT] [SEED] [--minutes N]` makes a history with everything that one
can hold, flips one random bit in a copy of it, runs the commands that show the history, and
compares their output with that of the sound history. Every difference must be noticed by
`quiz doctor`, and nothing may end with a traceback.
"""

import argparse
import contextlib
import io
import math
import os
import shutil
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from itertools import takewhile
from pathlib import Path
from random import Random
from typing import NamedTuple

from quiz.attempts.form import Item, make_form
from quiz.bank.reader import read_bank
from quiz.cli.main import DEBUG
from quiz.cli.main import main as quiz
from quiz.data_folder import database_path
from quiz.errors import UnreadableResponse
from quiz.model.bank import Bank
from quiz.model.response import Confidence, Response
from quiz.question_types import question_type_of
from quiz.store.connection import connect
from quiz.store.store import Store, open_store
from quiz.study.context import Clocks, Grading, now
from quiz.study.exam import begin_exam
from quiz.study.library import Library, bank_locations, offered_files
from quiz.study.practice import ResponseActions, SelectedForm, start

COMMANDS = (
    ("history",),
    ("history", "--format", "csv"),
    ("history", "1"),
    ("history", "2", "--full"),
    ("history", "3", "--format", "json"),
    ("history", "--export", "-"),
    ("progress",),
    ("progress", "--format", "json"),
    ("banks",),
    ("map", "munitions-policy"),
    ("regrade",),
    ("play", "munitions-policy", "--mode", "review", "--plain"),
    ("play", "nato-partners", "--plain", "--continue"),
)
"""What shows a history; each is run without input."""
_SEED = 7


class Seen(NamedTuple):
    """What the commands printed for one history."""

    outputs: tuple[tuple[int, str], ...]
    """The exit code and the output of each of `COMMANDS`."""
    sound: bool
    """Whether `quiz doctor` found the history in order."""
    faults: tuple[str, ...]
    """The commands that ended with a traceback, and its last line."""


FACTS = ("question_version", "attempt", "form_item", "response", "version_elsewhere", "event")
"""The tables of what was recorded, as opposed to what is derived."""


class Flips(NamedTuple):
    """The results of many flipped bits."""

    flipped: int
    changed: int
    """How many changed what a command shows without an error."""
    refused: int
    """How many only made commands report that the history is damaged."""
    unnoticed: tuple[str, ...]
    """Flips that changed something although `quiz doctor` found the history in order."""
    faults: tuple[str, ...]
    facts: int
    """How many changed a recorded fact, or made one unreadable."""
    facts_unnoticed: tuple[str, ...]
    """Those that `quiz doctor` did not notice."""


def make_history(directory: Path) -> Path:
    """Write a history with practice, exams, events, regrades and corrections; return its path."""
    random = Random(_SEED)
    with open_store(directory, now, Grading(0.9)) as store:
        library = Library(store, offered_files(bank_locations([])))
        banks = [bank for file in library.files if (bank := read_bank(file).bank) is not None]
        library.summaries()
        for number, bank in enumerate(banks * 2):
            _practise(store, bank, random, number)
        _examine(store, banks[0], random, hand_in=True)
        _examine(store, banks[1], random, hand_in=False)
    return database_path(directory)


def _practise(store: Store, bank: Bank, random: Random, number: int) -> None:
    runner = start(make_form([bank], random), store, number)
    actions = ResponseActions(runner)
    # The last attempts are left unfinished.
    for position in range(len(runner.attempt.items) - (3 if number > 3 else 0)):
        answer = _answer(runner.attempt.item, random)
        runner.submit(answer, random.choice((None, *Confidence)))
        if position == number:
            actions.undo(position)
        elif position == number + 1:
            actions.suspend(position)
        elif position == number + 2:
            actions.postpone(position)
        elif position > number + 2 and actions.can_overrule(position):
            actions.overrule(position)
        runner.attempt.advance()


def _answer(item: Item, random: Random) -> Response:
    """Return some answer to a question, right or wrong."""
    lines = [str(random.randint(1, 3)), "1 2", "1a 2b 3c", "2 1 3", "1a 2a 3b 4b", "100", "x; y"]
    lines += [" ".join(map(str, range(1, count))) for count in range(4, 9)]
    kind = question_type_of(item.question)
    for line in (*lines, *kind.key_texts(item.question)[:1]):
        with contextlib.suppress(UnreadableResponse):
            return kind.read(item.question, item.order, line)
    return ()


def _examine(store: Store, bank: Bank, random: Random, hand_in: bool) -> None:
    form = SelectedForm(make_form([bank], random), 1, True)
    runner = begin_exam(form, None, store, Clocks())
    for position, item in enumerate(runner.sheet.items[:6]):
        runner.sheet.go(position)
        runner.answer(_answer(item, random), ())
        runner.save()
    if hand_in:
        runner.hand_in()


def show(directory: Path) -> Seen:
    """Return what the commands print for the history in a folder."""
    outputs, faults = [], []
    for command in COMMANDS:
        code, text, fault = _run(command, directory)
        outputs.append((code, text))
        faults += [f"{' '.join(command)}: {fault}"] if fault else []
    code, text, fault = _run(("doctor",), directory)
    faults += [f"doctor: {fault}"] if fault else []
    return Seen(tuple(outputs), code == 0, tuple(faults))


def _run(command: Sequence[str], directory: Path) -> tuple[int, str, str]:
    """Return the exit code, what was printed, and the exception that ended a command."""
    os.environ["QUIZ_DATA_DIR"] = str(directory)
    os.environ[DEBUG] = "1"
    output, standard = io.StringIO(), sys.stdin
    sys.stdin = io.StringIO()
    try:
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(io.StringIO()):
            return quiz(command), output.getvalue().replace(str(directory), ""), ""
    except SystemExit as stopped:
        return int(stopped.code or 0), "", ""
    except Exception as error:
        return 1, "", f"{type(error).__name__}: {error}"
    finally:
        sys.stdin = standard


def flip(path: Path, place: int, bit: int) -> None:
    """Flip one bit of a file."""
    data = bytearray(path.read_bytes())
    data[place] ^= 1 << bit
    path.write_bytes(data)


def measure(
    count: int,
    seed: int,
    note: Callable[[str], object] = lambda line: None,
    minutes: float = math.inf,
) -> Flips:
    """Flip `count` random bits of a history, one at a time; `note` receives what went wrong.

    No further bit is flipped after that many minutes.
    """
    random = Random(seed)
    end = time.monotonic() + 60 * minutes
    with tempfile.TemporaryDirectory() as folder:
        sound = make_history(Path(folder) / "sound")
        data = sound.read_bytes()
        recorded = _facts(sound)
        expected = show(_copied(data, Path(folder) / "expected"))
        assert expected.sound and not expected.faults, expected
        results: Counter[str] = Counter()
        unnoticed, faults, facts_unnoticed = [], [], []
        for _ in takewhile(lambda _: time.monotonic() < end, range(count)):
            place, bit = random.randrange(len(data)), random.randrange(8)
            flipped = _copied(data, Path(folder) / "flipped")
            flip(flipped / sound.name, place, bit)
            # Commands may repair what is derived, so doctor looks at a copy of its own first.
            apart = _copied((flipped / sound.name).read_bytes(), Path(folder) / "apart")
            fact = _facts(apart / sound.name) != recorded
            noticed = _run(("doctor",), apart)[0] != 0
            seen = show(flipped)
            result = _compared(expected, seen)
            results[result] += 1
            name = f"byte {place} (page {place // 4096 + 1}), bit {bit}: {result}"
            results["facts"] += fact
            if fact and not noticed:
                facts_unnoticed.append(name)
                note(f"unnoticed fact: {name}")
            if result == "changed" and not noticed:
                unnoticed.append(name)
                note(f"unnoticed: {name}: {_differences(expected, seen)}")
            for fault in seen.faults:
                faults.append(f"{name}: {fault}")
                note(f"traceback: {name}: {fault}")
    return Flips(
        sum(results[each] for each in _RESULTS),
        results["changed"],
        results["refused"],
        tuple(unnoticed),
        tuple(faults),
        results["facts"],
        tuple(facts_unnoticed),
    )


def _facts(path: Path) -> list[list[object]] | None:
    """Return all recorded facts; None when they cannot be read."""
    try:
        with closing(connect(path, "mode=ro&immutable=1")) as connection:
            connection.text_factory = bytes
            return [
                connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()
                for table in FACTS
            ]
    except (sqlite3.Error, UnicodeDecodeError):
        return None


def _copied(data: bytes, directory: Path) -> Path:
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(mode=0o700)
    database_path(directory).write_bytes(data)
    return directory


_RESULTS = ("same", "changed", "refused")


def _compared(expected: Seen, seen: Seen) -> str:
    if seen.outputs == expected.outputs:
        return "same"
    shown = zip(seen.outputs, expected.outputs, strict=True)
    changed = any(now != before and now[0] == before[0] for now, before in shown)
    return "changed" if changed else "refused"


def _differences(expected: Seen, seen: Seen) -> str:
    named = zip(COMMANDS, seen.outputs, expected.outputs, strict=True)
    return "; ".join(" ".join(command) for command, now, before in named if now != before)


def main() -> None:
    """Flip bits and print the results."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("count", type=int, nargs="?", default=2000)
    parser.add_argument("seed", type=int, nargs="?", default=1)
    parser.add_argument(
        "--minutes", type=float, default=math.inf, help="flip no further bit after this time"
    )
    options = parser.parse_args()
    began = time.monotonic()
    flips = measure(
        *(options.count, options.seed), lambda line: print(line, flush=True), options.minutes
    )
    seconds = time.monotonic() - began
    print(
        f"{flips.flipped} flipped bits in {seconds:.0f} s: {flips.changed} changed "
        f"what is shown, {len(flips.unnoticed)} of them unnoticed by doctor; {flips.refused} only "
        f"made commands report damage; {len(flips.faults)} tracebacks; {flips.facts} changed a "
        f"fact, {len(flips.facts_unnoticed)} of them unnoticed"
    )
    sys.exit(1 if flips.unnoticed or flips.faults or flips.facts_unnoticed else 0)


if __name__ == "__main__":
    main()
