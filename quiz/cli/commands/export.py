"""`quiz export`: banks in the format of another system, with a report of what it cannot hold."""

from argparse import Namespace

from quiz.cli.banks import files_named
from quiz.cli.configured import keeper_of
from quiz.cli.moving import Progress, foresee_bytes, put_bytes, tell
from quiz.cli.opening import places, warn
from quiz.exchange.formats import FORMATS, writer
from quiz.player.library import load_bank


def run(options: Namespace) -> int:
    """Write the banks; return 0, or 1 when `--strict` forbids what would be lost."""
    form = FORMATS[options.to]
    foresee_bytes(options.output, binary=form.binary)
    banks = [load_bank(file) for file in files_named(options.bank, places(keeper_of(options)))]
    exported = writer(form.name).write(banks, Progress("exporting").tick)
    lost = bool(exported.losses or exported.skipped)
    refused = options.strict and lost
    if not refused:
        put_bytes(exported.data, options.output)
    aside = options.output is None and not refused
    tell(exported.losses, exported.skipped, options.report, aside)
    if refused:
        warn(f"nothing was written: {form.label} cannot hold all of it, and --strict asks for that")
    return 1 if refused else 0
