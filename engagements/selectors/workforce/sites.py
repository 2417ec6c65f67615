"""Sites, who works there, and residency rules."""

from django.db.models import QuerySet

from engagements.kernel.policy import Actor
from engagements.models import ResidencyRule, Site, SiteAssignment
from engagements.policies.workforce import (
    ResidencyRulePolicy,
    SiteAssignmentPolicy,
    SitePolicy,
)
from engagements.selectors import engagement_today
from engagements.selectors.dates import in_force


def sites(actor: Actor) -> QuerySet[Site]:
    return SitePolicy.visible(actor, "workforce.view").select_related(
        "evidence", "qa_lead", "approved_by"
    )


def site_assignments(actor: Actor) -> QuerySet[SiteAssignment]:
    """Who works where today."""
    day = engagement_today(actor.engagement)
    rows = SiteAssignmentPolicy.visible(actor, "workforce.view").filter(in_force(day))
    return rows.select_related("user", "site")


def residency_rules(actor: Actor) -> QuerySet[ResidencyRule]:
    return ResidencyRulePolicy.visible(actor, "workforce.view").select_related("payer")
