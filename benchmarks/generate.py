"""Banks and sources of any size, the same for the same numbers."""

from pathlib import Path
from random import Random

_WORDS = (
    "partner summit leader region policy supply convention minister speech report visit ally "
    "nation treaty weekend attendance ammunition artillery civilian danger position decision "
    "relationship interest value advance engage consistent predictable respectful country"
).split()
QUESTION = """\
  - id: q{number}
    type: single_choice
    prompt: Which word stands at place {number} of the list that the text gives?
    answer: {key} {number}
    distractors: [{first} {number}x, {second} {number}y, "{third}: {number}z"]
    explanation: The text gives the words one after another, and this one is at place {number}.
    quote: {quote}
    inferred: true
    tags: [{tag}]
"""


def source_text(characters: int, seed: int = 1) -> str:
    """Return a text of about so many characters in sentences and paragraphs, little repeated."""
    random = Random(seed)
    pieces: list[str] = []
    length = 0
    while length < characters:
        words = [random.choice(_WORDS) for _ in range(random.randint(6, 18))]
        words.insert(random.randrange(len(words)), str(random.randrange(10**6)))
        sentence = " ".join(words).capitalize() + "."
        pieces.append(sentence + ("\n" if random.random() < 0.2 else " "))
        length += len(pieces[-1])
    return "".join(pieces)


def write_bank(folder: Path, questions: int, characters: int = 1_000_000) -> Path:
    """Write a bank and the source that its questions quote; return the path of the bank."""
    text = source_text(characters)
    random = Random(questions)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "source.txt").write_text(text, encoding="utf-8")
    head = "format: 1\nid: generated\ntitle: Generated\nsources:\n  text: source.txt\nquestions:\n"
    words = text.split()
    with (folder / "bank.yaml").open("w", encoding="utf-8") as file:
        file.write(head)
        for number in range(questions):
            start = random.randrange(len(words) - 12)
            quote = " ".join(words[start : start + 10])
            key, first, second, third, tag = (random.choice(_WORDS) for _ in range(5))
            file.write(
                QUESTION.format(
                    number=number, key=key, first=first, second=second, third=third, tag=tag,
                    quote=quote,
                )
            )  # fmt: skip
    return folder / "bank.yaml"
