"""A person decides a chart's class, urgency or complexity against the rule, with the reason."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from charts.enums import ChartState, ClassField
from charts.models import Chart, ClassChange
from charts.policies import ChartPolicy
from charts.services.clocks import chart_lock
from charts.services.documents import charts_documents_settle
from charts.services.routing import charts_reroute
from engagements.enums import Complexity, EncounterClass, Urgency
from engagements.kernel.errors import DomainError
from engagements.kernel.policy import Actor

CHOICES = {
    ClassField.ENCOUNTER_CLASS: EncounterClass.values,
    ClassField.URGENCY: Urgency.values,
    ClassField.COMPLEXITY: Complexity.values,
}


@transaction.atomic
def chart_class_set(
    *, actor: Actor, chart: Chart, values: Mapping[ClassField, str], reason: str
) -> list[ClassChange]:
    """Sets what differs and keeps who decided it and why; due time and queue follow (R22).

    A coded or cancelled chart is left as it was coded.
    """
    ChartPolicy.check(actor, "chart.classify", chart)
    if not reason.strip():
        raise DomainError("Say why the chart is classed otherwise.", field="reason")
    for field, value in values.items():
        if value not in CHOICES[field]:
            raise DomainError(f"{value!r} is no {field.label.lower()}.", field=field.value)
    chart = chart_lock(chart)
    if chart.state in {ChartState.CODED, ChartState.CANCELLED}:
        raise DomainError(
            f"The chart is already {chart.get_state_display().lower()}.",
            remedy="Its class stays as it was coded.",
        )
    changed = {
        field.value: value for field, value in values.items() if getattr(chart, field) != value
    }
    changes = [
        ClassChange(
            engagement_id=chart.engagement_id,
            chart=chart,
            field=field,
            old=getattr(chart, field),
            new=value,
            reason=reason.strip()[:200],
            changed_at=timezone.now(),
            changed_by=actor.user,
        )
        for field, value in changed.items()
    ]
    if changes:
        ClassChange.objects.bulk_create(changes)
        Chart.objects.filter(pk=chart.pk).update(**changed)
        charts_documents_settle(actor=actor, chart_ids=[chart.pk])
        charts_reroute(actor=actor, chart_ids=[chart.pk], reason=reason.strip())
    return changes
