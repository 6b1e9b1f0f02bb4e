"""Hostile QTI items and packages: the time they take grows with their size and no faster."""

import contextlib
import io
import time
import zipfile

import pytest

from quiz.convert.formats import recognise
from quiz.convert.model import no_progress
from quiz.errors import BadFile

_COUNT = 8_000
_FIELD = '<response_str ident="a"><render_fib/></response_str>'
_OPTIONS = "".join(
    f'<simpleChoice identifier="c{number}">t{number}</simpleChoice>' for number in range(4_900)
)
_CHOICE = f'<choiceInteraction responseIdentifier="RESPONSE">{_OPTIONS}</choiceInteraction>'
_MATCH = '<match><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></match>'


def _old(presentation: str, conditions: str = "", feedback: str = "") -> str:
    return (
        '<questestinterop><assessment title="t"><section><item title="x">'
        f"<presentation>{presentation}</presentation>"
        f"<resprocessing>{conditions}</resprocessing>{feedback}"
        "</item></section></assessment></questestinterop>"
    )


def _new(body: str, rest: str = "", mapping: str = "") -> str:
    return (
        '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i" title="T">'
        '<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="identifier">'
        f"<correctResponse><value>c1</value></correctResponse>{mapping}</responseDeclaration>"
        f"<itemBody>{body}</itemBody>{rest}</assessmentItem>"
    )


def _each(form: str, count: int = _COUNT) -> str:
    return "".join(form.replace("#", str(number)) for number in range(count))


_CASES = {
    "fields": _old(_FIELD * _COUNT),
    "responses": _old(_each('<response_lid ident="R#"><render_choice/></response_lid>')),
    "feedback": _old(
        _FIELD,
        _each(
            "<respcondition><conditionvar><other/></conditionvar>"
            '<displayfeedback linkrefid="f#"/></respcondition>',
            _COUNT // 2,
        ),
        _each('<itemfeedback ident="f#"><material/></itemfeedback>', _COUNT // 2),
    ),
    "nested flows": _old("<flow>" * 150 + "<material/>" * _COUNT + "</flow>" * 150),
    "attributes": _new("<p" + _each(' x-#="1"') + "/>" + _CHOICE),
    "scores of values": _new(
        _CHOICE,
        '<responseProcessing template="http://x/map_response"/>',
        "<mapping>"
        + _each('<mapEntry mapKey="c#" mappedValue=".5"/>')
        + '<mapEntry mapKey="c1" mappedValue="1"/></mapping>',
    ),
    "rules": _new(
        _CHOICE,
        f"<responseProcessing><responseCondition><responseIf>{_MATCH}</responseIf>"
        + "<responseElseIf><isNull/></responseElseIf>" * _COUNT
        + "<responseElse>"
        + '<setOutcomeValue identifier="F"><baseValue>a</baseValue></setOutcomeValue>' * _COUNT
        + "</responseElse></responseCondition></responseProcessing>",
    ),
    "nested formulas": _new(
        "<math>" * 150 + "<mi>x</mi>" * _COUNT + "</math>" * 150 + _CHOICE,
    ),
    "feedback in the text": _new("<feedbackBlock>x</feedbackBlock>" * _COUNT + _CHOICE),
}


@pytest.mark.parametrize("name", _CASES)
def test_an_item_with_very_many_parts_is_read_or_skipped_in_time(name: str) -> None:
    data = _CASES[name].encode()
    started = time.process_time()
    with contextlib.suppress(BadFile):
        recognise(data)[1].read(data, no_progress)
    assert time.process_time() - started < 3


def test_sections_may_include_each_other_very_deeply() -> None:
    section = '<assessmentSection><assessmentSectionRef href="s{}.xml"/></assessmentSection>'
    last = '<assessmentSection><assessmentItemRef href="i.xml"/></assessmentSection>'
    files = {
        "imsmanifest.xml": '<manifest><resources><resource type="imsqti_test_xmlv2p1" '
        'href="t.xml"/></resources></manifest>',
        "t.xml": section.format(0).replace("assessmentSection>", "assessmentTest>"),
        **{f"s{number}.xml": section.format(number + 1) for number in range(900)},
        "s900.xml": last,
        "i.xml": _new(_CHOICE),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    (bank,) = recognise(buffer.getvalue())[1].read(buffer.getvalue(), no_progress)
    assert [each.data["id"] for each in bank.questions] == ["i"]
