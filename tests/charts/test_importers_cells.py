from collections import Counter
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.importers.cells import CellError, Context
from charts.importers.columns import BY_NAME, COLUMNS, Cleaner
from charts.importers.headers import column_for, map_headers
from charts.rows import VALUE_SHOWN, DocumentRow, shown

NEW_YORK = ZoneInfo("America/New_York")
CONTEXT = Context(NEW_YORK, datetime(2026, 3, 20, 12, tzinfo=UTC))


def cleaned(name, raw):
    return Cleaner(BY_NAME[name], CONTEXT)[raw]


def problem(name, raw):
    with pytest.raises(CellError) as caught:
        cleaned(name, raw)
    assert caught.value.remedy
    return caught.value.problem


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("encounter_ref", 100234.0, "100234"),
        ("encounter_ref", " ENC-1 ", "ENC-1"),
        ("encounter_class", "AMB", "outpatient"),
        ("encounter_class", "Emergency Room", "emergency"),
        ("encounter_class", "IMP", "inpatient"),
        ("specialty", "Family Medicine", "family_medicine"),
        ("specialty", "General Practice Physician", "general_practice"),
        ("specialty", "Psychiatry", "behavioral_health"),
        ("specialty", "Wound Care", "wound_care"),
        ("provider_npi", 1234567893.0, "1234567893"),
        ("provider_npi", "123 456-7893", "1234567893"),
        ("payer_state", "pennsylvania", "PA"),
        ("payer_state", "pa", "PA"),
        ("payer_state", "", ""),
        ("date_of_service", "3/2/2026", date(2026, 3, 2)),
        ("date_of_service", "20260302", date(2026, 3, 2)),
        ("date_of_service", "2026-03-02 10:15", date(2026, 3, 2)),
        ("date_of_service", date(2026, 3, 2), date(2026, 3, 2)),
        ("urgency", "", "routine"),
        ("urgency", "STAT", "urgent"),
        ("billed_amount", "$1,234.50", Decimal("1234.50")),
        ("billed_amount", 12.1, Decimal("12.10")),
        ("billed_amount", 185.0, Decimal("185.00")),
        ("billed_amount", "", None),
        ("location", "  Main Street   Clinic ", "Main Street Clinic"),
        ("location", "", ""),
        ("ehr_url", "https://ehr.example.org/e/1?x=2#top", "https://ehr.example.org/e/1?x=2#top"),
        ("documents", "", ()),
    ],
)
def test_cell_becomes_the_value_of_the_chart(name, raw, value):
    assert cleaned(name, raw) == value


@pytest.mark.parametrize(
    ("raw", "utc"),
    [
        ("2026-03-02 16:45", datetime(2026, 3, 2, 21, 45, tzinfo=UTC)),
        ("2026-03-02T16:45:00Z", datetime(2026, 3, 2, 16, 45, tzinfo=UTC)),
        ("2026-03-02T16:45:00-08:00", datetime(2026, 3, 3, 0, 45, tzinfo=UTC)),
        ("3/2/2026 4:45 PM", datetime(2026, 3, 2, 21, 45, tzinfo=UTC)),
        ("3/2/2026 12:05 am", datetime(2026, 3, 2, 5, 5, tzinfo=UTC)),
        ("2026-03-02 16:45 CST", datetime(2026, 3, 2, 22, 45, tzinfo=UTC)),
        ("2026-03-02 16:45 America/Denver", datetime(2026, 3, 2, 23, 45, tzinfo=UTC)),
        ("2026-03-02 16:45 UTC+2", datetime(2026, 3, 2, 14, 45, tzinfo=UTC)),
        (datetime.fromisoformat("2026-03-02T16:45"), datetime(2026, 3, 2, 21, 45, tzinfo=UTC)),
        (date(2026, 3, 2), datetime(2026, 3, 2, 5, 0, tzinfo=UTC)),
    ],
)
def test_time_is_kept_in_utc(raw, utc):
    assert cleaned("documentation_complete_at", raw) == utc


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("encounter_ref", "", "is empty"),
        ("encounter_ref", "Doe, Jane", "is no encounter reference"),
        ("encounter_ref", "JaneDoe", "is no encounter reference"),
        ("encounter_ref", "123-45-6789", "looks like a social security number"),
        (
            "encounter_ref",
            1.0e16,
            "is a number too long for a spreadsheet, its last digits are lost",
        ),
        ("encounter_ref", "=A2", "holds a formula"),
        ("encounter_class", "dental", "is no encounter class"),
        ("provider_npi", "1234567890", "is no NPI: ten digits of which the last is a check digit"),
        ("provider_npi", "1.23457E+09", "was turned into scientific notation by a spreadsheet"),
        ("payer_state", "Ontario", "is no US state or territory"),
        ("date_of_service", "2026-03-21", "lies in the future (today is 2026-03-20)"),
        ("date_of_service", "13/05/2026", "is no date of the calendar"),
        ("date_of_service", "3/2/26", "is no date"),
        ("date_of_service", 46082.0, "is a plain number"),
        ("date_of_service", "1026-03-02", "lies before 1900-01-01"),
        ("documentation_complete_at", "2026-03-02", "has no time of day"),
        ("documentation_complete_at", "2026-03-02 25:10", "is no time of day"),
        ("documentation_complete_at", "2026-03-02 16:45 XYZ", "names an unknown time zone"),
        ("documentation_complete_at", "2026-03-02 16:45 Mars/Base", "names an unknown time zone"),
        ("documentation_complete_at", "2026-03-08 02:30", "is an hour the clocks skipped"),
        ("documentation_complete_at", "2026-03-20 08:30", "lies in the future"),
        ("documentation_complete_at", "9999-12-31 23:59:59", "is no date of the calendar"),
        ("documentation_complete_at", "12/31/9999 11:59 PM", "is no date of the calendar"),
        ("documentation_complete_at", "0001-01-01T00:00+05:00", "is no date of the calendar"),
        ("urgency", "whenever", "is no urgency"),
        ("documents", "memo=2026-03-02 16:45", 'has "memo", which is no document type'),
        ("documents", "progress_note", 'has "progress_note", which says no type and time'),
        ("documents", "orders=unsigned", "says no time for orders"),
        ("documents", "orders=", "says no time for orders"),
        ("documents", "orders=3/2/2026", 'has "3/2/2026" for orders, which has no time of day'),
        (
            "documents",
            "orders=2026-03-20 08:30",
            'has "2026-03-20 08:30" for orders, which lies in the future',
        ),
        ("documents", "orders=2026-03-02 08:30;" * 41, "lists more than 40 documents"),
        ("ehr_url", "http://ehr.example.org/1", "is no https address"),
        ("ehr_url", "javascript:alert(1)", "is no https address"),
        ("ehr_url", "https://me:secret@ehr.example.org/1", "is no valid address"),
        ("ehr_url", 'https://ehr.example.org/"><b>', "is no valid address"),
        ("location", "x" * 61, "is longer than 60 characters"),
        ("billed_amount", "-5", "is negative"),
        ("billed_amount", "(5.00)", "is negative"),
        ("billed_amount", "10000000", "is 10,000,000 dollars or more"),
        ("billed_amount", "12.345", "has more than two decimals"),
        ("billed_amount", "NaN", "is no amount"),
        ("billed_amount", "1e5", "is no amount"),
        ("provider_name", "A" * 121, "is longer than 120 characters"),
    ],
)
def test_bad_cell_names_its_problem(name, raw, said):
    assert problem(name, raw) == said


@given(st.sampled_from([column.name for column in COLUMNS]), st.text())
def test_any_text_is_a_value_or_a_cell_error(name, text):
    with suppress(CellError):
        Cleaner(BY_NAME[name], CONTEXT)[text]


@given(
    st.datetimes(
        datetime.fromisoformat("2000-01-01"),
        datetime.fromisoformat("2026-03-01"),
        timezones=st.just(NEW_YORK),
    )
)
def test_written_time_with_offset_comes_back_exactly(moment):
    assert cleaned("documentation_complete_at", moment.isoformat()) == moment.astimezone(UTC)


@given(st.decimals(0, 9_999_999, places=2))
def test_amount_survives_every_way_of_writing_it(amount):
    for text in (str(amount), f"${amount:,}", f" {amount} "):
        assert cleaned("billed_amount", text) == amount


def test_every_spelling_but_department_stands_for_one_column():
    spellings = Counter(spelling for column in COLUMNS for spelling in column.spellings)
    assert {spelling: n for spelling, n in spellings.items() if n > 1} == {"department": 2}
    assert column_for("Date Of Service") is BY_NAME["date_of_service"]
    assert column_for("patient_name") is None


def test_exact_header_wins_over_an_alias():
    found = map_headers(["Account Number", "encounter_ref", "payer"])
    assert [column and column.name for column in found] == [None, "encounter_ref", "payer"]


@pytest.mark.parametrize(
    ("headers", "columns"),
    [
        (["Department", "Clinic"], ["specialty", "location"]),
        (["Department", "Specialty"], ["location", "specialty"]),
        (["Specialty", "Department"], ["specialty", "location"]),
        (["Specialty", "Department", "Location"], ["specialty", None, "location"]),
        (["Service Line", "Department"], ["specialty", "location"]),
        (["Department"], ["specialty"]),
        (["Facility", "Site"], ["location", None]),
    ],
    ids=lambda names: "-".join(name or "none" for name in names).replace(" ", "_").lower(),
)
def test_department_is_the_location_where_another_column_is_the_specialty(headers, columns):
    assert [column and column.name for column in map_headers(headers)] == columns


def test_department_mapped_by_a_person_stays_so():
    found = map_headers(["Specialty", "Department"], {"Department": ""})
    assert [column and column.name for column in found] == ["specialty", None]


def test_person_may_map_a_header_otherwise():
    found = map_headers(
        ["Account Number", "My Ref"], {"My Ref": "encounter_ref", "Account Number": ""}
    )
    assert [column and column.name for column in found] == [None, "encounter_ref"]


def test_shown_value_is_short_and_on_one_line():
    assert shown("a\nb\x00") == "a�b�"
    assert len(shown("x" * 500)) == VALUE_SHOWN


def test_a_cell_lists_documents_by_type_label_or_code_signed_or_not():
    raw = (
        "Progress note=2026-03-02 16:45; orders = unsigned 2026-03-02 16:30;"
        "11504-8@2026-03-02T16:45:00Z | op note=signed 3/3/2026 9:00 AM;"
    )
    noted = datetime(2026, 3, 2, 21, 45, tzinfo=UTC)
    ordered = datetime(2026, 3, 2, 21, 30, tzinfo=UTC)
    operated = datetime(2026, 3, 2, 16, 45, tzinfo=UTC)
    again = datetime(2026, 3, 3, 14, 0, tzinfo=UTC)
    assert cleaned("documents", raw) == (
        DocumentRow("progress_note", "list:1", noted, noted, noted),
        DocumentRow("orders", "list:1", ordered, None, ordered),
        DocumentRow("operative_note", "list:1", operated, operated, operated),
        DocumentRow("operative_note", "list:2", again, again, again),
    )
