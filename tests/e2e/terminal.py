"""A real terminal for the tests: a pseudo-terminal with an emulator behind it."""

import os
import re
import signal
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import pexpect
import pyte

KEYS = {"enter": "\r", "escape": "\x1b", "down": "\x1b[B", "f1": "\x1bOP", "f3": "\x1bOR",
        "f4": "\x1bOS", "f7": "\x1b[18~", "f8": "\x1b[19~", "f9": "\x1b[20~"}  # fmt: skip
# Answers to questions that the emulator does not know and would print.
_UNKNOWN = re.compile(rb"\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p|\x1bP.*?\x1b\\", re.DOTALL)


class Terminal:
    """`quiz` in a terminal of some size; `raw` is every byte that it wrote."""

    def __init__(self, *arguments: str, data: Path, columns: int = 80, rows: int = 24) -> None:
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.raw = b""
        environment = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
        # Where these are set, as the test runner does, they count more than the terminal's size.
        for name in ("LINES", "COLUMNS"):
            environment.pop(name, None)
        self._process = pexpect.spawn(
            sys.executable,
            ["-m", "quiz", *arguments],
            env={**environment, "QUIZ_DATA_DIR": str(data)},
            cwd=str(data.parent),
            dimensions=(rows, columns),
            timeout=10,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.close(force=True)

    @property
    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self._screen.display)

    def press(self, *keys: str) -> Self:
        for key in keys:
            self._process.send(KEYS.get(key, key))
        return self

    def resize(self, columns: int, rows: int) -> Self:
        self._screen.resize(rows, columns)
        self._process.setwinsize(rows, columns)
        return self

    def wait(self, text: str, seconds: float = 15) -> Self:
        """Return when a text is on the screen; fail with the screen otherwise."""
        end = time.monotonic() + seconds
        while text not in self.text:
            assert time.monotonic() < end, f"never saw {text!r}:\n{self.text}"
            self._pump()
        return self

    def kill(self, number: signal.Signals = signal.SIGKILL) -> Self:
        self._process.kill(number)
        return self

    def end(self) -> int:
        """Return the exit status, negative for a signal, once the program has ended."""
        end = time.monotonic() + 15
        while self._process.isalive():
            assert time.monotonic() < end, f"still running:\n{self.text}"
            self._pump()
        self._pump()
        if self._process.signalstatus is not None:
            return -int(self._process.signalstatus)
        return int(self._process.exitstatus or 0)

    def _pump(self) -> None:
        try:
            data = self._process.read_nonblocking(1 << 16, 0.05)
        except (pexpect.TIMEOUT, pexpect.EOF):
            return
        self.raw += data
        self._stream.feed(_UNKNOWN.sub(b"", data))
