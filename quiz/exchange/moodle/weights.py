"""The weights that Moodle knows, in percent with five decimals; it refuses all others."""

from decimal import Decimal

from quiz.model.question import MultipleResponse

# p/q with q up to 6, tenths, 1/7 to 1/10 and 1/20: `question_bank` of Moodle 5.1.
WEIGHTS = tuple(
    map(
        Decimal,
        "100 90 83.33333 80 75 70 66.66667 60 50 40 33.33333 30 25 20 16.66667 14.28571 12.5 "
        "11.11111 10 5".split(),
    )
)
"""The weights above 0; each may be negative too."""
FULL = Decimal(100)
_CLOSE = Decimal("0.01")


def nearest_weight(weight: Decimal) -> Decimal:
    """Return the weight of Moodle that is next to one in percent."""
    found = min(WEIGHTS, key=lambda known: abs(known - abs(weight)))
    return found.copy_sign(weight) if weight else weight


def answer_weights(count: int) -> list[Decimal]:
    """Return the weights of so many right options: equal ones that sum up to 100 if there are such.

    From 11 on some count 10 and some 5; more than 20 count 5 each, and 20 of them are enough.
    """
    if count <= 10:
        return [nearest_weight(FULL / count)] * count
    tens = max(0, 20 - count)
    return [Decimal(10)] * tens + [Decimal(5)] * (count - tens)


def choice_weights(question: MultipleResponse) -> tuple[list[Decimal], Decimal]:
    """Return the weight of each right option, and that of all wrong ones."""
    count = len(question.answers)
    wrong = FULL if question.marking == "all_or_nothing" else nearest_weight(FULL / count)
    return answer_weights(count), -wrong


def same_weight(first: Decimal, second: Decimal) -> bool:
    """Say whether two weights differ by no more than what was rounded."""
    return abs(first - second) <= _CLOSE


def percent(weight: Decimal) -> str:
    """Return a weight for a reader: `33.3 %`."""
    return f"{float(weight):.3g} %"
