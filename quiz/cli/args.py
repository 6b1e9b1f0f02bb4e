"""The parser of the command line, and the options that several commands share."""

import argparse
from collections.abc import Sequence
from importlib import import_module

from quiz import __version__
from quiz.cli.commands import MAIN_COMMANDS, OTHER_COMMANDS, SUMMARIES, module_name

TYPE_CHECKING = False  # as in `typing`, whose import would slow every command down
if TYPE_CHECKING:
    from typing import NoReturn

_REQUESTS = ("-h", "--help", "--version")
"""Options that need no command."""

_EXAMPLES = """\
Type “quiz COMMAND --help” for the options of a command, with examples.

examples:
  quiz                            open the app
  quiz play nz-foreign-policy     play one bank
  quiz new my-banks/tides.txt     start a bank from a text
  quiz check questions            check every bank in a folder
  quiz progress                   show how your learning is going

exit codes: 0 done; 1 problems found in the input; 2 wrong usage;
3 could not be done; 130 interrupted
"""


def add_data_dir(parser: argparse.ArgumentParser) -> None:
    """Add the option that names the data folder."""
    parser.add_argument(
        "--data-dir",
        metavar="DIR",
        help="folder for history and settings (default: QUIZ_DATA_DIR, or your user data folder)",
    )


def add_theme(parser: "argparse._ActionsContainer") -> None:
    """Add the option for the colours of the screens."""
    from quiz.settings.definitions import THEMES

    words = "colours: dark, light, or another theme, such as nord"
    parser.add_argument("--theme", choices=THEMES, metavar="NAME", help=words)


def add_locations(parser: argparse.ArgumentParser) -> None:
    """Add the options for the data folder and for more banks."""
    add_data_dir(parser)
    parser.add_argument(
        "--banks",
        metavar="DIR",
        action="append",
        default=[],
        help="also offer the banks in this folder; may be repeated",
    )


def add_format(parser: argparse.ArgumentParser, *formats: str) -> None:
    """Add the option that chooses the output format; the first is the default."""
    parser.add_argument(
        "--format",
        choices=formats,
        default=formats[0],
        help=f"output format (default: {formats[0]})",
    )


def add_selection(parser: argparse.ArgumentParser) -> None:
    """Add the options that choose some of the questions."""
    parser.add_argument("--count", type=positive, metavar="N", help="ask this many questions")
    parser.add_argument(
        "--tag",
        metavar="TAG",
        action="append",
        default=[],
        help="ask only questions with this tag; repeat it for questions with any of several tags",
    )


def add_identity(parser: argparse.ArgumentParser) -> None:
    """Add the options that give a new bank its title and id."""
    parser.add_argument("--title", metavar="TITLE", help="title of the bank")
    parser.add_argument(
        "--id", metavar="ID", help="id of the bank, which ties it to its history for good"
    )


def positive(text: str) -> int:
    """Return a whole number above 0 that has at most nine digits."""
    # `isdigit` alone accepts digits of other scripts, and `int` is slow for thousands of digits.
    if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) and len(text) < 10):
        raise argparse.ArgumentTypeError(f"“{text}” is not a whole number, 1 or more")
    return int(text)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the options of a command line; `command` is the name of the command.

    Without a command it is `play`. Only the module of that command is imported. Wrong usage and
    requests for help end the program, as argparse does, with 2 or 0.
    """
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in _REQUESTS):
        arguments = ["play", *arguments]
    command, *rest = arguments
    # Subparsers would have to import every command, so the right parser is chosen by hand.
    if command in SUMMARIES:
        parser = Parser(prog=f"quiz {command}")
        _fill(parser, command)
        return parser.parse_args(rest)
    # Either an option such as --help, or a mistyped word.
    overview = _overview()
    if not command.startswith("-"):
        overview.error(_unknown(command))
    return overview.parse_args(arguments)


class Parser(argparse.ArgumentParser):
    """A parser that keeps control characters in wrong arguments away from the terminal."""

    def error(self, message: str) -> "NoReturn":
        """Print usage and message, cleaned, and end the program with 2."""
        from quiz.text.cleaning import clean_line

        super().error(clean_line(message))


def whole_parser() -> Parser:
    """Return a parser with all commands, for shell completion; it imports every command."""
    parser = _overview()
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for command, summary in SUMMARIES.items():
        _fill(commands.add_parser(command, help=summary), command)
    return parser


def _fill(parser: argparse.ArgumentParser, command: str) -> None:
    """Add the options and the help of a command."""
    module = import_module(module_name(command))
    summary = SUMMARIES[command]
    parser.description = f"{summary[0].upper()}{summary[1:]}."
    parser.epilog = module.HELP
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.set_defaults(command=command)
    module.add_arguments(parser)


def _overview() -> Parser:
    parser = Parser(
        prog="quiz",
        usage="quiz [-h] [--version] [COMMAND] …",
        description="Quizzes in the terminal. Every answer is explained, with a quote checked "
        "word for word against its source.",
        epilog=f"{_listed(MAIN_COMMANDS)}\nMore commands\n\n{_listed(OTHER_COMMANDS)}\n{_EXAMPLES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"quiz {__version__}")
    return parser


def _listed(groups: dict[str, dict[str, str]]) -> str:
    return "".join(
        f"{purpose}:\n" + "".join(f"  {name:<12}{summary}\n" for name, summary in commands.items())
        for purpose, commands in groups.items()
    )


def _unknown(command: str) -> str:
    """Return what is wrong when the first word is no command, and what to type instead."""
    from difflib import get_close_matches

    # A bank typed in place of a command is the other common mistake.
    near = get_close_matches(command, SUMMARIES, n=1)
    hint = f"Did you mean “{near[0]}”?" if near else f"To play a bank, type “quiz play {command}”."
    return f"there is no command “{command}”. {hint} “quiz --help” lists the commands"
