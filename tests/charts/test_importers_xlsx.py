import io
import struct
import zipfile
import zlib
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from charts.importers import COLUMNS, Context, Named, Reading, preview, read_charts, xlsx_size
from charts.rows import ChartRow, RowError

CONTEXT = Context(ZoneInfo("America/New_York"), datetime(2026, 3, 20, 12, tzinfo=UTC))
HEADER = [column.name for column in COLUMNS]
GOOD = [
    100234, "AMB", "Cardiology", 1234567893, "Example Provider", "Medicare", "PA",
    date(2026, 3, 2), datetime.fromisoformat("2026-03-02T16:45"), "urgent",
    "https://ehr.example.org/1", 185.5,
]  # fmt: skip


def workbook(*rows, before=()):
    book = openpyxl.Workbook()
    for row in (*before, *rows):
        book.active.append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def read(content, name="list.xlsx"):
    items = list(read_charts([Named(io.BytesIO(content), name)], CONTEXT))
    return (
        [item for item in items if isinstance(item, ChartRow)],
        [item for item in items if isinstance(item, RowError)],
    )


def test_numbers_dates_and_amounts_survive():
    rows, errors = read(workbook(HEADER, GOOD))
    assert errors == []
    assert rows[0][:12] == (
        "100234", "outpatient", "cardiology", "1234567893", "Example Provider", "Medicare", "PA",
        date(2026, 3, 2), datetime(2026, 3, 2, 21, 45, tzinfo=UTC), "urgent",
        "https://ehr.example.org/1", Decimal("185.50"),
    )  # fmt: skip
    assert rows[0].row == 2


def test_title_rows_above_the_header_keep_row_numbers_right():
    bad = [*GOOD[:3], 1234567890, *GOOD[4:]]
    rows, errors = read(workbook(HEADER, GOOD, bad, before=(["Worklist"], [])))
    assert [row.row for row in rows] == [4]
    assert [(e.row, e.field, e.value) for e in errors] == [(5, "provider_npi", "1234567890")]


def test_reference_too_long_for_a_spreadsheet_is_refused():
    rows, errors = read(workbook(HEADER, [1234567890123456789, *GOOD[1:]]))
    assert rows == []
    assert [e.field for e in errors] == ["encounter_ref"]
    assert "last digits are lost" in errors[0].problem


def test_formula_without_a_stored_value_is_told_as_empty():
    rows, errors = read(workbook(HEADER, ["=A1", *GOOD[1:]]))
    assert rows == []
    assert [(e.field, e.problem) for e in errors] == [("encounter_ref", "is empty")]


def test_text_that_looks_like_a_formula_is_refused():
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    book.active.append(GOOD)
    book.active["F2"].value = "=cmd()"
    book.active["F2"].data_type = "s"
    buffer = io.BytesIO()
    book.save(buffer)
    _, errors = read(buffer.getvalue())
    assert [(e.field, e.problem) for e in errors] == [("payer", "holds a formula")]


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_truncated_workbook_is_refused(share):
    content = workbook(HEADER, *([GOOD] * 50))
    rows, errors = read(content[: int(len(content) * share)])
    assert rows == []
    assert [e.problem for e in errors] == ["is damaged or cut off"]


def test_workbook_without_header_or_rows_is_refused():
    assert [e.problem for e in read(workbook())[1]] == ["has no filled sheet"]
    assert [e.problem for e in read(workbook(["x"], ["y"]))[1]] == ["has no header row"]


def test_zip_that_is_no_workbook_is_refused():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "hello")
    assert [e.problem for e in read(buffer.getvalue())[1]] == ["is damaged or no Excel workbook"]


def test_declared_sizes_are_not_believed(monkeypatch):
    monkeypatch.setattr(xlsx_size, "MAX_UNPACKED", 1 << 20)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (4 << 20))
    lying = bytearray(buffer.getvalue())
    crc = struct.pack("<I", zlib.crc32(b"0" * (4 << 20)))
    for place in (lying.find(crc), lying.rfind(crc)):
        lying[place + 8 : place + 12] = struct.pack("<I", 10)
    assert [e.problem for e in read(bytes(lying))[1]] == ["is larger than 1 MB unpacked"]


def test_preview_shows_columns_and_cells():
    (found,) = preview([Named(io.BytesIO(workbook(HEADER, GOOD)), "list.xlsx")], CONTEXT)
    assert found.columns == HEADER
    assert found.rows[0][:2] == ["100234", "AMB"]


@pytest.mark.parametrize("corner", ["XFD1048576", "XFD2", "A1048576"])
def test_a_stray_cell_in_a_far_corner_is_refused_before_it_fills_the_memory(corner, monkeypatch):
    monkeypatch.setattr(xlsx_size, "MAX_CELLS", 30_000)
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    book.active.append(GOOD)
    book.active[corner] = "x"
    buffer = io.BytesIO()
    book.save(buffer)
    rows, errors = read(buffer.getvalue())
    assert rows == []
    (error,) = errors
    assert error.problem.startswith("has a sheet of ")
    assert error.problem.endswith(" more than 30,000 cells")


def test_cells_that_are_only_formatted_do_not_count(monkeypatch):
    monkeypatch.setattr(xlsx_size, "MAX_CELLS", 3 * len(HEADER))
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    book.active.append(GOOD)
    book.active["ZZ5000"].number_format = "@"
    buffer = io.BytesIO()
    book.save(buffer)
    rows, errors = read(buffer.getvalue())
    assert (len(rows), errors) == (1, [])


@pytest.mark.parametrize("name", ["content.xml", "xl/workbook.bin"])
def test_other_formats_that_are_zip_files_too_are_refused(name):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, "<x/>")
    assert [e.problem for e in read(buffer.getvalue())[1]] == ["is no .xlsx workbook"]


def test_cells_merged_downwards_are_what_every_row_says():
    book = openpyxl.Workbook()
    for row in (["Worklist", *HEADER[1:]], HEADER, *([n, *GOOD[1:]] for n in range(1, 5))):
        book.active.append(row)
    book.active.merge_cells("A1:N1")
    book.active.merge_cells("F3:F5")
    buffer = io.BytesIO()
    book.save(buffer)
    rows, errors = read(buffer.getvalue())
    assert errors == []
    assert [row.payer for row in rows] == ["Medicare", "Medicare", "Medicare", "Medicare"]
    assert [row.encounter_ref for row in rows] == ["1", "2", "3", "4"]


def test_formulas_that_were_never_calculated_are_told():
    reading = Reading()
    content = workbook(HEADER, [*GOOD[:11], "=1+1"])
    list(read_charts([Named(io.BytesIO(content), "list.xlsx")], CONTEXT, reading=reading))
    (notice,) = reading.notices
    assert notice.startswith("list.xlsx holds formulas that were never calculated")
