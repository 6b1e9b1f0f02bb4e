"""`quiz completion`: print the script that completes commands and options in a shell."""

import argparse
from argparse import Namespace

from quiz.cli.args import whole_parser

HELP = """\
Save the output where your shell looks for completions, then open a new shell.

examples:
  quiz completion bash > ~/.local/share/bash-completion/completions/quiz
  quiz completion zsh > ~/.zfunc/_quiz
  quiz completion tcsh >> ~/.tcshrc

For zsh, ~/.zfunc must be in “fpath” before “compinit” runs.
"""
_FILES = ("BANK", "FILE", "OUT", "PATH", "TEXT", "[NAME=]FILE", "[NAME=]TEXT")
"""Metavars of arguments that are, or can be, files."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("shell", choices=("bash", "zsh", "tcsh"), help="your shell")


def run(options: Namespace) -> int:
    """Print the script; return 0."""
    # Imported only here: no other command needs it.
    import shtab

    parser = whole_parser()
    for action in _actions(parser):
        # shtab reads this attribute, which argparse does not know.
        if action.metavar in _FILES:
            action.complete = shtab.FILE  # type: ignore[attr-defined]
        elif action.metavar == "DIR":
            action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
    print(shtab.complete(parser, shell=options.shell))
    return 0


def _actions(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    """Return the arguments of a parser and of all its commands."""
    found: list[argparse.Action] = []
    for action in parser._actions:
        found.append(action)
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                found += _actions(command)
    return found
