"""Imports into the database: idempotent, partial where they must be, never lost."""

import csv
import datetime as dt
import gzip
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from charts.enums import ChartState
from charts.importers import COLUMNS, Named
from charts.importers.run import batch_of, batch_run, files_import
from charts.models import Chart, ChartDocument, ClockEvent, ImportBatch, WorkItem
from charts.services import charts_clock_recompute
from charts.services.intake import batch_start, importing
from engagements.kernel.errors import NotAllowed, StaleState
from engagements.models import BusinessAssociateAgreement, Payer, Provider, RecordRequirement, Terms

HEADER = [column.name for column in COLUMNS]
YESTERDAY = (timezone.now() - dt.timedelta(days=1)).strftime("%Y-%m-%d")
BASE = {
    "encounter_class": "outpatient",
    "specialty": "cardiology",
    "provider_npi": "1003000126",
    "provider_name": "Example Provider",
    "payer": "Aetna",
    "payer_state": "PA",
    "date_of_service": "2026-03-02",
    "documentation_complete_at": f"{YESTERDAY}T10:00:00Z",
    "urgency": "routine",
    "ehr_url": "https://ehr.example.org/1",
    "billed_amount": "185.00",
    "location": "Main Street Clinic",
}


def sheet(*rows):
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, HEADER)
    writer.writeheader()
    for number, changes in enumerate(rows, 1):
        writer.writerow({"encounter_ref": f"E-{number}"} | BASE | changes)
    return buffer.getvalue()


def run(actor, *rows):
    file = Named(io.BytesIO(sheet(*rows).encode()), "list.csv")
    return files_import(actor=actor, files=[file])[0]


def counts(batch):
    return batch.created, batch.updated, batch.unchanged, batch.errors


def told(batch):
    batch.error_file.file.seek(0)
    text = io.TextIOWrapper(batch.error_file.file, encoding="utf-8", newline="")
    rows = list(csv.DictReader(text))
    text.detach()
    return [(row["row"], row["field"], row["problem"]) for row in rows]


def facts(**where):
    names = [
        "encounter_ref",
        "state",
        "due_at",
        "urgency",
        "billed_amount",
        "row_sha256",
        "batch_id",
    ]
    return list(Chart.objects.filter(**where).order_by("encounter_ref").values_list(*names))


@pytest.mark.covers("R24")
def test_import_creates_charts_with_clock_and_work(system):
    batch = run(system, {}, {"urgency": "urgent"}, {"documentation_complete_at": ""})
    assert counts(batch) == (3, 0, 0, 0)
    assert batch.error_file is None
    first, urgent, waiting = Chart.objects.order_by("encounter_ref")
    complete = dt.datetime.fromisoformat(f"{YESTERDAY}T10:00:00+00:00")
    assert (first.state, first.due_at) == (ChartState.READY, complete + dt.timedelta(hours=48))
    assert (urgent.state, urgent.due_at) == (ChartState.READY, complete + dt.timedelta(hours=8))
    assert (waiting.state, waiting.due_at) == (ChartState.WAITING, None)
    assert first.billed_amount == Decimal("185.00")
    assert first.provider.npi == "1003000126"
    assert (first.payer.name, first.location) == ("Aetna", "Main Street Clinic")
    assert ClockEvent.objects.count() == WorkItem.objects.count() == 2


@pytest.mark.covers("R24")
def test_new_charts_are_written_once_with_the_clock_their_log_gives(system):
    Terms.objects.update(effective_from=dt.date(2020, 1, 1))
    stamps = ["2026-03-06T17:00:00Z", "2026-03-08T06:30:00Z", "2026-03-09T12:15:30Z", ""]
    run(
        system,
        *(
            {"documentation_complete_at": at, "encounter_class": kind, "urgency": urgency}
            for at in stamps
            for kind in ("outpatient", "inpatient")
            for urgency in ("routine", "urgent")
        ),
    )
    assert apps.get_model("charts", "ChartEvent").objects.count() == 0
    ids = list(Chart.objects.values_list("pk", flat=True))
    assert Chart.objects.filter(due_at__isnull=False).count() == 12
    assert charts_clock_recompute(actor=system, chart_ids=ids) == 0


def test_a_step_that_breaks_leaves_nothing_of_itself(system, monkeypatch):
    monkeypatch.setattr(importing, "STEP", 2)
    opened = importing.work_open
    calls = []

    def breaking(**kwargs):
        calls.append(kwargs["chart_ids"])
        if len(calls) == 2:
            raise ConnectionError("the worker died")
        opened(**kwargs)

    monkeypatch.setattr(importing, "work_open", breaking)
    with pytest.raises(ConnectionError):
        run(system, {}, {}, {}, {}, {})
    assert [len(ids) for ids in calls] == [2, 2]
    assert Chart.objects.count() == ClockEvent.objects.count() == WorkItem.objects.count() == 2
    assert counts(run(system, {}, {}, {}, {}, {})) == (3, 0, 2, 0)
    assert Chart.objects.filter(state=ChartState.READY).count() == WorkItem.objects.count() == 5


def test_same_file_again_changes_nothing(system):
    rows = [{}, {"urgency": "urgent"}, {"provider_npi": "1234567890"}]
    first = run(system, *rows)
    before = facts()
    again = run(system, *rows)
    assert counts(first) == (2, 0, 0, 1)
    assert counts(again) == (0, 0, 2, 1)
    assert facts() == before
    assert ClockEvent.objects.count() == 2
    assert Provider.objects.filter(npi="1003000126").count() == 1


def test_corrected_row_of_a_waiting_chart_changes_everything(system):
    run(system, {"documentation_complete_at": ""})
    batch = run(
        system, {"encounter_class": "inpatient", "urgency": "urgent", "specialty": "oncology"}
    )
    assert counts(batch) == (0, 1, 0, 0)
    chart = Chart.objects.get()
    assert (chart.encounter_class, chart.urgency, chart.specialty, chart.state) == (
        "inpatient", "urgent", "oncology", ChartState.READY,
    )  # fmt: skip


def test_running_clock_keeps_what_it_was_decided_by(system):
    run(system, {})
    batch = run(system, {"urgency": "urgent", "billed_amount": "99.00", "payer": "Humana"})
    assert counts(batch) == (0, 1, 0, 1)
    assert told(batch) == [("2", "urgency", "differs, but the clock is running")]
    chart = Chart.objects.get()
    assert (chart.urgency, chart.billed_amount, chart.payer.name) == (
        "routine", Decimal("99.00"), "Humana",
    )  # fmt: skip
    again = run(system, {"urgency": "urgent", "billed_amount": "99.00", "payer": "Humana"})
    assert counts(again) == (0, 0, 0, 1)


@pytest.mark.covers("R63")
def test_coded_chart_is_not_touched(system):
    run(system, {})
    Chart.objects.update(state=ChartState.CODED, coded_at=timezone.now())
    before = facts()
    batch = run(system, {"billed_amount": "1.00"})
    assert counts(batch) == (0, 0, 0, 1)
    assert told(batch) == [("2", "billed_amount", "differs, but the chart is already coded")]
    assert facts() == before
    assert counts(run(system, {})) == (0, 0, 1, 0)


def test_empty_cell_changes_nothing(system):
    run(system, {})
    blank = {"payer": "", "payer_state": "", "ehr_url": "", "billed_amount": "", "location": ""}
    assert counts(run(system, blank)) == (0, 0, 1, 0)
    chart = Chart.objects.get()
    assert (chart.payer.name, chart.payer_state, chart.billed_amount) == (
        "Aetna", "PA", Decimal("185.00"),
    )  # fmt: skip


def test_new_date_of_service_counts_the_lag_again(system):
    run(system, {})
    before = Chart.objects.get().documentation_lag_seconds
    run(system, {"date_of_service": "2026-03-03"})
    assert before - Chart.objects.get().documentation_lag_seconds == 24 * 3600


@pytest.mark.covers("R13")
def test_without_a_baa_charts_wait(system):
    BusinessAssociateAgreement.objects.all().delete()
    assert counts(run(system, {})) == (1, 0, 0, 0)
    assert Chart.objects.get().state == ChartState.WAITING
    assert not WorkItem.objects.exists()
    assert counts(run(system, {"urgency": "urgent"})) == (0, 1, 0, 0)


def test_payers_are_found_by_alias_and_case(system):
    Payer.objects.create(engagement=system.engagement, name="Blue Cross", aliases=["BCBS"])
    run(system, {"payer": "bcbs"}, {"payer": "BLUE CROSS"}, {"payer": "Cigna"}, {"payer": "CIGNA"})
    names = [chart.payer.name for chart in Chart.objects.order_by("encounter_ref")]
    assert names == ["Blue Cross", "Blue Cross", "CIGNA", "CIGNA"]


def test_provider_name_is_filled_in_later_but_never_overwritten(system):
    run(system, {"provider_name": ""})
    assert Provider.objects.get(npi="1003000126").name == "NPI 1003000126"
    run(system, {"provider_name": "Dr. A"})
    run(system, {"provider_name": "Dr. B"})
    assert Provider.objects.get(npi="1003000126").name == "Dr. A"


def test_formula_in_an_error_is_guarded(system):
    batch = run(system, {"encounter_ref": "=cmd()"}, {})
    content = batch.error_file.file.read().decode()
    assert ",'=cmd()," in content
    assert counts(batch) == (1, 0, 0, 1)


@pytest.mark.covers("R2")
def test_vendor_may_not_import(actor_of):
    with pytest.raises(NotAllowed):
        run(actor_of("vendor_lead"), {})


def test_batch_is_started_once(actor_of):
    actor = actor_of("practice_manager")
    file = Named(io.BytesIO(sheet({}).encode()), "list.csv")
    batch = batch_of(actor=actor, files=[file])
    batch_start(actor=actor, batch=batch)
    with pytest.raises(StaleState):
        batch_start(actor=actor, batch=batch)


def test_second_delivery_of_a_broken_import_counts_each_row_once(system, monkeypatch):
    monkeypatch.setattr(importing, "STEP", 2)
    rows = [{}, {"urgency": "soon"}, {}, {}, {"payer_state": "ZZ"}]
    content = sheet(*rows).encode()
    file = Named(io.BytesIO(content), "list.csv")
    batch = batch_start(actor=system, batch=batch_of(actor=system, files=[file]))
    merge = importing._merge
    calls = []

    def breaking(actor, batch, chunk, reader):
        calls.append(len(chunk))
        if len(calls) == 2:
            raise ConnectionError("the worker died")
        return merge(actor, batch, chunk, reader)

    monkeypatch.setattr(importing, "_merge", breaking)
    with pytest.raises(ConnectionError):
        batch_run(actor=system, batch=batch, files=[file])
    batch.refresh_from_db()
    assert (batch.rows, counts(batch)) == (2, (1, 0, 0, 1))
    batch, _ = batch_run(actor=system, batch=batch, files=[file])
    assert (batch.rows, counts(batch)) == (5, (3, 0, 0, 2))
    assert Chart.objects.count() == 3


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_the_rows(system, count, django_assert_num_queries):
    rows = [{} for _ in range(count)]
    file = Named(io.BytesIO(sheet(*rows).encode()), "list.csv")
    batch = batch_start(actor=system, batch=batch_of(actor=system, files=[file]))
    with django_assert_num_queries(36):
        batch_run(actor=system, batch=batch, files=[file])


_values = st.fixed_dictionaries(
    {
        "encounter_ref": st.sampled_from(["A1", "A2", "A3", "bad ref"]),
        "urgency": st.sampled_from(["routine", "urgent", "soon"]),
        "billed_amount": st.sampled_from(["1.00", "2.00", ""]),
        "documentation_complete_at": st.sampled_from(["", f"{YESTERDAY}T10:00:00Z"]),
    }
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.lists(_values, max_size=4), min_size=1, max_size=3))
def test_every_row_is_counted_once_and_repeating_is_harmless(system, files):
    for rows in files:
        batch = run(system, *rows)
        partial = batch.updated + batch.errors + batch.created + batch.unchanged - len(rows)
        assert 0 <= partial <= batch.updated
        again = run(system, *rows)
        assert (again.created, again.updated) == (0, 0)


def command(world, *files, capsys):
    call_command("import_charts", "--engagement", world.own.slug, "--json", *map(str, files))
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def test_command_prints_counts_and_error_file(scoped, tmp_path, capsys):
    file = tmp_path / "list.csv.gz"
    file.write_bytes(gzip.compress(sheet({}, {"encounter_class": "dental"}).encode()))
    result = command(scoped, file, capsys=capsys)
    path = result.pop("error_file")
    assert result == {"created": 1, "updated": 0, "unchanged": 0, "errors": 1}
    with Path(path).open(encoding="utf-8", newline="") as lines:
        (row,) = csv.DictReader(lines)
    assert (row["file"], row["row"], row["field"], row["value"]) == (
        "list.csv.gz", "3", "encounter_class", "dental",
    )  # fmt: skip
    assert row["remedy"].startswith("Use one of: outpatient")
    assert command(scoped, file, capsys=capsys)["unchanged"] == 1


def test_command_refuses_an_unknown_engagement_and_a_missing_file(scoped, tmp_path, capsys):
    with pytest.raises(CommandError, match="No engagement"):
        call_command("import_charts", "--engagement", "nowhere", "x")
    result = command(scoped, tmp_path / "missing.csv", capsys=capsys)
    assert result["errors"] == 1


def test_shared_export_becomes_charts_twice_the_same(scoped, shared_data, capsys):
    files = sorted((shared_data / "fhir").glob("*.ndjson.gz"))
    assert command(scoped, *files, capsys=capsys) == {
        "created": 1215, "updated": 0, "unchanged": 0, "errors": 0, "error_file": None,
    }  # fmt: skip
    assert command(scoped, *files, capsys=capsys)["unchanged"] == 1215
    assert Chart.objects.count() == 1215
    assert Chart.objects.filter(state=ChartState.READY).count() == 1215
    assert ImportBatch.objects.count() == 2


def test_location_may_be_corrected_and_a_list_without_it_is_the_same_as_before(system):
    run(system, {})
    batch = run(system, {"location": "North Annex"})
    assert counts(batch) == (0, 1, 0, 0)
    assert Chart.objects.get().location == "North Annex"
    older = sheet({"encounter_ref": "E-2"}).splitlines()
    rows = [line.rsplit(",", 2)[0] for line in older]
    for created, unchanged in ((1, 0), (0, 1)):
        file = Named(io.BytesIO("\n".join(rows).encode()), "old.csv")
        batch = files_import(actor=system, files=[file])[0]
        assert counts(batch) == (created, 0, unchanged, 0)
    assert Chart.objects.get(encounter_ref="E-2").location == ""


@pytest.fixture
def both_required(scoped):
    for name in ("progress_note", "orders"):
        RecordRequirement.objects.create(
            engagement=scoped.own,
            encounter_class="outpatient",
            document_type=name,
            effective_from=dt.date(2020, 1, 1),
        )


def ended():
    return Chart.objects.values_list("state", "documentation_complete_at").get()


@pytest.mark.covers("R24")
def test_a_file_completes_the_record_once_every_document_is_signed(both_required, system):
    note = f"progress_note={YESTERDAY} 16:45Z"
    assert counts(run(system, {"documents": note})) == (1, 0, 0, 0)
    assert ended() == ("waiting", None)
    assert counts(run(system, {"documents": f"{note}; orders=unsigned {YESTERDAY} 17:00Z"})) == (
        0, 1, 0, 0,
    )  # fmt: skip
    assert ended() == ("waiting", None)
    whole = {"documents": f"{note}; orders={YESTERDAY} 18:00Z"}
    assert counts(run(system, whole)) == (0, 1, 0, 0)
    last = dt.datetime.fromisoformat(f"{YESTERDAY}T18:00:00Z")
    assert ended() == ("ready", last)
    assert counts(run(system, whole)) == (0, 0, 1, 0)
    told_ = ChartDocument.objects.order_by("pk").values_list("document_type", "source", "signed_at")
    assert [(name, source, at is not None) for name, source, at in told_] == [
        ("progress_note", "list", True),
        ("orders", "list", False),
        ("orders", "list", True),
    ]


@pytest.mark.covers("R24")
def test_a_new_chart_whose_file_lists_every_document_starts_its_clock(both_required, system):
    signed = f"progress_note={YESTERDAY} 16:45Z; orders={YESTERDAY} 18:00Z"
    batch = run(system, {"documents": signed}, {"documents": "memo=yesterday"})
    assert counts(batch) == (1, 0, 0, 1)
    assert ended() == ("ready", dt.datetime.fromisoformat(f"{YESTERDAY}T18:00:00Z"))
    assert told(batch) == [("3", "documents", 'has "memo", which is no document type')]
    Chart.objects.update(state="coded", coded_at=timezone.now())
    late = f"{signed}; addendum={YESTERDAY} 19:00Z"
    again = run(system, {"documents": late, "billed_amount": "190.00"})
    assert counts(again) == (0, 1, 0, 1)
