"""The command line: thin commands; what a command needs is imported when it runs."""

from quiz.cli.main import main

__all__ = ["main"]
