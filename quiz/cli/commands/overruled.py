"""`quiz overruled`: list the answers that the learner judged right against their verdicts."""

import argparse
import os
from argparse import Namespace
from collections.abc import Iterable, Iterator, Mapping

from quiz.cli import context
from quiz.cli.args import add_format, add_locations
from quiz.cli.output import Cell, as_csv, as_json
from quiz.errors import UsageError
from quiz.settings.manager import load_settings
from quiz.store.store import Store
from quiz.study.formatting import listed
from quiz.study.tabular import OVERRULED_COLUMNS, overruled_data
from quiz.text.cleaning import clean_line
from quiz.text.formatting import counted

HELP = """\
When you press R at a verdict (:right in plain mode), you judge your answer right yourself. The mark
stays as it is, and so do your score and your figures; only your schedule follows your judgement.
This list tells the author of a bank which answers may be missing from its key: send it along, or
add the answers to the bank and run “quiz regrade”.

examples:
  quiz overruled                          all of them
  quiz overruled munitions-policy         those of one bank
  quiz overruled --format csv > answers.csv
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("bank", metavar="BANK", nargs="*", help="ids or paths (default: all banks)")
    add_format(parser, "text", "json", "csv")
    add_locations(parser)


def run(options: Namespace) -> int:
    """Print the answers; return 0."""
    with context.history(options, load_settings(options)) as store:
        context.warn_if_unsaved(store)
        rows = overruled_data(store, _known(options.bank, store))
    if options.format == "json":
        print(as_json(rows))
    elif options.format == "csv":
        print(as_csv(OVERRULED_COLUMNS, map(_cells, rows)), end="")
    else:
        for line in _lines(rows):
            print(clean_line(line))
    return 0


def _known(names: list[str], store: Store) -> list[str]:
    """Return the ids of banks named by id or path; raise `UsageError` if one was not played."""
    played = {bank: bank for bank, _ in store.states()}
    paths = {place.path: place.bank for place in store.places().values()}
    found = [played.get(name) or paths.get(os.path.realpath(name)) for name in names]
    for name, bank in zip(names, found, strict=True):
        if bank is None:
            raise UsageError(f"you have not played a bank “{name}”")
    return [bank for bank in found if bank]


def _cells(row: Mapping[str, object]) -> tuple[Cell, ...]:
    return tuple(_cell(row[name]) for name in OVERRULED_COLUMNS)


def _cell(value: object) -> Cell:
    if isinstance(value, list):
        return listed(tuple(map(str, value)))
    return value if isinstance(value, int) else str(value)


def _lines(rows: Iterable[Mapping[str, object]]) -> Iterator[str]:
    rows = list(rows)
    if not rows:
        yield "You have not judged any answer right against its verdict."
    question = None
    for row in rows:
        # The prompt is printed once for all answers to a question.
        if question != (row["bank"], row["question"]):
            question = (row["bank"], row["question"])
            yield f"{row['bank']} / {row['question']}: {row['prompt']}"
            yield f"    correct answer: {_cell(row['key'])}"
        times = counted(int(str(row["times"])), "time")
        yield f"    judged right ({times}, marked {row['verdict']}): {_cell(row['answer'])}"
