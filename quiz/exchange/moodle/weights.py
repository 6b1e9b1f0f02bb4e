"""The weights of answers that Moodle accepts, in percent with five decimals."""

from decimal import Decimal

from quiz.model.question import MultipleResponse

# From `question_bank` of Moodle 5.1: p/q with q up to 6, tenths, 1/7 to 1/10 and 1/20.
# It skips a question with any other weight.
WEIGHTS = tuple(
    map(
        Decimal,
        "100 90 83.33333 80 75 70 66.66667 60 50 40 33.33333 30 25 20 16.66667 14.28571 12.5 "
        "11.11111 10 5".split(),
    )
)
"""The positive weights; each may also be negative."""
FULL = Decimal(100)
_CLOSE = Decimal("0.01")


def nearest_weight(weight: Decimal) -> Decimal:
    """Return the weight that Moodle accepts closest to a weight in percent."""
    nearest = min(WEIGHTS, key=lambda known: abs(known - abs(weight)))
    return nearest.copy_sign(weight) if weight else weight


def answer_weights(count: int) -> list[Decimal]:
    """Return the weights of `count` right options: equal weights that add up to 100 if possible.

    From 11 options on, some count 10 and some 5. More than 20 options count 5 each, so that 20 of
    them give full marks.
    """
    if count <= 10:
        return [nearest_weight(FULL / count)] * count
    tens = max(0, 20 - count)
    return [Decimal(10)] * tens + [Decimal(5)] * (count - tens)


def choice_weights(question: MultipleResponse) -> tuple[list[Decimal], Decimal]:
    """Return the weight of each right option, and the weight of every wrong option."""
    count = len(question.answers)
    wrong = FULL if question.marking == "all_or_nothing" else nearest_weight(FULL / count)
    return answer_weights(count), -wrong


def same_weight(first: Decimal, second: Decimal) -> bool:
    """Check whether two weights differ by no more than rounding."""
    return abs(first - second) <= _CLOSE


def percent(weight: Decimal) -> str:
    """Return a weight for display, such as `33.3 %`."""
    return f"{float(weight):.3g} %"
