"""`quiz progress`: how learning goes."""

from argparse import Namespace
from collections.abc import Iterable, Iterator
from pathlib import Path
from shutil import get_terminal_size

from quiz.cli import opening
from quiz.cli.configured import keeper_of
from quiz.errors import UsageError
from quiz.player import panels
from quiz.player.context import Desk
from quiz.player.library import Library, Shelf, offered_files
from quiz.player.narrowed import counted_alone
from quiz.player.panels import Panel
from quiz.player.progress import Progress, progress
from quiz.player.resting import lift, named_question
from quiz.store.narrowing import Narrowing
from quiz.text.cells import wrapped
from quiz.text.cleaning import clean_line

WIDEST = 100
"""Columns that the charts take at most."""


def run(options: Namespace) -> int:
    """Print the figures; return 0."""
    keeper = keeper_of(options)
    settings = keeper.settings
    with opening.history(options, keeper) as store:
        if not store.saved:
            opening.warn(store.unsaved_reason or "")
        desk = Desk(opening.library(store, keeper), store, settings)
        if options.resume:
            _resume(options.resume, desk)
            return 0
        marks = options.certainty or settings.certainty_marks
        figures = progress(desk, _narrowing(options, desk), marks)
    if options.format == "json":
        _print_json(figures)
    elif options.format == "csv":
        _print_csv(figures, options.by or "bank")
    else:
        _print_text(figures, options.by)
    return 0


def _resume(words: list[str], desk: Desk) -> None:
    """Lift suspensions and what was put off; all of the words must name a question first."""
    for word, key in [(word, named_question(desk, word)) for word in words]:
        print(clean_line(f"{word}: {lift(desk, key)}."))


def _narrowing(options: Namespace, desk: Desk) -> Narrowing:
    return Narrowing(
        tuple(bank for name in options.bank for bank in _named(name, desk)),
        tuple(options.tag),
        tuple(_type(word) for word in options.type),
        tuple(named_question(desk, word) for word in options.question),
    )


def _type(word: str) -> str:
    from quiz.kinds import KINDS

    name = word.replace(" ", "_")
    if name not in KINDS:
        raise UsageError(f"there is no type “{word}”; there are: {', '.join(KINDS)}")
    return name


def _named(name: str, desk: Desk) -> list[str]:
    """Return the ids of the banks that a word names: one that was played, one on offer, a path.

    Raises `UsageError` when it names none.
    """
    played = {bank for bank, _ in desk.store.states()}
    if name in played:
        return [name]
    cards = desk.library.cards()
    found = [card.bank for file, card in cards.items() if name in (card.bank, file.stem)]
    if not found and Path(name).exists():
        here = Library(desk.store, offered_files([Shelf(Path(name), "named")]))
        found = [card.bank for card in here.cards().values()]
    if not any(found):
        known = f"; played were: {', '.join(sorted(played))}" if played else ""
        raise UsageError(f"there is no bank “{name}”{known}")
    return [bank for bank in found if bank]


def _print_json(figures: Progress) -> None:
    from quiz.cli.output import as_json
    from quiz.player.progress_data import progress_data

    print(as_json(progress_data(figures)))


def _print_csv(figures: Progress, by: str) -> None:
    from quiz.cli.table import as_csv
    from quiz.player.progress_data import COLUMNS, IDS, table

    heads = (*IDS[by], *COLUMNS)
    rows = ([line[head] for head in heads] for line in table(figures, by))
    print(as_csv(heads, rows), end="")


def _print_text(figures: Progress, by: str | None) -> None:
    if not figures.answers:
        print(clean_line(panels.nothing(figures)))
        return
    width = min(WIDEST, get_terminal_size().columns - 1)
    if alone := counted_alone(figures):
        print(*wrapped(f"Counted alone: {clean_line(alone)}", width), "", sep="\n")
    lines = _tabled(figures, by, width) if by else _sections(figures, width)
    for line in lines:
        print(clean_line(line))


def _sections(figures: Progress, width: int) -> Iterator[str]:
    for draw in panels.SECTIONS:
        yield from _drawn(draw(figures), width)


def _tabled(figures: Progress, by: str, width: int) -> Iterator[str]:
    if by in ("question", "version"):
        for performance in figures.by(by):
            yield from (*panels.question(performance, figures, width), "")
    else:
        yield from _drawn([panels.table(figures, by)], width)


def _drawn(shown: Iterable[Panel], width: int) -> Iterator[str]:
    for panel in shown:
        yield from (panel.title, *(f"  {line}" for line in panel.draw(width - 2)), "")
