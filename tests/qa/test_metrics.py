from decimal import Decimal

import pytest
from django.utils import timezone

from engagements.enums import AccuracyMethod
from engagements.kernel.metrics import METRICS, Period
from engagements.kernel.metrics.values import live
from qa.accuracy import METHODS, accuracy
from qa.metrics import AUDITS
from qa.models import Audit
from qa.selectors import audits_random, totals_of
from qa.selectors.accuracy import payment_counts
from qa.services import audit_agree, finding_decide, finding_respond, sample_lock
from reporting.models import AuditDaily
from reporting.services.rollups import rollup_refresh
from tests.qa.factories import (
    PERIOD,
    UNDERCODED,
    chart_coded_as,
    coded_by_auditor,
    coded_charts,
    completed,
    one_finding,
    sample,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def period(scoped):
    return Period.custom(
        PERIOD["period_start"],
        PERIOD["period_end"],
        zone=scoped.own.time_zone,
        now=timezone.now(),
    )


@pytest.fixture
def audited(scoped, actor_of):
    """Two charts agreed and one undercoded by $20."""
    lead, auditor = actor_of("vendor_qa_lead"), actor_of("vendor_auditor")
    coder = scoped.user("vendor_coder")
    lines = [("icd10cm", "I10"), ("cpt", "99213", [], 1, [1])]
    for _ in range(3):
        chart_coded_as(scoped.own, coder, lines)
    drawn = sample(lead, 3)
    first, *others = drawn.audits.order_by("ordinal")
    completed(auditor, coded_by_auditor(auditor, first, UNDERCODED), "under", Decimal(20))
    for audit in others:
        audit_agree(actor=auditor, audit=audit)
    return drawn


def sums(scoped, period):
    return live(AUDITS, scoped.own.pk, period)[()]


@pytest.mark.parametrize(
    ("estimates", "expected"),
    [
        ((), (0, 0, Decimal(0))),
        ((None,), (1, 1, None)),
        ((None, Decimal(20)), (2, 1, Decimal(20))),
        ((Decimal(5), Decimal(20)), (2, 0, Decimal(25))),
    ],
)
def test_a_missing_estimate_is_not_taken_for_zero(scoped, actor_of, estimates, expected):
    lead, auditor = actor_of("vendor_qa_lead"), actor_of("vendor_auditor")
    lines = [("icd10cm", "I10"), ("cpt", "99213", [], 1, [1])]
    for _ in range(3):
        chart_coded_as(scoped.own, scoped.user("vendor_coder"), lines)
    audits = list(sample(lead, 3).audits.order_by("ordinal"))
    for audit, effect in zip(audits, estimates, strict=False):
        completed(auditor, coded_by_auditor(auditor, audit, UNDERCODED), "under", effect)
    for audit in audits[len(estimates) :]:
        audit_agree(actor=auditor, audit=audit)
    counts = payment_counts(Audit.objects.all())
    assert (counts["undercoded"], counts["unestimated"], counts["net"]) == expected


@pytest.mark.covers("R81", "R87", "R93")
def test_measures_count_completed_random_audits(scoped, period, audited):
    found = {key: int(value) for key, value in sums(scoped, period).items()}
    assert found == {
        "audits": 3,
        "encounters_correct": 2,
        "payment_judged": 3,
        "payment_correct": 2,
        "reviewer_codes": 6,
        "coder_codes": 6,
        "correct_codes": 5,
        "extra_codes": 1,
        "union_codes": 7,
        "net_codes": 4,
        "components_correct": 11,
        "components": 12,
        "findings": 1,
        "findings_over": 0,
        "findings_under": 1,
        "overcoded": 0,
        "undercoded": 1,
        "payment_effect": 20,
        "disputes_decided": 0,
        "disputes_overturned": 0,
        "planned": 3,
        "planned_done": 3,
    }


def test_every_method_is_a_number_and_equals_the_table(scoped, period, audited, actor_of):
    totals = totals_of(audits_random(actor_of("practice_manager"), **PERIOD))
    for method in AccuracyMethod:
        kpi = METRICS.kpis[f"accuracy_{method.value}"]
        assert float(kpi.value(sums(scoped, period))) == pytest.approx(
            accuracy(method, totals).value
        )
    assert len(METHODS) == len(AccuracyMethod)


def test_the_rollup_equals_the_facts(scoped, period, audited, system):
    rollup_refresh(actor=system, family=AUDITS)
    row = AuditDaily.objects.get(grain="")
    live_sums = sums(scoped, period)
    assert {key: getattr(row, key) for key in live_sums} == live_sums
    by_side = AuditDaily.objects.get(grain="side")
    assert (by_side.side, by_side.audits) == ("vendor", 3)


@pytest.mark.covers("R28", "R85")
def test_targeted_and_unsigned_independent_audits_count_nowhere(scoped, period, actor_of):
    coded_charts(scoped.own, scoped.user("vendor_coder"), 2)
    lead, auditor = actor_of("vendor_qa_lead"), actor_of("vendor_auditor")
    for audit in sample(lead, 2, sample_type="targeted").audits.all():
        audit_agree(actor=auditor, audit=audit)
    assert sums(scoped, period)["audits"] == 0
    independent = actor_of("independent_auditor")
    drawn = sample(independent, 2, drawn_for="auditor")
    for audit in drawn.audits.all():
        audit_agree(actor=independent, audit=audit)
    assert sums(scoped, period)["audits"] == 0
    sample_lock(actor=independent, sample=drawn)
    assert sums(scoped, period)["audits"] == 2


@pytest.mark.covers("R88", "N11")
def test_the_overturn_rate_counts_decided_disputes(scoped, period, actor_of):
    coder, auditor = actor_of("vendor_coder"), actor_of("vendor_auditor")
    lead = actor_of("vendor_qa_lead")
    found = [one_finding(scoped.own, coder.user, lead, auditor) for _ in range(4)]
    rate = METRICS.kpis["overturn_rate"]
    assert rate.value(sums(scoped, period)) is None
    finding_respond(actor=coder, finding=found[0], agrees=True)
    for finding in found[1:]:
        finding_respond(actor=coder, finding=finding, agrees=False, response="HPI, line 4")
    assert rate.value(sums(scoped, period)) is None
    for finding, upheld in ((found[1], True), (found[2], False)):
        finding_decide(actor=auditor, finding=finding, upheld=upheld, decision="Read again.")
    totals = sums(scoped, period)
    assert (totals["disputes_overturned"], totals["disputes_decided"]) == (1, 2)
    assert rate.value(totals) == Decimal("0.5")
