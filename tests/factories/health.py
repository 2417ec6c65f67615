"""A month of work of every kind for one engagement, as rows. Needs its scope."""

import datetime as dt
import itertools

from django.utils import timezone

from denials.models import Adjustment, Claim, Denial, Remittance, RemittanceFile
from engagements.kernel.metrics.period import local_day
from engagements.models import Payer, Provider
from engagements.selectors import system_actor
from qa.enums import AuditState
from qa.models import Audit
from queries.enums import QueryOutcome, QueryState
from queries.models import Query
from reporting.services import rollup_refresh_all
from tests.factories.charts import chart, coded_chart, coding
from tests.factories.world import World

DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)
SPECIALTIES = ("cardiology", "oncology", "family_medicine")
CARCS = ("97", "16", "16", "50", "97", "97", "11")
_positions = itertools.count(1)


def month_of_work(world: World) -> None:
    """Charts on time, late and open; audits right and wrong; queries; claims denied and paid."""
    now = timezone.now()
    for number in range(24):
        _charts(world, number, now)
    for number in range(6):
        chart(
            world.own,
            specialty=SPECIALTIES[number % 3],
            documentation_complete_at=now - (number * 2 + 0.5) * DAY,
            due_at=now + (2 - number) * DAY,
            billed_amount=150,
        )
    remittance = _remittance(world)
    for number in range(20):
        _claim(world, remittance, number, local_day(now, world.own.time_zone) - number * DAY)
    rollup_refresh_all(actor=system_actor(world.own))


def _charts(world: World, number: int, now: dt.datetime) -> None:
    coder = world.user("vendor_coder" if number % 3 else "vendor_lead")
    coded = now - (number + 1) * DAY
    made = coded_chart(
        world.own,
        coder,
        specialty=SPECIALTIES[number % 3],
        encounter_class=("outpatient", "inpatient")[number % 2],
        received_at=coded - 3 * DAY,
        documentation_complete_at=coded - 2 * DAY,
        due_at=coded + (-2 if number % 6 == 0 else 5) * HOUR,
        coded_at=coded,
        turnaround_seconds=3600 * (20 + number),
        documentation_lag_seconds=3600 * (4 + number),
        billed_amount=200,
    )
    if number % 2:
        _audit(world, made, coder, right=number % 7 != 0, at=coded + 12 * HOUR)
    if number % 4 == 0:
        _query(world, made, coder, number, coded)


def _audit(world, made, coder, *, right, at):
    Audit.objects.create(
        engagement=world.own,
        chart=made,
        coding=coding(made, coder, [("icd10cm", "I10")], revision=90),
        coder=coder,
        side="vendor",
        state=AuditState.COMPLETED,
        specialty=made.specialty,
        encounter_class=made.encounter_class,
        completed_at=at,
        encounter_correct=right,
        reviewer_codes=3,
        coder_codes=3,
        correct_codes=3 if right else 2,
        union_codes=3 if right else 4,
        net_codes=3 if right else 1,
        components_correct=4 if right else 3,
        components_total=4,
    )


def _query(world, made, coder, number, at):
    closed = number % 8 == 0
    Query.objects.create(
        engagement=world.own,
        chart=made,
        provider=Provider.objects.first(),
        kind="yes_no",
        category="specificity",
        title="Specificity of the diagnosis",
        state=QueryState.ANSWERED if closed else QueryState.SENT,
        outcome=QueryOutcome.AGREED if closed else "",
        asked_by=coder,
        sent_at=at - DAY,
        due_at=at + DAY,
        closed_at=at if closed else None,
        response_seconds=86400 if closed else None,
    )


def _remittance(world):
    file = RemittanceFile.objects.create(
        engagement=world.own, name="month.835", sha256="1" * 64, size=1
    )
    return Remittance.objects.create(
        engagement=world.own,
        file=file,
        content_sha256="1" * 64,
        control_number="1",
        payment_amount=0,
        claims_paid=0,
        is_balanced=True,
    )


def _claim(world, remittance, number, day):
    denied = number % 3 == 0
    made = Claim.objects.create(
        engagement=world.own,
        remittance=remittance,
        position=next(_positions),
        patient_control_number=f"PCN-{number:03d}",
        coder=world.user("vendor_coder"),
        payer=Payer.objects.first(),
        payer_name="Medicare",
        specialty=SPECIALTIES[number % 3],
        encounter_class="outpatient",
        status="4" if denied else "1",
        is_denied=denied,
        is_coding_denial=denied and number % 2 == 0,
        charge=200,
        paid=0 if denied else 120,
        denied_amount=200 if denied else 0,
        adjudicated_on=day,
    )
    if denied:
        _denial(world, made, CARCS[number // 3 % len(CARCS)], day)


def _denial(world, claim, carc, day):
    adjustment = Adjustment.objects.create(
        engagement=world.own, claim=claim, position=1, group="CO", carc=carc, amount=200
    )
    Denial.objects.create(
        engagement=world.own,
        claim=claim,
        adjustment=adjustment,
        coder=claim.coder,
        group="CO",
        carc=carc,
        amount=200,
        denied_on=day,
        suggested_class="coding",
    )
