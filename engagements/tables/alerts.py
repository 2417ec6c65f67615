"""Tables of alerts, escalations and the scheduler's runs and mail."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from engagements.kernel.lists import DueColumn, StatusColumn, TimeColumn
from engagements.kernel.lists.columns import NUMERIC
from engagements.kernel.presentation import humanize, status_badge
from engagements.kernel.registry import escalation_triggers
from engagements.models import Alert, AlertRun, EscalationEvent, ScheduledMail
from engagements.roles import Role

WRAP = {"td": {"class": "wrap"}}


def people_words(roles: list[str], user: Any) -> str:
    """Whom something is addressed to, in words."""
    if user is not None:
        return str(user)
    return ", ".join(str(Role(role).label) for role in roles)


def trigger_label(key: str) -> str:
    return escalation_triggers[key].label if key in escalation_triggers else humanize(key)


class AlertTable(tables.Table):  # type: ignore[misc]  # django-tables2 is untyped
    title = tables.Column(verbose_name="Alert", attrs=WRAP)
    urgent = tables.Column(verbose_name="Urgency")
    state = tables.Column(
        verbose_name="State", accessor="settled_at", orderable=False, empty_values=()
    )
    due_at = DueColumn(verbose_name="Due")
    raised_at = TimeColumn(verbose_name="Raised")
    source = tables.Column(verbose_name="Source")
    addressed = tables.Column(verbose_name="For", accessor="side", orderable=False, empty_values=())
    raised_count = tables.Column(verbose_name="Times raised", attrs=NUMERIC)

    class Meta:
        model = Alert
        fields = (
            "title",
            "urgent",
            "state",
            "due_at",
            "raised_at",
            "source",
            "addressed",
            "raised_count",
        )
        caption = "Alerts"

    def render_title(self, record: Alert, value: str) -> SafeString:
        slug = self.request.engagement.slug
        url = reverse("engagements:alert", kwargs={"engagement": slug, "alert_id": record.pk})
        return format_html('<a href="{}">{}</a>', url, value)

    def value_title(self, value: str) -> str:
        return value

    def render_urgent(self, value: bool) -> SafeString:  # noqa: FBT001 -- django-tables2's signature
        return status_badge("urgent" if value else "routine")

    def value_urgent(self, value: bool) -> str:  # noqa: FBT001 -- django-tables2's signature
        return "urgent" if value else "routine"

    def render_state(self, record: Any) -> SafeString:
        return status_badge(*alert_state(record))

    def value_state(self, record: Any) -> str:
        return alert_state(record)[1]

    def render_source(self, value: str) -> str:
        return humanize(value.replace(".", " "))

    def render_addressed(self, record: Alert) -> str:
        return people_words(record.roles, record.user) or f"Everybody, {record.get_side_display()}"


def alert_state(alert: Any) -> tuple[str, str]:
    """(status word, label) of an alert as it stands for the reader."""
    if alert.settled_at is not None:
        return "resolved", "Settled"
    if getattr(alert, "acknowledged_at", None) is not None:
        return "confirmed", "Noted by you"
    snoozed = getattr(alert, "snoozed_until", None)
    if snoozed is not None and snoozed > timezone.now():
        return "on_hold", "Put off by you"
    return "open", "Open"


class EscalationEventTable(tables.Table):  # type: ignore[misc]  # django-tables2 is untyped
    title = tables.Column(verbose_name="Matter", attrs=WRAP)
    trigger = tables.Column(verbose_name="Trigger", attrs=WRAP)
    level = tables.Column(verbose_name="Level", attrs=NUMERIC)
    state = tables.Column(
        verbose_name="State", accessor="settled_at", orderable=False, empty_values=()
    )
    told = tables.Column(verbose_name="Told", accessor="rule", orderable=False, attrs=WRAP)
    since = TimeColumn(verbose_name="Since")
    due_at = TimeColumn(verbose_name="Fell due")
    raised_at = TimeColumn(verbose_name="Raised")
    settled_at = TimeColumn(verbose_name="Settled")

    class Meta:
        model = EscalationEvent
        fields = (
            "title",
            "trigger",
            "level",
            "state",
            "told",
            "since",
            "due_at",
            "raised_at",
            "settled_at",
        )
        caption = "Escalations"

    def render_title(self, record: EscalationEvent, value: str) -> SafeString:
        return format_html('<a href="{}">{}</a>', record.url, value)

    def value_title(self, value: str) -> str:
        return value

    def render_trigger(self, value: str) -> str:
        return trigger_label(value)

    def render_state(self, record: EscalationEvent) -> SafeString:
        return status_badge(
            "resolved" if record.settled_at else "escalated", self.value_state(record)
        )

    def value_state(self, record: EscalationEvent) -> str:
        return "Settled" if record.settled_at else "Open"

    def render_told(self, record: EscalationEvent) -> str:
        return people_words(record.rule.roles, record.rule.user)


class ScheduledMailTable(tables.Table):  # type: ignore[misc]  # django-tables2 is untyped
    created_at = TimeColumn(verbose_name="Written")
    kind = tables.Column(verbose_name="Kind")
    user = tables.Column(verbose_name="To", accessor="user__name")
    subject = tables.Column(verbose_name="Subject", orderable=False, attrs=WRAP)
    state = StatusColumn(verbose_name="State")
    sent_at = TimeColumn(verbose_name="Sent")
    items = tables.Column(verbose_name="Alerts", attrs=NUMERIC)
    attempts = tables.Column(verbose_name="Attempts", attrs=NUMERIC)
    error = tables.Column(verbose_name="What the mail server said", orderable=False, attrs=WRAP)

    class Meta:
        model = ScheduledMail
        fields = (
            "created_at",
            "kind",
            "user",
            "subject",
            "state",
            "sent_at",
            "items",
            "attempts",
            "error",
        )
        caption = "Scheduled mail"


class AlertRunTable(tables.Table):  # type: ignore[misc]  # django-tables2 is untyped
    started_at = TimeColumn(verbose_name="From")
    finished_at = TimeColumn(verbose_name="To")
    runs = tables.Column(verbose_name="Runs", attrs=NUMERIC)
    state = StatusColumn(verbose_name="Outcome")
    raised = tables.Column(verbose_name="Alerts raised", attrs=NUMERIC)
    settled = tables.Column(verbose_name="Settled", attrs=NUMERIC)
    escalated = tables.Column(verbose_name="Escalations", attrs=NUMERIC)
    mails = tables.Column(verbose_name="Messages", attrs=NUMERIC)
    error = tables.Column(verbose_name="What went wrong", orderable=False, attrs=WRAP)

    class Meta:
        model = AlertRun
        fields = (
            "started_at",
            "finished_at",
            "runs",
            "state",
            "raised",
            "settled",
            "escalated",
            "mails",
            "error",
        )
        caption = "Runs of the scheduler"
