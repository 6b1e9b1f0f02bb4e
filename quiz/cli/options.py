"""Options that are many: where things are, and all that “quiz play” takes."""

import argparse

PRINTED = ("pdf", "html")
"""The formats of “quiz print”, and of “quiz coverage”, the default first."""
COVERED = ("text", "json", "html")


def add_data_dir(parser: argparse.ArgumentParser) -> None:
    """Add the option that names the data folder."""
    parser.add_argument(
        "--data-dir",
        metavar="DIR",
        help="where history and settings are kept (else QUIZ_DATA_DIR, else the user's data "
        "folder)",
    )


def add_format(parser: argparse.ArgumentParser, *formats: str) -> None:
    """Add the option that names the form of the output, the first unless it is given."""
    parser.add_argument(
        "--format",
        choices=formats,
        default=formats[0],
        help=f"the form of the output (else {formats[0]})",
    )


def add_places(parser: argparse.ArgumentParser) -> None:
    """Add the options that say where history and banks are."""
    add_data_dir(parser)
    parser.add_argument(
        "--banks",
        metavar="DIR",
        action="append",
        default=[],
        help="offer the banks of this folder too; may be repeated",
    )


def add_lsp(parser: argparse.ArgumentParser) -> None:
    """Add what “quiz lsp” takes."""
    parser.add_argument(
        "--stdio",
        action="store_true",
        help="speak over standard input and output; that is so without it too",
    )


def add_play(parser: argparse.ArgumentParser) -> None:
    """Add what “quiz play” takes."""
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
    _add_again(parser)
    _add_play_settings(parser)
    add_places(parser)


def add_print(parser: argparse.ArgumentParser) -> None:
    """Add what “quiz print” takes."""
    parser.add_argument("bank", metavar="BANK", nargs="+", help="ids, paths or folders")
    parser.add_argument(
        "--format",
        choices=PRINTED,
        help="the form of the document (else the ending of FILE says it, else pdf)",
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help="write to this new file; none is overwritten (else a PDF is named after the bank, and "
        "HTML is printed)",
    )
    parser.add_argument("--paper", choices=("a4", "letter"), default="a4", help="its size")
    parser.add_argument(
        "--parts",
        type=_parts,
        default=("questions", "key"),
        metavar="PARTS",
        help="what to print, with commas: questions, key, source (else questions,key)",
    )
    parser.add_argument(
        "--one-sided",
        action="store_true",
        help="leave no page of the PDF empty (else each part starts on an odd page, for paper "
        "printed on both sides)",
    )
    parser.add_argument("--title", metavar="TITLE", help="the heading (else the bank's title)")
    _add_versions(parser)
    add_places(parser)


def _add_versions(parser: argparse.ArgumentParser) -> None:
    """Add what a printed form is chosen and shuffled by."""
    parser.add_argument(
        "--versions", type=_versions, default=1, metavar="N", help="shuffle N versions: A, B, C …"
    )
    parser.add_argument(
        "--seed", type=int, default=1, metavar="N", help="choose and shuffle as for this number"
    )
    parser.add_argument("--count", type=_positive, metavar="N", help="ask this many questions")
    parser.add_argument(
        "--tag",
        metavar="TAG",
        action="append",
        default=[],
        help="ask questions with this tag; repeated, with any of the tags",
    )


def _versions(text: str) -> int:
    number = _positive(text)
    if number > 26:
        raise argparse.ArgumentTypeError(f"“{text}” is more than the 26 letters for versions")
    return number


def _parts(text: str) -> tuple[str, ...]:
    parts = tuple(part.strip() for part in text.split(","))
    unknown = [part for part in parts if part not in ("questions", "key", "source")]
    if unknown:
        raise argparse.ArgumentTypeError(
            f"“{unknown[0]}” is no part: there are questions, key and source"
        )
    return parts


def add_preview(parser: argparse.ArgumentParser) -> None:
    """Add what “quiz preview” takes."""
    parser.add_argument("bank", metavar="BANK", help="its id or path")
    parser.add_argument("--question", metavar="ID", help="begin at this question")
    parser.add_argument("--theme", choices=("dark", "light"), help="dark or light colours")
    add_places(parser)


def _add_again(parser: argparse.ArgumentParser) -> None:
    again = parser.add_mutually_exclusive_group()
    again.add_argument(
        "--continue", dest="resume", action="store_true", help="go on with an unfinished attempt"
    )
    again.add_argument("--new", action="store_true", help="start a new attempt without asking")


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
    group.add_argument("--certainty-marks", action=switch, help="certainty-based marks")
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
