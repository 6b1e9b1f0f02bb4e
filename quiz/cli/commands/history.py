"""`quiz history`: attempts, one of them or one as it was, and the whole between machines."""

from argparse import Namespace
from collections.abc import Iterable, Mapping

from quiz.cli import opening
from quiz.cli.configured import keeper_of
from quiz.cli.output import as_json
from quiz.cli.table import Cell, as_csv, as_table
from quiz.errors import UsageError
from quiz.player.library import Library
from quiz.player.records import attempt_data, attempts_data
from quiz.player.words import moment, number, percent
from quiz.settings.definitions import Settings
from quiz.store.store import Store
from quiz.text.cleaning import clean

_ATTEMPT = ("attempt", "bank", "mode", "started", "finished", "answered", "questions", "score",
            "max_score")  # fmt: skip
_RESPONSE = ("question", "type", "response", "confidence", "score", "max_score", "taken_back",
             "answered", "regraded")  # fmt: skip

_HEADS = ("attempt", "bank", "mode", "started", "answered", "score")
_WIDEST = 24
"""Characters of the ids of several banks before only the first is told."""


def run(options: Namespace) -> int:
    """Print the attempts, or one with its responses, or export or import all; return 0, or 1."""
    if (options.attempt is not None or options.full) and (options.export or options.imports):
        raise UsageError("the whole history is exported and imported: leave number and --full out")
    if options.export is not None or options.imports:
        from quiz.cli.transfer import export_all, import_all

        return export_all(options) if options.export is not None else import_all(options)
    keeper = keeper_of(options)
    with opening.history(options, keeper) as store:
        if not store.saved:
            opening.warn(store.unsaved_reason or "")
        if options.full:
            _print_in_full(options, opening.library(store, keeper), store, keeper.settings)
        elif options.attempt is None:
            _print_attempts(store, options.format)
        else:
            _print_attempt(store, options.attempt, options.format)
    return 0


def _print_attempts(store: Store, form: str) -> None:
    attempts = attempts_data(store)
    if form == "json":
        print(as_json(attempts))
    elif form == "csv":
        print(as_csv(_ATTEMPT, (_cells(attempt, _ATTEMPT) for attempt in attempts)), end="")
    elif attempts:
        print(as_table(_HEADS, (_row(attempt) for attempt in attempts)))
    else:
        print("No attempts yet: type “quiz” and choose a bank.")


def _print_attempt(store: Store, attempt: int, form: str) -> None:
    data = attempt_data(store, attempt)
    responses = data["responses"]
    assert isinstance(responses, list)
    if form == "json":
        print(as_json(data))
    elif form == "csv":
        print(as_csv(_RESPONSE, (_cells(response, _RESPONSE) for response in responses)), end="")
    else:
        print(as_table(_HEADS, [_row(data)]), end="\n\n")
        print(as_table(("question", "response", "score"), map(_response_row, responses)))


def _print_in_full(options: Namespace, library: Library, store: Store, settings: Settings) -> None:
    """Print an attempt as it was; raises `UsageError` unless one is named, to be read."""
    if options.attempt is None:
        raise UsageError("name the attempt that is to be printed in full: quiz history N --full")
    if options.format != "text":
        raise UsageError("--full is text; --format json has the responses too")
    from quiz.plain.past import lines
    from quiz.player.context import Desk
    from quiz.player.past import reopen_stored

    past = reopen_stored(Desk(library, store, settings), options.attempt)
    for line in lines(past):
        print(clean(line).expandtabs(4))


def _row(attempt: Mapping[str, object]) -> tuple[Cell, ...]:
    score, most = float(str(attempt["score"])), float(str(attempt["max_score"]))
    state = "" if attempt["finished"] else " (unfinished)"
    return (
        str(attempt["attempt"]),
        _banks(str(attempt["bank"])),
        str(attempt["mode"]),
        moment(str(attempt["started"])),
        f"{attempt['answered']} of {attempt['questions']}{state}",
        f"{number(score)} of {number(most)} ({percent(score, most)})",
    )


def _banks(ids: str) -> str:
    """Return the banks of an attempt; of several that take much room, the first and how many."""
    first, *others = ids.split("+")
    if not others or len(ids) <= _WIDEST:
        return ids
    more = f" and {len(others)} more"
    room = _WIDEST - len(more)
    return (first if len(first) <= room else f"{first[: room - 1]}…") + more


def _response_row(response: Mapping[str, object]) -> tuple[Cell, ...]:
    score, most = float(str(response["score"])), float(str(response["max_score"]))
    return (
        str(response["question"]),
        _words(response["response"]),
        f"{number(score)} of {number(most)}{' (regraded)' if response['regraded'] else ''}",
    )


def _cells(row: Mapping[str, object], names: Iterable[str]) -> tuple[Cell, ...]:
    return tuple(_cell(row[name]) for name in names)


def _cell(value: object) -> Cell:
    if value is None or isinstance(value, int | float):
        return value
    return _words(value)


def _words(value: object) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)
