"""Importing 835 files into an engagement: exact, once, whole or not at all."""

import csv
import io
import json
import re
import threading
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections
from django.db.models import Sum

from denials.models import (
    Adjustment,
    Claim,
    DeadlineRule,
    Denial,
    ProviderAdjustment,
    Remittance,
    RemittanceFile,
    ServiceLine,
)
from denials.services import remittance_import
from denials.x12 import X12Error
from denials.x12.tokenizer import SegmentReader
from engagements.kernel.errors import NotAllowed
from engagements.kernel.scope import engagement_scope, engagement_transaction
from engagements.models import Payer, StateEvent
from engagements.selectors import actor_for, system_actor
from tests.denials.x12.builders import BODY, interchange
from tests.factories.charts import chart, coded_chart
from tests.factories.world import build_world

MODELS = (
    RemittanceFile,
    Remittance,
    ProviderAdjustment,
    Claim,
    ServiceLine,
    Adjustment,
    Denial,
)


NOT_SHIPPED = "X221_HP835_Health_Care_Claim_Payment_Advice/case/1.edi"


def _import(actor, data, name="era.835"):
    return remittance_import(actor=actor, stream=io.BytesIO(data), name=name)


def _counts():
    return {model.__name__: model.objects.count() for model in MODELS}


def _body(*, reference="E-1", status="1", day="20260302", charge=150, cas="CAS*CO*97*50"):
    return (
        f"BPR*I*{charge - 70}*C*ACH*CCP***********{day}",
        f"TRN*1*TRACE-{day}-{charge}*1999999999",
        "N1*PR*DEMO HEALTH PLAN*XV*PLAN1",
        f"CLP*{reference}*{status}*{charge}*{charge - 70}*20*12*ICN1*11*1",
        "NM1*QC*1*PATIENTSURNAME*PATIENTGIVEN****MI*MEMBER123",
        f"SVC*HC:99214:25*{charge - 50}*{charge - 70}**1",
        "CAS*PR*2*20",
        "SVC*HC:20610*50*0**1",
        "DTM*472*20260201",
        cas,
        "LQ*HE*N19",
    )


@pytest.mark.covers("R98")
def test_one_claim_becomes_its_rows(actor_of, scoped):
    analyst = actor_of("denial_analyst")
    coder = scoped.user("vendor_coder")
    known = coded_chart(scoped.own, coder, encounter_ref="e-1", specialty="cardiology")
    result = _import(analyst, interchange(_body(reference=" E-1")))
    assert _counts() == {
        "RemittanceFile": 1,
        "Remittance": 1,
        "ProviderAdjustment": 0,
        "Claim": 1,
        "ServiceLine": 2,
        "Adjustment": 2,
        "Denial": 1,
    }
    assert (result.denials, result.matched) == (1, 1)
    claim, denial = Claim.objects.get(), Denial.objects.get()
    assert (claim.chart_id, claim.coder_id, claim.specialty) == (known.pk, coder.pk, "cardiology")
    assert (claim.denied_amount, claim.coding_denied_amount) == (50, 50)
    assert (claim.is_denied, claim.is_coding_denial, claim.is_first_submission) == (True,) * 3
    assert (denial.carc, denial.group, denial.rarcs) == ("97", "CO", ["N19"])
    assert (denial.amount, denial.procedure) == (50, "20610")
    assert (denial.chart_id, denial.coder_id) == (known.pk, coder.pk)
    assert (denial.suggested_class, denial.suggested_category) == ("coding", "unbundling")
    assert denial.suggestion_confidence == "high"
    assert (denial.appeal_allowed, denial.state) == (True, "open")
    assert denial.deadline_on is None


@pytest.mark.covers("R98")
def test_the_shared_files_import_with_exactly_their_totals(actor_of, shared_data):
    analyst = actor_of("denial_analyst")
    for path in sorted((shared_data / "x12" / "835").iterdir()):
        with path.open("rb") as stream:
            remittance_import(actor=analyst, stream=stream, name=path.name)
    with (shared_data / "x12" / "835_expected_totals.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    # The listed X221/case/1 was not shipped; the 4010 file (1 claim, 20.61) is not listed.
    listed = [row for row in rows if not row["file"].endswith(NOT_SHIPPED)]
    assert len(listed) == 9
    sums = Remittance.objects.aggregate(
        Sum("claim_count"), Sum("service_line_count"), Sum("payment_amount"), Sum("denied_count")
    )
    assert sums == {
        "claim_count__sum": sum(int(row["claims"]) for row in listed) + 1,
        "service_line_count__sum": sum(int(row["svc"]) for row in listed),
        "payment_amount__sum": sum(Decimal(row["bpr02"]) for row in listed) + Decimal("20.61"),
        "denied_count__sum": 0,
    }
    assert Claim.objects.count() == sums["claim_count__sum"]
    assert ServiceLine.objects.count() == sums["service_line_count__sum"]
    assert ProviderAdjustment.objects.count() == 4
    assert Remittance.objects.filter(is_balanced=False).count() == 1
    assert _counts()["RemittanceFile"] == 10


def _stored_text():
    """Every character value of every table of the database that this scope shows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        tables = [name for (name,) in cursor.fetchall()]
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608 -- catalog names
            for (row,) in cursor.fetchall():
                yield row.upper()


@pytest.mark.covers("R48")
def test_no_patient_of_the_files_is_stored_anywhere(actor_of, shared_data):
    analyst = actor_of("denial_analyst")
    secrets = set()
    for path in sorted((shared_data / "x12" / "835").iterdir()):
        with path.open("rb") as stream:
            remittance_import(actor=analyst, stream=stream, name=path.name)
            stream.seek(0)
            for segment in SegmentReader(stream, path.name):
                if segment.id == "NM1" and segment.get(1) in {"QC", "IL", "74"}:
                    secrets.add((segment.get(3), segment.get(4)))
                    secrets.add((segment.get(9),))
    assert len(secrets) == 36
    stored = {word for text in _stored_text() for word in re.findall("[A-Z0-9]+", text)}
    assert {"99211", "7722337", "RUSHMORE"} <= stored  # the search does see what is stored
    found = [secret for secret in secrets if {word for word in secret if word} <= stored]
    assert found == []


def test_importing_a_file_again_changes_nothing(actor_of):
    analyst = actor_of("denial_analyst")
    data = interchange(_body())
    _import(analyst, data)
    before = _counts()
    again = _import(analyst, data, name="renamed.835")
    assert again.already_imported
    assert _counts() == before
    assert "was imported before" in again.message
    assert [row["already_imported"] for row in again.as_rows()] == [True]
    assert [row["claims"] for row in again.as_rows()] == [1]


def test_a_transaction_that_another_file_brought_is_skipped(actor_of):
    analyst = actor_of("denial_analyst")
    _import(analyst, interchange(_body()))
    before = _counts() | {"RemittanceFile": 2}
    result = _import(analyst, interchange(_body(), terminator="\n", after=""), name="copy.835")
    assert not result.already_imported
    assert [item.already_imported for item in result.transactions] == [True]
    assert _counts() == before


def test_a_known_transaction_between_new_ones_is_skipped(actor_of):
    analyst = actor_of("denial_analyst")
    _import(analyst, interchange(_body(charge=200)))
    three = b"".join(interchange(_body(charge=charge)) for charge in (150, 200, 250))
    result = _import(analyst, three)
    assert [item.already_imported for item in result.transactions] == [False, True, False]
    assert sorted(Claim.objects.values_list("charge", flat=True)) == [150, 200, 250]


@pytest.mark.parametrize("cut", [200, 400, 520])
def test_a_truncated_file_leaves_nothing(actor_of, cut):
    with pytest.raises(X12Error) as caught:
        _import(actor_of("denial_analyst"), interchange(BODY)[:cut])
    assert caught.value.kind == "truncated"
    assert set(_counts().values()) == {0}


def test_a_good_transaction_before_a_bad_one_is_not_kept(actor_of):
    data = interchange(_body()) + interchange(_body(charge=300))[:-60]
    with pytest.raises(X12Error):
        _import(actor_of("denial_analyst"), data)
    assert set(_counts().values()) == {0}


def test_amounts_that_no_remittance_can_hold_are_refused(actor_of):
    claim = ["CLP*E-1*4*0*0", *["CAS*CO*" + "*".join(["50*999999999*"] * 6)] * 2]
    with pytest.raises(X12Error, match="more than any remittance can hold"):
        _import(actor_of("denial_analyst"), interchange([BODY[0], *claim]))
    assert set(_counts().values()) == {0}


def test_an_unbalanced_remittance_is_imported_with_its_verdict(actor_of):
    body = tuple(s.replace("BPR*I*80", "BPR*I*81") for s in _body())
    _import(actor_of("denial_analyst"), interchange(body))
    remittance = Remittance.objects.get()
    assert not remittance.is_balanced
    assert remittance.difference == 1
    assert "a difference of 1" in remittance.verdict
    assert Denial.objects.count() == 1


def test_roles_without_the_right_are_refused(actor_of):
    for role in ("vendor_coder", "vendor_lead", "provider", "compliance_officer"):
        with pytest.raises(NotAllowed):
            _import(actor_of(role), interchange())
    assert set(_counts().values()) == {0}


def test_unprocessable_claims_cannot_be_appealed(actor_of):
    body = tuple(s.replace("LQ*HE*N19", "LQ*HE*MA130") for s in _body())
    _import(actor_of("denial_analyst"), interchange(body))
    assert Denial.objects.get().appeal_allowed is False


def test_deadlines_come_from_the_rules(actor_of, scoped):
    analyst = actor_of("denial_analyst")
    DeadlineRule.objects.create(engagement=scoped.own, appeal_days=120)
    _import(analyst, interchange(_body()))
    denial = Denial.objects.get()
    assert str(denial.deadline_on) == "2026-06-30"


@pytest.mark.covers("R98")
def test_a_reversal_takes_back_the_decision_and_closes_its_denials(actor_of):
    analyst = actor_of("denial_analyst")
    _import(analyst, interchange(_body()))
    reversal = (
        "BPR*I*80*D*ACH*CCP***********20260402",
        "TRN*1*TRACE-2*1999999999",
        "N1*PR*DEMO HEALTH PLAN*XV*PLAN1",
        "CLP*E-1*22*-150*-80*-20*12*ICN1*11*1",
        "CAS*CO*97*-50**2*-20",
        "CLP*E-1*1*150*130*20*12*ICN2*11*7",
        "CAS*PR*2*20",
    )
    result = _import(analyst, interchange(reversal))
    assert result.denials == 0
    first, back, corrected = Claim.objects.order_by("pk")
    assert first.reversed_by_id == back.pk
    assert (first.is_first_submission, back.is_reversal) == (True, True)
    assert (corrected.is_first_submission, corrected.reversed_by_id) == (False, None)
    denial = Denial.objects.get()
    assert (denial.state, denial.closed_at is not None) == ("reversed", True)
    event = StateEvent.objects.get(model="denials.Denial", object_id=denial.pk)
    assert (event.transition, event.source, event.target) == ("reverse", "open", "reversed")


def test_first_submissions_do_not_depend_on_the_import_order(actor_of):
    analyst = actor_of("denial_analyst")
    for day in ("20260402", "20260302", "20260502"):
        _import(analyst, interchange(_body(day=day)))
    rows = Claim.objects.order_by("adjudicated_on").values_list(
        "adjudicated_on__month", "is_first_submission"
    )
    assert list(rows) == [(3, True), (4, False), (5, False)]


def test_many_claims_are_matched_with_a_constant_number_of_queries(
    actor_of, scoped, django_assert_num_queries
):
    analyst = actor_of("denial_analyst")
    for number in range(3):
        chart(scoped.own, encounter_ref=f"E-{number}")
    Payer.objects.create(engagement=scoped.own, name="PLAN")
    for count in (1, 3):
        claims = [
            segment
            for number in range(count)
            for segment in _body(reference=f"E-{number}", charge=150 + count)[3:]
        ]
        head = (f"BPR*I*{count}*C*ACH", f"TRN*1*T{count}*1999999999", "N1*PR*PLAN")
        with django_assert_num_queries(41):
            result = _import(analyst, interchange((*head, *claims)))
        assert result.matched == count


def test_command_prints_one_json_object_per_transaction(world, tmp_path, capsys):
    path = tmp_path / "era.835"
    path.write_bytes(interchange(_body()))
    call_command("import_remittance", str(path), engagement="own", json=True)
    (line,) = capsys.readouterr().out.splitlines()
    row = json.loads(line)
    wanted = ("file", "claims", "service_lines", "bpr02", "sum_clp04_minus_plb", "balanced")
    assert {key: row[key] for key in (*wanted, "denied", "reversals", "plb")} == {
        "file": "era.835",
        "claims": 1,
        "service_lines": 2,
        "bpr02": 80,
        "sum_clp04_minus_plb": 80,
        "balanced": True,
        "denied": 0,
        "reversals": 0,
        "plb": 0,
    }


def test_command_reports_every_refused_file_and_imports_the_others(world, tmp_path, capsys):
    good, bad = tmp_path / "good.835", tmp_path / "bad.835"
    good.write_bytes(interchange(_body()))
    bad.write_bytes(b"\x00" * 1000)
    with pytest.raises(CommandError) as caught:
        call_command("import_remittance", str(bad), str(good), engagement="own")
    assert "bad.835: The file holds binary data" in str(caught.value)
    assert "1 remittance imported from good.835" in capsys.readouterr().out
    with engagement_scope(world.own.pk):
        assert Claim.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_importers_of_one_file_at_once_import_it_once():
    """Real connections: one writes, the other waits and then finds it known."""
    own = build_world().own
    data = interchange(_body())
    barrier = threading.Barrier(4)
    outcomes = []

    def run():
        try:
            barrier.wait()
            with engagement_transaction(own.pk):
                result = _import(system_actor(own), data)
            outcomes.append(result.already_imported)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == [False, True, True, True]
    with engagement_transaction(own.pk):
        assert _counts() == {
            "RemittanceFile": 1,
            "Remittance": 1,
            "ProviderAdjustment": 0,
            "Claim": 1,
            "ServiceLine": 2,
            "Adjustment": 2,
            "Denial": 1,
        }


@pytest.mark.django_db(transaction=True)
def test_an_importer_whose_backend_is_killed_leaves_nothing():
    """The server process dies between two batches; the next import starts from nothing."""
    world = build_world()
    claims = [s for n in range(600) for s in _body(reference=f"E-{n}")[3:]]
    data = interchange(("BPR*I*48000*C*ACH", "TRN*1*T*1", "N1*PR*PLAN", *claims))
    killer = connections.create_connection("default")

    class Dying(io.BytesIO):
        """Kills its reader's connection on the way through the second pass."""

        passes = 0

        def seek(self, *args):
            self.passes += 1
            return super().seek(*args)

        def read(self, size=-1):
            if self.passes == 3 and self.tell() > 60_000:
                pid = connection.connection.info.backend_pid
                with killer.cursor() as cursor:
                    cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
            return super().read(size)

    stream = Dying(data)
    with pytest.raises(DatabaseError), engagement_transaction(world.own.pk):
        remittance_import(actor=system_actor(world.own), stream=stream, name="era.835")
    killer.close()
    connection.close()
    with engagement_transaction(world.own.pk):
        assert set(_counts().values()) == {0}
        result = _import(system_actor(world.own), data)
        assert (result.claims, Claim.objects.count()) == (600, 600)


def test_the_actor_of_another_engagement_sees_none_of_it(scoped, actor_of):
    _import(actor_of("denial_analyst"), interchange(_body()))
    with engagement_scope(scoped.foreign.pk):
        assert Claim.objects.count() == 0
        foreign = actor_for(user=scoped.foreign_user("denial_analyst"), engagement=scoped.foreign)
        assert foreign is not None
        _import(foreign, interchange(_body()))
        assert Claim.objects.count() == 1
