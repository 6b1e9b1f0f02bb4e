"""What can be typed: commands, options and their help."""

import argparse
from collections.abc import Sequence

from quiz import __version__

TYPE_CHECKING = False  # as in `typing`, whose import would cost every command its time
if TYPE_CHECKING:
    from typing import NoReturn

_EPILOG = """\
examples:
  quiz                            open the app
  quiz play nz-foreign-policy     play one bank
  quiz check questions            check every bank of a folder
  quiz history                    list what was played

exit codes: 0 done; 1 problems found in what was given; 2 wrong usage;
3 could not be done; 130 interrupted
"""

_PLAY_EPILOG = """\
BANK is the id of a bank on offer, the path of a bank, or a folder of banks; several are mixed.
On offer are the banks that come with quiz, those in ./questions, and those in folders given by
--banks or, parted like PATH, by QUIZ_BANKS. Without BANK, review and mistakes take all of them.
Questions not lately seen come first.

In plain mode every question is a few lines of text and every answer is one line of input:
the number of an option (or several: 1 3), the words of a short answer, the words of the gaps
with “;” between them. A line that starts with “:” is a command: :hint, :skip, :answer (show
me), :source, :help, :quit. It is chosen by itself when input or output is no terminal.

examples:
  quiz play munitions-policy
  quiz play munitions-policy nato-summit --count 10
  quiz play --mode review
  quiz play nato-summit --mode exam --time 20
  quiz play my/banks --plain
  printf '1\\n2\\n' | quiz play munitions-policy --seed 7
  quiz play munitions-policy --plain --continue
"""

_CHECK_EPILOG = """\
examples:
  quiz check questions
  quiz check my-bank.yaml --strict
  quiz check questions --format json
"""

_HISTORY_EPILOG = """\
examples:
  quiz history                    every attempt
  quiz history 3                  the responses of attempt 3
  quiz history --format csv > attempts.csv
  quiz history --export laptop.jsonl
  quiz history --import laptop.jsonl

An export is the whole history, except for exams under way, as JSON Lines; an existing file is never
overwritten. An import takes in what is not here yet, after a backup: all of the files or nothing.
"""

_REGRADE_EPILOG = """\
For use after a key was mended. Every answer given to the questions of these banks (else of all on
offer) is marked by the question as it is now, what was chosen being found by its words. Nothing is
written without --apply, which makes a backup first.

examples:
  quiz regrade munitions-policy            say which scores would change, and why
  quiz regrade munitions-policy --apply    change them
  quiz regrade --format csv > changes.csv
"""

_DOCTOR_EPILOG = """\
examples:
  quiz doctor                     look, change nothing
  quiz doctor --backup            make a backup of the history now
  quiz doctor --restore FILE      put a backup in the place of the history
"""


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the options of a command line; `command` names the command.

    Wrong usage and requests for help end the program, as argparse does, with 2 or 0.
    """
    arguments = list(arguments)
    if not _names_command(arguments):
        arguments.insert(0, "play")
    return _parser().parse_args(arguments)


def _names_command(arguments: Sequence[str]) -> bool:
    """Say whether a command, or a request that needs none, is among the arguments."""
    return bool(arguments) and (
        not arguments[0].startswith("-") or arguments[0] in ("-h", "--help", "--version")
    )


class Parser(argparse.ArgumentParser):
    """Says what was typed wrongly without passing control characters on to the terminal."""

    def error(self, message: str) -> "NoReturn":
        """Print usage and message, cleaned, and end the program with 2."""
        from quiz.text.cleaning import clean_line

        super().error(clean_line(message))


def _parser() -> Parser:
    parser = Parser(
        prog="quiz",
        description="Quizzes in the terminal; every answer is explained by a quote that was "
        "checked, word for word, against its source.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"quiz {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    _add_play(_command(commands, "play", "play a bank, or open the app", _PLAY_EPILOG))
    _add_check(_command(commands, "check", "check banks and say what is wrong", _CHECK_EPILOG))
    _add_history(_command(commands, "history", "list attempts and responses", _HISTORY_EPILOG))
    _add_regrade(_command(commands, "regrade", "mark old answers by mended keys", _REGRADE_EPILOG))
    _add_doctor(
        _command(commands, "doctor", "say where everything is and what is wrong", _DOCTOR_EPILOG)
    )
    return parser


def _command(
    commands: "argparse._SubParsersAction[Parser]",
    name: str,
    says: str,
    epilog: str,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(
        name,
        help=says,
        description=says[0].upper() + says[1:] + ".",
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    return parser


def _add_places(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data-dir",
        metavar="DIR",
        help="where the history is kept (else QUIZ_DATA_DIR, else the user's data folder)",
    )
    parser.add_argument(
        "--banks",
        metavar="DIR",
        action="append",
        default=[],
        help="offer the banks of this folder too; may be repeated",
    )


def _add_play(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("bank", metavar="BANK", nargs="*", help="ids, paths or folders")
    parser.add_argument(
        "--mode",
        choices=("practice", "exam", "review", "mistakes"),
        default="practice",
        help="practice (feedback at once), exam (after one submit), review (what is due), "
        "mistakes (until each is right)",
    )
    parser.add_argument("--count", type=_positive, metavar="N", help="ask this many questions")
    parser.add_argument(
        "--tag",
        metavar="TAG",
        action="append",
        default=[],
        help="ask questions with this tag; repeated, with any of the tags",
    )
    parser.add_argument(
        "--time", type=_minutes, metavar="MINUTES", help="the time limit of an exam"
    )
    parser.add_argument("--plain", action="store_true", help="play line by line, without a screen")
    parser.add_argument("--seed", type=int, metavar="N", help="choose and order as for this number")
    again = parser.add_mutually_exclusive_group()
    again.add_argument(
        "--continue", dest="resume", action="store_true", help="go on with an unfinished attempt"
    )
    again.add_argument("--new", action="store_true", help="start a new attempt without asking")
    _add_places(parser)


def _positive(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) and len(text) < 10):
        raise argparse.ArgumentTypeError(f"“{text}” is not a number of questions, 1 or more")
    return int(text)


def _minutes(text: str) -> float:
    """Return minutes as seconds."""
    try:
        minutes = float(text)
    except ValueError:
        minutes = 0
    if not 0 < minutes <= 10_000:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number of minutes above 0")
    return minutes * 60


def _add_check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", metavar="PATH", nargs="+", help="a bank or a folder of banks")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--strict", action="store_true", help="warnings fail too")


def _add_history(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("attempt", metavar="ATTEMPT", nargs="?", type=int, help="its number")
    parser.add_argument("--format", choices=("text", "json", "csv"), default="text")
    whole = parser.add_mutually_exclusive_group()
    whole.add_argument(
        "--export", metavar="FILE", help="write the whole history to a new file (- for the output)"
    )
    whole.add_argument(
        "--import",
        dest="imports",
        metavar="FILE",
        nargs="+",
        help="take in what was exported on another machine",
    )
    _add_places(parser)


def _add_regrade(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("bank", metavar="BANK", nargs="*", help="ids, paths or folders")
    parser.add_argument("--apply", action="store_true", help="write the marks that change")
    parser.add_argument("--format", choices=("text", "json", "csv"), default="text")
    _add_places(parser)


def _add_doctor(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--backup", action="store_true", help="make a backup now")
    what.add_argument("--restore", metavar="FILE", help="put this backup in place of the history")
    _add_places(parser)
