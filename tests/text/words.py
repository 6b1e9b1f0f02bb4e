"""Makes the word lists in `quiz/text/words`: `python -m tests.text.words`.

They are an extract of the lists of pyspellchecker (MIT licence), which is needed for development
only: it weighs 7 MB, and the words' counts are not needed to mark an answer.
"""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import spellchecker

FOLDER = Path(__file__).parents[2] / "quiz/text/words"
LANGUAGES = ("ar", "de", "en", "es", "fr", "it", "lv", "nl", "pt", "ru")
"""Those whose lists are long enough to tell a word from a slip."""
_COMMON = 100


def words(base: str) -> Iterator[str]:
    """Yield the words of a language, sorted."""
    file = Path(spellchecker.__file__).parent / "resources" / f"{base}.json.gz"
    counts: dict[str, int] = json.loads(gzip.decompress(file.read_bytes()))
    for word in sorted(counts):
        # The English list was checked by hand; the others have slips among their rare words.
        if base == "en" or counts[word] >= _COMMON:
            yield word


def text(base: str) -> bytes:
    """Return what the file of a language holds, unpacked: each word between line feeds."""
    return "\n".join(["", *words(base), ""]).encode()


def main() -> None:
    """Write the files; the same lists always give the same bytes."""
    FOLDER.mkdir(exist_ok=True)
    for base in LANGUAGES:
        (FOLDER / f"{base}.gz").write_bytes(gzip.compress(text(base), 9, mtime=0))


if __name__ == "__main__":
    main()
