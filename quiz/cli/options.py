"""Options that several commands share, and the types of their values."""

import argparse


def add_data_dir(parser: argparse.ArgumentParser) -> None:
    """Add the option that names the data folder."""
    parser.add_argument(
        "--data-dir",
        metavar="DIR",
        help="folder for history and settings (default: QUIZ_DATA_DIR, or your user data folder)",
    )


def add_locations(parser: argparse.ArgumentParser) -> None:
    """Add the options that say where the history and the banks are."""
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
    if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) and len(text) < 10):
        raise argparse.ArgumentTypeError(f"“{text}” is not a whole number, 1 or more")
    return int(text)
