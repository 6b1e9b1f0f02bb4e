"""`quiz schema`: print the bank format as JSON Schema, for editors."""

import argparse
import json
from argparse import Namespace
from pathlib import Path

from quiz.bank.fields import DIALECT, bank_schema
from quiz.check.rules import RULES
from quiz.cli.output import replace_file
from quiz.errors import UsageError
from quiz.text.cleaning import clean_line

HELP = """\
Editors with a YAML language server use the schema to complete keys, explain them and mark
mistakes. The first line of a bank gives the path from the bank to the schema:

  # yaml-language-server: $schema=quiz.schema.json

examples:
  quiz schema -o my-banks/quiz.schema.json
  quiz schema > quiz.schema.json
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="write to this file; replaces an older schema only"
    )


def run(options: Namespace) -> int:
    """Print the schema, or write it to a file; return 0."""
    schema = bank_schema({name: rule.summary for name, rule in RULES.items()})
    text = json.dumps(schema, indent=2)
    if options.output is None:
        print(text)
        return 0
    path = Path(options.output)
    if path.exists() and not _is_schema(path):
        raise UsageError(f"“{path}” exists and is not a schema: choose another name")
    replace_file(path, text + "\n")
    print(f"Wrote {clean_line(str(path))}.")
    return 0


def _is_schema(path: Path) -> bool:
    """Return whether a file is a schema that an earlier release may have written."""
    try:
        known = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(known, dict) and known.get("$schema") == DIALECT
