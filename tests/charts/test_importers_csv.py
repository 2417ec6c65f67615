import csv
import gzip
import io
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charts.importers import (
    Context,
    Named,
    Reading,
    preview,
    read_charts,
    row_estimate,
    template_csv,
)
from charts.importers.csv_file import read_records
from charts.rows import ChartRow, RowError

CONTEXT = Context(ZoneInfo("America/New_York"), datetime(2026, 3, 20, 12, tzinfo=UTC))
HEADER = template_csv().splitlines()[0]


def line(ref="E-1", **other):
    values = dict(zip(HEADER.split(","), template_csv().splitlines()[1].split(","), strict=True))
    return ",".join((values | {"encounter_ref": ref} | other).values())


def read(content, *, limit=1 << 20, name="list.csv", chosen=None):
    reading = Reading()
    stream = io.BytesIO(content if isinstance(content, bytes) else content.encode())
    items = list(
        read_charts([Named(stream, name)], CONTEXT, reading=reading, limit=limit, chosen=chosen)
    )
    rows = [item for item in items if isinstance(item, ChartRow)]
    errors = [item for item in items if isinstance(item, RowError)]
    return rows, errors, reading


def sheet(*lines, header=HEADER):
    return "\n".join((header, *lines)) + "\n"


def test_template_reads_back_without_errors():
    rows, errors, _ = read(template_csv())
    assert errors == []
    assert [row.encounter_ref for row in rows] == ["ENC-100234"]
    assert rows[0].date_of_service == date(2026, 3, 2)
    assert rows[0].row == 2


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_delimiter_and_encoding_are_found(delimiter, encoding):
    content = sheet(line(provider_name="Ænne Günther")).replace(",", delimiter)
    rows, errors, _ = read(content.encode(encoding))
    assert errors == []
    assert rows[0].provider_name == "Ænne Günther"


def test_windows_1252_is_read_with_a_notice():
    rows, errors, reading = read(sheet(line(provider_name="Günther")).encode("cp1252"))
    assert errors == []
    assert rows[0].provider_name == "Günther"
    assert reading.notices == [
        "list.csv is not UTF-8; it was read as Windows-1252. Check accented letters."
    ]


def test_broken_row_in_a_utf8_file_costs_only_itself():
    good = [line(f"E-{n}", provider_name="Günther").encode() for n in range(3)]
    bad = line("E-9", provider_name="Günther").encode("cp1252")
    rows, errors, _ = read(b"\n".join([HEADER.encode(), *good, bad]))
    assert [row.encounter_ref for row in rows] == ["E-0", "E-1", "E-2"]
    assert [(e.row, e.field, e.problem) for e in errors] == [
        (5, "provider_name", "is not readable as UTF-8")
    ]


def test_every_error_of_a_row_is_told_and_good_rows_go_in():
    rows, errors, _ = read(
        sheet(line("E-1"), line("E-2", provider_npi="1234567890", urgency="soon"), line("E-3"))
    )
    assert [row.encounter_ref for row in rows] == ["E-1", "E-3"]
    assert [(e.file, e.row, e.field, e.value) for e in errors] == [
        ("list.csv", 3, "provider_npi", "1234567890"),
        ("list.csv", 3, "urgency", "soon"),
    ]
    assert all(e.remedy for e in errors)


def test_second_row_of_a_reference_is_refused():
    rows, errors, _ = read(sheet(line("E-1"), line("E-1")))
    assert len(rows) == 1
    assert [(e.row, e.field, e.problem) for e in errors] == [
        (3, "encounter_ref", "is in the file twice, first in row 2 of list.csv")
    ]


def test_missing_column_refuses_the_file_and_names_what_was_found():
    rows, errors, _ = read("encounter_ref,payer\nE-1,Medicare\n")
    assert rows == []
    assert [(e.row, e.value) for e in errors] == [(0, "encounter_ref, payer")]
    assert errors[0].problem == (
        "has no column encounter_class, specialty, provider_npi, date_of_service"
    )


def test_unknown_columns_are_not_read():
    rows, errors, _ = read(sheet(line() + ",Jane Doe", header=HEADER + ",patient_name"))
    assert errors == []
    assert "Jane Doe" not in rows[0]


def test_aliases_and_chosen_columns_are_mapped():
    header = "CSN,Class,Dept,NPI,Visit Date,Who"
    content = f"{header}\nE-7,ED,Cardiology,1234567893,3/2/2026,Dr. X\n"
    rows, errors, _ = read(content, chosen={"Who": "provider_name"})
    assert errors == []
    assert rows[0][:5] == ("E-7", "emergency", "cardiology", "1234567893", "Dr. X")


def test_short_row_is_an_error_and_empty_rows_are_skipped():
    rows, errors, _ = read(sheet(line("E-1"), "", ",,,,,,,,,,,,,", "E-2,outpatient,card"))
    assert len(rows) == 1
    assert [(e.row, e.problem) for e in errors] == [(5, "has 3 columns where the header has 14")]


def test_open_quote_costs_its_own_line_only():
    lines = [line("E-1"), line("E-2", payer='"Aetna'), *(line(f"E-{n}") for n in range(3, 50))]
    rows, errors, _ = read(sheet(*lines))
    assert [row.encounter_ref for row in rows] == ["E-1", *(f"E-{n}" for n in range(3, 50))]
    assert [(e.row, e.problem) for e in errors] == [(3, "has a quote that never closes")]


def test_truncated_gzip_keeps_the_rows_before_the_break():
    packed = gzip.compress(sheet(*(line(f"E-{n}") for n in range(2000))).encode())
    rows, errors, _ = read(packed[: len(packed) // 2])
    assert 0 < len(rows) < 2000
    assert [row.encounter_ref for row in rows] == [f"E-{n}" for n in range(len(rows))]
    assert [(e.row, e.problem) for e in errors] == [(len(rows) + 2, "is where the file breaks off")]


def test_a_small_truncated_gzip_keeps_its_rows_too():
    packed = gzip.compress(sheet(line("E-1"), line("E-2")).encode())
    rows, errors, _ = read(packed[:-6])
    assert [row.encounter_ref for row in rows] == ["E-1", "E-2"]
    assert [e.problem for e in errors] == ["is where the file breaks off"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_lines_that_end_with_a_carriage_return_alone_are_read(encoding):
    content = sheet(line("E-1", provider_name="Günther"), line("E-2")).replace("\n", "\r")
    content = content.encode(encoding)
    rows, errors, _ = read(content)
    assert errors == []
    assert [(row.encounter_ref, row.row) for row in rows] == [("E-1", 2), ("E-2", 3)]
    assert rows[0].provider_name == "Günther"
    assert row_estimate([Named(io.BytesIO(content), "list.csv")]) == 3


def test_a_header_that_another_one_has_beaten_is_told():
    rows, errors, reading = read(sheet(line() + ",2026-03-05", header=HEADER + ",DOS"))
    assert errors == []
    assert rows[0].date_of_service == date(2026, 3, 2)
    assert reading.notices == [
        'list.csv: the column "DOS" was not read, another one is date_of_service.'
    ]


def test_errors_repeat_no_cell_that_may_name_a_patient():
    header = f"patient,{HEADER}"
    short, quoted = "Doe Jane,E-2,outpatient", f'"Doe Jane,{line("E-3")}'
    _, errors, _ = read(sheet(f"Doe Jane,{line()}", short, quoted, header=header))
    assert [(e.row, e.value) for e in errors] == [(3, "E-2"), (4, "")]
    _, errors, _ = read("Doe Jane,1950-01-01\nRoe Richard,1960-01-01\n")
    assert [(e.row, e.value) for e in errors] == [(0, "")]


def test_unpacked_size_is_limited():
    bomb = gzip.compress(b"0" * (3 << 20))
    rows, errors, _ = read(bomb, limit=2 << 20)
    assert rows == []
    assert [(e.row, e.problem) for e in errors] == [(0, "is larger than 2 MB unpacked")]


def test_line_without_end_is_refused():
    rows, errors, _ = read(b"encounter_ref," + b"x" * (400 << 10), limit=1 << 20)
    assert rows == []
    assert [e.problem for e in errors] == ["has a line longer than 256 KB"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is empty"),
        (b"\0\1\2" * 500, "is a binary file, not a worklist"),
        (b"\n\n", "has no header row"),
        (gzip.compress(b""), "is empty"),
        (b"\x1f\x8bgarbage", "is no readable gzip file"),
    ],
    ids=["empty", "binary", "no header", "empty gzip", "broken gzip"],
)
def test_file_that_is_no_worklist_is_refused(content, problem):
    rows, errors, _ = read(content)
    assert rows == []
    assert [e.problem for e in errors] == [problem]


def test_record_complete_before_the_visit_is_refused():
    late = line(date_of_service="2026-03-10", documentation_complete_at="2026-03-02 10:00")
    rows, errors, _ = read(sheet(late))
    assert rows == []
    assert [e.problem for e in errors] == ["lies before the date of service 2026-03-10"]


def test_preview_shows_mapping_and_first_rows():
    stream = io.BytesIO(sheet(line("E-1"), line("E-2")).encode())
    (found,) = preview([Named(stream, "list.csv")], CONTEXT)
    assert found.columns == HEADER.split(",")
    assert [row[0] for row in found.rows] == ["E-1", "E-2"]


@settings(max_examples=60)
@given(st.lists(st.lists(st.text(max_size=8), min_size=2, max_size=4), min_size=1, max_size=6))
def test_records_come_back_as_a_spreadsheet_wrote_them(records):
    kept = [[cell.replace("\0", "").replace("\r", "\n") for cell in cells] for cells in records]
    kept = [cells for cells in kept if sum(cell.count("\n") for cell in cells) < 15]
    buffer = io.StringIO()
    csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(kept)
    lines = (part + "\n" for part in buffer.getvalue().split("\n")[:-1])
    assert [cells for _, cells in read_records(lines, ",")] == kept
