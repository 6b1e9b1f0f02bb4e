"""`quiz import`: questions of other systems as banks, with a report of what was lost."""

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from quiz.cli.importing import targets
from quiz.cli.moving import tell
from quiz.cli.opening import warn
from quiz.cli.output import put_out
from quiz.errors import BadFile
from quiz.exchange.assembling import Assembled, assemble
from quiz.text.cleaning import clean_line
from quiz.text.counting import counted


def run(options: Namespace) -> int:
    """Write the banks; return 0, or 1 when something was left out or `--strict` forbids a loss."""
    made = [(assemble(each.banks, each.plan), each.output) for each in targets(options)]
    losses = [loss for each, _ in made for loss in each.losses]
    skipped = [skip for each, _ in made for skip in each.skipped]
    kept = [(each, output) for each, output in made if each.questions]
    refused = options.strict and bool(losses or skipped)
    written = bool(kept) and not refused
    if written:
        _write(kept)
    if kept or skipped or options.report == "json":
        tell(losses, skipped, options.report, aside=options.output is None)
    if not kept:
        raise BadFile("no question could be read: nothing was written")
    if refused:
        warn("nothing was written: something would be lost, and --strict forbids it")
    if written and options.report == "text":
        for each, output in kept:
            _say(each, output)
    return 1 if refused or skipped else 0


def _write(made: Sequence[tuple[Assembled, Path | None]]) -> None:
    """Write all files or none."""
    written: list[Path] = []
    try:
        for each, output in made:
            put_out(each.text, None if output is None else str(output))
            written += [] if output is None else [output]
    except BaseException:
        for path in written:
            path.unlink()
        raise


def _say(made: Assembled, output: Path | None) -> None:
    """Print how much came in, and what `quiz check` says of it."""
    from quiz.check.render import as_lines
    from quiz.check.runner import check_paths

    if output is None:
        return
    print(f"Wrote {clean_line(str(output))}: {counted(made.questions, 'question')}.")
    if made.proposed:
        print(f"Quotes proposed for {counted(made.proposed, 'question')}: look at each.")
    if made.unsupported:
        print(f"Without a quote: {counted(made.unsupported, 'question')}.")
    print("\n".join(as_lines(check_paths([str(output)]))))
