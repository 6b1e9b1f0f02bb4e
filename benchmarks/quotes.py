"""Finding quotes: many in one scan, and the nearest passage of one misquote."""

import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from benchmarks.generate import source_text
from quiz.evidence.nearest import nearest
from quiz.evidence.quotes import locate_all
from quiz.model.bank import Source
from quiz.model.question import Quote
from quiz.text.folding import Folded, fold

SAMPLE = 500


def timed(run: Callable[[], object]) -> float:
    """Return the processor seconds of one run."""
    start = time.process_time()
    run()
    return time.process_time() - start


def main() -> None:
    """Print ratios against a plain search, and against rapidfuzz where that is installed."""
    text = source_text(1_000_000)
    words, random = text.split(), Random(3)
    starts = [random.randrange(len(words) - 12) for _ in range(10_000)]
    quotes = [Quote(" ".join(words[start : start + 10])) for start in starts]
    sources = {"text": Source("text", Path("text.txt"), text)}
    found = timed(lambda: locate_all(quotes, sources))
    folded = fold(text)
    plain = timed(lambda: [folded.find(fold(quote.text)) for quote in quotes[:SAMPLE]])
    plain *= len(quotes) / SAMPLE
    print(f"10,000 quotes in 1 MB, located: {found / plain:.3f}× a plain search for each "
          f"({1000 * found:.0f} ms, folding and paragraphs included)")  # fmt: skip
    misquotes = [quote.text.replace(" ", " otherwise ", 1) for quote in quotes[:50]]
    whole = Folded(text)
    first = timed(lambda: nearest(misquotes[0], whole))
    each = timed(lambda: [nearest(quote, whole) for quote in misquotes]) / len(misquotes)
    print(f"nearest passage: {1000 * each:.2f} ms each, {1000 * first:.0f} ms for the first "
          "(which indexes the source)")  # fmt: skip
    try:
        from rapidfuzz import fuzz
    except ImportError:
        print("  rapidfuzz is not installed: no comparison with it")
        return
    peer = timed(lambda: [fuzz.partial_ratio_alignment(q, folded) for q in misquotes[:10]]) / 10
    print(f"  {each / peer:.3f}× rapidfuzz over the whole source (target ≤ 0.05×)")


if __name__ == "__main__":
    main()
