"""What can be typed after `quiz export` and `quiz import`."""

import argparse

from quiz.cli.options import add_places

WRITTEN = ("markdown", "moodle", "canvas", "qti21", "qti3", "anki", "csv", "gift")
"""The formats that are written: named here, for every command would pay for loading them."""


def add_export(parser: argparse.ArgumentParser) -> None:
    """Add the options of `quiz export`."""
    parser.add_argument("bank", metavar="BANK", nargs="+", help="ids, paths or folders")
    parser.add_argument(
        "--to", required=True, choices=WRITTEN, metavar="FORMAT", help=", ".join(WRITTEN)
    )
    parser.add_argument("-o", "--output", metavar="OUT", help="the new file; none is overwritten")
    _add_report(parser)
    add_places(parser)


def add_import(parser: argparse.ArgumentParser) -> None:
    """Add the options of `quiz import`."""
    parser.add_argument("files", metavar="FILE", nargs="+", help="what is recognised by content")
    parser.add_argument(
        "-o", "--output", metavar="BANK", help="the new bank, ending in .yaml, or a folder"
    )
    parser.add_argument("--title", metavar="TITLE", help="what the bank is called")
    parser.add_argument("--id", metavar="ID", help="names the bank in the history, for ever")
    parser.add_argument(
        "--source",
        metavar="[NAME=]TEXT",
        action="append",
        default=[],
        help="look for quotes in this text, which lies beside the bank or in a folder below",
    )
    parser.add_argument(
        "--accept", action="store_true", help="write proposed quotes as quotes, not as comments"
    )
    _add_report(parser)


def _add_report(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--strict", action="store_true", help="write nothing when something would be lost"
    )
    parser.add_argument(
        "--report", choices=("text", "json"), default="text", help="of what is lost"
    )
