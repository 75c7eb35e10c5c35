"""Rows as CSV, Excel and JSON, written as they come: no file is ever whole in memory."""

import csv
import json
import re
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import IO, Any

from xlsxwriter import Workbook

from search.exports.columns import COLUMNS, Column, Names, Row, Value

BOM = "\ufeff"
BETWEEN = "; "
TOGETHER = 100
WIDE = {"title": 50, "summary": 60, "summary_en": 60, "themes": 30, "target_groups": 30, "url": 50}
# What makes a spreadsheet read a cell as a formula (OWASP, CSV injection), also as the start of
# what a program divides at semicolons and ends of lines; the wide forms count for Excel too.
FORMULA = re.compile(r"(^|[;\t\r\n])(?=\s*[=+\-@＝＋－＠])|^(?=[\t\r\n])")


def harmless(text: str) -> str:
    """Return `text` so that no spreadsheet takes it, or a part of it, for a formula."""
    return FORMULA.sub(r"\1'", text.replace("\r\n", "\n").replace("\r", "\n"))


def csv_lines(rows: Iterable[Row], names: Names) -> Iterator[str]:
    """Yield a CSV file (RFC 4180) with names of columns in the first line.

    Themes and target groups are in words; other values as they stand in addresses.
    """
    writer = csv.writer(_Passing(), quoting=csv.QUOTE_ALL)
    yield BOM + writer.writerow([column.name for column in COLUMNS])
    remaining = iter(rows)
    while some := list(islice(remaining, TOGETHER)):
        yield "".join(writer.writerow(_csv_cells(row, names)) for row in some)


class _Passing:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _csv_cells(row: Row, names: Names) -> Iterator[str]:
    for column in COLUMNS:
        value = row[column.name]
        # Numbers and days are ours: a minus before a longitude is no formula.
        if isinstance(value, float | int):
            yield repr(value)
        else:
            yield harmless(_text(value, column, names))


def _text(value: Value, column: Column, names: Names) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return BETWEEN.join(names.name(column.facet, one) for one in value)
    return value.isoformat() if isinstance(value, date) else str(value)


def json_lines(rows: Iterable[Row], names: Names, about: dict[str, Any]) -> Iterator[str]:
    """Yield a JSON object: what is in `about`, and the rows as `results`.

    Themes and target groups are lists of {"id", "label"}; what is not known is null or "".
    """
    head = json.dumps(about, ensure_ascii=False)
    yield f'{head[:-1]}, "results": ['
    between = "\n"
    remaining = iter(rows)
    while some := list(islice(remaining, TOGETHER)):
        yield between + ",\n".join(_json(row, names) for row in some)
        between = ",\n"
    yield "\n]}\n"


def _json(row: Row, names: Names) -> str:
    item = {column.name: _json_value(row[column.name], column, names) for column in COLUMNS}
    return json.dumps(item, ensure_ascii=False)


def _json_value(value: Value, column: Column, names: Names) -> Any:
    if isinstance(value, tuple):
        return [{"id": one, "label": names.name(column.facet, one)} for one in value]
    return value.isoformat() if isinstance(value, date) else value


def excel_file(rows: Iterable[Row], names: Names) -> IO[bytes]:
    """Return an open temporary file, at its start: an Excel sheet, all of it in words.

    It is gone once it is closed. Texts are stored as texts, so none becomes a formula or a link.
    """
    target = tempfile.TemporaryFile()  # noqa: SIM115  (who streams it closes it)
    try:
        with (
            tempfile.TemporaryDirectory(prefix="crocevia-export-") as folder,
            Workbook(target, {"constant_memory": True, "tmpdir": folder}) as book,
        ):
            _fill(book, rows, names)
    except BaseException:
        target.close()
        raise
    target.seek(0)
    return target


def _fill(book: Workbook, rows: Iterable[Row], names: Names) -> None:
    sheet = book.add_worksheet()
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.freeze_panes(1, 0)
    for at, column in enumerate(COLUMNS):
        sheet.set_column(at, at, WIDE.get(column.name, 15))
        sheet.write_string(0, at, str(column.heading()), bold)
    for number, row in enumerate(rows, 1):
        for at, column in enumerate(COLUMNS):
            value = row[column.name]
            if isinstance(value, float | int):
                sheet.write_number(number, at, value)
            elif isinstance(value, date):
                sheet.write_datetime(number, at, value, day)
            elif value:
                sheet.write_string(number, at, _words(value, column, names))


def _words(value: str | tuple[str, ...], column: Column, names: Names) -> str:
    if isinstance(value, tuple):
        return BETWEEN.join(names.name(column.facet, one) for one in value)
    return names.name(column.facet, value) if column.facet else value
