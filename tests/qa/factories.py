"""Samples and audits for tests, made through the real services."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pgtrigger
from django.db.models import QuerySet
from django.utils import timezone

from charts.edits import LineDraft
from charts.enums import ChartState
from charts.models import Chart
from engagements.kernel.policy import Actor
from engagements.models import Engagement, User
from qa.accuracy import Totals
from qa.models import Audit, Finding, FindingCategory, Sample
from qa.services import (
    DrawPlan,
    Judgement,
    audit_compare,
    audit_complete,
    audit_save,
    audit_start,
    sample_draw,
)
from tests.factories import days
from tests.factories.charts import chart, coded_chart, coding

PERIOD = {
    "period_start": days.today() - dt.timedelta(days=31),
    "period_end": days.today() + dt.timedelta(days=1),
}


# The sums of `tests.charts.golden_codings`, from which every method's value follows.
GOLDEN_TOTALS = Totals(
    audits=5,
    encounters_correct=1,
    payment_judged=5,
    payment_correct=3,
    reviewer_codes=16,
    coder_codes=15,
    correct_codes=12,
    components_correct=16,
)


def coded_charts(engagement: Engagement, coder: User, count: int, **fields: Any) -> list[Chart]:
    return [coded_chart(engagement, coder, **fields) for _ in range(count)]


def chart_coded_as(engagement: Engagement, coder: User, lines: list[tuple[Any, ...]]) -> Chart:
    """A coded chart with these lines in place of the usual ones."""
    made = chart(engagement, state=ChartState.CODED, coded_at=timezone.now(), coded_by=coder)
    coding(made, coder, lines)
    return made


def sample(actor: Actor, size: int, **fields: Any) -> Sample:
    plan = DrawPlan(**({"name": "Sample", "size": size, **PERIOD} | fields))
    return sample_draw(actor=actor, plan=plan, seed="fixed")


def forged(rows: QuerySet[Sample], **changes: Any) -> None:
    """Changes a draw behind the database's back, as only its owner could."""
    with pgtrigger.ignore("qa.Sample:draw_is_fixed"):
        rows.update(**changes)


def one_audit(actor: Actor, **fields: Any) -> Audit:
    """The only audit of a sample of one."""
    return sample(actor, 1, **fields).audits.get()


UNDERCODED = [
    LineDraft(system="icd10cm", code="I10", number=1),
    LineDraft(system="cpt", code="99214", number=1, pointers=(1,)),
]


def judged(finding: Finding, **fields: Any) -> Judgement:
    values = {
        "category": finding.category or FindingCategory.objects.get(key="upcoding"),
        "severity": "major",
        "rationale": "The note supports a moderate decision.",
        "rule_source": "AMA CPT 2021 E/M",
        "direction": finding.direction,
    }
    return Judgement(**(values | fields))


def coded_by_auditor(
    actor: Actor, audit: Audit, lines: list[LineDraft], mode: str = "blind"
) -> Audit:
    started = audit_start(actor=actor, audit=audit, mode=mode)
    audit_save(actor=actor, audit=started, lines=lines)
    return audit_compare(actor=actor, audit=started)


def completed(
    actor: Actor, audit: Audit, payment: str = "neutral", effect: Decimal | None = None
) -> Audit:
    findings = Finding.objects.filter(audit=audit).order_by("position")
    return audit_complete(
        actor=actor,
        audit=audit,
        judgements={finding.pk: judged(finding) for finding in findings},
        payment_direction=payment,
        payment_effect=effect,
    )


def one_finding(engagement: Engagement, coder: User, lead: Actor, auditor: Actor) -> Finding:
    """A complete audit of the vendor's with one undercoded visit."""
    lines = [("icd10cm", "I10"), ("cpt", "99213", [], 1, [1])]
    made = chart_coded_as(engagement, coder, lines)
    audit = Audit.objects.get(
        pk=sample(lead, 1, name=f"Sample of {made.encounter_ref}").audits.get().pk
    )
    completed(auditor, coded_by_auditor(auditor, audit, UNDERCODED), "under", Decimal(20))
    return Finding.objects.get(audit=audit)
