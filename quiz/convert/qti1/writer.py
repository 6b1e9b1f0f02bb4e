"""QTI 1.2 packages as Canvas writes them: items, metadata and the manifest."""

from collections.abc import Sequence
from decimal import Decimal

from quiz.convert.html import paragraphs, xml_text
from quiz.convert.model import ConversionLoss, Exported, ProgressCallback, SkippedQuestion
from quiz.convert.qti1.item_writer import ItemBody, body, equal, html_material
from quiz.convert.render import as_html
from quiz.convert.zip import zip_files
from quiz.model.bank import Bank
from quiz.model.question import Question
from quiz.text.numbers import plain

MANIFEST = """\
<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="{key}" xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1" \
xmlns:lom="http://ltsc.ieee.org/xsd/imsccv1p1/LOM/resource" \
xmlns:imsmd="http://www.imsglobal.org/xsd/imsmd_v1p2" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1 \
http://www.imsglobal.org/xsd/imscp_v1p1.xsd http://ltsc.ieee.org/xsd/imsccv1p1/LOM/resource \
http://www.imsglobal.org/profile/cc/ccv1p1/LOM/ccv1p1_lomresource_v1p0.xsd \
http://www.imsglobal.org/xsd/imsmd_v1p2 http://www.imsglobal.org/xsd/imsmd_v1p2p2.xsd">
<metadata><schema>IMS Content</schema><schemaversion>1.1.3</schemaversion>
<imsmd:lom><imsmd:general><imsmd:title><imsmd:string>{title}</imsmd:string></imsmd:title>\
</imsmd:general></imsmd:lom></metadata>
<organizations/>
<resources>
{resources}</resources>
</manifest>
"""

RESOURCES = """\
<resource identifier="{key}" type="imsqti_xmlv1p2"><file href="{key}/{key}.xml"/>\
<dependency identifierref="{meta}"/></resource>
<resource identifier="{meta}" \
type="associatedcontent/imscc_xmlv1p1/learning-application-resource" \
href="{key}/assessment_meta.xml"><file href="{key}/assessment_meta.xml"/></resource>
"""

ASSESSMENT = """\
<?xml version="1.0" encoding="UTF-8"?>
<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://www.imsglobal.org/xsd/ims_qtiasiv1p2 \
http://www.imsglobal.org/xsd/ims_qtiasiv1p2p1.xsd">
<assessment ident="{key}" title="{title}"{language}>
{fields}
<section ident="root_section">
{items}</section>
</assessment>
</questestinterop>
"""

META = """\
<?xml version="1.0" encoding="UTF-8"?>
<quiz identifier="{key}" xmlns="http://canvas.instructure.com/xsd/cccv1p0" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://canvas.instructure.com/xsd/cccv1p0 \
https://canvas.instructure.com/xsd/cccv1p0.xsd">
<title>{title}</title>
<description>{description}</description>
<shuffle_answers>{shuffle}</shuffle_answers>
<scoring_policy>keep_highest</scoring_policy>
<hide_results></hide_results>
<quiz_type>assignment</quiz_type>
<points_possible>{points}</points_possible>
<show_correct_answers>true</show_correct_answers>
<anonymous_submissions>false</anonymous_submissions>
<could_be_locked>false</could_be_locked>
<allowed_attempts>1</allowed_attempts>
<one_question_at_a_time>false</one_question_at_a_time>
<cant_go_back>false</cant_go_back>
<available>false</available>
<one_time_results>false</one_time_results>
<show_correct_answers_last_attempt>false</show_correct_answers_last_attempt>
<only_visible_to_overrides>false</only_visible_to_overrides>
<module_locked>false</module_locked>
<assignment identifier="{assignment}"><title>{title}</title><due_at/><lock_at/><unlock_at/>\
<module_locked>false</module_locked><workflow_state>unpublished</workflow_state>\
<assignment_overrides></assignment_overrides><quiz_identifierref>{key}</quiz_identifierref>\
<allowed_extensions></allowed_extensions><has_group_category>false</has_group_category>\
<points_possible>{points}</points_possible><grading_type>points</grading_type>\
<submission_types>online_quiz</submission_types><position>1</position></assignment>
<assignment_group_identifierref>{group}</assignment_group_identifierref>
<assignment_overrides></assignment_overrides>
</quiz>
"""


_NO_PLACE = {"hints": "them", "tags": "them", "inferred": "it", "enemies": "them"}


def write(banks: Sequence[Bank], tick: ProgressCallback) -> Exported:
    """Return the banks in the format, with the losses and the skipped questions."""
    files: dict[str, str] = {}
    losses: list[ConversionLoss] = []
    skipped: list[SkippedQuestion] = []
    total = sum(len(bank.questions) for bank in banks)
    done = 0
    for bank in banks:
        items = []
        for question in bank.questions:
            made = body(question)
            if made.impossible:
                skipped.append(SkippedQuestion(bank.id, question.id, made.impossible))
            else:
                items.append(_item(question, made, _key("question", bank.id, question.id)))
                lost = [name for name in _NO_PLACE if getattr(question, name)]
                made.losses += [
                    f"{name}: Canvas has no place for {_NO_PLACE[name]}" for name in lost
                ]
                losses += [ConversionLoss(bank.id, question.id, what) for what in made.losses]
            done += 1
            tick(done, total)
        files |= _quiz(bank, items)
    texts = {"imsmanifest.xml": _manifest(banks), **files}
    data = zip_files({name: text.encode() for name, text in texts.items()})
    return Exported(data, tuple(losses), tuple(skipped))


def _key(*names: str) -> str:
    """Return an identifier in the style of Canvas, always the same for the same names."""
    # Imported late: it loads OpenSSL, which other commands have no use for.
    import hashlib

    return "i" + hashlib.sha256("\n".join(names).encode()).hexdigest()[:32]


def _item(question: Question, made: ItemBody, key: str) -> str:
    fields = [
        ("question_type", made.type),
        ("points_possible", plain(question.points)),
        ("original_answer_ids", ",".join(answer.ident for answer in made.answers)),
        ("assessment_question_identifierref", "i" + key[:0:-1]),
    ]
    stem = html_material(f"<div>{made.stem or paragraphs(question.prompt)}</div>")
    general = as_html(question.explanation, question.quotes)
    outcome = (
        '<outcomes><decvar maxvalue="100" minvalue="0" varname="SCORE" vartype="Decimal"/>'
        "</outcomes>"
    )
    # Each feedback text has the condition that shows it; “other” holds for every response.
    notes = [("<other/>", "general_fb", general)] if general else []
    notes += [
        (equal(each.ident, each.response), f"{each.ident}_fb", each.feedback)
        for each in made.answers
        if each.feedback
    ]
    shown = "".join(
        f'<respcondition continue="Yes"><conditionvar>{test}</conditionvar>'
        f'<displayfeedback feedbacktype="Response" linkrefid="{ident}"/></respcondition>'
        for test, ident, _ in notes
    )
    feedback = "".join(
        f'<itemfeedback ident="{ident}"><flow_mat>{html_material(text)}</flow_mat></itemfeedback>'
        for _, ident, text in notes
    )
    return (
        f'<item ident="{key}" title="{xml_text(question.id)}">'
        f"<itemmetadata>{_metadata(fields)}</itemmetadata>"
        f"<presentation>{stem}{made.presentation}</presentation>"
        f"<resprocessing>{outcome}{shown}{made.scoring}</resprocessing>"
        f"{feedback}</item>\n"
    )


def _metadata(fields: Sequence[tuple[str, str]]) -> str:
    written = "".join(
        f"<qtimetadatafield><fieldlabel>{name}</fieldlabel>"
        f"<fieldentry>{xml_text(value)}</fieldentry></qtimetadatafield>"
        for name, value in fields
    )
    return f"<qtimetadata>{written}</qtimetadata>"


def _quiz(bank: Bank, items: Sequence[str]) -> dict[str, str]:
    """Return the files of one bank by their names."""
    key = _key("bank", bank.id)
    fields = _metadata([("cc_maxattempts", "1"), ("bank_id", bank.id)])
    language = f' xml:lang="{xml_text(bank.language)}"' if bank.language else ""
    total = plain(sum((question.points for question in bank.questions), Decimal(0)))
    # Canvas shuffles the answers of all questions of a quiz, or of none.
    shuffled = all(getattr(question, "shuffle", True) for question in bank.questions)
    meta = META.format(
        key=key,
        title=xml_text(bank.title),
        description=xml_text(paragraphs(bank.description)),
        shuffle="true" if shuffled else "false",
        points=total,
        assignment=_key("assignment", bank.id),
        group=_key("assignments"),
    )
    assessment = ASSESSMENT.format(
        key=key, title=xml_text(bank.title), language=language, fields=fields, items="".join(items)
    )
    return {f"{key}/{key}.xml": assessment, f"{key}/assessment_meta.xml": meta}


def _manifest(banks: Sequence[Bank]) -> str:
    resources = "".join(
        RESOURCES.format(key=_key("bank", bank.id), meta=_key("meta", bank.id)) for bank in banks
    )
    return MANIFEST.format(
        key=_key("package", *(bank.id for bank in banks)),
        title=xml_text("; ".join(bank.title for bank in banks)),
        resources=resources,
    )
