"""From a response to its rating: what the schedule takes of verdict and confidence."""

from quiz.model.confidence import Confidence
from quiz.model.memory import Rating
from quiz.model.response import Outcome


def rating_of(outcome: Outcome, confidence: Confidence | None, chosen: bool) -> Rating:
    """Return the rating of a response; `chosen` says that it was picked, not typed.

    What is not wholly right was not known. A right guess among options shows nothing; typed, it
    was hard to find. Any other right answer is a good one: only the learner can
    say that it was easy.
    """
    if outcome is not Outcome.RIGHT:
        return Rating.AGAIN
    if confidence is Confidence.GUESS:
        return Rating.AGAIN if chosen else Rating.HARD
    return Rating.GOOD


def surprising(outcome: Outcome, confidence: Confidence | None) -> bool:
    """Say whether a response was wrong although the learner was certain of it.

    Such errors are mended best when they are met again soon (Butterfield & Metcalfe 2001; Butler,
    Fazio & Marsh 2011).
    """
    return outcome is Outcome.WRONG and confidence is Confidence.CERTAIN
