"""`quiz print`: print banks as PDF or HTML, in several versions, with an answer key."""

import argparse
from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from quiz.cli.args import add_locations, add_selection, positive
from quiz.cli.context import files_named, warn
from quiz.cli.output import format_for, write_new, write_text
from quiz.study.library import load_bank
from quiz.text.cleaning import clean_line, describe_character
from quiz.text.formatting import counted

if TYPE_CHECKING:
    from quiz.model.bank import Bank
    from quiz.printing.model import Sheet

FORMATS = ("pdf", "html")
"""The output formats, the default first."""
_MAX_NAMED = 10
"""Missing characters beyond this number are only counted."""

HELP = """\
The document holds a question sheet for each version, then the texts, then the key. Each part
starts on an odd page (unless --one-sided is given) and is numbered from 1. The same banks,
options and seed always give the same document, so you can print its parts separately. Texts that
students need in order to answer are printed with the questions; --parts source adds every quoted
text. Of questions that give each other away, only one is used. Existing files are never
overwritten.

examples:
  quiz print nz-foreign-policy
  quiz print my-bank.yaml --versions 3 --count 20 -o test.pdf
  quiz print my-bank.yaml --versions 3 --parts questions -o sheets.pdf
  quiz print my-bank.yaml --versions 3 --parts key -o key.pdf
  quiz print my-bank.yaml --paper letter --parts questions,key,source
  quiz print my-bank.yaml -o test.html
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("bank", metavar="BANK", nargs="+", help="ids, paths or folders")
    parser.add_argument(
        "--format", choices=FORMATS, help="output format (default: by the ending of FILE, or pdf)"
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help="write to this new file; never overwrites (default: a PDF named after the bank; HTML "
        "goes to standard output)",
    )
    parser.add_argument("--paper", choices=("a4", "letter"), default="a4", help="paper size")
    parser.add_argument(
        "--parts",
        type=_parts,
        default=("questions", "key"),
        metavar="PARTS",
        help="what to print, separated by commas: questions, key, source (default: questions,key)",
    )
    parser.add_argument(
        "--one-sided",
        action="store_true",
        help="add no blank pages to the PDF (default: each part starts on an odd page)",
    )
    parser.add_argument("--title", metavar="TITLE", help="heading (default: the bank's title)")
    parser.add_argument(
        "--versions",
        type=_versions,
        default=1,
        metavar="N",
        help="make N shuffled versions: A, B, C …",
    )
    parser.add_argument(
        "--seed",
        type=int,
        default=1,
        metavar="N",
        help="same questions in the same order every time (default: 1)",
    )
    add_selection(parser)
    add_locations(parser)


def _versions(text: str) -> int:
    number = positive(text)
    if number > 26:
        raise argparse.ArgumentTypeError(f"“{text}” is too many: versions are named A to Z")
    return number


def _parts(text: str) -> tuple[str, ...]:
    parts = tuple(part.strip() for part in text.split(","))
    unknown = [part for part in parts if part not in ("questions", "key", "source")]
    if unknown:
        raise argparse.ArgumentTypeError(
            f"“{unknown[0]}” is not a part; the parts are questions, key and source"
        )
    return parts


def run(options: Namespace) -> int:
    """Print a sheet, its key and its texts; return 0."""
    from quiz.attempts.form import Wanted
    from quiz.printing.sheet import make_sheet

    format_ = format_for(options.format, options.output, FORMATS)
    # Reading the banks may take long: a missing library is reported first.
    if format_ == "pdf":
        from quiz.printing.pdf import require_typst

        require_typst()
    banks = [load_bank(file) for file in files_named(options.bank, options)]
    sheet = make_sheet(
        banks,
        options.seed,
        wanted=Wanted(options.count, tuple(options.tag)),
        versions=options.versions,
        parts=options.parts,
        title=options.title or "",
    )
    if format_ == "html":
        from quiz.printing.page import as_page

        write_text(as_page(sheet, options.paper), options.output)
    else:
        _write_pdf(options, banks, sheet)
    return 0


def _write_pdf(options: Namespace, banks: Sequence["Bank"], sheet: "Sheet") -> None:
    from quiz.printing.pdf import as_pdf

    named = f"{banks[0].id}.pdf" if len(banks) == 1 else "quiz.pdf"
    file = named if options.output is None else options.output
    printed = as_pdf(sheet, options.paper, one_sided=options.one_sided)
    write_new(printed.pdf, file)
    if printed.missing:
        _warn_of(printed.missing)
    print(clean_line(f"{file}: {_summary(sheet)}"))


def _summary(sheet: "Sheet") -> str:
    """Return the amounts, such as `18 questions, 20 points, 2 versions`."""
    amounts = [counted(sheet.length, "question"), sheet.total]
    if len(sheet.versions) > 1:
        amounts.append(counted(len(sheet.versions), "version"))
    return ", ".join(amounts)


def _warn_of(missing: Sequence[str]) -> None:
    """Warn of characters that no font has; the document shows a box for each."""
    named = ", ".join(describe_character(each) for each in missing[:_MAX_NAMED])
    more = f" and {len(missing) - _MAX_NAMED} more" if len(missing) > _MAX_NAMED else ""
    warn(f"no installed font has {named}{more}: install one that does, or print as HTML")
