"""The filter of a progress report, as text and as data; not cleaned."""

from collections.abc import Iterator

from quiz.player.progress import Progress
from quiz.store.narrowing import ALL


def counted_alone(progress: Progress) -> str:
    """Return the filter in words: `The ferry · tag sea or land`; empty without one."""
    return " · ".join(_named(progress))


def _named(progress: Progress) -> Iterator[str]:
    banks, tags, types, questions = progress.narrowing
    prompts = {performance.ids: performance.label for performance in progress.questions}
    if banks:
        yield " or ".join(progress.titles.get(bank, bank) for bank in banks)
    if tags:
        yield f"tag {' or '.join(tags)}"
    if types:
        yield f"type {' or '.join(kind.replace('_', ' ') for kind in types)}"
    if questions:
        yield " or ".join(f"“{prompts.get(key, key[1])}”" for key in questions)


def narrowing_data(progress: Progress) -> dict[str, object] | None:
    """Return the filter as plain data, None without one."""
    if progress.narrowing == ALL:
        return None
    banks, tags, types, questions = progress.narrowing
    return {
        "banks": list(banks),
        "tags": list(tags),
        "types": list(types),
        "questions": [{"bank": bank, "question": question} for bank, question in questions],
    }
