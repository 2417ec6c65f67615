import gzip
import io
import json
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from charts.importers import Context, Named, preview, read_charts
from charts.rows import ChartRow, RowError

CONTEXT = Context(ZoneInfo("America/New_York"), datetime(2026, 3, 20, 12, tzinfo=UTC))
NPI = "http://hl7.org/fhir/sid/us-npi"


def encounter(own_id="e-1", **other):
    return {
        "resourceType": "Encounter", "id": own_id, "status": "finished",
        "class": {"code": "AMB"},
        "subject": {"reference": "Patient/p1", "display": "Jane Doe"},
        "participant": [{"individual": {"reference": "Practitioner/d-1"}}],
        "period": {"start": "2026-03-02T23:30:00-05:00", "end": "2026-03-02T23:50:00-05:00"},
    } | other  # fmt: skip


PRACTITIONER = {
    "resourceType": "Practitioner", "id": "d-1",
    "identifier": [{"system": NPI, "value": "1234567893"}],
    "name": [{"prefix": ["Dr."], "given": ["Example"], "family": "Provider"}],
}  # fmt: skip
ROLE = {
    "resourceType": "PractitionerRole", "id": "r-1",
    "practitioner": {"identifier": {"system": NPI, "value": "1234567893"}},
    "specialty": [{"coding": [{"code": "207RC0000X", "display": "Cardiology"}]}],
}  # fmt: skip


def document(date, encounter="e-1", **other):
    return {
        "resourceType": "DocumentReference", "status": "current", "date": date,
        "content": [{"attachment": {"data": "SmFuZSBEb2U="}}],
        "context": {"encounter": [{"reference": f"Encounter/{encounter}"}]},
    } | other  # fmt: skip


def ndjson(name, *resources):
    text = "\n".join(r if isinstance(r, str) else json.dumps(r) for r in resources)
    return Named(io.BytesIO(text.encode()), f"{name}.ndjson")


def read(*files):
    items = list(read_charts(files, CONTEXT))
    return (
        [item for item in items if isinstance(item, ChartRow)],
        [item for item in items if isinstance(item, RowError)],
    )


def test_export_becomes_charts_without_the_patient():
    rows, errors = read(
        ndjson("Encounter", encounter()),
        ndjson("DocumentReference", document("2026-03-03T10:00:00-05:00")),
        ndjson("Patient", {"resourceType": "Patient", "birthDate": "1950-01-01"}),
        ndjson("Practitioner", PRACTITIONER),
        ndjson("PractitionerRole", ROLE),
    )
    assert errors == []
    (row,) = rows
    assert row.encounter_ref == "e-1"
    assert (row.encounter_class, row.specialty) == ("outpatient", "cardiology")
    assert (row.provider_npi, row.provider_name) == ("1234567893", "Dr. Example Provider")
    assert str(row.date_of_service) == "2026-03-02"
    assert row.documentation_complete_at == datetime(2026, 3, 3, 15, tzinfo=UTC)
    assert row.payer == ""
    assert "Doe" not in str(row)


@pytest.mark.parametrize(
    ("start", "day"),
    [
        ("2026-03-03T02:30:00Z", date(2026, 3, 2)),
        ("2026-03-02T23:30:00-05:00", date(2026, 3, 2)),
        ("2026-03-03T04:59:59.000+00:00", date(2026, 3, 2)),
        ("2026-03-03", date(2026, 3, 3)),
    ],
)
def test_date_of_service_is_the_day_in_the_practices_zone(start, day):
    rows, errors = read(
        ndjson("Encounter", encounter(period={"start": start})),
        ndjson("Practitioner", PRACTITIONER),
    )
    assert errors == []
    assert rows[0].date_of_service == day


@pytest.mark.parametrize(
    ("places", "location"),
    [
        ([{"location": {"display": " Main  Street\nClinic "}}], "Main Street Clinic"),
        ([{"location": {"reference": "Location/1"}}, {"location": {"display": "B"}}], "B"),
        ([{"location": {"display": "x" * 59 + " y"}}], "x" * 59),
        (["?", {"location": "?"}], ""),
        (None, ""),
    ],
    ids=["cleaned", "first_named", "cut", "nonsense", "none"],
)
def test_location_is_the_first_named_place_of_the_encounter(places, location):
    rows, errors = read(
        ndjson("Encounter", encounter(location=places)), ndjson("Practitioner", PRACTITIONER)
    )
    assert errors == []
    assert rows[0].location == location


def test_last_signed_document_completes_the_record():
    rows, _ = read(
        ndjson("Encounter", encounter()),
        ndjson("Practitioner", PRACTITIONER),
        ndjson(
            "DocumentReference",
            document("2026-03-03T10:00:00-05:00"),
            document("2026-03-04T01:00:00+09:00"),
            document("2026-03-05T10:00:00-05:00", docStatus="preliminary"),
            document("2026-03-06T10:00:00-05:00", status="entered-in-error"),
        ),
    )
    assert rows[0].documentation_complete_at == datetime(2026, 3, 3, 16, tzinfo=UTC)


def test_encounter_without_document_has_no_complete_time():
    rows, errors = read(ndjson("Encounter", encounter()), ndjson("Practitioner", PRACTITIONER))
    assert errors == []
    assert rows[0].documentation_complete_at is None


def test_bad_encounters_are_told_by_line_without_their_content():
    rows, errors = read(
        ndjson(
            "Encounter",
            encounter("e-1"),
            '{"resourceType": "Encounter", "subject": {"display": "Jane Doe"',
            encounter("e-3", status="cancelled"),
            encounter("e-4", **{"class": {"code": "XYZ"}}),
            encounter("e-5", participant=[]),
            encounter("e-6", period={}),
            PRACTITIONER,
        ),
        ndjson("Practitioner", PRACTITIONER),
    )
    assert [row.encounter_ref for row in rows] == ["e-1"]
    assert [(e.row, e.field) for e in errors] == [
        (2, ""), (3, "status"), (4, "encounter_class"), (5, "provider_npi"),
        (6, "date_of_service"), (7, ""),
    ]  # fmt: skip
    assert "Doe" not in "".join(map(str, errors))


@pytest.mark.parametrize(
    "date",
    ["9999-12-31T23:59:59-05:00", "0001-01-01T00:00:00+05:00", "2026-03-21T12:00:00Z"],
    ids=["after the calendar", "before it", "future"],
)
def test_a_document_of_an_impossible_time_is_not_there(date):
    """Unsigned, it does not say when the record was complete, but would be kept with the chart."""
    rows, errors = read(
        ndjson("Encounter", encounter()),
        ndjson("DocumentReference", document(date, docStatus="preliminary")),
        ndjson("Practitioner", PRACTITIONER),
    )
    assert errors == []
    assert [(row.encounter_ref, row.documents) for row in rows] == [("e-1", ())]


def test_what_no_column_can_hold_is_left_out_of_a_documents_reference():
    own_id = "d\0o\ud800c-" + "9" * 100
    (row,), _ = read(
        ndjson("Encounter", encounter()),
        ndjson("DocumentReference", document("2026-03-03T10:00:00-05:00", id=own_id)),
        ndjson("Practitioner", PRACTITIONER),
    )
    assert [each.reference for each in row.documents] == ["doc-" + "9" * 60]


def test_export_without_encounters_is_told():
    rows, errors = read(ndjson("Practitioner", PRACTITIONER))
    assert rows == []
    assert [e.problem for e in errors] == ["holds no Encounter resources"]


def test_hostile_json_is_an_error_and_no_crash():
    deep = "[" * 100_000
    rows, errors = read(
        ndjson("Encounter", json.dumps(encounter()), '{"a":' + deep),
        ndjson("Practitioner", PRACTITIONER),
    )
    assert len(rows) == 1
    assert [e.row for e in errors] == [2]


def test_preview_says_which_files_are_read():
    found = preview(
        [ndjson("Encounter", encounter()), ndjson("Patient", {"resourceType": "Patient"})], CONTEXT
    )
    assert [(p.headers, p.columns) for p in found] == [
        (["Encounter"], ["read"]), (["Patient"], ["not read"]),
    ]  # fmt: skip


@pytest.mark.covers("R24")
def test_shared_export_gives_a_chart_per_encounter(shared_data: Path):
    files = sorted((shared_data / "fhir").glob("*.ndjson.gz"))
    rows, errors = read(*files)
    assert errors == []
    assert len(rows) == 1215
    assert Counter(row.encounter_class for row in rows) == {
        "outpatient": 1133, "inpatient": 49, "emergency": 23, "home_health": 9, "virtual": 1,
    }  # fmt: skip
    assert all(row.documentation_complete_at for row in rows)
    assert len({row.provider_npi for row in rows}) == 39
    with gzip.open(shared_data / "fhir" / "Patient.ndjson.gz", "rt") as lines:
        patients = [json.loads(line) for line in lines]
    said = " ".join(str(row) for row in rows)
    names = {
        written
        for patient in patients
        for name in patient["name"]
        for written in (f"{name['given'][0]} {name['family']}", " ".join(name["given"]))
        if " " in written
    }
    assert len(names) > 20
    assert [name for name in names if name in said] == []
    assert [p["birthDate"] for p in patients if p["birthDate"] in said] == []
