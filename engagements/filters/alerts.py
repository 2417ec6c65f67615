"""Filters of alerts, escalations and the scheduler's runs and mail."""

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils import timezone

from engagements.enums.alerts import DeliveryState, MailKind, RunState
from engagements.kernel.presentation import humanize
from engagements.kernel.registry import alert_sources, escalation_triggers
from engagements.models import Alert, AlertRun, EscalationEvent, ScheduledMail

STATES = (
    ("waiting", "Open, not noted by me"),
    ("open", "Open"),
    ("noted", "Open, noted or put off by me"),
    ("settled", "Settled"),
    ("all", "All"),
)


def _sources() -> list[tuple[str, str]]:
    return [(source.key, humanize(source.key.replace(".", " "))) for source in alert_sources]


def _triggers() -> list[tuple[str, str]]:
    return [(trigger.key, trigger.label) for trigger in escalation_triggers]


class AlertFilterSet(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    """Without a state it shows what waits for the reader."""

    q = filters.CharFilter(field_name="title", lookup_expr="icontains", label="Words")
    state = filters.ChoiceFilter(choices=STATES, method="by_state", label="State", empty_label=None)
    source = filters.ChoiceFilter(choices=_sources, label="Source", empty_label="Any")
    urgent = filters.BooleanFilter(label="Urgent")

    class Meta:
        model = Alert
        fields: tuple[str, ...] = ()

    def by_state(self, rows: "QuerySet[Alert]", _name: str, value: str) -> Any:
        now = timezone.now()
        if value == "settled":
            return rows.filter(settled_at__isnull=False)
        if value == "all":
            return rows
        standing = rows.filter(settled_at__isnull=True)
        if value == "waiting":
            due = Q(snoozed_until__isnull=True) | Q(snoozed_until__lte=now)
            return standing.filter(due, acknowledged_at__isnull=True)
        noted = Q(acknowledged_at__isnull=False) | Q(snoozed_until__gt=now)
        return standing.filter(noted) if value == "noted" else standing


class EscalationEventFilterSet(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    trigger = filters.ChoiceFilter(choices=_triggers, label="Trigger", empty_label="Any")
    level = filters.NumberFilter(label="Level")
    rule = filters.NumberFilter(field_name="rule_id", label="Rule")
    settled = filters.BooleanFilter(
        field_name="settled_at", lookup_expr="isnull", exclude=True, label="Settled"
    )

    class Meta:
        model = EscalationEvent
        fields: tuple[str, ...] = ()


class ScheduledMailFilterSet(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    q = filters.CharFilter(method="search", label="Name or subject")
    state = filters.ChoiceFilter(choices=DeliveryState.choices, label="State", empty_label="Any")
    kind = filters.ChoiceFilter(choices=MailKind.choices, label="Kind", empty_label="Any")

    class Meta:
        model = ScheduledMail
        fields: tuple[str, ...] = ()

    def search(self, rows: "QuerySet[ScheduledMail]", _name: str, value: str) -> Any:
        text = value.strip()
        return rows.filter(Q(user__name__icontains=text) | Q(subject__icontains=text))


class AlertRunFilterSet(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    state = filters.ChoiceFilter(choices=RunState.choices, label="Outcome", empty_label="Any")

    class Meta:
        model = AlertRun
        fields: tuple[str, ...] = ()
