"""Times whole processes and screens, alternately with their baselines."""

import os
import pty
import select
import statistics
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from fcntl import ioctl
from termios import TIOCSWINSZ

ROUNDS = 15


def environment(**more: str) -> dict[str, str]:
    """Return the environment for measured processes; bytecode is kept, as for any user."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {**kept, "TERM": "xterm-256color", "COLORTERM": "truecolor", **more}


def cost(command: Sequence[str], **more: str) -> float:
    """Run a command, which must succeed; return its user and system seconds."""
    child = subprocess.Popen(
        [sys.executable, *command],
        env=environment(**more),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0, command
    return usage.ru_utime + usage.ru_stime


def peak(code: str, *arguments: str) -> int:
    """Run Python code; return its peak resident memory in kB."""
    code = f"{code}\nprint(open('/proc/self/status').read())"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=environment(),
        capture_output=True,
        check=True,
    )
    return _high_water(done.stdout.decode())


def _high_water(status: str) -> int:
    # `wait4` cannot be used here: it counts the parent's memory from before the program started.
    return int(status.split("VmHWM:")[1].split()[0])


class Screen:
    """A program in a pseudo-terminal of 80×24, whose output is watched."""

    def __init__(self, command: Sequence[str], **more: str) -> None:
        self.started = time.perf_counter()
        self.written = b""
        self._pid, self._fd = pty.fork()
        if self._pid == 0:
            os.execve(sys.executable, [sys.executable, *command], environment(**more))
        ioctl(self._fd, TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    def until(self, text: str, seconds: float = 20) -> float:
        """Wait until `text` has been written since the last key; return the time."""
        end = time.perf_counter() + seconds
        expected = text.encode()
        while expected not in self.written:
            assert time.perf_counter() < end, (text, self.written[-500:])
            if select.select([self._fd], [], [], 0.5)[0]:
                self.written += os.read(self._fd, 1 << 16)
        return time.perf_counter()

    def press(self, key: str) -> float:
        """Send a key as soon as the program is idle; return the time."""
        while select.select([self._fd], [], [], 0.15)[0]:
            os.read(self._fd, 1 << 16)
        self.written = b""
        moment = time.perf_counter()
        os.write(self._fd, key.encode())
        return moment

    def close(self) -> int:
        """Kill the program; return its peak resident memory in kB."""
        with open(f"/proc/{self._pid}/status", encoding="utf-8") as file:
            peak_memory = _high_water(file.read())
        os.kill(self._pid, 9)
        os.waitpid(self._pid, 0)
        os.close(self._fd)
        return peak_memory


def compare(
    name: str, runs: Mapping[str, Callable[[], float]], rounds: int = ROUNDS, target: str = ""
) -> None:
    """Print medians of measurements taken alternately, as ratios to the first."""
    taken: dict[str, list[float]] = {label: [] for label in runs}
    for _ in range(rounds):
        for label, run in runs.items():
            taken[label].append(run())
    base = statistics.median(next(iter(taken.values())))
    print(f"\n{name}{f'  (target {target})' if target else ''}")
    for label, values in taken.items():
        middle = statistics.median(values)
        spread = f"{min(values) / base:.2f}–{max(values) / base:.2f}"
        print(f"  {label:<44} {1000 * middle:9.1f} ms  {middle / base:6.2f}×  ({spread})")
