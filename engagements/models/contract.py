"""The contract as rows: BAA, calendars, documents."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from engagements.enums import PARTY_CHOICES, DocumentKind, Side
from engagements.models.base import EngagementOwned, tracked
from engagements.models.people import User
from engagements.models.signatures import SignedByBoth
from engagements.validators import time_zone_validate


@tracked()
class Document(EngagementOwned):
    """A stored file. The name on disk is the hash; what people called it is data."""

    kind = models.CharField(max_length=20, choices=DocumentKind)
    title = models.CharField(max_length=200)
    file = models.FileField(upload_to="documents/%Y/%m/", max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=100)
    period_start = models.DateField(null=True, blank=True)
    period_end = models.DateField(
        null=True, blank=True, help_text="Last day that a report or attestation covers."
    )
    expires_on = models.DateField(null=True, blank=True)
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-uploaded_at"]
        indexes = [models.Index(fields=["engagement", "kind", "-uploaded_at"])]

    def __str__(self) -> str:
        return self.title


@tracked()
class BusinessAssociateAgreement(SignedByBoth, EngagementOwned):
    """The BAA (45 CFR 164.504(e)). In force when signed by both sides, begun, not ended."""

    effective_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    breach_notice_hours = models.PositiveIntegerField(
        default=72, help_text="Hours within which the vendor reports a breach."
    )
    required_terms = ArrayField(
        models.CharField(max_length=20),
        default=list,
        blank=True,
        help_text="Which of the ten terms of 45 CFR 164.504(e) the text contains.",
    )
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    terminated_on = models.DateField(null=True, blank=True)
    termination_reason = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "BAA"
        ordering = ["-effective_on", "-id"]
        indexes = [models.Index(fields=["engagement", "effective_on"])]
        constraints = [
            models.CheckConstraint(
                name="baa_expires_after_start",
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("effective_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"BAA effective {self.effective_on}"


@tracked()
class Calendar(EngagementOwned):
    """Working time of a party: weekly hours in a zone, public holidays, exceptions.

    The practice's is that of documentation and query windows, the vendor's that of turnaround.
    `weekly_hours` is a list of `[weekday, "HH:MM", "HH:MM"]`, Monday = 0; a lunch break makes two.
    """

    name = models.CharField(max_length=100)
    side = models.CharField(
        max_length=10,
        choices=PARTY_CHOICES,
        default=Side.PRACTICE,
        db_default=Side.PRACTICE.value,
    )
    time_zone = models.CharField(max_length=64, validators=[time_zone_validate])
    weekly_hours = models.JSONField(default=list)
    holiday_country = models.CharField(max_length=2, blank=True, help_text="ISO 3166 code.")
    holiday_subdivision = models.CharField(max_length=6, blank=True)
    is_default = models.BooleanField(default=False)
    past = models.JSONField(
        default=list,
        blank=True,
        help_text="The rules by which the days before a change were counted, the oldest first.",
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["engagement", "name"], name="calendar_name_once"),
            models.UniqueConstraint(
                fields=["engagement", "side"],
                condition=Q(is_default=True),
                name="calendar_one_default",
            ),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class CalendarException(EngagementOwned):
    """A day that differs: closed (no hours) or open at other hours."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="exceptions")
    day = models.DateField()
    name = models.CharField(max_length=100)
    hours = models.JSONField(
        default=list, blank=True, help_text='["HH:MM", "HH:MM"] pairs; none means closed.'
    )

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "calendar", "day"], name="calendarexception_day_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.name}"
