"""Where sentences end, case by case."""

import pytest

from quiz.model.bank import Span
from quiz.quotes.sources import paragraphs, sentences


@pytest.mark.parametrize(
    "text",
    [
        "One. | Two! | Three? | Four",
        "Mr. Smith met Dr. J. K. Doe and Gen. Lee. | They left.",
        "The U.S. President spoke at 5 p.m. on Monday in Washington, D.C. | He left.",
        "Acme Inc. announced it. | It was bought by Acme Inc. | The price rose.",
        "It cost 2.5 million. | See No. 5 and p. 7 of vol. 2. | He said yes. | 5 came.",
        "You and I. | We go, e.g. Tuesday, etc. | They stay.",
        "“Stop!” he said. | “Go.” | She went (he stayed). | [They sat.] | ‘So.’ | Done",
        "He came “face to face”. | Then “it ended.” | All left.",
        "A risk ... But there is also one ... because it lacks more. | End.",
        "He knew … But no. | Words [...] Then more (...) Here. | End.",
        "She left... | Nothing came. wait... I think so.",
        "He said . . . But no. | Yes.",
        "1. First of a list. | 2 of them.",
        "What?! | No! | How? | ¿Qué? | —Yes. | Éclair? no. | Ärger.",
        "我们走了。|你呢？|好！|「好。」|他说。",
        "「はい。」と言った。|終わり。",
        "هل أنت؟ | نعم۔ | وصل",
        "वह गया। | वह आया॥ | अंत",
        "A line that\nis wrapped. | Another\nline.",
    ],
)
def test_sentences_end_where_a_reader_says(text: str) -> None:
    wanted = [piece.strip(" ") for piece in text.split("|")]
    whole = text.replace(" | ", " ").replace("|", "")
    found = sentences(whole, Span(0, len(whole)))
    assert [whole[slice(*span)] for span in found] == wanted


def test_offsets_are_of_the_whole_text() -> None:
    text = "One. Two.\n\n  Three. Four."
    second = paragraphs(text)[1]
    assert sentences(text, second) == (Span(13, 19), Span(20, 25))
