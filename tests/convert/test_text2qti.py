"""text2qti documents."""

from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.convert.aiken import reads as reads_aiken
from quiz.convert.model import ImportedBank, no_progress
from quiz.convert.qti1.reader import read as read_qti
from quiz.convert.text2qti import read, reads

DOCUMENT = """\
Quiz title: Ferries of the strait
Quiz description: About *ferries*
  and harbours.
Shuffle answers: true

% nothing
COMMENT
1. Not a question
*a) x
END_COMMENT
Title: harbour
Points: 2
1.  Where did the **ferry** leave from
    at noon?
... It left [Picton](http://x.y).

    > The ferry left Picton
    > at noon.
a)  Nelson
... It is in the south.
*b) Picton
    or `Waitohi`

Title: Question
2.  The ferry sank.
+   Right.
-   Wrong.
a)  True
*b) False

3.  Where $a_1 * b_1 * c$ holds:
[*] first
[ ] second
[*] third

4.  Which capital?
*   Te Whanganui-a-Tara
*   <Wellington>
GROUP
pick: 1
points per question: 3
5.  How many?
=   512
END_GROUP
"""


def bank(text: str) -> ImportedBank:
    """Return what is read of a document."""
    (found,) = read(dedent(text).encode(), no_progress)
    return found


def test_a_document_of_all_that_is_read() -> None:
    found = bank(DOCUMENT)
    assert (found.title, found.description) == (
        "Ferries of the strait",
        "About ferries and harbours.",
    )
    assert [each.data for each in found.questions] == [
        {
            "id": "harbour",
            "type": "single_choice",
            "prompt": "Where did the ferry leave from at noon?",
            "answer": "Picton or Waitohi",
            "distractors": [{"text": "Nelson", "feedback": "It is in the south."}],
            "explanation": "It left Picton.",
            "quote": "The ferry left Picton at noon.",
            "points": "2",
        },
        {
            "type": "true_false",
            "prompt": "The ferry sank.",
            "answer": "false",
            "explanation": "Right.",
        },
        {
            "type": "multiple_response",
            "prompt": "Where $a_1 * b_1 * c$ holds:",
            "answers": ["first", "third"],
            "distractors": ["second"],
        },
        {
            "type": "short_answer",
            "prompt": "Which capital?",
            "answers": ["Te Whanganui-a-Tara", "<Wellington>"],
        },
        {"type": "numeric", "prompt": "How many?", "answer": "512", "points": "3"},
    ]
    assert [each.split(":")[0] for each in found.lost] == ["settings", "groups"]
    assert [each.lost for each in found.questions[:2]] == [
        ["prompt: bold or italic", "explanation: links"],
        [
            "explanation: it was shown only with right answers",
            "explanation: feedback for wrong answers only is not kept",
        ],
    ]


@pytest.mark.parametrize(
    ("key", "answer", "tolerance"),
    [
        ("3.25 +- 0.05", "3.25", "0.05"),
        ("-200 +- 10%", "-200", "20"),
        ("[1.5, 2.5]", "2", "0.5"),
        ("1_000", "1000", None),
    ],
)
def test_numbers(key: str, answer: str, tolerance: str | None) -> None:
    (question,) = bank(f"1. How many?\n= {key}\n").questions
    assert (question.data["answer"], question.data.get("tolerance")) == (answer, tolerance)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1. Q\n____\n", "essays cannot be marked"),
        ("1. Q\n^^^^\n", "uploaded files"),
        ("1. Q\n", "it has nothing to answer"),
        ("1. Q\n*a) x\n*b) y\n", "it needs exactly one right option"),
        ("1. Q\n[ ] x\n[ ] y\n", "it has no right option"),
        ("1. Q\n*a) x\nb) y\n[ ] z\n", "it mixes several kinds"),
        ("1. Q\n= many\n", "“many” is not a number"),
        ("1. Q\n= [3, 1]\n", "“[3, 1]” is not a range"),
        ("1. Q\n*a) x\nwhat is this\nb) y\n", "line 4 does not belong"),
        ("1. Q\n*a) ![](x.png)\nb) y\n", "no visible text in the option in line 3"),
        ("Points: none\n1. Q\n*a) x\nb) y\n", "“none” is not a number"),
        ("1. Q\n*a) x\nb) y\nCOMMENT\n", "line 5 starts a comment that never ends"),
    ],
)
def test_a_wrong_question_is_skipped_with_its_line(text: str, reason: str) -> None:
    (skipped,) = bank(f"Quiz title: T\n{text}").skipped
    assert skipped.place == "line 2"
    assert skipped.reason.startswith(reason)


def test_programs_in_a_document_are_named_and_never_run(tmp_path: Any) -> None:
    trace = tmp_path / "run"
    found = bank(
        f"```{{.python .run}}\nopen({str(trace)!r}, 'w')\nprint('1. Q\\n*a) x\\nb) y')\n```\n"
        "1. Q\n*a) x\nb) y\n```{.sh .run}\ntouch x\n"
    )
    assert not trace.exists()
    assert [(each.place, each.name) for each in found.skipped] == [
        ("line 1", "{.python .run}"),
        ("line 8", "{.sh .run}"),
    ]
    assert [each.place for each in found.questions] == ["line 5"]


@pytest.mark.parametrize(
    ("text", "known"),
    [
        (DOCUMENT, True),
        ("1. Q\n*a) x\nb) y\n", True),
        ("1. Q\n*   x\n", True),
        ("1. Q\n= 3 +- 1\n", True),
        ("# Notes\n1. One\n* two\n", False),
        ("What?\nA. x\nB. y\nANSWER: A\n", False),
        ("::t:: What?{=a ~b}\n", False),
        ("format: 1\nid: x\n", False),
    ],
)
def test_it_is_known_by_its_content(text: str, known: bool) -> None:
    assert reads(text.replace("\n", "\r\n").encode()) is known
    assert not (known and reads_aiken(text.encode()))


@settings(max_examples=50)
@given(st.lists(st.sampled_from([*DOCUMENT.split("\n"), "```{.x .run}", "    y", "", "____", "x"])))
def test_any_order_of_lines_is_read(lines: list[str]) -> None:
    (found,) = read("\n".join(lines).encode(), no_progress)
    assert all(each.data["prompt"] for each in found.questions)


def test_what_text2qti_makes_of_a_question_is_read_as_the_question_itself() -> None:
    text = "1. Is *it* so?\n... Yes.\n*a) yes\nb) no\n... Look.\n"
    made = b"""\
<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2"><assessment ident="a" title="">
<section ident="root_section"><item ident="text2qti_question_1" title="Question"><itemmetadata>
<qtimetadata><qtimetadatafield><fieldlabel>question_type</fieldlabel>
<fieldentry>multiple_choice_question</fieldentry></qtimetadatafield><qtimetadatafield>
<fieldlabel>points_possible</fieldlabel><fieldentry>1</fieldentry></qtimetadatafield></qtimetadata>
</itemmetadata><presentation><material><mattext texttype="text/html">&lt;p&gt;Is
&lt;em&gt;it&lt;/em&gt; so?&lt;/p&gt;</mattext></material>
<response_lid ident="response1" rcardinality="Single"><render_choice>
<response_label ident="c1"><material><mattext texttype="text/html">&lt;p&gt;yes&lt;/p&gt;</mattext>
</material></response_label><response_label ident="c2"><material>
<mattext texttype="text/html">&lt;p&gt;no&lt;/p&gt;</mattext></material></response_label>
</render_choice></response_lid></presentation><resprocessing><outcomes>
<decvar maxvalue="100" minvalue="0" varname="SCORE" vartype="Decimal"/></outcomes>
<respcondition continue="Yes"><conditionvar><other/></conditionvar>
<displayfeedback feedbacktype="Response" linkrefid="general_fb"/></respcondition>
<respcondition continue="Yes"><conditionvar><varequal respident="response1">c2</varequal>
</conditionvar><displayfeedback feedbacktype="Response" linkrefid="c2_fb"/></respcondition>
<respcondition continue="No"><conditionvar><varequal respident="response1">c1</varequal>
</conditionvar><setvar action="Set" varname="SCORE">100</setvar></respcondition></resprocessing>
<itemfeedback ident="general_fb"><flow_mat><material>
<mattext texttype="text/html">&lt;p&gt;Yes.&lt;/p&gt;</mattext></material></flow_mat></itemfeedback>
<itemfeedback ident="c2_fb"><flow_mat><material>
<mattext texttype="text/html">&lt;p&gt;Look.&lt;/p&gt;</mattext></material></flow_mat>
</itemfeedback></item></section></assessment></questestinterop>"""
    (there,) = read_qti(made, no_progress)
    (here,) = read(text.encode(), no_progress)
    assert [(each.data, each.lost) for each in there.questions] == [
        (each.data, each.lost) for each in here.questions
    ]


def test_a_range_of_numbers_loses_nothing() -> None:
    (question,) = bank("Quiz title: R\n\n1. Any?\n=   [2, 4]\n").questions
    assert (question.data["answer"], question.data["tolerance"]) == ("3", "1")
    assert not question.lost
