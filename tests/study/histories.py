"""Histories that were answered some days ago."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from random import Random

from quiz.attempts.form import make_form
from quiz.bank.reader import read_bank
from quiz.model.response import Response
from quiz.store.store import open_store
from quiz.study.context import Clocks, Grading, now
from quiz.study.library import Library
from quiz.study.practice import start


def answered(data: Path, file: Path, responses: Sequence[Response], days_ago: int) -> None:
    """Answer the first questions of a bank in its order, some days ago."""
    bank = read_bank(file).bank
    assert bank is not None
    then = now() - timedelta(days=days_ago)
    with open_store(data, now, Grading(0.9)) as store:
        Library(store, [file]).read(file)
        clocks = Clocks(utc=lambda: then)
        runner = start(make_form([bank], Random(1)), store, 1, clocks=clocks)
        for response in responses:
            runner.submit(response)
            runner.attempt.advance()
