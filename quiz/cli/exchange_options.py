"""What `quiz export` and `quiz import` have in common on the command line."""

import argparse

from quiz.exchange.formats import written

WRITTEN = tuple(written())
"""The formats that banks can be exported to."""


def add_report(parser: argparse.ArgumentParser) -> None:
    """Add the options for what could not be converted."""
    parser.add_argument(
        "--strict", action="store_true", help="write nothing if anything would be lost"
    )
    parser.add_argument(
        "--report",
        choices=("text", "json"),
        default="text",
        help="format of the list of losses (default: text)",
    )
