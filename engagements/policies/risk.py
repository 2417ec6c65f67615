"""The risks of specialties are read by all who have any part in the engagement."""

from engagements.models import SpecialtyRisk
from engagements.policies.workforce import SharedPolicy


class SpecialtyRiskPolicy(SharedPolicy):
    model = SpecialtyRisk
