"""`quiz schema`: the bank format as JSON Schema, for editors."""

import json
from argparse import Namespace
from pathlib import Path

from quiz.bank.schema import DIALECT, bank_schema
from quiz.check.rules import RULES
from quiz.cli.files import write_file
from quiz.errors import UsageError
from quiz.text.cleaning import clean_line


def run(options: Namespace) -> int:
    """Print the schema, or write it to a file; return 0."""
    schema = bank_schema({name: rule.summary for name, rule in RULES.items()})
    text = json.dumps(schema, indent=2)
    if options.output is None:
        print(text)
        return 0
    path = Path(options.output)
    if path.exists() and not _is_schema(path):
        raise UsageError(f"“{path}” exists and is no schema: it is left as it is")
    write_file(path, text + "\n", replace=True)
    print(f"Wrote {clean_line(str(path))}.")
    return 0


def _is_schema(path: Path) -> bool:
    """Say whether a file is a schema that an earlier release may have written."""
    try:
        known = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(known, dict) and known.get("$schema") == DIALECT
