"""The sheet as a page of HTML."""

from pathlib import Path

from quiz.cli import main
from quiz.question_types import QUESTION_TYPES
from tests.page_reader import sound
from tests.support import HEADER, SAMPLES, as_items, write_bank


def test_the_page_holds_all_and_does_nothing(tmp_path: Path) -> None:
    evil = '"><script>x</script>&amp;\n  b'
    item = "id: evil\ntype: single_choice\nprompt: |\n  EVIL\nanswer: <b>\ndistractors: </style>\n"
    item = item.replace("EVIL", evil)
    header = HEADER.replace("The ferry", "'</title><script>'").replace(
        "id: ferry", "id: ferry\nlanguage: de"
    )
    samples = [sample.text for sample in SAMPLES.values()]
    bank = write_bank(tmp_path, as_items(*samples, item), header)
    file = tmp_path / "sheet.html"
    options = ["--versions", "2", "--paper", "letter", "--format", "html", "-o", str(file)]
    assert main(["print", str(bank), *options]) == 0
    html = file.read_text("utf-8")
    page = sound(html)
    assert page.ids == ["p1", "p2", "p3", "p4"] and html.startswith(
        '<!doctype html>\n<html lang="de">'
    )
    assert page.tags.count("article") == 3 * (len(QUESTION_TYPES) + 1)
    assert "size: letter" in html and "&quot;&gt;&lt;script&gt;x&lt;/script&gt;&amp;amp;\n" in html
    assert html.count(">&lt;b&gt;<") >= 3
    assert html.count("&lt;/style&gt;") >= 2 and html.count("&lt;/title&gt;&lt;script&gt;") >= 4
