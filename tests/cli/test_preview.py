"""`quiz preview`, as far as it goes without a screen."""

from pathlib import Path

import pytest

from quiz.cli import main
from quiz.cli.commands import preview
from tests.support import SAMPLES, as_items, write_bank

HURT = SAMPLES["true_false"].text


def test_without_a_terminal_it_names_the_command_for_that(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["preview", str(write_bank(tmp_path, as_items(HURT)))]) == 2
    assert "the preview needs a terminal" in (said := capsys.readouterr().err)
    assert "quiz check" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["bank.yaml", "--question", "hurd"], "no question “hurd” (did you mean “hurt”?)"),
        (["none.yaml"], "there is no file or folder “none.yaml”"),
        ([".", "--question", "hurt"], "“.” holds 2 banks: name one of them"),
    ],
)
def test_what_is_not_there_is_wrong_usage(
    words: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_bank(tmp_path, as_items(HURT, HURT.replace("type:", "typ:")))
    write_bank(tmp_path, as_items(HURT), name="other.yaml")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(preview, "has_screen", lambda: True)
    assert main(["preview", *words]) == 2
    assert said in capsys.readouterr().err
