"""Where coders work, and from where a payer's charts may be coded."""

from django.db import models
from django.db.models import Q

from engagements.enums.workforce import Audience, PayerScope, ResidencyEffect
from engagements.models.base import EngagementOwned, tracked
from engagements.models.contract import Document
from engagements.models.directory import Payer
from engagements.models.people import User
from engagements.models.workforce.base import EffectiveDated, ends_after_start, one_at_a_time


def scope_is_said(name: str) -> models.CheckConstraint:
    """Payer and state are given exactly where the scope speaks of them."""
    return models.CheckConstraint(
        name=name,
        condition=Q(scope=PayerScope.EVERY, payer__isnull=True, payer_state="")
        | Q(scope=PayerScope.PAYER, payer__isnull=False, payer_state="")
        | (Q(scope=PayerScope.STATE, payer__isnull=True) & ~Q(payer_state=""))
        | (Q(scope=PayerScope.PAYER_STATE, payer__isnull=False) & ~Q(payer_state="")),
    )


@tracked()
class Site(EngagementOwned):
    """A facility (or a country of home offices) from which charts are coded.

    Coders of a site work from the day the practice approved it to the day it ends that.
    """

    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2, help_text="ISO 3166 code.")
    evidence = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Facility-level evidence of the controls.",
    )
    qa_lead = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    qa_lead_country = models.CharField(max_length=2, blank=True)
    approved_from = models.DateField(null=True, blank=True)
    approved_to = models.DateField(null=True, blank=True, help_text="Last day, inclusive.")
    approved_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["engagement", "name"], name="site_name_once"),
            ends_after_start("site_approval_ends_after_start", "approved_from", "approved_to"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.country})"


@tracked()
class SiteAssignment(EffectiveDated):
    """A coder works at a site; at one at a time."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="assignments")
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["user__name", "-effective_from"]
        constraints = [
            ends_after_start("siteassignment_ends_after_start"),
            one_at_a_time("siteassignment_one_at_a_time", "effective_from", "effective_to"),
        ]
        indexes = [
            models.Index(fields=["engagement", "user", "effective_from"], name="siteassign_of")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.site}"


@tracked()
class ResidencyRule(EffectiveDated):
    """Charts of a payer or state may, or may not, be coded from a country.

    Forbidden always refuses. Where a scope names countries as allowed, others are refused.
    """

    scope = models.CharField(max_length=12, choices=PayerScope)
    payer = models.ForeignKey(
        Payer, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    payer_state = models.CharField(max_length=2, blank=True)
    country = models.CharField(max_length=2, help_text="ISO 3166 code.")
    effect = models.CharField(max_length=10, choices=ResidencyEffect)
    audience = models.CharField(max_length=8, choices=Audience, default=Audience.VENDOR)
    source = models.TextField(help_text="The text of the rule and where it stands.")
    review_on = models.DateField(help_text="When somebody looks whether the rule still holds.")
    reviewed_on = models.DateField(null=True, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["scope", "payer__name", "payer_state", "country", "-effective_from"]
        constraints = [
            scope_is_said("residencyrule_says_its_scope"),
            ends_after_start("residencyrule_ends_after_start"),
            models.CheckConstraint(name="residencyrule_has_source", condition=~Q(source="")),
        ]
        indexes = [models.Index(fields=["engagement", "scope", "payer"], name="residencyrule_of")]

    def __str__(self) -> str:
        return f"{self.country} {self.effect}"
