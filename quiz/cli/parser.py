"""What can be typed: commands, options and their help."""

import argparse
from collections.abc import Sequence

from quiz import __version__
from quiz.cli import epilogs
from quiz.cli.options import (
    COVERED,
    add_data_dir,
    add_format,
    add_lsp,
    add_places,
    add_play,
    add_preview,
    add_print,
)

TYPE_CHECKING = False  # as in `typing`, whose import would cost every command its time
if TYPE_CHECKING:
    from decimal import Decimal
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
    add_play(_command(commands, "play", "play a bank, or open the app", epilogs.PLAY))
    _add_check(_command(commands, "check", "check banks and say what is wrong", epilogs.CHECK))
    add_preview(_command(commands, "preview", "see a bank while writing it", epilogs.PREVIEW))
    _add_new(_command(commands, "new", "start a bank on a text", epilogs.NEW))
    _add_quote(_command(commands, "quote", "find words of a source to quote", epilogs.QUOTE))
    _add_schema(
        _command(commands, "schema", "print the bank format as JSON Schema", epilogs.SCHEMA)
    )
    add_lsp(_command(commands, "lsp", "help an editor with banks as one types", epilogs.LSP))
    _add_history(_command(commands, "history", "list attempts and responses", epilogs.HISTORY))
    _add_progress(_command(commands, "progress", "say how learning goes", epilogs.PROGRESS))
    _add_map(_command(commands, "map", "show how well a source is known", epilogs.MAP))
    _add_coverage(
        _command(commands, "coverage", "say how much of a text is asked", epilogs.COVERAGE)
    )
    add_print(_command(commands, "print", "put banks on paper, with a key", epilogs.PRINT))
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


def _add_check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", metavar="PATH", nargs="+", help="a bank or a folder of banks")
    parser.add_argument(
        "--format",
        choices=("text", "json", "sarif", "github"),
        default="text",
        help="how problems are told: text (unless said), json, sarif or github (for CI)",
    )
    parser.add_argument("--strict", action="store_true", help="warnings fail too")
    parser.add_argument("--info", action="store_true", help="show weak signs too; they never fail")


def _add_new(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", metavar="TEXT", help="the text or Markdown file to quote")
    parser.add_argument(
        "-o", "--output", metavar="BANK", help="the new file (else beside TEXT, with its name)"
    )
    parser.add_argument("--title", metavar="TITLE", help="what the bank is called")
    parser.add_argument("--id", metavar="ID", help="names the bank in the history, for ever")


def _add_quote(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", metavar="WORDS", nargs="+", help="[…] leaves some out")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--source", metavar="FILE", help="look in this text")
    where.add_argument(
        "--bank",
        metavar="BANK",
        help="look in the sources of this file (else of the only one here)",
    )
    add_format(parser, "text", "json")


def _add_schema(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="write it to a file, in place of an older schema"
    )


def _add_history(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("attempt", metavar="ATTEMPT", nargs="?", type=int, help="its number")
    parser.add_argument(
        "--full", action="store_true", help="print the attempt question by question, as it was"
    )
    add_format(parser, "text", "json", "csv")
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
    add_places(parser)


def _add_regrade(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("bank", metavar="BANK", nargs="*", help="ids, paths or folders")
    parser.add_argument("--apply", action="store_true", help="write the marks that change")
    add_format(parser, "text", "json", "csv")
    add_places(parser)


def _add_progress(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("bank", metavar="BANK", nargs="*", help="count these banks alone")
    for option, metavar, says in (
        ("--tag", "TAG", "count what has this tag alone (“untagged” for what has none)"),
        ("--type", "TYPE", "count this type of question alone"),
        ("--question", "BANK/ID", "count this question alone"),
        ("--resume", "BANK/ID", "have reviews ask a suspended or put-off question again"),
    ):
        parser.add_argument(option, metavar=metavar, action="append", default=[], help=says)
    parser.add_argument(
        "--by",
        choices=("bank", "tag", "type", "question", "version"),
        help="print the answers by this alone (in CSV by bank unless it is given)",
    )
    parser.add_argument(
        "--certainty", action="store_true", help="tell certainty-based marks, as Moodle has them"
    )
    add_format(parser, "text", "json", "csv")
    add_places(parser)


def _add_map(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("bank", metavar="BANK", help="its id or path")
    parser.add_argument("--source", metavar="NAME", help="this source alone, of several")
    add_format(parser, "text", "json")
    add_places(parser)


def _add_coverage(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("bank", metavar="BANK", nargs="+", help="ids, paths or folders")
    parser.add_argument(
        "--format",
        choices=COVERED,
        help="the form of the report (else the ending of FILE says it, else text)",
    )
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="write to this new file; none is overwritten"
    )
    parser.add_argument(
        "--least",
        type=_percentage,
        metavar="PERCENT",
        help="fail when fewer sentences of a source have a question",
    )
    drift = parser.add_mutually_exclusive_group()
    for option, says in (
        ("--changed", "say what became of each quote if source NAME read as FILE does"),
        ("--was", "say what became of each quote since source NAME read as FILE does"),
    ):
        drift.add_argument(option, metavar="[NAME=]FILE", action="append", default=[], help=says)
    add_places(parser)


def _percentage(text: str) -> "Decimal":
    """Return a percentage with at most two decimals, exactly."""
    import re
    from decimal import Decimal

    written = re.fullmatch(r"([0-9]{1,3}(?:\.[0-9]{1,2})?)%?", text)
    if written is None or Decimal(written[1]) > 100:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number of per cent, 0 to 100")
    return Decimal(written[1])


def _add_settings(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", nargs="?", help="a setting")
    parser.add_argument("value", metavar="VALUE", nargs="*", help="its new value, or values")
    parser.add_argument("--reset", action="store_true", help="go back to the default")
    add_format(parser, "text", "json")
    add_data_dir(parser)


def _add_doctor(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--backup", action="store_true", help="make a backup now")
    what.add_argument("--restore", metavar="FILE", help="put this backup in place of the history")
    add_places(parser)
