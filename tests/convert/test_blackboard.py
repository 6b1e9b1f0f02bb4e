"""Tests and pools of Blackboard: QTI 1.2 in its own way, and the XML of old pools."""

import io
import zipfile
from html import escape
from pathlib import Path
from typing import Any

import pytest

from quiz.convert.formats import recognise
from quiz.convert.model import ImportedBank, no_progress

CASES = Path(__file__).with_name("cases")
RIGHT = (
    '<setvar variablename="SCORE" action="Set">SCORE.max</setvar>'
    '<displayfeedback linkrefid="correct" feedbacktype="Response"/>'
)
SHOWN = '<displayfeedback linkrefid="correct" feedbacktype="Response"/>'


def _read(data: str | bytes) -> ImportedBank:
    content = data.encode() if isinstance(data, str) else data
    (bank,) = recognise(content)[1].read(content, no_progress)
    return bank


def _text(text: str) -> str:
    return (
        '<flow class="FORMATTED_TEXT_BLOCK"><material><mat_extension>'
        f'<mat_formattedtext type="SMART_TEXT">{escape(text)}</mat_formattedtext>'
        '</mat_extension></material></flow><flow class="FILE_BLOCK"><material/></flow>'
        '<flow class="LINK_BLOCK"><material><mattext uri=""/></material></flow>'
    )


def _labels(**texts: str) -> str:
    return "".join(
        f'<flow_label class="Block"><response_label ident="{ident}"><flow_mat>'
        f"<material><mattext>{text}</mattext></material></flow_mat></response_label></flow_label>"
        for ident, text in texts.items()
    )


def _lid(labels: str, ident: str = "response", cardinality: str = "Single") -> str:
    return (
        f'<response_lid ident="{ident}" rcardinality="{cardinality}">'
        f'<render_choice shuffle="Yes">{labels}</render_choice></response_lid>'
    )


def _equal(value: str, ident: str = "response") -> str:
    return f'<varequal case="No" respident="{ident}">{value}</varequal>'


def _when(tests: str, result: str = RIGHT, title: str = "correct") -> str:
    return (
        f'<respcondition title="{title}"><conditionvar>{tests}</conditionvar>{result}'
        "</respcondition>"
    )


def _item(kind: str, prompt: str, response: str, conditions: str, rest: str = "") -> str:
    """Return a file with one item; `rest` is feedback."""
    wrong = _when(
        "<other/>",
        '<setvar variablename="SCORE" action="Set">0.0</setvar>'
        '<displayfeedback linkrefid="incorrect" feedbacktype="Response"/>',
        "incorrect",
    )
    return (
        '<questestinterop><assessment title="P"><section><item title="Question 1" maxattempts="0">'
        f"<itemmetadata><bbmd_questiontype>{kind}</bbmd_questiontype>"
        "<qmd_absolutescore_max>2.0</qmd_absolutescore_max><qmd_weighting>0.0</qmd_weighting>"
        '</itemmetadata><presentation><flow class="Block">'
        f'<flow class="QUESTION_BLOCK">{_text(prompt)}</flow>'
        f"{response}</flow></presentation>"
        f'<resprocessing scoremodel="SumOfScores">{conditions}{wrong}</resprocessing>{rest}'
        "</item></section></assessment></questestinterop>"
    )


def _block(response: str) -> str:
    return f'<flow class="RESPONSE_BLOCK">{response}</flow>'


def _feedback(**texts: str) -> str:
    return "".join(
        f'<itemfeedback ident="{ident}" view="All"><solution><solutionmaterial>'
        f'<flow_mat class="Block">{_text(text)}</flow_mat></solutionmaterial></solution>'
        "</itemfeedback>"
        for ident, text in texts.items()
    )


def _matching_block() -> str:
    lefts = "".join(
        f'<flow class="Block">{_text(left)}'
        + _lid(
            '<flow_label class="Block">'
            + "".join(f'<response_label ident="{left}{n}"/>' for n in range(3))
            + "</flow_label>",
            left,
        )
        + "</flow>"
        for left in ("cat", "frog", "newt")
    )
    rights = "".join(
        f'<flow class="Block">{_text(each)}</flow>' for each in ("insect", "mammal", "amphibian")
    )
    return f'{_block(lefts)}<flow class="RIGHT_MATCH_BLOCK">{rights}</flow>'


_FIELD = (
    '<response_str ident="{}" rcardinality="Single"><render_fib fibtype="String"/></response_str>'
)
_NUMBER = '<response_num ident="response"><render_fib fibtype="Decimal"/></response_num>'


@pytest.mark.parametrize(
    ("text", "data"),
    [
        pytest.param(
            _item(
                "Multiple Choice",
                "<p>Which is <b>even</b>?</p>",
                _block(_lid(_labels(aa="two", bb="three"))),
                _when(_equal("aa"))
                + '<respcondition><conditionvar><varequal respident="bb" case="No"/></conditionvar>'
                '<setvar variablename="SCORE" action="Set">0</setvar>'
                '<displayfeedback linkrefid="bb" feedbacktype="Response"/></respcondition>',
                _feedback(bb="It is odd."),
            ),
            {
                "type": "single_choice",
                "prompt": "Which is even?",
                "answer": "two",
                "distractors": [{"text": "three", "feedback": "It is odd."}],
            },
            id="choice, feedback named like its option",
        ),
        pytest.param(
            _item(
                "Multiple Answer",
                "Which are even?",
                _block(_lid(_labels(a="two", b="three", c="four"), cardinality="Multiple")),
                _when(f"<and>{_equal('a')}<not>{_equal('b')}</not>{_equal('c')}</and>"),
            ),
            {
                "type": "multiple_response",
                "prompt": "Which are even?",
                "answers": ["two", "four"],
                "distractors": ["three"],
                "marking": "all_or_nothing",
            },
            id="several answers",
        ),
        pytest.param(
            _item(
                "True/False",
                "Two is even.",
                _block(_lid(_labels(true="true", false="false"))),
                _when(_equal("true")),
            ),
            {"type": "true_false", "prompt": "Two is even.", "answer": "true"},
            id="true or false",
        ),
        pytest.param(
            _item(
                "Either/Or",
                "Is two odd?",
                _block(
                    _lid(_labels(**{"yes_no.true": "yes_no.true", "yes_no.false": "yes_no.false"}))
                ),
                _when(_equal("yes_no.false")),
            ),
            {
                "type": "single_choice",
                "prompt": "Is two odd?",
                "answer": "No",
                "distractors": ["Yes"],
            },
            id="either or",
        ),
        pytest.param(
            _item(
                "Fill in the Blank",
                "Name an amphibian: ____.",
                _block(_FIELD.format("response")),
                _when(_equal("frog"), SHOWN + SHOWN.replace("correct", "h1"), "h1")
                + _when(_equal("newt"), SHOWN, "h2"),
                _feedback(correct="It is one.", incorrect="It is one.", h1="It is one."),
            ),
            {
                "type": "short_answer",
                "prompt": "Name an amphibian: ____.",
                "answers": ["frog", "newt"],
                "explanation": "It is one.",
            },
            id="answers that give no points but show “correct”; the same feedback for all",
        ),
        pytest.param(
            _item(
                "Fill in the Blank Plus",
                "First [x], then [y2].",
                _block(_FIELD.format("x") + _FIELD.format("y2")),
                _when(
                    f"<and><or>{_equal('one', 'x')}{_equal('1', 'x')}</or>"
                    f"<or>{_equal('two', 'y2')}</or></and>"
                ),
            ),
            {"type": "cloze", "text": "First {{one|1}}, then {{two}}."},
            id="gaps named in the text",
        ),
        pytest.param(
            _item(
                "Jumbled Sentence",
                "A [x] eats [y].",
                _block(
                    _lid(_labels(w1="cat", w2="mice", w3="hay"), "x")
                    + _lid(_labels(w1="cat", w2="mice", w3="hay"), "y")
                ),
                _when(f"<and>{_equal('w1', 'x')}{_equal('w2', 'y')}</and>"),
            ),
            {"type": "cloze", "text": "A {{cat}} eats {{mice}}.", "distractors": ["hay"]},
            id="words chosen for gaps",
        ),
        pytest.param(
            _item(
                "Numeric",
                "How long?",
                _block(_NUMBER),
                _when(
                    '<vargte respident="response">4.75</vargte>'
                    '<varlte respident="response">5.25</varlte>' + _equal("5.0"),
                    SHOWN,
                ),
            ),
            {"type": "numeric", "prompt": "How long?", "answer": "5.0", "tolerance": "0.25"},
            id="a number with its bounds beside it",
        ),
        pytest.param(
            _item(
                "Matching",
                "Classify.",
                _matching_block(),
                _when(_equal("cat1", "cat"), SHOWN)
                + _when(_equal("frog2", "frog"), SHOWN)
                + _when(_equal("newt2", "newt"), SHOWN),
            ),
            {
                "type": "matching",
                "prompt": "Classify.",
                "pairs": [{"cat": "mammal"}, {"frog": "amphibian"}, {"newt": "amphibian"}],
                "distractors": ["insect"],
            },
            id="pairs whose right sides stand apart",
        ),
        pytest.param(
            _item(
                "Ordering",
                "Smallest first.",
                _block(_lid(_labels(a="three", b="one", c="two"), cardinality="Ordered")),
                _when(f"<and>{_equal('b')}{_equal('c')}{_equal('a')}</and>"),
            ),
            {"type": "ordering", "prompt": "Smallest first.", "items": ["one", "two", "three"]},
            id="an order",
        ),
    ],
)
def test_what_a_blackboard_item_asks(text: str, data: dict[str, Any]) -> None:
    bank = _read(text)
    assert not bank.skipped
    (question,) = bank.questions
    assert question.data == {**data, "points": "2"}
    assert not [loss for loss in question.lost if not loss.startswith("prompt")]


def test_the_case_of_a_pool_is_read_without_a_false_loss() -> None:
    bank = _read((CASES / "blackboard-qti.xml").read_bytes())
    assert not bank.skipped
    choice, blank, gaps = bank.questions
    assert choice.data["points"] == "10"
    assert not choice.lost
    assert blank.data["answers"] == ["two"]
    assert gaps.data["text"] == "First {{one}}, then {{two}}."


def test_a_question_worth_nothing_is_reported() -> None:
    text = _item(
        "True/False", "So?", _block(_lid(_labels(t="true", f="false"))), _when(_equal("t"))
    )
    (question,) = _read(text.replace(">2.0<", ">0.0<")).questions
    assert question.lost == ["points: it was worth 0 points"]


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("Essay", "essays cannot be marked automatically"),
        ("Opinion Scale", "it has no right answer"),
        ("Quiz Bowl", "a question is typed as the answer, which is not supported"),
        ("File Upload", "uploaded files cannot be marked automatically"),
        ("Hot Spot", "the answer is a point on a picture"),
    ],
)
def test_what_cannot_be_marked_is_skipped_with_the_reason(kind: str, reason: str) -> None:
    text = _item(kind, "So?", _block(_FIELD.format("response")), _when(_equal("x")))
    (skipped,) = _read(text).skipped
    assert skipped.reason == reason


_POOL = """<?xml version='1.0' encoding='utf-8'?>
<POOL>
  <COURSEID value="IMPORT"/>
  <TITLE value="Animals"/>
  <DESCRIPTION><TEXT>&lt;p&gt;Of all kinds.&lt;/p&gt;</TEXT></DESCRIPTION>
  <QUESTIONLIST>
    <QUESTION id="q1" class="QUESTION_TRUEFALSE" points="1"/>
    <QUESTION id="q2" class="QUESTION_MULTIPLECHOICE" points="2.5"/>
  </QUESTIONLIST>
  <QUESTION_TRUEFALSE id="q1">
    <BODY><TEXT>A frog is a mammal.</TEXT></BODY>
    <ANSWER id="q1_a1" position="1"><TEXT>False</TEXT></ANSWER>
    <ANSWER id="q1_a2" position="2"><TEXT>True</TEXT></ANSWER>
    <GRADABLE><CORRECTANSWER answer_id="q1_a1"/></GRADABLE>
  </QUESTION_TRUEFALSE>
  <QUESTION_MULTIPLECHOICE id="q2">
    <BODY>
      <TEXT><![CDATA[<span style="font-size:12pt">Which has <i>feathers</i>?</span>]]></TEXT>
      <FLAGS><ISHTML value="true"/></FLAGS>
    </BODY>
    <ANSWER id="q2_a2" position="2"><TEXT><![CDATA[<p>an owl</p>]]></TEXT></ANSWER>
    <ANSWER id="q2_a1" position="1"><TEXT>a bat</TEXT></ANSWER>
    <GRADABLE>
      <CORRECTANSWER answer_id="q2_a2"/>
      <FEEDBACK_WHEN_CORRECT>Birds have feathers.</FEEDBACK_WHEN_CORRECT>
      <FEEDBACK_WHEN_INCORRECT>Birds have feathers.</FEEDBACK_WHEN_INCORRECT>
    </GRADABLE>
  </QUESTION_MULTIPLECHOICE>
  <QUESTION_MULTIPLEANSWER id="q3">
    <BODY><TEXT>if a &lt; b, which?</TEXT><FLAGS><ISHTML value="false"/></FLAGS></BODY>
    <ANSWER id="q3_a1"><TEXT>1 &lt; 2</TEXT></ANSWER>
    <ANSWER id="q3_a2"><TEXT>2 &lt; 1</TEXT></ANSWER>
    <ANSWER id="q3_a3"><TEXT>2 &lt; 3</TEXT></ANSWER>
    <GRADABLE><CORRECTANSWER answer_id="q3_a1"/><CORRECTANSWER answer_id="q3_a3"/></GRADABLE>
  </QUESTION_MULTIPLEANSWER>
  <QUESTION_MATCH id="q4">
    <BODY><TEXT>Match.</TEXT></BODY>
    <ANSWER id="a1"><TEXT>frog</TEXT></ANSWER><ANSWER id="a2"><TEXT>cat</TEXT></ANSWER>
    <CHOICE id="c1"><TEXT>mammal</TEXT></CHOICE><CHOICE id="c2"><TEXT>insect</TEXT></CHOICE>
    <CHOICE id="c3"><TEXT>amphibian</TEXT></CHOICE>
    <GRADABLE><CORRECTANSWER answer_id="a1" choice_id="c3"/>
      <CORRECTANSWER answer_id="a2" choice_id="c1"/></GRADABLE>
  </QUESTION_MATCH>
  <QUESTION_ORDER id="q5">
    <BODY><TEXT>In order.</TEXT></BODY>
    <ANSWER id="a1"><TEXT>frog</TEXT></ANSWER><ANSWER id="a2"><TEXT>egg</TEXT></ANSWER>
    <ANSWER id="a3"><TEXT>tadpole</TEXT></ANSWER>
    <GRADABLE><CORRECTANSWER answer_id="a1" order="3"/><CORRECTANSWER answer_id="a2" order="1"/>
      <CORRECTANSWER answer_id="a3" order="2"/></GRADABLE>
  </QUESTION_ORDER>
  <QUESTION_FILLINBLANK id="q6">
    <BODY><TEXT>Water is ____.</TEXT></BODY>
    <ANSWER id="a1" position="1"><TEXT>H2O</TEXT></ANSWER>
    <ANSWER id="a2" position="2"><TEXT>wet</TEXT></ANSWER>
  </QUESTION_FILLINBLANK>
  <QUESTION_ESSAY id="q7"><BODY><TEXT>Why?</TEXT></BODY></QUESTION_ESSAY>
  <QUESTION_MATCH id="q8">
    <BODY><TEXT>Match.</TEXT></BODY>
    <ANSWER id="a1"><TEXT>frog</TEXT></ANSWER><CHOICE id="c1"><TEXT>mammal</TEXT></CHOICE>
    <GRADABLE/>
  </QUESTION_MATCH>
</POOL>
"""
_QUESTIONS: list[dict[str, Any]] = [
    {"id": "q1", "type": "true_false", "prompt": "A frog is a mammal.", "answer": "false"},
    {
        "id": "q2",
        "type": "single_choice",
        "prompt": "Which has feathers?",
        "answer": "an owl",
        "distractors": ["a bat"],
        "explanation": "Birds have feathers.",
        "points": "2.5",
    },
    {
        "id": "q3",
        "type": "multiple_response",
        "prompt": "if a < b, which?",
        "answers": ["1 < 2", "2 < 3"],
        "distractors": ["2 < 1"],
        "marking": "all_or_nothing",
    },
    {
        "id": "q4",
        "type": "matching",
        "prompt": "Match.",
        "pairs": [{"frog": "amphibian"}, {"cat": "mammal"}],
        "distractors": ["insect"],
    },
    {
        "id": "q5",
        "type": "ordering",
        "prompt": "In order.",
        "items": ["egg", "tadpole", "frog"],
    },
    {
        "id": "q6",
        "type": "short_answer",
        "prompt": "Water is ____.",
        "answers": ["H2O", "wet"],
    },
]


def _package(**files: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("imsmanifest.xml", "<manifest/>")
        for name, text in files.items():
            archive.writestr(f"{name}.dat", text)
    return buffer.getvalue()


@pytest.mark.parametrize("packed", [False, True], ids=["a file", "a package"])
def test_an_old_pool_is_read_with_all_its_types(packed: bool) -> None:
    bank = _read(_package(res00001=_POOL, res00002="<x/>") if packed else _POOL)
    assert (bank.title, bank.description) == ("Animals", "Of all kinds.")
    assert [each.data for each in bank.questions] == _QUESTIONS
    assert [(each.name, each.reason) for each in bank.skipped] == [
        ("Why?", "essays cannot be marked automatically"),
        ("Match.", "it has no right answer"),
    ]
    assert [each.lost for each in bank.questions if each.lost] == [
        ["prompt: bold or italic", "prompt: colours or sizes"]
    ]


def test_a_package_has_a_bank_for_each_pool() -> None:
    content = _package(res00001=_POOL, res00002=_POOL.replace("Animals", "More"))
    banks = recognise(content)[1].read(content, no_progress)
    assert [each.title for each in banks] == ["Animals", "More"]
    assert banks[1].skipped[0].place == "item 7 (res00002.dat)"
