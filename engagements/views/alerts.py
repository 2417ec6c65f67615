"""Alerts: the list behind My work, and one alert with what was done about it."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django_filters import FilterSet

from engagements.filters.alerts import AlertFilterSet, AlertRunFilterSet, ScheduledMailFilterSet
from engagements.forms.alerts import BulkSnoozeForm, SnoozeForm
from engagements.kernel.errors import DomainError
from engagements.kernel.lists import BulkAction, BulkResult, EngagementListView, bulk_each
from engagements.kernel.policy import Actor
from engagements.kernel.tasks import enqueue_named
from engagements.kernel.views import EngagementTemplateView, EngagementView
from engagements.models import Alert, ScheduledMail
from engagements.policies.alerts import AlertPolicy
from engagements.selectors.alerts import (
    acknowledgements_of,
    alert_runs,
    alerts_of,
    deliveries_of,
    scheduled_mails,
)
from engagements.services.alerts import alert_acknowledge, alert_snooze
from engagements.services.mail import scheduled_mail_release
from engagements.tables.alerts import (
    AlertRunTable,
    AlertTable,
    ScheduledMailTable,
    alert_state,
    people_words,
)

TABS = (
    ("alerts", "Alerts", "alert.view", "bell"),
    ("escalations", "Escalated", "escalation.view", "bell-ringing"),
    ("escalation-matrix", "Escalation matrix", "escalation.view", "list-check"),
    ("scheduled-mails", "Mail sent", "mail.view", "mail"),
    ("alert-runs", "Scheduler runs", "mail.view", "history"),
)


def alert_tabs(actor: Actor, current: str) -> list[dict[str, Any]]:
    """The parts of the area that this actor may see."""
    slug = {"engagement": actor.engagement.slug}
    return [
        {
            "label": label,
            "url": reverse(f"engagements:{name}", kwargs=slug),
            "icon": icon,
            "active": name == current,
        }
        for name, label, action, icon in TABS
        if actor.can(action)
    ]


def bulk_acknowledge(
    *, actor: Actor, records: list[Alert], reason: str, data: Mapping[str, Any]
) -> BulkResult:
    return bulk_each(records, lambda alert: alert_acknowledge(actor=actor, alert=alert))


def bulk_snooze(
    *, actor: Actor, records: list[Alert], reason: str, data: Mapping[str, Any]
) -> BulkResult:
    form = SnoozeForm(data)
    form.is_valid()
    until = form.until(timezone.now())
    return bulk_each(records, lambda alert: alert_snooze(actor=actor, alert=alert, until=until))


def bulk_release(
    *, actor: Actor, records: list[ScheduledMail], reason: str, data: Mapping[str, Any]
) -> BulkResult:
    enqueue_named("engagements.alerts_run", engagement_id=actor.engagement.pk)
    return bulk_each(records, lambda mail: scheduled_mail_release(actor=actor, mail=mail))


class AlertList(EngagementListView):
    """What waits for the reader, unless asked otherwise; urgent first."""

    action = "alert.view"
    table_class = AlertTable
    filterset_class: type[FilterSet] = AlertFilterSet
    list_key = "alerts"
    title = "Alerts"
    noun = "alert"
    everything: ClassVar[Mapping[str, str]] = {"state": "all"}
    hidden_at_first = ("source", "addressed", "raised_count")
    empty_text = "No alerts yet"
    empty_hint = "What needs your attention comes here by itself and stays until it is settled."
    empty_icon = "bell"
    bulk_actions = (
        BulkAction(
            key="acknowledge",
            label="Take note",
            action="alert.view",
            run=bulk_acknowledge,
            icon="circle-check",
            explanation="They leave your My work. They stay open for the others until settled.",
        ),
        BulkAction(
            key="snooze",
            label="Put off",
            action="alert.view",
            run=bulk_snooze,
            icon="clock-pause",
            form=BulkSnoozeForm,
        ),
    )

    def get_queryset(self) -> Any:
        return alerts_of(self.actor).select_related("user")

    def get_filterset(self, rows: Any) -> FilterSet:
        data = self.request.GET.copy()
        if not data.get("state"):
            data["state"] = "waiting"
        return self.filterset_class(data, queryset=rows, request=self.request)

    def get_tabs(self) -> list[dict[str, Any]]:
        return alert_tabs(self.actor, "alerts")


class AlertDetail(EngagementTemplateView):
    """One alert: what it is about, who was told, who took note; and the two things to do."""

    action = "alert.view"
    template_name = "engagements/alerts/alert.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        alert_id = kwargs["alert_id"]
        self.get_object_or_deny(AlertPolicy, alert_id)
        alert = alerts_of(self.actor).select_related("user").get(pk=alert_id)
        return super().get_context_data(
            alert=alert,
            state=alert_state(alert),
            addressed=people_words(alert.roles, alert.user)
            or f"Everybody, {alert.get_side_display()}",
            notes=acknowledgements_of(alert),
            deliveries=deliveries_of(alert, self.actor),
            form=SnoozeForm(),
            tabs=alert_tabs(self.actor, "alerts"),
            **kwargs,
        )


class AlertWrite(EngagementView, abstract=True):
    """Does one thing to one alert and goes back to the list."""

    action = "alert.view"
    done = ""

    @abstractmethod
    def perform(self, request: HttpRequest, alert: Alert) -> None:
        """Does it, on behalf of the actor."""

    def post(self, request: HttpRequest, alert_id: int) -> HttpResponseBase:
        self.perform(request, self.get_object_or_deny(AlertPolicy, alert_id))
        messages.success(request, self.done)
        return redirect("engagements:alerts", self.engagement.slug)


class AlertAcknowledge(AlertWrite):
    action = "alert.view"
    done = "Noted. It stays open for the others until it is settled."

    def perform(self, request: HttpRequest, alert: Alert) -> None:
        alert_acknowledge(actor=self.actor, alert=alert)


class AlertSnooze(AlertWrite):
    action = "alert.view"
    done = "Put off. It comes back to your My work by itself."

    def perform(self, request: HttpRequest, alert: Alert) -> None:
        form = SnoozeForm(request.POST)
        if not form.is_valid():
            raise DomainError("That is no length of time.", field="hours", remedy="Choose one.")
        alert_snooze(actor=self.actor, alert=alert, until=form.until(timezone.now()))


class ScheduledMailList(EngagementListView):
    """Every message the scheduler wrote, with what became of it."""

    action = "mail.view"
    table_class = ScheduledMailTable
    filterset_class: type[FilterSet] = ScheduledMailFilterSet
    list_key = "scheduled-mails"
    title = "Mail sent"
    noun = "message"
    subtitle = "To people of your own organization. A message without content is never sent."
    hidden_at_first = ("created_at", "kind", "items", "attempts")
    empty_text = "Nothing was sent yet"
    empty_hint = "Urgent alerts are mailed at once, the others in each person's daily digest."
    empty_icon = "mail"

    bulk_actions = (
        BulkAction(
            key="release",
            label="Send again",
            action="mail.release",
            run=bulk_release,
            icon="send",
            needs_reason=True,
            explanation="For messages that certainly did not arrive. Those sent are skipped.",
        ),
    )

    def get_queryset(self) -> Any:
        return scheduled_mails(self.actor)

    def get_tabs(self) -> list[dict[str, Any]]:
        return alert_tabs(self.actor, "scheduled-mails")


class AlertRunList(EngagementListView):
    """What the scheduler did; runs that found nothing to do share one row."""

    action = "mail.view"
    table_class = AlertRunTable
    filterset_class: type[FilterSet] = AlertRunFilterSet
    list_key = "alert-runs"
    title = "Scheduler runs"
    noun = "row"
    empty_text = "The scheduler has not run yet"
    empty_hint = "It runs every five minutes while worker and beat are up."
    empty_icon = "history"

    def get_queryset(self) -> Any:
        return alert_runs(self.actor)

    def get_tabs(self) -> list[dict[str, Any]]:
        return alert_tabs(self.actor, "alert-runs")


def back_to_matrix(view: EngagementView) -> HttpResponseRedirect:
    return HttpResponseRedirect(
        reverse("engagements:escalation-matrix", kwargs={"engagement": view.engagement.slug})
    )
