"""The text of a source: its paragraphs, sentences, words and names, and excerpts of it."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import NamedTuple

from quiz.model.bank import Citation, Source, Span
from quiz.quotes.substrings import find_all
from quiz.text.cleaning import clean_line, truncate
from quiz.text.folding import Folded, fold
from quiz.text.phrases import Lexicon, Phrase, find_phrases, words_of

_CLOSERS = "\"'”’»›)]}」』〉》】）］"
_ENDERS = ".!?…。！？｡؟۔।॥።"
_NEXT = re.compile(r"[\s\"'“‘„«‹(\[¿¡—–-]*")
_WORD_BEFORE = re.compile(r"[^\s\"'“‘«(\[—–/]*$")
_INITIAL = re.compile(r"[^\W\d_]")
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_NEVER = frozenset(
    "Mr Mrs Ms Mx Messrs Dr Prof St Gen Lt Col Maj Capt Cpl Sgt Cmdr Adm Rev Hon Gov Sen Rep Pres "
    "Supt Insp Mt Ft vs viz cf ca approx e.g i.e eg ie Fig Figs Vol Vols Ch Sec Eq Ed Eds".split()
)
_BEFORE_NUMBERS = frozenset(
    "No no Nos nos p pp para paras art Art fig figs vol ch sec eq c Jan Feb Mar Apr Jun Jul Aug "
    "Sep Sept Oct Nov Dec".split()
)
_SOMETIMES = frozenset("Inc Ltd Co Corp Bros Jr Sr etc al Ave Blvd Rd a.m p.m Ph.D".split())
_STARTERS = frozenset(
    "A After All Although An And As At Because But By Despite During Even For From He Her Here "
    "His How However I If In It Its Later Many Most My No Not Now On One Once Our Some She Since "
    "So Still That The Their Then There These They This Those Though Thus To Today Two Under Until "
    "We What When Where Which While Who Why With Yet You Your".split()
)
_LOOK_BACK = 40


@cache
def _end() -> re.Pattern[str]:
    """Return what may end a sentence; compiled when first needed: finding quotes does not need it.

    Group `always` holds marks that end one without white space after them.
    """
    closers = re.escape(_CLOSERS)
    return re.compile(
        rf"(?P<always>[。！？｡؟۔।॥።]+)(?P<closed>[{closers}]*)"
        rf"|(?:[.!?…]|[?!]\s(?=[!?]))+[{closers}]*(?=\s)"
    )


def ends_sentence(text: str) -> bool:
    """Check whether `text` ends with a mark that ends sentences, ignoring closing quotes."""
    return text.rstrip(_CLOSERS).endswith(tuple(_ENDERS))


def sentence_ends(text: str, start: int, end: int) -> Iterator[int]:
    """Yield the offsets, within a paragraph from `start` to `end`, where a sentence ends.

    The end of the paragraph is left out.
    """
    for match in _end().finditer(text, start, end):
        if match.end() >= end:
            return
        if match["always"]:
            # 「…。」と: the speech goes on as part of the sentence around it.
            if not (match["closed"] and text[match.end()] in "と、，"):
                yield match.end()
        elif _ends_here(text, match, start, end):
            yield match.end()


def _ends_here(text: str, match: re.Match[str], start: int, end: int) -> bool:
    """Check whether a stop with white space after it ends a sentence."""
    # The next character decides: after any stop, a small letter continues the sentence.
    space = _NEXT.match(text, match.end(), end)
    place = space.end() if space else match.end()
    following = text[place] if place < end else ""
    if following.islower():
        return False
    marks = match.group().rstrip(_CLOSERS)
    if marks == ".":
        return not _abbreviates(text, match.start(), place, start)
    if set(marks) <= set(".…"):
        return _ellipsis_ends(text, match, place, start)
    return True


def _ellipsis_ends(text: str, match: re.Match[str], place: int, start: int) -> bool:
    """Check whether dots end a sentence; spaced dots, which mark an omission, do not."""
    before = text[match.start() - 1] if match.start() > start else " "
    return not (before.isspace() or before in "([") and text[place : place + 2] != "I "


def _abbreviates(text: str, stop: int, following: int, start: int) -> bool:
    """Check whether the full stop at `stop` belongs to an abbreviation within a sentence."""
    before = text[max(start, stop - _LOOK_BACK) : stop]
    found = _WORD_BEFORE.search(before)
    word = found.group() if found else ""
    if not word or word.isspace():
        # A stop on its own is one of a spaced ellipsis.
        return True
    if word in _NEVER:
        return True
    next_word = text[following : following + _LOOK_BACK].split(maxsplit=1)[:1]
    after = next_word[0].rstrip(".,;:’'") if next_word else ""
    # “No. 5” goes on; “He said no.” ends.
    if word in _BEFORE_NUMBERS:
        return after[:1].isdigit()
    # “3.” at the start of a paragraph numbers it.
    if word.isdigit() and stop - len(word) == start:
        return True
    # “J. Smith”; but “… than I.” ends a sentence.
    if _INITIAL.fullmatch(word):
        return word.isupper() and word != "I"
    # “Acme Inc. The …” ends, “Acme Inc. Chairman …” does not: common first words tell.
    if word in _SOMETIMES or _ACRONYM.fullmatch(word):
        return after not in _STARTERS
    return False


_MANY_PHRASES = 30
"""From so many phrases on, a pass over the words of a text costs less than a search for each."""
_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_MARKER = re.compile(r"(#{1,6}|[-*+•]|\d{1,3}[.)]|>+)(?:\s|$)|>")


class Sentence(NamedTuple):
    """A sentence of a source."""

    paragraph: int
    """The number of its paragraph, from 0."""
    span: Span


class SourceText:
    """The text of one source with data derived from it on first use."""

    def __init__(self, text: str) -> None:
        self.text = text
        """The text exactly as its file holds it."""
        self.effort = 0
        """The work spent on finding passages like misquotes, in characters scanned."""
        self.known_places: Mapping[str, Sequence[int]] = {}
        """A cache of the places of pieces that were searched for."""
        self._known_phrases: tuple[frozenset[Phrase], frozenset[Phrase]] = frozenset(), frozenset()
        """A cache: the phrases of the last search, and those of them that were found."""

    @cached_property
    def folded(self) -> Folded:
        """The text folded, with the way back."""
        return Folded(self.text)

    @cached_property
    def mirrored(self) -> str:
        """The folded text from its last character to its first."""
        return self.folded.text[::-1]

    @cached_property
    def lowered(self) -> str:
        """The folded text in lower case, with the same offsets."""
        return lower(self.folded.text)

    def places(self, pieces: Iterable[str]) -> Mapping[str, Sequence[int]]:
        """Return the places of folded pieces in the folded text, as `find_all` does."""
        known, wanted = self.known_places, set(pieces)
        found = find_all(self.folded.text, wanted.difference(known))
        if not known:
            return found
        return {piece: found[piece] if piece in found else known[piece] for piece in wanted}

    def holding(self, phrases: Iterable[Phrase]) -> frozenset[Phrase]:
        """Return the phrases whose words occur in the text one after another.

        Phrases of the last search are not searched for again.
        """
        (asked, held), wanted = self._known_phrases, frozenset(phrases)
        fresh = wanted - asked
        found = self._find_few(fresh) if len(fresh) < _MANY_PHRASES else self._find_many(fresh)
        holding = (held & wanted).union(found)
        self._known_phrases = wanted, holding
        return holding

    def _find_few(self, phrases: Iterable[Phrase]) -> set[Phrase]:
        return {phrase for phrase in phrases if phrase and f" {' '.join(phrase)} " in self._spoken}

    def _find_many(self, phrases: Iterable[Phrase]) -> set[Phrase]:
        return {*find_phrases(phrases, [words_of(self.folded.text)])}

    @cached_property
    def _spoken(self) -> str:
        """The words alone, in lower case, with one space around each."""
        return f" {' '.join(words_of(self.folded.text))} "

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences in order."""
        return tuple(
            Sentence(number, span)
            for number, paragraph in enumerate(self.paragraphs)
            for span in sentences(self.text, paragraph)
        )

    @cached_property
    def paragraphs(self) -> tuple[Span, ...]:
        """The paragraphs in order."""
        return paragraphs(self.text)

    @cached_property
    def _paragraph_starts(self) -> list[int]:
        return [span.start for span in self.paragraphs]

    def paragraph_at(self, offset: int) -> int:
        """Return the number, from 1, of the paragraph that has the offset or ends before it."""
        return max(1, bisect_right(self._paragraph_starts, offset))


def texts_of(
    sources: Mapping[str, Source], known: Iterable[SourceText] = ()
) -> dict[str, SourceText]:
    """Return the texts of sources by name; derived data of those that are known is kept."""
    # By the text itself: a changed source is another one, a renamed one the same.
    kept = {each.text: each for each in known}
    return {
        name: kept[source.text] if source.text in kept else SourceText(source.text)
        for name, source in sources.items()
    }


def lower(text: str) -> str:
    """Return `text` in lower case, or as it is where that would move its characters."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else text


def paragraphs(text: str) -> tuple[Span, ...]:
    """Return the paragraphs of `text`, without the white space around them.

    Blank lines part blocks. In a block each line is a paragraph of its own, unless the block is
    hard-wrapped: then most of its lines but the last do not end a sentence. A Markdown heading is
    a paragraph; a list item and a block quote start one.
    """
    found: list[Span] = []
    for block in _blocks(text):
        if len(block) > 1 and _is_wrapped(text, block):
            found.append(Span(block[0].start, block[-1].end))
        else:
            found.extend(block)
    return tuple(found)


def _blocks(text: str) -> Iterator[list[Span]]:
    """Yield blocks of adjacent lines, each line without the white space around it."""
    block: list[Span] = []
    before, marker = 0, ""
    for match in _LINE.finditer(text):
        line = _trimmed(text, match.start(), match.end())
        if line.start == line.end:
            continue
        found = _MARKER.match(text, line.start)
        this = found.group()[0] if found else ""
        # A blank line parts two blocks; CR LF is one line end, though two characters.
        parted = match.start() - before > 1 and text[before : match.start()] != "\r\n"
        # A heading ends with its line; a quoted line goes on with the quoted one before.
        starts = marker == "#" or (this != "" and not marker == this == ">")
        if block and (parted or starts):
            yield block
            block = []
        block.append(line)
        before, marker = match.end(), this or ("" if marker == "#" else marker)
    if block:
        yield block


def _trimmed(text: str, start: int, end: int) -> Span:
    line = text[start:end]
    lead = len(line) - len(line.lstrip())
    return Span(start + lead, start + max(lead, len(line.rstrip())))


def _is_wrapped(text: str, lines: Sequence[Span]) -> bool:
    # Lines of a paragraph that was wrapped by hand end anywhere; whole paragraphs of one line each
    # end with their sentence.
    ended = sum(ends_sentence(text[max(line.start, line.end - 40) : line.end])
                for line in lines[:-1])  # fmt: skip
    return 2 * ended < len(lines) - 1


def sentences(text: str, paragraph: Span) -> tuple[Span, ...]:
    """Return the sentences of a paragraph, in order, without the white space between them."""
    found: list[Span] = []
    start = paragraph.start
    for end in (*sentence_ends(text, paragraph.start, paragraph.end), paragraph.end):
        span = _trimmed(text, start, end)
        if span.start < span.end:
            found.append(span)
        start = end
    return tuple(found)


MAX_SENTENCES = 200
"""The maximum number of sentences shown of a source; a longer one is split into even parts."""
MAX_CHARACTERS = 2_000
"""A longer sentence is cut."""


class Excerpt(NamedTuple):
    """Sentences, each on one line and cleaned, by paragraph; and which of them are the key."""

    paragraphs: tuple[tuple[str, ...], ...]
    key: tuple[int, ...]
    """Numbers over all paragraphs, from 0, ascending."""


class Excerpts:
    """The parts of one source."""

    def __init__(self, source: SourceText) -> None:
        self._source = source
        self._text = source.text
        self._parts: dict[int, tuple[tuple[str, ...], ...]] = {}

    @property
    def _sentences(self) -> Sequence[Sentence]:
        return self._source.sentences

    @cached_property
    def _starts(self) -> list[int]:
        return [sentence.span.start for sentence in self._sentences]

    def touched(self, spans: Sequence[Span]) -> tuple[int, ...]:
        """Return the numbers of the sentences that any of the spans touches, ascending."""
        found: set[int] = set()
        for span in spans:
            number = max(0, bisect_right(self._starts, span.start) - 1)
            while number < len(self._starts) and self._starts[number] < span.end:
                if self._sentences[number].span.end > span.start:
                    found.add(number)
                number += 1
        return tuple(sorted(found))

    def longest(self, numbers: Sequence[int]) -> int:
        """Return how many characters the longest of some sentences has."""
        return max(len(_one_line(self._text, self._sentences[number].span)) for number in numbers)

    def around(self, key: Sequence[int]) -> Excerpt | None:
        """Return the part that contains all sentences of the key, or None.

        The bounds of a part depend on the source alone, so that they do not reveal the key.
        """
        count = len(self._sentences)
        # As few parts as can be, all about as long; -(-a // b) is a division rounded up.
        size = -(-count // -(-count // MAX_SENTENCES))
        part = key[0] // size
        if key[-1] // size != part:
            return None
        if part not in self._parts:
            self._parts[part] = self._written(self._sentences[part * size : (part + 1) * size])
        return Excerpt(self._parts[part], tuple(number - part * size for number in key))

    def _written(self, chosen: Sequence[Sentence]) -> tuple[tuple[str, ...], ...]:
        paragraphs: dict[int, list[str]] = {}
        for sentence in chosen:
            text = truncate(_one_line(self._text, sentence.span), MAX_CHARACTERS)
            paragraphs.setdefault(sentence.paragraph, []).append(text)
        return tuple(tuple(texts) for texts in paragraphs.values())


def _one_line(text: str, span: Span) -> str:
    return clean_line(" ".join(text[slice(*span)].split()))


class Surroundings(NamedTuple):
    """The surroundings of a quote, as spans of the untouched source."""

    sentences: tuple[Span, ...]
    """The sentences that the quote touches, in order."""
    paragraph: Span
    """The paragraph; from the first to the last where the quote touches several."""


def surroundings(source: Source, citation: Citation) -> Surroundings:
    """Return the sentences and paragraph of a quote that was found in `source`."""
    text = SourceText(source.text)
    around: dict[int, None] = {}
    for span in citation.spans:
        first, last = text.paragraph_at(span.start), text.paragraph_at(span.end - 1)
        around.update(dict.fromkeys(range(first - 1, last)))
    touched = [text.paragraphs[number] for number in around]
    found = tuple(
        sentence
        for paragraph in touched
        for sentence in sentences(source.text, paragraph)
        if any(span.start < sentence.end and sentence.start < span.end for span in citation.spans)
    )
    return Surroundings(found, Span(touched[0].start, touched[-1].end))


_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_OPENS = re.compile(r"[\":!?]|\.\.|(?:\s|^)'")
_LONGEST_NAME = 4
_LONGEST_RUN = 8


class _Seen(NamedTuple):
    """A word of a sentence."""

    text: str
    opens: bool
    """It is where any word has a capital."""
    joined: bool
    """Only a space separates it from the word before."""


def lexicon(texts: Iterable[str]) -> Lexicon:
    """Return the words and names of some texts.

    A name is a word that has a capital within a sentence, or two to four such words side by side; a
    word that has one only where sentences start is none.
    """
    words: set[str] = set()
    names: set[str] = set()
    found: list[list[_Seen]] = []
    # Two passes: a run of names can be told only when all names are known.
    for text in texts:
        for paragraph in paragraphs(text):
            for sentence in sentences(text, paragraph):
                seen = list(_seen(fold(text[slice(*sentence)])))
                words.update(_parts(seen))
                names.update(word.text for word in seen if not word.opens and _is_capital(word))
                found.append(seen)
    runs = [run for seen in found for run in _runs(seen, names)]
    return Lexicon(frozenset(names).union(*map(_names, runs)), frozenset(words))


def _seen(sentence: str) -> Iterator[_Seen]:
    end, possessive = 0, False
    for match in _WORD.finditer(sentence):
        between = sentence[end : match.start()]
        text = match.group().removesuffix("'s")
        yield _Seen(
            text,
            end == 0 or _OPENS.search(between) is not None,
            between == " " and not possessive,
        )
        end, possessive = match.end(), len(text) < len(match.group())


def _parts(seen: Iterable[_Seen]) -> Iterator[str]:
    for word in seen:
        yield from word.text.casefold().split("-")


def _is_capital(word: _Seen) -> bool:
    return word.text[0].isupper() and len(word.text) > 1 and not word.text.startswith("I'")


def _runs(seen: Sequence[_Seen], names: set[str]) -> Iterator[list[str]]:
    """Yield runs of two or more adjacent names."""
    run: list[str] = []
    for word in seen:
        # A comma or a possessive parts two names: “London, England”, “Biden's America”.
        if run and not (word.joined and word.text in names):
            if 1 < len(run) <= _LONGEST_RUN:
                yield run
            run = []
        if word.text in names and _is_capital(word):
            run.append(word.text)
    if 1 < len(run) <= _LONGEST_RUN:
        yield run


def _names(run: Sequence[str]) -> Iterator[str]:
    for size in range(2, _LONGEST_NAME + 1):
        for start in range(len(run) - size + 1):
            yield " ".join(run[start : start + size])
