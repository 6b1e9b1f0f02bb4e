"""Where sentences end: a full stop does not always say so."""

import re
from collections.abc import Iterator
from functools import cache

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
    """Return what may end a sentence; compiled when first needed, for finding quotes does without.

    Group `always` holds marks that end one without white space after them.
    """
    closers = re.escape(_CLOSERS)
    return re.compile(
        rf"(?P<always>[。！？｡؟۔।॥።]+)(?P<closed>[{closers}]*)"
        rf"|(?:[.!?…]|[?!]\s(?=[!?]))+[{closers}]*(?=\s)"
    )


def ends_sentence(text: str) -> bool:
    """Check whether `text` closes with a mark that ends sentences, closing quotes apart."""
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
    """Check whether dots end a sentence: not where they stand apart, as words left out do."""
    before = text[match.start() - 1] if match.start() > start else " "
    return not (before.isspace() or before in "([") and text[place : place + 2] != "I "


def _abbreviates(text: str, stop: int, following: int, start: int) -> bool:
    """Check whether the full stop at `stop` belongs to an abbreviation within a sentence."""
    before = text[max(start, stop - _LOOK_BACK) : stop]
    found = _WORD_BEFORE.search(before)
    word = found.group() if found else ""
    if not word or word.isspace():
        # A stop that stands alone is one of a spaced ellipsis.
        return True
    if word in _NEVER:
        return True
    next_word = text[following : following + _LOOK_BACK].split(maxsplit=1)[:1]
    after = next_word[0].rstrip(".,;:’'") if next_word else ""
    if word in _BEFORE_NUMBERS:
        return after[:1].isdigit()
    if word.isdigit() and stop - len(word) == start:
        return True
    if _INITIAL.fullmatch(word):
        return word.isupper() and word != "I"
    if word in _SOMETIMES or _ACRONYM.fullmatch(word):
        return after not in _STARTERS
    return False
