"""Cloze: a text with gaps, typed or filled from a word bank."""

import re
from collections.abc import Sequence
from random import Random
from typing import Any

from quiz.errors import UnreadableResponse
from quiz.model.question import Cloze, Gap
from quiz.model.response import Order, Outcome, Response, Spelling, Verdict
from quiz.question_types.base import QuestionType, single_line
from quiz.question_types.options import (
    MAX_OPTIONS,
    OPTIONS,
    TEXT,
    feedback_on,
    look_alike,
    named_text,
    pick,
    shuffled,
    sound_options,
    write_option,
)
from quiz.question_types.options import option_nodes as nodes_of
from quiz.question_types.typed_input import (
    RULE_FIELDS,
    clashing,
    gives_up,
    is_typed,
    loosely_folded,
    match_text,
    take_rules,
    typed_texts,
    write_rules,
)
from quiz.text.languages import language
from quiz.text.phrases import Lexicon
from quiz.yaml_source.fields import Field, Values
from quiz.yaml_source.parse import Mapping
from quiz.yaml_source.problems import ProblemLog

# A gap ends before the next “{{”: unclosed braces must not make matching slow.
_BRACES = re.compile(r"\{\{((?:(?!\{\{|\}\}).)*)\}\}", re.DOTALL)
MAX_GAPS = 26
# A comma between digits belongs to a number.
_COMMAS = re.compile(r"[,，、](?!\d)|(?<!\d)[,，、]")
_SPACES = re.compile(r"[\s,]+")


class ClozeType(QuestionType[Cloze]):
    """A text with gaps."""

    name = "cloze"
    typed_in = True
    label = "Fill the gaps"
    prompt = "Fill the gaps."
    fields = (
        Field(
            "text",
            TEXT,
            required=True,
            description="The text with its {{gaps}}; what else is accepted after a bar: {{two|2}}.",
        ),
        Field(
            "distractors",
            OPTIONS,
            description="Wrong words; with them, gaps are filled from a list and not typed.",
        ),
        *RULE_FIELDS,
    )

    def build(self, values: Values, mapping: Mapping, report: ProblemLog) -> Cloze | None:
        rules = take_rules(values)
        parts, fault = _parts(values.pop("text"))
        at = mapping.entries["text"].position
        if fault:
            report.error(at, "bad-gaps", fault)
            return None
        question = Cloze(**values, parts=parts, rules=rules)
        for gap in question.gaps:
            clash = clashing(gap.accepted, rules, question.language)
            if clash is not None:
                report.error(at, "rejected-answer", f"“{clash}” is accepted and rejected")
                return None
        return question if self._sound_words(question, mapping, report) else None

    def _sound_words(self, question: Cloze, mapping: Mapping, report: ProblemLog) -> bool:
        nodes = nodes_of(mapping, "distractors")
        if not sound_options(question.distractors, nodes, report):
            return False
        accepted = [text for gap in question.gaps for text in gap.accepted]
        right = {loosely_folded(text, question.rules, question.language) for text in accepted}
        alike = {look_alike(text) for text in accepted}
        for option, node in zip(question.distractors, nodes, strict=True):
            if (
                loosely_folded(option.text, question.rules, question.language) in right
                or look_alike(option.text) in alike
            ):
                report.error(
                    node.position, "duplicate-option", f"“{option.text}” fills a gap rightly"
                )
                return False
        if len(self.shown(question)) > MAX_OPTIONS:
            report.error(mapping.position, "too-many", f"at most {MAX_OPTIONS} words can be shown")
            return False
        return True

    def write(self, question: Cloze) -> dict[str, Any]:
        text = "".join(
            part if isinstance(part, str) else "{{" + "|".join(part.accepted) + "}}"
            for part in question.parts
        )
        words = [write_option(option) for option in question.distractors]
        return {
            "text": text,
            **({"distractors": words} if words else {}),
            **write_rules(question.rules),
        }

    def body(self, question: Cloze) -> str:
        return gapped(question)

    def order(self, question: Cloze, random: Random) -> Order:
        return shuffled(len(self.shown(question)), random)

    def shown(self, question: Cloze) -> tuple[str, ...]:
        """Return the word bank: the words of the gaps, then the wrong ones; empty when typed."""
        if not question.distractors:
            return ()
        # Once each: two gaps may take the same word.
        words = {look_alike(gap.accepted[0]): gap.accepted[0] for gap in question.gaps}
        return (*words.values(), *(option.text for option in question.distractors))

    def key_texts(self, question: Cloze) -> tuple[str, ...]:
        return tuple(gap.accepted[0] for gap in question.gaps)

    def evidence_texts(self, question: Cloze) -> tuple[str, ...]:
        texts = (part.accepted[0] if isinstance(part, Gap) else part for part in question.parts)
        return ("".join(texts),)

    def instruction(self, question: Cloze) -> str:
        gaps = len(question.gaps)
        verb = "Choose a word" if question.distractors else "Type the missing words"
        if gaps == 1:
            return f"{verb} for the gap."
        return f"{verb} for each of the {gaps} gaps."

    def line_hint(self, question: Cloze) -> str:
        return "Type them on one line, separated by “;”." if len(question.gaps) > 1 else ""

    def read(self, question: Cloze, order: Order, line: str) -> Response:
        """Return the texts of the gaps, separated by `;` or, without any `;`, by commas.

        Words chosen from a word bank may also be separated by spaces.
        """
        count = len(question.gaps)
        words = self.shown(question)
        # With one gap a comma or semicolon is part of the answer.
        texts = _pieces(line) if count > 1 else [line]
        if len(texts) == 1 and count > 1 and named_text(words, order, line) is None and words:
            texts = _SPACES.split(line.strip())
        if len(texts) != count and not words and gives_up(line, language(question.language)):
            return ()
        if len(texts) != count:
            raise UnreadableResponse(
                f"Type {count} answers with “;” between them, in the order of the gaps."
            )
        if not words:
            return self.typed(question, texts)
        return tuple(words[pick(words, order, text)] for text in texts)

    def typed(self, question: Cloze, texts: Sequence[str]) -> Response:
        # Named by its number, because an empty gap is easily overlooked in a long text.
        for number, text in enumerate(texts, 1):
            if not text.strip() and len(texts) > 1:
                raise UnreadableResponse(f"Gap {number} is still empty.")
        accepted = [text for gap in question.gaps for text in gap.accepted]
        return typed_texts(question, accepted, texts)

    def accepts(self, question: Cloze, response: Response) -> bool:
        return not response or is_typed(response, len(question.gaps))

    def carry(self, old: Cloze, new: Cloze, response: Response) -> Response | None:
        """Return the response to `new`; words from a word bank must still be in it."""
        # Only words chosen from a bank must be in the new bank; typed words can stay.
        words = {look_alike(word): word for word in self.shown(new)}
        chosen = self.shown(old) if words else ()
        found = [
            words.get(look_alike(text)) if text in chosen else text for text in map(str, response)
        ]
        texts = tuple(text for text in found if text is not None)
        return texts if len(texts) == len(found) and self.accepts(new, texts) else None

    def mark(self, question: Cloze, response: Response, lexicon: Lexicon) -> Verdict:
        """Return the verdict: the fraction is right gaps / gaps."""
        given = tuple(str(text) for text in response)
        spare = tuple(option.text for option in question.distractors)
        right, wrong, missed = [], [], []
        spellings: list[Spelling] = []
        notes: list[str] = []
        for gap, text in zip(question.gaps, given or [""] * len(question.gaps), strict=True):
            # A typing error must not turn another gap's word or a distractor into the key.
            rivals = (*spare, *_words_of_others(question, gap))
            found = match_text(text, gap.accepted, question, rivals, lexicon)
            if found.accepted:
                right.append(text)
            else:
                wrong.append(text)
                missed.append(gap.accepted[0])
            if found.spelling:
                spellings.append(found.spelling)
            if found.note:
                notes.append(found.note)
        fraction = len(right) / len(question.gaps)
        outcome = Outcome.PARTLY if right else Outcome.WRONG
        chosen = [option for option in question.distractors if option.text in wrong]
        return Verdict(
            Outcome.RIGHT if not missed else outcome,
            fraction=fraction,
            given=given,
            key=tuple(gap.accepted[0] for gap in question.gaps),
            right=tuple(right),
            wrong=tuple(text for text in wrong if text),
            missed=tuple(missed),
            spellings=tuple(spellings),
            feedback=feedback_on(chosen),
            notes=tuple(notes),
        )


def _pieces(line: str) -> list[str]:
    """Return the pieces between semicolons or, if there are none, between commas."""
    found = re.split("[;；]", line)
    return found if len(found) > 1 else _COMMAS.split(line)


def _words_of_others(question: Cloze, gap: Gap) -> tuple[str, ...]:
    return tuple(text for other in question.gaps if other != gap for text in other.accepted)


def gapped(question: Cloze, fills: Sequence[str] = ()) -> str:
    """Return the text with its gaps numbered, or filled: `we are [1: ____]`."""
    pieces: list[str] = []
    number = 0
    for part in question.parts:
        if isinstance(part, str):
            pieces.append(part)
            continue
        number += 1
        label = f"{number}: " if len(question.gaps) > 1 else ""
        fill = fills[number - 1] if len(fills) >= number and fills[number - 1] else "____"
        pieces.append(f"[{label}{single_line(fill)}]")
    return "".join(pieces)


def _parts(text: str) -> tuple[tuple[str | Gap, ...], str]:
    """Return the pieces of a cloze text, and what is wrong with its braces, if anything."""
    parts: list[str | Gap] = []
    for index, piece in enumerate(_BRACES.split(text)):
        if index % 2 == 0:
            if "{{" in piece or "}}" in piece:
                return (), "every “{{” needs its “}}”, and gaps do not hold gaps"
            parts.extend([piece] if piece else [])
            continue
        accepted = tuple(word.strip() for word in piece.split("|"))
        if not all(accepted) or "{" in piece or "\n" in piece:
            return (), "a gap holds the right words, as in {{consistent|steady}}, on one line"
        parts.append(Gap(accepted))
    gaps = sum(isinstance(part, Gap) for part in parts)
    if not 1 <= gaps <= MAX_GAPS:
        return (), f"the text needs 1 to {MAX_GAPS} gaps, such as {{{{consistent}}}}; it has {gaps}"
    return tuple(parts), ""
