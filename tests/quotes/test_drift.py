"""What becomes of quotes when their source is changed."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.coverage import Drift, DriftStatus, drift
from quiz.coverage.report import broken, drift_data, drift_lines
from quiz.model.bank import Bank, Citation, Match, Source
from quiz.model.question import Quote, TrueFalse
from quiz.quotes.locate import locate_all
from quiz.text.folding import fold
from tests.support import SAMPLES, SOURCE, as_items, read

SIGNS = "ab. '’\n-–"
TEXTS = st.text(st.sampled_from(SIGNS), min_size=12, max_size=60)


def changed(bank: Bank, text: str) -> dict[str, Source]:
    return {name: replace(source, text=text) for name, source in bank.sources.items()}


def bank_of(text: str, quotes: list[Quote]) -> Bank:
    """Return a bank with one question for each quote that stands in the text in one place."""
    sources = {"text": Source("text", Path("text.txt"), text)}
    found = [each for each in locate_all(quotes, sources) if isinstance(each, Citation)]
    asked = [TrueFalse(id=str(number), prompt="?", answer=True, quotes=(each.quote,))
             for number, each in enumerate(found)]  # fmt: skip
    return Bank(
        path=Path("bank.yaml"), id="bank", title="Bank", description="", language="",
        questions=(*asked, TrueFalse(id="bare", prompt="?", answer=True)), sources=sources,
        citations={each.quote: each for each in found},
    )  # fmt: skip


@st.composite
def edits(draw: st.DrawFn) -> tuple[Bank, str]:
    """Draw a bank and a text that its source was edited to."""
    text = draw(TEXTS)
    places = st.integers(0, len(text))
    cuts = st.tuples(places, places).map(sorted)
    quotes = [Quote(text[slice(*cut)]) for cut in draw(st.lists(cuts, max_size=6))]
    start, end = draw(cuts)
    kept = draw(st.sampled_from(["", text, text.replace("’", "'")]) | TEXTS)
    return bank_of(text, quotes), text[:start] + kept + text[end:]


def occurrences(text: str, piece: str) -> int:
    return sum(text.startswith(piece, at) for at in range(len(text)))


@given(edits())
def test_every_question_has_the_one_fate_that_its_words_have(made: tuple[Bank, str]) -> None:
    bank, text = made
    found = drift(bank, changed(bank, text))
    assert [each.question for each in found] == list(bank.questions)
    for each in found:
        if not each.quotes:
            assert each.status is DriftStatus.SAME
            continue
        count = occurrences(fold(text), fold(each.quotes[0].quote.text))
        assert (each.status is DriftStatus.LOST) == (count == 0)
        assert (each.status is DriftStatus.DOUBLED) == (count > 1)
    data = drift_data(found)
    counts = data["counts"]
    assert isinstance(counts, dict) and sum(counts.values()) == len(bank.questions)
    assert broken(found) == (counts["lost"] + counts["doubled"] > 0)
    assert sum(1 for _ in drift_lines(found)) == 1 + len(bank.questions) - counts["same"]


@given(edits())
def test_an_unchanged_source_changes_nothing(made: tuple[Bank, str]) -> None:
    bank, _ = made
    found = drift(bank, bank.sources)
    assert {each.status for each in found} == {DriftStatus.SAME}
    assert drift_data(found)["drift"] == [] and not broken(found)
    (line,) = drift_lines(found)
    assert line.endswith(f"{len(bank.questions)} as before")


def drifted(folder: Path, text: str) -> list[Drift]:
    samples = as_items(SAMPLES["single_choice"].text, SAMPLES["true_false"].text)
    bank = read(folder, samples).bank
    assert bank is not None
    return list(drift(bank, changed(bank, text)))


@pytest.mark.parametrize(
    ("text", "fates", "said"),
    [
        (SOURCE, "same same", "2 as before"),
        ("Late.\n" + SOURCE, "moved moved", "hurt “Nobody was hurt”: from paragraph 3 to 4, 6 "),
        (
            SOURCE.replace("Nobody", "Somebody"),
            "same lost",
            "differences: “Nobody” instead of “Somebody”",
        ),
        (SOURCE + "Nobody was hurt.", "same doubled", "occurs in 2 places"),
        (SOURCE.replace("Nobody was", "Nobody\nwas"), "same typographic", "only typographic now"),
        ("At last t" + SOURCE[1:], "lost moved", "harbour “The ferry left Picton at noon”: was"),
        ("", "lost lost", "0 as before"),
    ],
)
def test_what_is_said(text: str, fates: str, said: str, tmp_path: Path) -> None:
    found = drifted(tmp_path, text)
    assert " ".join(each.status for each in found) == fates
    assert said in "\n".join(drift_lines(found))


def test_the_gravest_quote_counts_and_all_are_entries(tmp_path: Path) -> None:
    two = SAMPLES["true_false"].text.replace(
        "quote: Nobody was hurt", "quotes: [Nobody was hurt, left Picton at noon]"
    )
    bank = read(tmp_path, as_items(two)).bank
    assert bank is not None
    (found,) = drift(bank, changed(bank, SOURCE.replace("Nobody", "So nobody")))
    assert [each.status for each in found.quotes] == [DriftStatus.LOST, DriftStatus.SAME]
    assert found.status is DriftStatus.LOST
    entries = drift_data([found])["drift"]
    assert isinstance(entries, list) and len(entries) == 1
    assert [each["fate"] for each in entries[0]["quotes"]] == ["lost", "same"]


def test_a_quote_that_becomes_exact_stays(tmp_path: Path) -> None:
    text = "Nobody’s hurt, they said."
    bank = bank_of(text, [Quote("Nobody's hurt, they")])
    assert bank.citations[Quote("Nobody's hurt, they")].match is Match.TYPOGRAPHIC
    found = drift(bank, changed(bank, text.replace("’", "'")))
    assert {each.status for each in found} == {DriftStatus.SAME}


@pytest.mark.parametrize(
    ("text", "fate"),
    [
        ("It rained all day. Then it rained all day again.", "same"),
        ("It rained all day. Later it rained all day again.", "lost"),
        ("Then it rained all day again. Then it rained all day again.", "doubled"),
        ("So: it rained all day. Then it rained all day again.", "moved"),
    ],
)
def test_the_piece_around_a_quote_counts(text: str, fate: str) -> None:
    quote = Quote("t rained all day", near="Then it rained all day")
    bank = bank_of("It rained all day. Then it rained all day again.", [quote])
    assert drift(bank, changed(bank, text))[0].status == fate


@pytest.mark.parametrize(
    ("text", "fate"),
    [
        ("The first part, then a word, and a second part.", "same"),
        ("The first part, and a second part.", "moved"),
        ("A second part, and the first part.", "lost"),
        ("The first part, a second part, and a second part.", "doubled"),
    ],
)
def test_an_elided_quote(text: str, fate: str) -> None:
    quote = Quote("The first part […] a second part")
    bank = bank_of("The first part, then a word, and a second part.", [quote])
    assert drift(bank, changed(bank, text))[0].status == fate
