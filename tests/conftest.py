"""What every test runs under."""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

# Each worker, and each program that a test starts, would else compile all that it imports anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# A busy machine is no failure: what must be fast has a test of its own.
settings.register_profile("quiz", deadline=None, max_examples=50)
settings.load_profile("quiz")


@pytest.fixture(autouse=True)
def _apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep every test away from the history and the banks of whoever runs it."""
    monkeypatch.setenv("QUIZ_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("QUIZ_BANKS", raising=False)
