"""The cost of a keystroke in a bank of 500 questions, against reading the bank once."""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.generate import write_bank
from benchmarks.measure import compare
from quiz.bank.reader import read_bank
from quiz.editor.completion import completions
from quiz.editor.lsp.documents import LspConverter
from quiz.editor.view import BankView, analyze

_KEYS = 100


def seconds(run: Callable[[], object]) -> float:
    """Return how long a call takes."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def keystroke(before: BankView, number: int, key: str) -> float:
    """Type one character into a question; return the seconds until its problems are there."""
    text, key = before.text, f"{key}: "
    at = text.index(key, number * len(text) // (_KEYS + 1)) + len(key)
    typed = f"{text[:at]}W{text[at:]}"
    return seconds(
        lambda: LspConverter(analyze(before.path, typed, {}, before), "utf-16").diagnostics()
    )


def completing(before: BankView) -> float:
    """Return the seconds until the words of the source are offered for a quote."""
    view = analyze(before.path, before.text + "    quote: partner region", {}, before)
    return seconds(lambda: completions(view, len(view.text)))


def typing(bank: Path) -> None:
    """Compare what typing costs with reading the bank."""
    text = bank.read_text("utf-8")
    opened = seconds(lambda: LspConverter(analyze(bank, text, {}), "utf-16").diagnostics())
    print(f"\n  diagnostics of a bank just opened: {1000 * opened:.0f} ms")
    view = analyze(bank, text, {})
    numbers = iter(range(_KEYS))
    compare(
        f"500 questions, source of {(bank.parent / 'source.txt').stat().st_size:,} bytes",
        {
            "read_bank": lambda: seconds(lambda: read_bank(bank)),
            "a keystroke's diagnostics": lambda: keystroke(view, next(numbers), "prompt"),
            "completing a quote": lambda: completing(view),
        },
        target="≤ 2×",
    )
    for key in ("prompt", "answer", "quote"):
        taken = [keystroke(view, number, key) for number in range(_KEYS)]
        slow = statistics.quantiles(taken, n=20)[-1]
        print(f"  a keystroke in “{key}”, p95: {1000 * slow:.0f} ms (target < 100 ms)")


def main() -> None:
    """Run all."""
    with tempfile.TemporaryDirectory() as folder:
        for characters in (50_000, 1_000_000):
            typing(write_bank(Path(folder) / str(characters), 500, characters))


if __name__ == "__main__":
    main()
