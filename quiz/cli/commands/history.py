"""`quiz history`: attempts, the responses of one, and the whole from machine to machine."""

from argparse import Namespace
from collections.abc import Iterable, Mapping

from quiz.cli import opening
from quiz.cli.output import as_json
from quiz.cli.table import Cell, as_csv, as_table
from quiz.errors import UsageError
from quiz.player.records import attempt_data, attempts_data
from quiz.player.words import moment, number, percent
from quiz.store.store import Store

_ATTEMPT = ("attempt", "bank", "mode", "started", "finished", "answered", "questions", "score",
            "max_score")  # fmt: skip
_RESPONSE = ("question", "type", "response", "score", "max_score", "answered",
             "regraded")  # fmt: skip


def run(options: Namespace) -> int:
    """Print the attempts, or one with its responses, or export or import all; return 0, or 1."""
    if options.attempt is not None and (options.export or options.imports):
        raise UsageError("the whole history is exported and imported: leave the number out")
    if options.export is not None or options.imports:
        from quiz.cli.transfer import export_all, import_all

        return export_all(options) if options.export is not None else import_all(options)
    with opening.history(options) as store:
        if not store.saved:
            opening.warn(store.unsaved_reason or "")
        if options.attempt is None:
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
        heads = ("attempt", "bank", "started", "answered", "score")
        print(as_table(heads, (_row(attempt) for attempt in attempts)))
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
        heads = ("attempt", "bank", "started", "answered", "score")
        print(as_table(heads, [_row(data)]), end="\n\n")
        print(as_table(("question", "response", "score"), map(_response_row, responses)))


def _row(attempt: Mapping[str, object]) -> tuple[Cell, ...]:
    score, most = float(str(attempt["score"])), float(str(attempt["max_score"]))
    state = "" if attempt["finished"] else " (unfinished)"
    return (
        str(attempt["attempt"]),
        str(attempt["bank"]),
        moment(str(attempt["started"])),
        f"{attempt['answered']} of {attempt['questions']}{state}",
        f"{number(score)} of {number(most)} ({percent(score, most)})",
    )


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
