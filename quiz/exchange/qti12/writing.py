"""Banks as a package of QTI 1.2 that Canvas imports: one quiz for each bank."""

from collections.abc import Sequence
from decimal import Decimal

from quiz.exchange.explaining import as_html
from quiz.exchange.html import paragraphs
from quiz.exchange.parcels import Exported, Loss, Skipped, Tick
from quiz.exchange.qti12 import pieces
from quiz.exchange.qti12.bodies import body
from quiz.exchange.qti12.body import Body
from quiz.exchange.qti12.pieces import xml
from quiz.exchange.qti12.templates import ASSESSMENT, MANIFEST, META, RESOURCES
from quiz.exchange.zip_writer import zip_files
from quiz.model.bank import Bank
from quiz.model.question import Question
from quiz.text.numbers import plain

_NO_PLACE = {"hints": "them", "tags": "them", "inferred": "it", "enemies": "them"}


def write(banks: Sequence[Bank], tick: Tick) -> Exported:
    """Return the banks in the format, with what was lost or left out."""
    files: dict[str, str] = {}
    losses: list[Loss] = []
    skipped: list[Skipped] = []
    total = sum(len(bank.questions) for bank in banks)
    done = 0
    for bank in banks:
        items = []
        for question in bank.questions:
            made = body(question)
            if made.impossible:
                skipped.append(Skipped(bank.id, question.id, made.impossible))
            else:
                items.append(_item(question, made, _key("question", bank.id, question.id)))
                losses += [Loss(bank.id, question.id, what) for what in _losses(question, made)]
            done += 1
            tick(done, total)
        files |= _quiz(bank, items)
    texts = {"imsmanifest.xml": _manifest(banks), **files}
    data = zip_files({name: text.encode() for name, text in texts.items()})
    return Exported(data, tuple(losses), tuple(skipped))


def _key(*names: str) -> str:
    """Return an identifier as Canvas has them, the same for the same names."""
    # Imported late: it loads OpenSSL, which other commands have no use for.
    import hashlib

    return "i" + hashlib.sha256("\n".join(names).encode()).hexdigest()[:32]


def _losses(question: Question, made: Body) -> list[str]:
    lost = [(name, words) for name, words in _NO_PLACE.items() if getattr(question, name)]
    return [*made.losses, *(f"{name}: Canvas has no place for {words}" for name, words in lost)]


def _item(question: Question, made: Body, key: str) -> str:
    fields = [
        ("question_type", made.type),
        ("points_possible", plain(question.points)),
        ("original_answer_ids", ",".join(answer.ident for answer in made.answers)),
        ("assessment_question_identifierref", "i" + key[:0:-1]),
    ]
    stem = pieces.html_material(f"<div>{made.stem or paragraphs(question.prompt)}</div>")
    general = as_html(question.explanation, question.quotes)
    outcome = (
        '<outcomes><decvar maxvalue="100" minvalue="0" varname="SCORE" vartype="Decimal"/>'
        "</outcomes>"
    )
    notes = [each for each in made.answers if each.feedback]
    shown = [pieces.shown_when("<other/>", "general_fb")] if general else []
    shown += [
        pieces.shown_when(pieces.equal(each.ident, each.response), f"{each.ident}_fb")
        for each in notes
    ]
    feedback = [pieces.feedback("general_fb", general)] if general else []
    feedback += [pieces.feedback(f"{each.ident}_fb", each.feedback) for each in notes]
    return (
        f'<item ident="{key}" title="{xml(question.id)}">'
        f"<itemmetadata>{pieces.metadata(fields)}</itemmetadata>"
        f"<presentation>{stem}{made.presentation}</presentation>"
        f"<resprocessing>{outcome}{''.join(shown)}{made.scoring}</resprocessing>"
        f"{''.join(feedback)}</item>\n"
    )


def _quiz(bank: Bank, items: Sequence[str]) -> dict[str, str]:
    """Return the files of one bank by their names."""
    key = _key("bank", bank.id)
    fields = pieces.metadata([("cc_maxattempts", "1"), ("bank_id", bank.id)])
    language = f' xml:lang="{xml(bank.language)}"' if bank.language else ""
    total = plain(sum((question.points for question in bank.questions), Decimal(0)))
    # Canvas shuffles the answers of all questions of a quiz, or of none.
    shuffled = all(getattr(question, "shuffle", True) for question in bank.questions)
    meta = META.format(
        key=key,
        title=xml(bank.title),
        description=xml(paragraphs(bank.description)),
        shuffle="true" if shuffled else "false",
        points=total,
        assignment=_key("assignment", bank.id),
        group=_key("assignments"),
    )
    assessment = ASSESSMENT.format(
        key=key, title=xml(bank.title), language=language, fields=fields, items="".join(items)
    )
    return {f"{key}/{key}.xml": assessment, f"{key}/assessment_meta.xml": meta}


def _manifest(banks: Sequence[Bank]) -> str:
    resources = "".join(
        RESOURCES.format(key=_key("bank", bank.id), meta=_key("meta", bank.id)) for bank in banks
    )
    return MANIFEST.format(
        key=_key("package", *(bank.id for bank in banks)),
        title=xml("; ".join(bank.title for bank in banks)),
        resources=resources,
    )
