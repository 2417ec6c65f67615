"""Whom the engagement deals with: providers, payers, the report's recipients."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from engagements.models.base import EngagementOwned, tracked
from engagements.models.people import User
from engagements.validators import npi_validate


@tracked()
class ReportRecipient(EngagementOwned):
    """Somebody who receives the monthly report."""

    email = models.EmailField()
    name = models.CharField(max_length=150, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(fields=["engagement", "email"], name="recipient_once"),
        ]

    def __str__(self) -> str:
        return self.email


@tracked()
class Provider(EngagementOwned):
    """A rendering provider of the practice; `user` where the provider answers queries here."""

    npi = models.CharField(max_length=10, validators=[npi_validate])
    name = models.CharField(max_length=150)
    specialty = models.CharField(max_length=60, blank=True)
    user = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["engagement", "npi"], name="provider_npi_once"),
        ]
        indexes = [models.Index(fields=["engagement", "user"])]

    def __str__(self) -> str:
        return self.name


@tracked()
class Payer(EngagementOwned):
    """A payer as the practice names it."""

    name = models.CharField(max_length=120)
    aliases = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    timely_filing_days = models.PositiveIntegerField(
        null=True, blank=True, help_text="Days from the date of service to file a claim."
    )
    filing_alert_days = models.PositiveIntegerField(
        default=30, db_default=30, help_text="Warn when so many days are left."
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["engagement", "name"], name="payer_name_once"),
        ]

    def __str__(self) -> str:
        return self.name
