"""`quiz regrade`: mark old answers again by the questions as they are now."""

import argparse
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from quiz.cli import context
from quiz.cli.args import add_format, add_locations
from quiz.cli.context import bank_file
from quiz.cli.output import Cell, as_csv, as_json
from quiz.errors import NotPlayable
from quiz.model.bank import Bank
from quiz.settings.manager import load_settings
from quiz.store.store import Store
from quiz.study.context import now
from quiz.study.formatting import points
from quiz.study.library import Library, load_bank
from quiz.study.regrade import (
    MarkChange,
    RegradeResult,
    SkippedResponse,
    apply_changes,
    find_changes,
    regrade_data,
)
from quiz.text.cleaning import clean_line
from quiz.text.formatting import counted
from quiz.yaml_source.untrusted_files import bank_files

_HEADS = ("bank", "question", "attempt", "position", "answered", "score", "max_score", "new_score",
          "new_max_score", "why")  # fmt: skip

HELP = """\
Use this after you have corrected the key of a question. Every answer to the questions of these
banks (default: all available banks) is marked again by the question as it is now; options are
matched by their words. Nothing is written without --apply, which makes a backup first.

examples:
  quiz regrade munitions-policy            show which scores would change, and why
  quiz regrade munitions-policy --apply    change them
  quiz regrade --format csv > changes.csv
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("bank", metavar="BANK", nargs="*", help="ids, paths or folders")
    parser.add_argument("--apply", action="store_true", help="save the new marks")
    add_format(parser, "text", "json", "csv")
    add_locations(parser)


def run(options: Namespace) -> int:
    """Print which scores would change, or change them with --apply; return 0."""
    manager = load_settings(options)
    with context.history(options, manager) as store:
        context.warn_if_unsaved(store)
        library = context.library(store, manager)
        findings = find_changes(store, _banks(options.bank, library, store))
        backup = None
        if options.apply and findings.changes:
            backup = apply_changes(store, findings.changes, now())
    _print(findings, options.format, backup is not None)
    if backup is not None:
        context.warn(f"the history as it was before: {backup}")
    return 0


def _banks(names: list[str], library: Library, store: Store) -> Iterator[Bank]:
    """Yield each named bank once; without names, every bank that was ever played."""
    seen: set[str] = set()
    for file in _files(names, library, store):
        try:
            bank = load_bank(file)
        except NotPlayable as error:
            # A broken bank that was not named must not stop the others.
            if names:
                raise
            context.warn(f"left out: {error}")
            continue
        # A second file with the same id has the same history, which is marked only once.
        if bank.id not in seen:
            seen.add(bank.id)
            yield bank


def _files(names: list[str], library: Library, store: Store) -> tuple[Path, ...]:
    if names:
        named = [bank_file(name, library) for name in names]
        return tuple(
            file for each in named for file in (bank_files(each).files if each.is_dir() else [each])
        )
    # Broken banks are kept: their errors are reported instead of skipping them silently.
    played = {bank for bank, _ in store.states()}
    summaries = library.summaries()
    return tuple(
        file for file, summary in summaries.items() if summary.errors or summary.bank in played
    )


def _print(findings: RegradeResult, format_: str, applied: bool) -> None:
    if format_ == "json":
        print(as_json(regrade_data(findings, applied)))
    elif format_ == "csv":
        print(as_csv(_HEADS, _rows(findings, applied)), end="")
    else:
        for line in _lines(findings, applied):
            print(clean_line(line))


def _rows(findings: RegradeResult, applied: bool) -> Iterator[tuple[Cell, ...]]:
    """Yield the changes, then the answers that keep their score."""
    data = regrade_data(findings, applied)
    for row in (*data["changes"], *data["left"]):
        yield tuple(row.get(head) for head in _HEADS)


def _lines(findings: RegradeResult, applied: bool) -> Iterator[str]:
    for change in findings.changes:
        yield from _change(change)
    for left in findings.left:
        yield from _left(left)
    yield _summary(findings, applied)


def _change(change: MarkChange) -> Iterator[str]:
    old, new = change.response.mark, change.mark
    earned = points(old.score, old.max_score)
    yield f"{_name(change)}: {earned} → {points(new.score, new.max_score)}"
    yield f"    answered: {change.answered}"
    yield f"    why: {change.why}"


def _left(left: SkippedResponse) -> Iterator[str]:
    yield f"{_name(left)}: mark unchanged"
    yield f"    answered: {left.answered}"
    yield f"    why: {left.why}"


def _name(each: MarkChange | SkippedResponse) -> str:
    return f"{each.bank} / {each.response.question}, attempt {each.response.attempt}"


def _summary(findings: RegradeResult, applied: bool) -> str:
    count, left = len(findings.changes), len(findings.left)
    checked = f"{counted(findings.responses, 'answer')} checked"
    kept = f", {left:,} could not be marked again" if left else ""
    if not count:
        return f"No score changes: {checked}{kept}."
    scores = counted(count, "score")
    if applied:
        return f"{scores} changed: {checked}{kept}."
    return f"{scores} would change: {checked}{kept}. Nothing was written: to do so, add --apply."
