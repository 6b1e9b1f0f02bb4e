"""Export to CSV: a row for each question, with everything that a bank says about it.

The file is made for spreadsheets: UTF-8 with a byte order mark, without which Excel would take it
for another encoding, and with no cell that a spreadsheet would calculate.
"""

import csv
import io
from collections.abc import Iterator, Sequence

from quiz.bank.questions import write_question
from quiz.convert.model import ConversionLoss, Exported, ProgressCallback
from quiz.convert.tables.cells import ALWAYS_WRITTEN, COLUMNS, escape_formula, question_row
from quiz.model.bank import Bank
from quiz.question_types import question_type_of

_PROGRESS_STEP = 50
_SENTENCES_LOST = (
    "sentences: the text is not exported; “quiz import --source TEXT” finds the sentences again"
)


def write(banks: Sequence[Bank], tick: ProgressCallback) -> Exported:
    total = sum(len(bank.questions) for bank in banks)
    rows: list[dict[str, str]] = []
    losses: list[ConversionLoss] = []
    for bank in banks:
        details = _bank_cells(bank)
        for question in bank.questions:
            rows.append(details | question_row(write_question(question)))
            details.pop("bank_description", None)
            if question_type_of(question).stored:
                losses.append(ConversionLoss(bank.id, question.id, _SENTENCES_LOST))
            if len(rows) % _PROGRESS_STEP == 0:
                tick(len(rows), total)
    return Exported(_table(rows), tuple(losses))


def _bank_cells(bank: Bank) -> dict[str, str]:
    details = {
        "bank": bank.id,
        "bank_title": bank.title,
        "bank_language": bank.language,
        "bank_description": bank.description,
    }
    return {name: text for name, text in details.items() if text}


def _table(rows: Sequence[dict[str, str]]) -> bytes:
    used = {name for row in rows for name in row}
    columns = [name for name in COLUMNS if name in used or name in ALWAYS_WRITTEN]
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(columns)
    writer.writerows(_cells(rows, columns))
    return file.getvalue().encode("utf-8-sig")


def _cells(rows: Sequence[dict[str, str]], columns: Sequence[str]) -> Iterator[list[str]]:
    for row in rows:
        yield [escape_formula(row.get(name, "")) for name in columns]
