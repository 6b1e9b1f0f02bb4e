"""`quiz settings`: list, explain and change the settings."""

import argparse
import os
import sys
from argparse import Namespace
from collections.abc import Iterator
from shutil import get_terminal_size
from textwrap import fill

from quiz.cli.args import add_data_dir, add_format
from quiz.errors import UsageError
from quiz.settings.definitions import DEFINITIONS, Definition, InvalidSetting
from quiz.settings.manager import Origin, SettingsManager, load_settings, near_setting
from quiz.text.cleaning import clean, clean_line

MAX_WIDTH = 100
"""Maximum cells of a line before it is wrapped."""
_ORIGINS = {Origin.DEFAULT: "the default", Origin.FILE: "from the file"}

HELP = """\
Settings are kept in settings.toml in the data folder; you can edit that file, or press F6 in the
app. The options of “quiz play” override them for one run.

examples:
  quiz settings                   every setting: its value, where it comes from, what it does
  quiz settings theme             show one
  quiz settings daily_limit 60    change one
  quiz settings banks ~/banks     more folders whose banks are offered
  quiz settings theme --reset     restore the default
  quiz settings --format json

exit codes: 0 done; 1 the file has mistakes; 2 wrong usage; 3 could not be saved
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("name", metavar="NAME", nargs="?", help="a setting")
    parser.add_argument("value", metavar="VALUE", nargs="*", help="its new value or values")
    parser.add_argument("--reset", action="store_true", help="restore the default")
    add_format(parser, "text", "json")
    add_data_dir(parser)


def run(options: Namespace) -> int:
    """List the settings, or print or set one; return 0, or 1 if the file has mistakes."""
    manager = load_settings(options)
    if options.name is None:
        if options.reset:
            raise UsageError("name the setting to reset: quiz settings NAME --reset")
        return _list(manager, options.format)
    definition = DEFINITIONS.get(options.name)
    if definition is None:
        near = near_setting(options.name) or "; “quiz settings” lists them"
        raise UsageError(f"there is no setting “{options.name}”{near}")
    if options.reset or options.value:
        return _set(manager, definition, options)
    return _show(manager, definition, options.format)


def _set(manager: SettingsManager, definition: Definition, options: Namespace) -> int:
    if options.reset and options.value:
        raise UsageError("give either a new value or --reset, not both")
    try:
        value = None if options.reset else definition.shape.parse(options.value)
    except InvalidSetting as error:
        raise UsageError(f"{definition.name} {error}") from error
    manager.change(definition.name, value)
    manager.save(definition.name)
    # Read back from the manager, so that the value in use is printed.
    if options.format == "json":
        return _show(manager, definition, options.format)
    value_shown = _typed(manager, definition)
    print(clean_line(f"{definition.name} = {value_shown} (saved in {manager.path})"))
    return 0


def _typed(manager: SettingsManager, definition: Definition) -> str:
    """Return a value on one line."""
    value = definition.shape.written(manager.lasting(definition.name))
    return value.replace("\n", "; ") or "none"


def _show(manager: SettingsManager, definition: Definition, format_: str) -> int:
    """Print the value of one setting, and the mistakes in its file entry on standard error."""
    if format_ == "json":
        _print_json(_data(manager, definition))
    else:
        print(clean(definition.shape.written(manager.lasting(definition.name))))
    # An empty name means a mistake that concerns the whole file.
    faults = [fault for fault in manager.faults if fault.name in (definition.name, "")]
    for fault in faults:
        print(f"quiz: {clean_line(str(fault))}", file=sys.stderr)
    return 1 if faults else 0


def _list(manager: SettingsManager, format_: str) -> int:
    if format_ == "json":
        _print_json(
            {
                "file": str(manager.path),
                "settings": [_data(manager, each) for each in DEFINITIONS.values()],
                "problems": [
                    {"setting": fault.name, "message": fault.message} for fault in manager.faults
                ],
            }
        )
    else:
        for line in _lines(manager):
            print(clean(line))
    return 1 if manager.faults else 0


def _lines(manager: SettingsManager) -> Iterator[str]:
    there = "" if os.path.lexists(manager.path) else " (not there yet)"
    yield f"File: {clean_line(str(manager.path))}{there}"
    width = min(MAX_WIDTH, get_terminal_size().columns) if sys.stdout.isatty() else MAX_WIDTH
    for each in DEFINITIONS.values():
        yield ""
        yield f"{each.name} = {_typed(manager, each)} ({_ORIGINS[manager.origin(each.name)]})"
        text = f"{each.explanation} Values: {each.shape.allowed}"
        # A default would be printed twice.
        if manager.origin(each.name) is not Origin.DEFAULT:
            text += f"; the default is {each.shape.written(each.default) or 'none'}"
        yield fill(f"{text}.", width, initial_indent="  ", subsequent_indent="  ")
    if manager.faults:
        yield from ("", "Mistakes in the file; the settings concerned have their defaults:")
        yield from (f"  {fault}" for fault in manager.faults)


def _data(manager: SettingsManager, definition: Definition) -> dict[str, object]:
    return {
        "name": definition.name,
        "value": manager.lasting(definition.name),
        "origin": manager.origin(definition.name).value,
        "default": definition.default,
        "values": definition.shape.allowed,
        "label": definition.label,
        "explanation": definition.explanation,
    }


def _print_json(data: object) -> None:
    from quiz.cli.output import as_json

    print(as_json(data))
