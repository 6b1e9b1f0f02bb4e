"""QTI 2 as other systems write it, and malformed or hostile files."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from quiz.convert.formats import recognise
from quiz.convert.model import ImportedBank, no_progress
from quiz.errors import BadFile

_OLD = '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i" title="T">'
_ONE = '<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="identifier">'
_KEY_B = f"{_ONE}<correctResponse><value>B</value></correctResponse></responseDeclaration>"
_MATCH = '<responseProcessing template="http://www.imsglobal.org/x/match_correct"/>'
_MAP = '<responseProcessing template="http://www.imsglobal.org/x/map_response.xml"/>'
_CHOICES = (
    '<choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="1">'
    "<prompt>Which?</prompt>"
    '<simpleChoice identifier="A">one</simpleChoice>'
    '<simpleChoice identifier="B">two</simpleChoice></choiceInteraction>'
)


def _mapping(kind: str, *entries: str, correct: str = "") -> str:
    values = "".join(f"<value>{each}</value>" for each in correct.split("|") if each)
    key = f"<correctResponse>{values}</correctResponse>" if values else ""
    rows = "".join(
        '<mapEntry mapKey="{}" mappedValue="{}"/>'.format(*each.split("=")) for each in entries
    )
    return (
        f'<responseDeclaration identifier="RESPONSE" {kind}>{key}'
        f'<mapping defaultValue="0">{rows}</mapping></responseDeclaration>'
    )


def _typed(base: str, *values: str) -> str:
    key = "".join(f"<value>{each}</value>" for each in values)
    return (
        f'<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="{base}">'
        f"<correctResponse>{key}</correctResponse></responseDeclaration>"
    )


def _item(declared: str, body: str, rest: str = _MATCH) -> str:
    return f"{_OLD}{declared}<itemBody>{body}</itemBody>{rest}</assessmentItem>"


def _read(text: str) -> ImportedBank:
    data = text.encode()
    (bank,) = recognise(data)[1].read(data, no_progress)
    return bank


_FIELD = '<textEntryInteraction responseIdentifier="RESPONSE"/>'
_SINGLE = {
    "type": "single_choice",
    "prompt": "Which?",
    "answer": "two",
    "distractors": ["one"],
}
_INLINE = '<feedbackInline identifier="B" outcomeIdentifier="F">Yes!</feedbackInline>'
_IDENTIFIERS = 'cardinality="single" baseType="identifier"'
_STRINGS = 'cardinality="single" baseType="string"'
_PAIRS = 'cardinality="multiple" baseType="directedPair"'
_SETS = (
    '<matchInteraction responseIdentifier="RESPONSE" maxAssociations="3"><prompt>Match.</prompt>'
    '<simpleMatchSet><simpleAssociableChoice identifier="A">a</simpleAssociableChoice>'
    '<simpleAssociableChoice identifier="B">b</simpleAssociableChoice></simpleMatchSet>'
    '<simpleMatchSet><simpleAssociableChoice identifier="X">x</simpleAssociableChoice>'
    '<simpleAssociableChoice identifier="Y">y</simpleAssociableChoice>'
    '<simpleAssociableChoice identifier="Z">z</simpleAssociableChoice></simpleMatchSet>'
    "</matchInteraction>"
)
_CLOSE = '<equal toleranceMode="{}" tolerance="{}"><variable identifier="RESPONSE"/></equal>'
_NEAR = f"<responseProcessing>{_CLOSE}</responseProcessing>"
_FRACTION = "<math><mfrac><mn>1</mn><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow></mfrac></math>"
_GAPS = (
    '<gapMatchInteraction responseIdentifier="RESPONSE"><prompt>Fill.</prompt>'
    '<gapText identifier="W">winter</gapText><gapText identifier="S">summer</gapText>'
    '<blockquote><p>Now is the <gap identifier="G"/>.</p></blockquote></gapMatchInteraction>'
)


@pytest.mark.parametrize(
    ("text", "data"),
    [
        (_item(_KEY_B, _CHOICES), _SINGLE),
        (_item(_KEY_B, _CHOICES).replace("imsqti_v2p1", "imsqti_v2p2"), _SINGLE),
        (_item(_KEY_B, _CHOICES).replace(' xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1"', ""),
         _SINGLE),
        (_item(_mapping(_IDENTIFIERS, "A=0.2", "B=1"), _CHOICES, _MAP),
         _SINGLE),
        (_item(_mapping(_STRINGS, "York=0.5", "New York=1", correct="New York"),
               f"<p>Which city?</p><p>{_FIELD}</p>", _MAP),
         {"type": "short_answer", "prompt": "Which city?", "answers": ["New York"],
          "case_sensitive": "true"}),
        (_item(_typed("float", "3.14"), f"<p>Pi is {_FIELD}</p>",
               _NEAR.format("absolute", "0.01 0.02")),
         {"type": "numeric", "prompt": "Pi is", "answer": "3.14", "tolerance": "0.01"}),
        (_item(_typed("float", "200"), f"<p>Say {_FIELD} aloud.</p>",
               _NEAR.format("relative", "10")),
         {"type": "numeric", "prompt": "Say ____ aloud.", "answer": "200", "tolerance": "20"}),
        (_item(_typed("string", "one"), f"<p>Read.</p><p>It is {_FIELD} thing.</p>"),
         {"type": "cloze", "prompt": "Read.", "text": "It is {{one}} thing.",
          "case_sensitive": "true"}),
        (_item(_mapping(_PAIRS, "A X=1", "B X=1", correct="A X|B X"), _SETS, _MAP),
         {"type": "matching", "prompt": "Match.", "pairs": [{"a": "x"}, {"b": "x"}],
          "distractors": ["y", "z"], "points": "2"}),
        (_item(_mapping(_PAIRS, "A X=1", "A Y=1", "B Z=1"), _SETS, _MAP),
         {"type": "matching", "prompt": "Match.", "pairs": [{"x": "a"}, {"y": "a"}, {"z": "b"}],
          "points": "3"}),
        (_item(_mapping(_PAIRS, "W G=1"), _GAPS, _MAP),
         {"type": "cloze", "prompt": "Fill.", "text": "Now is the {{winter}}.",
          "distractors": ["summer"]}),
        (_item(_KEY_B, _CHOICES.replace(">two<", f">{_FRACTION}<")),
         {**_SINGLE, "answer": "1/(a+b)"}),
        (_item(_KEY_B, _CHOICES.replace(">two<", f">two{_INLINE}<")),
         {**_SINGLE, "answer": {"text": "two", "feedback": "Yes!"}}),
    ],
)  # fmt: skip
def test_items_of_other_systems(text: str, data: dict[str, Any]) -> None:
    bank = _read(text)
    assert not bank.skipped
    assert bank.questions[0].data == {"id": "i", **data}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (_item(f"{_ONE}</responseDeclaration>", _CHOICES), "it has no key"),
        (_item("", _CHOICES), "it does not declare its response"),
        (_item(_mapping(_IDENTIFIERS, "A=1", correct="B"),
               _CHOICES, _MAP), "its key and the scores of its values disagree"),
        (_item(_KEY_B.replace(">B<", ">C<"), _CHOICES), "its key is not among its choices"),
        (_item(_KEY_B, '<extendedTextInteraction responseIdentifier="RESPONSE"/>'),
         "extended text interaction has no matching question type"),
        (_item(_KEY_B, "<p>Read.</p>"), "it has nothing to answer"),
        (_item(_KEY_B, _CHOICES + _CHOICES), "it has several interactions"),
        (_item(_KEY_B + '<templateDeclaration identifier="t"/>', _CHOICES),
         "its values are generated for each learner"),
        (_item(_mapping(_PAIRS, "A X=1", "A Y=1", "B X=1"), _SETS, _MAP),
         "items on both sides have several partners"),
        (_item(_KEY_B, _CHOICES.replace(">two<", '><img src="b.png"/><')),
         "a choice has no text"),
        (_item(_typed("float", "nan"), f"<p>How many? {_FIELD}</p>"), "“nan” is not a number"),
        (_item(_KEY_B, "<p>" + _FIELD * 5_001 + "</p>"),
         "it has more than 5,000 choices or fields"),
    ],
)  # fmt: skip
def test_an_item_that_is_no_question_is_skipped_with_the_reason(text: str, reason: str) -> None:
    bank = _read(text)
    assert not bank.questions
    assert bank.skipped[0].reason == reason


CASES = Path(__file__).with_name("cases")


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("imsqti_v2p0", True),
        ("imsqti_v2p1", True),
        ("imsqti_v2p2", False),
        ("imsqtiasi_v3p0", False),
    ],
)
@pytest.mark.parametrize("stated", ["", "true", "false"])
def test_case_counts_as_the_version_says_unless_the_item_does(
    name: str, counts: bool, stated: str
) -> None:
    declared = _mapping(_STRINGS, "Bergen=1", correct="Bergen")
    if stated:
        declared = declared.replace("<mapEntry", f'<mapEntry caseSensitive="{stated}"')
    text = _item(declared, f"<p>Which town?</p><p>{_FIELD}</p>", _MAP).replace("imsqti_v2p1", name)
    (question,) = _read(text).questions
    due = stated == "true" if stated else counts
    assert ("case_sensitive" in question.data) == due


def test_an_item_of_3_without_a_case_is_read_as_its_version_means_it() -> None:
    (question,) = _read((CASES / "qti3-map-no-case.xml").read_text()).questions
    assert question.data["answers"] == ["Bergen"]
    assert "case_sensitive" not in question.data


_SET = '<setOutcomeValue identifier="{}"><baseValue>{}</baseValue></setOutcomeValue>'
_IS_RIGHT = '<match><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></match>'
_IS_NULL = '<isNull><variable identifier="RESPONSE"/></isNull>'
_CHOSE_A = (
    '<match><variable identifier="RESPONSE"/><baseValue baseType="identifier">A</baseValue></match>'
)


def _branches(*parts: tuple[str, str, str]) -> str:
    """Return a condition of branches: the name, the test and the feedback that it shows."""
    inside = "".join(
        f"<response{name}>{test}{_SET.format('F', shown) if shown else ''}</response{name}>"
        for name, test, shown in parts
    )
    return f"<responseCondition>{inside}</responseCondition>"


def _modal(**texts: str) -> str:
    return "".join(
        f'<modalFeedback outcomeIdentifier="F" identifier="{name}" showHide="show">{text}'
        "</modalFeedback>"
        for name, text in texts.items()
    )


_TWO = _modal(a="Two is even.", b="That is odd.")
_ONLY_RIGHT = "explanation: it was shown only with right answers"
_NO_WRONG = "explanation: feedback for wrong answers only is not kept"
_NO_RIGHT = "explanation: feedback for right answers only is not kept"
_SOME = "explanation: it was shown only after some responses"


@pytest.mark.parametrize(
    ("rules", "feedback", "explanation", "lost"),
    [
        pytest.param(
            _branches(("If", _IS_RIGHT, "a"), ("Else", "", "b")), _TWO,
            "Two is even.", [_ONLY_RIGHT, _NO_WRONG], id="right and wrong",
        ),
        pytest.param(
            _branches(("If", f"<not>{_IS_RIGHT}</not>", "b"), ("Else", "", "a")), _TWO,
            "Two is even.", [_ONLY_RIGHT, _NO_WRONG], id="wrong first",
        ),
        pytest.param(
            _branches(("If", _IS_NULL, ""), ("ElseIf", _IS_RIGHT, "a"), ("Else", "", "b")), _TWO,
            "Two is even.", [_ONLY_RIGHT, _NO_WRONG], id="unanswered first",
        ),
        pytest.param(
            _branches(("If", f"<and><not>{_IS_NULL}</not>{_IS_RIGHT}</and>", "a"))
            + _branches(("If", '<lte><variable identifier="SCORE"/><baseValue>0</baseValue></lte>',
                         "b")), _TWO,
            "Two is even.", [_ONLY_RIGHT, _NO_WRONG], id="in two conditions, by the score",
        ),
        pytest.param(
            _branches(("If", _IS_RIGHT, "a"), ("Else", "", "b")) + _SET.format("F", "c"),
            _TWO + _modal(c="Even numbers are 2n."),
            "Even numbers are 2n.", [_NO_RIGHT, _NO_WRONG], id="and for all",
        ),
        pytest.param(
            _branches(("If", _IS_RIGHT, "a"), ("Else", "", "a")), _TWO.split("<modal")[0]
            + _modal(a="Two is even."),
            "Two is even.", [], id="the same for right and wrong",
        ),
        pytest.param(
            "", _modal(correct="Two is even.", incorrect="That is odd."),
            "Two is even.", [_ONLY_RIGHT, _NO_WRONG], id="told apart by their names",
        ),
        pytest.param(
            _branches(("If", "<random/>", "a")), _modal(a="Two is even."),
            "Two is even.", [_SOME], id="not clear",
        ),
    ],
)  # fmt: skip
def test_feedback_for_right_and_wrong_answers_does_not_become_one_explanation(
    rules: str, feedback: str, explanation: str, lost: list[str]
) -> None:
    processing = f"<responseProcessing>{rules}</responseProcessing>"
    (question,) = _read(_item(_KEY_B, _CHOICES, processing + feedback)).questions
    assert question.data["explanation"] == explanation
    assert question.lost == lost


def test_feedback_on_one_choice_belongs_to_it() -> None:
    rules = _branches(("If", _CHOSE_A, "a"), ("ElseIf", _IS_RIGHT, "b"))
    processing = f"<responseProcessing>{rules}</responseProcessing>"
    feedback = _modal(a="One is odd.", b="Two is even.")
    (question,) = _read(_item(_KEY_B, _CHOICES, processing + feedback)).questions
    assert question.data["distractors"] == [{"text": "one", "feedback": "One is odd."}]
    assert question.data["explanation"] == "Two is even."
    assert question.lost == [_ONLY_RIGHT]


def test_the_case_of_two_feedbacks_keeps_the_one_for_right_answers() -> None:
    (question,) = _read((CASES / "qti2-two-feedbacks.xml").read_text()).questions
    assert question.data["explanation"] == "Right: two is even."
    assert question.lost == [_ONLY_RIGHT, _NO_WRONG]


_SCORE = _SET.replace("{}", "SCORE", 1)
_PART = "marking: part of the points for some answers is not kept"


def _score(*values: str) -> str:
    tests = [_IS_RIGHT, *[_CHOSE_A] * len(values)]
    branches = "".join(
        f"<responseElseIf>{test}{_SCORE.format(value)}</responseElseIf>"
        for test, value in zip(tests, values, strict=False)
    ).replace("ElseIf", "If", 2)
    return (
        f"<responseProcessing><responseCondition>{branches}"
        f"<responseElse>{_SCORE.format(0)}</responseElse></responseCondition></responseProcessing>"
    )


@pytest.mark.parametrize(
    ("rest", "points", "lost"),
    [
        (_score("1"), None, []),
        (_score("2.50"), "2.5", []),
        (_score("2", "1"), "2", [_PART]),
        (_score("1", "0.5"), None, [_PART]),
        (_score("3000000"), None, ["points: a question of a bank cannot give 3000000"]),
        ('<outcomeDeclaration identifier="MAXSCORE"><defaultValue><value>1000000</value>'
         f'</defaultValue></outcomeDeclaration>{_score("1")}', "1000000", []),
        (f'<outcomeDeclaration identifier="SCORE" normalMaximum="4"/>{_score("1")}', "4", []),
    ],
)  # fmt: skip
def test_points_and_parts_of_them_are_kept_or_reported(
    rest: str, points: str | None, lost: list[str]
) -> None:
    (question,) = _read(_item(_KEY_B, _CHOICES, rest)).questions
    assert question.data.get("points") == points
    assert question.lost == lost


def test_the_case_of_an_order_keeps_its_points_and_reports_parts_of_them() -> None:
    (question,) = _read((CASES / "qti2-order-partial.xml").read_text()).questions
    assert question.data["points"] == "2"
    assert question.lost == [_PART]


def _zip(files: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def _resource(kind: str, href: str) -> str:
    return f'<resource type="imsqti_{kind}_xmlv2p1" href="{href}" identifier="{href}"/>'


def test_items_come_in_the_order_of_the_test_and_what_is_wrong_is_told() -> None:
    item = _item(_KEY_B, _CHOICES)
    references = ["../b.xml", "../a%20a.xml", "../gone.xml", "../bad.xml", "http://x.org/i.xml"]
    test = "".join(f'<assessmentItemRef href="{each}"/>' for each in references)
    hrefs = ["a a.xml", "b.xml", "bad.xml", "rest.xml"]
    resources = "".join(_resource("item", each) for each in hrefs)
    package = _zip({
        "imsmanifest.xml": f'<manifest><resources xml:base="in/">{_resource("test", "t/t.xml")}'
                           f"{resources}</resources></manifest>",
        "in/a a.xml": item.replace('"i"', '"a"'),
        "in/b.xml": item.replace('"i"', '"b"'),
        "in/bad.xml": f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>{item}',
        "in/rest.xml": item.replace('"i"', '"rest"'),
        "in/inner.zip": _zip({"imsmanifest.xml": "", "i.xml": item}),
        "in/t/t.xml": f'<assessmentTest title="All">{test}</assessmentTest>',
    })  # fmt: skip
    form, reader = recognise(package)
    banks = reader.read(package, no_progress)
    assert form.name == "qti21"
    assert [each.title for each in banks] == ["All", ""]
    ids = [[each.data["id"] for each in bank.questions] for bank in banks]
    assert ids == [["b", "a"], ["rest"]]
    reasons = {each.place: each.reason for each in banks[0].skipped}
    assert reasons == {
        "item 3 (in/gone.xml)": "the package lacks this file",
        "item 4 (in/bad.xml)": "line 1: the XML declares a document type of its own",
        "item 5 (http://x.org/i.xml)": "the package lacks this file",
    }


def test_a_package_that_leads_elsewhere_is_refused_with_the_reason() -> None:
    package = _zip({"imsmanifest.xml": "<manifest/>", "../../i.xml": "x"})
    with pytest.raises(BadFile, match="leads out of the archive"):
        recognise(package)[1].read(package, no_progress)


def test_a_test_without_its_items_says_what_is_missing() -> None:
    with pytest.raises(BadFile, match="names 1 items in other files"):
        _read('<assessmentTest title="T"><assessmentItemRef href="a.xml"/></assessmentTest>')
