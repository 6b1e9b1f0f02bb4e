"""`quiz quote`: find a passage in a source and print it as a quote for a bank."""

import argparse
import sys
from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from quiz.bank.reader import read_sources_of
from quiz.bank.sources import MAX_SOURCE_BYTES
from quiz.check.output import comparison_lines
from quiz.cli.args import add_format
from quiz.cli.output import named_file
from quiz.errors import BadFile, UsageError
from quiz.model.bank import Source
from quiz.question_types.options import write_quotes
from quiz.quotes.suggest import Passage, nearest_passages, passages, sentence_passages
from quiz.text.cleaning import clean_line
from quiz.text.folding import fold
from quiz.yaml_source.untrusted_files import SUFFIXES, Unreadable, read_text
from quiz.yaml_source.writer import yaml_lines

HELP = """\
The output can be pasted into a bank: it has the words exactly as they are in the source, and
“near” if they occur more than once (up to 10 places in each source are shown). If there are too
few words for a quote, the whole sentence is shown. If the words are not found, the closest
passages are shown, with the differences marked.

examples:
  quiz quote less strongly of the Sun --source my-banks/tides.txt
  quiz quote 'The pull of the Moon […] raises the tides' --bank my-banks/tides.yaml
  quiz quote raises the tides --bank my-banks/tides.yaml --format json

exit codes: 0 found; 1 not found, or no quote unique to one place; 2 wrong usage
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("words", metavar="WORDS", nargs="+", help="words to find; […] skips some")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--source", metavar="FILE", help="search this text")
    where.add_argument(
        "--bank",
        metavar="BANK",
        help="search the sources of this bank file (default: the only bank in this folder)",
    )
    add_format(parser, "text", "json")


def run(options: Namespace) -> int:
    """Print the passages with the words; return 0, or 1 if none can be quoted."""
    words = " ".join(options.words)
    if not fold(words):
        raise UsageError("give some words to look for")
    sources = _sources(options)
    together = passages(words, sources)
    there = together or sentence_passages(words, sources)
    found = any(passage.quote is not None for passage in there)
    shown = there or nearest_passages(words, sources)
    if options.format == "json":
        from quiz.cli.output import as_json

        print(as_json({"found": found, "passages": [_data(each, sources) for each in shown]}))
    else:
        print("\n".join(_lines(shown, _comment(together, there, shown))))
    return 0 if found else 1


def _sources(options: Namespace) -> Mapping[str, Source]:
    if options.source is not None:
        path = named_file(options.source)
        try:
            return {options.source: Source(options.source, path, read_text(path, MAX_SOURCE_BYTES))}
        except Unreadable as error:
            raise BadFile(f"“{path}” {error}") from error
    path = named_file(options.bank) if options.bank is not None else _only_bank()
    sources, problems = read_sources_of(path)
    for problem in problems:
        print(f"quiz: {clean_line(str(problem))}", file=sys.stderr)
    return sources


def _only_bank() -> Path:
    """Return the bank of this folder; raise `UsageError` unless there is exactly one."""
    banks = [file for file in Path().iterdir() if file.name.lower().endswith(SUFFIXES)]
    if len(banks) != 1:
        raise UsageError("choose where to look: --source FILE, or --bank BANK for all its sources")
    return banks[0]


def _comment(
    together: Sequence[Passage], there: Sequence[Passage], shown: Sequence[Passage]
) -> str:
    """Return a comment on all the passages, or an empty string."""
    if together:
        return ""
    if there:
        return "the words are not next to each other; sentences that contain them all:"
    return "not found; the closest passage:" if shown else "not found, and nothing similar either"


def _lines(shown: Sequence[Passage], comment: str) -> Iterator[str]:
    """Yield the passages as YAML, with their positions as comments."""
    if comment:
        yield f"# {comment}"
    for number, passage in enumerate(shown):
        if number:
            yield ""
        position = f"{passage.source}, paragraph {passage.paragraph}, line {passage.line}"
        yield f"# {clean_line(position)}"
        yield from (f"# {line}" for line in comparison_lines(passage.comparison))
        yield from _yaml(passage)


def _yaml(passage: Passage) -> list[str]:
    if passage.quote is None:
        return ["# no quote is unique to this place: look for more words"]
    return yaml_lines(write_quotes([passage.quote]))


def _data(passage: Passage, sources: Mapping[str, Source]) -> dict[str, object]:
    start, end = passage.spans[0].start, passage.spans[-1].end
    quote = passage.quote
    return {
        "source": passage.source,
        "paragraph": passage.paragraph,
        "line": passage.line,
        "start": start,
        "end": end,
        "match": passage.match and passage.match.value,
        "passage": sources[passage.source].text[start:end],
        "quote": quote and write_quotes([quote])["quote"],
        "yaml": None if quote is None else "\n".join(_yaml(passage)),
        "differs": [
            {"words": change.quoted, "source": change.source}
            for change in passage.comparison
            if change.quoted != change.source
        ],
    }
