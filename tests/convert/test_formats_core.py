"""Formats in the core installation, without lxml and zstandard."""

import subprocess
import sys

import pytest

_WITHOUT = """
import sys
sys.modules["lxml"] = sys.modules["zstandard"] = None
from quiz.errors import MissingExtra
from quiz.convert import formats
from quiz.convert.model import no_progress
"""


def _run(script: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", _WITHOUT + script], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("csv", b"question,answer\nWhat is 1+1?,2\n"),
        ("gift", b"::A:: What? {=yes ~no}\n"),
        ("aiken", b"What?\nA. yes\nB. no\nANSWER: A\n"),
        ("text2qti", b"1. What?\n*a) yes\nb) no\n"),
    ],
)
def test_a_text_format_is_imported(name: str, data: bytes) -> None:
    script = f"""
found, reader = formats.recognise({data!r})
print(found.name, len(reader.read({data!r}, no_progress)[0].questions))
"""
    assert _run(script) == f"{name} 1"


@pytest.mark.parametrize("name", ["markdown", "csv", "gift"])
def test_a_text_format_has_its_writer(name: str) -> None:
    assert _run(f"print(callable(formats.writer({name!r}).write))") == "True"


@pytest.mark.parametrize(
    "call", ["recognise(b'<quiz></quiz>')", "writer('qti21')", "writer('qti3')"]
)
def test_what_needs_lxml_names_the_extra(call: str) -> None:
    script = f"""
try:
    formats.{call}
except MissingExtra as error:
    print(error)
"""
    assert "pip install 'verbatim-quiz[convert]'" in _run(script)
