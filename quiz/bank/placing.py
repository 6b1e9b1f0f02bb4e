"""Questions that are answered in a source are given its sentences, once their quotes are found."""

from collections.abc import Mapping as AbstractMapping
from dataclasses import replace

from quiz.document.report import Report
from quiz.evidence.sources import SourceText
from quiz.evidence.stretch import MOST_CHARACTERS, MOST_SENTENCES, Stretches
from quiz.model.bank import Citation
from quiz.model.question import FindEvidence, Question, Quote


class Placing:
    """The sources of a bank with the quotes found in them."""

    def __init__(
        self,
        texts: AbstractMapping[str, SourceText],
        citations: AbstractMapping[Quote, Citation],
        report: Report,
    ) -> None:
        self._texts = texts
        self._citations = citations
        self._report = report
        self._stretches: dict[str, Stretches] = {}

    def place(self, question: Question) -> Question:
        """Return the question with the sentences to choose from and their key, where it needs them.

        A question with a quote that was not found, which is reported already, stays as it is.
        """
        if not isinstance(question, FindEvidence):
            return question
        found = [self._citations[quote] for quote in question.quotes if quote in self._citations]
        if len(found) < len(question.quotes):
            return question
        if len({citation.source for citation in found}) > 1:
            return self._refuse(question, "the quotes must stand in one source")
        return self._placed(question, found)

    def _placed(self, question: FindEvidence, found: list[Citation]) -> FindEvidence:
        name = found[0].source
        if name not in self._stretches:
            self._stretches[name] = Stretches(self._texts[name])
        stretches = self._stretches[name]
        key = stretches.touched([span for citation in found for span in citation.spans])
        if stretches.longest(key) > MOST_CHARACTERS:
            message = f"the sentence of the quote has more than {MOST_CHARACTERS:,} characters"
            return self._refuse(question, message)
        stretch = stretches.around(key)
        if stretch is None:
            message = f"the quotes stand too far apart; {MOST_SENTENCES} sentences are shown"
            return self._refuse(question, message)
        placed = replace(question, paragraphs=stretch.paragraphs, key=stretch.key)
        if len(placed.key) == len(placed.sentences):
            message = "every sentence of the source is right: picking all needs no thought"
            self._report.warning(question.position, "all-right", message)
        return placed

    def _refuse(self, question: FindEvidence, message: str) -> FindEvidence:
        self._report.error(question.quotes[0].position, "bad-evidence", message)
        return question
