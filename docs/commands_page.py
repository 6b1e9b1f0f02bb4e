"""Generates `docs/commands.md` from the definitions that `--help` prints.

`python -m docs.commands_page` writes it.
"""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

from quiz.cli.args import whole_parser
from quiz.cli.commands import MAIN_COMMANDS, OTHER_COMMANDS

PAGE = Path(__file__).with_name("commands.md")
_HEAD = """\
# Commands

`quiz --help` lists the commands; `--help` after a command shows what is written here. Results go to
standard output, everything else to standard error. Exit codes: 0 done; 1 problems found in the
input; 2 wrong usage; 3 could not be done; 130 interrupted.
"""


def page() -> str:
    """Return the page as the commands are now."""
    return "\n".join([_HEAD, *_overview(), *_sections()]).rstrip() + "\n"


def _overview() -> Iterator[str]:
    yield "| | command | what it does |"
    yield "| --- | --- | --- |"
    for purpose, main_commands in MAIN_COMMANDS.items():
        for command, summary in (*main_commands.items(), *OTHER_COMMANDS[purpose].items()):
            yield f"| {purpose} | [`quiz {command}`](#quiz-{command}) | {summary} |"
            purpose = ""
    yield ""


def _sections() -> Iterator[str]:
    parsers = next(
        action.choices
        for action in whole_parser()._actions
        if isinstance(action, argparse._SubParsersAction)
    )
    for command in (name for group in _by_purpose() for name in group):
        parser = parsers[command]
        yield f"## quiz {command}\n\n{parser.description}\n"
        yield from _options(parser)
        for paragraph in (parser.epilog or "").strip().split("\n\n"):
            title, _, lines = paragraph.partition("\n")
            if title == "examples:":
                yield f"```sh\n{_examples(lines)}\n```\n"
            elif paragraph.startswith("  "):
                yield f"```\n{_examples(paragraph)}\n```\n"
            else:
                yield f"{_sentence(paragraph)}\n"


def _by_purpose() -> Iterator[list[str]]:
    for purpose, main_commands in MAIN_COMMANDS.items():
        yield [*main_commands, *OTHER_COMMANDS[purpose]]


def _options(parser: argparse.ArgumentParser) -> Iterator[str]:
    shown = [action for action in parser._actions if action.dest != "help"]
    if shown:
        yield "| | |"
        yield "| --- | --- |"
        for action in shown:
            help_ = (action.help or "").replace("|", "\\|")
            yield f"| {_invocation(action)} | {help_} |"
        yield ""


def _invocation(action: argparse.Action) -> str:
    """Return how an argument is typed, such as `-o`, `--output FILE`."""
    value = action.metavar or ("|".join(action.choices) if action.choices else "")
    value = str(value).replace("|", "\\|")
    if not action.option_strings:
        return f"`{value}`" + (" …" if action.nargs in ("*", "+") else "")
    *others, last = action.option_strings
    takes = action.nargs != 0 and not isinstance(action, argparse.BooleanOptionalAction)
    return ", ".join(f"`{each}`" for each in (*others, f"{last} {value}" if takes else last))


def _examples(text: str) -> str:
    """Return lines of examples, with what explains them as shell comments."""
    lines = (line.removeprefix("  ") for line in text.splitlines())
    return "\n".join(re.sub(r" {3,}(?=\S)", "  # ", line) for line in lines)


def _sentence(paragraph: str) -> str:
    text = re.sub(r"(?<!\S)(--[a-z-]+)", r"`\1`", paragraph.replace("exit codes:", "Exit codes:"))
    return text if text.endswith((".", ":")) else f"{text}."


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
