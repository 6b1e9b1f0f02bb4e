"""Commands and reading: `quiz --help`, `quiz check`, banks of 50 to 10,000 questions."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.generate import write_bank
from benchmarks.measure import compare, cost, peak

_LOAD = "import sys, yaml; yaml.load(open(sys.argv[1], 'rb'), Loader=yaml.CSafeLoader)"
_READ = "import sys; from pathlib import Path; from quiz.bank.reader import read_bank; " \
    "assert read_bank(Path(sys.argv[1])).bank"  # fmt: skip


def commands() -> None:
    """Compare `quiz --help` and `quiz --version` with starting Python."""
    compare(
        "the command line",
        {
            "python -c pass": lambda: cost(["-c", "pass"]),
            "quiz --version": lambda: cost(["-m", "quiz", "--version"]),
            "quiz --help": lambda: cost(["-m", "quiz", "--help"]),
        },
        target="≤ 2.5×",
    )


def checks(folder: Path) -> None:
    """Compare `quiz check` with starting Python and with loading by PyYAML."""
    small = str(write_bank(folder / "50", 50, 20_000))
    compare(
        "quiz check, 50 questions",
        {
            "python -c pass": lambda: cost(["-c", "pass"]),
            "yaml.load alone": lambda: cost(["-c", _LOAD, small]),
            "quiz check": lambda: cost(["-m", "quiz", "check", small]),
        },
        target="≤ 6×",
    )
    for questions, rounds in ((1_000, 9), (10_000, 5)):
        bank = str(write_bank(folder / str(questions), questions))
        compare(
            f"{questions:,} questions with quotes in a 1 MB source, whole processes",
            {
                "yaml.load alone (C loader)": run(["-c", _LOAD, bank]),
                "read_bank": run(["-c", _READ, bank]),
                "quiz check": run(["-m", "quiz", "check", bank]),
            },
            rounds,
            "quiz check of 10,000 ≤ 0.4×",
        )
        load, read, base = peak(_LOAD, bank), peak(_READ, bank), peak("import yaml")
        ratio = (read - base) / (load - base)
        print(f"  peak memory beyond `import yaml`: {ratio:.2f}× (target ≤ 0.6×)")


def run(command: list[str]) -> Callable[[], float]:
    """Return a measurement of the processor seconds of a command."""
    return lambda: cost(command)


def main() -> None:
    """Run all."""
    commands()
    with tempfile.TemporaryDirectory() as folder:
        checks(Path(folder))


if __name__ == "__main__":
    main()
