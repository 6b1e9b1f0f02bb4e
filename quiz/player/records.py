"""The history as plain data, as `quiz history --format json` prints it."""

from quiz.player.restore import restore_response
from quiz.store.records import AttemptSummary, StoredResponse
from quiz.store.store import Store


def attempts_data(store: Store) -> list[dict[str, object]]:
    """Return every attempt, the newest first; times are UTC, scores points."""
    return [_attempt(summary) for summary in store.attempts()]


def attempt_data(store: Store, number: int) -> dict[str, object]:
    """Return one attempt with its responses in the order answered.

    Raises `UsageError` when there is none with this number.
    """
    detail = store.attempt(number)
    responses = sorted(detail.responses, key=lambda response: response.answered)
    return {
        **_attempt(detail.summary),
        "responses": [_response(response) for response in responses],
    }


def _attempt(summary: AttemptSummary) -> dict[str, object]:
    return {
        "attempt": summary.number,
        "bank": "+".join(summary.banks),
        "mode": summary.mode,
        "started": summary.started,
        "finished": summary.finished,
        "answered": summary.answered,
        "questions": summary.questions,
        "score": round(summary.score, 6),
        "max_score": round(summary.max_score, 6),
    }


def _response(response: StoredResponse) -> dict[str, object]:
    written = response.body.get("question")
    kind = str(written.get("type", "")) if isinstance(written, dict) else ""
    return {
        "question": response.question,
        "type": kind,
        "response": _in_words(response),
        "confidence": None if response.confidence is None else int(response.confidence),
        "score": round(response.score, 6),
        "max_score": round(response.max_score, 6),
        "taken_back": response.taken_back,
        "answered": response.answered,
        "regraded": response.regraded or None,
    }


def _in_words(response: StoredResponse) -> list[str]:
    """Return the answer as the learner saw it, by the question as it was then."""
    restored = restore_response(response)
    if restored is None:
        return [str(part) for part in response.given]
    _, answered = restored
    return list(answered.verdict.given)
