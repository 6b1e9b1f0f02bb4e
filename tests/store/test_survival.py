"""What happens to answers when processes die, disks fill up, and two windows write at once."""

import random
import signal
import subprocess
import sys
from pathlib import Path

from quiz.store.integrity import HistoryState
from tests.store.store_samples import examined, opened

_HEAD = f"""
import sys
from pathlib import Path
sys.path.insert(0, {str(Path(__file__).parent)!r})
from tests.store.store_samples import answer, attempt, opened
folder, name = Path(sys.argv[1]), sys.argv[2]
"""

_RECORD_FOR_EVER = (
    _HEAD
    + """
store = opened(folder)
for number in range(10**6):
    started = attempt(f"{name}-{number}", questions=5)
    for position in range(5):
        answer(store, started, position)
        print(started.uid, position, flush=True)
"""
)

_RECORD_TWENTY = (
    _HEAD
    + """
print("ready", flush=True)
sys.stdin.readline()
with opened(folder) as store:
    assert store.saved
    for number in range(20):
        started = attempt(f"{name}-{number}", questions=5)
        for position in range(5):
            answer(store, started, position)
        store.finish_attempt(started.uid)
"""
)

_FILL_THE_DISK = (
    _HEAD
    + """
import resource
from quiz.errors import StoreError

store = opened(folder)
answer(store, attempt("before"), 0)
log = folder / "history.sqlite-wal"
limits = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size + 5000, limits[1]))
failed = ""
for number in range(100):
    try:
        answer(store, attempt(f"full-{number}"), 0)
    except StoreError as error:
        failed = str(error)
        break
assert "cannot be written" in failed, failed
assert store.attempts()[0].uid == f"full-{number - 1}" if number else "before"
resource.setrlimit(resource.RLIMIT_FSIZE, limits)
answer(store, attempt(f"full-{number}"), 0)
assert store.attempts()[0].uid == f"full-{number}"
assert store.verify() == []
store.close()
"""
)

_CREATE_ON_A_FULL_DISK = (
    _HEAD
    + """
import resource

resource.setrlimit(resource.RLIMIT_FSIZE, (8192, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
with opened(folder) as store:
    assert not store.saved
    answer(store, attempt("unsaved"), 0)
    print(store.unsaved_reason)
"""
)


def _start(script: str, directory: Path, name: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, str(directory), name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _answered(directory: Path) -> set[tuple[str, int]]:
    """Return what the history holds, as (attempt, position)."""
    with opened(directory) as store:
        assert store.saved
        return {
            (summary.uid, response.position)
            for summary in store.attempts()
            for response in store.attempt(summary.number).responses
        }


def test_no_acknowledged_answer_is_lost_when_the_process_is_killed(tmp_path: Path) -> None:
    chance = random.Random(1)
    acknowledged: set[tuple[str, int]] = set()
    for run in range(10):
        process = _start(_RECORD_FOR_EVER, tmp_path, str(run))
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(chance.randrange(0, 40))]
        process.send_signal(signal.SIGKILL)
        rest, _ = process.communicate()
        for line in (*lines, *(part for part in rest.splitlines(True) if part.endswith("\n"))):
            uid, position = line.split()
            acknowledged.add((uid, int(position)))
    assert acknowledged
    assert acknowledged <= _answered(tmp_path)
    report = examined(tmp_path)
    assert report.state is HistoryState.INTACT, report.message


def test_two_windows_that_start_and_write_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    windows = [_start(_RECORD_TWENTY, folder, name) for name in "ab"]
    for window in windows:
        assert window.stdout is not None
        window.stdout.readline()
    for window in windows:
        assert window.stdin is not None
        window.stdin.write("go\n")
        window.stdin.flush()
    assert [window.communicate()[0] for window in windows] == ["", ""]
    assert [window.returncode for window in windows] == [0, 0]
    expected = {
        (f"{name}-{number}", place) for name in "ab" for number in range(20) for place in range(5)
    }
    assert _answered(folder) == expected
    assert examined(folder).state is HistoryState.INTACT


def test_a_full_disk_keeps_what_was_saved_and_the_answer_can_be_tried_again(
    tmp_path: Path,
) -> None:
    done = subprocess.run([sys.executable, "-c", _FILL_THE_DISK, str(tmp_path), "x"], check=False)
    assert done.returncode == 0
    assert examined(tmp_path).state is HistoryState.INTACT


def test_a_disk_too_full_for_a_new_history_leaves_nothing_behind(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _CREATE_ON_A_FULL_DISK, str(tmp_path), "x"],
        check=True,
        capture_output=True,
        text=True,
    )
    assert "cannot be written" in done.stdout
    assert "not saved" in done.stdout
    assert list(tmp_path.iterdir()) == []
