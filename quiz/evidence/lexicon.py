"""Which words and names the sources of a bank hold."""

import re
from collections.abc import Iterable, Iterator, Sequence

from quiz.text.folding import fold
from quiz.text.lexicon import Lexicon

_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_NAME = re.compile(r"(?<=[\w,;] )[^\W\d_a-z]\w+(?:[ -][^\W\d_a-z]\w+)*")
LONGEST_NAME = 4
"""Words of a run of capitals that are still taken for one name."""


def lexicon(texts: Iterable[str]) -> Lexicon:
    """Return the words of the texts, and the names: capitalised words inside sentences."""
    names: set[str] = set()
    words: set[str] = set()
    for text in texts:
        folded = fold(text)
        words.update(word.casefold() for word in _WORD.findall(folded))
        for run in set(_NAME.findall(folded)):
            parts = run.split()
            if len(parts) <= LONGEST_NAME and run[0].isupper():
                names.update(_pieces(parts))
    possessives = {word.removesuffix("'s") for word in words}
    return Lexicon(frozenset(name.removesuffix("'s") for name in names), frozenset(possessives))


def _pieces(words: Sequence[str]) -> Iterator[str]:
    """Yield every run of neighbouring words: `Joe Biden`, too, of `President Joe Biden`."""
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            yield " ".join(words[start:end])
