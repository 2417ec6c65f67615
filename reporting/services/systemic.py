"""Systemic errors: recorded by the practice, credited by the next invoice."""

from django.db import transaction
from django.utils import timezone

from engagements.enums import Side
from engagements.kernel.errors import DomainError, NotAllowed
from engagements.kernel.policy import Actor
from engagements.services.locking import engagement_lock, sent_before
from reporting.enums import SystemicSource
from reporting.models import SystemicError, SystemicErrorChart
from reporting.policies import SystemicErrorPolicy
from reporting.selectors.impacted import Choice, charts_impacted
from reporting.states import SYSTEMIC


@transaction.atomic
def systemic_record(*, actor: Actor, title: str, cause: str, choice: Choice) -> SystemicError:
    """Names a cause and keeps the charts that the choice finds now. Sent twice it is one error."""
    actor.require("systemicerror.record")
    if actor.side != Side.PRACTICE:
        raise NotAllowed("The practice records systemic errors.", action="systemicerror.record")
    _check(title, cause, choice)
    charts = charts_impacted(actor.engagement, choice)
    if not charts:
        raise DomainError(
            "No chart matches.",
            field="source",
            remedy="Widen the days or leave a condition empty.",
        )
    error = SystemicError(
        engagement=actor.engagement,
        title=title.strip(),
        cause=cause.strip(),
        source=choice.source,
        chosen_by=choice.plain(),
        recorded_by=actor.user,
        recorded_at=timezone.now(),
    )
    engagement_lock(actor.engagement)
    if same := sent_before(error, besides=("recorded_at",)):
        return same
    error.save(force_insert=True)
    SystemicErrorChart.objects.bulk_create(
        SystemicErrorChart(
            engagement=actor.engagement,
            error=error,
            chart_id=row.chart_id,
            finding_id=row.finding_id,
            denial_id=row.denial_id,
        )
        for row in charts
    )
    return error


def _check(title: str, cause: str, choice: Choice) -> None:
    for text, field in ((title, "title"), (cause, "cause")):
        if not text.strip():
            raise DomainError(f"The {field} is empty.", field=field, remedy="Say what went wrong.")
    if choice.source not in SystemicSource.values or choice.last < choice.first:
        raise DomainError(
            "This choice finds nothing.",
            field="last",
            remedy="Choose findings or denials, and a last day not before the first.",
        )


@transaction.atomic
def systemic_withdraw(*, actor: Actor, error: SystemicError, reason: str) -> None:
    """Takes it back while it has not been credited."""
    SystemicErrorPolicy.check(actor, "systemicerror.record", error)
    if not reason.strip():
        raise DomainError(
            "The vendor will want to know why.", field="reason", remedy="Give a reason."
        )
    engagement_lock(actor.engagement)
    error.refresh_from_db()
    SYSTEMIC.fire(
        error,
        "withdraw",
        actor=actor,
        reason=reason.strip(),
        withdrawn_reason=reason.strip()[:200],
        closed_at=timezone.now(),
    )
