"""What can be typed: commands, options and their help."""

import argparse
from collections.abc import Sequence

from quiz import __version__
from quiz.cli import epilogs

TYPE_CHECKING = False  # as in `typing`, whose import would cost every command its time
if TYPE_CHECKING:
    from typing import NoReturn


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
        epilog=epilogs.QUIZ,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"quiz {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    _add_play(_command(commands, "play", "play a bank, or open the app", epilogs.PLAY))
    _add_check(_command(commands, "check", "check banks and say what is wrong", epilogs.CHECK))
    _add_history(_command(commands, "history", "list attempts and responses", epilogs.HISTORY))
    _add_progress(_command(commands, "progress", "say how learning goes", epilogs.PROGRESS))
    _add_map(_command(commands, "map", "show how well a source is known", epilogs.MAP))
    _add_regrade(_command(commands, "regrade", "mark old answers by mended keys", epilogs.REGRADE))
    _add_settings(
        _command(commands, "settings", "list, explain and change settings", epilogs.SETTINGS)
    )
    _add_doctor(
        _command(commands, "doctor", "say where everything is and what is wrong", epilogs.DOCTOR)
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


def _add_data_dir(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data-dir",
        metavar="DIR",
        help="where history and settings are kept (else QUIZ_DATA_DIR, else the user's data "
        "folder)",
    )


def _add_places(parser: argparse.ArgumentParser) -> None:
    _add_data_dir(parser)
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
        "--sentence", type=_positive, metavar="N", help="ask what sentence N of the source has"
    )
    parser.add_argument("--source", metavar="NAME", help="the source of the sentence, of several")
    parser.add_argument(
        "--time", type=_minutes, metavar="MINUTES", help="the time limit of an exam"
    )
    parser.add_argument("--seed", type=int, metavar="N", help="choose and order as for this number")
    again = parser.add_mutually_exclusive_group()
    again.add_argument(
        "--continue", dest="resume", action="store_true", help="go on with an unfinished attempt"
    )
    again.add_argument("--new", action="store_true", help="start a new attempt without asking")
    _add_play_settings(parser)
    _add_places(parser)


def _positive(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) and len(text) < 10):
        raise argparse.ArgumentTypeError(f"“{text}” is not a whole number, 1 or more")
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


def _add_play_settings(parser: argparse.ArgumentParser) -> None:
    """Add what counts for one run; “quiz settings” changes the same for all."""
    group = parser.add_argument_group("settings of this run (“quiz settings” explains and keeps)")
    switch = argparse.BooleanOptionalAction
    group.add_argument("--plain", action=switch, help="play line by line, without a screen")
    group.add_argument("--theme", choices=("dark", "light"), help="dark or light colours")
    group.add_argument("--confidence", action=switch, help="ask how sure you are")
    group.add_argument("--motion", action=switch, help="animations")
    group.add_argument(
        "--daily-limit", type=_limit, metavar="N", help="reviews a day, 0 to 9999; 0 is no limit"
    )
    group.add_argument(
        "--retention", type=_retention, metavar="X", help="share to be known, 0.70 to 0.99"
    )


def _limit(word: str) -> object:
    return _value("daily_limit", word)


def _retention(word: str) -> object:
    return _value("retention", word)


def _value(name: str, word: str) -> object:
    """Return the value of a setting; what it cannot be ends the program as wrong usage."""
    from quiz.settings.definitions import DEFINITIONS
    from quiz.settings.shapes import Unfit

    try:
        return DEFINITIONS[name].shape.parse([word])
    except Unfit as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _add_check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", metavar="PATH", nargs="+", help="a bank or a folder of banks")
    parser.add_argument("--format", choices=("text", "json", "sarif", "github"), default="text")
    parser.add_argument("--strict", action="store_true", help="warnings fail too")
    parser.add_argument("--info", action="store_true", help="show weak signs too; they never fail")


def _add_history(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("attempt", metavar="ATTEMPT", nargs="?", type=int, help="its number")
    parser.add_argument(
        "--full", action="store_true", help="print the attempt question by question, as it was"
    )
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


def _add_progress(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("bank", metavar="BANK", nargs="*", help="count these banks alone")
    parser.add_argument(
        "--by",
        choices=("bank", "tag", "type", "question", "version"),
        help="print the answers by this alone (in CSV by bank unless it is given)",
    )
    parser.add_argument(
        "--certainty", action="store_true", help="tell certainty-based marks, as Moodle has them"
    )
    parser.add_argument("--format", choices=("text", "json", "csv"), default="text")
    _add_places(parser)


def _add_map(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("bank", metavar="BANK", help="its id or path")
    parser.add_argument("--source", metavar="NAME", help="this source alone, of several")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    _add_places(parser)


def _add_settings(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", nargs="?", help="a setting")
    parser.add_argument("value", metavar="VALUE", nargs="*", help="its new value, or values")
    parser.add_argument("--reset", action="store_true", help="go back to the default")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    _add_data_dir(parser)


def _add_doctor(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--backup", action="store_true", help="make a backup now")
    what.add_argument("--restore", metavar="FILE", help="put this backup in place of the history")
    _add_places(parser)
