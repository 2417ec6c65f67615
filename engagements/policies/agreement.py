"""Which rows of the agreement each actor may have."""

from django.db.models import Q

from engagements.kernel.policy import Actor, Policy
from engagements.models import (
    Baseline,
    DocumentRequirement,
    Incident,
    SignOff,
    StepOwner,
    Subcontractor,
)


class BaselinePolicy(Policy):
    """The practice's figures; the vendor sees what it is measured against."""

    model = Baseline


class SignOffPolicy(Policy):
    model = SignOff


class StepOwnerPolicy(Policy):
    model = StepOwner


class SubcontractorPolicy(Policy):
    model = Subcontractor


class DocumentRequirementPolicy(Policy):
    model = DocumentRequirement


class IncidentPolicy(Policy):
    """Own incidents are those that one recorded oneself."""

    model = Incident

    @classmethod
    def own_rows(cls, actor: Actor, action: str) -> Q:
        return Q(recorded_by_id=actor.user_id)
