"""Finding many quotes in one source, and the passage nearest to a misquote.

Each figure is a ratio to a baseline from the same run: 10,000 quotes are compared with a plain
search for each, the nearest passage with rapidfuzz over the whole source, if that is installed.
"""

import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from random import Random

from benchmarks.generate import source_text
from quiz.model.bank import Source
from quiz.model.question import Quote
from quiz.quotes.locate import QuoteProblem, locate_all
from quiz.quotes.nearest import nearest
from quiz.quotes.sources import SourceText
from quiz.text.folding import fold

QUOTES = 10_000
SAMPLE = 500
MISQUOTES = 50
ROUNDS = 5


def median_seconds(run: Callable[[], object]) -> float:
    """Return the median processor seconds of several runs."""
    taken = []
    for _ in range(ROUNDS):
        start = time.process_time()
        run()
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def apply_to_each(function: Callable[[str], object], texts: Iterable[str]) -> list[object]:
    """Return the result of a function for each text."""
    return [function(text) for text in texts]


def measure_many(text: str, quotes: Sequence[str]) -> None:
    """Compare locating all quotes with one plain search for each, measured on a sample."""
    sources = {"text": Source("text", Path("text.txt"), text)}
    wanted = [Quote(quote) for quote in quotes]
    assert not any(isinstance(found, QuoteProblem) for found in locate_all(wanted, sources))
    ours = median_seconds(lambda: locate_all(wanted, sources))
    plain = (
        median_seconds(partial(apply_to_each, text.find, quotes[:SAMPLE])) * len(quotes) / SAMPLE
    )
    print(
        f"{len(quotes):,} quotes in {len(text) / 1e6:.0f} MB, folded, located, with paragraphs: "
        f"{1000 * ours:.0f} ms, {ours / plain:.3f}× a plain search for each"
    )


def measure_nearest(text: str, misquotes: Sequence[str]) -> None:
    """Compare the search for nearest passages with rapidfuzz over the whole source."""
    source = SourceText(text)
    found = [nearest(misquote, source) for misquote in misquotes]
    assert all(passage is not None and passage.likeness > 0.6 for passage in found)
    ours = median_seconds(
        partial(apply_to_each, lambda misquote: nearest(misquote, source), misquotes)
    )
    print(f"nearest passage of a misquote: {1000 * ours / len(misquotes):.2f} ms", end="")
    try:
        from rapidfuzz import fuzz
    except ImportError:
        print("; rapidfuzz is not installed, so there is no comparison")
        return
    folded, sample = fold(text), misquotes[:10]
    peer = median_seconds(
        partial(apply_to_each, lambda quote: fuzz.partial_ratio_alignment(quote, folded), sample)
    )
    ratio = ours / len(misquotes) / (peer / len(sample))
    print(f", {ratio:.3f}× rapidfuzz over the whole source")


def main() -> None:
    """Measure in a text of 1 MB."""
    text, random = fold(source_text(1_000_000)), Random(3)
    words = text.split()
    starts = [random.randrange(len(words) - 12) for _ in range(QUOTES)]
    quotes = [" ".join(words[start : start + 10]) for start in starts]
    measure_many(text, quotes)
    misquotes = []
    for start in starts[:MISQUOTES]:
        piece = words[start : start + 10]
        piece[random.randrange(10)] = "otherwise"
        misquotes.append(" ".join(piece))
    measure_nearest(text, misquotes)


if __name__ == "__main__":
    main()
