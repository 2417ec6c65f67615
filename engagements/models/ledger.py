"""What happened: state events, reads of charts, jobs, saved views."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from engagements.enums import JobState
from engagements.models.base import EngagementOwned
from engagements.models.contract import Document
from engagements.models.people import User


class StateEvent(EngagementOwned):
    """One fired transition. Append-only."""

    model = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    transition = models.CharField(max_length=40)
    source = models.CharField(max_length=20)
    target = models.CharField(max_length=20)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    side = models.CharField(max_length=10)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["engagement", "model", "object_id", "at"])]

    def __str__(self) -> str:
        return f"{self.model} {self.object_id}: {self.source} -> {self.target}"


class AccessLog(EngagementOwned):
    """One read of a record that may lead to PHI: who, when, from where, which fields.

    Append-only for the application role.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    action = models.CharField(max_length=40)
    model = models.CharField(max_length=60)
    object_id = models.BigIntegerField(null=True)
    object_count = models.PositiveIntegerField(default=1)
    fields = ArrayField(models.CharField(max_length=60), default=list)
    ip_address = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=200, blank=True)
    path = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["engagement", "-at"]),
            models.Index(fields=["engagement", "model", "object_id", "-at"]),
            models.Index(fields=["engagement", "user", "-at"]),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.action} {self.model} {self.object_id}"


class Job(EngagementOwned):
    """Work that somebody waits for: an import, an export, a PDF."""

    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=8, choices=JobState, default=JobState.QUEUED)
    total = models.PositiveIntegerField(null=True)
    done = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)
    error = models.TextField(blank=True)
    parameters = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    output = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["engagement", "-created_at"])]

    def __str__(self) -> str:
        return f"{self.kind} ({self.state})"


class SavedView(EngagementOwned):
    """Filters, columns and order of a list under a name; private unless shared."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    list_key = models.CharField(max_length=60)
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=1000, blank=True)
    columns = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    is_shared = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "list_key", "user", "name"], name="savedview_name_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
