"""`quiz print`: banks on paper, as a PDF or a page, in several versions with their key."""

from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from quiz.cli.banks import files_named
from quiz.cli.configured import keeper_of
from quiz.cli.opening import places, warn
from quiz.cli.options import PRINTED
from quiz.cli.output import format_for, put_out, write_new
from quiz.player.library import load_bank
from quiz.text.cleaning import clean_line, describe_character
from quiz.text.counting import counted

if TYPE_CHECKING:
    from quiz.model.bank import Bank
    from quiz.paper.model import Sheet

_NAMED = 10
"""So many missing characters are named one by one."""


def run(options: Namespace) -> int:
    """Print a sheet, its key and its texts; return 0."""
    from quiz.paper.sheet import make_sheet
    from quiz.session.form import Wanted

    form = format_for(options.format, options.output, PRINTED)
    banks = [load_bank(file) for file in files_named(options.bank, places(keeper_of(options)))]
    sheet = make_sheet(
        banks,
        options.seed,
        wanted=Wanted(options.count, tuple(options.tag)),
        versions=options.versions,
        parts=options.parts,
        title=options.title or "",
    )
    if form == "html":
        from quiz.paper.page import as_page

        put_out(as_page(sheet, options.paper), options.output)
    else:
        _write_pdf(options, banks, sheet)
    return 0


def _write_pdf(options: Namespace, banks: Sequence["Bank"], sheet: "Sheet") -> None:
    from quiz.paper.pdf import as_pdf

    named = f"{banks[0].id}.pdf" if len(banks) == 1 else "quiz.pdf"
    file = named if options.output is None else options.output
    printed = as_pdf(sheet, options.paper, one_sided=options.one_sided)
    write_new(printed.pdf, file)
    if printed.missing:
        _warn_of(printed.missing)
    print(clean_line(f"{file}: {_summary(sheet)}"))


def _summary(sheet: "Sheet") -> str:
    """Return how much was printed: `18 questions, 20 points, 2 versions`."""
    said = [counted(sheet.length, "question"), sheet.total]
    if len(sheet.versions) > 1:
        said.append(counted(len(sheet.versions), "version"))
    return ", ".join(said)


def _warn_of(missing: Sequence[str]) -> None:
    """Name what no font at hand can show; the document has a box in its place."""
    named = ", ".join(describe_character(each) for each in missing[:_NAMED])
    more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
    warn(f"no font here has {named}{more}: install one that does, or print as HTML")
