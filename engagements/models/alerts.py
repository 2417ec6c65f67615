"""The alert ledger: what people have to know, who was told, who took note; and escalations."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from engagements.enums import ClockBasis, Side
from engagements.enums.alerts import AlertMail, RunState
from engagements.models.base import EngagementOwned, tracked
from engagements.models.mail import ScheduledMail
from engagements.models.people import User
from engagements.roles import Role


@tracked()
class Alert(EngagementOwned):
    """Something certain people have to know. It stands until its source no longer finds it.

    `raised_count` counts how often it came up: found again after it was settled it is told again.
    Addressed to `user`, else to the holders of `roles`, else to everybody of `side`.
    """

    key = models.CharField(max_length=200)
    source = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    detail = models.CharField(max_length=500, blank=True)
    url = models.CharField(max_length=300)
    side = models.CharField(max_length=10, choices=Side, blank=True)
    roles = ArrayField(models.CharField(max_length=24, choices=Role), default=list, blank=True)
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    urgent = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True, blank=True)
    raised_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    raised_count = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-urgent", "-raised_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["engagement", "key"], name="alert_key_once"),
            models.CheckConstraint(
                name="alert_addresses_somebody",
                condition=Q(user__isnull=False) | ~Q(side="") | ~Q(roles=[]),
            ),
        ]
        indexes = [
            models.Index(fields=["engagement", "settled_at", "-raised_at"]),
            models.Index(fields=["engagement", "source"]),
        ]

    def __str__(self) -> str:
        return self.title


class AlertDelivery(EngagementOwned):
    """This person was told of this alert, as it came up this time, in this message. Once."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="deliveries")
    raised = models.PositiveIntegerField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=8, choices=AlertMail)
    mail = models.ForeignKey(ScheduledMail, on_delete=models.PROTECT, related_name="deliveries")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "alert deliveries"
        ordering = ["alert", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "alert", "raised", "user"], name="alertdelivery_once"
            ),
        ]
        indexes = [models.Index(fields=["engagement", "mail"])]

    def __str__(self) -> str:
        return f"Alert {self.alert_id} to {self.user_id}"


class AlertAcknowledgement(EngagementOwned):
    """One person has seen it, or wants to see it again later. It stands for the others."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="acknowledgements")
    raised = models.PositiveIntegerField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    snoozed_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["alert", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "alert", "raised", "user"], name="alertacknowledgement_once"
            ),
        ]
        indexes = [models.Index(fields=["engagement", "user"])]

    def __str__(self) -> str:
        return f"{self.user_id} on alert {self.alert_id}"


class AlertRun(EngagementOwned):
    """What the scheduler did. Runs that found nothing to do are counted in one row."""

    state = models.CharField(max_length=6, choices=RunState, default=RunState.DONE)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    runs = models.PositiveIntegerField(default=1)
    raised = models.PositiveIntegerField(default=0)
    settled = models.PositiveIntegerField(default=0)
    escalated = models.PositiveIntegerField(default=0)
    mails = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-started_at", "-id"]
        indexes = [models.Index(fields=["engagement", "-started_at"])]

    def __str__(self) -> str:
        return f"Run of {self.started_at:%Y-%m-%d %H:%M}"


@tracked()
class EscalationRule(EngagementOwned):
    """So many hours after `trigger` began to stand, this level is told. One rule per level.

    A rule is changed by ending it and beginning another, from a day on.
    """

    trigger = models.CharField(max_length=60)
    level = models.PositiveSmallIntegerField()
    roles = ArrayField(models.CharField(max_length=24, choices=Role), default=list, blank=True)
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    after_hours = models.DecimalField(max_digits=7, decimal_places=2)
    basis = models.CharField(max_length=10, choices=ClockBasis, default=ClockBasis.ELAPSED)
    urgent = models.BooleanField(default=True)
    effective_from = models.DateField()
    effective_to = models.DateField(null=True, blank=True, help_text="Last day, inclusive.")
    created_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["trigger", "level", "effective_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "trigger", "level"],
                condition=Q(effective_to__isnull=True),
                name="escalationrule_level_once",
            ),
            models.CheckConstraint(
                name="escalationrule_addresses_somebody",
                condition=Q(user__isnull=False) | ~Q(roles=[]),
            ),
            models.CheckConstraint(
                name="escalationrule_level_from_one",
                condition=Q(level__gte=1) & Q(after_hours__gte=0),
            ),
            models.CheckConstraint(
                name="escalationrule_ends_after_start",
                condition=Q(effective_to__isnull=True) | Q(effective_to__gte=F("effective_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trigger} level {self.level}"


class EscalationEvent(EngagementOwned):
    """A level that was reached for a subject. `due_at` is when it fell due, however late the
    scheduler came; `settled_at` when the subject no longer stood.
    """

    rule = models.ForeignKey(EscalationRule, on_delete=models.PROTECT, related_name="events")
    trigger = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    level = models.PositiveSmallIntegerField()
    since = models.DateTimeField()
    title = models.CharField(max_length=200)
    url = models.CharField(max_length=300)
    due_at = models.DateTimeField()
    raised_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-raised_at", "-due_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "trigger", "subject", "since", "level"],
                name="escalationevent_once",
            ),
            models.UniqueConstraint(
                fields=["engagement", "trigger", "subject", "level"],
                condition=Q(settled_at__isnull=True),
                name="escalationevent_open_once",
            ),
        ]
        indexes = [models.Index(fields=["engagement", "settled_at", "-raised_at"])]

    def __str__(self) -> str:
        return f"{self.title}, level {self.level}"
