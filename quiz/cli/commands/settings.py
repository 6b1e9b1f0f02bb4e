"""`quiz settings`: what can be set, what it is set to, and changing it."""

import os
import sys
from argparse import Namespace
from collections.abc import Iterator
from shutil import get_terminal_size
from textwrap import fill

from quiz.cli.configured import keeper_of
from quiz.errors import UsageError
from quiz.settings.definitions import DEFINITIONS, Definition
from quiz.settings.keeper import Keeper, Origin
from quiz.settings.reading import Fault, near_setting
from quiz.settings.shapes import Unfit
from quiz.text.cleaning import clean, clean_line

WIDEST = 100
"""Cells of a line before it is broken."""
_ORIGINS = {Origin.DEFAULT: "the default", Origin.FILE: "from the file"}


def run(options: Namespace) -> int:
    """List the settings, or print or set one; return 0, or 1 when the file holds mistakes."""
    keeper = keeper_of(options)
    if options.name is None:
        if options.reset:
            raise UsageError("which one is to go back to its default? quiz settings NAME --reset")
        return _list(keeper, options.format)
    definition = DEFINITIONS.get(options.name)
    if definition is None:
        near = near_setting(options.name) or "; “quiz settings” lists them"
        raise UsageError(f"there is no setting “{options.name}”{near}")
    if options.reset or options.value:
        return _set(keeper, definition, options)
    return _show(keeper, definition, options.format)


def _set(keeper: Keeper, definition: Definition, options: Namespace) -> int:
    if options.reset and options.value:
        raise UsageError("a setting is either set or reset")
    try:
        value = None if options.reset else definition.shape.parse(options.value)
    except Unfit as error:
        raise UsageError(f"{definition.name} {error}") from error
    keeper.change(definition.name, value)
    keeper.save(definition.name)
    if options.format == "json":
        return _show(keeper, definition, options.format)
    told = _typed(keeper, definition)
    print(clean_line(f"{definition.name} = {told} (saved in {keeper.path})"))
    return 0


def _typed(keeper: Keeper, definition: Definition) -> str:
    """Return a value on one line."""
    value = definition.shape.written(keeper.lasting(definition.name))
    return value.replace("\n", "; ") or "none"


def _show(keeper: Keeper, definition: Definition, form: str) -> int:
    """Print the value of one setting; say on standard error what is wrong with it in the file."""
    if form == "json":
        _print_json(_data(keeper, definition))
    else:
        print(clean(definition.shape.written(keeper.lasting(definition.name))))
    faults = [fault for fault in keeper.faults if fault.name in (definition.name, "")]
    for fault in faults:
        print(f"quiz: {clean_line(str(fault))}", file=sys.stderr)
    return 1 if faults else 0


def _list(keeper: Keeper, form: str) -> int:
    if form == "json":
        _print_json(
            {
                "file": str(keeper.path),
                "settings": [_data(keeper, each) for each in DEFINITIONS.values()],
                "problems": [_problem(fault) for fault in keeper.faults],
            }
        )
    else:
        for line in _lines(keeper):
            print(clean(line))
    return 1 if keeper.faults else 0


def _lines(keeper: Keeper) -> Iterator[str]:
    there = "" if os.path.lexists(keeper.path) else " (not there yet)"
    yield f"File: {clean_line(str(keeper.path))}{there}"
    width = min(WIDEST, get_terminal_size().columns) if sys.stdout.isatty() else WIDEST
    for each in DEFINITIONS.values():
        yield ""
        yield f"{each.name} = {_typed(keeper, each)} ({_ORIGINS[keeper.origin(each.name)]})"
        standard = "" if keeper.origin(each.name) is Origin.DEFAULT else _standard(each)
        told = f"{each.explanation} Values: {each.shape.allowed}{standard}."
        yield fill(told, width, initial_indent="  ", subsequent_indent="  ")
    if keeper.faults:
        yield from ("", "Mistakes in the file; what they concern is at its default:")
        yield from (f"  {fault}" for fault in keeper.faults)


def _standard(definition: Definition) -> str:
    return f"; the default is {definition.shape.written(definition.default) or 'none'}"


def _data(keeper: Keeper, definition: Definition) -> dict[str, object]:
    return {
        "name": definition.name,
        "value": keeper.lasting(definition.name),
        "origin": keeper.origin(definition.name).value,
        "default": definition.default,
        "values": definition.shape.allowed,
        "label": definition.label,
        "explanation": definition.explanation,
    }


def _problem(fault: Fault) -> dict[str, object]:
    return {"setting": fault.name, "message": fault.message}


def _print_json(data: object) -> None:
    from quiz.cli.output import as_json

    print(as_json(data))
