"""Each type of question is complete: every part of the product that needs it has it."""

from pathlib import Path
from random import Random

import pytest

from quiz.bank.fields import bank_schema
from quiz.bank.reader import read_bank
from quiz.convert.formats import export_formats, writer
from quiz.convert.model import no_progress
from quiz.convert.render import display
from quiz.printing.tasks import FORMS
from quiz.question_types import QUESTION_TYPES
from quiz.tui.answers import ANSWERS
from tests.strategies import OWN
from tests.support import SAMPLES, read, sample, write_bank

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(params=QUESTION_TYPES)
def name(request: pytest.FixtureRequest) -> str:
    """Return the name of a type."""
    return str(request.param)


def test_the_tests_have_a_sample_and_a_strategy(name: str) -> None:
    assert name in SAMPLES and name in OWN


def test_the_bank_and_its_schema_know_it(name: str, tmp_path: Path) -> None:
    assert read(tmp_path, as_item(name)).bank is not None
    assert name in bank_schema({})["definitions"]


def test_the_app_has_a_widget(name: str) -> None:
    assert name in ANSWERS


def test_line_mode_shows_what_can_be_chosen(name: str) -> None:
    asked = sample(name)
    lines = "\n".join(
        QUESTION_TYPES[name].lines(asked, QUESTION_TYPES[name].order(asked, Random(1)))
    )
    assert all(text in lines for text in QUESTION_TYPES[name].shown(asked))


def test_rules_find_the_right_texts(name: str) -> None:
    assert all(isinstance(text, str) for text in QUESTION_TYPES[name].key_texts(sample(name)))
    assert all(isinstance(text, str) for text in QUESTION_TYPES[name].evidence_texts(sample(name)))


def test_paper_has_a_form(name: str) -> None:
    assert name in FORMS


def test_cards_and_documents_display_it(name: str) -> None:
    assert display(sample(name), "seed").key


@pytest.mark.parametrize("format_name", export_formats())
def test_every_export_writes_it(name: str, format_name: str, tmp_path: Path) -> None:
    bank = read_bank(write_bank(tmp_path, as_item(name)), "bank.yaml").bank
    assert bank is not None
    exported = writer(format_name).write([bank], no_progress)
    assert exported.data and not exported.skipped


@pytest.mark.parametrize("page", ["format", "exchange", "printing", "writing-questions"])
def test_the_documentation_names_it(name: str, page: str) -> None:
    assert f"`{name}`" in (DOCS / f"{page}.md").read_text("utf-8")


def as_item(name: str) -> str:
    """Return the sample of a type as the only item of a list."""
    return "-" + "".join(f"  {line}\n" for line in SAMPLES[name].text.splitlines())[1:]


def test_the_options_to_guess_can_be_counted_in_a_stored_question(name: str) -> None:
    question_type, asked = QUESTION_TYPES[name], sample(name)
    stored = question_type.stored_options_to_guess(question_type.write(asked))
    assert stored == question_type.options_to_guess(asked)
