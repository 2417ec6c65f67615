"""The exit: the package of data that goes back, the certificate, and access that ended."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from engagements.enums.alerts import CertificateKind
from engagements.models.base import EngagementOwned, tracked
from engagements.models.contract import Document
from engagements.models.ledger import Job
from engagements.models.people import User
from engagements.models.signatures import SignedByBoth


class DataReturn(EngagementOwned):
    """One package of everything the practice owns, with the hash of its manifest. Append-only."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")
    manifest_sha256 = models.CharField(max_length=64)
    generated_at = models.DateTimeField()
    software_version = models.CharField(max_length=60)
    tables = models.PositiveIntegerField()
    rows = models.PositiveBigIntegerField()
    files = models.PositiveIntegerField()
    missing_files = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-generated_at", "-id"]
        indexes = [models.Index(fields=["engagement", "-generated_at"])]

    def __str__(self) -> str:
        return f"Data return {self.pk}"


@tracked()
class ExitCertificate(SignedByBoth, EngagementOwned):
    """Who returned what, what was destroyed, what is kept and why; signed by both sides."""

    kind = models.CharField(max_length=12, choices=CertificateKind)
    data_return = models.ForeignKey(DataReturn, on_delete=models.PROTECT, related_name="+")
    method = models.TextField(help_text="What was destroyed where, and how.", blank=True)
    retained = models.TextField(help_text="What is kept, where, until when and why.")
    pdf = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement"],
                condition=Q(withdrawn_at__isnull=True),
                name="exitcertificate_one_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"Certificate {self.pk}"


class AccessEnding(EngagementOwned):
    """One account whose roles here ended, and when: the proof beside the empty list of roles.

    Append-only.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    email = models.EmailField()
    roles = ArrayField(models.CharField(max_length=24), default=list)
    sessions = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField()
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300)

    class Meta:
        ordering = ["-ended_at", "user"]
        indexes = [models.Index(fields=["engagement", "-ended_at"])]

    def __str__(self) -> str:
        return f"Access of {self.email} ended"


class ExitMark(EngagementOwned):
    """A step of the exit checklist that a person did outside the product, with its note."""

    step = models.CharField(max_length=40)
    note = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField()
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["done_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["engagement", "step"], name="exitmark_step_once"),
        ]

    def __str__(self) -> str:
        return self.step
