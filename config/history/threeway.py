"""The demo's other two sides: what the vendor reports of itself, and an independent audit."""

import datetime as dt
from decimal import Decimal

from config.history import clock
from config.history.days import Diary, moment
from config.history.review import chart_audited
from engagements.enums import Side
from engagements.kernel.scope import engagement_transaction
from engagements.selectors import actor_for
from qa.models import Finding
from qa.selectors.samples import frame_units
from qa.services import DrawPlan, finding_respond, sample_draw, sample_lock
from reporting.enums import ReportSpan
from reporting.services.reported import vendorfigure_record
from reporting.spans import span_next, span_start

AUDITED = 24
REPORTED = (
    ("accuracy_encounter", "0.985", 200, "Second-level review before return (demo)"),
    ("turnaround_attainment", "0.981", None, "The vendor's own system (demo)"),
    ("first_pass_rate", "0.972", None, ""),
)


def vendor_reported(diary: Diary, day: dt.date) -> None:
    """The vendor's own figures of the month of the day, on the morning after its end."""
    month = span_start(ReportSpan.MONTH, day)
    told = moment(span_next(ReportSpan.MONTH, month), 5)
    with clock.at(told), engagement_transaction(diary.scope):
        for kpi, value, n, method in REPORTED:
            vendorfigure_record(
                actor=diary.cast["lead"],
                month=month,
                kpi=kpi,
                value=Decimal(value),
                n=n,
                method=method,
                source=f"Vendor's report of {month:%B %Y} (demo)",
            )


def independent_audited(diary: Diary, last_day: dt.date) -> None:
    """A month's random sample by the auditor's own people: blind, signed off, accepted."""
    auditor, at = diary.cast["independent"], moment(last_day, 19.5)
    plan = DrawPlan(
        name=f"Independent audit {last_day:%Y-%m}",
        period_start=span_start(ReportSpan.MONTH, last_day),
        period_end=last_day,
        size=AUDITED,
        drawn_for=Side.AUDITOR,
        auditor=auditor.user,
    )
    with clock.at(at), engagement_transaction(diary.scope):
        if len(frame_units(engagement=diary.engagement, **plan.conditions)) < AUDITED:
            return
        sample = sample_draw(actor=auditor, plan=plan)
        audits = list(sample.audits.select_related("chart", "sample").order_by("pk"))
    for number, audit in enumerate(audits):
        when = at + dt.timedelta(minutes=3 * number)
        with clock.at(when), engagement_transaction(diary.scope):
            chart_audited(auditor, audit)
    with clock.at(moment(last_day, 23.5)), engagement_transaction(diary.scope):
        sample_lock(actor=auditor, sample=sample)
        for finding in Finding.objects.filter(audit__in=audits).select_related("audit__coder"):
            coder = actor_for(user=finding.audit.coder, engagement=diary.engagement)
            if coder is not None:
                finding_respond(actor=coder, finding=finding, agrees=True, response="")
