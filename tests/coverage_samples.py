"""Banks that cite a text just where a test says, and what hypothesis makes of them."""

from pathlib import Path

from hypothesis import strategies as st

from quiz.model.bank import Bank, Citation, Match, Source, Span
from quiz.model.question import Quote, TrueFalse

TEXTS = st.text(st.sampled_from("Ab.!?… \n\r“”é漢。\u200b1"), max_size=120)


def bank_of(text: str, spans: list[list[Span]]) -> Bank:
    """Return a bank with one question for each list of spans, cited just there."""
    quotes = [Quote(f"quote {number}") for number in range(len(spans))]
    return Bank(
        path=Path("bank.yaml"), id="bank", title="Bank", description="", language="",
        questions=tuple(
            TrueFalse(id=str(number), prompt="?", answer=True, quotes=(quote,))
            for number, quote in enumerate(quotes)
        ),
        sources={"text": Source("text", Path("text.txt"), text)},
        citations={
            quote: Citation(quote, "text", Match.EXACT, tuple(parts), 1)
            for quote, parts in zip(quotes, spans, strict=True)
        },
    )  # fmt: skip


@st.composite
def banks(draw: st.DrawFn) -> tuple[Bank, list[list[Span]]]:
    text = draw(TEXTS.filter(str.strip))
    places = st.integers(0, len(text))
    pairs = st.tuples(places, places).map(sorted).filter(lambda pair: pair[0] < pair[1])
    spans = draw(st.lists(st.lists(pairs.map(lambda pair: Span(*pair)), min_size=1, max_size=2),
                          max_size=4))  # fmt: skip
    return bank_of(text, spans), spans
