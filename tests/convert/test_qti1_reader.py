"""QTI 1.2 items as other systems write them."""

import io
import zipfile
from textwrap import dedent
from typing import Any

import pytest

from quiz.convert.model import ImportedBank, no_progress
from quiz.convert.qti1.reader import read, reads
from quiz.errors import BadFile

SCORE = '<setvar varname="SCORE" action="{}">{}</setvar>'
ABC = "".join(
    f'<response_label ident="{each}"><material><mattext>{each} text</mattext></material>'
    "</response_label>"
    for each in "ABC"
)


def bank(*items: str, inside: str = "assessment", attributes: str = "") -> ImportedBank:
    """Return what is read of a bare file of items."""
    text = f"<{inside} {attributes}><section>{''.join(items)}</section></{inside}>"
    (found,) = read(f"<questestinterop>{text}</questestinterop>".encode(), no_progress)
    return found


def item(
    body: str, conditions: str = "", fields: str = "", stem: str = "Which?", **more: str
) -> str:
    """Return an item; `fields` are `name=value`, separated by commas."""
    entries = "".join(
        f"<qtimetadatafield><fieldlabel>{name}</fieldlabel><fieldentry>{value}</fieldentry>"
        "</qtimetadatafield>"
        for name, value in (field.split("=") for field in fields.split(",") if field)
    )
    return (
        f'<item ident="i1" title="{more.get("title", "Question")}"><itemmetadata><qtimetadata>'
        f"{entries}</qtimetadata></itemmetadata><presentation><material><mattext>{stem}</mattext>"
        f"</material>{body}</presentation><resprocessing>{conditions}</resprocessing>"
        f"{more.get('feedback', '')}</item>"
    )


def lid(labels: str = ABC, cardinality: str = "Single", ident: str = "R", own: str = "") -> str:
    """Return a response that is chosen."""
    text = f"<material><mattext>{own}</mattext></material>" if own else ""
    return (
        f'<response_lid ident="{ident}" rcardinality="{cardinality}">{text}'
        f"<render_choice>{labels}</render_choice></response_lid>"
    )


def when(test: str, change: str = SCORE.format("Set", 100), shown: str = "") -> str:
    """Return a condition."""
    link = f'<displayfeedback linkrefid="{shown}"/>' if shown else ""
    return f"<respcondition><conditionvar>{test}</conditionvar>{change}{link}</respcondition>"


def equal(value: str, ident: str = "R", more: str = "") -> str:
    """Return a test."""
    return f'<varequal respident="{ident}"{more}>{value}</varequal>'


TYPED = (
    '<response_str ident="R"><render_fib><response_label ident="a"/></render_fib></response_str>'
)
NUMBER = TYPED.replace("<render_fib>", '<render_fib fibtype="Decimal">')


def add(value: str, points: str, ident: str = "R") -> str:
    """Return the condition that an answer adds points."""
    return when(equal(value, ident), SCORE.format("Add", points))


@pytest.mark.parametrize(
    ("text", "data", "lost"),
    [
        pytest.param(
            item(lid(), when(equal("B"), '<setvar variablename="SCORE">SCORE.max</setvar>')
                 + when("<other/>", SCORE.format("Set", 0))),
            {"type": "single_choice", "answer": "B text", "distractors": ["A text", "C text"]},
            [],
            id="Blackboard's most points",
        ),
        pytest.param(
            item(lid(), add("A", "10") + add("B", "5"), "question_type=multiple_choice_question"),
            {"type": "single_choice", "answer": "A text", "distractors": ["B text", "C text"]},
            ["distractors"],
            id="partial credit",
        ),
        pytest.param(
            item(lid(cardinality="Multiple"), add("A", "50") + add("C", "50") + add("B", "-10")),
            {"type": "multiple_response", "answers": ["A text", "C text"],
             "distractors": ["B text"]},
            [],
            id="weights of Respondus",
        ),
        pytest.param(
            item(lid(cardinality="Multiple"),
                 when(f"{equal('A')}{equal('C')}<not>{equal('B')}</not>")),
            {"type": "multiple_response", "answers": ["A text", "C text"],
             "distractors": ["B text"], "marking": "all_or_nothing"},
            [],
            id="exact set",
        ),
        pytest.param(
            item(lid(cardinality="Ordered"), when(equal("C") + equal("A") + equal("B"))),
            {"type": "ordering", "items": ["C text", "A text", "B text"]},
            [],
            id="order",
        ),
        pytest.param(
            item(
                lid(cardinality="Ordered").replace("render_choice", "ims_render_object"),
                when(equal("C") + equal("A") + equal("B")),
                "question_type=ordering_question",
            ),
            {"type": "ordering", "items": ["C text", "A text", "B text"]},
            [],
            id="order of New Quizzes",
        ),
        pytest.param(
            item(TYPED, when(equal("Rome") + equal("Roma", more=' case="Yes"'))
                 + add("Italy", "20"), "cc_profile=cc.fib.v0p1,cc_weighting=2"),
            {"type": "short_answer", "answers": ["Rome", "Roma"], "points": "2"},
            ["answers"],
            id="typed, one answer for less",
        ),
        pytest.param(
            item(lid(ident="L1", own="France") + lid(ident="L2", own="Italy"),
                 add("A", "50", "L1") + add("C", "50", "L2"), "question_type=matching_question"),
            {"type": "matching", "pairs": [{"France": "A text"}, {"Italy": "C text"}],
             "distractors": ["B text"]},
            [],
            id="pairs",
        ),
        pytest.param(
            item(lid(ident="response_x"), add("B", "100", "response_x"),
                 "question_type=multiple_dropdowns_question", stem="Take [x] [or y]."),
            {"type": "cloze", "text": "Take {{B text}} [or y].",
             "distractors": ["A text", "C text"]},
            [],
            id="list in a text",
        ),
        pytest.param(
            item(lid(ABC.replace('ident="', 'answer_type="dropdown" ident="'), ident="response_x"),
                 add("B", "100", "response_x"),
                 "question_type=fill_in_multiple_blanks_question", stem="Take [x]."),
            {"type": "cloze", "text": "Take {{B text}}.", "distractors": ["A text", "C text"]},
            [],
            id="list in a text, of New Quizzes",
        ),
        pytest.param(
            item(TYPED.replace('"R"', '"1"') + "<material><mattext> and </mattext></material>"
                 + TYPED.replace('"R"', '"2"'),
                 when(equal("salt", "1") + equal("pepper", "2")), stem="Take "),
            {"type": "cloze", "text": "Take {{salt}} and {{pepper}}"},
            [],
            id="typed within the text",
        ),
    ],
)  # fmt: skip
def test_what_an_item_asks(text: str, data: dict[str, Any], lost: list[str]) -> None:
    (question,) = bank(text).questions
    prompt = {} if data["type"] == "cloze" else {"prompt": "Which?"}
    assert question.data == prompt | data
    assert [what.split(":")[0] for what in question.lost] == lost


def within(low: str, high: str, lowest: str = "vargte") -> str:
    """Return the test whether a number lies in a range."""
    return f"<{lowest} respident='R'>{low}</{lowest}><varlte respident='R'>{high}</varlte>"


@pytest.mark.parametrize(
    ("conditions", "answer", "tolerance"),
    [
        (when(equal("42")), "42", None),
        (when(f"<or>{equal('42')}<and>{within('42', '42')}</and></or>"), "42", None),
        (when(f"<or>{equal('42')}<and>{within('41.5', '42.5')}</and></or>"), "42", "0.5"),
        (when(f"<or>{equal('3')}<and>{within('2.5', '3.5', 'vargt')}</and></or>"), "3", "0.5"),
        (when(within("1", "2")), "1.5", "0.5"),
        (when(equal("2")) + when(within("1", "3")), "2", "1"),
        (when(equal("2")) + when(equal("3")), "several numbers or ranges", None),
        (when('<vargte respident="R">2</vargte>'), "all numbers above or below", None),
        (when(equal("-5", more=' margintype="percent" margin="10"')), "-5", "0.5"),
        (when(equal("5", more=' margin="0.1"')), "5", "0.1"),
        (when(equal("many")), "“many” is not a number", None),
        ("", "it has no right number", None),
    ],
)
def test_which_numbers_are_right(conditions: str, answer: str, tolerance: str | None) -> None:
    found = bank(item(NUMBER, conditions, "question_type=numerical_question"))
    if not found.questions:
        assert found.skipped[0].reason.startswith(answer)
        return
    data = found.questions[0].data
    assert (data["answer"], data.get("tolerance")) == (answer, tolerance)


def test_a_range_of_numbers_is_kept_whole() -> None:
    bounds = '<vargte respident="R">2</vargte><varlte respident="R">4</varlte>'
    (question,) = bank(item(NUMBER, when(bounds))).questions
    assert (question.data["answer"], question.data["tolerance"]) == ("3", "1")
    assert not question.lost
    bounds = bounds.replace("vargte", "vargt").replace("varlte", "varlt")
    (question,) = bank(item(NUMBER, when(bounds))).questions
    assert (question.data["answer"], question.data["tolerance"]) == ("3", "1")
    assert question.lost == [
        "answer: the file leaves out 2 and 4, but here the ends of a range are right"
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (item(TYPED, "", "question_type=essay_question"), "essays cannot be marked"),
        (item(TYPED, when("<other/>", "")), "it has no right answer"),
        (item("", "", "question_type=text_only_question"), "it is a text without a question"),
        (item("", "", "question_type=file_upload_question"), "uploaded files"),
        (item(NUMBER, "", "question_type=calculated_question"), "its numbers are generated"),
        (item('<response_xy ident="R"/>'), "the answer is a point on a picture"),
        (item(lid()), "it has no right option"),
        (item(lid(), add("A", "1") + add("B", "1")), "several options are right"),
        (item(lid(), when('<durgte respident="R">1</durgte>')), "its key uses “durgte”"),
        (item(lid(cardinality="Multiple"), when(equal("A")) + when(equal("B"))), "it is not clear"),
        (item(lid(cardinality="Ordered"), when(equal("A") + equal("B"))), "the right order does"),
        (item(lid(ABC.replace("<mattext>B text</mattext>", "<matimage uri='x.png'/>")),
              when(equal("B"))), "an option consists only of pictures"),
        (item(lid(ident="response_y"), add("A", "1", "response_y"),
              "question_type=multiple_dropdowns_question", stem="No [x]."), "each gap must be"),
        (item(lid(ABC * 300), when(f"<or>{equal('A') * 2000}</or>")), "it has more options"),
    ],
)  # fmt: skip
def test_an_item_whose_key_is_not_known_is_skipped_and_the_next_comes_in(
    text: str, reason: str
) -> None:
    found = bank(text, item(lid(), when(equal("A"))))
    assert [each.place for each in found.questions] == ["item 2"]
    (skipped,) = found.skipped
    assert skipped.place == "item 1"
    assert skipped.reason.startswith(reason)


def test_what_is_said_of_answers_and_of_all() -> None:
    said = {"general_fb": "&lt;p&gt;All.&lt;/p&gt;&lt;blockquote&gt;Words&lt;/blockquote&gt;",
            "A_fb": "Mine.", "correct_fb": "Well done.", "general_incorrect_fb": "Oh."}  # fmt: skip
    feedback = "".join(
        f'<itemfeedback ident="{name}"><flow_mat><material><mattext texttype="text/html">{text}'
        "</mattext></material></flow_mat></itemfeedback>"
        for name, text in said.items()
    )
    conditions = when("<other/>", "", "general_fb") + when(equal("A"), "", "A_fb")
    (question,) = bank(
        item(lid(), conditions + when(equal("B"), shown="correct_fb"), feedback=feedback)
    ).questions
    assert question.data["explanation"] == "All."
    assert question.data["quote"] == "Words"
    assert question.data["distractors"][0] == {"text": "A text", "feedback": "Mine."}
    assert len(question.lost) == 2


def test_titles_are_ids_where_they_are_unique_and_pictures_of_formulas_are_formulas() -> None:
    picture = '&lt;img class="equation_image" alt="LaTeX: x^2" src="/e"&gt; &lt;br/&gt;'
    right = when(equal("A"))
    found = bank(
        item(lid(), right, title="one", stem=f"Is {picture} known?"),
        item(lid(), right, title="twice"),
        item(lid(), right, title="twice"),
        item(lid(), right, title="Question 4"),
        attributes='ident="x" title="A quiz" xml:lang="de"',
    )
    assert [each.data.get("id") for each in found.questions] == ["one", None, None, None]
    assert found.questions[0].data["prompt"] == "Is $x^2$\nknown?"
    assert (found.title, found.language) == ("A quiz", "de")


def test_a_group_gives_its_points_to_each_of_its_questions() -> None:
    group = (
        "<section><selection_ordering><selection><selection_number>1</selection_number>"
        "<selection_extension><points_per_item>3.0</points_per_item></selection_extension>"
        f"</selection></selection_ordering>{item(lid(), when(equal('A')))}</section>"
    )
    found = bank(group, item(lid(), when(equal("A"))))
    assert [each.data.get("points") for each in found.questions] == ["3", None]
    assert found.lost[0].startswith("groups:")


def test_a_cartridge_has_each_quiz_once_and_the_question_banks() -> None:
    one = item(lid(), when(equal("A")))
    quiz = f'<assessment title="Quiz"><section>{one}{{}}</section></assessment>'
    root = "<questestinterop>{}</questestinterop>"
    fields = "<qtimetadatafield><fieldlabel>bank_title</fieldlabel><fieldentry>All</fieldentry>"
    stock = f"<objectbank><qtimetadata>{fields}</qtimetadatafield></qtimetadata>{one}</objectbank>"
    files = (root.format(quiz.format("")), root.format(quiz.format(one)), root.format(stock))
    banks = read(_cartridge(*files), no_progress)
    assert [(each.title, len(each.questions)) for each in banks] == [("Quiz", 2), ("All", 1)]
    assert banks[0].description == "Words on it."


def _cartridge(common: str, own: str, stock: str) -> bytes:
    meta = "<quiz><description>&lt;p&gt;Words on it.&lt;/p&gt;</description></quiz>"
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr("imsmanifest.xml", "<manifest/>")
        archive.writestr("i1/assessment_qti.xml", common)
        archive.writestr("i1/assessment_meta.xml", meta)
        archive.writestr("non_cc_assessments/i1.xml.qti", own)
        archive.writestr("non_cc_assessments/i2.xml.qti", stock)
        archive.writestr("more.zip", own)
    return output.getvalue()


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.xml", "<!DOCTYPE q [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><questestinterop>&x;"
         "</questestinterop>", "“a.xml” in the archive: line 1: the XML declares"),
        ("../a.xml", "<questestinterop/>", "“../a.xml” in the archive leads out"),
        ("a.xml", "<questestinterop/>", "has no questions"),
    ],
)  # fmt: skip
def test_hostile_packages_are_refused_with_the_reason(name: str, text: str, message: str) -> None:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr("imsmanifest.xml", "<manifest/>")
        archive.writestr(name, text)
    assert reads(output.getvalue())
    with pytest.raises(BadFile) as caught:
        read(output.getvalue(), no_progress)
    assert str(caught.value).startswith(message)


def test_scripts_are_no_text() -> None:
    stem = "&lt;script&gt;alert(1)&lt;/script&gt;&lt;p onclick='x()'&gt;Which?&lt;/p&gt;"
    (question,) = bank(item(lid(), when(equal("A")), stem=stem)).questions
    assert question.data["prompt"] == "Which?"
    assert question.lost == ["prompt: scripts"]


def test_other_files_are_not_taken_for_it() -> None:
    assert not reads(b"<quiz><question/></quiz>")
    assert not reads(b"PK\x03\x04 cut short")
    assert not reads(dedent("1. Which?\n*a) b").encode())


@pytest.mark.parametrize("root", ["<questestinterop/>", "<a:questestinterop xmlns:a='b'/>",
                                  "<!-- <x> --><?a <y>?><questestinterop >"])  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_the_root_element_tells_the_format(root: str, encoding: str) -> None:
    assert reads(f'<?xml version="1.0"?>\n{root}'.encode(encoding))


@pytest.mark.parametrize(
    "text",
    ["<assessmentItem><p>xquestestinteropx</p></assessmentItem>", "<!-- <questestinterop> --><x/>",
     "<questestinteroperable/>", "<x><questestinterop/></x>", "<!-- <questestinterop>"],
)  # fmt: skip
def test_the_name_of_the_root_elsewhere_is_no_sign_of_the_format(text: str) -> None:
    assert not reads(text.encode())
