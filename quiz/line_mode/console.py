"""The console of line mode: its input and output, line by line."""

from shutil import get_terminal_size
from textwrap import fill
from typing import NamedTuple, TextIO

from quiz.errors import UnreadableResponse
from quiz.text.cleaning import clean, clean_line


class InputLines:
    """Input line by line; a line can be put back to be read again."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._ahead = ""

    def isatty(self) -> bool:
        """Check whether the input is a terminal."""
        return self._stream.isatty()

    def readline(self) -> str:
        """Return the next line with its end; empty at the end of the input."""
        line, self._ahead = self._ahead, ""
        return line or self._stream.readline()

    def put_back(self, line: str) -> None:
        """Make a line the next one to be read; `line` has no line end."""
        self._ahead = f"{line}\n"


class Streams(NamedTuple):
    """The input and the two outputs of line mode."""

    lines: TextIO | InputLines
    output: TextIO
    warnings: TextIO


class Stopped(Exception):
    """The attempt was stopped, by the learner or by the end of the input."""


def is_command(line: str) -> bool:
    """Check whether a line is a command; “::” begins an answer that begins with “:”."""
    return line.startswith(":") and not line.startswith("::")


def answer_of(line: str) -> str:
    """Return the answer in a line that is no command."""
    return line.removeprefix(":") if line.startswith("::") else line


def no_command(name: str) -> UnreadableResponse:
    """Return the error that there is no such command."""
    return UnreadableResponse(
        f"There is no command {name}. Type :help for the list, or :{name} to answer “{name}”."
    )


class Console:
    """A dialogue in lines, with a separate stream for warnings."""

    def __init__(self, streams: Streams) -> None:
        lines, self._output, self._warnings = streams
        self._lines = lines if isinstance(lines, InputLines) else InputLines(lines)

    def read(self) -> str:
        """Return the next line. Raises `Stopped` at the end of the input."""
        if self._lines.isatty():
            print("> ", end="", file=self._output, flush=True)
        line = self._lines.readline()
        if not line:
            raise Stopped
        return line.strip()

    def say(self, *lines: str) -> None:
        """Clean and print texts; on a terminal, lines are wrapped between words."""
        for line in lines:
            for piece in clean(line).expandtabs(4).split("\n"):
                print(self._wrapped(piece), file=self._output)
        self._output.flush()

    def warn(self, message: str) -> None:
        """Print a warning to the stream for warnings."""
        print(f"quiz: {clean_line(message)}", file=self._warnings)

    def _wrapped(self, line: str) -> str:
        # Programs and files get whole lines, which they can wrap or search themselves.
        if not self._output.isatty():
            return line
        # Align the rest of a numbered option, such as “  1. ”, with its text.
        indent = " " * (len(line) - len(line.lstrip()) + 3 * line.startswith("  "))
        columns = max(20, get_terminal_size().columns - 1)
        return fill(line, columns, subsequent_indent=indent, break_on_hyphens=False)
